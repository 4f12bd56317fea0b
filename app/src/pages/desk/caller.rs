//! *Ticket für Anrufer*: written while somebody is on the phone. // I-65 S-02

use domain::ticket::{Department, Priority, SUBJECT_MAX};
use domain::time::{Timestamp, clock_time};
use leptos::prelude::*;
use services::held::Held;
use services::tickets::{CALLER_DRAFT, CallerForm};

use crate::components::{Button, ButtonKind, ErrorSummary, Field, Hidden, Input, Opt};
use crate::forms::Form;
use crate::i18n::Messages;
use crate::islands::DraftSaver;
use crate::markup::{IntoMarkup, Markup};
use crate::pages::tickets::{class_options, held_notice};

/// What the page shows.
#[derive(Debug)]
pub struct CallerPage {
    /// Values and problems.
    pub form: Form,
    /// Customers to suggest.
    pub offer: CallerForm,
    /// Texts that were held back.
    pub held: Vec<Held>,
    /// When the draft shown was stored.
    pub saved: Option<Timestamp>,
    /// Against double submits.
    pub form_key: String,
}

/// What the summary of a refused form calls its fields.
fn labels(t: &'static Messages) -> Vec<(&'static str, &'static str)> {
    vec![
        ("organization", t.desk.customer),
        ("caller", t.desk.caller),
        ("minutes", t.desk.minutes),
        ("subject", t.tickets.subject),
        ("class", t.tickets.class),
        ("priority", t.tickets.priority),
        ("department", t.tickets.department),
        ("systems", t.tickets.systems),
        ("body", t.desk.said),
    ]
}

/// The form.
pub fn caller(t: &'static Messages, page: CallerPage) -> Markup {
    let form = &page.form;
    let customers = page
        .offer
        .organizations
        .iter()
        .map(|o| Opt::new(format!("{} {}", o.number, o.name), ""))
        .collect::<Vec<_>>();
    let mut classes = vec![Opt::new("", t.common.please_choose)];
    classes.extend(class_options(t, &page.offer.emergencies));
    let mut departments = vec![Opt::new("", t.common.please_choose)];
    departments.extend(
        Department::ALL
            .iter()
            .map(|d| Opt::new(d.code(), t.label.department(*d))),
    );
    let mut priorities = vec![Opt::new("", t.common.please_choose)];
    priorities.extend(
        Priority::ALL
            .iter()
            .map(|p| Opt::new(p.code(), t.label.priority(*p))),
    );
    let excluded = page.offer.emergencies.excluded(t.label.locale()).to_owned();
    let saved = page.saved.map_or_else(String::new, clock_time);
    view! {
        <main id="main" class="page stack gap-6">
            <header class="stack gap-2"><h1>{t.desk.caller_title}</h1><p class="muted">{t.desk.caller_lead}</p></header>
            <form method="post" action="/desk/tickets/new" class="stack form" id="caller-ticket" novalidate>
                <ErrorSummary form=form t=t labels=labels(t) />
                {held_notice(t, &page.held)}
                <Field form=form name="organization" label=t.desk.customer hint=t.desk.customer_hint suggestions=customers required=true maxlength=200 autocomplete="off" />
                <Field form=form name="caller" label=t.desk.caller required=true maxlength=120 autocomplete="off" />
                <Field form=form name="minutes" label=t.desk.minutes input=Input::Digits value="0" maxlength=3 />
                <Field form=form name="subject" label=t.tickets.subject required=true maxlength=u32::try_from(SUBJECT_MAX).unwrap_or(150) />
                <Field form=form name="class" label=t.tickets.class hint=excluded input=Input::Select(classes) required=true />
                <Field form=form name="priority" label=t.tickets.priority input=Input::Select(priorities) required=true />
                <Field form=form name="department" label=t.tickets.department input=Input::Select(departments) required=true />
                <Field form=form name="systems" label=t.tickets.systems hint=t.desk.systems_hint maxlength=500 />
                <Field form=form name="body" label=t.desk.said input=Input::Area(6) required=true />
                <Hidden name="idempotency_key" value=page.form_key />
                <div class="cluster">
                    <Button kind=ButtonKind::Primary>{t.desk.file}</Button>
                    <Button name="action" value="draft" formnovalidate=true>{t.tickets.save_draft}</Button>
                </div>
                <DraftSaver form="caller-ticket".to_owned() key=CALLER_DRAFT.to_owned() saved=saved lang=t.lang />
            </form>
        </main>
    }
    .markup()
}
