//! *Notfälle*: what the plans know as an emergency, and what is none. // M-30

use domain::audit::HouseTopic;
use domain::contract::Plan;
use domain::ticket::{EMERGENCY_NAME_MAX, Emergencies, Emergency};
use leptos::prelude::*;
use services::emergencies::{LINES, LineNames};

use super::{Area, log_link, page_for};
use crate::components::{Button, ButtonKind, Choice, ErrorSummary, Field, Hidden, Input, Panel};
use crate::forms::Form;
use crate::i18n::Messages;
use crate::markup::{IntoMarkup, Markup};

/// Empty lines at the end of the form.
const MORE: usize = 2;

/// What the page shows.
pub struct EmergenciesPage {
    /// What is stored.
    pub emergencies: Emergencies,
    /// The reader is an administrator.
    pub is_admin: bool,
    /// Values and problems.
    pub form: Form,
}

/// The page.
pub fn emergencies(t: &'static Messages, data: &EmergenciesPage) -> Markup {
    let (e, form) = (&t.emergencies, &data.form);
    let typed =
        |names: &LineNames| !form.value(names.de).is_empty() || form.error(names.de).is_some();
    let filled = LINES.iter().rposition(typed).map_or(0, |last| last + 1);
    let shown = (data.emergencies.list.len().max(filled) + MORE).min(LINES.len());
    let untouched = form.values().next().is_none();
    let lines = LINES
        .iter()
        .take(shown)
        .enumerate()
        .map(|(n, names)| {
            let stored = data.emergencies.list.get(n).filter(|_| untouched);
            line(t, form, *names, stored)
        })
        .collect::<Vec<_>>();
    let excluded = (
        data.emergencies.excluded_de.clone(),
        data.emergencies.excluded_en.clone(),
    );
    let content = view! {
        <p class="lead">{e.lead}</p>
        {log_link(t, HouseTopic::Policies)}
        <form method="post" action="/admin/emergencies" class="stack gap-8 form" novalidate>
            <ErrorSummary form=form t=t />
            <ul class="rows">{lines}</ul>
            <Panel id="excluded" title=e.excluded>
                <div class="stack">
                    <Field form=form name="excluded_de" label=e.excluded_de input=Input::Area(2) value=excluded.0 required=true maxlength=500 />
                    <Field form=form name="excluded_en" label=e.excluded_en input=Input::Area(2) value=excluded.1 required=true maxlength=500 />
                </div>
            </Panel>
            <div><Button kind=ButtonKind::Primary>{t.common.save}</Button></div>
        </form>
    }
    .markup();
    page_for(t, Area::Emergencies, data.is_admin, e.title, content)
}

/// One emergency: its names, and the plans that have it.
fn line(t: &'static Messages, form: &Form, names: LineNames, stored: Option<&Emergency>) -> Markup {
    let e = &t.emergencies;
    let max = u32::try_from(EMERGENCY_NAME_MAX).unwrap_or(120);
    let of = |read: fn(&Emergency) -> &str| stored.map(read).unwrap_or_default().to_owned();
    let (de, en, code) = (of(|s| &s.de), of(|s| &s.en), of(|s| &s.code));
    let code = match form.value(names.code) {
        "" => code,
        typed => typed.to_owned(),
    };
    let has = |plan: Plan| stored.is_some_and(|one| one.plans.contains(&plan));
    view! {
        <li class="stack gap-2">
            <Hidden name=names.code value=code />
            <div class="columns col-narrow">
                <Field form=form name=names.de label=e.german value=de maxlength=max />
                <Field form=form name=names.en label=e.english value=en maxlength=max />
            </div>
            <div class="cluster">
                <Choice form=form name=names.card value="yes" label=t.label.plan(Plan::ServiceCard) checked=has(Plan::ServiceCard) />
                <Choice form=form name=names.managed value="yes" label=t.label.plan(Plan::ManagedServer) checked=has(Plan::ManagedServer) />
            </div>
        </li>
    }
    .markup()
}
