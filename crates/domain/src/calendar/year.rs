//! A year of a calendar, day by day, and what a change would do to its days: what people look at before they save. // rule 5

use jiff::Span;
use jiff::civil::Date;

use super::day::DayKind;
use super::engine::Calendar;
use super::hours::Interval;
use crate::time::Timestamp;

/// A day of a calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarDay {
    /// The day.
    pub date: Date,
    /// Why it has its hours.
    pub kind: DayKind,
    /// Its hours by the wall clock.
    pub hours: Vec<Interval>,
    /// Seconds that really pass in them: one hour more or less where the clocks change.
    pub open_s: i64,
}

/// A day that a change would make another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedDay {
    /// As it is.
    pub before: CalendarDay,
    /// As it would be.
    pub after: CalendarDay,
}

/// All dates of a year; none for a year that no date has.
pub fn dates_of(year: i16) -> Vec<Date> {
    Date::new(year, 1, 1).map_or_else(
        |_| Vec::new(),
        |first| {
            let dates = first.series(Span::new().days(1));
            dates.take_while(|date| date.year() == year).collect()
        },
    )
}

impl Calendar {
    /// One day.
    pub fn day(&self, date: Date) -> CalendarDay {
        let (kind, hours) = self.definition().day(date);
        let zone = self.definition().tz.rules();
        let midnight = |date: Date| {
            let instant = zone.to_ambiguous_zoned(date.at(0, 0, 0, 0)).compatible();
            instant.map_or_else(
                |_| Self::end_of_time(),
                |at| Timestamp::from_unix(at.timestamp().as_second()),
            )
        };
        let next = date.checked_add(Span::new().days(1)).unwrap_or(date);
        CalendarDay {
            date,
            kind,
            hours: hours.to_vec(),
            open_s: self.open_seconds(midnight(date), midnight(next)),
        }
    }

    /// So many days from a date on.
    pub fn days(&self, from: Date, count: usize) -> Vec<CalendarDay> {
        let dates = from.series(Span::new().days(1)).take(count);
        dates.map(|date| self.day(date)).collect()
    }

    /// All days of a year; none for a year that no date has.
    pub fn year(&self, year: i16) -> Vec<CalendarDay> {
        dates_of(year)
            .into_iter()
            .map(|date| self.day(date))
            .collect()
    }

    /// The days on which another calendar has other hours, or the same for another reason, from a date on.
    pub fn changed_days(&self, other: &Self, from: Date, count: usize) -> Vec<ChangedDay> {
        self.days(from, count)
            .into_iter()
            .zip(other.days(from, count))
            .filter(|(before, after)| before != after)
            .map(|(before, after)| ChangedDay { before, after })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::super::{DayHours, Definition, Holiday, Hours};
    use super::*;

    fn calendar(weekdays: &str, sunday: &str, region: &str) -> Calendar {
        use jiff::civil::Weekday::{Friday, Monday, Sunday, Thursday, Tuesday, Wednesday};
        let hours = DayHours::typed(weekdays).expect("hours");
        let mut hours = Hours::on(&[Monday, Tuesday, Wednesday, Thursday, Friday], &hours);
        if let Hours::Weekly(week) = &mut hours {
            *week.on_mut(Sunday) = DayHours::typed(sunday).expect("hours");
        }
        let mut definition = Definition::new(hours);
        definition.region = region.parse().ok();
        Calendar::new(definition).expect("a calendar")
    }

    #[test]
    fn a_year_says_of_each_day_how_long_and_why() {
        // Rules 2, 3 and 6: Saarland keeps Mariä Himmelfahrt; the clocks change on two Sundays.
        let year = calendar("8-17", "0-24", "DE-SL").year(2026);
        assert_eq!(year.len(), 365);
        let day = |month, day| {
            &year[usize::try_from(date(2026, month, day).day_of_year()).expect("small") - 1]
        };
        assert_eq!(day(1, 2).open_s, 9 * 3600);
        assert_eq!(
            (day(1, 3).open_s, day(1, 3).kind),
            (0, DayKind::Regular),
            "a Saturday"
        );
        assert_eq!(day(8, 14).open_s, 9 * 3600);
        assert_eq!(
            day(5, 14).kind,
            DayKind::Holiday(Holiday::ChristiHimmelfahrt)
        );
        assert_eq!(
            (day(3, 29).open_s, day(10, 25).open_s),
            (23 * 3600, 25 * 3600)
        );
        assert_eq!(calendar("8-17", "", "").year(2028).len(), 366);
    }

    #[test]
    fn the_sum_of_the_days_is_the_open_time_of_the_year() {
        let calendar = calendar("8-12, 13-17", "22-24", "DE-BY+cath");
        let days = calendar.year(2027);
        let (from, until): (Timestamp, Timestamp) = (
            "2026-12-31T23:00:00Z".parse().expect("a time"),
            "2027-12-31T23:00:00Z".parse().expect("a time"),
        );
        let sum: i64 = days.iter().map(|day| day.open_s).sum();
        assert_eq!(sum, calendar.open_seconds(from, until));
    }

    #[test]
    fn a_change_lists_the_days_it_changes() {
        let (before, after) = (calendar("8-17", "", ""), calendar("8-17", "", "DE-SN"));
        let changed = before.changed_days(&after, date(2026, 11, 1), 61);
        let days: Vec<Date> = changed.iter().map(|change| change.after.date).collect();
        assert_eq!(
            days,
            [date(2026, 11, 18), date(2026, 12, 25), date(2026, 12, 26)]
        );
        assert_eq!(
            changed[0].after.kind,
            DayKind::Holiday(Holiday::BussUndBettag)
        );
        assert_eq!(
            (changed[0].before.open_s, changed[0].after.open_s),
            (9 * 3600, 0)
        );
        assert!(
            before
                .changed_days(&before, date(2026, 1, 1), 365)
                .is_empty()
        );
    }
}
