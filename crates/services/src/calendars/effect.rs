//! What saving a calendar would do, computed before it is saved.

use std::collections::{BTreeSet, HashMap};

use domain::calendar::{Calendar, ChangedDay, Definition, Difference, History, Region, Warning};
use domain::ids::PersonId;
use domain::time::{Timestamp, local};
use store::calendars::{CalendarVersionRow, RunningClock};

use super::form::Checked;

/// How many days from its beginning on an edit is looked at.
const LOOKED_AT: usize = 366;

/// Open time of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct YearEffect {
    /// The year.
    pub year: i16,
    /// Seconds as it is; `None` for a new calendar.
    pub before_s: Option<i64>,
    /// Seconds as it would be.
    pub after_s: i64,
}

/// What an edit does to the clocks that count in the calendar. They are brought up to its beginning by the old version and
/// go on with the new one (rule 25).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ClockEffect {
    /// Running in it now.
    pub running: usize,
    /// Over their target before the edit begins, whatever it says.
    pub overdue: usize,
    /// Over it at once when the edit begins, and not without it.
    pub at_once: usize,
    /// With an earlier deadline.
    pub earlier: usize,
    /// With a later deadline, or none any more.
    pub later: usize,
}

impl ClockEffect {
    pub(super) fn of(running: &[RunningClock], history: &History, edit: &Checked) -> Self {
        let mut effect = Self {
            running: running.len(),
            ..Self::default()
        };
        // Each clock counts the holidays of its own Land (RULINGS 19).
        let mut lands: HashMap<Option<Region>, Option<(History, Calendar)>> = HashMap::new();
        let begins = edit.valid_from;
        for clock in running {
            let land = lands.entry(clock.region);
            let land = land.or_insert_with(|| in_land(history, &edit.definition, clock.region));
            let Some((history, calendar)) = land else {
                continue;
            };
            let counted = history.open_seconds(clock.running_since, begins);
            let left = clock.target_s - clock.consumed_s - counted;
            let old = clock.breach_at.unwrap_or(Timestamp::FAR_FUTURE);
            if left < 0 {
                effect.overdue += 1;
                continue;
            }
            let breach_at = calendar.aim(begins, left).breach_at;
            let new = breach_at.unwrap_or(Timestamp::FAR_FUTURE);
            effect.at_once += usize::from(new <= begins && old > begins);
            effect.earlier += usize::from(new < old);
            effect.later += usize::from(new > old);
        }
        effect
    }
}

/// What was counted so far and what would count from the edit on, with the holidays of a Land.
fn in_land(
    history: &History,
    definition: &Definition,
    region: Option<Region>,
) -> Option<(History, Calendar)> {
    let Some(region) = region else {
        return Some((history.clone(), Calendar::new(definition.clone()).ok()?));
    };
    let history = history.in_region(region).ok()?;
    // As the engine does: holidays that would close it for ever close nothing.
    let there = Calendar::new(definition.in_region(Some(region)));
    let there = there.or_else(|_| Calendar::new(definition.clone()));
    Some((history, there.ok()?))
}

/// Somebody saved a version while the form was open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overtaken {
    /// Who.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// What they changed.
    pub differences: Vec<Difference>,
}

impl Overtaken {
    pub(super) fn since(
        base: i64,
        versions: &[CalendarVersionRow],
        authors: &[(PersonId, String)],
    ) -> Option<Self> {
        let last = versions.last()?;
        let opened = versions.iter().find(|version| version.version == base);
        let by = authors.iter().find(|(id, _)| Some(*id) == last.author_id);
        Some(Self {
            by: by.map(|(_, name)| name.clone()).unwrap_or_default(),
            at: last.created_at,
            differences: opened.map_or_else(Vec::new, |opened| {
                opened.definition.differences(&last.definition)
            }),
        })
    }
}

/// What saving would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effect {
    /// Number of the newest version: the one the edit would follow; 0 for a new calendar.
    pub base: i64,
    /// From when it would hold.
    pub valid_from: Timestamp,
    /// What it would say.
    pub definition: Definition,
    /// What is said otherwise.
    pub differences: Vec<Difference>,
    /// The days that change in the year after it begins.
    pub days: Vec<ChangedDay>,
    /// The year it begins in, and the next one.
    pub years: [YearEffect; 2],
    /// What it does to running clocks.
    pub clocks: ClockEffect,
    /// What to look at twice.
    pub warnings: BTreeSet<Warning>,
    /// Somebody saved meanwhile.
    pub overtaken: Option<Overtaken>,
    /// Stands for all of it: only what was looked at is saved.
    pub mark: String,
}

impl Effect {
    pub(super) fn of_edit(history: &History, edit: &Checked) -> Self {
        let last = history.last();
        Self::over(last.version, Some(&last.calendar), edit)
    }

    pub(super) fn of_new(edit: &Checked) -> Self {
        Self::over(0, None, edit)
    }

