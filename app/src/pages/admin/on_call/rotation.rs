//! The rotation: its versions, and the form for the next one.

use domain::account::StaffRole;
use domain::time::Timestamp;
use leptos::prelude::*;
use services::on_call::{MOST_PEOPLE, OnCallPage, Rotation};

use super::forms::people;
use super::{HERE, ROTATION, name, time, weekday};
use crate::components::{
    Breadcrumbs, Button, ButtonKind, ErrorSummary, Field, Hidden, Input, LinkButton, Panel,
};
use crate::forms::Form;
use crate::i18n::Messages;
use crate::markup::{IntoMarkup, Markup};
use crate::pages::admin::{Area, page_of};

/// The form's page.
pub struct RotationPage {
    /// What is stored.
    pub page: OnCallPage,
    /// Values and problems.
    pub form: Form,
    /// Role of the reader.
    pub reader: StaffRole,
    /// Now.
    pub now: Timestamp,
}

/// What the form shows of the newest rotation; a new one begins with a usual time.
pub fn rotation_values(newest: Option<&Rotation>) -> Form {
    let Some(newest) = newest else {
        return Form::new().with("hand_over", "08:00");
    };
    let form = Form::new()
        .with("hand_over", newest.rota.hand_over.to_string())
        .with("begins", newest.rota.begins.to_string());
    let people = newest.rota.people.iter().enumerate();
    people.fold(form, |form, (index, id)| {
        form.with(&format!("person_{}", index + 1), id.to_string())
    })
}

/// The form.
pub fn rotation(t: &'static Messages, data: &RotationPage) -> Markup {
    let o = &t.on_call;
    let form = &data.form;
    let newest = data.page.rotations.first();
    let base = newest.map_or(0, |newest| newest.version);
    let title = if base == 0 {
        o.rotation_new
    } else {
        o.rotation_edit
    };
    let choice = people(&data.page, o.place_none, false);
    let last = (1..=MOST_PEOPLE).rfind(|place| !form.value(&format!("person_{place}")).is_empty());
    let shown = (last.unwrap_or(0) + 3).min(MOST_PEOPLE);
    let places = (1..=shown)
        .map(|place| {
            let name = format!("person_{place}");
            view! { <Field form=form name=name label=o.place(&place) input=Input::Select(choice.clone()) /> }
        })
        .collect::<Vec<_>>();
    let trail = vec![(HERE.to_owned(), o.title.into())];
    let versions = newest.map(|_| versions(t, &data.page, data.now));
    let content = view! {
        <Breadcrumbs t=t trail=trail here=title />
        <p class="lead">{o.rotation_lead}</p>
        <form method="post" action=ROTATION class="stack gap-6 form" novalidate>
            <ErrorSummary form=form t=t />
            <Hidden name="base" value=base.to_string() />
            <Field form=form name="begins" label=o.begins hint=o.begins_hint input=Input::Date required=true />
            <Field form=form name="hand_over" label=o.time hint=o.time_hint required=true maxlength=5 />
            <fieldset class="field stack">
                <legend>{o.order}</legend>
                <p class="hint">{o.order_hint}</p>
                {places}
            </fieldset>
            <Field form=form name="reason" label=o.reason hint=o.reason_hint required=true maxlength=500 />
            <div><Button kind=ButtonKind::Primary>{o.save}</Button></div>
        </form>
        {versions}
    }
    .markup();
    page_of(t, Area::OnCall, data.reader, title, content)
}

/// Every version, the newest first.
pub(super) fn versions(t: &'static Messages, page: &OnCallPage, now: Timestamp) -> Markup {
    let o = &t.on_call;
    // Of those that have begun the one written last.
    let in_force = page.rotations.iter().find(|one| one.valid_from <= now);
    let in_force = in_force.map(|one| one.version);
    let rows = page.rotations.iter();
    let rows = rows
        .map(|one| version(t, one, in_force, now))
        .collect::<Vec<_>>();
    let edit = page
        .may_manage
        .then(|| view! { <div><LinkButton href=ROTATION>{o.rotation_edit}</LinkButton></div> });
    view! {
        <Panel id="rotation" title=o.rotation>
            <div class="stack">
                <ul class="rows">{rows}</ul>
                {edit}
            </div>
        </Panel>
    }
    .markup()
}

fn version(t: &'static Messages, one: &Rotation, in_force: Option<i64>, now: Timestamp) -> Markup {
    let o = &t.on_call;
    let people = one.people.iter().map(|((_, who), able)| {
        if *able || who.is_empty() {
            name(t, who)
        } else {
            format!("{who} ({})", o.gone)
        }
    });
    let order = people.collect::<Vec<_>>().join(" → ");
    let day = weekday(one.rota.weekday());
    let day = t.calendars.weekdays().get(day).copied().unwrap_or_default();
    let rhythm = o.rhythm(day, &one.rota.hand_over.to_string());
    let state = match one.version {
        version if in_force == Some(version) => format!(", {}", o.in_force),
        _ if one.valid_from > now => format!(", {}", o.planned),
        _ => String::new(),
    };
    let head = format!("{} {}{state}", o.version, one.version);
    let from = format!("{} {}", o.valid_from, time(t, one.valid_from));
    let by = format!(
        "{}: {}. {}",
        name(t, &one.author),
        one.reason,
        time(t, one.created_at)
    );
    view! {
        <li>
            <div>
                <p><b>{head}</b>" "{from}</p>
                <p>{order}</p>
                <p>{rhythm}</p>
                <p class="muted">{by}</p>
            </div>
        </li>
    }
    .markup()
}
