//! What a calendar says, in words.

use domain::calendar::{
    CalendarDay, ClockChange, Date, DayHours, DayKind, Definition, Difference, Exception, Hours,
    Municipal, Region, Warning, Weekday, typed,
};
use services::places::LAENDER;

use crate::i18n::Messages;
use crate::wording::Lang;

/// Place of a weekday, Monday first.
pub(super) fn place(day: Weekday) -> usize {
    usize::try_from(day.to_monday_zero_offset()).unwrap_or(0)
}

/// A date as people type it.
pub(super) fn date(t: &'static Messages, date: Date) -> String {
    typed::shown(date, t.lang == Lang::De)
}

/// "Do, 24.12.2026".
pub(super) fn day(t: &'static Messages, day: Date) -> String {
    let weekday = t.calendars.weekdays_short()[place(day.weekday())];
    format!("{weekday}, {}", date(t, day))
}

/// "Mo–Fr", "Mo, Mi, Fr".
pub(super) fn days(t: &'static Messages, days: &[Weekday]) -> String {
    let names = t.calendars.weekdays_short();
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for at in days.iter().map(|day| place(*day)) {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == at => *last = at,
            _ => runs.push((at, at)),
        }
    }
    let runs: Vec<String> = runs
        .into_iter()
        .map(|(first, last)| match last - first {
            0 => names[first].to_owned(),
            1 => format!("{}, {}", names[first], names[last]),
            _ => format!("{}–{}", names[first], names[last]),
        })
        .collect();
    runs.join(", ")
}

/// "08:00–12:00, 13:00–17:00", or closed.
pub(super) fn day_hours(t: &'static Messages, hours: &DayHours) -> String {
    if hours.is_empty() {
        t.calendars.closed.to_owned()
    } else {
        hours.as_typed()
    }
}

/// "Mo–Fr 09:00–18:00; Sa 10:00–14:00".
pub(in crate::pages::admin) fn hours(t: &'static Messages, definition: &Definition) -> String {
    regular(t, &definition.hours)
}

fn regular(t: &'static Messages, hours: &Hours) -> String {
    match hours {
        Hours::Always => t.calendars.always.to_owned(),
        Hours::Weekly(week) if week.is_empty() => t.calendars.single_days.to_owned(),
        Hours::Weekly(week) => {
            let groups = week.grouped();
            let groups = groups
                .iter()
                .map(|(of, hours)| format!("{} {}", days(t, of), hours.as_typed()));
            groups.collect::<Vec<_>>().join("; ")
        }
    }
}

/// Whose holidays.
pub(super) fn region(t: &'static Messages, region: Option<Region>) -> String {
    let c = &t.calendars;
    let Some(region) = region else {
        return c.holidays_none.to_owned();
    };
    let land = LAENDER
        .iter()
        .find(|(code, _)| *code == region.land.code())
        .map_or("", |(_, name)| *name);
    match region.municipal {
        Municipal::None => land.to_owned(),
        Municipal::Catholic => format!("{land} {}", c.catholic),
        Municipal::Augsburg => format!("{land}, {}", c.augsburg),
    }
}

fn exception(t: &'static Messages, exception: Option<&Exception>) -> String {
    match exception {
        None => t.house.before_nothing.to_owned(),
        Some(Exception::Closed) => t.calendars.closing_day.to_owned(),
        Some(Exception::Hours(hours)) => day_hours(t, hours),
    }
}

/// What is said otherwise.
pub(in crate::pages::admin) fn difference(t: &'static Messages, difference: &Difference) -> String {
    let c = &t.calendars;
    let (what, before, after) = match difference {
        Difference::Zone(before, after) => (
            c.zone.to_owned(),
            before.name().to_owned(),
            after.name().to_owned(),
        ),
        Difference::Hours(before, after) => {
            (c.hours.to_owned(), regular(t, before), regular(t, after))
        }
        Difference::Weekdays(of, before, after) => {
            (days(t, of), day_hours(t, before), day_hours(t, after))
        }
        Difference::Region(before, after) => {
            (c.holidays.to_owned(), region(t, *before), region(t, *after))
        }
        Difference::Date(date, before, after) => (
            day(t, *date),
            exception(t, before.as_ref()),
            exception(t, after.as_ref()),
        ),
    };
    t.house.turned(&what, &before, &after)
}

