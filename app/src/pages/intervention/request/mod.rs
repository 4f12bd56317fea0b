//! *OS-Intervention anfordern*: one form in the order of the procedure.
//!
//! System, problem, tasks, access, acknowledgements; the signature is the next page, because what is signed is one
//! frozen text rendered from what was saved here. Nothing is preset but the department (I-36).

mod sections;

use std::borrow::Cow;

use domain::account::Locale;
use domain::charge::{Cents, Tariff};
use domain::credential::SecretField;
use domain::intervention::{AccessMethod, Acknowledgement, Missing, Task, TaskMode};
use domain::rules::HouseRules;
use domain::time::{Timestamp, clock_time, day_and_time};
use leptos::prelude::*;
use services::held::Held;
use services::provider::Contact;

use self::sections::{access_section, duty_section, problem_section, system_section, task_section};
use crate::components::{
    Breadcrumbs, Button, ButtonKind, ErrorSummary, Hidden, Notice, Shape, Tone, badge,
};
use crate::forms::Form;
use crate::i18n::Messages;
use crate::islands::DraftSaver;
use crate::markup::{IntoMarkup, Markup};
use crate::pages::tickets::{contact_notice, held_notice};
use crate::wording::Lang;

/// The system the typed name, address or service id belongs to.
#[derive(Debug, Clone)]
pub struct FoundSystem {
    /// One line: service id, address, kind, release, contract.
    pub facts: String,
    /// The ways this system has.
    pub methods: Vec<AccessMethod>,
    /// It is entered by RDP, which takes no key.
    pub windows: bool,
}

/// Commands that let us in without a password; shown to copy.
#[derive(Debug, Clone)]
pub struct KeyCommands {
    /// Ready to paste.
    pub text: String,
}

/// A task with its price for this customer.
#[derive(Debug, Clone, Copy)]
pub struct OfferLine {
    /// The task.
    pub task: Task,
    /// How it is priced.
    pub mode: TaskMode,
    /// What it costs; `None` while that is open.
    pub tariff: Option<Tariff>,
    /// It depends on the contract of the system, and none is chosen yet.
    pub varies: bool,
}

/// Which credentials lie in the vault already.
#[derive(Debug, Clone, Copy, Default)]
pub struct Deposited {
    /// A user name.
    pub username: bool,
    /// A password or a key.
    pub secret: bool,
}

/// A part of a log-in that lies in the account and can be taken from there.
pub struct KeptRow {
    /// Id of the secret.
    pub id: String,
    /// Which part.
    pub field: SecretField,
    /// What it is called.
    pub label: String,
    /// Of which system, since when.
    pub from: String,
}

/// What the page shows.
pub struct RequestPage {
    /// Values and problems. Fields: organization, system, symptom, problem, error_messages, wanted_action, task…,
    /// ceiling, access, key_installed, method…, account_rights, contact_phone, reachable_until, ack….
    pub form: Form,
    /// Texts that were held back because they look like secrets.
    pub held: Vec<Held>,
    /// Where the form posts to.
    pub action: String,
    /// Ticket number and path once the ticket exists.
    pub ticket: Option<(i64, String)>,
    /// The organizations to choose from; one needs no choice.
    pub organizations: Vec<(String, String)>,
    /// Names to suggest: value and facts.
    pub systems: Vec<(String, String)>,
    /// The system found for what was typed.
    pub found: Option<FoundSystem>,
    /// The twelve tasks.
    pub tasks: Vec<OfferLine>,
    /// Our key and address.
    pub key: KeyCommands,
    /// What is in the vault.
    pub deposited: Deposited,
    /// What the account offers.
    pub kept: Vec<KeptRow>,
    /// Whether the vault takes credentials now.
    pub vault_open: bool,
    /// What is still missing; `None` before the first submit.
    pub missing: Option<Vec<Missing>>,
    /// When the draft was last saved.
    pub saved_at: Option<Timestamp>,
    /// How to reach us by phone now.
    pub contact: Contact,
    /// Now.
    pub now: Timestamp,
    /// Against double submits.
    pub idempotency_key: String,
    /// Key of the server-side draft.
    pub draft_key: String,
    /// The house rules in force.
    pub rules: HouseRules,
    /// Seconds within which the first answer comes, if that is promised.
    pub first_answer_s: Option<i64>,
}

