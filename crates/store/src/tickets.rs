//! Tickets: one row each, with what lists need to sort and filter by.
//!
//! Two people never overwrite each other: [`update`] writes only the version it read, else [`StoreError::Stale`]; who
//! needs certainty beforehand takes the row by [`find_for_update`].

use domain::ids::{OrganizationId, PersonId, RowId, SystemId, TeamId, TicketId, TicketNumber};
use domain::ticket::{Channel, Class, Department, LinkKind, Priority, TicketState};
use domain::time::Timestamp;

use crate::dialect::Spelled;
use crate::row::{Cells, FromRow, Record as _};
use crate::systems::SystemRow;
use crate::{Ask, Result, StoreError, Tx};

record! {
    /// A ticket as stored.
    pub struct TicketRow in "tickets" {
        /// Number as people say it; given by the database, ignored by [`insert`].
        pub number: TicketNumber,
        /// Id.
        pub id: TicketId,
        /// The customer.
        pub organization_id: OrganizationId,
        /// The system it is mainly about.
        pub system_id: Option<SystemId>,
        /// Department.
        pub department: Department,
        /// What it is.
        pub class: Class,
        /// What the customer took it for.
        pub proposed_class: Class,
        /// Priority.
        pub priority: Priority,
        /// Where it stands.
        pub state: TicketState,
        /// Belongs into the queue.
        pub is_open: bool,
        /// Subject.
        pub subject: String,
        /// How it came.
        pub channel: Channel,
        /// Who filed it.
        pub opened_by: PersonId,
        /// Who called, for tickets filed by staff; else empty.
        pub caller_name: String,
        /// Who works on it.
        pub assignee_id: Option<PersonId>,
        /// Which team it belongs to.
        pub team_id: Option<TeamId>,
        /// When it is due again, while scheduled.
        pub scheduled_for: Option<Timestamp>,
        /// Messages and notes on it.
        pub message_count: i64,
        /// The customer wrote last.
        pub last_message_by_customer: bool,
        /// When the request reached us (phone: start of the call).
        pub received_at: Timestamp,
        /// When the row was made.
        pub created_at: Timestamp,
        /// Last change of any kind.
        pub updated_at: Timestamp,
        /// When it was resolved.
        pub resolved_at: Option<Timestamp>,
        /// When it was closed.
        pub closed_at: Option<Timestamp>,
        /// Earliest breach of a running clock, [`Timestamp::FAR_FUTURE`] without one: the order of the queue.
        pub next_breach_at: Timestamp,
        /// Counts the changes.
        pub version: i64,
        /// Key of the form it was filed with: the same form files one ticket.
        pub idempotency_key: Option<String>,
    }
}

/// A link between two tickets, as seen from one of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkedTicket {
    /// Id of the link.
    pub id: RowId,
    /// What kind of link.
    pub kind: LinkKind,
    /// Whether this ticket points at the other (a follow-up points back at what it follows).
    pub outgoing: bool,
    /// The other ticket.
    pub ticket_id: TicketId,
    /// Its number.
    pub number: TicketNumber,
    /// Its subject.
    pub subject: String,
    /// Where it stands.
    pub state: TicketState,
}

impl FromRow for LinkedTicket {
    const TABLE: &'static str = "ticket_links";
    fn from_cells(cells: &mut Cells<'_>) -> Result<Self> {
        Ok(Self {
            id: cells.take()?,
            kind: cells.take()?,
            outgoing: cells.take()?,
            ticket_id: cells.take()?,
            number: cells.take()?,
            subject: cells.take()?,
            state: cells.take()?,
        })
    }
}

/// A ticket as a side panel names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecentTicket {
    /// Number.
    pub number: TicketNumber,
    /// Subject.
    pub subject: String,
    /// Where it stands.
    pub state: TicketState,
    /// Last change.
    pub updated_at: Timestamp,
}

impl FromRow for RecentTicket {
    const TABLE: &'static str = "tickets";
    fn from_cells(cells: &mut Cells<'_>) -> Result<Self> {
        Ok(Self {
            number: cells.take()?,
            subject: cells.take()?,
            state: cells.take()?,
            updated_at: cells.take()?,
        })
    }
}

const BY_NUMBER: &str = sql!(
    "SELECT ",
    TicketRow::COLUMNS,
    " FROM tickets WHERE number = $1"
);
const BY_ID: &str = sql!("SELECT ", TicketRow::COLUMNS, " FROM tickets WHERE id = $1");
const BY_ID_LOCKED: Spelled = locking!(BY_ID);
const BY_KEY: &str = sql!(
    "SELECT ",
    TicketRow::COLUMNS,
    " FROM tickets WHERE idempotency_key = $1"
);
/// Seconds the ticket was in the state it leaves.
const STAYED_SQLITE: &str =
    "MAX(0, unixepoch($15) - unixepoch(COALESCE(state_since, received_at)))";
