//! Clocks that are due: fired once, by whoever comes first, when their time has come.

use std::time::Duration;

use domain::sla::engine::EventKind;
use tokio_util::sync::CancellationToken;

use crate::desk::{Desk, Result};

/// How often this ticket's first clock was breached.
async fn breaches(desk: &Desk, number: domain::ids::TicketNumber) -> Result<usize> {
    let clock = desk.clocks(number).await?.remove(0);
    let mut tx = desk.context.db().read().await?;
    let events = store::clocks::list_events(&mut tx, clock.id).await?;
    let breach = |row: &&store::clocks::ClockEventRow| row.event.kind == EventKind::Breach;
    Ok(events.iter().filter(breach).count())
}

store::both_databases! {
    async fn several_workers_fire_each_clock_once(db: Db) {
        let desk = Desk::new(db).await?;
        let mut all = Vec::new();
        for _ in 0..8 {
            all.push(desk.file("fault", "Der Dienst steht").await?);
        }
        desk.clock.advance(3601);
        let mut workers = tokio::task::JoinSet::new();
        for _ in 0..4 {
            let context = desk.context.clone();
            workers.spawn(async move { services::clocks::note_breaches(&context, 100).await });
        }
        let fired: usize = workers.join_all().await.into_iter().sum::<services::error::Result<_>>()?;
        assert_eq!(fired, all.len());
        for number in all {
            assert_eq!(breaches(&desk, number).await?, 1);
        }
    }

    async fn the_timer_wakes_when_something_changes_here(db: Db) {
        let desk = Desk::new(db).await?;
        let number = desk.file("fault", "Der Dienst steht").await?;
        let stopping = CancellationToken::new();
        let timer = tokio::spawn(services::clocks::watch(desk.context.clone(), stopping.clone()));
        // The machine's time moves on; that a ticket is filed wakes the timer long before it would look by itself.
        desk.clock.advance(3601);
        let noticed = async {
            while breaches(&desk, number).await? == 0 {
                desk.file("order", "Noch etwas").await?;
                tokio::time::sleep(Duration::from_millis(200)).await;
            }
            Result::Ok(())
        };
        tokio::time::timeout(Duration::from_secs(25), noticed).await??;
        stopping.cancel();
        timer.await?;
        assert_eq!(breaches(&desk, number).await?, 1);
    }
}
