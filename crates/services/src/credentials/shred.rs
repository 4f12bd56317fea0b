//! Destroying: the row says so in a transaction, then the shard goes, then the row says that it is gone. // RULINGS 10
//!
//! A crash in between leaves work for the sweeper, never a readable secret: every look asks the row first and needs the shard
//! second. A restored backup brings rows back, but not the shard.

use domain::audit::EventKind;
use domain::credential::{DEPOSIT_SECONDS, SecretState, ShardPurpose, ShredReason};
use domain::ids::{AuthorizationId, OrganizationId, ShardId, TicketId};
use domain::intervention::AuthorizationState;
use domain::time::Timestamp;
use store::Tx;
use store::authorizations::AuthorizationRow;
use store::secrets::SecretRow;
use store::shards::ShardRow;

use super::shards::shard_error;
use crate::apart::Apart;
use crate::context::Context;
use crate::error::Result;

/// What a sweep did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Swept {
    /// Shards whose time had come.
    pub due: usize,
    /// Files unlinked.
    pub unlinked: usize,
    /// Files without a row, or whose row says destroyed.
    pub orphans: usize,
}

/// Shards that are read at once.
const PAGE: i64 = 200;
/// Files younger than this may belong to a transaction that has not committed yet.
const ORPHAN_S: i64 = 3600;

/// Marks everything under a shard as destroyed, inside the caller's unit of work. The caller unlinks after its commit.
pub(crate) async fn mark(
    context: &Context,
    tx: &mut Tx,
    shard: ShardId,
    owner: (OrganizationId, Option<TicketId>),
    reason: ShredReason,
) -> Result<()> {
    let now = context.now();
    if !store::shards::destroy(tx, shard, reason, now).await? {
        return Ok(());
    }
    for secret in store::secrets::list_of_shard(tx, shard).await? {
        if secret.state == SecretState::Stored {
            shred_in(context, tx, &secret, owner.1, reason).await?;
        }
    }
    Ok(())
}

/// Destroys the ciphertexts of one secret and tells it.
pub(super) async fn shred_in(
    context: &Context,
    tx: &mut Tx,
    secret: &SecretRow,
    ticket: Option<TicketId>,
    reason: ShredReason,
) -> Result<()> {
    if !store::secrets::shred(tx, secret.id, reason, context.now()).await? {
        return Ok(());
    }
    let mut event = crate::audit::event(context, EventKind::SecretShredded)
        .with("secret", secret.id.to_string())
        .with("field", secret.field.code())
        .with("class", secret.class.code())
        .with("versions", secret.version)
        .with("reason", reason.code());
    event.ticket = ticket;
    crate::audit::append(context, tx, secret.organization_id, event).await?;
    Ok(())
}

/// Destroys the file; only after the commit that says so. A failure is left to the sweeper and logged.
pub(crate) async fn unlink(context: &Context, shard: ShardId) {
    if let Err(error) = unlink_now(context, shard).await {
        tracing::error!(target: "security", event = "shard.not_unlinked", %shard, error = ?error);
    }
}

async fn unlink_now(context: &Context, shard: ShardId) -> Result<()> {
    context.shards().destroy(shard).map_err(shard_error)?;
    let mut tx = context.db().begin().await?;
    store::shards::mark_unlinked(&mut tx, shard, context.now()).await?;
    tx.save().await?;
    Ok(())
}

/// Destroys what is due and unlinks what a crash left; one that cannot be destroyed stops none of the others. Run by housekeeping and by `leitstand vault shred-due`.
///
/// # Errors
/// The database or the shard directory does not answer.
pub async fn sweep(context: &Context) -> Result<Swept> {
    // What can be unlinked is, whatever cannot be destroyed.
    let (due, unlinked) = (destroy_due(context).await, unlink_left(context).await);
    Ok(Swept {
        due: due?,
        unlinked: unlinked?,
        ..Swept::default()
    })
}

/// Page after page by key: as many as there are that cannot be destroyed, those behind them get their turn.
async fn destroy_due(context: &Context) -> Result<usize> {
    let mut round = Apart::new("sweep");
    let mut after = None;
    loop {
        let mut reader = context.db().read().await?;
        let page = store::shards::list_due(&mut reader, context.now(), after, PAGE).await?;
        drop(reader);
        let Some(last) = page.last() else {
            return round.end();
        };
        after = Some((last.destroy_at, last.id));
        for row in page {
            let outcome = sweep_one(context, &row).await;
            if round.note(row.id, outcome).is_break() {
                return round.end();
            }
        }
    }
}

async fn unlink_left(context: &Context) -> Result<usize> {
    let mut round = Apart::new("unlink");
    let mut after = None;
    loop {
        let mut reader = context.db().read().await?;
        let page = store::shards::list_to_unlink(&mut reader, after, PAGE).await?;
        drop(reader);
        let Some(last) = page.last() else {
            return round.end();
        };
        after = last.destroyed_at.map(|at| (at, last.id));
        for row in page {
            let outcome = unlink_now(context, row.id).await.map(|()| true);
            if round.note(row.id, outcome).is_break() {
                return round.end();
            }
        }
    }
}

