//! From a clock row to what its bar shows: shares of the axis, words, level.

use std::borrow::Cow;

use domain::sla::engine::{Listed, Shown, Stretch};
use domain::sla::{ClockFace, ClockOutcome, ClockState};
use domain::time::{Timestamp, clock_time, day_and_time};

use crate::i18n::Messages;
use crate::wording::{Lang, Length, Level, duration, percent_used, remaining};

/// What is known of a clock, with its pauses where they are.
#[derive(Debug, Clone, PartialEq)]
pub struct ClockFacts {
    /// Where it stands.
    pub face: ClockFace,
    /// When it stopped.
    pub stopped_at: Option<Timestamp>,
    /// How it ended; only looked at when stopped.
    pub outcome: Option<ClockOutcome>,
    /// Pauses, first one first, the running one too, in seconds of the axis, on which only counted and paused time lies.
    /// Left empty (lists do not load them), all waiting is drawn in one piece behind what was used.
    pub pauses: Vec<(i64, i64)>,
    /// From when to when it goes on counting, in seconds from now; `None`: without a break.
    pub open: Option<Vec<(i64, i64)>>,
}

impl ClockFacts {
    /// The facts of a clock with its history.
    pub fn of(shown: &Shown) -> Self {
        let mut pauses = Vec::new();
        let mut position = 0;
        for segment in shown
            .segments
            .iter()
            .filter(|s| s.stretch != Stretch::Closed)
        {
            let from = position;
            position += segment.seconds;
            if segment.stretch == Stretch::Paused {
                pauses.push((from, position));
            }
        }
        Self {
            stopped_at: shown.clock.stopped_at,
            outcome: shown.clock.outcome,
            pauses,
            ..Self::listed(&shown.listed)
        }
    }

    /// The facts of a clock in a list, where only those that live are shown.
    pub fn listed(clock: &Listed) -> Self {
        Self {
            face: clock.face,
            open: clock.open.clone(),
            stopped_at: None,
            outcome: None,
            pauses: Vec::new(),
        }
    }
}

/// A bar ready to be drawn; also for anything else that has a share of a budget.
#[derive(Debug, Clone, PartialEq)]
pub struct ClockBar {
    /// What it measures, for screen readers and as heading of the large bar.
    pub label: Cow<'static, str>,
    /// How urgent.
    pub level: Level,
    /// Used share of the budget; 1 is the breach.
    pub used: f64,
    /// Pauses as shares of the axis.
    pub pauses: Vec<(f64, f64)>,
    /// Marks: quantiles, thresholds.
    pub marks: Vec<f64>,
    /// "noch 6 min".
    pub words: String,
    /// "Einsatz 14:11".
    pub aside: String,
    /// What a screen reader says instead of the number.
    pub value_text: String,
    /// Where a running clock stands: seconds spent, seconds of the axis, seconds promised.
    pub running: Option<(i64, i64, i64)>,
    /// From when to when it goes on counting, in seconds from now; `None`: without a break.
    pub open: Option<Vec<(i64, i64)>>,
}

impl ClockBar {
    /// A bar that is not a clock row: a validity, a limit, thirty seconds of sight.
    pub fn plain(
        label: impl Into<Cow<'static, str>>,
        used: f64,
        words: impl Into<String>,
        aside: impl Into<String>,
    ) -> Self {
        let words = words.into();
        Self {
            label: label.into(),
            level: Level::of(used),
            used,
            pauses: Vec::new(),
            marks: Vec::new(),
            value_text: words.clone(),
            words,
            aside: aside.into(),
            running: None,
            open: None,
        }
    }

    /// A span of time that runs from `from` to `to` and keeps ticking: a validity.
    pub fn span(
        label: impl Into<Cow<'static, str>>,
        (from, to): (Timestamp, Timestamp),
        now: Timestamp,
        t: &Messages,
        length: Length,
    ) -> Self {
        let axis = to.seconds_since(from).max(1);
        let spent = now.seconds_since(from).max(0);
        let used = share(spent, axis);
        Self {
            label: label.into(),
            level: Level::of(used),
            used,
            pauses: Vec::new(),
            marks: Vec::new(),
            words: remaining(axis - spent, t.lang, length),
            aside: clock_or_day(to, now, t.lang),
            value_text: percent_used(used, t.lang),
            running: Some((spent, axis, axis)),
            open: None,
        }
    }

