//! Work that is entered, changed, discarded; and what it would cost. // billing rules 2, 6, 9

use domain::audit::{EventDraft, EventKind};
use domain::billing::{
    AgreementId, ArticleCode, Edit, EntryRefusal, Preview, PriceRefusal, WorkEntry,
};
use domain::ids::{OrderId, RowId, TicketNumber, WorkEntryId};
use domain::policy::{Action, may};
use domain::ticket::Class;
use store::Tx;
use store::tickets::TicketRow;
use store::work::{WorkEditRow, WorkEntryRow};

use super::books::{self, Books};
use super::ceiling;
use super::form::{Surroundings, WorkForm, hold_person, said, unsecret};
use crate::audit;
use crate::context::OpContext;
use crate::error::{Checks, Result, ServiceError};
use crate::tickets::{self, resource};

/// Work on interventions belongs to their procedure.
pub(super) fn is_ours(ticket: &TicketRow) -> Result<()> {
    if ticket.class == Class::Intervention {
        return Err(ServiceError::Conflict("wrong_state"));
    }
    Ok(())
}

/// A draft of the actor that begins now.
pub(super) fn blank(op: &OpContext, ticket: &TicketRow, article: ArticleCode) -> WorkEntryRow {
    let id = op.app.id(WorkEntryId::from_uuid);
    WorkEntryRow {
        article,
        ..WorkEntryRow::draft(id, ticket.id, op.actor.person, op.now())
    }
}

pub(super) fn told(event: EventDraft, row: &WorkEntryRow) -> EventDraft {
    event
        .with("entry", row.id.to_string())
        .with("person", row.person_id.to_string())
        .with("article", row.article.as_str())
        .with("order", row.order_id.map(|id| id.to_string()))
        .with("from", row.started_at.to_string())
        .with("to", row.stopped_at.map(|at| at.to_string()))
}

/// Ends a unit of work on a ticket: what happened, its ceilings, its row.
pub(super) async fn finish(
    op: &OpContext,
    mut tx: Tx,
    mut ticket: TicketRow,
    event: EventDraft,
) -> Result<()> {
    let (app, organization) = (&op.app, ticket.organization_id);
    audit::append(app, &mut tx, organization, event.on(ticket.id)).await?;
    ceiling::watch(app, &mut tx, &ticket).await?;
    tickets::save(app, &mut tx, &mut ticket).await?;
    tx.save().await?;
    app.hub().tell(organization, Some(ticket.id));
    Ok(())
}

/// Enters work that was done.
///
/// # Errors
/// [`ServiceError::Invalid`] on every field; not found for foreign tickets; a conflict on interventions.
pub async fn enter(op: &OpContext, number: TicketNumber, form: &WorkForm) -> Result<WorkEntryId> {
    let mut tx = op.app.db().begin().await?;
    let ticket = tickets::hold(op, &mut tx, number, Action::EnterWork).await?;
    is_ours(&ticket)?;
    hold_person(&mut tx, op.actor.person).await?;
    let mut checks = Checks::new();
    let content = form.content(&mut checks, None);
    let books = Books::read(&mut tx, &ticket).await?;
    let mut row = None;
    if let Some(content) = content {
        let of = (op.actor.person, content.span);
        let near = Surroundings::read(op, &mut tx, &ticket, of).await?;
        let mut new = blank(op, &ticket, content.article.clone());
        books::say(&mut new, &content, &books);
        let made = WorkEntry::new(
            new.id,
            ticket.id,
            op.actor.person,
            content,
            &near.around(&books),
        );
        add(&mut checks, made.err());
        row = Some(new);
    }
    checks.finish()?;
    let row = row.ok_or(ServiceError::NotFound)?;
    store::work::insert(&mut tx, &row).await?;
    let event = told(audit::by(op, EventKind::WorkEntered), &row);
    let id = row.id;
    finish(op, tx, ticket, event).await?;
    Ok(id)
}

pub(super) fn add(checks: &mut Checks, problems: Option<Vec<EntryRefusal>>) {
    for problem in problems.unwrap_or_default() {
        checks.add(said(&problem));
    }
}

/// An entry of a ticket, for whoever may change it: whoever worked, and managers.
pub(super) async fn find(
    op: &OpContext,
    tx: &mut Tx,
    ticket: &TicketRow,
    id: WorkEntryId,
) -> Result<WorkEntryRow> {
    let row = store::work::find(tx, id)
        .await?
        .filter(|row| row.ticket_id == ticket.id)
        .ok_or(ServiceError::NotFound)?;
    if row.person_id != op.actor.person {
        may(&op.actor, Action::ApproveWork, &resource(ticket))?;
    }
    Ok(row)
}

/// The entry with what it said before.
pub(super) async fn traced(tx: &mut Tx, row: &WorkEntryRow) -> Result<Option<WorkEntry>> {
    let edits = store::work::list_edits(tx, row.id).await?;
    let edit = |row: WorkEditRow| Edit {
        before: row.before,
        by: row.changed_by,
        at: row.changed_at,
        why: row.why,
    };
    let trace = edits.into_iter().map(edit).collect();
    Ok(books::entry(row, None).map(|entry| entry.with_trace(trace)))
}

/// Holds the ticket of an entry that its reader may change, and reads the entry behind it. One that runs is stopped first.
async fn hold(
    op: &OpContext,
    tx: &mut Tx,
    number: TicketNumber,
    id: WorkEntryId,
) -> Result<(TicketRow, WorkEntryRow, WorkEntry)> {
    let ticket = tickets::hold(op, tx, number, Action::EnterWork).await?;
    is_ours(&ticket)?;
    let row = find(op, tx, &ticket, id).await?;
    let entry = traced(tx, &row).await?;
    Ok((
        ticket,
        row,
        entry.ok_or(ServiceError::Conflict("wrong_state"))?,
    ))
}

