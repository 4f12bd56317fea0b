//! Making a ticket: the row, its systems, its clock, its place in the search, the first link of its history.

use domain::audit::{EventDraft, EventKind};
use domain::ids::{OrganizationId, TicketId, TicketNumber};
use domain::sla::promise::PolicyVersion;
use domain::ticket::{Channel, Class, Department, Priority, TicketStatus};
use domain::time::Timestamp;
use sha2::{Digest as _, Sha256};
use store::search::SearchDocument;
use store::systems::SystemRow;
use store::tickets::TicketRow;
use store::{SearchKind, Tx};
use uuid::Uuid;

use crate::clocks::promised::{self, Asked};
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

/// Files a ticket inside the caller's unit of work: row, systems, clocks, search, audit. // I-46
///
/// # Errors
/// The database refuses; a key used before is a conflict, see [`is_used_key`].
pub async fn insert(op: &OpContext, tx: &mut Tx, new: NewRow) -> Result<TicketRow> {
    let policy = promised::in_force(tx.answer(store::policies::in_force(op.now())).await?)?;
    let made = insert_untold(op, tx, new, policy, 0).await?;
    audit::append_all(&op.app, tx, made.ticket.organization_id, made.events).await?;
    store::bulk::search_documents(tx, &made.documents).await?;
    Ok(made.ticket)
}

/// A new ticket whose history and texts are still to be written, together with what comes with it.
pub(crate) struct Made {
    /// The ticket as stored.
    pub(crate) ticket: TicketRow,
    /// The beginning of its history.
    pub(crate) events: Vec<EventDraft>,
    /// What makes it findable.
    pub(crate) documents: Vec<SearchDocument>,
}

/// Files a ticket, with so many of the customer's messages to follow in the same unit of work; the rest is the caller's.
///
/// # Errors
/// As [`insert`].
pub(crate) async fn insert_untold(
    op: &OpContext,
    tx: &mut Tx,
    new: NewRow,
    policy: PolicyVersion,
    messages: i64,
) -> Result<Made> {
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
        message_count: messages,
        last_message_by_customer: messages > 0,
        received_at: new.received_at,
        created_at: now,
        updated_at: now,
        resolved_at: None,
        closed_at: None,
        next_breach_at: Timestamp::FAR_FUTURE,
        version: 1,
        idempotency_key: new.idempotency_key,
    };
    let asked = Asked::of(&ticket, None);
    let promises = promised::by(tx, policy, asked, new.received_at).await?;
    let promised = promises.all(clocks::WITH_RECEIPT);
    let of = promised.iter().map(|(_, promised)| &promised.calendar);
    let calendars = clocks::calendars(tx, of).await?;
    let begin = |(kind, promised)| {
        let at = new.received_at;
        clocks::begin(&op.app, &ticket, (kind, 1), promised, at, &calendars)
    };
    let begun = promised
        .into_iter()
        .map(begin)
        .collect::<Result<Vec<_>>>()?;
    let breaches = begun.iter().filter_map(|step| step.clock.breach_at);
    if let Some(at) = breaches.min() {
        ticket.next_breach_at = at;
    }
    ticket.number = store::tickets::insert(tx, &ticket).await?;
    let about: Vec<_> = new.systems.iter().map(|s| (ticket.id, s.id)).collect();
    store::bulk::ticket_systems(tx, &about).await?;
    let mut events = vec![opened(op, &ticket)];
    for step in begun {
        let (actor, new) = (Some(op.actor.person), (&step, &*calendars));
        events.extend(clocks::insert_untold(&op.app, tx, &ticket, new, actor).await?);
    }
    let mut documents = vec![subject_document(&ticket)];
    documents.extend(systems_document(&ticket, &new.systems));
    Ok(Made {
        ticket,
        events,
        documents,
    })
}

fn opened(op: &OpContext, ticket: &TicketRow) -> EventDraft {
    audit::by(op, EventKind::TicketOpened)
        .on(ticket.id)
        .with("number", ticket.number.0)
        .with("class", ticket.class.code())
        .with("department", ticket.department.code())
        .with("channel", ticket.channel.code())
        .with("received_at", ticket.received_at.to_string())
}

/// Makes a ticket findable by its number, its subject and the names of its systems.
///
/// # Errors
/// The database refuses.
pub async fn index_ticket(tx: &mut Tx, ticket: &TicketRow, systems: &[SystemRow]) -> Result<()> {
    store::search::put(tx, &subject_document(ticket)).await?;
    match systems_document(ticket, systems) {
        Some(document) => store::search::put(tx, &document).await?,
        None => store::search::delete(tx, systems_source(ticket.id)).await?,
    }
    Ok(())
}

/// A ticket's number and subject, for the search.
pub(crate) fn subject_document(ticket: &TicketRow) -> SearchDocument {
    let body = format!("{} {}", ticket.number.0, ticket.subject);
    document(ticket, SearchKind::Subject, ticket.id.uuid(), body)
}

/// The names and addresses of a ticket's systems, for the search.
pub(crate) fn systems_document(
    ticket: &TicketRow,
    systems: &[SystemRow],
) -> Option<SearchDocument> {
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
    let body = names.trim_end().to_owned();
    (!body.is_empty())
        .then(|| document(ticket, SearchKind::System, systems_source(ticket.id), body))
}

/// A text of a ticket, for the search.
pub(crate) fn document(
    ticket: &TicketRow,
    kind: SearchKind,
    source_id: Uuid,
    body: String,
) -> SearchDocument {
    SearchDocument {
        ticket_number: ticket.number,
        organization_id: ticket.organization_id,
        kind,
        source_id,
        body,
    }
}

/// Adds a text of a ticket to the search, or replaces it.
pub(crate) async fn index(
    tx: &mut Tx,
    ticket: &TicketRow,
    kind: SearchKind,
    source_id: Uuid,
    body: String,
) -> Result<()> {
    Ok(store::search::put(tx, &document(ticket, kind, source_id, body)).await?)
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
