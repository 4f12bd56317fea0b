//! The form of a calendar, new or edited, with the effect above it once somebody looked.

use domain::calendar::{Definition, Hours, Purpose, WEEKDAYS, typed};
use domain::time::{Timestamp, date_time};
use leptos::prelude::*;
use services::calendars::{CalendarRow, DAY_FIELDS, Effect, is_fixed};

use super::effect::effect;
use super::show::land_options;
use super::{LIST, name};
use crate::components::{
    Breadcrumbs, Button, ButtonKind, Choice, ChoiceKind, Choices, ErrorSummary, Field, Hidden,
    Input, LinkButton, Notice, Opt, Panel, Tone,
};
use crate::forms::Form;
use crate::i18n::Messages;
use crate::markup::{IntoMarkup, Markup};
use crate::pages::admin::{Area, page_for};
use crate::wording::Lang;

/// Common zones, for the list below the field.
const ZONES: [&str; 6] = [
    "Europe/Berlin",
    "Europe/Vienna",
    "Europe/Zurich",
    "Europe/London",
    "Europe/Lisbon",
    "UTC",
];

/// The form of a calendar.
pub struct CalendarFormPage {
    /// The calendar; `None`: a new one.
    pub row: Option<CalendarRow>,
    /// Number of the version it was opened with; 0 for a new one.
    pub base: i64,
    /// Values and problems.
    pub form: Form,
    /// What saving would do, once somebody looked.
    pub effect: Option<Box<Effect>>,
    /// They pressed *save* and it is something else than they had looked at.
    pub is_other: bool,
    /// The reader is an admin: the other areas are theirs too.
    pub is_admin: bool,
    /// When the version written last begins.
    pub last: Option<Timestamp>,
    /// Now.
    pub now: Timestamp,
}

/// What the form shows of a definition.
pub fn calendar_values(t: &'static Messages, definition: &Definition) -> Form {
    let german = t.lang == Lang::De;
    let form = Form::new()
        .with("tz", definition.tz.name())
        .with(
            "region",
            definition
                .region
                .map(|region| region.to_string())
                .unwrap_or_default(),
        )
        .with("closed", typed::shown_days(&definition.closed, german))
        .with(
            "open",
            typed::shown_days_with_hours(&definition.open, german),
        );
    match &definition.hours {
        Hours::Always => form.with("hours", "always"),
        Hours::Weekly(week) => DAY_FIELDS
            .into_iter()
            .zip(WEEKDAYS)
            .fold(form.with("hours", "weekly"), |form, (field, day)| {
                form.with(field, week.on(day).as_typed())
            }),
    }
}

/// The page.
pub fn calendar_form(t: &'static Messages, data: &CalendarFormPage) -> Markup {
    if let Some(row) = data.row.as_ref().filter(|row| is_fixed(&row.code)) {
        return fixed(t, data, row);
    }
    let c = &t.calendars;
    let form = &data.form;
    let mut trail = vec![(LIST.to_owned(), c.title.into())];
    let (title, action) = match &data.row {
        Some(row) => {
            let here = format!("{LIST}/{}", row.code);
            trail.push((here.clone(), name(t, row).to_owned().into()));
            (c.change, format!("{here}/edit"))
        }
        None => (c.create, format!("{LIST}/new")),
    };
    // What was typed over the newest version follows the newest version.
    let base = data.effect.as_ref().map_or(data.base, |effect| effect.base);
    let mark = data.effect.as_ref().map(|effect| effect.mark.clone());
    let facts = data.row.is_none().then(|| facts(t, form));
    let look = if data.effect.is_some() {
        c.look_again
    } else {
        c.look
    };
    let kind = if data.effect.is_some() {
        ButtonKind::Plain
    } else {
        ButtonKind::Primary
    };
    let content = view! {
        <Breadcrumbs t=t trail=trail here=title />
        {last_begins(t, data.last, data.now)}
        {data.effect.as_ref().map(|shown| effect(t, shown, data.is_other))}
        <form method="post" action=action id="calendar" class="stack gap-8 form" novalidate>
            <ErrorSummary form=form t=t />
            <Hidden name="base" value=base.to_string() />
            <Hidden name="seen" value=mark.unwrap_or_default() />
            {facts}
            {hours(t, form)}
            {days(t, form)}
            <Panel id="beginning" title=c.beginning>
                <div class="stack">
                    <Field form=form name="valid_from" label=c.valid_from hint=c.valid_from_hint input=Input::DateTime />
                    <Field form=form name="reason" label=c.reason hint=c.reason_hint required=true maxlength=500 />
                </div>
            </Panel>
            <div class="stack gap-2">
                <p class="hint">{c.form_lead}</p>
                <div><Button kind=kind name="step" value="look">{look}</Button></div>
            </div>
        </form>
    }
    .markup();
    page_for(t, Area::Calendars, data.is_admin, title, content)
}

