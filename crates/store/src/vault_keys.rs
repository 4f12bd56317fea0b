//! What the database knows of the key ring: names, states and check values, never keys.

use domain::time::Timestamp;

use crate::codes::KeyState;
use crate::dialect::Spelled;
use crate::{Result, Tx};

record! {
    /// A key as stored.
    pub struct VaultKeyRow in "vault_keys" {
        /// Name of the key.
        pub kek_id: String,
        /// Its state.
        pub state: KeyState,
        /// Recognises the right key and tells nothing about it.
        pub check_value: Vec<u8>,
        /// When it took over.
        pub created_at: Timestamp,
        /// When it ceased to wrap, or was destroyed.
        pub retired_at: Option<Timestamp>,
    }
}

const LIST: &str = sql!(
    "SELECT ",
    VaultKeyRow::COLUMNS,
    " FROM vault_keys ORDER BY created_at, kek_id"
);
const IS_ACTIVE: Spelled = Spelled {
    sqlite: "SELECT COUNT(*) FROM vault_keys WHERE kek_id = $1 AND state = $2",
    postgres: "SELECT COUNT(*) FROM (SELECT 1 FROM vault_keys WHERE kek_id = $1 AND state = $2 FOR SHARE) AS held",
};
const UPDATE: &str = "UPDATE vault_keys SET state = $2, retired_at = $3 WHERE kek_id = $1";

/// Adds a key.
pub async fn insert(tx: &mut Tx, key: &VaultKeyRow) -> Result<()> {
    tx.insert(key).await
}

/// Every key there ever was, the oldest first.
pub async fn list(tx: &mut Tx) -> Result<Vec<VaultKeyRow>> {
    tx.list(LIST, args![]).await
}

/// Whether new secrets may be written under a key. Whoever is told so keeps a rotation waiting until the unit of work ends.
pub async fn is_active(tx: &mut Tx, kek_id: &str) -> Result<bool> {
    let sql = tx.spell(IS_ACTIVE);
    let (rows,) = tx
        .one::<(i64,)>(sql, args![kek_id, KeyState::Active])
        .await?;
    Ok(rows == 1)
}

/// Changes the state of a key.
pub async fn update_state(
    tx: &mut Tx,
    kek_id: &str,
    state: KeyState,
    retired_at: Option<Timestamp>,
) -> Result<()> {
    tx.change_one(UPDATE, args![kek_id, state, retired_at])
        .await
}
