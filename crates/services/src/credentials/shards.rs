//! Key shards outside the database: made before their row, destroyed when their case says so.

use domain::credential::{ShardCase, ShardPurpose, shard_due};
use domain::ids::{AuthorizationId, OrganizationId, ShardId, TicketId};
use domain::intervention::AuthorizationState;
use domain::time::Timestamp;
use store::Tx;
use store::shards::ShardRow;
use vault::{Shard, ShardError, VaultError};

use crate::context::Context;
use crate::error::{Result, ServiceError};
use crate::interventions::Case;

/// The shard of an authorization has its id.
pub(crate) const fn shard_of(authorization: AuthorizationId) -> ShardId {
    ShardId::from_uuid(authorization.uuid())
}

/// A shard that cannot be read or written, as the use case answers it.
pub(crate) fn shard_error(error: ShardError) -> ServiceError {
    VaultError::from(error).into()
}

/// Makes a shard: the file before the row, so that a row never promises a key that is not there. Where the row never comes
/// the file goes at once; one that a crash left behind is an orphan, which the sweeper destroys.
pub(super) async fn make_shard(
    context: &Context,
    tx: &mut Tx,
    id: ShardId,
    purpose: ShardPurpose,
    owner: (OrganizationId, Option<TicketId>),
    destroy_at: Timestamp,
) -> Result<Shard> {
    let shard = Shard::new(id, context.random());
    context.shards().put(&shard).map_err(shard_error)?;
    let context_then = context.clone();
    tx.otherwise(move || {
        if let Err(error) = context_then.shards().destroy(id) {
            tracing::error!(target: "security", event = "shard.not_unlinked", shard = %id, error = ?error);
        }
    });
    let row = ShardRow {
        id,
        purpose,
        organization_id: owner.0,
        ticket_id: owner.1,
        created_at: context.now(),
        destroy_at,
        destroyed_at: None,
        destroy_reason: None,
        unlinked_at: None,
    };
    store::shards::insert(tx, &row).await?;
    Ok(shard)
}
/// The shard under which a secret goes that the customer wrote into a text: of an authorization that is not signed yet, or
/// whose signed text speaks of deposited credentials. A text never widens what was signed. // RULINGS 7
pub(super) async fn shard_for_texts(
    context: &Context,
    tx: &mut Tx,
    case: &Case,
) -> Result<Option<Shard>> {
    let Some(authorization) = &case.authorization else {
        return Ok(None);
    };
    let takes = match authorization.state {
        AuthorizationState::Draft => true,
        AuthorizationState::Active | AuthorizationState::Expired => case
            .signed
            .as_ref()
            .is_some_and(|version| version.terms.login.credentials),
        AuthorizationState::Ended => false,
    };
    let id = shard_of(authorization.id);
    let lives = store::shards::find(tx, id)
        .await?
        .is_some_and(|row| row.destroyed_at.is_none());
    if !(takes && lives) {
        return Ok(None);
    }
    Ok(Some(context.shards().get(id).map_err(shard_error)?))
}

/// Writes when the shard of the case is to be destroyed, by what became of the authorization. // RULINGS 10
pub(crate) async fn reschedule(context: &Context, tx: &mut Tx, case: &Case) -> Result<()> {
    let Some(authorization) = &case.authorization else {
        return Ok(());
    };
    let id = shard_of(authorization.id);
    let first = store::secrets::list_of_shard(tx, id)
        .await?
        .iter()
        .map(|secret| secret.created_at)
        .min()
        .unwrap_or_else(|| context.now());
    let standing = match (authorization.state, authorization.valid_until) {
        (AuthorizationState::Draft, _) | (_, None) => ShardCase::Submitted,
        (_, Some(valid_until)) => ShardCase::Signed { valid_until },
    };
    // What the signer was told stays, whatever the house rules say since.
    let promised = case
        .signed
        .as_ref()
        .map_or_else(|| context.now(), |version| version.signed_at);
    let retention = crate::defaults::at(tx, promised).await?.retention();
    store::shards::update_destroy_at(tx, id, shard_due(first, standing, retention).at).await?;
    Ok(())
}
