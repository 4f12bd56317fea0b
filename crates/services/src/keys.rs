//! The keys of one process: read at the start, created only for an empty database. // RULINGS 13
//!
//! `login.key` encrypts TOTP seeds, `audit.key` signs checkpoints, the vault's ring opens the vault. A wrong or missing
//! ring seals the vault and stops nothing else; a missing `login.key` refuses the start, because nobody with a second
//! factor could log in and staff must have one.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use domain::time::{Random, Timestamp};
use store::vault_keys::VaultKeyRow;
use store::{Db, KeyState, Tx};
use vault::{
    AuditKey, DatabaseFacts, DirShards, KekSource, KekState, KeyFile, KeyRow, LoginKey, ShardStore,
    SharedVault,
};

use crate::error::{Result, ServiceError};

/// Where the key files and shards lie.
#[derive(Debug, Clone)]
pub struct KeyPaths {
    /// Directory of `vault.key`, `login.key`, `audit.key`.
    pub keys: PathBuf,
    /// Directory of the shards.
    pub shards: PathBuf,
}

impl KeyPaths {
    /// The vault's key ring.
    pub fn vault_key(&self) -> PathBuf {
        self.keys.join("vault.key")
    }

    fn login_key(&self) -> PathBuf {
        self.keys.join("login.key")
    }

    /// The signing key of the checkpoints.
    pub fn audit_key(&self) -> PathBuf {
        self.keys.join("audit.key")
    }
}

/// Everything secret that a process holds.
#[derive(Clone)]
pub struct Keys {
    /// Customers' credentials; open or sealed.
    pub vault: Arc<SharedVault>,
    /// Where the vault's keys come from; read again when another process rotated them.
    pub source: Arc<KekSource>,
    /// Key shards.
    pub shards: Arc<dyn ShardStore>,
    /// Encrypts TOTP seeds.
    pub login: Arc<LoginKey>,
    /// Signs audit checkpoints; missing when its file is.
    pub audit: Option<Arc<AuditKey>>,
}

/// Why the keys do not allow a start.
#[derive(Debug, thiserror::Error)]
pub enum KeysError {
    /// `login.key` is missing or refused.
    #[error(
        "{0}. Without it no second factor can be checked; put the file back from its own backup"
    )]
    Login(#[source] vault::KeyFileError),
    /// A key file could not be created.
    #[error("a key file could not be created: {0}")]
    Create(#[source] vault::KeyFileError),
    /// The shard directory cannot be used.
    #[error("the shard directory {path} cannot be used: {error}")]
    Shards {
        /// The directory.
        path: PathBuf,
        /// What the system says.
        #[source]
        error: std::io::Error,
    },
}

/// Creates what is missing for an empty database: the ring (unless the keys come from elsewhere), `login.key` and `audit.key`.
///
/// # Errors
/// A file cannot be written.
pub fn create_for_empty_database(
    paths: &KeyPaths,
    ring_in_file: bool,
    random: &dyn Random,
) -> Result<(), KeysError> {
    let missing = |path: &Path| !path.exists();
    if ring_in_file && missing(&paths.vault_key()) {
        KeyFile::create(paths.vault_key(), random).map_err(KeysError::Create)?;
    }
    if missing(&paths.login_key()) {
        LoginKey::create(&paths.login_key(), random).map_err(KeysError::Create)?;
    }
    if missing(&paths.audit_key()) {
        AuditKey::create(&paths.audit_key(), random).map_err(KeysError::Create)?;
    }
    Ok(())
}

/// What the database knows of the vault's keys.
///
/// # Errors
/// The database does not answer, or a row makes no sense.
pub async fn facts(tx: &mut Tx) -> Result<DatabaseFacts> {
    let mut keys = Vec::new();
    for row in store::vault_keys::list(tx).await? {
        keys.push(KeyRow {
            kek: row.kek_id.parse().map_err(ServiceError::internal)?,
            state: match row.state {
                KeyState::Active => KekState::Active,
                KeyState::DecryptOnly => KekState::DecryptOnly,
                KeyState::Destroyed => KekState::Destroyed,
            },
            check: row.check_value,
        });
    }
    let secrets = !store::secrets::count_by_key(tx).await?.is_empty();
    Ok(DatabaseFacts { keys, secrets })
}

/// Records the keys of a first start.
///
/// # Errors
/// The database refuses.
pub async fn record(db: &Db, rows: &[KeyRow], now: Timestamp) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let mut tx = db.begin().await?;
    for row in rows {
        let row = VaultKeyRow {
            kek_id: row.kek.to_string(),
            state: match row.state {
                KekState::Active => KeyState::Active,
                KekState::DecryptOnly => KeyState::DecryptOnly,
                KekState::Destroyed => KeyState::Destroyed,
            },
            check_value: row.check.clone(),
            created_at: now,
            retired_at: None,
        };
        store::vault_keys::insert(&mut tx, &row).await?;
    }
    tx.save().await?;
    Ok(())
}

/// Reads the keys beside an already decided vault.
///
/// # Errors
/// `login.key` or the shard directory cannot be used.
pub fn load(paths: &KeyPaths, source: KekSource, vault: vault::Vault) -> Result<Keys, KeysError> {
    let login = LoginKey::load(&paths.login_key()).map_err(KeysError::Login)?;
    let audit = match AuditKey::load(&paths.audit_key()) {
        Ok(key) => Some(Arc::new(key)),
        Err(error) => {
            tracing::error!(%error, "audit checkpoints cannot be signed");
            None
        }
    };
    let shards = DirShards::open(&paths.shards).map_err(|error| KeysError::Shards {
        path: paths.shards.clone(),
        error,
    })?;
    Ok(Keys {
        vault: Arc::new(SharedVault::new(vault)),
        source: Arc::new(source),
        shards: Arc::new(shards),
        login: Arc::new(login),
        audit,
    })
}
