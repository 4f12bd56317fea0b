//! The desk's queue: one query for the page, one for the figures.

use domain::policy::{self, Action, Resource};
use store::queue::{QueueFilter, QueueKey, QueueRow, ViewCounts};

use crate::context::OpContext;
use crate::error::Result;

/// Rows of one page.
pub const QUEUE_PAGE: usize = 50;
/// Figures beside the views stop here and are shown as "999+".
const CAP: i64 = 1_000;

/// A page of the queue.
#[derive(Debug)]
pub struct QueuePage {
    /// At most [`QUEUE_PAGE`] rows.
    pub rows: Vec<QueueRow>,
    /// Where the next page begins, if there is one.
    pub next: Option<QueueKey>,
    /// Figures beside the views.
    pub counts: ViewCounts,
}

/// A page of the queue as the filter says.
///
/// # Errors
/// The actor does not work at the desk.
pub async fn queue(
    op: &OpContext,
    filter: &QueueFilter,
    after: Option<QueueKey>,
) -> Result<QueuePage> {
    policy::may(&op.actor, Action::ReadQueue, &Resource::provider())?;
    let mut tx = op.app.db().read().await?;
    let limit = i64::try_from(QUEUE_PAGE + 1).unwrap_or(i64::MAX);
    let mut rows = store::queue::page(&mut tx, filter, after, limit).await?;
    let counts = store::queue::counts(&mut tx, op.actor.person, op.now(), CAP).await?;
    let more = rows.len() > QUEUE_PAGE;
    rows.truncate(QUEUE_PAGE);
    Ok(QueuePage {
        next: if more {
            rows.last().map(QueueRow::key)
        } else {
            None
        },
        rows,
        counts,
    })
}
