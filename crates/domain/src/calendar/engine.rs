//! A calendar that answers: open seconds between two instants, when a budget is used up, when it opens next.
//!
//! Answers cost a binary search. Open time is laid out for the years somebody asked about and grows when somebody asks
//! further away; what was answered before never changes by that.

use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use super::definition::{Definition, Hours};
use super::hours::Interval;
use super::pause::Pauses;
use super::timeline::{Stretch, Timeline, instants};
use crate::time::Timestamp;

/// 366 days.
const YEAR_S: i64 = 366 * 86_400;

/// A definition that was found good, ready to answer.
pub struct Calendar {
    definition: Definition,
    timeline: RwLock<Arc<Timeline>>,
}

/// A calendar in which no second is ever open: every promise under it would last for ever (refused).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the calendar is never open: give at least one weekday or one date hours")]
pub struct NeverOpen;

/// Where a budget ends (rule 4). `None`: never, because not enough open time follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Aim {
    /// The first instant at which the budget is used up; with nothing left of it, the first counted instant.
    pub due_at: Option<Timestamp>,
    /// The last instant with elapsed ≤ budget: kept ⇔ stopped at it or before.
    pub breach_at: Option<Timestamp>,
}

impl Calendar {
    /// The first instant a calendar knows: the beginning of the year 1.
    pub fn first_instant() -> Timestamp {
        Timestamp::from_unix(WINDOW.0)
    }

    /// The first instant beyond what a calendar knows: the beginning of the year 9999. Outside it is closed.
    pub fn end_of_time() -> Timestamp {
        Timestamp::from_unix(WINDOW.1)
    }

    /// Refuses a definition that is never open.
    pub fn new(definition: Definition) -> Result<Self, NeverOpen> {
        if is_never_open(&definition) {
            return Err(NeverOpen);
        }
        let window = match definition.hours {
            Hours::Always => WINDOW,
            Hours::Weekly(_) => (0, 0),
        };
        let timeline = RwLock::new(Arc::new(Timeline::new(&definition, window)));
        Ok(Self {
            definition,
            timeline,
        })
    }

    /// What it was made of.
    pub const fn definition(&self) -> &Definition {
        &self.definition
    }

    /// Whether open time goes on for ever: false only where nothing but single dates has hours.
    pub fn is_endless(&self) -> bool {
        match &self.definition.hours {
            Hours::Always => true,
            Hours::Weekly(week) => !week.is_empty(),
        }
    }

    /// Open seconds in `[from, until)`; zero if `until` is not later.
    pub fn open_seconds(&self, from: Timestamp, until: Timestamp) -> i64 {
        let (from, until) = (known(from), known(until));
        if until <= from {
            return 0;
        }
        let timeline = self.covering(from, until);
        timeline.before(until) - timeline.before(from)
    }

    /// Seconds in `[from, until)` that are open and not paused.
    pub fn counted_seconds(&self, from: Timestamp, until: Timestamp, pauses: &Pauses) -> i64 {
        pauses
            .between(from, until)
            .map(|(from, until)| self.open_seconds(from, until))
            .sum()
    }

    /// Whether an instant is open.
    pub fn is_open(&self, at: Timestamp) -> bool {
        self.around(at).is_some()
    }

    /// Until when it stays open from an open instant; `None` if it is closed then, or stays open for more than a year.
    pub fn open_until(&self, at: Timestamp) -> Option<Timestamp> {
        self.around(at)?;
        let at = at.unix();
        let timeline = self.covering(at, at.saturating_add(YEAR_S).min(WINDOW.1));
        let (_, until) = timeline.around(at)?;
        // Where the years that are laid out end, a stretch only seems to end.
        (until < timeline.window().1).then(|| Timestamp::from_unix(until))
    }

    /// The first open instant at or after this one.
    pub fn next_opening(&self, at: Timestamp) -> Option<Timestamp> {
        self.last_within(known(at), 0)
    }

    /// Where a budget of open seconds ends that begins to run at `from`; a negative one counts as used up.
    pub fn aim(&self, from: Timestamp, budget_s: i64) -> Aim {
        self.aim_with(from, budget_s, &Pauses::NONE)
    }

    /// The same while pauses are left out.
    pub fn aim_with(&self, from: Timestamp, budget_s: i64, pauses: &Pauses) -> Aim {
        let mut left = budget_s.max(0);
        let mut aim = Aim {
            due_at: None,
            breach_at: None,
        };
        for (from, until) in pauses.between(from, Self::end_of_time()) {
            let from_s = known(from);
            let last = until == Self::end_of_time();
            // Never laid out to the end of time for the stretch that has no end.
            let enough = if last {
                None
            } else {
                Some(self.open_seconds(from, until))
            };
            let holds = |needed: i64| enough.is_none_or(|enough| enough >= needed);
            if aim.due_at.is_none() && holds(left.max(1)) {
                aim.due_at = if left == 0 {
                    self.last_within(from_s, 0)
                } else {
                    self.first_within(from_s, left)
                };
            }
            if holds(left.saturating_add(1)) {
                aim.breach_at = self.last_within(from_s, left);
                break;
            }
            left -= enough.unwrap_or(0);
        }
        aim
    }