/// Changes a draft; what it said, who changed it and why stays with it.
///
/// # Errors
/// [`ServiceError::Invalid`] on every field; `Denied` for other people's work; not found for foreign entries.
pub async fn change(
    op: &OpContext,
    number: TicketNumber,
    id: WorkEntryId,
    form: &WorkForm,
) -> Result<()> {
    let mut tx = op.app.db().begin().await?;
    let (ticket, mut row, entry) = hold(op, &mut tx, number, id).await?;
    hold_person(&mut tx, row.person_id).await?;
    let mut checks = Checks::new();
    let content = form.content(&mut checks, Some(entry.content()));
    let books = Books::read(&mut tx, &ticket).await?;
    let mut edit = None;
    if let Some(content) = content {
        let near = Surroundings::read(op, &mut tx, &ticket, (row.person_id, content.span)).await?;
        let by = op.actor.person;
        let changed = entry.edited(content.clone(), by, &form.why, &near.around(&books));
        match changed {
            Ok(next) => edit = next.trace().last().cloned(),
            Err(problems) => add(&mut checks, Some(problems)),
        }
        books::say(&mut row, &content, &books);
    }
    unsecret(&mut checks, "why", &form.why);
    checks.finish()?;
    let edit = edit.ok_or(ServiceError::NotFound)?;
    let kept = WorkEditRow {
        id: op.app.id(RowId::from_uuid),
        entry_id: row.id,
        before: edit.before,
        changed_by: edit.by,
        changed_at: edit.at,
        why: edit.why.clone(),
    };
    if !store::work::change(&mut tx, &row).await? {
        return Err(ServiceError::Conflict("changed_meanwhile"));
    }
    store::work::keep(&mut tx, &kept).await?;
    let event = told(audit::by(op, EventKind::WorkChanged), &row).with("reason", edit.why);
    finish(op, tx, ticket, event).await
}

/// Discards a draft that was a mistake; it is kept, and counts nowhere.
///
/// # Errors
/// [`ServiceError::Invalid`] on `why`; `Denied` for other people's work; not found for foreign entries.
pub async fn discard(
    op: &OpContext,
    number: TicketNumber,
    id: WorkEntryId,
    why: &str,
) -> Result<()> {
    let mut tx = op.app.db().begin().await?;
    let (ticket, mut row, entry) = hold(op, &mut tx, number, id).await?;
    let mut checks = Checks::new();
    let decided = entry.discarded(op.actor.person, op.now(), why);
    if let Err(problem) = &decided {
        checks.add(said(problem));
    }
    unsecret(&mut checks, "why", why);
    checks.finish()?;
    decide(&mut tx, &mut row, &decided.map_err(ServiceError::internal)?).await?;
    let event = told(audit::by(op, EventKind::WorkDiscarded), &row).with("reason", why.trim());
    finish(op, tx, ticket, event).await
}

/// Writes down what was decided about an entry.
pub(super) async fn decide(
    tx: &mut Tx,
    row: &mut WorkEntryRow,
    as_decided: &WorkEntry,
) -> Result<()> {
    let (by, at, why) = as_decided
        .decided()
        .ok_or(ServiceError::Conflict("wrong_state"))?;
    row.state = as_decided.state();
    row.decided_by = Some(by);
    row.decided_at = Some(at);
    why.clone_into(&mut row.decided_why);
    if !store::work::decide(tx, row).await? {
        return Err(ServiceError::Conflict("changed_meanwhile"));
    }
    Ok(())
}

/// What work would cost, and what keeps it from being charged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quote {
    /// By day and rate; or why there is no price.
    pub price: Result<Preview, PriceRefusal>,
    /// Nothing was agreed for it: it is kept, and not charged.
    pub unagreed: bool,
    /// It is waived.
    pub waived: bool,
}

/// The price of work as typed, before anything is stored: by the same function that bills it. // billing rule 6
///
/// # Errors
/// [`ServiceError::Invalid`] on every field, as [`enter`].
pub async fn preview(op: &OpContext, number: TicketNumber, form: &WorkForm) -> Result<Quote> {
    let mut tx = op.app.db().read().await?;
    let ticket = tickets::find(op, &mut tx, number, Action::EnterWork).await?;
    is_ours(&ticket)?;
    let mut checks = Checks::new();
    let content = form.content(&mut checks, None);
    let books = Books::read(&mut tx, &ticket).await?;
    if let Some(content) = &content {
        let of = (op.actor.person, content.span);
        let near = Surroundings::read(op, &mut tx, &ticket, of).await?;
        let problems = content.problems(&near.around(&books), None);
        // What an appointment will cost is asked before it is.
        let to_come =
            |problem: &EntryRefusal| content.appointment && matches!(problem, EntryRefusal::Future);
        add(
            &mut checks,
            Some(problems.into_iter().filter(|one| !to_come(one)).collect()),
        );
    }
    checks.finish()?;
    let content = content.ok_or(ServiceError::NotFound)?;
    let agreement = content.agreement.and_then(|id| books.agreements.get(&id));
    let agreed = agreement.and_then(|one| one.tariff);
    let pricing = books.prices.pricing();
    Ok(Quote {
        price: pricing.preview(&content.article, content.span, content.appointment, agreed),
        unagreed: agreement.is_none_or(|one| content.span.from() < one.accepted_at),
        waived: !content.waived.is_empty(),
    })
}

/// The order an entry rests on.
pub(super) fn order_of(entry: &WorkEntry) -> Option<OrderId> {
    match entry.content().agreement? {
        AgreementId::Order(id) => Some(id),
        AgreementId::Authorization(_) => None,
    }
}
