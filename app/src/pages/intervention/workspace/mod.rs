//! *Einsatz*: the engineer's workspace of one intervention.
//!
//! Three columns: what must be decided, what is done, what is said. What is live comes first: once work runs the
//! credentials stand above advice and checks; before that the order is checks, advice, credentials.

mod assess;
mod closing;
mod gate;
mod log;
mod offers;
mod secrets;

pub use assess::{AssessPanel, ProbeLine, RankLine};
pub use closing::{ClosingLine, ClosingPanel, HardwarePanel};
pub use gate::{GatePanel, GateRow};
pub use log::{LogPanel, Timer};
pub use offers::{OfferLine, OffersPanel};
pub use secrets::{SecretRow, SecretsPanel, Unlock, bare_secret};

use std::borrow::Cow;

use domain::intervention::InterventionState;
use leptos::prelude::*;

use super::live::LiveClock;
use crate::components::{
    Breadcrumbs, Button, ButtonKind, ErrorSummary, Facts, Field, Input, LargeClock, Menu, Notice,
    Panel, PostButton, Stepper, Tone, intervention_steps,
};
use crate::forms::Form;
use crate::i18n::Messages;
use crate::islands::ClockTicker;
use crate::markup::{IntoMarkup, Markup};
use crate::wording::Length;

/// The head of the case.
pub struct CaseHead {
    /// Ticket number.
    pub ticket: i64,
    /// Subject of the ticket.
    pub subject: String,
    /// Name of the organization.
    pub organization: String,
    /// Name of the system, path of its page, facts on one line.
    pub system: (String, String, String),
    /// State now.
    pub state: InterventionState,
    /// The furthest state of the main way in this cycle.
    pub reached: InterventionState,
    /// Clocks, the one of the work first.
    pub clocks: Vec<LiveClock>,
    /// What has to be decided until when, while a standard clock runs out.
    pub decide: Option<String>,
    /// Assigned to the reader.
    pub mine: bool,
    /// Name of the assignee, empty for nobody.
    pub assignee: String,
}

