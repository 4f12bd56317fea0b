//! The form of a calendar: what people type, checked at every field at once.

use std::collections::BTreeMap;

use domain::calendar::typed::{self, LineRefusal};
use domain::calendar::{
    Calendar, DayHours, Definition, Hours, HoursRefusal, Land, Municipal, Region, WEEKDAYS, Week,
    Zone,
};
use domain::time::{Timestamp, from_local};

use super::CalendarRow;
use crate::error::{Checks, FieldError, Result};

/// Names of the weekdays' fields, Monday first.
pub const DAY_FIELDS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
/// So many characters of days are enough for twenty years of them.
const MOST_TEXT: usize = 20_000;

/// What a version says, as typed.
#[derive(Debug, Clone, Copy, Default)]
pub struct CalendarFields<'a> {
    /// Name of the time zone.
    pub tz: &'a str,
    /// `always` or `weekly`.
    pub hours: &'a str,
    /// Hours of the weekdays, Monday first.
    pub week: [&'a str; 7],
    /// Whose holidays are kept; empty: none.
    pub region: &'a str,
    /// Closing days, one a line.
    pub closed: &'a str,
    /// Days with hours of their own, one a line.
    pub open: &'a str,
    /// From when it holds, as a date field sends it; empty: now.
    pub valid_from: &'a str,
    /// Why.
    pub reason: &'a str,
}

/// What a new calendar has besides.
#[derive(Debug, Clone, Copy, Default)]
pub struct NewFields<'a> {
    /// Its code.
    pub short_name: &'a str,
    /// Name in German.
    pub name_de: &'a str,
    /// Name in English.
    pub name_en: &'a str,
    /// Code of the purpose.
    pub purpose: &'a str,
}

/// An edit that is in order.
#[derive(Debug, Clone)]
pub(super) struct Checked {
    pub(super) definition: Definition,
    pub(super) valid_from: Timestamp,
    pub(super) reason: String,
    /// As typed: what was looked at is saved only with the same beginning.
    pub(super) typed_from: String,
}

/// Every region a form offers: the Länder, and where municipalities keep more, those too.
pub fn regions() -> impl Iterator<Item = Region> {
    Land::ALL.iter().flat_map(|land| {
        let whole = Region::of(*land);
        let mut all = vec![whole];
        let with = |municipal| Region { municipal, ..whole };
        if whole.has_municipal() {
            all.push(with(Municipal::Catholic));
        }
        if *land == Land::Bayern {
            all.push(with(Municipal::Augsburg));
        }
        all
    })
}

/// The calendar's own facts.
pub(super) fn checked_new(
    checks: &mut Checks,
    fields: &NewFields<'_>,
    now: Timestamp,
) -> CalendarRow {
    let code = checks.text("short_name", fields.short_name, 30);
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    if !code.is_empty() && (!code.bytes().all(plain) || code.starts_with('-') || code == "new") {
        checks.add(FieldError::new("short_name", "calendar_code"));
    }
    CalendarRow {
        code,
        name_de: checks.text("name_de", fields.name_de, 80),
        name_en: checks.text("name_en", fields.name_en, 80),
        purpose: checks
            .code("purpose", fields.purpose)
            .unwrap_or(domain::calendar::Purpose::Other),
        created_at: now,
    }
}

/// Reads a form; `last` is when the newest version begins, which a new one must follow.
pub(super) fn checked(
    fields: &CalendarFields<'_>,
    now: Timestamp,
    last: Option<Timestamp>,
) -> Result<Checked> {
    let mut checks = Checks::new();
    let tz = Zone::named(fields.tz.trim());
    if tz.is_err() {
        checks.add(FieldError::new("tz", "zone").with("text", fields.tz.trim()));
    }
    let hours = hours(&mut checks, fields);
    let region = region(&mut checks, fields.region);
    let closed = lines(&mut checks, "closed", fields.closed, typed::days);
    let open: BTreeMap<_, _> = lines(&mut checks, "open", fields.open, typed::days_with_hours);
    let valid_from = valid_from(&mut checks, fields.valid_from, now, last);
    let reason = fields.reason.trim().to_owned();
    if !(10..=500).contains(&reason.chars().count()) || reason.contains('\0') {
        checks.add(FieldError::new("reason", "reason_length"));
    }
    let definition = Definition {
        tz: tz.unwrap_or_default(),
        hours,
        region,
        closed,
        open,
    };
    // Said only where the hours themselves are in order: nobody is told twice of one mistake.
    let said = DAY_FIELDS.iter().chain(&["hours", "open"]);
    if !said.into_iter().any(|field| checks.has(field))
        && Calendar::new(definition.clone()).is_err()
    {
        checks.add(FieldError::new("hours", "never_open"));
    }
    checks.finish()?;
    Ok(Checked {
        definition,
        valid_from,
        reason,
        typed_from: fields.valid_from.trim().to_owned(),
    })
}

