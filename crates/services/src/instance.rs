//! One server or worker at a time on SQLite: whoever holds the lease. // RULINGS 32
//!
//! The lease lasts 15 seconds and is renewed every 5. The lease of a process on this host that is no more is taken over at
//! once; a lost one ends the process, because two of them would not know of each other.

use std::time::Duration;

use domain::time::Timestamp;
use store::instances::InstanceRow;
use tokio_util::sync::CancellationToken;

use crate::context::Context;
use crate::error::Result;

/// What is leased.
const NAME: &str = "process";
/// Seconds a lease lasts.
const LEASE_S: i64 = 15;
/// How often it is renewed.
const RENEW_EVERY: Duration = Duration::from_secs(5);

/// Somebody else holds the lease.
#[derive(Debug, thiserror::Error)]
#[error(
    "another server or worker is running on this SQLite database (process {pid} on {host}); use PostgreSQL for several"
)]
pub struct Occupied {
    /// Its process id.
    pub pid: i64,
    /// Its host.
    pub host: String,
}

/// A held lease; clones are the same lease; released by [`Lease::release`].
#[derive(Clone)]
pub struct Lease {
    context: Context,
    holder: String,
}

/// Takes the lease. `None` on PostgreSQL, where several may run.
///
/// # Errors
/// [`Occupied`] inside `Ok(Err(…))` when somebody else holds it; otherwise the database does not answer.
pub async fn take(context: &Context) -> Result<Option<Result<Lease, Occupied>>> {
    if !context.db().is_sqlite() {
        return Ok(None);
    }
    let now = context.now();
    let holder = hex::encode(context.random_bytes::<16>());
    let row = InstanceRow {
        name: NAME.to_owned(),
        holder: holder.clone(),
        host: host(),
        pid: i64::from(std::process::id()),
        expires_at: end(now),
    };
    let mut tx = context.db().begin().await?;
    let present = store::instances::find(&mut tx, NAME).await?;
    let dead = present
        .as_ref()
        .filter(|present| is_dead(present, &row))
        .map(|present| present.holder.as_str());
    let taken = store::instances::take(&mut tx, &row, now, dead).await?;
    tx.save().await?;
    if taken {
        return Ok(Some(Ok(Lease {
            context: context.clone(),
            holder,
        })));
    }
    let (pid, host) = present.map_or((0, String::new()), |p| (p.pid, p.host));
    Ok(Some(Err(Occupied { pid, host })))
}

/// The holder ran on this host and is no more.
fn is_dead(present: &InstanceRow, ours: &InstanceRow) -> bool {
    present.host == ours.host
        && !ours.host.is_empty()
        && present.pid != ours.pid
        && !std::path::Path::new(&format!("/proc/{}", present.pid)).exists()
}

fn host() -> String {
    std::fs::read_to_string("/proc/sys/kernel/hostname")
        .map(|name| name.trim().to_owned())
        .unwrap_or_default()
}

fn end(now: Timestamp) -> Timestamp {
    now.plus_seconds(LEASE_S)
}

impl Lease {
    /// Renews until told to stop; a lost lease stops everything by `stop`.
    pub async fn keep(&self, stop: CancellationToken) {
        let mut every = tokio::time::interval(RENEW_EVERY);
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                _ = every.tick() => {}
            }
            match self.renew().await {
                Ok(true) => {}
                Ok(false) => {
                    tracing::error!("the lease was lost to another process: stopping");
                    stop.cancel();
                }
                // A full disk or a busy file is no loss: while we cannot write we change nothing, and the first
                // renewal that succeeds tells whether somebody else has taken over. Pages can be read meanwhile.
                Err(error) => tracing::warn!(error = ?error, "the lease could not be renewed"),
            }
        }
    }

    async fn renew(&self) -> Result<bool> {
        let mut tx = self.context.db().begin().await?;
        let until = end(self.context.now());
        let held = store::instances::renew(&mut tx, NAME, &self.holder, until).await?;
        tx.save().await?;
        Ok(held)
    }

    /// Gives the lease back.
    pub async fn release(self) {
        let released = async {
            let mut tx = self.context.db().begin().await?;
            store::instances::release(&mut tx, NAME, &self.holder).await?;
            tx.save().await
        };
        if let Err(error) = released.await {
            tracing::warn!(error = ?error, "the lease could not be given back and will run out");
        }
    }
}
