//! What is worthless by time is removed once a minute: sessions, tokens, counts of failed log-ins.
//!
//! Only tidiness: whoever uses one of them checks its time itself.

use domain::account::FORGET_AFTER_S;

use crate::context::Context;
use crate::error::Result;

/// Expired tokens stay for a week, so that a late click can be told "expired" and not "unknown".
const TOKENS_KEPT_S: i64 = 7 * 24 * 3600;

/// Most breaches written in one round; the rest comes a minute later.
const BREACHES: i64 = 500;

pub(super) async fn run(context: &Context) -> Result<()> {
    let now = context.now();
    let mut tx = context.db().begin().await?;
    store::sessions::delete_expired(&mut tx, now).await?;
    store::tokens::delete_expired(&mut tx, now.minus_seconds(TOKENS_KEPT_S)).await?;
    store::logins::delete_older(&mut tx, now.minus_seconds(FORGET_AFTER_S)).await?;
    store::drafts::delete_older(&mut tx, now.minus_seconds(crate::drafts::KEPT_S)).await?;
    tx.save().await?;
    crate::tickets::release_overdue(context).await?;
    crate::tickets::close_by_time(context).await?;
    crate::clocks::note_breaches(context, BREACHES).await?;
    procedure(context).await
}

/// What time does to interventions and credentials.
async fn procedure(context: &Context) -> Result<()> {
    crate::interventions::expire_overdue(context).await?;
    crate::credentials::sweep(context).await?;
    crate::interventions::remind(context).await?;
    Ok(())
}