    /// The bar of a clock row at this moment.
    pub fn new(facts: &ClockFacts, now: Timestamp, t: &Messages, length: Length) -> Self {
        let (face, lang) = (&facts.face, t.lang);
        let since = |from: Option<Timestamp>| from.map_or(0, |from| now.seconds_since(from).max(0));
        let counted = face.consumed_s + since(face.running_since);
        let paused = face.paused_s + since(face.paused_since);
        let axis = (face.target_s + paused).max(1);
        let used = share(counted + paused, axis);
        let kind = t.label.clock(face.kind);
        let (level, words, aside) = match face.state {
            ClockState::Running => {
                let aside = face.due_at.map_or_else(
                    || kind.to_owned(),
                    |due| format!("{kind} {}", clock_or_day(due, now, lang)),
                );
                (
                    Level::of(share(counted, face.target_s.max(1))),
                    remaining(face.target_s - counted, lang, length),
                    aside,
                )
            }
            ClockState::Paused => {
                let when = clock_or_day(face.paused_since.unwrap_or(now), now, lang);
                let words = match length {
                    Length::Short => t.parts.clock_paused,
                    Length::Long => t.parts.clock_rests,
                };
                let aside = format!("{kind}, {}", t.parts.since(&when));
                (Level::Paused, words.to_owned(), aside)
            }
            ClockState::Stopped | ClockState::Cancelled => {
                let took = duration(counted, true, lang, length);
                let words = format!("in {took}");
                let outcome = facts.outcome.unwrap_or(ClockOutcome::Cancelled);
                let level = if outcome == ClockOutcome::Breached {
                    Level::Breach
                } else {
                    Level::Done
                };
                let word = t.label.clock_outcome(outcome);
                let when = facts.stopped_at.map_or_else(String::new, |at| {
                    format!(" {}", clock_or_day(at, now, lang))
                });
                (level, words, format!("{kind}, {word}{when}"))
            }
        };
        let on_axis = |seconds: i64| share(seconds, axis);
        let mut pauses: Vec<_> = facts
            .pauses
            .iter()
            .map(|(from, to)| (on_axis(*from), on_axis(*to)))
            .collect();
        if pauses.is_empty() && paused > 0 {
            pauses.push((share(counted, axis), share(counted + paused, axis)));
        }
        Self {
            label: kind.into(),
            level,
            used,
            pauses,
            marks: Vec::new(),
            words,
            aside,
            value_text: percent_used(used, t.lang),
            running: (face.state == ClockState::Running).then_some((
                counted + paused,
                axis,
                face.target_s,
            )),
            open: facts.open.clone(),
        }
    }
}

fn share(part: i64, whole: i64) -> f64 {
    part as f64 / whole as f64
}

/// "14:11" today, else with the day.
fn clock_or_day(at: Timestamp, now: Timestamp, lang: Lang) -> String {
    if at.seconds_since(now).abs() < 12 * 3600 {
        clock_time(at)
    } else {
        day_and_time(at, now, lang == Lang::De)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::messages;
    use crate::wording::percent;
    use domain::sla::ClockKind;

    fn facts(state: ClockState) -> ClockFacts {
        let start = Timestamp::from_unix(1_790_000_000);
        ClockFacts {
            face: ClockFace {
                kind: ClockKind::Intervention,
                state,
                target_s: 3600,
                consumed_s: 22 * 60,
                paused_s: 9 * 60,
                started_at: start,
                running_since: Some(start.plus_seconds(31 * 60)),
                paused_since: None,
                due_at: Some(start.plus_seconds(69 * 60)),
            },
            stopped_at: None,
            outcome: None,
            pauses: vec![(22 * 60, 31 * 60)],
            open: None,
        }
    }

    #[test]
    fn the_axis_is_the_target_and_the_pauses_so_far() {
        let facts = facts(ClockState::Running);
        let now = facts.face.started_at.plus_seconds(63 * 60);
        let bar = ClockBar::new(&facts, now, messages(Lang::De), Length::Short);
        // The numbers of the mock-up: 54 of 60 minutes counted, 9 paused.
        assert_eq!(percent(bar.used * 100.0), "91.3%");
        assert_eq!(bar.words, "noch 6\u{a0}min");
        assert_eq!(bar.level, Level::Watch);
        assert_eq!(bar.running, Some((63 * 60, 69 * 60, 60 * 60)));
        let (from, to) = bar.pauses[0];
        assert_eq!(
            (percent(from * 100.0), percent(to * 100.0)),
            ("31.9%".into(), "44.9%".into())
        );
    }

    #[test]
    fn a_paused_clock_is_calm_in_words_and_does_not_tick() {
        let mut facts = facts(ClockState::Paused);
        facts.face.running_since = None;
        facts.face.paused_since = Some(facts.face.started_at.plus_seconds(40 * 60));
        let now = facts.face.started_at.plus_seconds(50 * 60);
        let bar = ClockBar::new(&facts, now, messages(Lang::De), Length::Long);
        assert_eq!(bar.level, Level::Paused);
        assert_eq!(bar.words, "Frist ruht");
        assert_eq!(bar.running, None);
    }
}
