//! Hours and dates as people type them into a form, and as the form shows them again.
//!
//! Stored JSON is strict; a form is not: "8-12, 13–17.30 Uhr" is what somebody writes who means it. What is not understood is
//! refused with the piece that was not.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use jiff::civil::Date;

use super::hours::{DayHours, HoursRefusal, Interval, TimeOfDay};

/// Why a line of a list of days is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LineRefusal {
    /// Does not begin with a date.
    #[error("{0:?} is no date: it is written 24.12.2026 or 2026-12-24")]
    NotADate(String),
    /// A day that stands twice.
    #[error("{0} stands twice")]
    Twice(Date),
    /// Its hours are none.
    #[error("{0}: {1}")]
    Hours(Date, HoursRefusal),
}

impl TimeOfDay {
    /// "8", "8:00", "08.30"; 24 is the end of the day.
    fn typed(text: &str) -> Result<Self, HoursRefusal> {
        let read = || {
            let (hours, minutes) = text.split_once([':', '.']).unwrap_or((text, "00"));
            let short = !hours.is_empty() && hours.len() <= 2 && minutes.len() == 2;
            let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
            if !(short && digits(hours) && digits(minutes)) {
                return None;
            }
            let (hours, minutes): (u16, u16) = (hours.parse().ok()?, minutes.parse().ok()?);
            (minutes < 60).then(|| Self::from_minutes(hours * 60 + minutes))?
        };
        read().ok_or_else(|| HoursRefusal::NotATime(text.to_owned()))
    }
}

impl DayHours {
    /// The hours of a day as typed: intervals between commas, semicolons or "und"; nothing or a dash is closed.
    ///
    /// # Errors
    /// The piece that is no time, an interval that ends before it begins, or two that overlap.
    pub fn typed(text: &str) -> Result<Self, HoursRefusal> {
        let plain = text
            .to_lowercase()
            .replace("uhr", " ")
            .replace(" und ", ",")
            .replace(" and ", ",")
            .replace(" bis ", "-")
            .replace(" to ", "-")
            .replace(['–', '—', '−'], "-");
        if plain.trim().trim_matches('-').is_empty() {
            return Ok(Self::default());
        }
        let mut intervals = Vec::new();
        for piece in plain.split([',', ';']) {
            let piece = piece.trim();
            let (from, until) = piece
                .split_once('-')
                .ok_or_else(|| HoursRefusal::NotATime(piece.to_owned()))?;
            intervals.push(Interval::new(
                TimeOfDay::typed(from.trim())?,
                TimeOfDay::typed(until.trim())?,
            )?);
        }
        Self::new(intervals)
    }

    /// As a form shows them: "08:00–12:00, 13:00–17:00"; empty when closed.
    pub fn as_typed(&self) -> String {
        let intervals: Vec<String> = self.intervals().iter().map(ToString::to_string).collect();
        intervals.join(", ")
    }
}

/// A date as typed: "24.12.2026", "24.12.26" or "2026-12-24".
pub fn date(text: &str) -> Option<Date> {
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let parts: Vec<&str> = text.split('.').collect();
    let (year, month, day) = match parts[..] {
        [day, month, year] => (year, month, day),
        _ => match text.split('-').collect::<Vec<_>>()[..] {
            [year, month, day] if year.len() == 4 => (year, month, day),
            _ => return None,
        },
    };
    if ![year, month, day].into_iter().all(digits) {
        return None;
    }
    let century = match year.len() {
        2 => 2000,
        4 => 0,
        _ => return None,
    };
    let year: i16 = year.parse().ok()?;
    Date::new(year + century, month.parse().ok()?, day.parse().ok()?).ok()
}

/// Days, one a line; empty lines are skipped, what follows the date is a note for the reader and not kept.
///
/// # Errors
/// The first line that does not begin with a date, or a day that stands twice.
pub fn days(text: &str) -> Result<BTreeSet<Date>, LineRefusal> {
    let mut days = BTreeSet::new();
    for (day, _) in lines(text) {
        let day = day?;
        if !days.insert(day) {
            return Err(LineRefusal::Twice(day));
        }
    }
    Ok(days)
}

