//! How instants, spans, sizes and digests look in print.
//!
//! Documents outlive the moment, so nothing is relative ("heute"): every instant has its date, its seconds and, by the
//! abbreviation of the zone, its distance to UTC, because one hour a year happens twice.

use domain::account::Locale;
use domain::time::{Timestamp, date, local};
use serde::Serialize;

/// An instant in two parts, so that narrow columns can set them in two lines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Moment {
    /// "21.11.2026" or "21 Nov 2026".
    pub date: String,
    /// "21:59:36 MEZ" or "21:59:36 CET".
    pub time: String,
}

/// The instant in the desk's zone.
pub fn moment(at: Timestamp, locale: Locale) -> Moment {
    let zoned = local(at);
    let summer = zoned.offset().seconds() >= 7200;
    let zone = match (locale, summer) {
        (Locale::De, true) => "MESZ",
        (Locale::De, false) => "MEZ",
        (Locale::En, true) => "CEST",
        (Locale::En, false) => "CET",
    };
    let (hour, minute, second) = (zoned.hour(), zoned.minute(), zoned.second());
    Moment {
        date: date(at, locale == Locale::De).replace(' ', "\u{a0}"),
        time: format!("{hour:02}:{minute:02}:{second:02}\u{a0}{zone}"),
    }
}

/// The instant in one line: "21.11.2026, 21:59:36 MEZ".
pub fn instant(at: Timestamp, locale: Locale) -> String {
    let Moment { date, time } = moment(at, locale);
    format!("{date}, {time}")
}

/// The instant in one line with UTC behind it, where a signature hangs on it.
pub fn instant_utc(at: Timestamp, locale: Locale) -> String {
    format!("{} ({at})", instant(at, locale))
}

/// An instant that may not have happened; empty, which the templates leave out.
pub fn optional_instant(at: Option<Timestamp>, locale: Locale) -> String {
    at.map(|at| instant(at, locale)).unwrap_or_default()
}

/// Exact to the second, for columns: "1:23:45", "0:09:05".
pub fn span(seconds: i64) -> String {
    let seconds = seconds.max(0);
    let (hours, minutes) = (seconds / 3600, seconds % 3600 / 60);
    format!("{hours}:{minutes:02}:{:02}", seconds % 60)
}

/// Bytes as people say them: "18,4 kB", "512 B".
pub fn size(bytes: i64, locale: Locale) -> String {
    let comma = if locale == Locale::De { ',' } else { '.' };
    let (unit, name) = match bytes {
        ..1_000 => return format!("{bytes}\u{a0}B"),
        1_000..1_000_000 => (1_000, "kB"),
        1_000_000..1_000_000_000 => (1_000_000, "MB"),
        _ => (1_000_000_000, "GB"),
    };
    let tenths = bytes / (unit / 10);
    format!("{}{comma}{}\u{a0}{name}", tenths / 10, tenths % 10)
}

/// A digest in groups of four, so that two people can read it to each other.
pub fn groups(hex: &str) -> Vec<String> {
    let characters: Vec<char> = hex.chars().collect();
    characters
        .chunks(4)
        .map(|group| group.iter().collect())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().expect("a valid time")
    }

    #[test]
    fn the_hour_that_happens_twice_can_be_told_apart() {
        let first = instant(at("2026-10-25T00:30:00Z"), Locale::De);
        let second = instant(at("2026-10-25T01:30:00Z"), Locale::De);
        assert_eq!(first, "25.10.2026, 02:30:00\u{a0}MESZ");
        assert_eq!(second, "25.10.2026, 02:30:00\u{a0}MEZ");
        assert_eq!(
            instant_utc(at("2026-07-01T10:00:00Z"), Locale::En),
            "1\u{a0}Jul\u{a0}2026, 12:00:00\u{a0}CEST (2026-07-01T10:00:00Z)"
        );
    }

    #[test]
    fn spans_are_exact_and_sizes_rounded_down() {
        assert_eq!(span(5025), "1:23:45");
        assert_eq!(span(-1), "0:00:00");
        assert_eq!(size(999, Locale::De), "999\u{a0}B");
        assert_eq!(size(18_432, Locale::De), "18,4\u{a0}kB");
        assert_eq!(size(2_000_000_000, Locale::En), "2.0\u{a0}GB");
    }

    #[test]
    fn digests_fall_into_groups_of_four_without_loss() {
        assert_eq!(groups("0123456789"), ["0123", "4567", "89"]);
        assert!(groups("").is_empty());
        assert_eq!(groups("äöüß€"), ["äöüß", "€"]);
    }
}