const STAYED_POSTGRES: &str =
    "GREATEST(0, EXTRACT(EPOCH FROM $15 - COALESCE(state_since, received_at))::BIGINT)";
/// With each change of the state, for whom the ticket waited until now is counted up; an end that did not last is kept. All
/// on the right is as it was before.
macro_rules! update {
    ($stayed:expr, $unix_ended:expr, $unix_now:expr) => {
        sql!(
            "UPDATE tickets SET system_id = $3, department = $4, class = $5, priority = $6, state = $7, is_open = $8,
        subject = $9, assignee_id = $10, team_id = $11, scheduled_for = $12, message_count = $13,
        last_message_by_customer = $14, updated_at = $15, resolved_at = $16, closed_at = $17, next_breach_at = $18,
        version = version + 1,
        state_since = CASE WHEN state = $7 THEN state_since ELSE $15 END,
        waited_customer_s = waited_customer_s + CASE WHEN state <> $7 AND state = 'waiting_customer' THEN ",
            $stayed,
            " ELSE 0 END,
        waited_third_party_s = waited_third_party_s + CASE WHEN state <> $7 AND state = 'waiting_third_party' THEN ",
            $stayed,
            " ELSE 0 END,
        waited_us_s = waited_us_s + CASE WHEN state <> $7 AND state IN ('new', 'open', 'scheduled') THEN ",
            $stayed,
            " ELSE 0 END,
        reopened = CASE WHEN is_open = FALSE AND $8 = TRUE THEN reopened || ' ' || ",
            $unix_ended,
            " || ' ' || ",
            $unix_now,
            " ELSE reopened END
    WHERE id = $1 AND version = $2"
        )
    };
}
const UPDATE: Spelled = Spelled {
    sqlite: update!(
        STAYED_SQLITE,
        "unixepoch(COALESCE(resolved_at, closed_at, updated_at))",
        "unixepoch($15)"
    ),
    postgres: update!(
        STAYED_POSTGRES,
        "EXTRACT(EPOCH FROM COALESCE(resolved_at, closed_at, updated_at))::BIGINT",
        "EXTRACT(EPOCH FROM $15)::BIGINT"
    ),
};
const LIST_RESOLVED: &str = sql!(
    "SELECT ",
    TicketRow::COLUMNS,
    " FROM tickets WHERE state = 'resolved' AND resolved_at <= $1 ORDER BY resolved_at, number LIMIT $2"
);
const LIST_SYSTEMS: &str = sql!(
    "SELECT ",
    SystemRow::COLUMNS,
    " FROM ticket_systems JOIN systems ON systems.id = ticket_systems.system_id
    WHERE ticket_systems.ticket_id = $1 ORDER BY systems.name, systems.id"
);
const LIST_RECENT: &str = "SELECT number, subject, state, updated_at FROM tickets
    WHERE system_id = $1 AND number <> $2 ORDER BY number DESC LIMIT $3";
const INSERT_LINK: &str =
    "INSERT INTO ticket_links (id, ticket_id, other_id, kind, created_by, created_at)
    VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (ticket_id, other_id) DO NOTHING";
const LIST_LINKS: &str = "SELECT ticket_links.id, ticket_links.kind, TRUE, tickets.id, tickets.number, tickets.subject, tickets.state
    FROM ticket_links JOIN tickets ON tickets.id = ticket_links.other_id WHERE ticket_links.ticket_id = $1
    UNION ALL
    SELECT ticket_links.id, ticket_links.kind, FALSE, tickets.id, tickets.number, tickets.subject, tickets.state
    FROM ticket_links JOIN tickets ON tickets.id = ticket_links.ticket_id WHERE ticket_links.other_id = $1
    ORDER BY 5, 1";

/// The newest tickets mainly about a system, without the one that is being read.
pub fn recent(system: SystemId, without: TicketNumber, limit: i64) -> Ask<RecentTicket> {
    Ask::new(LIST_RECENT, args![system, without, limit])
}

/// Adds a ticket and says its number. A form sent twice is a conflict on `tickets_idempotency_key_key`.
pub async fn insert(tx: &mut Tx, ticket: &TicketRow) -> Result<TicketNumber> {
    let values = ticket.values().split_off(1);
    Ok(tx
        .one::<(TicketNumber,)>(TicketRow::INSERT_NUMBERED, values)
        .await?
        .0)
}

/// The ticket with this number.
pub async fn find(tx: &mut Tx, number: TicketNumber) -> Result<Option<TicketRow>> {
    tx.optional(BY_NUMBER, args![number]).await
}

