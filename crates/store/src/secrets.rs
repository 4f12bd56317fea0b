//! Secrets as ciphertext with their versions. Nothing here can be read without the vault's keys.

use domain::credential::{AccountRights, SecretClass, SecretField, SecretState, ShredReason};
use domain::ids::{OrganizationId, PersonId, SecretId, ShardId, SystemId, TicketId};
use domain::time::Timestamp;

use crate::row::{Cells, FromRow, Hidden};
use crate::{Digest, Result, Tx};

record! {
    /// A secret as stored, without its content.
    pub struct SecretRow in "secrets" {
        /// Id.
        pub id: SecretId,
        /// The customer.
        pub organization_id: OrganizationId,
        /// Why it is in the vault.
        pub class: SecretClass,
        /// The shard it needs; `None` for account and operational secrets.
        pub shard_id: Option<ShardId>,
        /// The ticket it was given for.
        pub ticket_id: Option<TicketId>,
        /// The system it opens.
        pub system_id: Option<SystemId>,
        /// What it is a part of.
        pub field: SecretField,
        /// What people call it; never secret itself.
        pub label: String,
        /// What the account may do, where that was said.
        pub account_rights: Option<AccountRights>,
        /// Whether it still exists.
        pub state: SecretState,
        /// Newest version, from 1.
        pub version: i64,
        /// Who put it in first.
        pub created_by: PersonId,
        /// When.
        pub created_at: Timestamp,
        /// When it was first read.
        pub first_read_at: Option<Timestamp>,
        /// When it was destroyed.
        pub shredded_at: Option<Timestamp>,
        /// Why.
        pub shred_reason: Option<ShredReason>,
    }
}

record! {
    /// A version as stored: the ciphertext until it is destroyed, its digest for ever.
    pub struct SecretVersionRow in "secret_versions" {
        /// The secret.
        pub secret_id: SecretId,
        /// Its number, from 1.
        pub version: i64,
        /// The key that wraps its data key.
        pub kek_id: String,
        /// The wrapped data key.
        pub wrapped: Option<Hidden<Vec<u8>>>,
        /// The ciphertext.
        pub blob: Option<Hidden<Vec<u8>>>,
        /// SHA-256 of the ciphertext.
        pub blob_sha256: Digest,
        /// Who put it in.
        pub created_by: PersonId,
        /// When.
        pub created_at: Timestamp,
    }
}

/// A version with its secret: everything that identifies the ciphertext.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredVersion {
    /// The secret.
    pub secret: SecretRow,
    /// The version.
    pub version: SecretVersionRow,
}

impl FromRow for StoredVersion {
    const TABLE: &'static str = "secret_versions";
    fn from_cells(cells: &mut Cells<'_>) -> Result<Self> {
        Ok(Self {
            secret: SecretRow::from_cells(cells)?,
            version: SecretVersionRow::from_cells(cells)?,
        })
    }
}

/// Those of one deposit as people fill them in: the user name before what belongs to it.
const ORDER: &str =
    " ORDER BY created_at, CASE field WHEN 'username' THEN 0 WHEN 'password' THEN 1 ELSE 2 END, id";
const FIND: &str = sql!("SELECT ", SecretRow::COLUMNS, " FROM secrets WHERE id = $1");
const LIST_OF_SHARD: &str = sql!(
    "SELECT ",
    SecretRow::COLUMNS,
    " FROM secrets WHERE shard_id = $1",
    ORDER
);
const LIST_OF_TICKET: &str = sql!(
    "SELECT ",
    SecretRow::COLUMNS,
    " FROM secrets WHERE ticket_id = $1",
    ORDER
);
const LIST_OF_CLASS: &str = sql!(
    "SELECT ",
    SecretRow::COLUMNS,
    " FROM secrets WHERE organization_id = $1 AND class = $2",
    ORDER
);
const FIND_VERSION: &str = sql!(
    "SELECT ",
    SecretVersionRow::COLUMNS,
    " FROM secret_versions WHERE secret_id = $1 AND version = $2"
);
const ADVANCE: &str =
    "UPDATE secrets SET version = $2 WHERE id = $1 AND version = $2 - 1 AND state = 'stored'";
const BOTH: &str = sql!(
    "SELECT ",
    SecretRow::COLUMNS,
    ", ",
    SecretVersionRow::COLUMNS,
    " FROM secret_versions JOIN secrets ON secrets.id = secret_versions.secret_id WHERE secret_versions.wrapped IS NOT NULL"
);
const LIST_TO_REWRAP: &str = sql!(
    BOTH,
    " AND secret_versions.kek_id <> $1 ORDER BY secret_versions.secret_id, secret_versions.version LIMIT $2"
);
const LIST_AFTER: &str = sql!(
    BOTH,
    " AND (secret_versions.secret_id, secret_versions.version) > ($1, $2)
    ORDER BY secret_versions.secret_id, secret_versions.version LIMIT $3"
);
const LIST_FIRST: &str = sql!(
    BOTH,
    " ORDER BY secret_versions.secret_id, secret_versions.version LIMIT $1"
);
const REWRAP: &str = "UPDATE secret_versions SET kek_id = $4, wrapped = $5
    WHERE secret_id = $1 AND version = $2 AND kek_id = $3 AND wrapped IS NOT NULL";
