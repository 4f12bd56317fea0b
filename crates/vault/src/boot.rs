//! Open or sealed: decided at the start from the keys there are and the keys the database remembers.
//!
//! The rule behind all of it: **a key is never generated here**, and a vault that is not certain of its keys stays shut. A
//! new key beside old rows would look like a working vault whose secrets are all "damaged".

use std::sync::Arc;

use crate::error::{ProviderFault, VaultError};
use crate::keys::file::{KeyFileError, KeyFileProblem};
use crate::keys::provider::KekProvider;
use crate::keys::ring::{KekId, KekState};
use crate::keys::source::KekSource;
use crate::vault::Vault;

/// A row of `vault_keys`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyRow {
    /// Name of the key.
    pub kek: KekId,
    /// Its state.
    pub state: KekState,
    /// Shows later that it is still the same key.
    pub check: Vec<u8>,
}

/// What the database knows of the vault.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DatabaseFacts {
    /// Every row of `vault_keys`.
    pub keys: Vec<KeyRow>,
    /// Whether there is any row in `secrets`.
    pub secrets: bool,
}

impl DatabaseFacts {
    /// Whether a key may be created for this database: only while nothing in it could need another one.
    pub const fn allow_a_new_key(&self) -> bool {
        self.keys.is_empty() && !self.secrets
    }
}

/// Why the vault is shut.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SealReason {
    /// The key file is missing or was refused.
    #[error("{0}")]
    KeyFile(KeyFileError),
    /// The database remembers a key that the ring has not.
    #[error("key {0} is missing from the key ring")]
    KeyMissing(KekId),
    /// The ring has another key under this name.
    #[error("key {0} is not the key that was recorded under this name")]
    CheckMismatch(KekId),
    /// The current key is one that the database does not know; rotate with `leitstand vault rotate`.
    #[error(
        "the current key {0} was never recorded; use `leitstand vault rotate` to bring in a new key"
    )]
    CurrentUnrecorded(KekId),
    /// The current key is recorded as destroyed.
    #[error("the current key {0} is recorded as destroyed")]
    CurrentDestroyed(KekId),
    /// There are secrets but no key rows to check the ring against.
    #[error("the database holds secrets but no record of their keys")]
    KeyRowsMissing,
    /// The transit server did not answer; it is asked again.
    #[error("{0}")]
    Provider(ProviderFault),
}

impl SealReason {
    /// Stable code for the admin pages, the metrics and the audit event.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::KeyFile(error) if matches!(error.problem, KeyFileProblem::Missing) => {
                "key_file_missing"
            }
            Self::KeyFile(_) => "key_file_refused",
            Self::KeyMissing(_) => "key_missing",
            Self::CheckMismatch(_) => "check_mismatch",
            Self::CurrentUnrecorded(_) => "current_unrecorded",
            Self::CurrentDestroyed(_) => "current_destroyed",
            Self::KeyRowsMissing => "key_rows_missing",
            Self::Provider(_) => "provider_unavailable",
        }
    }
}

/// Something the administrator should know though the vault is open.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyWarning {
    /// Environment variables can be read by other processes of the same user.
    #[error("the vault's keys come from the environment variable {0}, which /proc shows to others")]
    KeysInEnvironment(String),
    /// A key in the ring that the database does not know: an interrupted rotation, or a stray key.
    #[error("key {0} is in the key ring but was never recorded; finish the rotation or remove it")]
    Unrecorded(KekId),
    /// A retired key that is still in the file.
    #[error("key {0} was retired but is still in the key ring; remove it")]
    RetiredButPresent(KekId),
    /// The ring's current key is recorded as old: an interrupted rotation. The ring decides; correct the rows.
    #[error("the key ring's current key {0} is not the one recorded as active")]
    CurrentNotActive(KekId),
}

/// The outcome of a start.
pub struct Booted {
    /// Open or sealed.
    pub vault: Vault,
    /// Key rows to insert: on the first start with this database, otherwise none.
    pub record: Vec<KeyRow>,
    /// What to log and to show on the admin page.
    pub warnings: Vec<KeyWarning>,
}

impl Vault {
    /// Decides from the source of keys and from the database. Never creates or changes anything.
    pub async fn boot(source: &KekSource, facts: &DatabaseFacts) -> Booted {
        let provider = match source.load() {
            Ok(provider) => provider,
            Err(error) => return sealed(SealReason::KeyFile(error)),
        };
        match examine(&*provider, facts).await {
            Ok((record, mut warnings)) => {
                if let KekSource::Environment { variable, .. } = source {
                    warnings.push(KeyWarning::KeysInEnvironment(variable.clone()));
                }
                let vault = Vault::open_with(provider);
                Booted {
                    vault,
                    record,
                    warnings,
                }
            }
            Err(reason) => sealed(reason),
        }
    }
}

