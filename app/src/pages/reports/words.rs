//! Names of periods, groups and fields; addresses.

use domain::report::{
    AgeBand, Figure, Filter, Key, Period, Promise, Query, Share, Slot, Span, percent, whole,
};
use domain::time::{Timestamp, date, duration_short};
use services::reports::Names;

use super::LIST;
use crate::i18n::Messages;
use crate::wording::Lang;

/// "September 2026", "3. Quartal 2026", "KW 37 2026".
pub fn period(t: &'static Messages, period: Period) -> String {
    let r = &t.reports;
    let months = t.calendars.months();
    let day = |at: Timestamp| date(at, t.lang == Lang::De);
    // Noon of the last day: its midnight is the next one's.
    let ends = period.end().minus_seconds(12 * 3600);
    match period.span() {
        Span::Day(_) => day(period.begin()),
        Span::Week(monday) => {
            let week = monday.iso_week_date();
            r.week_of(&week.week(), &week.year())
        }
        Span::Month { year, month } => {
            let place = usize::try_from(month - 1).unwrap_or(0);
            format!("{} {year}", months.get(place).copied().unwrap_or_default())
        }
        Span::Quarter { year, quarter } => r.quarter(&quarter, &year),
        Span::Year(year) => year.to_string(),
        Span::Range(..) => format!("{} – {}", day(period.begin()), day(ends)),
    }
}

/// The title of the page.
pub fn title(t: &'static Messages, shown: Period) -> String {
    t.reports.title(&period(t, shown))
}

/// A week or a day below a chart.
pub(super) fn slot(t: &'static Messages, slot: Slot) -> String {
    if slot.first == slot.last {
        let (day, month) = (slot.first.day(), slot.first.month());
        return match t.lang {
            Lang::De => format!("{day}.{month}."),
            Lang::En => format!("{month}/{day}"),
        };
    }
    t.reports.week_short(&slot.week())
}

/// An age of the backlog.
pub(super) fn age(t: &'static Messages, band: AgeBand) -> String {
    match band.to_days {
        Some(to) => t.reports.days(&band.from_days, &to),
        None => t.reports.older(&band.from_days),
    }
}

/// "Erste Antwort", with the kind of work where there is one.
pub(super) fn promise(t: &'static Messages, promise: Promise) -> String {
    let kind = t.label.clock(promise.kind);
    match promise.complexity {
        Some(complexity) => format!("{kind}, {}", t.label.complexity(complexity)),
        None => kind.to_owned(),
    }
}

/// A group's name; `None` are the others.
pub(super) fn group(t: &'static Messages, names: &Names, key: Key) -> String {
    let r = &t.reports;
    match key {
        Key::Engineer(None) => r.nobody.to_owned(),
        Key::Engineer(Some(id)) => names.engineer(id),
        Key::Customer(id) => names.customer(id),
        Key::System(None) => r.no_system.to_owned(),
        Key::System(Some(id)) => names.system(id),
        Key::Team(None) => r.no_team.to_owned(),
        Key::Team(Some(id)) => names.team(id),
        Key::Priority(priority) => t.label.priority(priority).to_owned(),
        Key::Class(class) => t.label.class(class).to_owned(),
    }
}

/// The query of one group alone; `None` where the address has no words for it.
pub(super) fn of_group(query: &Query, key: Key) -> Option<Query> {
    let mut query = *query;
    let filter = &mut query.filter;
    match key {
        Key::Engineer(id) => filter.engineer = Some(id?),
        Key::Customer(id) => filter.customer = Some(id),
        Key::System(id) => filter.system = Some(id?),
        Key::Team(id) => filter.team = Some(id?),
        Key::Priority(priority) => filter.priority = Some(priority),
        Key::Class(class) => filter.class = Some(class),
    }
    Some(query)
}

/// The name of a field of the address.
pub(super) fn field(t: &'static Messages, name: &'static str) -> &'static str {
    let r = &t.reports;
    match name {
        "customer" => r.customer,
        "engineer" => r.engineer,
        "system" => r.system,
        "team" => r.team,
        "priority" => r.priority,
        "class" => r.class,
        "kind" => r.kind,
        "by" => r.by,
        other => other,
    }
}

/// Anything is left out.
pub(super) fn is_filtered(filter: &Filter) -> bool {
    *filter != Filter::default()
}

/// Address of the tickets behind a figure.
pub(super) fn behind(query: &Query, figure: Figure) -> String {
    format!("{LIST}?{query}&figure={figure}")
}

/// A whole number with its thousands apart.
pub(super) fn count(t: &'static Messages, value: u64) -> String {
    whole(i64::try_from(value).unwrap_or(i64::MAX), t.label.locale())
}

/// "97,9 %".
pub(super) fn share(t: &'static Messages, share: Share) -> String {
    percent(u32::from(share.permille()), t.label.locale())
}

/// "4 min"; started minutes count.
pub(super) fn length(seconds: i64) -> String {
    duration_short(seconds, true)
}
