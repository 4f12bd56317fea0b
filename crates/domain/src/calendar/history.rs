//! The versions of a calendar, one after the other (rule 25).
//!
//! A version is never changed: a clock keeps the one it counts in, and what was promised under it can be computed again.
//! A new version begins to hold at its own instant; a running clock is brought up to that instant first.

use std::sync::Arc;

use super::engine::Calendar;
use super::region::Region;
use crate::time::Timestamp;

/// One version.
#[derive(Debug, Clone)]
pub struct CalendarVersion {
    /// Its number, from 1.
    pub version: i64,
    /// From when it holds; the first one holds before that too, because there was no other.
    pub valid_from: Timestamp,
    /// What it says.
    pub calendar: Arc<Calendar>,
}

/// All versions of a calendar, the first one first.
#[derive(Debug, Clone)]
pub struct History {
    first: CalendarVersion,
    later: Vec<CalendarVersion>,
}

/// Why a list of versions is no history.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum HistoryRefusal {
    /// There is none.
    #[error("a calendar has at least one version")]
    Empty,
    /// Numbers count from 1 without a gap.
    #[error("version {found} stands where version {expected} belongs")]
    Number {
        /// What should stand there.
        expected: i64,
        /// What stands there.
        found: i64,
    },
    /// It would begin before the version it replaces, or together with it.
    #[error("version {0} does not begin after the one before it")]
    Order(i64),
}

impl History {
    /// Every version with the holidays of another place.
    ///
    /// # Errors
    /// As [`Self::new`]; a history that stands gives none.
    pub fn in_region(&self, region: Region) -> Result<Self, HistoryRefusal> {
        let moved = |version: &CalendarVersion| {
            let definition = version.calendar.definition().in_region(Some(region));
            // Holidays close no weekday for ever: what was open somewhere stays so.
            let calendar = Calendar::new(definition).map(Arc::new);
            CalendarVersion {
                calendar: calendar.unwrap_or_else(|_| Arc::clone(&version.calendar)),
                ..version.clone()
            }
        };
        Self::new(self.all().map(moved).collect())
    }

    /// Checks that numbers and beginnings go upwards.
    pub fn new(versions: Vec<CalendarVersion>) -> Result<Self, HistoryRefusal> {
        let mut versions = versions.into_iter();
        let first = versions.next().ok_or(HistoryRefusal::Empty)?;
        if first.version != 1 {
            let found = first.version;
            return Err(HistoryRefusal::Number { expected: 1, found });
        }
        let mut history = Self {
            first,
            later: Vec::new(),
        };
        for version in versions {
            history.append(version)?;
        }
        Ok(history)
    }

    /// Adds a version that begins after all others.
    pub fn append(&mut self, version: CalendarVersion) -> Result<(), HistoryRefusal> {
        let last = self.last();
        let (expected, found) = (last.version + 1, version.version);
        if found != expected {
            return Err(HistoryRefusal::Number { expected, found });
        }
        if version.valid_from <= last.valid_from {
            return Err(HistoryRefusal::Order(found));
        }
        self.later.push(version);
        Ok(())
    }

    /// The newest version, perhaps one that does not hold yet.
    pub fn last(&self) -> &CalendarVersion {
        self.later.last().unwrap_or(&self.first)
    }

    /// A version by its number: that of a clock.
    pub fn version(&self, version: i64) -> Option<&CalendarVersion> {
        self.all().find(|found| found.version == version)
    }

    /// The version that holds at an instant.
    pub fn in_force(&self, at: Timestamp) -> &CalendarVersion {
        let begun = self.later.partition_point(|later| later.valid_from <= at);
        begun
            .checked_sub(1)
            .map_or(&self.first, |last| &self.later[last])
    }

    /// When the version in force at an instant is replaced, as far as is known.
    pub fn next_change(&self, at: Timestamp) -> Option<Timestamp> {
        let begun = self.later.partition_point(|later| later.valid_from <= at);
        self.later.get(begun).map(|next| next.valid_from)
    }

