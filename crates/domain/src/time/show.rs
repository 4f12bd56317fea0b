//! How times are shown to people: "heute 14:05", in the zone of Berlin, German and English.
//!
//! Storage and comparison never use these; remaining time rounds down, overrun rounds up (`docs/ARCHITECTURE.md`).

use std::sync::LazyLock;

use jiff::tz::TimeZone;
use jiff::{Zoned, civil};

use super::Timestamp;
use crate::account::Locale;

/// A local date and time in the desk's zone.
pub type Local = Zoned;

const WEEKDAYS_DE: [&str; 7] = ["Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"];
const WEEKDAYS_EN: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const MONTHS_EN: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// The instant as wall clock in Europe/Berlin.
pub fn local(at: Timestamp) -> Local {
    // A list asks for dozens.
    static ZONE: LazyLock<TimeZone> =
        LazyLock::new(|| TimeZone::get("Europe/Berlin").unwrap_or(TimeZone::UTC));
    jiff::Timestamp::from_second(at.unix())
        .unwrap_or(jiff::Timestamp::UNIX_EPOCH)
        .to_zoned(ZONE.clone())
}

/// The instant of a wall clock in Europe/Berlin, as date fields send it: "2026-11-23T14:30". A time that the clocks skip
/// is the one after the gap.
pub fn from_local(text: &str) -> Option<Timestamp> {
    let civil: civil::DateTime = text.parse().ok()?;
    let zone = TimeZone::get("Europe/Berlin").ok()?;
    let instant = civil.to_zoned(zone).ok()?.timestamp();
    Some(Timestamp::from_unix(instant.as_second()))
}

/// A length of time in words, in the case that follows "after" and "up to": hours where they are whole, else minutes.
pub fn span(seconds: i64, locale: Locale) -> String {
    let minutes = seconds / 60;
    let hours = minutes / 60;
    match (locale, minutes % 60) {
        (Locale::De, 0) if hours == 1 => "einer Stunde".to_owned(),
        (Locale::En, 0) if hours == 1 => "one hour".to_owned(),
        (Locale::De, 0) => format!("{hours} Stunden"),
        (Locale::En, 0) => format!("{hours} hours"),
        (Locale::De, _) => format!("{minutes} Minuten"),
        (Locale::En, _) => format!("{minutes} minutes"),
    }
}

/// The first instant of a calendar day in Europe/Berlin: "2026-11-23".
pub fn day_begins(day: &str) -> Option<Timestamp> {
    let day: civil::Date = day.parse().ok()?;
    begin_of(day)
}

/// The first instant after a calendar day in Europe/Berlin: what holds until the end of the day ends here.
pub fn day_ends(day: &str) -> Option<Timestamp> {
    let day: civil::Date = day.parse().ok()?;
    begin_of(day.tomorrow().ok()?)
}

/// The midnight after this moment in Europe/Berlin; 23 or 25 hours after the one before it when the clocks change.
pub fn end_of_day(at: Timestamp) -> Timestamp {
    let tomorrow = local(at).date().tomorrow().ok();
    tomorrow.and_then(begin_of).unwrap_or(Timestamp::FAR_FUTURE)
}

fn begin_of(day: civil::Date) -> Option<Timestamp> {
    let zone = TimeZone::get("Europe/Berlin").ok()?;
    let instant = day.to_zoned(zone).ok()?.timestamp();
    Some(Timestamp::from_unix(instant.as_second()))
}

/// "14:05".
pub fn clock_time(at: Timestamp) -> String {
    minute_of(&local(at))
}

fn minute_of(zoned: &Zoned) -> String {
    format!("{:02}:{:02}", zoned.hour(), zoned.minute())
}

/// "21.11.2026" or "21 Nov 2026".
pub fn date(at: Timestamp, german: bool) -> String {
    day_of(&local(at), german)
}

fn day_of(zoned: &Zoned, german: bool) -> String {
    let (day, month, year) = (zoned.day(), zoned.month(), zoned.year());
    if german {
        format!("{day:02}.{month:02}.{year:04}")
    } else {
        let month = usize::try_from(month - 1).unwrap_or(0);
        format!("{day} {} {year:04}", MONTHS_EN.get(month).unwrap_or(&""))
    }
}

/// "21.11.2026, 14:05:09" or "21 Nov 2026, 14:05:09": absolute, for hover, print and documents.
pub fn date_time(at: Timestamp, german: bool) -> String {
    let zoned = local(at);
    format!(
        "{}, {:02}:{:02}:{:02}",
        day_of(&zoned, german),
        zoned.hour(),
        zoned.minute(),
        zoned.second()
    )
}

/// "heute 14:05", "gestern 16:40", "Fr 17:00" within a week, else "21.11.2026 14:05".
pub fn day_and_time(at: Timestamp, now: Timestamp, german: bool) -> String {
    let zoned = local(at);
    let days = days_between(local(now).date(), zoned.date());
    let weekdays = if german { WEEKDAYS_DE } else { WEEKDAYS_EN };
    let weekday = usize::try_from(zoned.weekday().to_monday_zero_offset()).unwrap_or(0);
    let day = match (days, german) {
        (0, true) => "heute".to_owned(),
        (0, false) => "today".to_owned(),
        (-1, true) => "gestern".to_owned(),
        (-1, false) => "yesterday".to_owned(),
        (1, true) => "morgen".to_owned(),
        (1, false) => "tomorrow".to_owned(),
        (2..=6, _) => weekdays
            .get(weekday)
            .copied()
            .unwrap_or_default()
            .to_owned(),
        _ => day_of(&zoned, german),
    };
    format!("{day} {}", minute_of(&zoned))
}

