//! The audit chains: appended under the lock of their head, never changed.
//!
//! Appending holds the organization's head until the unit of work ends, so that numbers have no gaps and two events
//! never follow the same one. Append last: everything else that appends for this organization waits meanwhile.

use domain::audit::{
    Appended, Body, ChainEvent, ChainHash, ChainHead, Columns, EventDraft, EventKind, GENESIS,
    Payload,
};
use domain::ids::{OrganizationId, PersonId, TicketId};
use domain::time::{Random, Timestamp};

use crate::dialect::{Spelled, Statement};
use crate::row::{Cells, Column, FromRow, Row, Unreadable};
use crate::value::{Bind, Value};
use crate::{Ask, Result, StoreError, Tx};

/// An event as stored. The kind is kept as text, so that a row somebody tampered with can still be read and blamed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditRow {
    /// Its number in the chain, from 1 without gaps.
    pub seq: i64,
    /// Whose chain.
    pub organization_id: OrganizationId,
    /// On which ticket.
    pub ticket_id: Option<TicketId>,
    /// Code of the kind.
    pub kind: String,
    /// Who did it; `None` for the software itself.
    pub actor_id: Option<PersonId>,
    /// The customer may see it.
    pub visible: bool,
    /// When.
    pub at: Timestamp,
    /// The hashed text.
    pub payload: Payload,
    /// Hash of the event before.
    pub prev: ChainHash,
    /// Its own hash.
    pub hash: ChainHash,
}

impl AuditRow {
    /// The kind, if this program knows it.
    pub fn kind(&self) -> Option<EventKind> {
        self.kind.parse().ok()
    }

    /// The link, for verification and export.
    pub fn event(&self) -> ChainEvent {
        ChainEvent {
            seq: self.seq,
            prev: self.prev,
            hash: self.hash,
            body: Body::Whole(self.payload.clone()),
        }
    }

    /// The columns beside the payload, for verification.
    pub fn columns(&self) -> Columns<'_> {
        Columns {
            kind: &self.kind,
            at: self.at,
            ticket: self.ticket_id,
            actor: self.actor_id,
            visible: self.visible,
        }
    }
}

impl FromRow for AuditRow {
    const TABLE: &'static str = "audit_events";
    fn from_cells(cells: &mut Cells<'_>) -> Result<Self> {
        Ok(Self {
            seq: cells.take()?,
            organization_id: cells.take()?,
            ticket_id: cells.take()?,
            kind: cells.take()?,
            actor_id: cells.take()?,
            visible: cells.take()?,
            at: cells.take()?,
            payload: cells.take()?,
            prev: cells.take()?,
            hash: cells.take()?,
        })
    }
}

impl FromRow for ChainHead {
    const TABLE: &'static str = "audit_heads";
    fn from_cells(cells: &mut Cells<'_>) -> Result<Self> {
        Ok(Self {
            organization: cells.take()?,
            seq: cells.take()?,
            hash: cells.take()?,
            at: cells.take()?,
        })
    }
}

impl Bind for ChainHash {
    const NULL: Value = Value::Bytes(None);
    fn bind(&self) -> Value {
        self.as_bytes().bind()
    }
}

impl Column for ChainHash {
    fn read(row: &Row<'_>, index: usize) -> Result<Self, Unreadable> {
        <[u8; 32]>::read(row, index).map(Self::from_bytes)
    }
}

impl Column for Payload {
    fn read(row: &Row<'_>, index: usize) -> Result<Self, Unreadable> {
        String::read(row, index).map(Self::stored)
    }
}

/// Which events of a ticket.
#[derive(Debug, Clone, Copy, Default)]
pub struct EventFilter<'a> {
    /// Only what the customer may see.
    pub visible_only: bool,
    /// Only these kinds; empty for all.
    pub kinds: &'a [EventKind],
    /// Only after this number.
    pub after: i64,
    /// Only before this number; `None` up to the end.
    pub before: Option<i64>,
}

const COLUMNS: &str =
    "seq, organization_id, ticket_id, kind, actor_id, visible, at, payload, prev, hash";