const COUNT_BY_KEY: &str = "SELECT kek_id, COUNT(*) FROM secret_versions WHERE wrapped IS NOT NULL GROUP BY kek_id ORDER BY kek_id";
const SET_RIGHTS: &str =
    "UPDATE secrets SET account_rights = $2 WHERE id = $1 AND state = 'stored'";
const MARK_READ: &str =
    "UPDATE secrets SET first_read_at = $2 WHERE id = $1 AND first_read_at IS NULL";
const SHRED: &str = "UPDATE secrets SET state = 'shredded', shredded_at = $2, shred_reason = $3 WHERE id = $1 AND state = 'stored'";
const EMPTY: &str = "UPDATE secret_versions SET wrapped = NULL, blob = NULL WHERE secret_id = $1";

/// Adds a secret with its first version.
pub async fn insert(tx: &mut Tx, secret: &SecretRow, version: &SecretVersionRow) -> Result<()> {
    tx.insert(secret).await?;
    tx.insert(version).await
}

/// Adds the next version of a living secret: `false` if it was destroyed or somebody else added one.
pub async fn insert_version(tx: &mut Tx, version: &SecretVersionRow) -> Result<bool> {
    if tx
        .execute(ADVANCE, args![version.secret_id, version.version])
        .await?
        == 0
    {
        return Ok(false);
    }
    tx.insert(version).await?;
    Ok(true)
}

/// Notes what the account of a secret that still exists may do.
pub async fn set_rights(tx: &mut Tx, id: SecretId, rights: AccountRights) -> Result<()> {
    tx.execute(SET_RIGHTS, args![id, rights]).await.map(drop)
}

/// The secret with this id.
pub async fn find(tx: &mut Tx, id: SecretId) -> Result<Option<SecretRow>> {
    tx.optional(FIND, args![id]).await
}

/// A version of a secret.
pub async fn find_version(
    tx: &mut Tx,
    id: SecretId,
    version: i64,
) -> Result<Option<SecretVersionRow>> {
    tx.optional(FIND_VERSION, args![id, version]).await
}

/// The secrets under a shard.
pub async fn list_of_shard(tx: &mut Tx, shard: ShardId) -> Result<Vec<SecretRow>> {
    tx.list(LIST_OF_SHARD, args![shard]).await
}

/// The secrets of a ticket, of all classes.
pub async fn list_of_ticket(tx: &mut Tx, ticket: TicketId) -> Result<Vec<SecretRow>> {
    tx.list(LIST_OF_TICKET, args![ticket]).await
}

/// The secrets of an organization of one class.
pub async fn list_of_class(
    tx: &mut Tx,
    organization: OrganizationId,
    class: SecretClass,
) -> Result<Vec<SecretRow>> {
    tx.list(LIST_OF_CLASS, args![organization, class]).await
}

/// Notes the first reading of a secret: `false` if it was read before.
pub async fn mark_read(tx: &mut Tx, id: SecretId, now: Timestamp) -> Result<bool> {
    Ok(tx.execute(MARK_READ, args![id, now]).await? == 1)
}

/// Destroys a secret: its ciphertexts and wrapped keys go, digests stay. `false` if it was destroyed before.
pub async fn shred(tx: &mut Tx, id: SecretId, reason: ShredReason, now: Timestamp) -> Result<bool> {
    let shredded = tx.execute(SHRED, args![id, now, reason]).await? == 1;
    if shredded {
        tx.execute(EMPTY, args![id]).await?;
    }
    Ok(shredded)
}

/// Living versions not wrapped by the current key, for a rotation that can stop and go on.
pub async fn list_to_rewrap(
    tx: &mut Tx,
    current_kek: &str,
    limit: i64,
) -> Result<Vec<StoredVersion>> {
    tx.list(LIST_TO_REWRAP, args![current_kek, limit]).await
}

/// Living versions behind a key, in order: every ciphertext there is, page by page.
pub async fn list_living(
    tx: &mut Tx,
    after: Option<(SecretId, i64)>,
    limit: i64,
) -> Result<Vec<StoredVersion>> {
    match after {
        Some((id, version)) => tx.list(LIST_AFTER, args![id, version, limit]).await,
        None => tx.list(LIST_FIRST, args![limit]).await,
    }
}

/// Puts a data key wrapped by another key in place: `false` if the row was rewrapped or destroyed meanwhile.
pub async fn update_wrapped(
    tx: &mut Tx,
    (id, version): (SecretId, i64),
    old_kek: &str,
    new_kek: &str,
    wrapped: &Hidden<Vec<u8>>,
) -> Result<bool> {
    Ok(tx
        .execute(REWRAP, args![id, version, old_kek, new_kek, wrapped])
        .await?
        == 1)
}

/// How many living versions each key wraps: a key that wraps any must not be destroyed.
pub async fn count_by_key(tx: &mut Tx) -> Result<Vec<(String, i64)>> {
    tx.list(COUNT_BY_KEY, args![]).await
}