fn days_between(from: civil::Date, to: civil::Date) -> i64 {
    to.duration_since(from).as_secs() / (24 * 3600)
}

/// "6 min", "1 h 10 min", "3 d 2 h"; `up` rounds a started minute up (overrun), otherwise down (remaining).
pub fn duration_short(seconds: i64, up: bool) -> String {
    let seconds = seconds.max(0);
    let minutes = if up {
        (seconds + 59) / 60
    } else {
        seconds / 60
    };
    let (days, hours, rest) = (minutes / 1440, minutes % 1440 / 60, minutes % 60);
    match (days, hours, rest) {
        (0, 0, m) => format!("{m}\u{a0}min"),
        (0, h, 0) => format!("{h}\u{a0}h"),
        (0, h, m) => format!("{h}\u{a0}h {m}\u{a0}min"),
        (d, 0, _) => format!("{d}\u{a0}d"),
        (d, h, _) => format!("{d}\u{a0}d {h}\u{a0}h"),
    }
}

/// "6 Minuten", "1 Stunde 10 Minuten" and the English words: for customers.
pub fn duration_long(seconds: i64, up: bool, german: bool) -> String {
    let seconds = seconds.max(0);
    let minutes = if up {
        (seconds + 59) / 60
    } else {
        seconds / 60
    };
    let unit =
        |n: i64, one: &str, many: &str| format!("{n}\u{a0}{}", if n == 1 { one } else { many });
    let (d, h, m) = if german {
        (
            ("Tag", "Tage"),
            ("Stunde", "Stunden"),
            ("Minute", "Minuten"),
        )
    } else {
        (("day", "days"), ("hour", "hours"), ("minute", "minutes"))
    };
    match (minutes / 1440, minutes % 1440 / 60, minutes % 60) {
        (0, 0, n) => unit(n, m.0, m.1),
        (0, n, 0) => unit(n, h.0, h.1),
        (0, hours, n) => format!("{} {}", unit(hours, h.0, h.1), unit(n, m.0, m.1)),
        (n, 0, _) => unit(n, d.0, d.1),
        (n, hours, _) => format!("{} {}", unit(n, d.0, d.1), unit(hours, h.0, h.1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().expect("a valid time")
    }

    #[test]
    fn days_begin_and_end_at_midnight_in_berlin() {
        assert_eq!(day_begins("2026-11-23"), Some(at("2026-11-22T23:00:00Z")));
        assert_eq!(day_ends("2026-11-23"), Some(at("2026-11-23T23:00:00Z")));
        // Summer time ends on this day: it has 25 hours.
        assert_eq!(day_begins("2026-10-25"), Some(at("2026-10-24T22:00:00Z")));
        assert_eq!(day_ends("2026-10-25"), Some(at("2026-10-25T23:00:00Z")));
        assert_eq!(day_begins("2026-02-30"), None);
    }

    #[test]
    fn days_are_named_as_people_name_them() {
        let now = at("2026-11-21T20:59:36Z");
        assert_eq!(
            day_and_time(at("2026-11-21T13:05:00Z"), now, true),
            "heute 14:05"
        );
        assert_eq!(
            day_and_time(at("2026-11-20T15:40:00Z"), now, true),
            "gestern 16:40"
        );
        assert_eq!(
            day_and_time(at("2026-11-21T23:30:00Z"), now, false),
            "tomorrow 00:30"
        );
        assert_eq!(
            day_and_time(at("2026-11-27T16:00:00Z"), now, true),
            "Fr 17:00"
        );
        assert_eq!(
            day_and_time(at("2026-10-01T10:00:00Z"), now, true),
            "01.10.2026 12:00"
        );
        assert_eq!(
            day_and_time(at("2026-03-05T10:00:00Z"), now, false),
            "5 Mar 2026 11:00"
        );
        assert_eq!(
            date_time(at("2026-08-01T12:03:04Z"), true),
            "01.08.2026, 14:03:04"
        );
    }

    #[test]
    fn a_day_ends_at_midnight_also_when_the_clocks_change() {
        for (at, end) in [
            ("2026-11-23T22:59:59Z", "2026-11-23T23:00:00Z"),
            ("2026-11-23T23:00:00Z", "2026-11-24T23:00:00Z"),
            // 25 and 23 hours.
            ("2026-10-24T22:30:00Z", "2026-10-25T23:00:00Z"),
            ("2026-03-28T23:30:00Z", "2026-03-29T22:00:00Z"),
        ] {
            let (at, end): (Timestamp, Timestamp) =
                (at.parse().expect(at), end.parse().expect(end));
            assert_eq!(end_of_day(at), end, "{at:?}");
        }
    }

    #[test]
    fn remaining_time_rounds_down_and_overrun_rounds_up() {
        assert_eq!(duration_short(6 * 60 + 59, false), "6\u{a0}min");
        assert_eq!(duration_short(6 * 60 + 1, true), "7\u{a0}min");
        assert_eq!(duration_short(70 * 60, false), "1\u{a0}h 10\u{a0}min");
        assert_eq!(
            duration_long(61 * 60, false, true),
            "1\u{a0}Stunde 1\u{a0}Minute"
        );
    }
}
