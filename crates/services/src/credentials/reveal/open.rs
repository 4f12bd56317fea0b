//! After the commit: the lease, the shard, the ciphertext. What goes wrong now is told as a failed look.

use domain::audit::EventKind;
use domain::credential::Grant;
use vault::{SecretBytes, VaultError};

use super::{Decided, Revealed};
use crate::context::OpContext;
use crate::credentials::sealed;
use crate::error::{Result, ServiceError};

/// The value of a look that was granted.
pub(super) async fn open(op: &OpContext, decided: Decided, grant: Grant) -> Result<Revealed> {
    match open_value(op, &decided, grant).await {
        Ok(value) => Ok(Revealed {
            reveal: decided.id,
            value,
            field: decided.secret.field,
            shown_seconds: grant.shown_seconds,
            lease_until: grant.lease_until,
            field_left: grant.field_left,
            day_left: grant.day_left,
        }),
        Err((code, error)) => {
            tracing::warn!(target: "security", event = "reveal.failed", code, secret = %decided.secret.id);
            failed(op, &decided, code).await?;
            Err(error)
        }
    }
}

async fn open_value(
    op: &OpContext,
    decided: &Decided,
    grant: Grant,
) -> std::result::Result<SecretBytes, (&'static str, ServiceError)> {
    if op.now() > grant.lease_until {
        return Err(("lease_over", ServiceError::Conflict("lease_over")));
    }
    tracing::Span::current().record("secret", tracing::field::display(decided.secret.id));
    let vault_error = |error: VaultError| (error.code(), ServiceError::from(error));
    let gone = || vault_error(VaultError::ShardGone);
    let shard = match decided.secret.shard_id {
        Some(id) => Some(op.app.shards().get(id).map_err(|e| vault_error(e.into()))?),
        None => None,
    };
    let version = decided.version.clone().ok_or_else(gone)?;
    let stored = sealed::stored(version)
        .map_err(|e| ("corrupt", e))?
        .ok_or_else(gone)?;
    let newest = decided.newest.ok_or_else(gone)?;
    let place = sealed::place(&decided.secret, decided.secret.version);
    sealed::open(&op.app, &place, &stored, shard.as_ref(), Some(&newest))
        .await
        .map_err(vault_error)
}

async fn failed(op: &OpContext, decided: &Decided, code: &str) -> Result<()> {
    let mut tx = op.app.db().begin().await?;
    // The ticket first, as everybody who acts on it: see `after`.
    store::tickets::find_for_update(&mut tx, decided.case.ticket.id).await?;
    store::reveals::mark_failed(&mut tx, decided.id, code).await?;
    let event = decided
        .case
        .event(op, EventKind::RevealFailed)
        .with("reveal", decided.id.to_string())
        .with("code", code);
    decided.case.tell(&op.app, &mut tx, event).await?;
    tx.save().await?;
    decided.case.wake(&op.app);
    Ok(())
}