/// For a rotation where the keys are not ours to make (environment, transit): the row to record for a current key that the
/// database does not know yet; `None` if it does. Every key that the database knows must be there and be the right one.
///
/// # Errors
/// What would seal the vault, apart from the new key itself.
pub async fn newcomer(
    source: &KekSource,
    facts: &DatabaseFacts,
) -> Result<Option<KeyRow>, SealReason> {
    let provider = source.load().map_err(SealReason::KeyFile)?;
    match examine(&*provider, facts).await {
        Ok(_) => Ok(None),
        Err(SealReason::CurrentUnrecorded(kek)) => key_row(&*provider, kek, KekState::DecryptOnly)
            .await
            .map(Some),
        Err(reason) => Err(reason),
    }
}

fn sealed(reason: SealReason) -> Booted {
    Booted {
        vault: Vault::Sealed(reason),
        record: Vec::new(),
        warnings: Vec::new(),
    }
}

async fn examine(
    provider: &dyn KekProvider,
    facts: &DatabaseFacts,
) -> Result<(Vec<KeyRow>, Vec<KeyWarning>), SealReason> {
    if facts.allow_a_new_key() {
        return Ok((first_rows(provider).await?, Vec::new()));
    }
    if facts.keys.is_empty() {
        return Err(SealReason::KeyRowsMissing);
    }
    let mut warnings = Vec::new();
    let present = provider.ids();
    for row in &facts.keys {
        let known = present.contains(&row.kek);
        match row.state {
            KekState::Destroyed if known && row.kek == *provider.current() => {
                return Err(SealReason::CurrentDestroyed(row.kek.clone()));
            }
            KekState::Destroyed if known => {
                warnings.push(KeyWarning::RetiredButPresent(row.kek.clone()));
            }
            KekState::Destroyed => {}
            KekState::Active | KekState::DecryptOnly if !known => {
                return Err(SealReason::KeyMissing(row.kek.clone()));
            }
            KekState::Active | KekState::DecryptOnly => check(provider, row).await?,
        }
    }
    warnings.extend(stray_keys(provider, &present, facts)?);
    Ok((Vec::new(), warnings))
}

async fn check(provider: &dyn KekProvider, row: &KeyRow) -> Result<(), SealReason> {
    match provider.fits(&row.kek, &row.check).await {
        Ok(true) => Ok(()),
        Ok(false) => Err(SealReason::CheckMismatch(row.kek.clone())),
        Err(error) => Err(reason(error, &row.kek)),
    }
}

fn stray_keys(
    provider: &dyn KekProvider,
    present: &[KekId],
    facts: &DatabaseFacts,
) -> Result<Vec<KeyWarning>, SealReason> {
    let current = provider.current();
    let row = |kek: &KekId| facts.keys.iter().find(|row| row.kek == *kek);
    let mut warnings = Vec::new();
    match row(current) {
        None => return Err(SealReason::CurrentUnrecorded(current.clone())),
        Some(row) if row.state != KekState::Active => {
            warnings.push(KeyWarning::CurrentNotActive(current.clone()));
        }
        Some(_) => {}
    }
    let unrecorded = present.iter().filter(|kek| row(kek).is_none()).cloned();
    warnings.extend(unrecorded.map(KeyWarning::Unrecorded));
    Ok(warnings)
}

async fn first_rows(provider: &dyn KekProvider) -> Result<Vec<KeyRow>, SealReason> {
    let mut rows = Vec::new();
    for kek in provider.ids() {
        let state = if kek == *provider.current() {
            KekState::Active
        } else {
            KekState::DecryptOnly
        };
        rows.push(key_row(provider, kek, state).await?);
    }
    Ok(rows)
}

async fn key_row(
    provider: &dyn KekProvider,
    kek: KekId,
    state: KekState,
) -> Result<KeyRow, SealReason> {
    let check = provider.new_check(&kek).await;
    let check = check.map_err(|error| reason(error, &kek))?;
    Ok(KeyRow { kek, state, check })
}

fn reason(error: VaultError, kek: &KekId) -> SealReason {
    match error {
        VaultError::Unavailable(fault) => SealReason::Provider(fault),
        _ => SealReason::CheckMismatch(kek.clone()),
    }
}

/// The row to record for a key that a rotation has just added to the ring: it only decrypts until it becomes current.
pub(crate) async fn row_for(
    provider: &Arc<dyn KekProvider>,
    kek: &KekId,
) -> Result<KeyRow, VaultError> {
    Ok(KeyRow {
        kek: kek.clone(),
        state: KekState::DecryptOnly,
        check: provider.new_check(kek).await?,
    })
}
