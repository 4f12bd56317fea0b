//! The timer on any ticket: one for each person, on whatever ticket. // billing rule 2

use domain::audit::EventKind;
use domain::billing::ArticleCode;
use domain::contract::Plan;
use domain::ids::{OrderId, PersonId, TicketNumber, WorkEntryId};
use domain::policy::Action;
use domain::time::Timestamp;
use store::Tx;
use store::tickets::TicketRow;
use store::work::WorkEntryRow;

use super::books::{self, Books};
use super::entry::{add, blank, finish, is_ours, told};
use super::form::{Surroundings, WorkForm, hold_person, typed};
use crate::audit;
use crate::context::OpContext;
use crate::error::{Checks, Result, ServiceError};
use crate::interventions::facts::cover;
use crate::tickets;

/// The article of a started quarter at the rack.
const REMOTE_HANDS: &str = "remote-hands";

/// What work on a ticket usually is: by the hour with a Service Card, else Remote Hands. // RULINGS 4
pub(super) async fn usual_article(
    tx: &mut Tx,
    ticket: &TicketRow,
    now: Timestamp,
) -> Result<ArticleCode> {
    let plan = match ticket.system_id {
        Some(system) => cover(tx, system, now).await?.0,
        None => None,
    };
    match plan {
        Some(Plan::ServiceCard) => Ok(ArticleCode::work()),
        Some(Plan::ManagedServer) | None => REMOTE_HANDS.parse().map_err(ServiceError::internal),
    }
}

/// Starts the actor's timer on a ticket, for its usual article and order; both can be chosen when it is stopped.
///
/// # Errors
/// [`ServiceError::Conflict`] `timer_runs` where one runs, on whatever ticket, and `work_stopped` after a finding; not found
/// for foreign tickets.
pub async fn start(op: &OpContext, number: TicketNumber) -> Result<WorkEntryId> {
    let mut tx = op.app.db().begin().await?;
    let ticket = tickets::hold(op, &mut tx, number, Action::EnterWork).await?;
    is_ours(&ticket)?;
    hold_person(&mut tx, op.actor.person).await?;
    if !store::work::list_running(&mut tx, op.actor.person)
        .await?
        .is_empty()
    {
        return Err(ServiceError::Conflict("timer_runs"));
    }
    if tickets::orders::work_is_stopped(&mut tx, &ticket).await? {
        return Err(ServiceError::Conflict("work_stopped"));
    }
    let books = Books::read(&mut tx, &ticket).await?;
    let mut row = blank(
        op,
        &ticket,
        usual_article(&mut tx, &ticket, op.now()).await?,
    );
    row.order_id = books.usual();
    store::work::insert(&mut tx, &row).await?;
    let event = told(audit::by(op, EventKind::WorkStarted), &row);
    let id = row.id;
    finish(op, tx, ticket, event).await?;
    Ok(id)
}

/// Stops it, with what the time was spent on. `form.from` is not read; `form.to` says when the work ended where somebody forgot
/// to stop, and is empty where it ends now.
///
/// # Errors
/// [`ServiceError::Invalid`] on every field; [`ServiceError::Conflict`] `no_timer`.
pub async fn stop(op: &OpContext, number: TicketNumber, form: &WorkForm) -> Result<()> {
    let mut tx = op.app.db().begin().await?;
    let ticket = tickets::hold(op, &mut tx, number, Action::EnterWork).await?;
    is_ours(&ticket)?;
    hold_person(&mut tx, op.actor.person).await?;
    let running = store::work::list_running(&mut tx, op.actor.person).await?;
    let of_ticket = |row: &WorkEntryRow| row.ticket_id == ticket.id;
    let mut row = running
        .into_iter()
        .find(of_ticket)
        .ok_or(ServiceError::Conflict("no_timer"))?;
    let before = books::content(&row, Some(op.now().max(row.started_at.plus_seconds(1))));
    let from = typed(row.started_at);
    let to = match (form.to.as_str(), &before) {
        ("", Some(now)) => typed(now.span.to()),
        (text, _) => text.to_owned(),
    };
    let form = WorkForm {
        from,
        to,
        ..form.clone()
    };
    let mut checks = Checks::new();
    let content = form.content(&mut checks, before.as_ref());
    let books = Books::read(&mut tx, &ticket).await?;
    if let Some(content) = content {
        let near = Surroundings::read(op, &mut tx, &ticket, (row.person_id, content.span)).await?;
        // What ends in the second it began has no second; it is taken as one.
        let mut around = near.around(&books);
        around.now = around.now.max(content.span.to());
        let problems = content.problems(&around, Some(row.id));
        books::say(&mut row, &content, &books);
        add(&mut checks, Some(problems));
    }
    checks.finish()?;
    end(&mut tx, &mut row, &books).await?;
    let event = told(audit::by(op, EventKind::WorkStopped), &row);
    finish(op, tx, ticket, event).await
}

async fn end(tx: &mut Tx, row: &mut WorkEntryRow, books: &Books) -> Result<()> {
    if let Some(content) = books::content(row, None) {
        row.tariff = books.tariff(&content);
    }
    if !store::work::stop(tx, row).await? {
        return Err(ServiceError::Conflict("no_timer"));
    }
    Ok(())
}

/// Whatever runs on a ticket ends in this unit of work, whoever it belongs to: what was worked up to that moment counts.
pub(crate) async fn stop_all(op: &OpContext, tx: &mut Tx, ticket: &TicketRow) -> Result<()> {
    let books = Books::read(tx, ticket).await?;
    for row in &books.running {
        let mut row = row.clone();
        row.stopped_at = Some(op.now().max(row.started_at.plus_seconds(1)));
        end(tx, &mut row, &books).await?;
        let event = told(audit::by(op, EventKind::WorkStopped), &row);
        audit::append(&op.app, tx, ticket.organization_id, event.on(ticket.id)).await?;
    }
    Ok(())
}

/// The entry that runs for a person, as a page shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Running {
    /// Whose.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// Since when.
    pub since: Timestamp,
    /// What it is.
    pub article: ArticleCode,
    /// The order it rests on.
    pub order: Option<OrderId>,
}
