//! What holds on a date, and why: the one place that puts special hours, closing days, holidays and weekdays in order.

use jiff::civil::Date;

use super::definition::{Definition, Hours};
use super::holiday::Holiday;
use super::hours::Interval;

/// Why a day has the hours it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayKind {
    /// The regular hours.
    Regular,
    /// Hours of its own.
    Special,
    /// A closing day.
    Closed,
    /// A public holiday.
    Holiday(Holiday),
}

impl Definition {
    /// Hours of its own beat a closing day, that beats a public holiday, and that the weekday (rules 2 and 6). Holidays
    /// never touch a calendar around the clock.
    pub fn day(&self, date: Date) -> (DayKind, &[Interval]) {
        if let Some(hours) = self.open.get(&date) {
            return (DayKind::Special, hours.intervals());
        }
        if self.closed.contains(&date) {
            return (DayKind::Closed, &[]);
        }
        match &self.hours {
            Hours::Always => (DayKind::Regular, &[Interval::DAY]),
            Hours::Weekly(week) => match self.region.and_then(|region| Holiday::on(date, region)) {
                Some(holiday) => (DayKind::Holiday(holiday), &[]),
                None => (DayKind::Regular, week.on(date.weekday()).intervals()),
            },
        }
    }
}