    /// Open seconds in `[from, until)`, each stretch by the version in force.
    pub fn open_seconds(&self, from: Timestamp, until: Timestamp) -> i64 {
        let mut sum = 0;
        let mut at = from;
        while at < until {
            let end = self.next_change(at).map_or(until, |next| next.min(until));
            sum += self.in_force(at).calendar.open_seconds(at, end);
            at = end;
        }
        sum
    }

    /// All versions in order.
    pub fn all(&self) -> impl Iterator<Item = &CalendarVersion> {
        std::iter::once(&self.first).chain(&self.later)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{DayHours, Definition, Hours, Interval};
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().expect("a valid time")
    }

    fn version(version: i64, valid_from: &str, from: &str, until: &str) -> CalendarVersion {
        use jiff::civil::Weekday::{Friday, Monday, Thursday, Tuesday, Wednesday};
        let interval = Interval::new(
            from.parse().expect("a time"),
            until.parse().expect("a time"),
        );
        let hours = DayHours::new(vec![interval.expect("hours")]).expect("hours");
        let hours = Hours::on(&[Monday, Tuesday, Wednesday, Thursday, Friday], &hours);
        CalendarVersion {
            version,
            valid_from: at(valid_from),
            calendar: Arc::new(Calendar::new(Definition::new(hours)).expect("a calendar")),
        }
    }

    #[test]
    fn a_clock_over_a_change_counts_each_part_by_its_own_version() {
        // Rule 25: 8–17 until Wednesday noon in Berlin, 9–18 from then on.
        let history = History::new(vec![
            version(1, "2026-01-01T00:00:00Z", "08:00", "17:00"),
            version(2, "2026-02-04T11:00:00Z", "09:00", "18:00"),
        ]);
        let history = history.expect("a history");
        let open = |from, until| history.open_seconds(at(from), at(until));
        // Wednesday: 8 to 12 under the first, 12 to 18 under the second.
        assert_eq!(
            open("2026-02-03T23:00:00Z", "2026-02-04T23:00:00Z"),
            10 * 3600
        );
        assert_eq!(
            open("2026-02-02T23:00:00Z", "2026-02-03T23:00:00Z"),
            9 * 3600
        );
        // The first one holds before its beginning too: Monday the 8th of December 2025.
        assert_eq!(open("2025-12-08T06:00:00Z", "2025-12-08T08:00:00Z"), 3600);
        assert_eq!(history.in_force(at("2026-02-04T10:59:59Z")).version, 1);
        assert_eq!(history.in_force(at("2026-02-04T11:00:00Z")).version, 2);
        let change = history.next_change(at("2026-02-01T00:00:00Z"));
        assert_eq!(change, Some(at("2026-02-04T11:00:00Z")));
        assert_eq!(history.next_change(at("2026-02-04T11:00:00Z")), None);
        assert_eq!(history.version(2).map(|v| v.version), Some(2));
        assert!(history.version(3).is_none());
        assert_eq!((history.last().version, history.all().count()), (2, 2));
    }

    #[test]
    fn versions_go_upwards() {
        let one = || version(1, "2026-01-01T00:00:00Z", "08:00", "17:00");
        let two = |from| version(2, from, "08:00", "17:00");
        let refused = |versions| History::new(versions).map(|_| ()).expect_err("refused");
        assert_eq!(refused(Vec::new()), HistoryRefusal::Empty);
        assert_eq!(
            refused(vec![two("2026-01-02T00:00:00Z")]),
            HistoryRefusal::Number {
                expected: 1,
                found: 2
            }
        );
        assert_eq!(
            refused(vec![one(), one()]),
            HistoryRefusal::Number {
                expected: 2,
                found: 1
            }
        );
        assert_eq!(
            refused(vec![one(), two("2026-01-01T00:00:00Z")]),
            HistoryRefusal::Order(2)
        );
    }
}
