//! One timer for each process: it sleeps until the first clock is due.
//!
//! A change in this process wakes it, those of others it finds by looking from time to time. Several processes may fire at
//! once: each clock is decided while its ticket is held, so nothing is fired twice.

use std::time::Duration;

use domain::time::Timestamp;
use tokio::sync::broadcast::Receiver;
use tokio_util::sync::CancellationToken;

use super::due::note_breaches;
use crate::context::Context;
use crate::error::Result;
use crate::events::Changed;

/// Nobody tells of the clocks other processes start; seconds.
const LONGEST_S: i64 = 30;
/// However much changes here, it looks no more often.
const SHORTEST: Duration = Duration::from_secs(1);
/// Most clocks handled in one round; the rest comes in the next one.
const AT_ONCE: i64 = 500;

/// Handles clocks as they become due, until told to stop.
pub async fn watch(context: Context, stopping: CancellationToken) {
    loop {
        // Listens before it looks: what changes in between wakes it.
        let mut changes = context.hub().listen();
        let pause = look(&context).await.unwrap_or_else(|error| {
            tracing::warn!(part = "clocks", error = ?error, "what is due could not be handled");
            pause(None, context.now())
        });
        tokio::select! {
            () = stopping.cancelled() => return,
            () = tokio::time::sleep(pause) => {}
            () = heard(&mut changes) => tokio::select! {
                () = stopping.cancelled() => return,
                () = tokio::time::sleep(SHORTEST) => {}
            },
        }
    }
}

/// Handles what is due and says how long nothing else will be.
async fn look(context: &Context) -> Result<Duration> {
    let mut next = next_due(context).await?;
    if next.is_some_and(|at| at < context.now()) {
        if let Err(error) = note_breaches(context, AT_ONCE).await {
            // The others are due all the same.
            tracing::warn!(part = "clocks", error = ?error, "not all that is due could be handled");
            let mut tx = context.db().read().await?;
            let later = store::clocks::next_due_after(&mut tx, context.now()).await?;
            return Ok(pause(later, context.now()));
        }
        next = next_due(context).await?;
    }
    Ok(pause(next, context.now()))
}

async fn next_due(context: &Context) -> Result<Option<Timestamp>> {
    let mut tx = context.db().read().await?;
    let (breach, step) = (
        store::clocks::next_due(&mut tx).await?,
        store::escalations::next_due(&mut tx).await?,
    );
    // The earliest of next breach, next step and next repeat (rule 31).
    Ok([breach, step].into_iter().flatten().min())
}

/// The last instant in time is still in time: there is something to do a second later.
fn pause(next: Option<Timestamp>, now: Timestamp) -> Duration {
    let seconds = next.map_or(LONGEST_S, |at| at.seconds_since(now).saturating_add(1));
    Duration::from_secs(seconds.clamp(1, LONGEST_S).unsigned_abs())
}

/// Something changed here. Whoever heard too little to know what looks as well.
async fn heard(changes: &mut Receiver<Changed>) {
    let _ = changes.recv().await;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_sleeps_until_the_second_behind_the_first_key_and_never_for_long() {
        let now = Timestamp::from_unix(1_800_000_000);
        let seconds = |next: Option<i64>| pause(next.map(|s| now.plus_seconds(s)), now).as_secs();
        assert_eq!([seconds(None), seconds(Some(3600))], [30, 30]);
        assert_eq!([seconds(Some(10)), seconds(Some(0))], [11, 1]);
        // Others handle it at this moment, or it could not be handled.
        assert_eq!(seconds(Some(-5)), 1);
    }
}
