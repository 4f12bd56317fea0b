//! Failed log-ins, counted per account and per address. What a count means is [`LoginThrottle`]'s business.

use domain::account::LoginThrottle;
use domain::time::Timestamp;

use crate::row::{Cells, FromRow};
use crate::{Result, Tx};

impl FromRow for LoginThrottle {
    const TABLE: &'static str = "login_attempts";
    fn from_cells(cells: &mut Cells<'_>) -> Result<Self> {
        Ok(Self {
            failures: cells.take()?,
            first_failure_at: cells.take()?,
            last_failure_at: cells.take()?,
            locked_until: cells.take()?,
        })
    }
}

const FIND: &str =
    "SELECT failures, first_failure_at, last_failure_at, locked_until FROM login_attempts
    WHERE key = $1 AND failures > 0";
/// Makes the row if there is none, and locks it in any case.
const HOLD: &str = "INSERT INTO login_attempts (key, failures, first_failure_at, last_failure_at) VALUES ($1, 0, $2, $2)
    ON CONFLICT (key) DO UPDATE SET failures = login_attempts.failures
    RETURNING failures, first_failure_at, last_failure_at, locked_until";
const UPDATE: &str = "UPDATE login_attempts SET failures = $2, first_failure_at = $3, last_failure_at = $4, locked_until = $5
    WHERE key = $1";

/// The failures under a key.
pub async fn find(tx: &mut Tx, key: &str) -> Result<Option<LoginThrottle>> {
    tx.optional(FIND, args![key]).await
}

/// The failures under a key, held until the unit of work ends, so that parallel guesses are all counted.
pub async fn find_for_update(
    tx: &mut Tx,
    key: &str,
    now: Timestamp,
) -> Result<Option<LoginThrottle>> {
    let row: LoginThrottle = tx.one(HOLD, args![key, now]).await?;
    Ok((row.failures > 0).then_some(row))
}

/// Writes the failures of a key held by [`find_for_update`].
pub async fn update(tx: &mut Tx, key: &str, row: &LoginThrottle) -> Result<()> {
    let values = args![
        key,
        row.failures,
        row.first_failure_at,
        row.last_failure_at,
        row.locked_until
    ];
    tx.change_one(UPDATE, values).await
}

/// Forgets a key's failures, after a success.
pub async fn clear(tx: &mut Tx, key: &str) -> Result<()> {
    tx.execute("DELETE FROM login_attempts WHERE key = $1", args![key])
        .await
        .map(drop)
}

/// Forgets everything whose last failure lies before a moment.
pub async fn delete_older(tx: &mut Tx, before: Timestamp) -> Result<u64> {
    tx.execute(
        "DELETE FROM login_attempts WHERE last_failure_at < $1",
        args![before],
    )
    .await
}