/// Days with hours of their own, one a line: "31.12.2026 8–12".
///
/// # Errors
/// As [`days`], and hours that are none.
pub fn days_with_hours(text: &str) -> Result<BTreeMap<Date, DayHours>, LineRefusal> {
    let mut days = BTreeMap::new();
    for (day, rest) in lines(text) {
        let day = day?;
        let hours = DayHours::typed(rest).map_err(|refusal| LineRefusal::Hours(day, refusal))?;
        if days.insert(day, hours).is_some() {
            return Err(LineRefusal::Twice(day));
        }
    }
    Ok(days)
}

fn lines(text: &str) -> impl Iterator<Item = (Result<Date, LineRefusal>, &str)> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.map(|line| {
        let (first, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let first = first.trim_end_matches([':', ',']);
        let day = date(first).ok_or_else(|| LineRefusal::NotADate(first.to_owned()));
        (day, rest.trim())
    })
}

/// A date as a German reader types it; an English form shows ISO dates.
pub fn shown(date: Date, german: bool) -> String {
    if german {
        format!("{:02}.{:02}.{}", date.day(), date.month(), date.year())
    } else {
        date.to_string()
    }
}

/// Days as the form shows them, one a line.
pub fn shown_days(days: &BTreeSet<Date>, german: bool) -> String {
    let lines: Vec<String> = days.iter().map(|day| shown(*day, german)).collect();
    lines.join("\n")
}

/// Days with their hours as the form shows them, one a line.
pub fn shown_days_with_hours(days: &BTreeMap<Date, DayHours>, german: bool) -> String {
    let mut text = String::new();
    for (day, hours) in days {
        let hours = hours.as_typed();
        let hours = if hours.is_empty() { "–" } else { &hours };
        let _ = writeln!(text, "{} {hours}", shown(*day, german));
    }
    text.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_understood_as_people_write_them() {
        for (typed, shown) in [
            ("", ""),
            ("–", ""),
            (" - ", ""),
            ("8-17", "08:00–17:00"),
            ("8:00–12:00, 13:00–17:30", "08:00–12:00, 13:00–17:30"),
            (
                "13 bis 17.30 Uhr und 8 Uhr bis 12 Uhr",
                "08:00–12:00, 13:00–17:30",
            ),
            ("0-24", "00:00–24:00"),
            ("9 to 12; 12:00-13:00", "09:00–12:00, 12:00–13:00"),
        ] {
            let hours = DayHours::typed(typed).unwrap_or_else(|error| panic!("{typed}: {error}"));
            assert_eq!(hours.as_typed(), shown, "{typed}");
            assert_eq!(DayHours::typed(&hours.as_typed()), Ok(hours), "{typed}");
        }
        for typed in [
            "8",
            "8-",
            "acht-17",
            "8-17-18",
            "8:5-17",
            "25-26",
            "17-8",
            "8-12, 11-13",
            "8-12,,13-17",
        ] {
            assert!(DayHours::typed(typed).is_err(), "{typed}");
        }
    }

    #[test]
    fn days_stand_one_a_line() {
        let text = "24.12.2026 Heiligabend\n\n 2026-12-31 \n1.4.27";
        let read = days(text).expect("days");
        assert_eq!(
            shown_days(&read, true),
            "24.12.2026\n31.12.2026\n01.04.2027"
        );
        assert_eq!(
            shown_days(&read, false),
            "2026-12-24\n2026-12-31\n2027-04-01"
        );
        assert_eq!(
            days("24.12.2026\n2026-12-24"),
            Err(LineRefusal::Twice(jiff::civil::date(2026, 12, 24)))
        );
        for no_date in [
            "Heiligabend",
            "31.2.2026",
            "24.12.",
            "24.12.026",
            "26-12-24",
            "+1.1.2026",
        ] {
            assert_eq!(
                days(no_date),
                Err(LineRefusal::NotADate(no_date.to_owned()))
            );
        }
    }

    #[test]
    fn days_with_hours_are_shown_as_they_are_read() {
        let read = days_with_hours("31.12.2026: 8-12\n02.01.2027 –").expect("days");
        let shown = shown_days_with_hours(&read, true);
        assert_eq!(shown, "31.12.2026 08:00–12:00\n02.01.2027 –");
        assert_eq!(days_with_hours(&shown), Ok(read));
        let day = jiff::civil::date(2026, 12, 31);
        assert!(matches!(
            days_with_hours("31.12.2026 mittags"),
            Err(LineRefusal::Hours(refused, _)) if refused == day
        ));
    }
}
