use std::borrow::Cow;

use domain::audit::{Appended, EventDraft, EventKind, GENESIS, HOUSE, verify_chain};
use domain::ids::OrganizationId;
use sqlx::migrate::Migrator;
use store::audit::{EventFilter, Seams};
use store::{Db, Options, audit};

use super::make::{self, RANDOM, now};

type Error = Box<dyn std::error::Error + Send + Sync>;

fn event(kind: EventKind, case: &make::Case) -> EventDraft {
    let mut draft = EventDraft::new(kind, now()).on(case.ticket.id);
    draft.actor = Some(case.staff);
    draft.with("text", "Grüße")
}

/// Reads a whole chain back and verifies it as a stranger would.
pub async fn verify(db: &Db, organization: OrganizationId) -> Result<i64, Error> {
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
        let seams = audit::seams(&mut db.read().await?, case.organization, case.ticket.id).await?;
        assert_eq!(seams, Seams { loose: 0, first: Some(1), since_first: 3, ends_at_head: true });
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

    async fn events_are_read_backwards_from_any_of_them(db: Db) {
        let case = make::case(&db).await?;
        let other = make::organization(&db, "K-2").await?;
        let mut tx = db.begin().await?;
        let kinds = [EventKind::TicketOpened, EventKind::NoteAdded, EventKind::MessageSent, EventKind::NoteAdded];
        let mut events: Vec<_> = kinds.into_iter().map(|kind| event(kind, &case)).collect();
        events.push(EventDraft::new(EventKind::MembershipAdded, now().plus_seconds(60)));
        events.push(EventDraft::new(EventKind::NoteAdded, now().plus_seconds(60)).on(case.ticket.id));
        audit::append_all(&mut tx, case.organization, events, &RANDOM).await?;
        tx.save().await?;
        let mut tx = db.begin().await?;
        audit::append(&mut tx, other, EventDraft::new(EventKind::NoteAdded, now()), &RANDOM).await?;
        let notes = [EventKind::NoteAdded];
        let mut seen = Vec::new();
        for (kinds, before, limit) in [(&[][..], None, 3), (&[], Some(4), 10), (&notes, None, 10), (&notes, Some(6), 1)] {
            let rows = audit::list_newest(&mut tx, case.organization, kinds, before, limit).await?;
            seen.push(rows.iter().map(|r| r.seq).collect::<Vec<_>>());
        }
        assert_eq!(seen, [vec![6, 5, 4], vec![3, 2, 1], vec![6, 4, 2], vec![4]]);
        let all = EventFilter::default();
        let mut seen = Vec::new();
        for (filter, limit) in [
            (all, 2),
            (EventFilter { before: Some(4), visible_only: true, ..all }, 10),
            (EventFilter { before: Some(6), kinds: &notes, ..all }, 10),
        ] {
            let rows = audit::list_newest_of_ticket(&mut tx, case.ticket.id, filter, limit).await?;
            seen.push(rows.iter().map(|r| r.seq).collect::<Vec<_>>());
        }
        assert_eq!(seen, [vec![6, 4], vec![3, 1], vec![4, 2]]);
    }

    /// Whoever holds a chain reads what was before in peace: the other one waits and sees what came of it.
    async fn a_chain_that_is_held_lets_one_unit_of_work_through_at_a_time(db: Db) {
        let mut tx = db.begin().await?;
        assert_eq!(audit::hold(&mut tx, HOUSE, now()).await?.seq, 0);
        drop(tx);
        assert_eq!(audit::find_head(&mut db.read().await?, HOUSE).await?, None, "nothing began");
        let mut tx = db.begin().await?;
        audit::hold(&mut tx, HOUSE, now()).await?;
        let later = tokio::spawn({
            let db = db.clone();
            async move {
                let mut tx = db.begin().await?;
                let head = audit::hold(&mut tx, HOUSE, now()).await?;
                tx.save().await?;
                Ok::<_, store::StoreError>(head.seq)
            }
        });
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        audit::append(&mut tx, HOUSE, EventDraft::new(EventKind::TeamCreated, now()), &RANDOM).await?;
        tx.save().await?;
        assert_eq!(later.await??, 1, "it waited");
    }

    /// Eight writers at once, five hundred events each, in two organizations: no gap, no fork. // I-43
    async fn parallel_writers_leave_no_gap(db: Db) {
        let case = make::case(&db).await?;
        let other = make::organization(&db, "K-2").await?;
        let mut writers = Vec::new();
        for n in 0..8 {
            let db = db.clone();
            let organization = if n % 4 == 0 { other } else { case.organization };
            let draft = event(EventKind::NoteAdded, &case);
            writers.push(tokio::spawn(async move {
                for _ in 0..500 {
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
        assert_eq!(verify(&db, case.organization).await?, 6 * 500);
        assert_eq!(verify(&db, other).await?, 2 * 500);
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

    /// What concerns every customer stands in a chain of nobody's organization, as gapless as theirs.
    async fn the_provider_has_a_chain_of_its_own(db: Db) {
        let case = make::case(&db).await?;
        let mut tx = db.begin().await?;
        for price in 1..=3 {
            let changed = EventDraft::new(EventKind::CatalogueChanged, now()).with("price", price);
            audit::append(&mut tx, HOUSE, changed, &RANDOM).await?;
        }
        audit::append(&mut tx, case.organization, event(EventKind::TicketOpened, &case), &RANDOM).await?;
        tx.save().await?;
        assert_eq!(verify(&db, HOUSE).await?, 3);
        assert_eq!(verify(&db, case.organization).await?, 1);
        let heads = audit::list_heads(&mut db.read().await?).await?;
        assert_eq!(heads.iter().map(|head| head.seq).sum::<i64>(), 4);
        make::assert_append_only(&db, "audit_events").await?;
    }
}

/// SQLite builds the table of the chains anew for the provider's; an installation from before keeps every event.
#[tokio::test]
async fn older_chains_survive_the_migration_that_gives_the_provider_one() -> Result<(), Error> {
    let folder = tempfile::tempdir()?;
    let url = format!("sqlite:{}", folder.path().join("old.sqlite").display());
    let db = Db::open(&url, &Options::default()).await?;
    let Db::Sqlite { write, .. } = &db else {
        return Err("not SQLite".into());
    };
    let all = sqlx::migrate!("../../migrations/sqlite");
    // What people and mails got since is there, too: the program that fills the tables is today's.
    let old = all
        .iter()
        .filter(|step| step.version < 6 || step.version > 12)
        .cloned();
    let old = Migrator {
        migrations: Cow::Owned(old.collect()),
        ..Migrator::DEFAULT
    };
    old.run(write).await?;
    let case = make::case(&db).await?;
    let mut tx = db.begin().await?;
    let events = (0..20)
        .map(|_| event(EventKind::NoteAdded, &case))
        .collect();
    audit::append_all(&mut tx, case.organization, events, &RANDOM).await?;
    tx.save().await?;
    let before = audit::list_since(&mut db.read().await?, case.organization, 0, 100).await?;
    let columns = "SELECT group_concat(name || type || \"notnull\" || pk) FROM pragma_table_info('audit_events')";
    let shape: String = sqlx::query_scalar(columns).fetch_one(write).await?;

    db.migrate().await?;
    let after = audit::list_since(&mut db.read().await?, case.organization, 0, 100).await?;
    assert_eq!((after.len(), after), (20, before));
    assert_eq!(
        sqlx::query_scalar::<_, String>(columns)
            .fetch_one(write)
            .await?,
        shape
    );
    let kept = "SELECT COUNT(*) FROM sqlite_master WHERE tbl_name = 'audit_events' AND name LIKE 'audit_events_%'";
    assert_eq!(
        sqlx::query_scalar::<_, i64>(kept).fetch_one(write).await?,
        3,
        "an index and two triggers"
    );
    make::assert_append_only(&db, "audit_events").await?;
    let mut tx = db.begin().await?;
    audit::append(
        &mut tx,
        HOUSE,
        EventDraft::new(EventKind::CatalogueChanged, now()),
        &RANDOM,
    )
    .await?;
    audit::append(
        &mut tx,
        case.organization,
        event(EventKind::NoteAdded, &case),
        &RANDOM,
    )
    .await?;
    tx.save().await?;
    assert_eq!(verify(&db, case.organization).await?, 21);
    assert_eq!(verify(&db, HOUSE).await?, 1);
    Ok(())
}