    fn over(base: i64, before: Option<&Calendar>, edit: &Checked) -> Self {
        let Checked {
            definition,
            valid_from,
            ..
        } = edit;
        let after = Calendar::new(definition.clone()).ok();
        let first = local(*valid_from).date();
        let sum = |calendar: &Calendar, year| -> i64 {
            calendar.year(year).iter().map(|day| day.open_s).sum()
        };
        let of_year = |year| YearEffect {
            year,
            before_s: before.map(|before| sum(before, year)),
            after_s: after.as_ref().map_or(0, |after| sum(after, year)),
        };
        let days = match (before, &after) {
            (Some(before), Some(after)) => {
                let mut days = before.changed_days(after, first, LOOKED_AT);
                // A holiday on a Sunday that was closed before changes nothing for anybody.
                days.retain(|day| {
                    day.before.hours != day.after.hours || day.before.open_s != day.after.open_s
                });
                days
            }
            _ => Vec::new(),
        };
        let json = serde_json::to_string(definition).unwrap_or_default();
        Self {
            base,
            valid_from: *valid_from,
            differences: before.map_or_else(Vec::new, |b| b.definition().differences(definition)),
            days,
            years: [of_year(first.year()), of_year(first.year() + 1)],
            clocks: ClockEffect::default(),
            warnings: definition.warnings(first.year()..=first.year() + 1),
            overtaken: None,
            mark: format!("{base} {} {json}", edit.typed_from),
            definition: definition.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use domain::calendar::CalendarVersion;

    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().expect("a time")
    }

    fn read(json: &str) -> Definition {
        serde_json::from_str(json).expect("a definition")
    }

    fn workdays(from: &str, until: &str) -> Definition {
        let day = format!("[[{from:?}, {until:?}]]");
        read(&format!(
            r#"{{"hours": {{"mon": {day}, "tue": {day}, "wed": {day}, "thu": {day}, "fri": {day}}}}}"#
        ))
    }

    #[test]
    fn a_clock_is_brought_up_to_the_change_and_goes_on_with_the_new_hours() {
        // Rules 25 and 34. Wednesday, 13 January 2027, 9 to 17 in Berlin, and 8 to 18 from noon on.
        let history = History::new(vec![CalendarVersion {
            version: 1,
            valid_from: at("2020-01-01T00:00:00Z"),
            calendar: Arc::new(Calendar::new(workdays("09:00", "17:00")).expect("a calendar")),
        }])
        .expect("a history");
        let clock = |target_s, running_since: &str| {
            let since = at(running_since);
            RunningClock {
                region: None,
                target_s,
                consumed_s: 0,
                running_since: since,
                breach_at: history
                    .in_force(since)
                    .calendar
                    .aim(since, target_s)
                    .breach_at,
            }
        };
        let edit = |definition: &Definition, from: &str| Checked {
            definition: definition.clone(),
            valid_from: at(from),
            reason: String::new(),
            typed_from: String::new(),
        };
        let hour = 3600;
        let running = [
            // Since 9: three hours are counted at noon, half an hour too many; nobody blames the edit.
            clock(2 * hour + hour / 2, "2027-01-13T08:00:00Z"),
            // Ends today at 15 either way.
            clock(6 * hour, "2027-01-13T08:00:00Z"),
            // Would end tomorrow at 10, ends today at 18.
            clock(9 * hour, "2027-01-13T08:00:00Z"),
        ];
        let longer = edit(&workdays("08:00", "18:00"), "2027-01-13T11:00:00Z");
        let expected = ClockEffect {
            running: 3,
            overdue: 1,
            at_once: 0,
            earlier: 1,
            later: 0,
        };
        assert_eq!(ClockEffect::of(&running, &history, &longer), expected);
        let shorter = edit(&workdays("09:00", "13:00"), "2027-01-13T11:00:00Z");
        let later = ClockEffect::of(&running, &history, &shorter);
        assert_eq!((later.earlier, later.later), (0, 2));
        // Nothing left at the end of the day, kept until tomorrow morning; around the clock it is broken at once.
        let even = [clock(8 * hour, "2027-01-13T08:00:00Z")];
        let always = edit(&Definition::around_the_clock(), "2027-01-13T16:00:00Z");
        let expected = ClockEffect {
            running: 1,
            at_once: 1,
            earlier: 1,
            ..ClockEffect::default()
        };
        assert_eq!(ClockEffect::of(&even, &history, &always), expected);
    }

    #[test]
    fn each_clock_counts_the_holidays_of_its_land() {
        // RULINGS 19, rule 34. Monday to Friday from 9 to 17; Tuesday, 6 January 2026 is Epiphany in Bavaria only.
        let history = History::new(vec![CalendarVersion {
            version: 1,
            valid_from: at("2020-01-01T00:00:00Z"),
            calendar: Arc::new(Calendar::new(workdays("09:00", "17:00")).expect("a calendar")),
        }])
        .expect("a history");
        let clock = |land: &str, breach_at: &str| RunningClock {
            region: Some(land.parse().expect("a region")),
            target_s: 10 * 3600,
            consumed_s: 0,
            running_since: at("2026-01-05T08:00:00Z"),
            breach_at: Some(at(breach_at)),
        };
        let running = [
            clock("DE-HH", "2026-01-06T10:00:00Z"),
            clock("DE-BY", "2026-01-07T10:00:00Z"),
        ];
        let same = Checked {
            definition: workdays("09:00", "17:00"),
            valid_from: at("2026-01-05T12:00:00Z"),
            reason: String::new(),
            typed_from: String::new(),
        };
        let unmoved = ClockEffect {
            running: 2,
            ..ClockEffect::default()
        };
        assert_eq!(ClockEffect::of(&running, &history, &same), unmoved);
    }
}
