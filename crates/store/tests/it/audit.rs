use domain::audit::{EventDraft, EventKind, GENESIS};
use domain::ids::TicketId;
use store::audit;

use super::make::{self, RANDOM, now};

store::both_databases! {
    async fn a_chain_has_neither_gap_nor_fork_however_many_append(db: Db) {
        let organization = make::organization(&db, "K-1").await?;
        let ticket = TicketId::new(now(), &RANDOM);
        let mut writers = Vec::new();
        for _ in 0..4 {
            let db = db.clone();
            writers.push(tokio::spawn(async move {
                for _ in 0..10 {
                    let mut tx = db.begin().await?;
                    let event = EventDraft::new(EventKind::TicketOpened, now()).on(ticket);
                    audit::append(&mut tx, organization, event, &RANDOM).await?;
                    tx.save().await?;
                }
                Ok::<_, store::StoreError>(())
            }));
        }
        for writer in writers {
            writer.await??;
        }
        let mut tx = db.read().await?;
        let rows = audit::list(&mut tx, organization, 0, 100).await?;
        assert_eq!(rows.len(), 40);
        let mut prev = *GENESIS.as_bytes();
        for (row, seq) in rows.iter().zip(1..) {
            assert_eq!((row.seq, row.prev), (seq, prev));
            prev = row.hash;
        }
        let head = audit::find_head(&mut tx, organization).await?.ok_or("no head")?;
        assert_eq!((head.seq, *head.hash.as_bytes()), (40, prev));
        assert_eq!(audit::list_of_ticket(&mut tx, ticket, 38).await?, rows[38..]);
    }

    async fn an_event_that_is_not_saved_leaves_no_gap(db: Db) {
        let organization = make::organization(&db, "K-1").await?;
        let event = EventDraft::new(EventKind::OrganizationCreated, now());
        let mut tx = db.begin().await?;
        audit::append(&mut tx, organization, event.clone(), &RANDOM).await?;
        tx.undo().await?;
        let mut tx = db.begin().await?;
        assert_eq!(audit::append(&mut tx, organization, event, &RANDOM).await?.seq, 1);
    }
}