/// What was held back, with the button that was pressed: the decision has buttons of its own.
fn held(t: &'static Messages, page: &RequestPage) -> Markup {
    if page.held.is_empty() {
        return Markup::EMPTY;
    }
    let action = match page.form.value("action") {
        "" => page.form.value("held_action"),
        action => action,
    };
    view! { {held_notice(t, &page.held)}<Hidden name="held_action" value=action.to_owned() /> }
        .markup()
}

/// What is shown was typed and not submitted; the filed version is there too.
fn changed(t: &'static Messages, page: &RequestPage) -> Markup {
    let i = &t.intervention;
    match (&page.ticket, page.saved_at) {
        (Some((number, _)), Some(at)) => {
            let when = day_and_time(at, page.now, t.lang == Lang::De);
            let filed = format!("/interventions/{number}/request?filed=1");
            view! {
                <Notice tone=Tone::Info>
                    <p>{i.changed_at(&when)}" "<a href=filed>{i.show_filed}</a></p>
                </Notice>
            }
            .markup()
        }
        _ => Markup::EMPTY,
    }
}

/// The request form. // I-35, I-36, I-23
pub fn request(t: &'static Messages, page: RequestPage) -> Markup {
    let i = &t.intervention;
    let here = page
        .ticket
        .as_ref()
        .map_or(Cow::Borrowed(i.request_title), |(number, _)| {
            Cow::Owned(format!("{} {number}", i.title))
        });
    let trail = match &page.ticket {
        None => vec![("/".to_owned(), Cow::Borrowed(t.portal.title))],
        Some((_, path)) => vec![
            ("/".to_owned(), Cow::Borrowed(t.portal.title)),
            (path.clone(), Cow::Borrowed(t.tickets.title)),
        ],
    };
    let aside = aside(t, &page);
    let draft_key = page.draft_key.clone();
    let saved = page.saved_at.map_or_else(String::new, clock_time);
    let form = &page.form;
    view! {
        <main id="main" class="page stack gap-6">
            <Breadcrumbs t=t trail=trail here=here />
            <div class="with-aside">
                <form method="post" action=page.action.clone() class="stack form gap-12" id="request" autocomplete="off" novalidate>
                    <header class="stack">
                        <h1>{i.request_title}</h1>
                        <p class="lead">{page.first_answer_s.map_or_else(|| i.request_lead_open.to_owned(), |s| i.request_lead(&t.span(s)))}</p>
                        <p class="muted">{i.department}</p>
                    </header>
                    <ErrorSummary form=form t=t secrets=true labels=labels(t) />
                    {changed(t, &page)}
                    {held(t, &page)}
                    {contact_notice(t, &page.contact, page.now)}
                    {system_section(t, &page)}
                    {problem_section(t, form)}
                    {task_section(t, form, &page.tasks)}
                    {access_section(t, &page)}
                    {duty_section(t, form)}
                    <Hidden name="idempotency_key" value=page.idempotency_key.clone() />
                    <div class="cluster">
                        <Button kind=ButtonKind::Primary large=true name="action" value="sign">{i.to_signature}</Button>
                        <Button name="action" value="submit">{i.submit_incomplete}</Button>
                        <Button name="action" value="save">{i.save_draft}</Button>
                    </div>
                    <DraftSaver form="request".to_owned() key=draft_key saved=saved lang=t.lang />
                </form>
                {aside}
            </div>
        </main>
    }
    .markup()
}

