//! Tickets: filing, talking, changing, reading.
//!
//! Every act begins with the ticket of a number, as far as the actor may know of it: a foreign ticket and none look the
//! same. What changes a ticket holds its row until the end, so that two people's acts follow one another.

mod because;
mod change;
pub mod core;
mod figures;
mod file;
mod history;
mod home;
mod narrow;
pub(crate) mod notify;
pub mod orders;
mod queue;
mod release;
mod talk;
mod view;
pub mod views;
mod waits;

use domain::ids::{OrganizationId, TicketNumber};
use domain::policy::{self, Action, Resource};
use domain::ticket::TicketStatus;
use store::Tx;
use store::tickets::TicketRow;

use crate::context::OpContext;
use crate::error::{Result, ServiceError};

pub use because::Because;
pub use change::{Act, change, change_because};
pub use figures::Beside;
pub(crate) use figures::Figures;
pub use file::{
    CALLER_DRAFT, CallerForm, CallerTicket, NEW_DRAFT, NewForm, NewTicket, caller_form, file,
    file_for_caller, new_form,
};
pub use history::{HISTORY_PAGE, HistoryPage, history};
pub use home::{
    COUNTED, Home, SystemPage, TicketList, Todo, TodoKind, Working, accesses, home, system,
    systems, tickets,
};
pub use narrow::{ME, NOBODY, Namesake, Narrowed, Wanted, my_teams, narrowed};
pub use queue::{QUEUE_PAGE, QueuePage, SOON_S, Urgent, presses, queue};
pub use release::close_by_time;
pub(crate) use release::{release_job, release_overdue};
pub use store::drafts::DraftRow;
pub use store::findings::FindingRow;
pub use store::interventions::CustomerCase;
pub use store::orders::OrderRow;
pub use store::queue::{Assigned, QueueFilter, QueueKey, QueueRow};
pub use store::systems::SystemRow;
pub(crate) use talk::reader;
pub use talk::{Posted, Text, message_draft, note, note_draft, send, withdraw};
pub use view::{Chronicle, HistoryEntry, May, Talk, TalkKey, TicketView, plan_in_force, view};

/// The ticket of a number, if the actor may do this to it.
pub(crate) async fn find(
    op: &OpContext,
    tx: &mut Tx,
    number: TicketNumber,
    action: Action,
) -> Result<TicketRow> {
    let ticket = store::tickets::find(tx, number)
        .await?
        .ok_or(ServiceError::NotFound)?;
    policy::may(&op.actor, action, &resource(&ticket))?;
    Ok(ticket)
}

/// The same, held until the unit of work ends.
pub(crate) async fn hold(
    op: &OpContext,
    tx: &mut Tx,
    number: TicketNumber,
    action: Action,
) -> Result<TicketRow> {
    let ticket = find(op, tx, number, action).await?;
    store::tickets::find_for_update(tx, ticket.id)
        .await?
        .ok_or(ServiceError::NotFound)
}

pub(crate) fn resource(ticket: &TicketRow) -> Resource {
    Resource::of(ticket.organization_id).assigned_to(ticket.assignee_id)
}

/// What the state machine works on.
pub(crate) const fn status(ticket: &TicketRow) -> TicketStatus {
    TicketStatus {
        state: ticket.state,
        class: ticket.class,
        scheduled_for: ticket.scheduled_for,
        resolved_at: ticket.resolved_at,
        closed_at: ticket.closed_at,
    }
}

/// Takes the state machine's answer over.
pub(crate) fn set_status(ticket: &mut TicketRow, status: TicketStatus) {
    ticket.state = status.state;
    ticket.class = status.class;
    ticket.is_open = status.is_open();
    ticket.scheduled_for = status.scheduled_for;
    ticket.resolved_at = status.resolved_at;
    ticket.closed_at = status.closed_at;
}

/// Writes a changed ticket with its place in the queue.
pub(crate) async fn save(
    op: &crate::context::Context,
    tx: &mut Tx,
    ticket: &mut TicketRow,
) -> Result<()> {
    ticket.updated_at = op.now();
    ticket.next_breach_at = store::clocks::next_breach(tx, ticket.id).await?;
    store::tickets::update(tx, ticket).await?;
    Ok(())
}

impl From<domain::ticket::Refusal> for ServiceError {
    fn from(refusal: domain::ticket::Refusal) -> Self {
        Self::Conflict(refusal.code())
    }
}

/// The key of a form as stored: only the person who was given it can use it.
pub(crate) fn form_key(op: &OpContext, key: &str) -> Option<String> {
    let key = key.trim();
    (!key.is_empty() && key.len() <= 64).then(|| format!("{}:{key}", op.actor.person))
}

/// A key for a form that is about to be shown.
pub fn new_form_key(op: &OpContext) -> String {
    view::new_key(op)
}

/// The actor's organizations in which they may do this.
pub(crate) fn organizations(op: &OpContext, action: Action) -> Vec<OrganizationId> {
    policy::organizations_where(&op.actor, action)
}
