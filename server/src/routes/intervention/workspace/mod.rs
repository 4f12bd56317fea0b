//! The engineer's workspace: one reading, one page, with what was typed put back where a form was refused. // I-40 … I-45

mod head;
mod panels;

use app::components::{LogFor, log_line};
use app::forms::Form;
use app::pages::intervention::workspace::{GatePanel, WorkspacePage};
use app::pages::tickets::{Conversation, conversation};
use app::render::{Nav, fragment};
use axum::extract::Path;
use axum::http::StatusCode;
use domain::ids::TicketNumber;
use domain::time::clock_time;
use services::context::OpContext;
use services::interventions::{self, Seen, Workspace};
use services::tickets::Chronicle;

use self::head::{gate, head, request};
use self::panels::{assess, closing, hardware, log_panel, offers, secrets};
use super::{acts, live, map, ticket_number};
use crate::router::{Access, Route, get};
use crate::web::{Failure, Op, Page, Visit, WebResult};

/// A proof stays fresh for so long; the page asks a little earlier, so that it does not run out while somebody types.
const FRESH_S: i64 = domain::credential::FRESH_SECONDS;
const ASK_EARLIER_S: i64 = 30;

/// Routes of this part.
pub fn routes() -> Vec<Route> {
    vec![
        get("/desk/tickets/{number}/intervention", Access::Staff, page),
        get(
            "/desk/tickets/{number}/intervention/log/new",
            Access::Staff,
            log,
        ),
    ]
}

/// The second factor was checked within the last five minutes.
pub(super) fn is_fresh_factor(op: &OpContext) -> bool {
    op.session
        .mfa_at
        .is_some_and(|at| (0..FRESH_S).contains(&op.now().seconds_since(at)))
}

async fn page(visit: Visit, Op(op): Op, Path(number): Path<String>) -> WebResult {
    show(
        &visit,
        &op,
        ticket_number(&number)?,
        StatusCode::OK,
        Form::new(),
    )
    .await
}

/// What the reader typed into the log's entry and into what closes the case, and did not send; and when it was stored.
///
/// A refused form comes back as it was sent, and what stands in the others stays: of each draft that is, unless it is the
/// draft of the refused form itself.
async fn unsent(
    op: &OpContext,
    number: TicketNumber,
    mut form: Form,
) -> Result<(Form, (String, String)), Failure> {
    let mut saved = <(String, String)>::default();
    let entry = interventions::log_draft(number);
    let closing = interventions::closing_draft(number);
    let sent: Vec<String> = form.values().map(|(name, _)| name.to_owned()).collect();
    for draft in services::drafts::find_all(op, &[&entry, &closing]).await? {
        let values = services::drafts::values(&draft);
        if values.iter().any(|(name, _)| sent.contains(name)) {
            continue;
        }
        form = form.keep(values, &[]);
        let at = clock_time(draft.updated_at);
        if draft.key == entry {
            saved.0 = at;
        } else {
            saved.1 = at;
        }
    }
    Ok((form, saved))
}

/// The page; a refused form comes back in it.
pub(super) async fn show(
    visit: &Visit,
    op: &OpContext,
    number: TicketNumber,
    status: StatusCode,
    form: Form,
) -> WebResult {
    let work = interventions::workspace_seen(op, number, seen(visit, &form)).await?;
    let ticket = services::tickets::view(op, number, Chronicle::Moments).await?;
    let t = visit.t();
    let (me, now) = (op.actor.person, op.now());
    let asks = op
        .session
        .mfa_at
        .is_none_or(|at| now.seconds_since(at) >= FRESH_S - ASK_EARLIER_S);
    let (form, saved) = unsent(op, number, form).await?;
    let mut page = workspace_page(visit, op, work, form);
    page.saved = saved;
    page.secrets.needs_factor = asks;
    page.form = placed(page.form, page.acts.reveal, &page.gate);
    Ok(Page::new(visit, t.work.title(number.0))
        .status(status)
        .nav(Nav::Queue)
        .render(move || {
            page.basics = app::pages::tickets::surroundings(t, &ticket, now);
            let mut talk = Conversation::of(t, &ticket, me, now);
            talk.back = Some(format!("/desk/tickets/{number}/intervention"));
            page.talk = conversation(t, talk);
            app::pages::intervention::workspace::workspace(t, page)
        })
        .await)
}

