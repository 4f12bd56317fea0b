use domain::audit::{Appended, EventDraft, EventKind, GENESIS, verify_chain};
use domain::ids::OrganizationId;
use store::audit::EventFilter;
use store::{Db, audit};

use super::make::{self, RANDOM, now};

type Error = Box<dyn std::error::Error + Send + Sync>;

fn event(kind: EventKind, case: &make::Case) -> EventDraft {
    let mut draft = EventDraft::new(kind, now()).on(case.ticket.id);
    draft.actor = Some(case.staff);
    draft.with("text", "Grüße")
}

/// Reads a whole chain back and verifies it as a stranger would.
async fn verify(db: &Db, organization: OrganizationId) -> Result<i64, Error> {
    let mut tx = db.snapshot().await?;
    let head = audit::find_head(&mut tx, organization).await?;
    let mut events = Vec::new();
    loop {
        let after = events
            .last()
            .map_or(0, |e: &domain::audit::ChainEvent| e.seq);
        let page = audit::list_since(&mut tx, organization, after, 300).await?;
        if page.is_empty() {
            break;
        }
        events.extend(page.iter().map(store::audit::AuditRow::event));
    }
    Ok(verify_chain(organization, &events, &[], head.as_ref(), None)?.events)
}

store::both_databases! {
    async fn an_event_reads_back_as_written_and_verifies(db: Db) {
        let case = make::case(&db).await?;
        let mut tx = db.begin().await?;
        assert_eq!(audit::find_head(&mut tx, case.organization).await?, None);
        let first = audit::append(&mut tx, case.organization, event(EventKind::TicketOpened, &case), &RANDOM).await?;
        assert_eq!((first.seq, first.prev), (1, GENESIS));
        let more = vec![event(EventKind::NoteAdded, &case), event(EventKind::TicketAssigned, &case)];
        let more: Vec<Appended> = audit::append_all(&mut tx, case.organization, more, &RANDOM).await?;
        assert_eq!(more.iter().map(|a| a.seq).collect::<Vec<_>>(), [2, 3]);
        assert_eq!(audit::append_all(&mut tx, case.organization, vec![], &RANDOM).await?, vec![]);
        tx.save().await?;

        let mut tx = db.read().await?;
        let rows = audit::list_since(&mut tx, case.organization, 0, 10).await?;
        let stored = rows.first().ok_or("no event")?;
        assert_eq!((stored.kind(), stored.ticket_id, stored.actor_id), (Some(EventKind::TicketOpened), Some(case.ticket.id), Some(case.staff)));
        assert_eq!((&stored.payload, stored.hash, stored.at), (&first.payload, first.hash, now()));
        let facts = stored.payload.facts()?;
        assert_eq!((facts.event.kind.code(), facts.event.visible), (stored.columns().kind, stored.columns().visible));
        let head = audit::find_head(&mut tx, case.organization).await?.ok_or("no head")?;
        assert_eq!(Some(head), more.last().map(|a| a.head));
        assert_eq!(audit::list_heads(&mut tx).await?, vec![head]);
        assert_eq!(verify(&db, case.organization).await?, 3);
    }

    async fn a_tickets_events_are_listed_by_kind_and_by_who_may_see_them(db: Db) {
        let case = make::case(&db).await?;
        let mut tx = db.begin().await?;
        let kinds = [EventKind::TicketOpened, EventKind::NoteAdded, EventKind::MessageSent];
        let mut events: Vec<_> = kinds.into_iter().map(|kind| event(kind, &case)).collect();
        events.push(EventDraft::new(EventKind::MembershipAdded, now()));
        audit::append_all(&mut tx, case.organization, events, &RANDOM).await?;
        let all = EventFilter::default();
        let mut seen = Vec::new();
        for filter in [
            all,
            EventFilter { visible_only: true, ..all },
            EventFilter { kinds: &[EventKind::NoteAdded, EventKind::MembershipAdded], ..all },
            EventFilter { after: 2, ..all },
        ] {
            let rows = audit::list_of_ticket(&mut tx, case.ticket.id, filter, 10).await?;
            seen.push(rows.iter().map(|r| r.seq).collect::<Vec<_>>());
        }
        assert_eq!(seen, [vec![1, 2, 3], vec![1, 3], vec![2], vec![3]]);
    }

    /// Eight writers at once, two hundred events each, in two organizations: no gap, no fork. // I-43
    async fn parallel_writers_leave_no_gap(db: Db) {
        let case = make::case(&db).await?;
        let other = make::organization(&db, "K-2").await?;
        let mut writers = Vec::new();
        for n in 0..8 {
            let db = db.clone();
            let organization = if n % 4 == 0 { other } else { case.organization };
            let draft = event(EventKind::NoteAdded, &case);
            writers.push(tokio::spawn(async move {
                for _ in 0..200 {
                    let mut tx = db.begin().await?;
                    audit::append(&mut tx, organization, draft.clone(), &RANDOM).await?;
                    tx.save().await?;
                }
                Ok::<_, store::StoreError>(())
            }));
        }
        for writer in writers {
            writer.await??;
        }
        assert_eq!(verify(&db, case.organization).await?, 6 * 200);
        assert_eq!(verify(&db, other).await?, 2 * 200);
    }

    async fn a_chain_only_grows(db: Db) {
        // I-43
        let case = make::case(&db).await?;
        let mut tx = db.begin().await?;
        audit::append(&mut tx, case.organization, event(EventKind::TicketOpened, &case), &RANDOM).await?;
        tx.save().await?;
        make::assert_append_only(&db, "audit_events").await?;
        // What is undone leaves no trace and no gap.
        let mut tx = db.begin().await?;
        audit::append(&mut tx, case.organization, event(EventKind::NoteAdded, &case), &RANDOM).await?;
        tx.undo().await?;
        let mut tx = db.begin().await?;
        let next = audit::append(&mut tx, case.organization, event(EventKind::NoteAdded, &case), &RANDOM).await?;
        assert_eq!(next.seq, 2);
        tx.save().await?;
        assert_eq!(verify(&db, case.organization).await?, 2);
    }

    async fn a_row_changed_below_the_application_is_noticed(db: Db) {
        let case = make::case(&db).await?;
        let mut tx = db.begin().await?;
        for _ in 0..3 {
            audit::append(&mut tx, case.organization, event(EventKind::NoteAdded, &case), &RANDOM).await?;
        }
        tx.save().await?;
        match &db {
            Db::Sqlite { write, .. } => {
                sqlx::query("DROP TRIGGER audit_events_no_update").execute(write).await?;
                sqlx::query("UPDATE audit_events SET payload = replace(payload, 'Grüße', 'Küsse') WHERE seq = 2").execute(write).await?;
            }
            Db::Postgres { write, .. } => {
                sqlx::query("ALTER TABLE audit_events DISABLE TRIGGER ALL").execute(write).await?;
                sqlx::query("UPDATE audit_events SET payload = replace(payload, 'Grüße', 'Küsse') WHERE seq = 2").execute(write).await?;
            }
        }
        let fault = verify(&db, case.organization).await.expect_err("the payload was changed");
        assert!(fault.to_string().starts_with("hash at event 2"), "{fault}");
    }
}
