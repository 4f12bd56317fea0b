//! *Ticket erstellen*: the customer's form. Nothing is preset; urgent matters are sent to the phone first.

use std::borrow::Cow;

use domain::ticket::{BODY_MAX, Class, Department, SUBJECT_MAX};
use domain::time::{Timestamp, clock_time};
use leptos::prelude::*;
use services::held::Held;
use services::tickets::NewForm;

use super::classes::emergency_code;
use super::contact::{contact_notice, emergency_hint};
use super::held_notice;
use crate::components::{
    Breadcrumbs, Button, ButtonKind, Choice, ChoiceKind, Choices, ErrorSummary, Field, Hidden,
    Input, LinkButton, Opt,
};
use crate::forms::Form;
use crate::i18n::Messages;
use crate::islands::DraftSaver;
use crate::markup::{IntoMarkup, Markup};

/// What the page shows.
#[derive(Debug)]
pub struct NewPage {
    /// Values and problems.
    pub form: Form,
    /// What there is to choose from.
    pub offer: NewForm,
    /// Texts that were held back.
    pub held: Vec<Held>,
    /// When the draft shown was stored.
    pub saved: Option<Timestamp>,
    /// Against double submits.
    pub form_key: String,
    /// May ask for an intervention instead.
    pub may_request: bool,
    /// Now.
    pub now: Timestamp,
}

fn class_words(t: &'static Messages, class: Class) -> &'static str {
    match class {
        Class::Question => t.tickets.class_question,
        Class::Fault => t.tickets.class_fault,
        Class::Order | Class::Emergency | Class::Intervention => t.tickets.class_order,
    }
}

/// What the summary of a refused form calls its fields.
fn labels(t: &'static Messages) -> Vec<(&'static str, &'static str)> {
    let words = &t.tickets;
    vec![
        ("organization", words.organization),
        ("subject", words.subject),
        ("class", words.class),
        ("department", words.department),
        ("systems", words.systems),
        ("body", words.body),
        ("files", words.files),
    ]
}

/// The form.
pub fn new_ticket(t: &'static Messages, page: NewPage) -> Markup {
    let form = &page.form;
    let contact = &page.offer.contact;
    let urgent = contact_notice(t, contact, page.now);
    let organization = match page.offer.organizations.as_slice() {
        [only] => view! { <Hidden name="organization" value=only.id.to_string() /> }.markup(),
        several => {
            let mut options = vec![Opt::new("", t.common.please_choose)];
            options.extend(
                several
                    .iter()
                    .map(|o| Opt::new(o.id.to_string(), o.name.clone())),
            );
            view! { <Field form=form name="organization" label=t.tickets.organization input=Input::Select(options) required=true /> }
                .markup()
        }
    };
    let radio = |value: String, label: Cow<'static, str>| {
        view! {
            <Choice form=form name="class" value=value kind=ChoiceKind::Radio label=label own_error=false />
        }
        .markup()
    };
    let plain = |class: Class| radio(class.code().to_owned(), class_words(t, class).into());
    let locale = t.label.locale();
    let mut classes = vec![plain(Class::Question), plain(Class::Fault)];
    classes.extend(page.offer.emergencies.list.iter().map(|one| {
        let name = one.name(locale);
        let name = t
            .tickets
            .emergency_named(t.label.class(Class::Emergency), name);
        radio(emergency_code(&one.code), name.into())
    }));
    classes.push(plain(Class::Order));
    // What to do in an emergency, and what is none.
    let hint = emergency_hint(t, contact).into_iter();
    let hint = hint.chain([page.offer.emergencies.excluded(locale).to_owned()]);
    let hint = hint.collect::<Vec<_>>().join(" ");
    let mut departments = vec![Opt::new("", t.common.please_choose)];
    departments.extend(
        Department::ALL
            .iter()
            .map(|d| Opt::new(d.code(), t.label.department(*d))),
    );
    let systems = page
        .offer
        .systems
        .iter()
        .map(|system| {
            let hint = format!("{}, {}", system.os_release, system.primary_ipv4);
            view! {
                <Choice form=form name="systems" value=system.id.to_string() label=system.name.clone() hint=hint own_error=false />
            }
            .markup()
        })
        .collect::<Vec<_>>();
    let systems = (!page.offer.systems.is_empty()).then(|| {
        view! { <Choices form=form name="systems" legend=t.tickets.systems hint=t.tickets.systems_hint>{systems}</Choices> }
    });
    let saved = page.saved.map_or_else(String::new, clock_time);
    let trail = vec![
        ("/".to_owned(), Cow::Borrowed(t.portal.title)),
        ("/tickets".to_owned(), Cow::Borrowed(t.tickets.title)),
    ];
    let request = page.may_request.then(|| {
        view! {
            <aside class="stack gap-2">
                <h2>{t.tickets.intervention_hint}</h2>
                <p><LinkButton href="/interventions/new">{t.tickets.intervention_link}</LinkButton></p>
            </aside>
        }
    });
    view! {
        <main id="main" class="page stack gap-6">
            <Breadcrumbs t=t trail=trail here=t.tickets.new_title />
            <header class="stack gap-2"><h1>{t.tickets.new_title}</h1><p class="lead">{t.tickets.new_lead}</p></header>
            {urgent}
            <div class="with-aside">
                <form method="post" action="/tickets/new" enctype="multipart/form-data" class="stack form" id="new-ticket" novalidate>
                    // What stands behind the files is lost where an upload is cut off.
                    <Hidden name="idempotency_key" value=page.form_key />
                    <ErrorSummary form=form t=t labels=labels(t) />
                    {held_notice(t, &page.held)}
                    {organization}
                    <Field form=form name="subject" label=t.tickets.subject hint=t.tickets.subject_hint required=true maxlength=u32::try_from(SUBJECT_MAX).unwrap_or(150) />
                    <Choices form=form name="class" legend=t.tickets.class hint=hint>{classes}</Choices>
                    <Field form=form name="department" label=t.tickets.department input=Input::Select(departments) required=true />
                    {systems}
                    <Field form=form name="body" label=t.tickets.body hint=t.tickets.body_hint input=Input::Area(8) required=true maxlength=u32::try_from(BODY_MAX).unwrap_or(50_000) />
                    <Field form=form name="files" label=t.tickets.files hint=super::files_hint(t, page.offer.limits) input=Input::Files(services::attachments::ACCEPT) />
                    <div class="cluster">
                        <Button kind=ButtonKind::Primary large=true>{t.tickets.file}</Button>
                        <Button name="action" value="draft" formnovalidate=true>{t.tickets.save_draft}</Button>
                    </div>
                    <DraftSaver form="new-ticket".to_owned() key=services::tickets::NEW_DRAFT.to_owned() saved=saved lang=t.lang />
                </form>
                {request}
            </div>
        </main>
    }
    .markup()
}