/// How the engineer sees the case, where the address or a refused choice says so. // I-02, I-34
fn seen(visit: &Visit, form: &Form) -> Option<Seen> {
    let said = |name| {
        let typed = form.value(name);
        visit
            .query(name)
            .or_else(|| (!typed.is_empty()).then(|| typed.to_owned()))
    };
    let symptom = said("symptom")?.parse().ok()?;
    Some(Seen {
        symptom: Some(symptom),
        hardware: said("hardware").is_some(),
    })
}

/// Says where the fields of a refused form stand that are there more than once, or not any more.
fn placed(form: Form, reveals: bool, gate: &GatePanel) -> Form {
    let (secret, line) = (
        form.value("secret_id").to_owned(),
        form.value("line").to_owned(),
    );
    if !secret.is_empty() {
        if !reveals {
            return ["reason", "code", "ask_reason"]
                .into_iter()
                .fold(form, |form, field| form.at(field, "vault"));
        }
        return form
            .at("reason", format!("secret-{secret}-reason"))
            .at("code", format!("secret-{secret}-code"))
            .at("ask_reason", format!("f-ask-{secret}"));
    }
    if !line.is_empty() {
        let there = gate.rows.iter().any(|row| {
            row.code == line && row.may_override && !row.overridden && row.passed == Some(false)
        });
        let place = if there {
            format!("f-override-{line}")
        } else {
            "gate".to_owned()
        };
        return form.at("override_reason", place);
    }
    form
}

/// The lines of the log alone, for the live page.
async fn log(visit: Visit, Op(op): Op, Path(number): Path<String>) -> WebResult {
    let work = interventions::workspace(&op, ticket_number(&number)?).await?;
    let t = visit.t();
    let lines = log_lines(&visit, &work);
    Ok(live::html(
        lines
            .into_iter()
            .map(|line| fragment(|| log_line(t, LogFor::Desk, line))),
    ))
}

fn log_lines(visit: &Visit, work: &Workspace) -> Vec<app::components::LogLine> {
    let t = visit.t();
    let mut lines: Vec<_> = work
        .log
        .iter()
        .map(|entry| {
            let corrected = work.corrected.contains(&entry.action.id);
            map::action_line(t, entry, corrected)
        })
        .chain(
            work.reveals
                .iter()
                .rev()
                .map(|(row, who)| map::reveal_line(t, row, who)),
        )
        .chain(work.marks.iter().map(|mark| map::mark_line(t, mark)))
        .chain(
            work.raises
                .iter()
                .map(|(row, who)| map::raise_line(t, row, who)),
        )
        .collect();
    // Within a second the later one stands on top as well.
    lines.reverse();
    lines.sort_by_key(|line| std::cmp::Reverse(line.at));
    lines
}

fn workspace_page(visit: &Visit, op: &OpContext, work: Workspace, form: Form) -> WorkspacePage {
    let acts = acts::possible(op, &work);
    let began = work.row.started_at.is_some();
    WorkspacePage {
        form,
        saved: <(String, String)>::default(),
        head: head(visit, op, &work),
        request: request(visit, &work),
        acts,
        gate: gate(visit, &work),
        assess: assess(visit, &work),
        secrets: secrets(visit, op, &work),
        log: log_panel(visit, op, &work),
        closing: began.then(|| closing(visit, &work)),
        hardware: hardware(visit, &work),
        offers: offers(visit, &work),
        talk: app::markup::Markup::EMPTY,
        basics: app::markup::Markup::EMPTY,
    }
}