/// The calendar nobody changes: said instead of a form that would be refused.
fn fixed(t: &'static Messages, data: &CalendarFormPage, row: &CalendarRow) -> Markup {
    let c = &t.calendars;
    let here = format!("{LIST}/{}", row.code);
    let trail = vec![
        (LIST.to_owned(), c.title.into()),
        (here, name(t, row).to_owned().into()),
    ];
    let content = view! {
        <Breadcrumbs t=t trail=trail here=c.change />
        <Notice tone=Tone::Info><p>{c.fixed}</p></Notice>
        <div><LinkButton href=format!("{LIST}/new") kind=ButtonKind::Primary>{c.create}</LinkButton></div>
    }
    .markup();
    page_for(t, Area::Calendars, data.is_admin, c.change, content)
}

/// A version to come is followed, not preceded: said before somebody types.
pub(in crate::pages::admin) fn last_begins(
    t: &'static Messages,
    last: Option<Timestamp>,
    now: Timestamp,
) -> Option<Markup> {
    let last = last.filter(|last| *last > now)?;
    let text = t
        .calendars
        .last_begins(&date_time(last, t.lang == Lang::De));
    Some(view! { <Notice tone=Tone::Warn><p>{text}</p></Notice> }.markup())
}

/// What only a new calendar is asked for.
fn facts(t: &'static Messages, form: &Form) -> Markup {
    let c = &t.calendars;
    let purposes = std::iter::once(Opt::new("", c.purpose_choose))
        .chain(
            Purpose::ALL
                .iter()
                .map(|purpose| Opt::new(purpose.code(), t.label.calendar_purpose(*purpose))),
        )
        .collect();
    view! {
        <Panel id="facts" title=c.facts>
            <div class="stack">
                <Field form=form name="name_de" label=c.name_de required=true maxlength=80 />
                <Field form=form name="name_en" label=c.name_en required=true maxlength=80 />
                <Field form=form name="purpose" label=c.purpose input=Input::Select(purposes) required=true />
                <Field form=form name="short_name" label=c.short_name hint=c.short_name_hint required=true maxlength=30 mono=true />
            </div>
        </Panel>
    }
    .markup()
}

fn hours(t: &'static Messages, form: &Form) -> Markup {
    let c = &t.calendars;
    let weekdays = DAY_FIELDS
        .into_iter()
        .zip(c.weekdays())
        .map(|(field, label)| view! { <Field form=form name=field label=label maxlength=200 /> })
        .collect::<Vec<_>>();
    let zones = ZONES.map(|zone| Opt::new(zone, zone)).to_vec();
    view! {
        <Panel id="times" title=c.hours>
            <div class="stack">
                <Choices form=form name="hours" legend=c.hours_kind>
                    <Choice form=form name="hours" value="weekly" label=c.hours_weekly kind=ChoiceKind::Radio own_error=false />
                    <Choice form=form name="hours" value="always" label=c.always kind=ChoiceKind::Radio own_error=false />
                </Choices>
                <fieldset class="field stack">
                    <legend>{c.week}</legend>
                    <p class="hint">{c.week_hint}</p>
                    <div class="weekdays">{weekdays}</div>
                </fieldset>
                <Field form=form name="tz" label=c.zone hint=c.zone_hint required=true maxlength=60 suggestions=zones />
            </div>
        </Panel>
    }
    .markup()
}

fn days(t: &'static Messages, form: &Form) -> Markup {
    let c = &t.calendars;
    let mut lands = land_options(t, c.holidays_none);
    // A value nobody offered is shown as it came, so that its message has something to point at.
    let typed = form.value("region");
    if !lands.iter().any(|land| land.value == typed) {
        lands.push(Opt::new(typed.to_owned(), typed.to_owned()));
    }
    view! {
        <Panel id="days" title=c.holidays>
            <div class="stack">
                <Field form=form name="region" label=c.region hint=c.region_hint input=Input::Select(lands) />
                <Field form=form name="closed" label=c.closing_days hint=c.closing_hint input=Input::Area(5) />
                <Field form=form name="open" label=c.special_days hint=c.special_hint input=Input::Area(5) />
            </div>
        </Panel>
    }
    .markup()
}
