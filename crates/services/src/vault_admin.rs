//! The vault as the operator handles it: status, rotation, rewrapping, retiring, verification. Behind `leitstand vault …`.
//!
//! Rotation is online and can be resumed: the key file gets the new key first, then the database records it, then it becomes
//! current, then rows move one by one. A crash after any step leaves a vault that opens.

use domain::time::Timestamp;
use store::secrets::StoredVersion;
use store::vault_keys::VaultKeyRow;
use store::{Hidden, KeyState, Tx};
use vault::{DatabaseFacts, KekId, KekSource, KekState, KeyFile, KeyRow, Shard, Vault, may_retire};

use crate::context::Context;
use crate::credentials::{place, shard_error, stored};
use crate::error::{Result, ServiceError};

/// Rows looked at at once.
const PAGE: i64 = 200;

/// A key with what depends on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyStatus {
    /// Name.
    pub kek: String,
    /// State.
    pub state: KeyState,
    /// When it was recorded.
    pub created_at: Timestamp,
    /// Secret versions wrapped under it.
    pub rows: i64,
}

/// The vault's state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// Code of the reason, when sealed.
    pub sealed: Option<&'static str>,
    /// Every key.
    pub keys: Vec<KeyStatus>,
    /// Shards that must be there.
    pub living_shards: usize,
    /// Shards whose file is to be unlinked still.
    pub to_unlink: usize,
}

/// What a verification found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Verified {
    /// Rows that can be opened.
    pub sound: usize,
    /// Rows that cannot: the secret's id, its version, the code.
    pub broken: Vec<(String, i64, &'static str)>,
}

/// What the database knows, for [`Vault::boot`].
///
/// # Errors
/// The database does not answer, or holds a name that is none.
pub async fn database_facts(context_db: &store::Db) -> Result<DatabaseFacts> {
    let mut tx = context_db.read().await?;
    facts(&mut tx).await
}

async fn facts(tx: &mut Tx) -> Result<DatabaseFacts> {
    let mut keys = Vec::new();
    for row in store::vault_keys::list(tx).await? {
        keys.push(KeyRow {
            kek: row.kek_id.parse().map_err(ServiceError::internal)?,
            state: state_of(row.state),
            check: row.check_value,
        });
    }
    let secrets = !store::secrets::list_living(tx, None, 1).await?.is_empty();
    Ok(DatabaseFacts { keys, secrets })
}

const fn state_of(state: KeyState) -> KekState {
    match state {
        KeyState::Active => KekState::Active,
        KeyState::DecryptOnly => KekState::DecryptOnly,
        KeyState::Destroyed => KekState::Destroyed,
    }
}

/// The state of the vault.
///
/// # Errors
/// The database does not answer.
pub async fn status(context: &Context) -> Result<Status> {
    let mut tx = context.db().read().await?;
    let counts = store::secrets::count_by_key(&mut tx).await?;
    let keys = store::vault_keys::list(&mut tx)
        .await?
        .into_iter()
        .map(|row| KeyStatus {
            rows: counts
                .iter()
                .find(|(kek, _)| *kek == row.kek_id)
                .map_or(0, |(_, n)| *n),
            kek: row.kek_id,
            state: row.state,
            created_at: row.created_at,
        })
        .collect();
    Ok(Status {
        sealed: context.vault().seal_reason().map(vault::SealReason::code),
        keys,
        living_shards: store::shards::list_living(&mut tx).await?.len(),
        to_unlink: store::shards::list_to_unlink(&mut tx, PAGE).await?.len(),
    })
}

/// Adds a key to the file, records it and makes it current. Says its name. Rows are moved by [`rewrap`] afterwards.
///
/// # Errors
/// [`ServiceError::VaultSealed`]; the key file cannot be written.
pub async fn rotate(context: &Context, file: &std::path::Path) -> Result<String> {
    if context.vault().seal_reason().is_some() {
        return Err(ServiceError::VaultSealed);
    }
    let mut tx = context.db().begin().await?;
    let known = facts(&mut tx).await?;
    let recorded: Vec<KekId> = known.keys.iter().map(|row| row.kek.clone()).collect();
    let mut key_file = KeyFile::open(file).map_err(ServiceError::internal)?;
    let kek = key_file
        .add(&recorded, context.random())
        .map_err(ServiceError::internal)?;
    let source = KekSource::File(file.to_owned());
    let widened = Vault::boot(&source, &known).await.vault;
    let row = widened.row_for(&kek).await?;
    let now = context.now();
    let recorded = VaultKeyRow {
        kek_id: kek.as_str().to_owned(),
        state: KeyState::DecryptOnly,
        check_value: row.check,
        created_at: now,
        retired_at: None,
    };
    store::vault_keys::insert(&mut tx, &recorded).await?;
    tx.save().await?;
    key_file
        .make_current(&kek)
        .map_err(ServiceError::internal)?;
    let mut tx = context.db().begin().await?;
    for row in store::vault_keys::list(&mut tx).await? {
        if row.state == KeyState::Active {
            store::vault_keys::update_state(&mut tx, &row.kek_id, KeyState::DecryptOnly, None)
                .await?;
        }
    }
    store::vault_keys::update_state(&mut tx, kek.as_str(), KeyState::Active, None).await?;
    let known = facts(&mut tx).await?;
    tx.save().await?;
    let booted = Vault::boot(&source, &known).await;
    context.shared_vault().replace(booted.vault);
    Ok(kek.as_str().to_owned())
}

