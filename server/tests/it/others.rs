//! What another process commits reaches the pages of this one.

use std::time::Duration;

use domain::audit::EventKind;
use domain::ids::SessionId;
use server::streams::{Streams, notice_others};
use services::audit;
use tokio_util::sync::CancellationToken;

use crate::desk::{Desk, Result};

/// Long enough for any machine: without the look at the chains the test waits in vain, however long.
const AT_LAST: Duration = Duration::from_mins(1);

// I-43
#[tokio::test]
async fn what_another_process_commits_is_noticed_by_the_end_of_its_chain() -> Result {
    let desk = Desk::start().await?;
    let context = desk.context().clone();
    let organization = desk.organization("10001").await?;
    let streams = Streams::default();
    let page = streams.enter(SessionId::new(context.now(), context.random()));
    assert!(page.is_some(), "somebody watches");
    let mut told = context.hub().listen();
    let stop = CancellationToken::new();
    let watcher = tokio::spawn(notice_others(
        context.clone(),
        streams.clone(),
        stop.clone(),
    ));
    // Committed past this process's hub, as another process does; again until the watcher has learnt the ends of the
    // chains, because what was there before it looked the first time is no news.
    let heard = tokio::time::timeout(AT_LAST, async {
        loop {
            let mut tx = context.db().begin().await?;
            let event = audit::event(&context, EventKind::SessionEnded);
            audit::append(&context, &mut tx, organization, event).await?;
            tx.save().await?;
            let next = tokio::time::timeout(Duration::from_secs(3), told.recv());
            if let Ok(changed) = next.await {
                return Result::Ok(changed?.organization);
            }
        }
    });
    assert_eq!(heard.await??, organization);
    stop.cancel();
    watcher.await?;
    desk.stop().await
}
