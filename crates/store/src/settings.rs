//! Settings a provider changes in the admin pages: one JSON value per key.

use domain::time::Timestamp;

use crate::{Ask, Result, Tx};

const PUT: &str = "INSERT INTO settings (key, value, updated_at) VALUES ($1, $2, $3)
    ON CONFLICT (key) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at";

const FIND: &str = "SELECT value FROM settings WHERE key = $1";

/// The value of a key as JSON, as a question.
pub fn ask(key: &str) -> Ask<(String,)> {
    Ask::new(FIND, args![key])
}

/// The value of a key as JSON.
pub async fn find(tx: &mut Tx, key: &str) -> Result<Option<String>> {
    let row: Option<(String,)> = tx.optional(FIND, args![key]).await?;
    Ok(row.map(|(value,)| value))
}

/// Every key with its value, by key.
pub async fn list(tx: &mut Tx) -> Result<Vec<(String, String)>> {
    tx.list("SELECT key, value FROM settings ORDER BY key", args![])
        .await
}

/// Writes the value of a key.
pub async fn put(tx: &mut Tx, key: &str, value: &str, now: Timestamp) -> Result<()> {
    tx.forget();
    tx.change_one(PUT, args![key, value, now]).await
}

/// Takes a key away, so that its default holds again.
pub async fn delete(tx: &mut Tx, key: &str) -> Result<()> {
    tx.forget();
    tx.execute("DELETE FROM settings WHERE key = $1", args![key])
        .await
        .map(drop)
}