fn shard_for(context: &Context, row: &StoredVersion) -> Result<Option<Shard>> {
    match row.secret.shard_id {
        Some(id) => Ok(Some(context.shards().get(id).map_err(shard_error)?)),
        None => Ok(None),
    }
}

/// Moves wrapped keys to the current key, one row a transaction; can be stopped and started again at any row. Says how many moved.
///
/// # Errors
/// [`ServiceError::VaultSealed`]; a row that cannot be unwrapped stops it, named in the log.
pub async fn rewrap(context: &Context) -> Result<usize> {
    let vault = context.vault();
    let current = vault
        .current()
        .ok_or(ServiceError::VaultSealed)?
        .as_str()
        .to_owned();
    let mut moved = 0;
    loop {
        let mut reader = context.db().read().await?;
        let rows = store::secrets::list_to_rewrap(&mut reader, &current, PAGE).await?;
        drop(reader);
        if rows.is_empty() {
            return Ok(moved);
        }
        let mut progress = false;
        for row in rows {
            let shard = match shard_for(context, &row) {
                Ok(shard) => shard,
                // Destroyed between the reading and now: nothing to move.
                Err(ServiceError::Conflict(_)) => continue,
                Err(error) => return Err(error),
            };
            let kek: KekId = row.version.kek_id.parse().map_err(ServiceError::internal)?;
            let Some(Hidden(wrapped)) = row.version.wrapped.clone() else {
                continue;
            };
            let place = place(&row.secret, row.version.version);
            let next = vault
                .rewrap(&place, &kek, &wrapped, shard.as_ref(), context.random())
                .await
                .inspect_err(|error| {
                    tracing::error!(target: "security", event = "vault.rewrap_failed", code = error.code(), secret = %row.secret.id);
                })?;
            let Some(next) = next else { continue };
            let mut tx = context.db().begin().await?;
            let key = (row.secret.id, row.version.version);
            let wrapped = Hidden(next.wrapped);
            if store::secrets::update_wrapped(
                &mut tx,
                key,
                kek.as_str(),
                next.kek_id.as_str(),
                &wrapped,
            )
            .await?
            {
                moved += 1;
                progress = true;
            }
            tx.save().await?;
        }
        if !progress {
            return Ok(moved);
        }
    }
}

/// Destroys an old key: first in the database, then in the file.
///
/// # Errors
/// [`ServiceError::Conflict`] `key_unknown`, `key_active`, `key_destroyed`, `key_in_use`.
pub async fn retire(context: &Context, file: &std::path::Path, kek: &str) -> Result<()> {
    let kek: KekId = kek
        .parse()
        .map_err(|_| ServiceError::Conflict("key_unknown"))?;
    let mut tx = context.db().begin().await?;
    let known = facts(&mut tx).await?;
    let rows = store::secrets::count_by_key(&mut tx)
        .await?
        .iter()
        .find(|(name, _)| name == kek.as_str())
        .map_or(0, |(_, n)| u64::try_from(*n).unwrap_or(u64::MAX));
    may_retire(&kek, &known.keys, rows).map_err(|refusal| {
        ServiceError::Conflict(match refusal {
            vault::RetireRefusal::Unknown(_) => "key_unknown",
            vault::RetireRefusal::Active(_) => "key_active",
            vault::RetireRefusal::AlreadyDestroyed(_) => "key_destroyed",
            vault::RetireRefusal::InUse { .. } => "key_in_use",
        })
    })?;
    store::vault_keys::update_state(
        &mut tx,
        kek.as_str(),
        KeyState::Destroyed,
        Some(context.now()),
    )
    .await?;
    tx.save().await?;
    let mut key_file = KeyFile::open(file).map_err(ServiceError::internal)?;
    key_file.remove(&kek).map_err(ServiceError::internal)?;
    Ok(())
}

/// Tries every row: key, shard and commitment, without decrypting a secret.
///
/// # Errors
/// [`ServiceError::VaultSealed`].
pub async fn verify(context: &Context) -> Result<Verified> {
    let vault = context.vault();
    if vault.seal_reason().is_some() {
        return Err(ServiceError::VaultSealed);
    }
    let mut found = Verified::default();
    let mut after = None;
    loop {
        let mut reader = context.db().read().await?;
        let rows = store::secrets::list_living(&mut reader, after, PAGE).await?;
        drop(reader);
        let Some(last) = rows.last() else {
            return Ok(found);
        };
        after = Some((last.secret.id, last.version.version));
        for row in rows {
            let (id, version) = (row.secret.id.to_string(), row.version.version);
            match check(context, &vault, row).await {
                Ok(()) => found.sound += 1,
                Err(code) => found.broken.push((id, version, code)),
            }
        }
    }
}

async fn check(
    context: &Context,
    vault: &Vault,
    row: StoredVersion,
) -> std::result::Result<(), &'static str> {
    let shard = shard_for(context, &row).map_err(|_| "shard_gone")?;
    let place = place(&row.secret, row.version.version);
    let stored = stored(row.version)
        .map_err(|_| "corrupt")?
        .ok_or("shard_gone")?;
    vault
        .check(&place, &stored, shard.as_ref())
        .await
        .map_err(|error| error.code())
}