/// What the summary of a refused form calls its fields; duties say themselves what they are.
fn labels(t: &'static Messages) -> Vec<(&'static str, &'static str)> {
    let i = &t.intervention;
    vec![
        ("organization", i.organization),
        ("system", t.common.system),
        ("symptom", i.symptom),
        ("problem", i.problem),
        ("error_messages", i.error_messages),
        ("wanted_action", i.wanted_action),
        ("task", i.section_tasks),
        ("ceiling", i.ceiling),
        ("access", i.section_access),
        ("method", i.methods),
        ("temporary_account", i.account_question),
        ("username", i.username),
        ("password", i.password),
        ("account_rights", i.rights),
        ("contact_phone", i.contact_phone),
        ("reachable_until", i.reachable_until),
    ]
}

fn section(number: u8, title: &'static str, content: Markup) -> Markup {
    let id = format!("s{number}");
    view! {
        <fieldset class="stack section" id=id>
            <legend><h2><span class="nr">{number.to_string()}</span>" "{title}</h2></legend>
            {content}
        </fieldset>
    }
    .markup()
}

fn aside(t: &'static Messages, page: &RequestPage) -> Markup {
    let i = &t.intervention;
    let lacking = |of: &[Missing]| {
        page.missing
            .as_ref()
            .is_some_and(|missing| missing.iter().any(|m| of.contains(m)))
    };
    let duties: Vec<Missing> = Acknowledgement::ALL
        .iter()
        .map(|a| Missing::of(*a))
        .collect();
    let parts: [(&str, &'static str, &[Missing]); 5] = [
        ("#s1", i.section_system, &[Missing::System]),
        (
            "#s2",
            i.section_problem,
            &[Missing::Symptom, Missing::Problem],
        ),
        ("#s3", i.section_tasks, &[Missing::Tasks, Missing::Ceiling]),
        ("#s4", i.section_access, &[Missing::WayIn]),
        ("#s5", i.section_duties, &duties),
    ];
    let parts = parts
        .into_iter()
        .map(|(href, title, of)| {
            let state = match (&page.missing, lacking(of)) {
                (None, _) => Shape::Unknown,
                (Some(_), true) => Shape::Crit,
                (Some(_), false) => Shape::Done,
            };
            view! { <li><span class="state-badge" data-state=state.code()><a href=href>{title}</a></span></li> }
        })
        .collect::<Vec<_>>();
    let missing = page
        .missing
        .as_ref()
        .map(|missing| missing_list(t, missing));
    let saved = page.saved_at.map_or_else(
        || i.draft_saved(&t.span(page.rules.draft_hours * 3600)),
        |at| i.draft_at(&day_and_time(at, page.now, t.lang == Lang::De)),
    );
    view! {
        <aside class="stack toc" aria-label=i.sections>
            <ol class="stack">
                {parts}
                <li><span class="state-badge" data-state=Shape::Unknown.code()><span>{i.section_signature}<span class="sub">{i.after_form}</span></span></span></li>
            </ol>
            {missing}
            <p class="small muted">{saved}</p>
        </aside>
    }
    .markup()
}

/// What a request still lacks, as a list. // I-24
pub(super) fn missing_list(t: &'static Messages, missing: &[Missing]) -> Markup {
    let i = &t.intervention;
    let open: Vec<_> = missing
        .iter()
        .filter(|m| **m != Missing::Signature)
        .map(|m| view! { <li>{m.label(locale(t))}</li> })
        .collect();
    if open.is_empty() {
        return view! { <p>{badge(Shape::Ok, i.missing_none)}</p> }.markup();
    }
    view! { <div><h2>{i.missing_title}</h2><ul class="bullets">{open}</ul></div> }.markup()
}

const fn locale(t: &Messages) -> Locale {
    match t.lang {
        Lang::De => Locale::De,
        Lang::En => Locale::En,
    }
}

/// A ceiling as the form shows it: whole euros without decimals.
pub fn ceiling_value(ceiling: Cents) -> String {
    if ceiling.0 % 100 == 0 {
        (ceiling.0 / 100).to_string()
    } else {
        format!("{},{:02}", ceiling.0 / 100, ceiling.0 % 100)
    }
}
