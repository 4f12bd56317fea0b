//! A secret between its row and the vault: sealed under the current key, bound to its place, opened again.

use domain::audit::EventKind;
use domain::credential::{AccountRights, SecretClass, SecretField, SecretState};
use domain::ids::{OrganizationId, SecretId, ShardId, SystemId, TicketId};
use store::secrets::{SecretRow, SecretVersionRow};
use store::{Hidden, Tx};
use vault::{SecretBytes, SecretContext, Shard, Stored, VaultError};

use crate::context::{Context, OpContext};
use crate::error::{Result, ServiceError};
use crate::{audit, vault_admin};

/// Where a secret belongs.
pub(super) struct Owner {
    pub(super) organization: OrganizationId,
    pub(super) ticket: Option<TicketId>,
    pub(super) system: Option<SystemId>,
    pub(super) class: SecretClass,
    pub(super) shard: Option<ShardId>,
}

/// What it is.
pub(super) struct Part {
    pub(super) field: SecretField,
    pub(super) label: String,
    pub(super) rights: Option<AccountRights>,
    /// The secret it was taken from.
    pub(super) from: Option<SecretId>,
}

/// Stores a secret, or a new version of one.
pub(super) async fn put(
    op: &OpContext,
    tx: &mut Tx,
    owner: &Owner,
    shard: Option<&Shard>,
    before: Option<&SecretRow>,
    part: Part,
    value: &SecretBytes,
) -> Result<SecretId> {
    let now = op.now();
    let id = before.map_or_else(|| op.app.id(SecretId::from_uuid), |row| row.id);
    let version = before.map_or(0, |row| row.version) + 1;
    let place = SecretContext {
        organization: owner.organization,
        ticket: owner.ticket,
        shard: owner.shard,
        secret: id,
        field: part.field,
        version,
    };
    let stored = seal(&op.app, tx, &place, value, shard).await?;
    let digest = stored.blob_sha256;
    let row = SecretVersionRow {
        secret_id: id,
        version,
        kek_id: stored.kek_id.as_str().to_owned(),
        wrapped: Some(Hidden(stored.wrapped)),
        blob: Some(Hidden(stored.blob)),
        blob_sha256: digest,
        created_by: op.actor.person,
        created_at: now,
    };
    let kind = if before.is_some() {
        if !store::secrets::insert_version(tx, &row).await? {
            return Err(ServiceError::Conflict("changed_meanwhile"));
        }
        EventKind::SecretReplaced
    } else {
        let secret = SecretRow {
            id,
            organization_id: owner.organization,
            class: owner.class,
            shard_id: owner.shard,
            ticket_id: owner.ticket,
            system_id: owner.system,
            field: part.field,
            label: part.label,
            account_rights: part.rights,
            state: SecretState::Stored,
            version,
            created_by: op.actor.person,
            created_at: now,
            first_read_at: None,
            shredded_at: None,
            shred_reason: None,
        };
        store::secrets::insert(tx, &secret, &row).await?;
        EventKind::SecretStored
    };
    let mut event = audit::by(op, kind)
        .with("secret", id.to_string())
        .with("class", owner.class.code())
        .with("field", part.field.code())
        .with("version", version)
        .with("blob_sha256", hex::encode(digest));
    if let Some(from) = part.from {
        event = event.with("from", from.to_string());
    }
    event.ticket = owner.ticket;
    audit::append(&op.app, tx, owner.organization, event).await?;
    Ok(id)
}

/// Encrypts under the key that is current for everybody. A key that another process rotated away is not written under any
/// more, so that it can be retired as soon as no row needs it.
async fn seal(
    context: &Context,
    tx: &mut Tx,
    place: &SecretContext,
    value: &SecretBytes,
    shard: Option<&Shard>,
) -> Result<Stored> {
    let once = async || {
        let vault = context.vault();
        vault.seal(place, value, shard, context.random()).await
    };
    let stored = once().await?;
    if store::vault_keys::is_active(tx, stored.kek_id.as_str()).await? {
        return Ok(stored);
    }
    if !vault_admin::refresh_in(context, tx).await? {
        return Err(ServiceError::unavailable(
            "the vault's current key is not the one recorded as active",
        ));
    }
    let stored = once().await?;
    // A rotation that was interrupted before its last step: the ring decides.
    vault_admin::record_active(tx, &stored.kek_id).await?;
    Ok(stored)
}

/// Opens a stored version; with `newest` only if it is that blob. A key this process has not heard of was brought in by a
/// rotation elsewhere: the ring is read again, once.
pub(super) async fn open(
    context: &Context,
    place: &SecretContext,
    stored: &Stored,
    shard: Option<&Shard>,
    newest: Option<&[u8; 32]>,
) -> std::result::Result<SecretBytes, VaultError> {
    let once = async || {
        let vault = context.vault();
        match newest {
            Some(newest) => vault.open_newest(place, stored, shard, newest).await,
            None => vault.open(place, stored, shard).await,
        }
    };
    match once().await {
        Err(VaultError::UnknownKey(kek)) => match vault_admin::refresh(context).await {
            Ok(true) => once().await,
            _ => Err(VaultError::UnknownKey(kek)),
        },
        other => other,
    }
}

/// The row as the vault takes it; `None` when the ciphertext is gone.
pub(crate) fn stored(version: SecretVersionRow) -> Result<Option<Stored>> {
    let (Some(Hidden(wrapped)), Some(Hidden(blob))) = (version.wrapped, version.blob) else {
        return Ok(None);
    };
    Ok(Some(Stored {
        kek_id: version.kek_id.parse().map_err(ServiceError::internal)?,
        wrapped,
        blob,
        blob_sha256: version.blob_sha256,
    }))
}

/// Where a stored secret belongs, as its ciphertext is bound to it.
pub(crate) fn place(secret: &SecretRow, version: i64) -> SecretContext {
    SecretContext {
        organization: secret.organization_id,
        ticket: secret.ticket_id,
        shard: secret.shard_id,
        secret: secret.id,
        field: secret.field,
        version,
    }
}
