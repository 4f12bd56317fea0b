//! The audit chain of each organization: heads that are locked, events that are only ever added.
//!
//! Appending locks the head's row until the unit of work ends, so parallel appends follow one another without gap or
//! fork; unique keys on number and predecessor say the same again. Triggers refuse changes. // RULINGS 14

use domain::audit::{Appended, ChainHash, ChainHead, EventDraft, EventKind};
use domain::ids::{OrganizationId, PersonId, TicketId};
use domain::time::{Random, Timestamp};

use crate::dialect::Spelled;
use crate::{Digest, Result, Tx};

record! {
    /// An event as stored: the payload is what is hashed, the columns beside it are copies for searching.
    pub struct AuditRow in "audit_events" {
        /// Whose chain.
        pub organization_id: OrganizationId,
        /// Number in the chain, from 1 without gaps.
        pub seq: i64,
        /// On which ticket.
        pub ticket_id: Option<TicketId>,
        /// What happened.
        pub kind: EventKind,
        /// Who did it.
        pub actor_id: Option<PersonId>,
        /// The customer may see it.
        pub visible: bool,
        /// When.
        pub at: Timestamp,
        /// The hashed text.
        pub payload: String,
        /// Hash of the event before.
        pub prev: Digest,
        /// Hash of this event.
        pub hash: Digest,
    }
}

const HEAD: &str = "SELECT seq, hash, at FROM audit_heads WHERE organization_id = $1";
const LOCK_HEAD: Spelled = locking!(HEAD);
const BEGIN: &str =
    "INSERT INTO audit_heads (organization_id, seq, hash, at) VALUES ($1, $2, $3, $4)
    ON CONFLICT (organization_id) DO NOTHING";
const MOVE_HEAD: &str =
    "UPDATE audit_heads SET seq = $2, hash = $3, at = $4 WHERE organization_id = $1 AND seq = $5";
const LIST: &str = sql!(
    "SELECT ",
    AuditRow::COLUMNS,
    " FROM audit_events WHERE organization_id = $1 AND seq > $2 ORDER BY seq LIMIT $3"
);
const LIST_OF_TICKET: &str = sql!(
    "SELECT ",
    AuditRow::COLUMNS,
    " FROM audit_events WHERE ticket_id = $1 AND seq > $2 ORDER BY seq"
);

/// The end of a chain; `None` before its first event.
pub async fn find_head(tx: &mut Tx, organization: OrganizationId) -> Result<Option<ChainHead>> {
    let row: Option<(i64, Digest, Timestamp)> = tx.optional(HEAD, args![organization]).await?;
    Ok(row.map(|row| head(organization, row)))
}

/// Adds an event to a chain and says how it was linked.
pub async fn append(
    tx: &mut Tx,
    organization: OrganizationId,
    event: EventDraft,
    random: &dyn Random,
) -> Result<Appended> {
    let before = lock_head(tx, organization, event.at).await?;
    let (kind, ticket, actor, visible) = (event.kind, event.ticket, event.actor, event.visible);
    let appended = before.append(event, random);
    let row = AuditRow {
        organization_id: organization,
        seq: appended.seq,
        ticket_id: ticket,
        kind,
        actor_id: actor,
        visible,
        at: appended.at,
        payload: appended.payload.as_str().to_owned(),
        prev: *appended.prev.as_bytes(),
        hash: *appended.hash.as_bytes(),
    };
    tx.insert(&row).await?;
    let values = args![organization, row.seq, row.hash, row.at, before.seq];
    tx.change_one(MOVE_HEAD, values).await?;
    Ok(appended)
}

/// The events of a chain after a number, in order.
pub async fn list(
    tx: &mut Tx,
    organization: OrganizationId,
    after: i64,
    limit: i64,
) -> Result<Vec<AuditRow>> {
    tx.list(LIST, args![organization, after, limit]).await
}

/// The events of a ticket after a number, in order.
pub async fn list_of_ticket(tx: &mut Tx, ticket: TicketId, after: i64) -> Result<Vec<AuditRow>> {
    tx.list(LIST_OF_TICKET, args![ticket, after]).await
}

async fn lock_head(tx: &mut Tx, organization: OrganizationId, now: Timestamp) -> Result<ChainHead> {
    let lock = tx.spell(LOCK_HEAD);
    if let Some(row) = tx.optional(lock, args![organization]).await? {
        return Ok(head(organization, row));
    }
    let empty = ChainHead::empty(organization, now);
    let values = args![organization, empty.seq, *empty.hash.as_bytes(), empty.at];
    tx.execute(BEGIN, values).await?;
    // Whoever began the chain at the same moment is waited for here.
    Ok(head(organization, tx.one(lock, args![organization]).await?))
}

fn head(organization: OrganizationId, (seq, hash, at): (i64, Digest, Timestamp)) -> ChainHead {
    ChainHead {
        organization,
        seq,
        hash: ChainHash::from_bytes(hash),
        at,
    }
}