    /// The open stretches of `[from, until)`, in order.
    pub fn stretches(&self, from: Timestamp, until: Timestamp) -> Vec<(Timestamp, Timestamp)> {
        let (from, until) = (known(from), known(until));
        if until <= from {
            return Vec::new();
        }
        self.covering(from, until)
            .within(from, until)
            .map(|(from, until)| (Timestamp::from_unix(from), Timestamp::from_unix(until)))
            .collect()
    }

    /// The first instant at which so many open seconds have passed since `from`.
    fn first_within(&self, from: i64, seconds: i64) -> Option<Timestamp> {
        self.search(from, seconds, |timeline| {
            timeline.first_with(timeline.before(from) + seconds)
        })
    }

    /// The last instant at which no more open seconds have passed since `from`.
    fn last_within(&self, from: i64, seconds: i64) -> Option<Timestamp> {
        self.search(from, seconds, |timeline| {
            timeline.last_with(timeline.before(from) + seconds)
        })
    }

    /// Looks further and further ahead; each look is twice as far, so that the work stays in proportion to the answer.
    fn search(
        &self,
        from: i64,
        seconds: i64,
        found: impl Fn(&Timeline) -> Option<i64>,
    ) -> Option<Timestamp> {
        let end = self.last_opening_day_ends();
        if seconds > end - from {
            return None;
        }
        let mut ahead = YEAR_S;
        loop {
            let until = from.saturating_add(ahead).min(end).max(from);
            if let Some(at) = found(&self.covering(from, until)) {
                return Some(Timestamp::from_unix(at));
            }
            if until >= end {
                return None;
            }
            ahead = ahead.saturating_mul(2);
        }
    }

    /// Nothing is open from here on.
    fn last_opening_day_ends(&self) -> i64 {
        if self.is_endless() {
            return WINDOW.1;
        }
        let last = self.definition.open.keys().next_back();
        last.and_then(|date| instants(&self.definition.tz, *date, Interval::DAY))
            // A day whose beginning the clocks skip reaches into the next.
            .map_or(WINDOW.0, |(_, end)| {
                (end + 2 * 86_400).clamp(WINDOW.0, WINDOW.1)
            })
    }

    fn around(&self, at: Timestamp) -> Option<Stretch> {
        let at = at.unix();
        if !(WINDOW.0..WINDOW.1).contains(&at) {
            return None;
        }
        self.covering(at, at + 1).around(at)
    }

    /// A timeline that holds these instants; laid out anew over more years if need be.
    fn covering(&self, from: i64, until: i64) -> Arc<Timeline> {
        let holds = |(first, end): Stretch| first <= from && until <= end;
        {
            let timeline = self.timeline.read().unwrap_or_else(PoisonError::into_inner);
            if holds(timeline.window()) {
                return Arc::clone(&timeline);
            }
        }
        let mut timeline = self
            .timeline
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        let (first, end) = timeline.window();
        if !holds((first, end)) {
            let empty = first == end;
            let first = if empty { from } else { first.min(from) };
            let end = if empty { until } else { end.max(until) };
            let window = (
                (first - YEAR_S / 2).max(WINDOW.0),
                end.saturating_add(YEAR_S).min(WINDOW.1),
            );
            *timeline = Arc::new(Timeline::new(&self.definition, window));
        }
        Arc::clone(&timeline)
    }
}

impl fmt::Debug for Calendar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Calendar")
            .field("definition", &self.definition)
            .finish_non_exhaustive()
    }
}

/// The years 1 to 9998: local times at both edges still have instants.
const WINDOW: Stretch = (-62_135_596_800, 253_370_764_800);

/// The nearest instant a calendar knows.
fn known(at: Timestamp) -> i64 {
    at.unix().clamp(WINDOW.0, WINDOW.1)
}

/// Weekly hours are open on some day of every year; without them single dates decide.
fn is_never_open(definition: &Definition) -> bool {
    match &definition.hours {
        Hours::Always => false,
        Hours::Weekly(week) if !week.is_empty() => false,
        Hours::Weekly(_) => !definition.open.iter().any(|(date, hours)| {
            hours.intervals().iter().any(|interval| {
                instants(&definition.tz, *date, *interval).is_some_and(|(from, until)| from < until)
            })
        }),
    }
}
