//! Approval: drafts become what counts, and what was approved by mistake is taken back by another entry. // billing rule 9

use domain::audit::{EventDraft, EventKind};
use domain::billing::WorkEntry;
use domain::ids::{TicketId, WorkEntryId};
use domain::policy::{Action, Reason, may, staff_may};
use domain::ticket::Class;
use store::Tx;
use store::tickets::TicketRow;
use store::work::{WorkEntryRow, WorkLabel};

use super::books;
use super::ceiling;
use super::entry::{decide, told};
use super::form::{said, unsecret};
use crate::audit;
use crate::context::OpContext;
use crate::error::{Checks, Result, ServiceError};
use crate::tickets::resource;

/// Entries of a page of what waits, and of what was decided lately.
const PAGE: i64 = 200;
const LATELY: i64 = 50;

/// An entry in a list of many tickets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// As stored.
    pub row: WorkEntryRow,
    /// The ticket, its customer, who worked.
    pub label: WorkLabel,
    /// Another entry has taken it back.
    pub reversed: bool,
}

/// What waits for approval, and what was decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// Drafts, the oldest first.
    pub drafts: Vec<Listed>,
    /// There are more than these.
    pub more: bool,
    /// Decided lately, the latest first.
    pub decided: Vec<Listed>,
}

fn listed(rows: Vec<WorkEntryRow>, labels: &[WorkLabel], all: &[WorkEntryRow]) -> Vec<Listed> {
    let line = |row: WorkEntryRow| {
        let label = labels.iter().find(|label| label.0 == row.id)?.clone();
        let reversed = all.iter().any(|one| one.reverses == Some(row.id));
        Some(Listed {
            row,
            label,
            reversed,
        })
    };
    rows.into_iter().filter_map(line).collect()
}

/// The list shows tickets: whoever reads none does not read it either.
fn manager(op: &OpContext) -> Result<()> {
    if staff_may(op.actor.staff, Action::ApproveWork) {
        return Ok(());
    }
    Err(ServiceError::Denied(Reason::Role.code()))
}

/// Everybody's drafts, for managers.
///
/// # Errors
/// `Denied` for everybody else.
pub async fn waiting(op: &OpContext) -> Result<Waiting> {
    manager(op)?;
    let mut tx = op.app.db().read().await?;
    let mut drafts = store::work::list_drafts(&mut tx, PAGE + 1).await?;
    let more = drafts.len() > usize::try_from(PAGE).unwrap_or(usize::MAX);
    drafts.truncate(usize::try_from(PAGE).unwrap_or(usize::MAX));
    let decided = store::work::list_decided(&mut tx, LATELY).await?;
    let of_drafts = store::work::labels(&mut tx, true, PAGE).await?;
    let of_decided = store::work::labels(&mut tx, false, LATELY).await?;
    let all = decided.clone();
    Ok(Waiting {
        drafts: listed(drafts, &of_drafts, &[]),
        more,
        decided: listed(decided, &of_decided, &all),
    })
}

/// Holds the ticket of an entry, and reads the entry behind it.
async fn hold(op: &OpContext, tx: &mut Tx, id: WorkEntryId) -> Result<(TicketRow, WorkEntryRow)> {
    let found = store::work::find(tx, id)
        .await?
        .ok_or(ServiceError::NotFound)?;
    let ticket: TicketId = found.ticket_id;
    let ticket = store::tickets::find_for_update(tx, ticket)
        .await?
        .ok_or(ServiceError::NotFound)?;
    may(&op.actor, Action::ApproveWork, &resource(&ticket))?;
    let row = store::work::find(tx, id)
        .await?
        .ok_or(ServiceError::NotFound)?;
    Ok((ticket, row))
}

/// Approves drafts, each in a unit of work of its own; how many. What somebody else decided meanwhile is left as it is.
///
/// # Errors
/// [`ServiceError::Invalid`] on `entry` where none was chosen; `Denied` for everybody but managers.
pub async fn approve(op: &OpContext, ids: &[WorkEntryId]) -> Result<usize> {
    manager(op)?;
    if ids.is_empty() {
        return Err(ServiceError::field("entry", "required_choice"));
    }
    let mut approved = 0;
    for id in ids {
        match approve_one(op, *id).await {
            Ok(()) => approved += 1,
            Err(ServiceError::Conflict(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(approved)
}

/// Ends a unit of work that decided about an entry. What runs on an intervention is watched by its procedure.
async fn end(op: &OpContext, mut tx: Tx, ticket: &TicketRow, event: EventDraft) -> Result<()> {
    let (app, organization) = (&op.app, ticket.organization_id);
    audit::append(app, &mut tx, organization, event.on(ticket.id)).await?;
    if ticket.class != Class::Intervention {
        ceiling::watch(app, &mut tx, ticket).await?;
    }
    tx.save().await?;
    app.hub().tell(organization, Some(ticket.id));
    Ok(())
}

async fn approve_one(op: &OpContext, id: WorkEntryId) -> Result<()> {
    let mut tx = op.app.db().begin().await?;
    let (ticket, mut row) = hold(op, &mut tx, id).await?;
    let entry = books::entry(&row, None).ok_or(ServiceError::Conflict("wrong_state"))?;
    let approved = entry
        .approved(op.actor.person, op.now())
        .map_err(|_| ServiceError::Conflict("wrong_state"))?;
    decide(&mut tx, &mut row, &approved).await?;
    let event = told(audit::by(op, EventKind::WorkApproved), &row);
    end(op, tx, &ticket, event).await
}

/// Takes an approved entry back: a second one says so, with the reason; both stay.
///
/// # Errors
/// [`ServiceError::Invalid`] on `why` and on the entry itself; `Denied` for everybody but managers.
pub async fn reverse(op: &OpContext, id: WorkEntryId, why: &str) -> Result<()> {
    let mut tx = op.app.db().begin().await?;
    let (ticket, row) = hold(op, &mut tx, id).await?;
    let rows = store::work::list(&mut tx, ticket.id).await?;
    let all: Vec<WorkEntry> = rows
        .iter()
        .filter_map(|row| books::entry(row, None))
        .collect();
    let entry = books::entry(&row, None).ok_or(ServiceError::Conflict("wrong_state"))?;
    let (by, now) = (op.actor.person, op.now());
    let new = op.app.id(WorkEntryId::from_uuid);
    let mut checks = Checks::new();
    let reversal = entry.reversal(new, by, now, why, &all);
    if let Err(problem) = &reversal {
        checks.add(said(problem));
    }
    unsecret(&mut checks, "why", why);
    checks.finish()?;
    let back = WorkEntryRow {
        id: new,
        reverses: Some(row.id),
        decided_by: Some(by),
        decided_at: Some(now),
        decided_why: why.trim().to_owned(),
        ..row
    };
    store::work::insert(&mut tx, &back).await?;
    let event = told(audit::by(op, EventKind::WorkReversed), &back)
        .with("reverses", row.id.to_string())
        .with("reason", why.trim());
    end(op, tx, &ticket, event).await
}
