//! Office hours as they are printed ("Mo–Fr 9–18 Uhr, Sa 10–14 Uhr"), read so that a page can say whether somebody
//! answers the phone now (S-04).
//!
//! Local time in Berlin. On the nine holidays that all Länder share nobody answers; the Länder's own holidays come with
//! the service calendars.

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::{Timestamp, from_local, local};
use crate::calendar::Holiday;

/// Minutes of a day.
const DAY: u16 = 24 * 60;
/// How far ahead the next opening is looked for: longer than any row of holidays.
const AHEAD_DAYS: i32 = 14;

/// Days by the beginning of their names, Monday first, in both languages.
const NAMES: [[&str; 2]; 7] = [
    ["mo", "mon"],
    ["di", "tue"],
    ["mi", "wed"],
    ["do", "thu"],
    ["fr", "fri"],
    ["sa", "sat"],
    ["so", "sun"],
];

/// A stretch of a weekday.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Span {
    /// 0 is Monday.
    day: i8,
    /// First minute of the day.
    from: u16,
    /// First minute after it.
    until: u16,
}

/// Weekly office hours.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OpeningHours {
    spans: Vec<Span>,
    /// Around the clock, holidays too.
    always: bool,
}

/// Whether somebody answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opening {
    /// Yes, until then; `None`: around the clock.
    Open(Option<Timestamp>),
    /// No; again from then, if that is within two weeks.
    Closed(Option<Timestamp>),
}

impl OpeningHours {
    /// Reads hours as people write them: days or ranges of days, then a range of hours; several parts are separated by
    /// commas, semicolons or line breaks. `None` where a part cannot be understood: nobody should guess.
    pub fn parse(text: &str) -> Option<Self> {
        let plain = text.trim().to_lowercase();
        if ["24/7", "rund um die uhr", "around the clock"].contains(&plain.as_str()) {
            return Some(Self {
                spans: Vec::new(),
                always: true,
            });
        }
        let mut spans = Vec::new();
        let mut days: Vec<i8> = Vec::new();
        for part in plain
            .split([',', ';', '\n'])
            .map(str::trim)
            .filter(|part| !part.is_empty())
        {
            let (named, hours) = days_and_hours(part)?;
            match (named.is_empty(), days.is_empty()) {
                // "Mo–Fr 9–12, 13–17": the second part is of the same days.
                (true, true) => return None,
                (true, false) => {}
                (false, _) => days = named,
            }
            let (from, until) = hours;
            spans.extend(days.iter().map(|day| Span {
                day: *day,
                from,
                until,
            }));
        }
        (!spans.is_empty()).then_some(Self {
            spans,
            always: false,
        })
    }

    /// Whether somebody answers at an instant.
    pub fn at(&self, now: Timestamp) -> Opening {
        if self.always {
            return Opening::Open(None);
        }
        let today = local(now).date();
        if let Some(until) = self
            .stretches(today)
            .find(|(from, until)| (*from..*until).contains(&now))
            .map(|(_, until)| until)
        {
            return Opening::Open(Some(until));
        }
        let next = (0..=AHEAD_DAYS)
            .filter_map(|ahead| today.checked_add(ahead.days()).ok())
            .flat_map(|date| {
                self.stretches(date)
                    .map(|(from, _)| from)
                    .collect::<Vec<_>>()
            })
            .filter(|from| *from > now)
            .min();
        Opening::Closed(next)
    }

    /// The stretches of a day as instants; none on holidays.
    fn stretches(&self, date: Date) -> impl Iterator<Item = (Timestamp, Timestamp)> {
        let day = date.weekday().to_monday_zero_offset();
        let works = Holiday::nationwide(date).is_none();
        self.spans
            .iter()
            .filter(move |span| works && span.day == day)
            .filter_map(move |span| Some((instant(date, span.from)?, instant(date, span.until)?)))
    }
}

fn instant(date: Date, minute: u16) -> Option<Timestamp> {
    let (date, minute) = if minute == DAY {
        (date.checked_add(1.day()).ok()?, 0)
    } else {
        (date, minute)
    };
    from_local(&format!("{date}T{:02}:{:02}", minute / 60, minute % 60))
}

/// "mo–fr 9–18 uhr": the days named, and the minutes between.
fn days_and_hours(part: &str) -> Option<(Vec<i8>, (u16, u16))> {
    let part = part
        .replace(['–', '—', '−'], "-")
        .replace(" bis ", "-")
        .replace(" to ", "-")
        .replace("von ", "")
        .replace("uhr", "");
    let first_digit = part.find(|c: char| c.is_ascii_digit())?;
    let (days, hours) = part.split_at(first_digit);
    let (from, until) = hours.split_once('-')?;
    let (from, until) = (minute(from)?, minute(until)?);
    (from < until).then_some((weekdays(days)?, (from, until)))
}

