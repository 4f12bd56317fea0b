//! The wall clock of Berlin for hundreds of thousands of instants: changes of the clocks are looked up once.

use jiff::tz::TimeZone;

use crate::time::Timestamp;

const DAY_S: i64 = 24 * 3600;
const HOUR_S: i64 = 3600;
/// 1 January 1970 was a Thursday.
const EPOCH_WEEKDAY: i64 = 3;
/// More changes than a century has: an end for a zone that would never stop changing.
const CHANGES_MAX: usize = 1000;

/// Offsets from UTC, one after the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wall {
    /// From this instant on, so many seconds east; in order. The first one holds before it, too.
    offsets: Vec<(i64, i64)>,
}

impl Wall {
    /// Exact from 1970 to `until`.
    pub(super) fn new(until: Timestamp) -> Self {
        let zone = TimeZone::get("Europe/Berlin").unwrap_or(TimeZone::UTC);
        let first = jiff::Timestamp::UNIX_EPOCH;
        let mut offsets = vec![(0, i64::from(zone.to_offset(first).seconds()))];
        offsets.extend(
            zone.following(first)
                .take(CHANGES_MAX)
                .map(|change| {
                    (
                        change.timestamp().as_second(),
                        i64::from(change.offset().seconds()),
                    )
                })
                .take_while(|(at, _)| *at <= until.unix()),
        );
        Self { offsets }
    }

    fn seconds(&self, at: Timestamp) -> i64 {
        let at = at.unix();
        let begun = self.offsets.partition_point(|(from, _)| *from <= at);
        let offset = self.offsets.get(begun.saturating_sub(1));
        at + offset.map_or(0, |(_, offset)| *offset)
    }

    /// Weekday (0 is Monday) and hour (0 to 23).
    pub(super) fn weekday_and_hour(&self, at: Timestamp) -> (usize, usize) {
        let local = self.seconds(at);
        let weekday = (local.div_euclid(DAY_S) + EPOCH_WEEKDAY).rem_euclid(7);
        let hour = local.rem_euclid(DAY_S) / HOUR_S;
        (
            usize::try_from(weekday).unwrap_or(0),
            usize::try_from(hour).unwrap_or(0),
        )
    }
}
