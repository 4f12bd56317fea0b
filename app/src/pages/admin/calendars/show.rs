//! One calendar: what applies, its year, its versions.

use std::borrow::Cow;

use domain::calendar::{Definition, Hours, Region, typed};
use domain::time::{Timestamp, date_time};
use leptos::prelude::*;
use services::calendars::{CalendarView, VersionView, regions};

use super::{LIST, name, opening, words, year};
use crate::components::{
    Breadcrumbs, Button, ButtonKind, Facts, Field, Input, LinkButton, Notice, Opt, Panel, Tone,
    when,
};
use crate::forms::Form;
use crate::i18n::Messages;
use crate::markup::{IntoMarkup, Markup};
use crate::pages::admin::{Area, page_for};
use crate::wording::Lang;

/// One calendar.
pub struct CalendarPage {
    /// What is known of it.
    pub view: CalendarView,
    /// The year shown.
    pub year: i16,
    /// Shown with the holidays of this Land instead of its own.
    pub land: Option<Region>,
    /// The reader is an admin: the other areas are theirs too.
    pub is_admin: bool,
    /// Now.
    pub now: Timestamp,
}

/// The page.
pub fn calendar(t: &'static Messages, data: &CalendarPage) -> Markup {
    let c = &t.calendars;
    let line = &data.view.line;
    let title = name(t, &line.row);
    let german = t.lang == Lang::De;
    let definition = &line.definition;
    let no_holidays = (definition.region.is_none() && definition.hours != Hours::Always)
        .then(|| view! { <Notice tone=Tone::Warn><p>{c.holidays_missing}</p></Notice> });
    let planned = line.planned.map(|at| {
        let text = c.planned_from(&date_time(at, german));
        view! { <Notice tone=Tone::Info><p>{text}</p></Notice> }
    });
    let edit = if services::calendars::is_fixed(&line.row.code) {
        view! { <p class="muted">{c.fixed}</p> }.markup()
    } else {
        let href = format!("{LIST}/{}/edit", line.row.code);
        view! { <div class="no-print"><LinkButton href=href kind=ButtonKind::Primary>{c.change}</LinkButton></div> }.markup()
    };
    let mut facts: Vec<(Cow<'static, str>, Markup)> = vec![
        (
            c.purpose.into(),
            view! { {t.label.calendar_purpose(line.row.purpose)} }.markup(),
        ),
        (c.now.into(), opening(t, line, data.now)),
    ];
    facts.extend(says(t, definition));
    facts.push((
        c.short_name.into(),
        view! { <span class="mono">{line.row.code.as_str()}</span> }.markup(),
    ));
    let content = view! {
        <Breadcrumbs t=t trail=vec![(LIST.to_owned(), c.title.into())] here=title.to_owned() />
        {planned}
        {no_holidays}
        <Panel id="definition" title=c.definition><Facts rows=facts /></Panel>
        {edit}
        {year_panel(t, data)}
        {versions(t, data)}
    }
    .markup();
    page_for(t, Area::Calendars, data.is_admin, title, content)
}

/// What a definition says, name by name.
fn says(t: &'static Messages, definition: &Definition) -> Vec<(Cow<'static, str>, Markup)> {
    let c = &t.calendars;
    let lines = |text: String| {
        let lines = text
            .lines()
            .map(|line| view! { <li>{line.to_owned()}</li> })
            .collect::<Vec<_>>();
        if lines.is_empty() {
            view! { {c.none} }.markup()
        } else {
            view! { <ul>{lines}</ul> }.markup()
        }
    };
    let german = t.lang == Lang::De;
    vec![
        (
            c.hours.into(),
            view! { {words::hours(t, definition)} }.markup(),
        ),
        (
            c.holidays.into(),
            view! { {words::region(t, definition.region)} }.markup(),
        ),
        (
            c.closing_days.into(),
            lines(typed::shown_days(&definition.closed, german)),
        ),
        (
            c.special_days.into(),
            lines(typed::shown_days_with_hours(&definition.open, german)),
        ),
        (
            c.zone.into(),
            view! { {definition.tz.name().to_owned()} }.markup(),
        ),
    ]
}

/// The selection of Länder, with a first line for none of them.
pub(super) fn land_options(t: &'static Messages, none: &'static str) -> Vec<Opt> {
    std::iter::once(Opt::new("", none))
        .chain(regions().map(|region| Opt::new(region.to_string(), words::region(t, Some(region)))))
        .collect()
}

fn year_panel(t: &'static Messages, data: &CalendarPage) -> Markup {
    let c = &t.calendars;
    let days = data.view.year(data.year, data.land);
    let land = data.land.map(|land| land.to_string()).unwrap_or_default();
    let form = Form::new()
        .with("year", data.year.to_string())
        .with("land", land);
    let action = format!("{LIST}/{}#year", data.view.line.row.code);
    let sum: i64 = days.iter().map(|day| day.open_s).sum();
    let aside = format!("{} h", words::open_hours(t, sum));
    let heading = format!("{} {}", c.year_view, data.year);
    view! {
        <Panel id="year" title=heading aside=aside>
            <div class="stack">
                <p>{c.year_lead}</p>
                <form class="cluster no-print" action=action>
                    <Field form=&form name="year" label=c.year input=Input::Digits maxlength=4 inline=true />
                    <Field form=&form name="land" label=c.year_land input=Input::Select(land_options(t, c.year_own)) inline=true />
                    <Button>{c.show}</Button>
                </form>
                {year::year(t, &days)}
            </div>
        </Panel>
    }
    .markup()
}

fn versions(t: &'static Messages, data: &CalendarPage) -> Markup {
    let c = &t.calendars;
    let rows = data
        .view
        .versions
        .iter()
        .map(|version| one(t, data, version))
        .collect::<Vec<_>>();
    view! { <Panel id="versions" title=c.versions><ol class="rows">{rows}</ol></Panel> }.markup()
}

fn one(t: &'static Messages, data: &CalendarPage, version: &VersionView) -> Markup {
    let c = &t.calendars;
    let german = t.lang == Lang::De;
    let state = if version.version == data.view.in_force {
        Some(c.in_force)
    } else if version.valid_from > data.now {
        Some(c.planned)
    } else {
        None
    };
    let title = match state {
        Some(state) => format!("{} {}, {state}", c.version, version.version),
        None => format!("{} {}", c.version, version.version),
    };
    let from = match version.version {
        1 if version.author.is_none() => c.from_the_start.to_owned(),
        _ => date_time(version.valid_from, german),
    };
    let who = match &version.author {
        Some(author) => {
            view! { {author.as_str()}", "{when(version.created_at, data.now, t)} }.markup()
        }
        None => view! { {c.shipped} }.markup(),
    };
    let changes = if version.differences.is_empty() {
        vec![words::hours(t, &version.definition)]
    } else {
        let told = version.differences.iter();
        told.map(|one| words::difference(t, one)).collect()
    };
    let changes = changes
        .into_iter()
        .map(|line| view! { <li>{line}</li> })
        .collect::<Vec<_>>();
    let reason = (!version.reason.is_empty())
        .then(|| view! { <p>{c.reason}": "{version.reason.as_str()}</p> });
    view! {
        <li>
            <div>
                <p><b>{title}</b></p>
                <p class="muted">{c.valid_from}" "{from}" · "{who}</p>
                {reason}
                <ul class="bullets">{changes}</ul>
            </div>
        </li>
    }
    .markup()
}