const HEAD: &str =
    "SELECT organization_id, seq, hash, at FROM audit_heads WHERE organization_id = $1";
const HEAD_LOCKED: Spelled = locking!(HEAD);
const HEADS: &str =
    "SELECT organization_id, seq, hash, at FROM audit_heads ORDER BY organization_id";
const START: &str =
    "INSERT INTO audit_heads (organization_id, seq, hash, at) VALUES ($1, 0, $2, $3)
    ON CONFLICT (organization_id) DO NOTHING";
const MOVE: &str = "UPDATE audit_heads SET seq = $2, hash = $3, at = $4 WHERE organization_id = $1";
const INSERT: &str = sql!("INSERT INTO audit_events (", COLUMNS, ")");
const LIST_SINCE: &str = sql!(
    "SELECT ",
    COLUMNS,
    " FROM audit_events WHERE organization_id = $1 AND seq > $2 ORDER BY seq LIMIT $3"
);
const LIST_OF_TICKET: &str = sql!("SELECT ", COLUMNS, " FROM audit_events WHERE ticket_id = ");
const LIST_OF_CHAIN: &str = sql!(
    "SELECT ",
    COLUMNS,
    " FROM audit_events WHERE organization_id = "
);

const SEAMS: &str = "SELECT
    (SELECT COUNT(*) FROM audit_events AS own
        LEFT JOIN audit_events AS before ON before.organization_id = own.organization_id AND before.seq = own.seq - 1
        WHERE own.ticket_id = $2 AND own.seq > 1 AND (before.hash IS NULL OR before.hash <> own.prev)),
    (SELECT MIN(seq) FROM audit_events WHERE ticket_id = $2),
    (SELECT COUNT(*) FROM audit_events
        WHERE organization_id = $1 AND seq >= (SELECT MIN(own.seq) FROM audit_events AS own WHERE own.ticket_id = $2)),
    (SELECT COUNT(*) FROM audit_heads JOIN audit_events ON audit_events.organization_id = audit_heads.organization_id
        AND audit_events.seq = audit_heads.seq AND audit_events.hash = audit_heads.hash
        WHERE audit_heads.organization_id = $1)";

/// What holds a ticket's events in the chain of its organization.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seams {
    /// Events of the ticket whose predecessor is missing or is not the one they name.
    pub loose: i64,
    /// Number of the ticket's first event.
    pub first: Option<i64>,
    /// Events of the organization from there on.
    pub since_first: i64,
    /// The newest event is the one the head names.
    pub ends_at_head: bool,
}

/// Looks at the seams of a ticket's events.
pub async fn seams(tx: &mut Tx, organization: OrganizationId, ticket: TicketId) -> Result<Seams> {
    let (loose, first, since_first, heads): (i64, _, _, i64) =
        tx.one(SEAMS, args![organization, ticket]).await?;
    Ok(Seams {
        loose,
        first,
        since_first,
        ends_at_head: heads == 1,
    })
}

/// Appends an event to an organization's chain.
pub async fn append(
    tx: &mut Tx,
    organization: OrganizationId,
    event: EventDraft,
    random: &dyn Random,
) -> Result<Appended> {
    let mut appended = append_all(tx, organization, vec![event], random).await?;
    appended.pop().ok_or(StoreError::RowsAffected {
        expected: 1,
        actual: 0,
    })
}

/// Appends events to an organization's chain in their order.
pub async fn append_all(
    tx: &mut Tx,
    organization: OrganizationId,
    events: Vec<EventDraft>,
    random: &dyn Random,
) -> Result<Vec<Appended>> {
    let Some(first) = events.first() else {
        return Ok(Vec::new());
    };
    let mut head = hold(tx, organization, first.at).await?;
    let mut all = Vec::with_capacity(events.len());
    let mut rows = Vec::with_capacity(events.len());
    for event in events {
        let (ticket, kind, actor, visible) = (event.ticket, event.kind, event.actor, event.visible);
        let appended = head.append(event, random);
        rows.push(args![
            appended.seq,
            organization,
            ticket,
            kind,
            actor,
            visible,
            appended.at,
            appended.payload.as_str(),
            appended.prev,
            appended.hash
        ]);
        head = appended.head;
        all.push(appended);
    }
    tx.insert_all(INSERT, rows).await?;
    let moved = args![organization, head.seq, head.hash, head.at];
    tx.write(MOVE, moved, 1..=1).await?;
    tx.known().remember(head);
    Ok(all)
}

