//! Writes that are sent together are those that were said one by one.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use domain::audit::{EventDraft, EventKind};
use domain::ids::MessageId;
use domain::ticket::MessageKind;
use store::messages::{MessageRow, Reader};
use store::{audit, bulk, drafts, messages, tickets};

use super::make::{self, RANDOM, now};

fn message(case: &make::Case, key: Option<&str>) -> MessageRow {
    MessageRow {
        id: MessageId::new(now(), &RANDOM),
        ticket_id: case.ticket.id,
        author_id: Some(case.customer),
        kind: MessageKind::Message,
        from_staff: false,
        body: "Guten Tag".to_owned(),
        created_at: now(),
        release_at: now(),
        released_at: Some(now()),
        withdrawn_at: None,
        asks_customer: false,
        idempotency_key: key.map(str::to_owned),
    }
}

fn event(case: &make::Case) -> EventDraft {
    EventDraft::new(EventKind::MessageSent, now()).on(case.ticket.id)
}

async fn texts(db: &store::Db, case: &make::Case) -> store::Result<usize> {
    let mut tx = db.read().await?;
    Ok(
        messages::timeline(&mut tx, case.ticket.id, Reader::Staff, None, 50)
            .await?
            .len(),
    )
}

store::both_databases! {
    async fn what_was_gathered_is_there_once_it_is_saved_and_in_one_chain(db: Db) {
        let case = make::case(&db).await?;
        let system = make::system(&db, case.organization, 7).await?;
        let mut tx = db.begin().await?;
        tx.gather();
        bulk::ticket_systems(&mut tx, &[(case.ticket.id, system)]).await?;
        messages::insert(&mut tx, &message(&case, Some("a"))).await?;
        drafts::delete(&mut tx, case.customer, "no such draft").await?;
        // Two appends of one unit of work follow each other, whatever stands between them.
        audit::append_all(&mut tx, case.organization, vec![event(&case), event(&case)], &RANDOM).await?;
        audit::append(&mut tx, case.organization, event(&case), &RANDOM).await?;
        messages::insert(&mut tx, &message(&case, Some("b"))).await?;
        let last = audit::append(&mut tx, case.organization, event(&case), &RANDOM).await?;
        assert_eq!(last.seq, 4);
        tx.save().await?;
        assert_eq!(texts(&db, &case).await?, 2);
        assert_eq!(crate::audit::verify(&db, case.organization).await?, 4);
        let mut tx = db.read().await?;
        assert_eq!(audit::find_head(&mut tx, case.organization).await?, Some(last.head));
    }

    async fn a_question_sees_what_was_said_before_it(db: Db) {
        let case = make::case(&db).await?;
        let mut tx = db.begin().await?;
        tx.gather();
        messages::insert(&mut tx, &message(&case, None)).await?;
        messages::insert(&mut tx, &message(&case, None)).await?;
        assert_eq!(messages::timeline(&mut tx, case.ticket.id, Reader::Staff, None, 50).await?.len(), 2);
        // And a change that says how many rows it met comes after what was added.
        messages::insert(&mut tx, &message(&case, None)).await?;
        let mut ticket = case.ticket.clone();
        "Anders".clone_into(&mut ticket.subject);
        tickets::update(&mut tx, &mut ticket).await?;
        tx.save().await?;
        assert_eq!(texts(&db, &case).await?, 3);
    }

    async fn nothing_is_left_of_what_was_not_saved_or_was_refused(db: Db) {
        let case = make::case(&db).await?;
        let mut tx = db.begin().await?;
        tx.gather();
        messages::insert(&mut tx, &message(&case, None)).await?;
        drop(tx);
        let mut tx = db.begin().await?;
        tx.gather();
        messages::insert(&mut tx, &message(&case, None)).await?;
        tx.undo().await?;
        assert_eq!(texts(&db, &case).await?, 0);

        let mut tx = db.begin().await?;
        tx.gather();
        messages::insert(&mut tx, &message(&case, Some("once"))).await?;
        audit::append(&mut tx, case.organization, event(&case), &RANDOM).await?;
        messages::insert(&mut tx, &message(&case, Some("once"))).await?;
        let refused = tx.save().await.err().ok_or("a key was used twice")?;
        assert!(refused.is_conflict_on("messages_idempotency_key_key"), "{refused:?}");
        assert_eq!(texts(&db, &case).await?, 0);
        assert_eq!(audit::find_head(&mut db.read().await?, case.organization).await?, None);
        // The connection is as good as new.
        let mut tx = db.begin().await?;
        messages::insert(&mut tx, &message(&case, Some("once"))).await?;
        tx.save().await?;
        assert_eq!(texts(&db, &case).await?, 1);
    }

    async fn what_was_made_beside_goes_with_a_unit_of_work_that_never_happens(db: Db) {
        let case = make::case(&db).await?;
        let gone = Arc::new(AtomicUsize::new(0));
        let making = |tx: &mut store::Tx| {
            let gone = gone.clone();
            tx.otherwise(move || {
                gone.fetch_add(1, Ordering::SeqCst);
            });
        };
        let mut tx = db.begin().await?;
        making(&mut tx);
        drop(tx);
        assert_eq!(gone.load(Ordering::SeqCst), 1, "given up");
        let mut tx = db.begin().await?;
        making(&mut tx);
        tx.undo().await?;
        assert_eq!(gone.load(Ordering::SeqCst), 2, "undone");
        let mut tx = db.begin().await?;
        tx.gather();
        making(&mut tx);
        for _ in 0..2 {
            messages::insert(&mut tx, &message(&case, Some("once"))).await?;
        }
        assert!(tx.save().await.is_err());
        assert_eq!(gone.load(Ordering::SeqCst), 3, "refused");
        let mut tx = db.begin().await?;
        making(&mut tx);
        messages::insert(&mut tx, &message(&case, None)).await?;
        tx.save().await?;
        assert_eq!(gone.load(Ordering::SeqCst), 3, "saved");
    }

    async fn more_values_than_one_statement_takes_go_in_several(db: Db) {
        let case = make::case(&db).await?;
        let rows: Vec<_> = (0..1_500).map(|_| message(&case, None)).collect();
        let mut tx = db.begin().await?;
        tx.gather();
        bulk::messages(&mut tx, &rows).await?;
        tx.save().await?;
        let mut tx = db.read().await?;
        let all = messages::timeline(&mut tx, case.ticket.id, Reader::Staff, None, 2_000).await?;
        assert_eq!(all.len(), 1_500);
    }
}