/// "mo-fr", "mo/mi/fr", "täglich", "werktags"; empty for none.
fn weekdays(text: &str) -> Option<Vec<i8>> {
    let text = text.trim().trim_end_matches([':', '.']).trim();
    match text {
        "" => return Some(Vec::new()),
        "täglich" | "daily" => return Some((0..7).collect()),
        "werktags" | "weekdays" => return Some((0..5).collect()),
        _ => {}
    }
    let mut days = Vec::new();
    for range in text.split(['/', '+', '&']) {
        match range.split_once('-') {
            Some((first, last)) => {
                let (first, last) = (weekday(first)?, weekday(last)?);
                if first > last {
                    return None;
                }
                days.extend(first..=last);
            }
            None => days.push(weekday(range)?),
        }
    }
    Some(days)
}

fn weekday(text: &str) -> Option<i8> {
    let text = text.trim().trim_end_matches('.');
    let found = NAMES.iter().position(|names| {
        names.contains(&text)
            || text.len() > 3
                && names.iter().any(|name| text.starts_with(name))
                && text.ends_with("day")
            || text.len() > 5
                && text.starts_with(names[0])
                && (text.ends_with("tag") || text.ends_with("woch") || text.ends_with("abend"))
    })?;
    i8::try_from(found).ok()
}

/// "9", "9:30", "09.30"; "24" is the end of the day.
fn minute(text: &str) -> Option<u16> {
    let text = text.trim();
    let (hours, minutes) = text.split_once([':', '.']).unwrap_or((text, "0"));
    let (hours, minutes): (u16, u16) = (hours.trim().parse().ok()?, minutes.trim().parse().ok()?);
    let all = hours.checked_mul(60)?.checked_add(minutes)?;
    (minutes < 60 && all <= DAY).then_some(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        from_local(text).expect("a local time")
    }

    #[test]
    fn the_phone_is_answered_in_the_printed_hours_only() {
        // S-04
        let hours = OpeningHours::parse("Mo–Fr 9–18 Uhr").expect("understood");
        // A Friday.
        let cases = [
            (
                "2026-11-20T08:59",
                Opening::Closed(Some(at("2026-11-20T09:00"))),
            ),
            (
                "2026-11-20T09:00",
                Opening::Open(Some(at("2026-11-20T18:00"))),
            ),
            (
                "2026-11-20T17:59",
                Opening::Open(Some(at("2026-11-20T18:00"))),
            ),
            (
                "2026-11-20T18:00",
                Opening::Closed(Some(at("2026-11-23T09:00"))),
            ),
            (
                "2026-11-21T12:00",
                Opening::Closed(Some(at("2026-11-23T09:00"))),
            ),
            // Christmas Eve in the evening, a Thursday: the next day that works is Monday.
            (
                "2026-12-24T19:00",
                Opening::Closed(Some(at("2026-12-28T09:00"))),
            ),
            // Good Friday and Easter Monday 2027.
            (
                "2027-03-26T12:00",
                Opening::Closed(Some(at("2027-03-30T09:00"))),
            ),
            // The night the clocks go back.
            (
                "2026-10-25T12:00",
                Opening::Closed(Some(at("2026-10-26T09:00"))),
            ),
        ];
        for (when, opening) in cases {
            assert_eq!(hours.at(at(when)), opening, "{when}");
        }
    }

    #[test]
    fn hours_are_read_as_people_print_them() {
        let same = OpeningHours::parse("Mo–Fr 9–18 Uhr");
        for text in [
            "mo-fr 9-18",
            "Montag bis Freitag 9:00 bis 18:00 Uhr",
            "Mon–Fri 09:00–18:00",
            "Monday to Friday 9.00-18.00",
            "werktags von 9 bis 18 Uhr",
            "Mo/Di/Mi/Do/Fr: 9–18 Uhr",
        ] {
            assert_eq!(OpeningHours::parse(text), same, "{text}");
            assert!(same.is_some());
        }
        let two = OpeningHours::parse("Mo–Fr 9–12, 13–17 Uhr; Sa 10–14").expect("understood");
        assert_eq!(two.spans.len(), 11);
        let always = OpeningHours::parse("Rund um die Uhr").expect("understood");
        assert_eq!(always.at(at("2026-12-25T03:00")), Opening::Open(None));
        let late = OpeningHours::parse("täglich 0–24 Uhr").expect("understood");
        assert_eq!(
            late.at(at("2026-11-20T23:59")),
            Opening::Open(Some(at("2026-11-21T00:00")))
        );
        for text in [
            "",
            "meistens",
            "9–18",
            "Mo–Fr",
            "Mo–Fr 18–9",
            "Xx 9–18",
            "Fr–Mo 9–18",
            "Mo 9–25",
        ] {
            assert_eq!(OpeningHours::parse(text), None, "{text}");
        }
    }
}