/// The ticket with this id.
pub async fn find_by_id(tx: &mut Tx, id: TicketId) -> Result<Option<TicketRow>> {
    tx.optional(BY_ID, args![id]).await
}

/// The ticket with this id, held until the unit of work ends.
pub async fn find_for_update(tx: &mut Tx, id: TicketId) -> Result<Option<TicketRow>> {
    let sql = tx.spell(BY_ID_LOCKED);
    tx.optional(sql, args![id]).await
}

/// The ticket filed with this form, as a question.
pub fn by_idempotency_key(key: &str) -> Ask<TicketRow> {
    Ask::new(BY_KEY, args![key])
}

/// The ticket filed with this form.
pub async fn find_by_idempotency_key(tx: &mut Tx, key: &str) -> Result<Option<TicketRow>> {
    tx.optional(BY_KEY, args![key]).await
}

/// Writes what may change about a ticket and counts its version up; [`StoreError::Stale`] if somebody was faster.
pub async fn update(tx: &mut Tx, ticket: &mut TicketRow) -> Result<()> {
    let values = args![
        ticket.id,
        ticket.version,
        ticket.system_id,
        ticket.department,
        ticket.class,
        ticket.priority,
        ticket.state,
        ticket.is_open,
        ticket.subject,
        ticket.assignee_id,
        ticket.team_id,
        ticket.scheduled_for,
        ticket.message_count,
        ticket.last_message_by_customer,
        ticket.updated_at,
        ticket.resolved_at,
        ticket.closed_at,
        ticket.next_breach_at
    ];
    let sql = tx.spell(UPDATE);
    if tx.execute(sql, values).await? == 0 {
        return Err(StoreError::Stale { table: "tickets" });
    }
    ticket.version += 1;
    Ok(())
}

/// Writes only a ticket's place in the queue: time moved, nobody changed it.
pub async fn set_next_breach(tx: &mut Tx, ticket: TicketId, at: Timestamp) -> Result<()> {
    const SET: &str = "UPDATE tickets SET next_breach_at = $2 WHERE id = $1";
    tx.change_one(SET, args![ticket, at]).await
}

/// How many tickets there are.
pub async fn count(tx: &mut Tx) -> Result<i64> {
    Ok(tx
        .one::<(i64,)>("SELECT COUNT(*) FROM tickets", args![])
        .await?
        .0)
}

/// Tickets resolved at or before a moment and not closed yet.
pub async fn list_resolved(tx: &mut Tx, until: Timestamp, limit: i64) -> Result<Vec<TicketRow>> {
    tx.list(LIST_RESOLVED, args![until, limit]).await
}

/// Every system a ticket is about, by name; as a question.
pub fn systems(id: TicketId) -> Ask<SystemRow> {
    Ask::new(LIST_SYSTEMS, args![id])
}

/// Every system a ticket is about, by name.
pub async fn list_systems(tx: &mut Tx, id: TicketId) -> Result<Vec<SystemRow>> {
    tx.list(LIST_SYSTEMS, args![id]).await
}

/// Puts these systems in the place of those the ticket was about.
pub async fn replace_systems(tx: &mut Tx, id: TicketId, systems: &[SystemId]) -> Result<()> {
    tx.execute("DELETE FROM ticket_systems WHERE ticket_id = $1", args![id])
        .await?;
    for system in systems {
        const ADD: &str = "INSERT INTO ticket_systems (ticket_id, system_id) VALUES ($1, $2)
            ON CONFLICT (ticket_id, system_id) DO NOTHING";
        tx.execute(ADD, args![id, system]).await?;
    }
    Ok(())
}

/// Links a ticket with another: `false` if they are linked already.
pub async fn insert_link(
    tx: &mut Tx,
    id: RowId,
    (ticket, other): (TicketId, TicketId),
    kind: LinkKind,
    by: PersonId,
    now: Timestamp,
) -> Result<bool> {
    Ok(tx
        .execute(INSERT_LINK, args![id, ticket, other, kind, by, now])
        .await?
        == 1)
}

/// The tickets a ticket is linked with, in either direction, by number.
pub fn links(id: TicketId) -> Ask<LinkedTicket> {
    Ask::new(LIST_LINKS, args![id])
}

/// Removes a link of a ticket: `false` if it has no such link.
pub async fn delete_link(tx: &mut Tx, ticket: TicketId, link: RowId) -> Result<bool> {
    const DELETE: &str =
        "DELETE FROM ticket_links WHERE id = $1 AND (ticket_id = $2 OR other_id = $2)";
    Ok(tx.execute(DELETE, args![link, ticket]).await? == 1)
}
