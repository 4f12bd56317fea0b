//! What is worthless by time is removed: every minute sessions, tokens and counts of failed log-ins, every hour files that
//! belong to nothing; every five minutes the audit chains are vouched for.
//!
//! Only tidiness: whoever uses one of them checks its time itself.

use domain::account::FORGET_AFTER_S;
use domain::time::Timestamp;

use crate::checkpoints::Writer;
use crate::context::Context;
use crate::error::Result;

/// Expired tokens stay for a week, so that a late click can be told "expired" and not "unknown".
const TOKENS_KEPT_S: i64 = 7 * 24 * 3600;
/// Most breaches written in one round; the rest comes a minute later.
const BREACHES: i64 = 500;
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
        told("rows", rows(context).await);
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

async fn rows(context: &Context) -> Result<()> {
    let now = context.now();
    // Each table by itself: rows of several, held together, are what somebody else waits for in another order.
    let mut tx = context.db().begin().await?;
    store::sessions::delete_expired(&mut tx, now).await?;
    tx.save().await?;
    let mut tx = context.db().begin().await?;
    store::tokens::delete_expired(&mut tx, now.minus_seconds(TOKENS_KEPT_S)).await?;
    tx.save().await?;
    let mut tx = context.db().begin().await?;
    store::logins::delete_older(&mut tx, now.minus_seconds(FORGET_AFTER_S)).await?;
    tx.save().await?;
    let mut tx = context.db().begin().await?;
    store::drafts::delete_older(&mut tx, now.minus_seconds(crate::drafts::KEPT_S)).await?;
    tx.save().await?;
    crate::tickets::release_overdue(context).await?;
    crate::tickets::close_by_time(context).await?;
    crate::clocks::note_breaches(context, BREACHES).await?;
    Ok(())
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
