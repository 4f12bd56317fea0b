//! What the database knows of the key shards outside it: whose they are and when they go.
//!
//! Destroying has two steps, because a file and a row cannot change in one transaction: the row says *destroyed* first,
//! then the file is unlinked and the row says so. A crash between the two leaves work for the sweeper, never a secret
//! that can be read.

use domain::credential::{ShardPurpose, ShredReason};
use domain::ids::{OrganizationId, ShardId, TicketId};
use domain::time::Timestamp;

use crate::{Result, Tx};

record! {
    /// A shard as stored.
    pub struct ShardRow in "shards" {
        /// Id: that of the authorization or hand-over.
        pub id: ShardId,
        /// What it is for.
        pub purpose: ShardPurpose,
        /// The customer.
        pub organization_id: OrganizationId,
        /// The ticket.
        pub ticket_id: Option<TicketId>,
        /// When it was made.
        pub created_at: Timestamp,
        /// When it is destroyed at the latest.
        pub destroy_at: Timestamp,
        /// When it was destroyed.
        pub destroyed_at: Option<Timestamp>,
        /// Why.
        pub destroy_reason: Option<ShredReason>,
        /// When its file was gone.
        pub unlinked_at: Option<Timestamp>,
    }
}

const FIND: &str = sql!("SELECT ", ShardRow::COLUMNS, " FROM shards WHERE id = $1");
const LIST_DUE: &str = sql!(
    "SELECT ",
    ShardRow::COLUMNS,
    " FROM shards WHERE destroyed_at IS NULL AND destroy_at <= $1 AND (destroy_at, id) > ($2, $3) ORDER BY destroy_at, id LIMIT $4"
);
const LIST_TO_UNLINK: &str = sql!(
    "SELECT ",
    ShardRow::COLUMNS,
    " FROM shards WHERE destroyed_at IS NOT NULL AND unlinked_at IS NULL AND (destroyed_at, id) > ($1, $2) ORDER BY destroyed_at, id LIMIT $3"
);
const LIST_LIVING: &str = sql!(
    "SELECT ",
    ShardRow::COLUMNS,
    " FROM shards WHERE destroyed_at IS NULL ORDER BY created_at, id"
);
const UPDATE_DESTROY_AT: &str =
    "UPDATE shards SET destroy_at = $2 WHERE id = $1 AND destroyed_at IS NULL";
const SET_TICKET: &str = "UPDATE shards SET ticket_id = $2 WHERE id = $1 AND destroyed_at IS NULL";
const DESTROY: &str = "UPDATE shards SET destroyed_at = $3, destroy_reason = $2 WHERE id = $1 AND destroyed_at IS NULL";
const UNLINKED: &str = "UPDATE shards SET unlinked_at = $2 WHERE id = $1 AND destroyed_at IS NOT NULL AND unlinked_at IS NULL";

/// Adds a shard.
pub async fn insert(tx: &mut Tx, shard: &ShardRow) -> Result<()> {
    tx.insert(shard).await
}

/// The shard with this id.
pub async fn find(tx: &mut Tx, id: ShardId) -> Result<Option<ShardRow>> {
    tx.optional(FIND, args![id]).await
}

/// Changes when a shard is destroyed at the latest: `false` if it was destroyed.
pub async fn update_destroy_at(tx: &mut Tx, id: ShardId, destroy_at: Timestamp) -> Result<bool> {
    Ok(tx.execute(UPDATE_DESTROY_AT, args![id, destroy_at]).await? == 1)
}

/// Says to which ticket a shard belongs from now on, once its draft is filed: `false` if it was destroyed.
pub async fn set_ticket(tx: &mut Tx, id: ShardId, ticket: TicketId) -> Result<bool> {
    Ok(tx.execute(SET_TICKET, args![id, ticket]).await? == 1)
}

/// Says that a shard is destroyed: `false` if that was said before. Its file has to be unlinked after the save.
pub async fn destroy(
    tx: &mut Tx,
    id: ShardId,
    reason: ShredReason,
    now: Timestamp,
) -> Result<bool> {
    Ok(tx.execute(DESTROY, args![id, reason, now]).await? == 1)
}

/// Says that the file of a destroyed shard is gone: `false` if that was said before.
pub async fn mark_unlinked(tx: &mut Tx, id: ShardId, now: Timestamp) -> Result<bool> {
    Ok(tx.execute(UNLINKED, args![id, now]).await? == 1)
}

/// Living shards that have to be destroyed by now.
pub async fn list_due(
    tx: &mut Tx,
    now: Timestamp,
    after: Option<(Timestamp, ShardId)>,
    limit: i64,
) -> Result<Vec<ShardRow>> {
    let (at, id) = after.unwrap_or_else(first);
    tx.list(LIST_DUE, args![now, at, id, limit]).await
}

/// Destroyed shards whose files may still be there.
pub async fn list_to_unlink(
    tx: &mut Tx,
    after: Option<(Timestamp, ShardId)>,
    limit: i64,
) -> Result<Vec<ShardRow>> {
    let (at, id) = after.unwrap_or_else(first);
    tx.list(LIST_TO_UNLINK, args![at, id, limit]).await
}

/// Before every shard.
fn first() -> (Timestamp, ShardId) {
    (
        Timestamp::from_unix(0),
        ShardId::from_uuid(uuid::Uuid::nil()),
    )
}

/// Every living shard: each must have its file, and no file may lie there without one.
pub async fn list_living(tx: &mut Tx) -> Result<Vec<ShardRow>> {
    tx.list(LIST_LIVING, args![]).await
}
