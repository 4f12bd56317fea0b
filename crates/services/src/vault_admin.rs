//! The vault as the operator handles it: status, rotation, rewrapping, retiring, verification. Behind `leitstand vault …`.
//!
//! Rotation is online and can be resumed: the key file gets the new key first, then the database records it, then it becomes
//! current, then rows move one by one. A crash after any step leaves a vault that opens.
//!
//! What is done to the keys is told in the provider's own chain, together with it: no customer's chain holds it. // security 2.5

use domain::audit::EventKind;
use domain::time::Timestamp;
use store::secrets::StoredVersion;
use store::vault_keys::VaultKeyRow;
use store::{Hidden, KeyState, Tx};
use vault::{DatabaseFacts, KekId, KekSource, KekState, KeyFile, KeyRow, Shard, Vault, may_retire};

use crate::context::Context;
use crate::credentials::{place, shard_error, stored};
use crate::error::{Result, ServiceError};
use crate::{audit, house};

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
        to_unlink: store::shards::list_to_unlink(&mut tx, None, PAGE)
            .await?
            .len(),
    })
}

/// Reads the keys again if another process rotated or retired some, or if the vault is sealed and may be opened by now. Says
/// whether there is another vault than before.
///
/// # Errors
/// The database does not answer.
pub async fn refresh(context: &Context) -> Result<bool> {
    let mut tx = context.db().read().await?;
    refresh_in(context, &mut tx).await
}

pub(crate) async fn refresh_in(context: &Context, tx: &mut Tx) -> Result<bool> {
    let known = facts(tx).await?;
    let vault = context.vault();
    if is_up_to_date(&vault, &known) {
        return Ok(false);
    }
    let was_sealed = vault.seal_reason().is_some();
    let booted = Vault::boot(context.key_source(), &known).await;
    // An open vault stays open: what it has may still serve, and the next start tells what is wrong.
    if let Some(reason) = booted.vault.seal_reason() {
        if !was_sealed {
            tracing::error!(target: "security", event = "vault.not_refreshed", code = reason.code(), %reason);
        }
        return Ok(false);
    }
    tracing::info!(target: "security", event = "vault.refreshed", was_sealed);
    context.shared_vault().replace(booted.vault);
    Ok(true)
}

/// Whether an open vault writes under the recorded key, has every key that rows may need, and none that was retired.
fn is_up_to_date(vault: &Vault, known: &DatabaseFacts) -> bool {
    let Some(current) = vault.current() else {
        return false;
    };
    let own = vault.keys();
    known.keys.iter().all(|row| match row.state {
        KekState::Active => row.kek == *current,
        KekState::DecryptOnly => own.contains(&row.kek),
        KekState::Destroyed => !own.contains(&row.kek),
    })
}

/// Brings in a new key and makes it current. Says its name. In a key file the key is made here; from the environment or a
/// transit server the current key there is taken, which must be a new one. Rows are moved by [`rewrap`] afterwards; running
/// servers notice by themselves.
///
/// # Errors
/// [`ServiceError::VaultSealed`]; [`ServiceError::Conflict`] `no_new_key` when the source has none; the key file cannot be
/// written.
pub async fn rotate(context: &Context) -> Result<String> {
    let mut tx = context.db().begin().await?;
    let known = facts(&mut tx).await?;
    let (kek, unrecorded) = match context.key_source() {
        KekSource::File(path) => new_in_file(context, path, &known).await?,
        other => new_elsewhere(other, &known).await?,
    };
    if let Some(row) = unrecorded {
        let row = VaultKeyRow {
            kek_id: kek.as_str().to_owned(),
            state: KeyState::DecryptOnly,
            check_value: row.check,
            created_at: context.now(),
            retired_at: None,
        };
        store::vault_keys::insert(&mut tx, &row).await?;
    }
    tx.save().await?;
    if let KekSource::File(path) = context.key_source() {
        KeyFile::open(path)
            .and_then(|mut file| file.make_current(&kek))
            .map_err(ServiceError::internal)?;
    }
    make_active(context, &kek).await?;
    Ok(kek.as_str().to_owned())
}

/// A key in the file that was never recorded is what an interrupted rotation left: it is used before another is made.
async fn new_in_file(
    context: &Context,
    path: &std::path::Path,
    known: &DatabaseFacts,
) -> Result<(KekId, Option<KeyRow>)> {
    if context.vault().seal_reason().is_some() {
        return Err(ServiceError::VaultSealed);
    }
    let recorded: Vec<KekId> = known.keys.iter().map(|row| row.kek.clone()).collect();
    let mut file = KeyFile::open(path).map_err(ServiceError::internal)?;
    let left = vault::KekProvider::ids(file.ring())
        .into_iter()
        .find(|kek| !recorded.contains(kek));
    let kek = match left {
        Some(kek) => kek,
        None => file
            .add(&recorded, context.random())
            .map_err(ServiceError::internal)?,
    };
    let widened = Vault::boot(&KekSource::File(path.to_owned()), known).await;
    let row = widened.vault.row_for(&kek).await?;
    Ok((kek, Some(row)))
}

