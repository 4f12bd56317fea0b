//! What is worthless by time is removed: every minute sessions, tokens and counts of failed log-ins, every hour files that
//! belong to nothing; every five minutes the audit chains are vouched for.
//!
//! Only tidiness: whoever uses one of them checks its time itself.

use domain::account::FORGET_AFTER_S;
use domain::time::Timestamp;
use store::Tx;

use crate::checkpoints::Writer;
use crate::context::Context;
use crate::error::Result;

/// Expired tokens stay for a week, so that a late click can be told "expired" and not "unknown".
const TOKENS_KEPT_S: i64 = 7 * 24 * 3600;
/// Seconds between two checkpoints of a chain.
const CHECKPOINT_EVERY_S: i64 = 300;
/// Seconds between two looks for files that belong to nothing.
const ORPHANS_EVERY_S: i64 = 3600;

/// The rounds of one process; the first one is at its start.
#[derive(Default)]
pub(super) struct Housekeeping {
    checkpoints: Writer,
    checkpoints_at: Option<Timestamp>,
    orphans_at: Option<Timestamp>,
}

impl Housekeeping {
    /// One round. Each part is done though another one fails.
    pub(super) async fn run(&mut self, context: &Context) {
        told("keys", crate::vault_admin::refresh(context).await);
        rows(context).await;
        procedure(context).await;
        let now = context.now();
        if is_due(&mut self.orphans_at, now, ORPHANS_EVERY_S) {
            told("shards", crate::credentials::sweep_orphans(context).await);
            told("files", crate::attachments::sweep_orphans(context).await);
        }
        if is_due(&mut self.checkpoints_at, now, CHECKPOINT_EVERY_S) {
            self.vouch(context).await;
        }
    }

    /// Signs the heads of the chains as they are now.
    pub(super) async fn vouch(&mut self, context: &Context) {
        told("checkpoints", self.checkpoints.write(context).await);
    }
}

fn told<T>(part: &str, outcome: Result<T>) {
    if let Err(error) = outcome {
        tracing::warn!(part, error = ?error, "housekeeping failed");
    }
}

/// Whether it is time again; then it was done now. A clock that was set back does not stop it.
fn is_due(last: &mut Option<Timestamp>, now: Timestamp, every_s: i64) -> bool {
    let due = last.is_none_or(|last| !(0..every_s).contains(&now.seconds_since(last)));
    if due {
        *last = Some(now);
    }
    due
}

/// What is over is deleted, what is due is done. No table waits for another one.
async fn rows(context: &Context) {
    let now = context.now();
    let (tokens, logins, drafts) = (
        now.minus_seconds(TOKENS_KEPT_S),
        now.minus_seconds(FORGET_AFTER_S),
        now.minus_seconds(crate::drafts::KEPT_S),
    );
    // Each in a unit of work of its own: rows of several, held together, are what somebody else waits for in another order.
    forget(context, "sessions", async |tx| {
        store::sessions::delete_expired(tx, now).await
    })
    .await;
    forget(context, "tokens", async |tx| {
        store::tokens::delete_expired(tx, tokens).await
    })
    .await;
    forget(context, "logins", async |tx| {
        store::logins::delete_older(tx, logins).await
    })
    .await;
    forget(context, "drafts", async |tx| {
        store::drafts::delete_older(tx, drafts).await
    })
    .await;
    told("release", crate::tickets::release_overdue(context).await);
    told("close", crate::tickets::close_by_time(context).await);
}

async fn forget(
    context: &Context,
    part: &str,
    delete: impl AsyncFnOnce(&mut Tx) -> store::Result<u64>,
) {
    let outcome = async {
        let mut tx = context.db().begin().await?;
        delete(&mut tx).await?;
        tx.save().await?;
        Ok(())
    };
    told(part, outcome.await);
}

/// What time does to interventions and credentials. No part waits for another: above all not the destruction of secrets.
async fn procedure(context: &Context) {
    told(
        "expire",
        crate::interventions::expire_overdue(context).await,
    );
    told("sweep", crate::credentials::sweep(context).await);
    told("lapse", crate::credentials::lapse_approvals(context).await);
    told("remind", crate::interventions::remind(context).await);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn due_at_the_start_and_then_after_its_time() {
        let at = |s: i64| Timestamp::from_unix(1_800_000_000 + s);
        let mut last = None;
        let due: Vec<bool> = [0, 60, 299, 300, 301, -50]
            .into_iter()
            .map(|s| is_due(&mut last, at(s), 300))
            .collect();
        assert_eq!(due, [true, false, false, true, false, true]);
    }
}
