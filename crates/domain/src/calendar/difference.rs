//! What one definition says that another does not: how a change is told, before it is saved and for ever after.

use std::collections::BTreeSet;

use jiff::civil::{Date, Weekday};

use super::definition::{Definition, Hours, Week, Zone};
use super::hours::DayHours;
use super::region::Region;

/// What is entered for a single date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Exception {
    /// A closing day.
    Closed,
    /// Hours of its own.
    Hours(DayHours),
}

/// One thing that is said otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Difference {
    /// The wall clock is another.
    Zone(Zone, Zone),
    /// From or to around the clock.
    Hours(Hours, Hours),
    /// Weekdays that had the same hours and have the same others.
    Weekdays(Vec<Weekday>, DayHours, DayHours),
    /// Whose holidays are closed.
    Region(Option<Region>, Option<Region>),
    /// A single date.
    Date(Date, Option<Exception>, Option<Exception>),
}

/// Monday first.
pub const WEEKDAYS: [Weekday; 7] = [
    Weekday::Monday,
    Weekday::Tuesday,
    Weekday::Wednesday,
    Weekday::Thursday,
    Weekday::Friday,
    Weekday::Saturday,
    Weekday::Sunday,
];

impl Week {
    /// Weekdays with their hours, those with the same ones together, Monday first; without the closed ones.
    pub fn grouped(&self) -> Vec<(Vec<Weekday>, &DayHours)> {
        let open = WEEKDAYS.into_iter().map(|day| (day, self.on(day)));
        together(open.filter(|(_, hours)| !hours.is_empty()))
    }
}

impl Definition {
    /// What is entered for a date; hours beat a closing day, as they do when it counts.
    fn exception(&self, date: Date) -> Option<Exception> {
        match self.open.get(&date) {
            Some(hours) => Some(Exception::Hours(hours.clone())),
            None => self.closed.contains(&date).then_some(Exception::Closed),
        }
    }

    /// What a later definition says otherwise, in the order of the form.
    pub fn differences(&self, later: &Self) -> Vec<Difference> {
        let mut found = Vec::new();
        if self.tz != later.tz {
            found.push(Difference::Zone(self.tz.clone(), later.tz.clone()));
        }
        match (&self.hours, &later.hours) {
            (before, after) if before == after => {}
            (Hours::Weekly(before), Hours::Weekly(after)) => {
                let days = WEEKDAYS.into_iter();
                let days = days.map(|day| (day, (before.on(day), after.on(day))));
                let changed = together(days.filter(|(_, (before, after))| before != after));
                found.extend(changed.into_iter().map(|(days, (before, after))| {
                    Difference::Weekdays(days, before.clone(), after.clone())
                }));
            }
            (before, after) => found.push(Difference::Hours(before.clone(), after.clone())),
        }
        if self.region != later.region {
            found.push(Difference::Region(self.region, later.region));
        }
        let dates: BTreeSet<Date> = [self, later]
            .into_iter()
            .flat_map(|one| one.closed.iter().chain(one.open.keys()))
            .copied()
            .collect();
        for date in dates {
            let (before, after) = (self.exception(date), later.exception(date));
            if before != after {
                found.push(Difference::Date(date, before, after));
            }
        }
        found
    }
}

/// Weekdays of which the same is said, together; in the order of the first of each.
fn together<T: PartialEq>(days: impl Iterator<Item = (Weekday, T)>) -> Vec<(Vec<Weekday>, T)> {
    let mut groups: Vec<(Vec<Weekday>, T)> = Vec::new();
    for (day, said) in days {
        match groups.iter_mut().find(|(_, known)| *known == said) {
            Some((days, _)) => days.push(day),
            None => groups.push((vec![day], said)),
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn read(json: &str) -> Definition {
        serde_json::from_str(json).expect("a definition")
    }

    fn hours(text: &str) -> DayHours {
        DayHours::typed(text).expect("hours")
    }

    #[test]
    fn a_change_is_told_in_its_parts() {
        let before = read(
            r#"{"hours": {"mon": [["08:00","17:00"]], "tue": [["08:00","17:00"]], "sat": [["10:00","14:00"]]},
                "closed": ["2026-12-24", "2026-12-31"], "open": {"2026-12-23": [["08:00","12:00"]]}}"#,
        );
        let after = read(
            r#"{"hours": {"mon": [["09:00","18:00"]], "tue": [["09:00","18:00"]]}, "region": "DE-SL",
                "closed": ["2026-12-24", "2026-12-23"], "open": {"2026-12-31": [["08:00","12:00"]]}}"#,
        );
        assert_eq!(
            before.differences(&after),
            [
                Difference::Weekdays(
                    vec![Weekday::Monday, Weekday::Tuesday],
                    hours("8-17"),
                    hours("9-18")
                ),
                Difference::Weekdays(vec![Weekday::Saturday], hours("10-14"), hours("")),
                Difference::Region(None, "DE-SL".parse().ok()),
                Difference::Date(
                    date(2026, 12, 23),
                    Some(Exception::Hours(hours("8-12"))),
                    Some(Exception::Closed)
                ),
                Difference::Date(
                    date(2026, 12, 31),
                    Some(Exception::Closed),
                    Some(Exception::Hours(hours("8-12")))
                ),
            ]
        );
        assert_eq!(after.differences(&after), []);
        let always = read(r#"{"tz": "Europe/Lisbon", "hours": "24x7"}"#);
        let told = always.differences(&read(r#"{"hours": {"mon": [["08:00","17:00"]]}}"#));
        assert!(matches!(
            told[..],
            [Difference::Zone(..), Difference::Hours(Hours::Always, _)]
        ));
    }

    #[test]
    fn weekdays_with_the_same_hours_stand_together() {
        let week = read(
            r#"{"hours": {"mon": [["08:00","17:00"]], "wed": [["08:00","12:00"]], "fri": [["08:00","17:00"]]}}"#,
        );
        let Hours::Weekly(week) = week.hours else {
            panic!("weekly hours");
        };
        let groups = week.grouped();
        assert_eq!(groups[0].0, [Weekday::Monday, Weekday::Friday]);
        assert_eq!(groups[1], (vec![Weekday::Wednesday], &hours("8-12")));
    }
}