async fn sweep_one(context: &Context, seen: &ShardRow) -> Result<bool> {
    let now = context.now();
    let mut tx = context.db().begin().await?;
    // Held before the shard is read again: whoever extends a moment earlier keeps the credentials.
    if let Some(ticket) = seen.ticket_id {
        store::tickets::find_for_update(&mut tx, ticket).await?;
    } else {
        let id = AuthorizationId::from_uuid(seen.id.uuid());
        store::authorizations::find_for_update(&mut tx, id).await?;
    }
    let Some(row) = store::shards::find(&mut tx, seen.id).await? else {
        return Ok(false);
    };
    if row.destroyed_at.is_some() || row.destroy_at > now {
        return Ok(false);
    }
    let reason = match row.purpose {
        ShardPurpose::Authorization => reason_of(context, &mut tx, &row).await?,
        ShardPurpose::Handover => end_handover(context, &mut tx, &row, now).await?,
    };
    mark(
        context,
        &mut tx,
        row.id,
        (row.organization_id, row.ticket_id),
        reason,
    )
    .await?;
    tx.save().await?;
    context.hub().tell(row.organization_id, row.ticket_id);
    Ok(true)
}

/// Why the credentials of an authorization go; a draft that was never filed ends with them.
async fn reason_of(context: &Context, tx: &mut Tx, row: &ShardRow) -> Result<ShredReason> {
    let id = AuthorizationId::from_uuid(row.id.uuid());
    let authorization = store::authorizations::find(tx, id).await?;
    let first = store::secrets::list_of_shard(tx, row.id)
        .await?
        .iter()
        .map(|s| s.created_at)
        .min()
        .unwrap_or(row.created_at);
    let by_event = match authorization {
        Some(draft)
            if draft.state == AuthorizationState::Draft && draft.intervention_id.is_none() =>
        {
            super::draft::abandon(context, tx, draft).await?;
            ShredReason::DraftAbandoned
        }
        Some(AuthorizationRow {
            state,
            valid_until: Some(_),
            ..
        }) if state != AuthorizationState::Draft => ShredReason::ValidityEnded,
        _ => ShredReason::DepositTooOld,
    };
    // The instant was promised and stored; at the outer bound it is the reason.
    let latest = first.plus_seconds(DEPOSIT_SECONDS);
    Ok(if row.destroy_at < latest {
        by_event
    } else {
        ShredReason::DepositTooOld
    })
}

async fn end_handover(
    context: &Context,
    tx: &mut Tx,
    row: &ShardRow,
    now: Timestamp,
) -> Result<ShredReason> {
    let Some(mut handover) = store::handovers::find_by_shard(tx, row.id).await? else {
        return Ok(ShredReason::HandoverOverdue);
    };
    let promised = super::handover::promised(tx, &handover).await?;
    let due = promised.due();
    handover.ended_at = promised.end(now).ended_at;
    store::handovers::update(tx, &handover).await?;
    let event = crate::audit::event(context, EventKind::HandoverEnded)
        .on(handover.ticket_id)
        .with("handover", handover.id.to_string())
        .with("reason", due.reason.code());
    crate::audit::append(context, tx, handover.organization_id, event).await?;
    Ok(due.reason)
}

/// At the start and every hour: files that no row knows, and files whose row says destroyed (a restored shard directory), go.
/// A database that knows none of the files is not theirs (a wrong address in the configuration): then nothing goes.
///
/// # Errors
/// The database or the shard directory does not answer.
pub async fn sweep_orphans(context: &Context) -> Result<Swept> {
    let mut swept = Swept::default();
    let mut files = Vec::new();
    for id in context.shards().list().map_err(shard_error)? {
        let mut reader = context.db().read().await?;
        files.push((id, store::shards::find(&mut reader, id).await?));
    }
    if !files.is_empty() && files.iter().all(|(_, row)| row.is_none()) {
        tracing::warn!(target: "security", event = "shards.unknown", files = files.len(),
            "no shard in the directory belongs to this database; none was destroyed");
        return Ok(swept);
    }
    for (id, row) in files {
        let orphan = match row {
            Some(row) => row.destroyed_at.is_some(),
            None => made_before(id, context.now().minus_seconds(ORPHAN_S)),
        };
        if orphan {
            unlink_now(context, id).await?;
            swept.orphans += 1;
        }
    }
    if swept.orphans > 0 {
        let counts = [("orphans", swept.orphans)];
        crate::vault_admin::tell_count(context, EventKind::VaultSwept, counts).await?;
    }
    Ok(swept)
}

/// A shard's id tells when it was made (UUIDv7).
fn made_before(id: ShardId, limit: Timestamp) -> bool {
    let made = id
        .uuid()
        .get_timestamp()
        .map(|t| i64::try_from(t.to_unix().0).unwrap_or(i64::MAX));
    made.is_none_or(|made| made < limit.unix())
}
