//! Leases by which a second server or worker on SQLite is refused. // RULINGS 32
//!
//! Whoever holds a name renews it; a lease that ran out, or whose process is known to be dead, is taken over. Each step
//! is one statement that names the holder it expects, so that of two candidates one wins.

use domain::time::Timestamp;

use crate::{Result, Tx};

record! {
    /// A lease as stored.
    pub struct InstanceRow in "instances" {
        /// What is leased.
        pub name: String,
        /// A text only this process knows itself by.
        pub holder: String,
        /// Its host.
        pub host: String,
        /// Its process id there.
        pub pid: i64,
        /// Until when.
        pub expires_at: Timestamp,
    }
}

const FIND: &str = sql!(
    "SELECT ",
    InstanceRow::COLUMNS,
    " FROM instances WHERE name = $1"
);
const TAKE: &str = "INSERT INTO instances (name, holder, host, pid, expires_at) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (name) DO UPDATE SET
        holder = excluded.holder, host = excluded.host, pid = excluded.pid, expires_at = excluded.expires_at
    WHERE instances.expires_at <= $6 OR instances.holder = excluded.holder OR instances.holder = $7";
const RENEW: &str = "UPDATE instances SET expires_at = $3 WHERE name = $1 AND holder = $2";
const LIST: &str = sql!(
    "SELECT ",
    InstanceRow::COLUMNS,
    " FROM instances ORDER BY name"
);

/// Who holds a name, whether or not the lease ran out.
pub async fn find(tx: &mut Tx, name: &str) -> Result<Option<InstanceRow>> {
    tx.optional(FIND, args![name]).await
}

/// Every lease.
pub async fn list(tx: &mut Tx) -> Result<Vec<InstanceRow>> {
    tx.list(LIST, args![]).await
}

/// Takes a lease that is free, ran out, is ours, or is held by `dead_holder`: `false` if somebody else lives on it.
pub async fn take(
    tx: &mut Tx,
    lease: &InstanceRow,
    now: Timestamp,
    dead_holder: Option<&str>,
) -> Result<bool> {
    let values = args![
        lease.name,
        lease.holder,
        lease.host,
        lease.pid,
        lease.expires_at,
        now,
        dead_holder
    ];
    Ok(tx.execute(TAKE, values).await? == 1)
}

/// Prolongs a lease: `false` if it was lost.
pub async fn renew(tx: &mut Tx, name: &str, holder: &str, expires_at: Timestamp) -> Result<bool> {
    Ok(tx.execute(RENEW, args![name, holder, expires_at]).await? == 1)
}

/// Gives a lease back.
pub async fn release(tx: &mut Tx, name: &str, holder: &str) -> Result<()> {
    tx.execute(
        "DELETE FROM instances WHERE name = $1 AND holder = $2",
        args![name, holder],
    )
    .await
    .map(drop)
}