async fn new_elsewhere(
    source: &KekSource,
    known: &DatabaseFacts,
) -> Result<(KekId, Option<KeyRow>)> {
    let row = vault::newcomer(source, known).await.map_err(|reason| {
        tracing::error!(target: "security", event = "vault.not_rotated", code = reason.code(), %reason);
        ServiceError::VaultSealed
    })?;
    if let Some(row) = row {
        return Ok((row.kek.clone(), Some(row)));
    }
    let current = source.load().map_err(ServiceError::internal)?;
    let current = current.current().clone();
    let is_active = |row: &KeyRow| row.kek == current && row.state == KekState::Active;
    if known.keys.iter().any(is_active) {
        return Err(ServiceError::Conflict("no_new_key"));
    }
    Ok((current, None))
}

/// Writes that this key, and no other, is the one for new secrets.
pub(crate) async fn record_active(tx: &mut Tx, kek: &KekId) -> Result<()> {
    for row in store::vault_keys::list(tx).await? {
        let state = if row.kek_id == kek.as_str() {
            KeyState::Active
        } else {
            KeyState::DecryptOnly
        };
        if row.state != state && row.state != KeyState::Destroyed {
            store::vault_keys::update_state(tx, &row.kek_id, state, None).await?;
        }
    }
    Ok(())
}

async fn make_active(context: &Context, kek: &KekId) -> Result<()> {
    let mut tx = house::begin(context).await?;
    record_active(&mut tx, kek).await?;
    let event = audit::event(context, EventKind::VaultRotated).with("kek", kek.as_str());
    audit::append_to_house(context, &mut tx, event).await?;
    let known = facts(&mut tx).await?;
    tx.save().await?;
    let booted = Vault::boot(context.key_source(), &known).await;
    context.shared_vault().replace(booted.vault);
    Ok(())
}

fn shard_for(context: &Context, row: &StoredVersion) -> Result<Option<Shard>> {
    match row.secret.shard_id {
        Some(id) => Ok(Some(context.shards().get(id).map_err(shard_error)?)),
        None => Ok(None),
    }
}

/// Tells the provider's chain how much of something was done.
pub(crate) async fn tell_count<const N: usize>(
    context: &Context,
    kind: EventKind,
    counts: [(&'static str, usize); N],
) -> Result<()> {
    let mut tx = context.db().begin().await?;
    let event = counts
        .into_iter()
        .fold(audit::event(context, kind), |event, (name, count)| {
            event.with(name, i64::try_from(count).unwrap_or(i64::MAX))
        });
    audit::append_to_house(context, &mut tx, event).await?;
    tx.save().await?;
    Ok(())
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
        let mut progress = 0;
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
                progress += 1;
            }
            tx.save().await?;
        }
        if progress == 0 {
            return Ok(moved);
        }
        moved += progress;
        tell_count(context, EventKind::VaultRewrapped, [("rows", progress)]).await?;
    }
}

/// Destroys an old key: first in the database, then in the file; from the environment or a transit server the operator
/// removes it. A key that is destroyed in the database but was left in the file by a crash is taken out of the file.
///
/// # Errors
/// [`ServiceError::Conflict`] `key_unknown`, `key_active`, `key_destroyed`, `key_in_use`.
pub async fn retire(context: &Context, kek: &str) -> Result<()> {
    let kek: KekId = kek
        .parse()
        .map_err(|_| ServiceError::Conflict("key_unknown"))?;
    let mut tx = house::begin(context).await?;
    let known = facts(&mut tx).await?;
    let rows = store::secrets::count_by_key(&mut tx)
        .await?
        .iter()
        .find(|(name, _)| name == kek.as_str())
        .map_or(0, |(_, n)| u64::try_from(*n).unwrap_or(u64::MAX));
    if let Err(refusal) = may_retire(&kek, &known.keys, rows) {
        return match refusal {
            vault::RetireRefusal::Unknown(_) => Err(ServiceError::Conflict("key_unknown")),
            vault::RetireRefusal::Active(_) => Err(ServiceError::Conflict("key_active")),
            vault::RetireRefusal::InUse { .. } => Err(ServiceError::Conflict("key_in_use")),
            vault::RetireRefusal::AlreadyDestroyed(_) if take_out(context, &kek)? => Ok(()),
            vault::RetireRefusal::AlreadyDestroyed(_) => {
                Err(ServiceError::Conflict("key_destroyed"))
            }
        };
    }
    store::vault_keys::update_state(
        &mut tx,
        kek.as_str(),
        KeyState::Destroyed,
        Some(context.now()),
    )
    .await?;
    let event = audit::event(context, EventKind::VaultRetired).with("kek", kek.as_str());
    audit::append_to_house(context, &mut tx, event).await?;
    tx.save().await?;
    take_out(context, &kek)?;
    refresh(context).await?;
    Ok(())
}

/// Takes a retired key out of the key file; `false` if there is no such file or no such key in it.
fn take_out(context: &Context, kek: &KekId) -> Result<bool> {
    let KekSource::File(path) = context.key_source() else {
        return Ok(false);
    };
    let mut file = KeyFile::open(path).map_err(ServiceError::internal)?;
    let there = vault::KekProvider::ids(file.ring()).contains(kek);
    file.remove(kek).map_err(ServiceError::internal)?;
    Ok(there)
}

/// Tries every row: key, shard and commitment, without decrypting a secret. That somebody did is told.
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
            let counts = [("sound", found.sound), ("broken", found.broken.len())];
            tell_count(context, EventKind::VaultVerified, counts).await?;
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