fn hours(checks: &mut Checks, fields: &CalendarFields<'_>) -> Hours {
    match fields.hours {
        "always" => return Hours::Always,
        "weekly" => {}
        "" => checks.add(FieldError::new("hours", "required_choice")),
        _ => checks.add(FieldError::new("hours", "choice")),
    }
    let mut week = Week::default();
    for ((day, name), text) in WEEKDAYS.into_iter().zip(DAY_FIELDS).zip(fields.week) {
        match DayHours::typed(text) {
            Ok(hours) => *week.on_mut(day) = hours,
            Err(refusal) => checks.add(refused(name, &refusal)),
        }
    }
    Hours::Weekly(Box::new(week))
}

fn region(checks: &mut Checks, text: &str) -> Option<Region> {
    if text.is_empty() {
        return None;
    }
    let region = text.parse().ok();
    if region.is_none() {
        checks.add(FieldError::new("region", "region").with("text", text));
    }
    region
}

/// Lines of days; what is wrong with the first wrong one is said.
fn lines<T: Default>(
    checks: &mut Checks,
    field: &'static str,
    text: &str,
    read: impl Fn(&str) -> std::result::Result<T, LineRefusal>,
) -> T {
    let text = checks.optional(field, text, MOST_TEXT);
    match read(&text) {
        Ok(days) => days,
        Err(refusal) => {
            checks.add(match refusal {
                LineRefusal::NotADate(text) => {
                    FieldError::new(field, "line_date").with("text", text)
                }
                LineRefusal::Twice(date) => FieldError::new(field, "line_twice").with("date", date),
                LineRefusal::Hours(date, refusal) => refused(field, &refusal).with("date", date),
            });
            T::default()
        }
    }
}

/// Why hours are refused, as the pages say it.
fn refused(field: &'static str, refusal: &HoursRefusal) -> FieldError {
    match refusal {
        HoursRefusal::NotATime(text) => FieldError::new(field, "hours_time").with("text", text),
        HoursRefusal::EndsFirst { from, until } => {
            FieldError::new(field, "hours_order").with("text", format_args!("{from}–{until}"))
        }
        HoursRefusal::Overlap(first, second) => FieldError::new(field, "hours_overlap")
            .with("text", first)
            .with("other", second),
    }
}

/// How far ahead a version may begin: nothing else can be saved before it.
const AHEAD_S: i64 = 400 * 86_400;

/// Now if nothing is typed. A version begins after the one before it: of a calendar, and of a policy.
pub(crate) fn valid_from(
    checks: &mut Checks,
    text: &str,
    now: Timestamp,
    last: Option<Timestamp>,
) -> Timestamp {
    let typed = text.trim();
    let at = if typed.is_empty() {
        match last {
            // Two versions of one second: the later one begins a second later.
            Some(last) if last == now => now.plus_seconds(1),
            _ => now,
        }
    } else if let Some(at) = from_local(typed) {
        at
    } else {
        checks.add(FieldError::new("valid_from", "moment"));
        return now;
    };
    if at < now {
        checks.add(FieldError::new("valid_from", "calendar_past"));
    } else if at > now.plus_seconds(AHEAD_S) {
        checks.add(FieldError::new("valid_from", "calendar_far"));
    } else if let Some(last) = last.filter(|last| at <= *last) {
        checks.add(FieldError::new("valid_from", "calendar_order").with("at", last));
    }
    at
}
