//! Twelve months with the open time of each day: tables, so that they can be read aloud and printed.

use domain::calendar::{CalendarDay, DayKind};
use leptos::prelude::*;

use super::words;
use crate::i18n::Messages;
use crate::markup::{IntoMarkup, Markup};

/// The months of a year, day by day.
pub(super) fn year(t: &'static Messages, days: &[CalendarDay]) -> Markup {
    let months = days
        .chunk_by(|one, next| one.date.month() == next.date.month())
        .map(|days| month(t, days))
        .collect::<Vec<_>>();
    view! {
        <ul class="legend">
            <li data-kind="holiday">{t.calendars.legend_holiday}</li>
            <li data-kind="closed">{t.calendars.closing_day}</li>
            <li data-kind="special">{t.calendars.legend_special}</li>
        </ul>
        <div class="months">{months}</div>
    }
    .markup()
}

fn month(t: &'static Messages, days: &[CalendarDay]) -> Markup {
    let c = &t.calendars;
    let Some(first) = days.first().map(|day| day.date) else {
        return Markup::EMPTY;
    };
    let name = usize::try_from(first.month() - 1)
        .ok()
        .and_then(|at| c.months().get(at).copied())
        .unwrap_or_default();
    let sum: i64 = days.iter().map(|day| day.open_s).sum();
    let title = c.month_of(name, &words::open_hours(t, sum));
    let heads = c
        .weekdays_short()
        .into_iter()
        .zip(c.weekdays())
        .map(|(short, long)| view! { <th scope="col" abbr=long>{short}</th> })
        .collect::<Vec<_>>();
    // A week a row: the days before the first one are empty.
    let lead = words::place(first.weekday());
    let mut weeks: Vec<Vec<Markup>> = Vec::new();
    let cells = std::iter::repeat_n(None, lead).chain(days.iter().map(Some));
    for (at, cell) in cells.enumerate() {
        if at % 7 == 0 {
            weeks.push(Vec::new());
        }
        if let Some(week) = weeks.last_mut() {
            week.push(cell.map_or_else(|| view! { <td></td> }.markup(), |day| one(t, day)));
        }
    }
    let weeks = weeks
        .into_iter()
        .map(|week| view! { <tr>{week}</tr> })
        .collect::<Vec<_>>();
    let notes: Vec<_> = days
        .iter()
        .filter_map(|day| Some((day.date.day(), note(t, day)?)))
        .map(|(day, note)| view! { <li>{format!("{day}. ")}{note}</li> })
        .collect();
    let notes = (!notes.is_empty()).then(|| view! { <ul>{notes}</ul> });
    view! {
        <div class="month">
            <table>
                <caption>{title}</caption>
                <thead><tr>{heads}</tr></thead>
                <tbody>{weeks}</tbody>
            </table>
            {notes}
        </div>
    }
    .markup()
}

fn one(t: &'static Messages, day: &CalendarDay) -> Markup {
    let kind = match day.kind {
        DayKind::Regular if day.open_s == 0 => Some("rest"),
        DayKind::Regular => None,
        DayKind::Special => Some("special"),
        DayKind::Closed => Some("closed"),
        DayKind::Holiday(_) => Some("holiday"),
    };
    let open = if day.open_s == 0 {
        "–".to_owned()
    } else {
        words::open_time(day.open_s)
    };
    let why = words::kind(t, day.kind);
    let why = (!why.is_empty()).then(|| format!(", {why}"));
    let aloud = if day.open_s == 0 {
        t.calendars.closed
    } else {
        t.calendars.day_open
    };
    view! {
        <td data-kind=kind>
            <b>{day.date.day()}</b>
            <span>{open}</span>
            <span class="visually-hidden">{aloud}{why}</span>
        </td>
    }
    .markup()
}

/// What is particular about a day.
fn note(t: &'static Messages, day: &CalendarDay) -> Option<String> {
    let by_the_clock: i64 = day
        .hours
        .iter()
        .map(|hours| i64::from(hours.until().minutes() - hours.from().minutes()) * 60)
        .sum();
    let change = (by_the_clock != day.open_s).then_some(t.calendars.clock_change);
    match day.kind {
        DayKind::Regular => change.map(str::to_owned),
        DayKind::Special => Some(words::of_day(t, day)),
        DayKind::Closed | DayKind::Holiday(_) => Some(words::kind(t, day.kind).to_owned()),
    }
}
