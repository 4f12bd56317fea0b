//! Working days for reopening: Monday to Friday in Germany, whole local days.
//!
//! Public holidays are not left out yet; they come with the calendars and can only make the window longer.

use jiff::ToSpan as _;
use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;

use crate::time::{Timestamp, local};

/// The instant at which a window of so many working days after `start` is over: the midnight behind the last of them.
///
/// The day of `start` does not count, so that late in the evening is no shorter than early in the morning.
pub(super) fn end_of_window(start: Timestamp, days: u32) -> Timestamp {
    let mut date = local(start).date();
    let mut left = days;
    while left > 0 {
        let Ok(next) = date.tomorrow() else {
            return Timestamp::FAR_FUTURE;
        };
        date = next;
        if !matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday) {
            left -= 1;
        }
    }
    midnight_after(date).unwrap_or(Timestamp::FAR_FUTURE)
}

fn midnight_after(date: Date) -> Option<Timestamp> {
    let zone = TimeZone::get("Europe/Berlin").ok()?;
    let next = date.checked_add(1.day()).ok()?;
    let instant = next.to_zoned(zone).ok()?.timestamp();
    Some(Timestamp::from_unix(instant.as_second()))
}
