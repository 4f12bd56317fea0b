//! Failed log-ins, counted per account and per address.
//!
//! Keys are chosen by the service (`account:…`, `address:…`). Counting is one statement, so that parallel guesses are
//! all counted; how long a count locks is the domain's rule.

use domain::time::Timestamp;

use crate::{Result, Tx};

record! {
    /// What is known about the failures of one account or address.
    pub struct LoginAttemptRow in "login_attempts" {
        /// Account or address.
        pub key: String,
        /// Failures in a row.
        pub failures: i64,
        /// The first of them.
        pub first_failure_at: Timestamp,
        /// The last of them.
        pub last_failure_at: Timestamp,
        /// Until when nobody gets in, if anything was decided.
        pub locked_until: Option<Timestamp>,
    }
}

const FIND: &str = sql!(
    "SELECT ",
    LoginAttemptRow::COLUMNS,
    " FROM login_attempts WHERE key = $1"
);
const COUNT_FAILURE: &str = sql!(
    "INSERT INTO login_attempts (key, failures, first_failure_at, last_failure_at, locked_until)
    VALUES ($1, 1, $2, $2, NULL)
    ON CONFLICT (key) DO UPDATE SET
        failures = CASE WHEN login_attempts.last_failure_at < $3 THEN 1 ELSE login_attempts.failures + 1 END,
        first_failure_at = CASE WHEN login_attempts.last_failure_at < $3 THEN $2 ELSE login_attempts.first_failure_at END,
        last_failure_at = $2
    RETURNING ", LoginAttemptRow::COLUMNS
);

/// The failures under a key.
pub async fn find(tx: &mut Tx, key: &str) -> Result<Option<LoginAttemptRow>> {
    tx.optional(FIND, args![key]).await
}

/// Counts a failure; a count whose last failure lies before `forgotten_before` starts again at one.
pub async fn count_failure(
    tx: &mut Tx,
    key: &str,
    now: Timestamp,
    forgotten_before: Timestamp,
) -> Result<LoginAttemptRow> {
    tx.one(COUNT_FAILURE, args![key, now, forgotten_before])
        .await
}

/// Locks a key until a moment.
pub async fn lock(tx: &mut Tx, key: &str, until: Timestamp) -> Result<()> {
    tx.change_one(
        "UPDATE login_attempts SET locked_until = $2 WHERE key = $1",
        args![key, until],
    )
    .await
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
