//! What is allowed in a calendar and yet probably not meant: shown before saving, never refused (rules 3 and 6).

use std::collections::BTreeSet;
use std::fmt;
use std::ops::RangeInclusive;

use jiff::civil::{Date, DateTime};
use jiff::tz::Offset;

use super::definition::{Definition, Hours};
use super::hours::TimeOfDay;
use super::region::{Municipal, Region};

/// What the clocks do to a time of day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ClockChange {
    /// It does not exist on that day; it moves forward by the gap.
    Skipped,
    /// It exists twice on that day; the first one counts.
    Twice,
}

/// Something to look at twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Warning {
    /// Hours begin or end in the middle of a change of the clocks, so that the day is not what it seems (rule 3).
    ClockChange {
        /// The day.
        date: Date,
        /// The boundary.
        time: TimeOfDay,
        /// What happens to it.
        change: ClockChange,
    },
    /// The date is a closing day and has hours of its own; the hours win.
    ClosedYetOpen(Date),
    /// The date has hours of its own, but none: that is a closing day.
    OpenWithoutHours(Date),
    /// Around the clock no public holiday is kept (rule 6).
    HolidaysWithoutEffect(Region),
    /// In this Land no municipality adds Catholic holidays.
    MunicipalWithoutEffect(Region),
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ClockChange { date, time, change } => {
                let happens = match change {
                    ClockChange::Skipped => "does not exist and moves forward",
                    ClockChange::Twice => "exists twice, the first one counts",
                };
                write!(f, "{date}: {time} {happens}")
            }
            Self::ClosedYetOpen(date) => write!(f, "{date} is closed and has hours; the hours win"),
            Self::OpenWithoutHours(date) => write!(f, "{date} has hours of its own, but none"),
            Self::HolidaysWithoutEffect(region) => {
                write!(f, "around the clock the holidays of {region} are not kept")
            }
            Self::MunicipalWithoutEffect(region) => {
                write!(f, "{region}: no municipality adds holidays there")
            }
        }
    }
}

impl Definition {
    /// What to look at twice; changes of the clocks are looked for in these years.
    pub fn warnings(&self, years: RangeInclusive<i16>) -> BTreeSet<Warning> {
        let mut warnings = BTreeSet::new();
        for (date, hours) in &self.open {
            if self.closed.contains(date) {
                warnings.insert(Warning::ClosedYetOpen(*date));
            }
            if hours.is_empty() {
                warnings.insert(Warning::OpenWithoutHours(*date));
            }
        }
        if let Some(region) = self.region {
            if self.hours == Hours::Always {
                warnings.insert(Warning::HolidaysWithoutEffect(region));
            }
            if region.municipal != Municipal::None && !region.has_municipal() {
                warnings.insert(Warning::MunicipalWithoutEffect(region));
            }
        }
        warnings.extend(self.clock_changes(years));
        warnings
    }

    /// Boundaries strictly inside a gap or a repeated hour. At its edges nothing is lost: 02:00 moved to 03:00 is the
    /// same instant.
    fn clock_changes(&self, years: RangeInclusive<i16>) -> Vec<Warning> {
        let (Ok(first), last) = (Date::new(*years.start(), 1, 1), *years.end()) else {
            return Vec::new();
        };
        let Ok(begin) = Offset::UTC.to_timestamp(first.to_datetime(jiff::civil::Time::midnight()))
        else {
            return Vec::new();
        };
        let zone = self.tz.rules();
        let mut offset = zone.to_offset(begin);
        let mut warnings = Vec::new();
        for transition in zone.following(begin) {
            let (before, after) = (offset, transition.offset());
            offset = after;
            let (old, new) = (
                before.to_datetime(transition.timestamp()),
                after.to_datetime(transition.timestamp()),
            );
            if new.year() > last {
                break;
            }
            let change = if old < new {
                ClockChange::Skipped
            } else {
                ClockChange::Twice
            };
            warnings.extend(self.boundaries_between(old.min(new), old.max(new), change));
        }
        warnings
    }

    fn boundaries_between(
        &self,
        low: DateTime,
        high: DateTime,
        change: ClockChange,
    ) -> impl Iterator<Item = Warning> {
        let days = low.date().series(jiff::Span::new().days(1));
        days.take_while(move |date| *date <= high.date())
            .flat_map(move |date| {
                let (_, intervals) = self.day(date);
                let times = intervals
                    .iter()
                    .flat_map(|interval| [interval.from(), interval.until()]);
                times.filter_map(move |time| {
                    // 24:00 is the midnight that the next day's rules move.
                    let minutes = jiff::Span::new().minutes(i64::from(time.minutes()));
                    let wall = date.to_datetime(jiff::civil::Time::midnight()) + minutes;
                    (low < wall && wall < high).then_some(Warning::ClockChange {
                        date,
                        time,
                        change,
                    })
                })
            })
    }
}
