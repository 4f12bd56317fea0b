//! Group commit for SQLite: one sync of the write-ahead log for everybody who committed meanwhile.
//!
//! With `synchronous = FULL` SQLite syncs inside each COMMIT, while the only writing connection waits for the disk. Here it
//! writes the log without syncing (`NORMAL`: checkpoints still sync log and database in the right order), gives the
//! connection to the next unit of work, and [`GroupSync::flush`] syncs before anybody is told "saved". The log is one
//! file written in order, so a sync that begins after a commit covers that commit and all before it. A reader may see
//! what is committed a moment before it is safe; whoever acts on it by writing waits for a sync that covers both.
//!
//! When a sync fails, nobody knows what reached the disk, and the next sync would report success for pages the kernel has
//! dropped. So nothing is acknowledged any more until the program starts again and SQLite has read its log.

use std::fs::File;
use std::io;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::Mutex;

use crate::error::Result;

/// The log of one database and who waits for it.
#[derive(Debug)]
pub struct GroupSync {
    log: PathBuf,
    /// How many have committed and asked for a sync.
    arrived: AtomicU64,
    /// Held while a sync runs.
    synced: Mutex<Synced>,
}

#[derive(Debug)]
enum Synced {
    /// The first so many are safe.
    UpTo(u64),
    /// A sync failed.
    Failed,
}

impl GroupSync {
    pub(crate) const fn new(log: PathBuf) -> Self {
        Self {
            log,
            arrived: AtomicU64::new(0),
            synced: Mutex::const_new(Synced::UpTo(0)),
        }
    }

    /// Waits until everything committed before the call is on the disk.
    ///
    /// # Errors
    /// The disk refuses, now or ever before.
    pub(crate) async fn flush(&self) -> Result<()> {
        let mine = self.arrived.fetch_add(1, Ordering::SeqCst) + 1;
        let mut synced = self.synced.lock().await;
        match *synced {
            Synced::UpTo(done) if done >= mine => return Ok(()),
            Synced::UpTo(_) => {}
            Synced::Failed => return Err(refused("an earlier sync of the log failed").into()),
        }
        // Everybody counted here had committed before, so the sync that begins now is theirs, too.
        let covered = self.arrived.load(Ordering::SeqCst);
        let log = self.log.clone();
        // Opened anew each time: a log that was removed and made again must not be missed.
        let done = tokio::task::spawn_blocking(move || File::open(log)?.sync_data()).await;
        match done {
            Ok(Ok(())) => {
                *synced = Synced::UpTo(covered);
                Ok(())
            }
            Ok(Err(error)) => {
                *synced = Synced::Failed;
                Err(sqlx::Error::Io(error).into())
            }
            Err(_) => {
                *synced = Synced::Failed;
                Err(refused("the sync of the log was cut off").into())
            }
        }
    }
}

fn refused(why: &'static str) -> sqlx::Error {
    sqlx::Error::Io(io::Error::other(why))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[tokio::test]
    async fn everybody_is_safe_after_few_syncs_and_nobody_after_a_failed_one() -> io::Result<()> {
        let directory = tempfile::tempdir()?;
        let log = directory.path().join("db-wal");
        std::fs::write(&log, "frames")?;
        let group = Arc::new(GroupSync::new(log.clone()));
        let all: Vec<_> = (0..20)
            .map(|_| {
                let group = group.clone();
                tokio::spawn(async move { group.flush().await.is_ok() })
            })
            .collect();
        for one in all {
            assert!(one.await.is_ok_and(|safe| safe));
        }
        std::fs::remove_file(&log)?;
        assert!(group.flush().await.is_err(), "no log, no promise");
        std::fs::write(&log, "frames")?;
        assert!(
            group.flush().await.is_err(),
            "a later success says nothing about what was lost"
        );
        Ok(())
    }
}
