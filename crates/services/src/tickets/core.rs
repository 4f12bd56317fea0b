//! Making a ticket: the row, its systems, its clock, its place in the search, the first link of its history.

use domain::audit::EventKind;
use domain::ids::{OrganizationId, SystemId, TicketId, TicketNumber};
use domain::sla::{ClockKind, first_answer_target};
use domain::ticket::{Channel, Class, Department, Priority, TicketStatus};
use domain::time::Timestamp;
use sha2::{Digest as _, Sha256};
use store::search::SearchDocument;
use store::systems::SystemRow;
use store::tickets::TicketRow;
use store::{SearchKind, Tx};
use uuid::Uuid;

use crate::context::OpContext;
use crate::error::{Result, ServiceError};
use crate::{audit, clocks};

/// Everything a new ticket is made of; checked by whoever files it.
#[derive(Debug, Clone)]
pub struct NewRow {
    /// The customer.
    pub organization: OrganizationId,
    /// Affected systems, the main one first.
    pub systems: Vec<SystemRow>,
    /// Department.
    pub department: Department,
    /// What it is taken for.
    pub class: Class,
    /// Priority.
    pub priority: Priority,
    /// One line.
    pub subject: String,
    /// How it came.
    pub channel: Channel,
    /// Who called; else empty.
    pub caller_name: String,
    /// When the request reached us: the first-answer clock starts here.
    pub received_at: Timestamp,
    /// Key against double submits, see [`super::form_key`].
    pub idempotency_key: Option<String>,
}

/// Files a ticket inside the caller's unit of work: row, systems, first-answer clock, search, audit. // I-46
///
/// # Errors
/// The database refuses; a key used before is a conflict, see [`is_used_key`].
pub async fn insert(op: &OpContext, tx: &mut Tx, new: NewRow) -> Result<TicketRow> {
    let now = op.now();
    let status = TicketStatus::filed(new.class);
    let mut ticket = TicketRow {
        number: TicketNumber(0),
        id: op.app.id(TicketId::from_uuid),
        organization_id: new.organization,
        system_id: new.systems.first().map(|system| system.id),
        department: new.department,
        class: new.class,
        proposed_class: new.class,
        priority: new.priority,
        state: status.state,
        is_open: status.is_open(),
        subject: new.subject,
        channel: new.channel,
        opened_by: op.actor.person,
        caller_name: new.caller_name,
        assignee_id: None,
        team_id: None,
        scheduled_for: None,
        message_count: 0,
        last_message_by_customer: false,
        received_at: new.received_at,
        created_at: now,
        updated_at: now,
        resolved_at: None,
        closed_at: None,
        next_breach_at: Timestamp::FAR_FUTURE,
        version: 1,
        idempotency_key: new.idempotency_key,
    };
    let clock = first_answer_target(new.class).map(|target_s| {
        clocks::begin(
            &op.app,
            &ticket,
            ClockKind::FirstAnswer,
            1,
            target_s,
            new.received_at,
        )
    });
    if let Some(at) = clock.as_ref().and_then(|change| change.row.breach_at) {
        ticket.next_breach_at = at;
    }
    ticket.number = store::tickets::insert(tx, &ticket).await?;
    finish(op, tx, &ticket, clock, &new.systems).await?;
    Ok(ticket)
}

async fn finish(
    op: &OpContext,
    tx: &mut Tx,
    ticket: &TicketRow,
    clock: Option<domain::sla::Change>,
    systems: &[SystemRow],
) -> Result<()> {
    let ids: Vec<SystemId> = systems.iter().map(|system| system.id).collect();
    if !ids.is_empty() {
        store::tickets::replace_systems(tx, ticket.id, &ids).await?;
    }
    let event = audit::by(op, EventKind::TicketOpened)
        .on(ticket.id)
        .with("number", ticket.number.0)
        .with("class", ticket.class.code())
        .with("department", ticket.department.code())
        .with("channel", ticket.channel.code())
        .with("received_at", ticket.received_at.to_string());
    audit::append(&op.app, tx, ticket.organization_id, event).await?;
    if let Some(change) = clock {
        clocks::insert(&op.app, tx, ticket, &change, Some(op.actor.person)).await?;
    }
    index_ticket(tx, ticket, systems).await
}

/// Makes a ticket findable by its number, its subject and the names of its systems.
///
/// # Errors
/// The database refuses.
pub async fn index_ticket(tx: &mut Tx, ticket: &TicketRow, systems: &[SystemRow]) -> Result<()> {
    index(
        tx,
        ticket,
        SearchKind::Subject,
        ticket.id.uuid(),
        format!("{} {}", ticket.number.0, ticket.subject),
    )
    .await?;
    let source = systems_source(ticket.id);
    if systems.is_empty() {
        store::search::delete(tx, source).await?;
        return Ok(());
    }
    let mut names = String::new();
    for system in systems {
        for word in [
            &system.name,
            &system.service_id,
            &system.primary_ipv4.to_string(),
        ] {
            names.push_str(word);
            names.push(' ');
        }
    }
    index(
        tx,
        ticket,
        SearchKind::System,
        source,
        names.trim_end().to_owned(),
    )
    .await
}

/// Adds a text of a ticket to the search, or replaces it.
pub(crate) async fn index(
    tx: &mut Tx,
    ticket: &TicketRow,
    kind: SearchKind,
    source_id: Uuid,
    body: String,
) -> Result<()> {
    let document = SearchDocument {
        ticket_number: ticket.number,
        organization_id: ticket.organization_id,
        kind,
        source_id,
        body,
    };
    Ok(store::search::put(tx, &document).await?)
}

/// The search knows texts by the row they come from; the names of a ticket's systems have none, so theirs is computed.
fn systems_source(ticket: TicketId) -> Uuid {
    let mut hash = Sha256::new();
    hash.update(b"systems of ticket");
    hash.update(ticket.uuid().as_bytes());
    let digest = hash.finalize();
    let mut bytes = [0_u8; 16];
    bytes.copy_from_slice(&digest[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

/// Whether a form filed its ticket already: the double submit came second.
pub(crate) fn is_used_key(error: &ServiceError) -> bool {
    let ServiceError::Internal(inner) = error else {
        return false;
    };
    inner
        .downcast_ref::<store::StoreError>()
        .is_some_and(|error| {
            error.is_conflict_on("tickets_idempotency_key_key")
                || error.is_conflict_on("messages_idempotency_key_key")
        })
}