/// What the customer asked for.
pub struct RequestFacts {
    /// Rows: name and value.
    pub rows: Vec<(Cow<'static, str>, String)>,
    /// Whether an authorization was signed, so that the PDF exists.
    pub signed: bool,
    /// What is still missing.
    pub missing: Vec<String>,
}

/// Which acts the reader may take now; a page never offers what would be refused.
#[derive(Debug, Clone, Copy, Default)]
pub struct Acts {
    /// Assign to oneself.
    pub take: bool,
    /// Check and verify.
    pub verify: bool,
    /// Probe, choose, assess.
    pub assess: bool,
    /// Start.
    pub start: bool,
    /// Reveal.
    pub reveal: bool,
    /// Write into the log.
    pub log: bool,
    /// Ask the customer.
    pub clarify: bool,
    /// Decline.
    pub decline: bool,
    /// Open a hardware case.
    pub hardware: bool,
    /// Change to complex.
    pub complex: bool,
    /// Announce more time.
    pub longer: bool,
    /// Summarise and close.
    pub close: bool,
    /// Open again what was closed.
    pub reopen: bool,
    /// Offer a price.
    pub offer: bool,
}

/// What the page shows.
pub struct WorkspacePage {
    /// Values and problems of the form that was refused, if one was.
    pub form: Form,
    /// When the drafts shown were stored ("14:04"): of the log's entry and of what closes the case.
    pub saved: (String, String),
    /// The head.
    pub head: CaseHead,
    /// The request.
    pub request: RequestFacts,
    /// What may be done.
    pub acts: Acts,
    /// Checks.
    pub gate: GatePanel,
    /// Advice and assessment.
    pub assess: AssessPanel,
    /// Credentials.
    pub secrets: SecretsPanel,
    /// Log and timer.
    pub log: LogPanel,
    /// Closing; shown once work has begun.
    pub closing: Option<ClosingPanel>,
    /// Hardware case, if there is one.
    pub hardware: Option<HardwarePanel>,
    /// Prices for what is not included.
    pub offers: OffersPanel,
    /// The conversation: timeline and composers, rendered by the ticket pages.
    pub talk: Markup,
    /// System, contract, contacts: the side panel of the ticket pages. // S-06
    pub basics: Markup,
}

/// Path of an act of this workspace.
pub(super) fn act(ticket: i64, name: &str) -> String {
    format!("/desk/tickets/{ticket}/intervention/{name}")
}

/// The workspace.
pub fn workspace(t: &'static Messages, page: WorkspacePage) -> Markup {
    let w = &t.work;
    let ticket = page.head.ticket;
    let head = head(t, &page);
    let live = matches!(
        page.head.state,
        InterventionState::Running | InterventionState::Clarifying | InterventionState::Summarised
    );
    let request = request_panel(t, ticket, &page.request);
    let gate = gate::panel(t, ticket, &page.form, &page.gate, page.acts);
    let assess = assess::panel(t, ticket, &page.form, &page.assess, page.acts);
    let secrets = secrets::panel(t, ticket, &page.form, &page.secrets, page.acts);
    let first = if live {
        view! { {secrets}{assess}{gate}{request} }.markup()
    } else {
        view! { {request}{gate}{assess}{secrets} }.markup()
    };
    let log = log::panel(t, ticket, (&page.form, page.saved.0), page.log, page.acts);
    let closing = page
        .closing
        .map(|c| closing::panel(t, ticket, (&page.form, page.saved.1), c, page.acts));
    let hardware = page
        .hardware
        .map(|h| closing::hardware(t, ticket, &page.form, h));
    let offers = offers::panel(t, ticket, &page.form, &page.offers, page.acts);
    let more = more_acts(t, ticket, &page.form, page.acts);
    let problems = view! { <ErrorSummary form=&page.form t=t secrets=true /> }.markup();
    view! {
        <main id="main">
            {head}
            {problems}
            <div class="workspace">
                <div>{first}</div>
                <div>
                    {log}
                    {hardware}
                    {closing}
                    {offers}
                    {more}
                </div>
                <div>
                    <Panel id="talk" title=t.tickets.conversation class="talk" aside=w.clarify_hint>
                        {page.talk}
                    </Panel>
                    {page.basics}
                </div>
            </div>
            <ClockTicker lang=t.lang length=Length::Short />
        </main>
    }
    .markup()
}

fn head(t: &'static Messages, page: &WorkspacePage) -> Markup {
    let w = &t.work;
    let head = &page.head;
    let ticket = head.ticket;
    let trail = vec![
        ("/desk/queue".to_owned(), Cow::Borrowed(w.queue)),
        (
            format!("/tickets/{ticket}"),
            Cow::Owned(format!("Ticket {ticket}")),
        ),
    ];
    let (system, system_path, facts) = head.system.clone();
    let clocks = head
        .clocks
        .iter()
        .map(|clock| {
            view! {
                <LargeClock clock=clock.bar.clone() t=t from=clock.from.clone() to=clock.to.clone() note=clock.note.clone().unwrap_or_default() segments=clock.segments.clone() />
            }
            .markup()
        })
        .collect::<Vec<_>>();
    let decide = (page.acts.complex || head.decide.is_some()).then(|| decide(t, page));
    let take = page.acts.take.then(|| {
        view! { <PostButton action=act(ticket, "take")>{w.take}</PostButton> }
    });
    let start = page.acts.start.then(|| {
        view! { <PostButton action=act(ticket, "start") kind=ButtonKind::Primary>{w.start}</PostButton> }
    });
    let assignee = match head.assignee.as_str() {
        "" => w.assigned(t.common.nobody),
        who => w.assigned(who),
    };
    view! {
        <header class="case-head">
            <div class="cluster between">
                <div>
                    <Breadcrumbs t=t trail=trail here=w.title(ticket) />
                    <h1>{head.subject.clone()}</h1>
                </div>
                <div class="cluster"><span class="muted">{assignee}</span>{take}{start}</div>
            </div>
            <div class="cluster between">
                <p><b>{head.organization.clone()}</b>", "<a href=system_path>{system}</a>" "<span class="muted">{facts}</span></p>
                <Stepper label=w.course steps=intervention_steps(t, head.state, head.reached, false) />
            </div>
            <div class="case-clocks">{clocks}{decide}</div>
        </header>
    }
    .markup()
}

fn decide(t: &'static Messages, page: &WorkspacePage) -> Markup {
    let w = &t.work;
    let ticket = page.head.ticket;
    let until = page
        .head
        .decide
        .as_ref()
        .map(|time| view! { <p><b>{w.decide_until(time)}</b></p> });
    let button = page.acts.complex.then(|| {
        view! {
            <PostButton action=act(ticket, "complex")>{w.to_complex}</PostButton>
            <p class="sub">{w.to_complex_hint}</p>
        }
    });
    view! { <div class="stack decide">{until}{button}</div> }.markup()
}

fn request_panel(t: &'static Messages, ticket: i64, request: &RequestFacts) -> Markup {
    let w = &t.work;
    let rows = request
        .rows
        .iter()
        .map(|(name, value)| (name.clone(), crate::components::paragraphs(value).markup()))
        .collect();
    let missing = (!request.missing.is_empty()).then(|| {
        let items = request
            .missing
            .iter()
            .map(|m| view! { <li>{m.clone()}</li> })
            .collect::<Vec<_>>();
        view! { <Notice tone=Tone::Warn title=t.intervention.missing_title><ul class="bullets">{items}</ul></Notice> }
    });
    let pdf = request.signed.then(|| {
        view! { <p><a href=format!("/tickets/{ticket}/authorization.pdf")>{w.signed_text}" "{w.as_pdf}</a></p> }
    });
    view! { <Panel id="request-facts" title=w.request>{missing}<Facts rows=rows stacked=true />{pdf}</Panel> }
        .markup()
}

/// The rarer acts: question, decline, hardware, more time, open again.
fn more_acts(t: &'static Messages, ticket: i64, form: &Form, acts: Acts) -> Markup {
    let w = &t.work;
    let clarify = acts.clarify.then(|| {
        view! {
            <Menu label=w.clarify open=form.error("question").is_some()>
                <form method="post" action=act(ticket, "clarify") class="stack">
                    <Field form=form name="question" label=w.question hint=w.clarify_hint input=Input::Area(4) required=true maxlength=10_000 />
                    <div><Button>{w.clarify}</Button></div>
                </form>
            </Menu>
        }
    });
    let longer = acts.longer.then(|| {
        view! {
            <Menu label=w.longer open=form.error("until").or(form.error("longer_reason")).is_some()>
                <form method="post" action=act(ticket, "longer") class="stack">
                    <Field form=form name="until" label=w.longer_until input=Input::DateTime required=true />
                    <Field form=form name="longer_reason" label=w.longer_reason required=true maxlength=500 />
                    <div><Button>{w.longer}</Button></div>
                </form>
            </Menu>
        }
    });
    let hardware = acts.hardware.then(|| {
        view! {
            <Menu label=w.hardware open=form.error("component").or(form.error("evidence")).is_some()>
                <form method="post" action=act(ticket, "hardware") class="stack">
                    <Field form=form name="component" label=w.component required=true maxlength=200 />
                    <Field form=form name="evidence" label=w.evidence hint=w.hardware_hint input=Input::Area(2) required=true minlength=10 maxlength=2_000 />
                    <div><Button>{w.hardware}</Button></div>
                </form>
            </Menu>
        }
    });
    let decline = acts.decline.then(|| {
        view! {
            <Menu label=w.decline open=form.error("decline_reason").is_some()>
                <form method="post" action=act(ticket, "decline") class="stack">
                    <Field form=form name="decline_reason" label=w.decline_reason input=Input::Area(2) required=true minlength=10 maxlength=500 />
                    <div><Button kind=ButtonKind::Danger>{w.decline}</Button></div>
                </form>
            </Menu>
        }
    });
    let reopen = acts.reopen.then(|| {
        view! {
            <Menu label=w.reopen open=form.error("reopen_reason").is_some()>
                <form method="post" action=act(ticket, "reopen") class="stack">
                    <Field form=form name="reopen_reason" label=w.reopen_reason hint=w.reopen_hint input=Input::Area(2) required=true minlength=10 maxlength=500 />
                    <div><Button>{w.reopen}</Button></div>
                </form>
            </Menu>
        }
    });
    view! { <div class="cluster panel">{clarify}{longer}{hardware}{decline}{reopen}</div> }.markup()
}