/// Why a day has the hours it has; empty for the regular ones.
pub(super) fn kind(t: &'static Messages, kind: DayKind) -> &'static str {
    match kind {
        DayKind::Regular => "",
        DayKind::Special => t.calendars.legend_special,
        DayKind::Closed => t.calendars.closing_day,
        DayKind::Holiday(holiday) => holiday.name(t.label.locale()),
    }
}

/// A closed day with its name.
pub(super) fn closing(t: &'static Messages, closed: &CalendarDay) -> String {
    format!("{} ({})", day(t, closed.date), kind(t, closed.kind))
}

/// A day's hours and why it has them.
pub(super) fn of_day(t: &'static Messages, day: &CalendarDay) -> String {
    let hours: Vec<String> = day.hours.iter().map(ToString::to_string).collect();
    let hours = if hours.is_empty() {
        t.calendars.closed.to_owned()
    } else {
        hours.join(", ")
    };
    match kind(t, day.kind) {
        "" => hours,
        why => format!("{hours} ({why})"),
    }
}

/// "9 h", "9:30": narrow enough for a seventh of a phone.
pub(super) fn open_time(seconds: i64) -> String {
    match seconds / 60 % 60 {
        0 => format!("{}\u{a0}h", seconds / 3600),
        minutes => format!("{}:{minutes:02}", seconds / 3600),
    }
}

/// Hours that come near enough: "2313" of a year, "198,5" of a month.
pub(super) fn open_hours(t: &'static Messages, seconds: i64) -> String {
    let tenths = (seconds.abs() + 180) / 360;
    // Less than half a tenth is none, and none has no sign.
    let sign = if seconds < 0 && tenths > 0 { "−" } else { "" };
    let point = t.lang.pick(",", ".");
    match tenths % 10 {
        0 => format!("{sign}{}", tenths / 10),
        rest => format!("{sign}{}{point}{rest}", tenths / 10),
    }
}

/// What is probably not meant.
pub(super) fn warning(t: &'static Messages, warning: Warning) -> String {
    let c = &t.calendars;
    match warning {
        Warning::ClockChange {
            date,
            time,
            change: ClockChange::Skipped,
        } => c.warn_skipped(&day(t, date), &time.to_string()),
        Warning::ClockChange { date, time, .. } => c.warn_twice(&day(t, date), &time.to_string()),
        Warning::ClosedYetOpen(date) => c.warn_both(&day(t, date)),
        Warning::OpenWithoutHours(date) => c.warn_empty(&day(t, date)),
        Warning::HolidaysWithoutEffect(of) => c.warn_holidays(&region(t, Some(of))),
        Warning::MunicipalWithoutEffect(of) => c.warn_municipal(&region(t, Some(of))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::messages;

    fn read(json: &str) -> Definition {
        serde_json::from_str(json).expect("a definition")
    }

    #[test]
    fn hours_and_changes_are_told_in_both_languages() {
        let (de, en) = (messages(Lang::De), messages(Lang::En));
        let before = read(
            r#"{"hours": {"mon": [["08:00","17:00"]], "tue": [["08:00","17:00"]], "wed": [["08:00","17:00"]],
                "fri": [["08:00","12:00"],["13:00","24:00"]]}}"#,
        );
        assert_eq!(
            hours(de, &before),
            "Mo–Mi 08:00–17:00; Fr 08:00–12:00, 13:00–24:00"
        );
        let after = read(r#"{"hours": "24x7", "region": "DE-BY+cath", "closed": ["2026-12-24"]}"#);
        let told: Vec<String> = before
            .differences(&after)
            .iter()
            .map(|one| difference(de, one))
            .collect();
        assert_eq!(
            told[1..],
            [
                "Feiertage: keine → Bayern mit den katholischen Feiertagen der Gemeinden",
                "Do, 24.12.2026: nichts → Schließtag"
            ]
        );
        assert_eq!(hours(en, &after), "around the clock");
        assert_eq!(
            (open_time(34_200), open_time(0)),
            ("9:30".into(), "0\u{a0}h".into())
        );
        assert_eq!(open_hours(de, 9 * 3600 + 1800), "9,5");
        assert_eq!(open_hours(en, -3600), "−1");
        assert_eq!(open_hours(de, -60), "0");
    }
}