/// The end of an organization's chain, held until the unit of work ends: whoever else appends waits. Begins the chain where
/// there is none. For units of work whose events tell what was before, so that nothing changes between reading and telling.
pub async fn hold(tx: &mut Tx, organization: OrganizationId, now: Timestamp) -> Result<ChainHead> {
    // Nobody else moves a head that is held.
    if let Some(head) = tx.known().head(organization) {
        return Ok(head);
    }
    tx.known().before_head(organization);
    let sql = tx.spell(HEAD_LOCKED);
    let head = if let Some(head) = tx.beside(sql, args![organization]).await? {
        head
    } else {
        tx.execute(START, args![organization, GENESIS, now]).await?;
        tx.one(sql, args![organization]).await?
    };
    tx.known().remember(head);
    Ok(head)
}

/// The end of an organization's chain; `None` before its first event.
pub async fn find_head(tx: &mut Tx, organization: OrganizationId) -> Result<Option<ChainHead>> {
    tx.optional(HEAD, args![organization]).await
}

/// The ends of all chains: what has grown since somebody last looked.
pub async fn list_heads(tx: &mut Tx) -> Result<Vec<ChainHead>> {
    tx.list(HEADS, args![]).await
}

/// Events of an organization after a number, in order.
pub async fn list_since(
    tx: &mut Tx,
    organization: OrganizationId,
    after: i64,
    limit: i64,
) -> Result<Vec<AuditRow>> {
    tx.list(LIST_SINCE, args![organization, after, limit]).await
}

/// The newest events of a chain before a number, the newest first; only of some kinds, or of all.
pub async fn list_newest(
    tx: &mut Tx,
    organization: OrganizationId,
    kinds: &[EventKind],
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<AuditRow>> {
    let mut query = Statement::new(LIST_OF_CHAIN);
    query.bind(organization);
    let filter = EventFilter {
        kinds,
        before,
        ..EventFilter::default()
    };
    narrow(&mut query, filter);
    query.push(" ORDER BY seq DESC LIMIT ").bind(limit);
    let (sql, values) = query.finish();
    tx.list(sql, values).await
}

/// Events on a ticket, in order.
pub async fn list_of_ticket(
    tx: &mut Tx,
    ticket: TicketId,
    filter: EventFilter<'_>,
    limit: i64,
) -> Result<Vec<AuditRow>> {
    tx.answer(of_ticket(ticket, filter, limit)).await
}

/// As [`list_of_ticket`], as a question.
pub fn of_ticket(ticket: TicketId, filter: EventFilter<'_>, limit: i64) -> Ask<AuditRow> {
    let mut query = Statement::new(LIST_OF_TICKET);
    query.bind(ticket);
    narrow(&mut query, filter);
    query.push(" ORDER BY seq LIMIT ").bind(limit);
    let (sql, values) = query.finish();
    Ask::new(sql, values)
}

/// The newest events on a ticket, the newest first.
pub async fn list_newest_of_ticket(
    tx: &mut Tx,
    ticket: TicketId,
    filter: EventFilter<'_>,
    limit: i64,
) -> Result<Vec<AuditRow>> {
    let mut query = Statement::new(LIST_OF_TICKET);
    query.bind(ticket);
    narrow(&mut query, filter);
    query.push(" ORDER BY seq DESC LIMIT ").bind(limit);
    let (sql, values) = query.finish();
    tx.list(sql, values).await
}

fn narrow(query: &mut Statement, filter: EventFilter<'_>) {
    query.push(" AND seq > ").bind(filter.after);
    if let Some(before) = filter.before {
        query.push(" AND seq < ").bind(before);
    }
    if filter.visible_only {
        query.push(" AND visible = TRUE");
    }
    if !filter.kinds.is_empty() {
        query.push(" AND kind IN ").bind_list(filter.kinds);
    }
}
