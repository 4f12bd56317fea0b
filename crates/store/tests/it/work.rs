//! Work and orders.

use std::path::Path;

use domain::billing::{ArticleCode, Content, EntryState, Span};
use domain::charge::{CeilingLevel, Cents, Tariff};
use domain::contract::OrderState;
use domain::ids::{OrderId, RowId, WorkEntryId};
use domain::intervention::Task;
use store::Db;
use store::ceilings::{MarkRow, RaiseRow};
use store::orders::{OrderMarkRow, OrderRaiseRow, OrderRow};
use store::work::{WorkEditRow, WorkEntryRow};
use store::{ceilings, orders, work};

use super::make::{self, RANDOM, now};

/// What the migration does to rows that were there before it.
async fn migrate_raises(db: &Db) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let database = match db {
        Db::Sqlite { .. } => "sqlite",
        Db::Postgres { .. } => "postgres",
    };
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations");
    let sql = std::fs::read_to_string(root.join(database).join("0010_money.sql"))?;
    let code: Vec<&str> = sql.lines().filter(|line| !line.starts_with("--")).collect();
    let code = code.join("\n");
    let moves: Vec<&str> = code
        .split(";\n")
        .filter(|one| one.starts_with("INSERT ") || one.starts_with("DELETE "))
        .collect();
    assert_eq!(moves.len(), 2);
    for one in moves {
        let one = sqlx::AssertSqlSafe(one.to_owned());
        match db {
            Db::Sqlite { write, .. } => {
                sqlx::query(one).execute(write).await?;
            }
            Db::Postgres { write, .. } => {
                sqlx::query(one).execute(write).await?;
            }
        }
    }
    Ok(())
}

store::both_databases! {
    async fn nobodys_clock_runs_twice_on_one_ticket(db: Db) {
        let case = make::case(&db).await?;
        let entry = || WorkEntryRow {
            stopped_at: None,
            note: String::new(),
            billable: true,
            tariff: Tariff::REMOTE_HANDS,
            net_cents: Cents::ZERO,
            task: Some(Task::RestartServices),
            ..WorkEntryRow::draft(WorkEntryId::new(now(), &RANDOM), case.ticket.id, case.staff, now())
        };
        let first = entry();
        let mut tx = db.begin().await?;
        work::insert(&mut tx, &first).await?;
        tx.save().await?;
        let mut tx = db.begin().await?;
        let error = work::insert(&mut tx, &entry()).await.expect_err("it runs already");
        assert!(error.is_conflict_on("work_entries_ticket_id_person_id_key"), "{error:?}");
        tx.undo().await?;

        let mut tx = db.begin().await?;
        assert_eq!(work::list_running(&mut tx, case.staff).await?, vec![first.clone()]);
        let until = now().plus_seconds(900);
        let stopped = WorkEntryRow {
            stopped_at: Some(until),
            note: "Diagnose".to_owned(),
            billable: false,
            tariff: Tariff::SERVICE_CARD,
            net_cents: Cents(2_500),
            task: Some(Task::OsDiagnosis),
            waived: "Unser Fehler".to_owned(),
            ..first.clone()
        };
        assert!(work::stop(&mut tx, &stopped).await?);
        assert!(!work::stop(&mut tx, &first).await?, "stopped before");
        assert_eq!(work::find(&mut tx, first.id).await?, Some(stopped));
        work::insert(&mut tx, &entry()).await?;
        assert_eq!(work::list(&mut tx, case.ticket.id).await?.len(), 2);
    }

    async fn a_draft_is_changed_and_decided_once_and_everything_is_listed(db: Db) {
        // billing rule 9
        let case = make::case(&db).await?;
        let id = || WorkEntryId::new(now(), &RANDOM);
        let entry = WorkEntryRow {
            stopped_at: Some(now().plus_seconds(900)),
            ..WorkEntryRow::draft(id(), case.ticket.id, case.staff, now())
        };
        let mut tx = db.begin().await?;
        work::insert(&mut tx, &entry).await?;
        let changed = WorkEntryRow {
            stopped_at: Some(now().plus_seconds(600)),
            note: "Diagnose".to_owned(),
            article: "remote-hands".parse()?,
            appointment: true,
            waived: "Kulanz".to_owned(),
            billable: false,
            tariff: Tariff::REMOTE_HANDS,
            ..entry.clone()
        };
        let content = Content {
            span: Span::new(entry.started_at, now().plus_seconds(900))?,
            article: ArticleCode::work(),
            agreement: None,
            appointment: false,
            note: String::new(),
            waived: String::new(),
        };
        let edit = WorkEditRow {
            id: RowId::new(now(), &RANDOM),
            entry_id: entry.id,
            before: content,
            changed_by: case.staff,
            changed_at: now(),
            why: "Pause".to_owned(),
        };
        assert!(work::change(&mut tx, &changed).await?);
        work::keep(&mut tx, &edit).await?;
        assert_eq!(work::list_edits(&mut tx, entry.id).await?, [edit]);
        assert_eq!(work::find(&mut tx, entry.id).await?.as_ref(), Some(&changed));
        let overlap = work::list_of_person(&mut tx, case.staff, now().plus_seconds(599), now().plus_seconds(700)).await?;
        assert_eq!(overlap, std::slice::from_ref(&changed));
        assert_eq!(work::list_of_person(&mut tx, case.staff, now().plus_seconds(600), now().plus_seconds(700)).await?, []);
        let until = now().plus_seconds(1);
        assert_eq!(work::list_of_organization(&mut tx, case.organization, until).await?, std::slice::from_ref(&changed));
        assert_eq!(work::worked_for(&mut tx, now(), until).await?, [(case.organization, "Kunde K-1".to_owned(), 1, 1)]);
        assert_eq!(work::list_drafts(&mut tx, 10).await?, std::slice::from_ref(&changed));
        let labels = work::labels(&mut tx, true, 10).await?;
        assert_eq!((labels.len(), labels[0].0, labels[0].1), (1, entry.id, case.ticket.number));

        let approved = WorkEntryRow {
            state: EntryState::Approved,
            decided_by: Some(case.staff),
            decided_at: Some(now()),
            ..changed.clone()
        };
        assert!(work::decide(&mut tx, &approved).await?);
        assert!(!work::decide(&mut tx, &approved).await?, "decided before");
        assert!(!work::change(&mut tx, &entry).await?, "no draft any more");
        let back = WorkEntryRow { id: id(), reverses: Some(entry.id), ..approved.clone() };
        work::insert(&mut tx, &back).await?;
        assert_eq!(work::list_decided(&mut tx, 10).await?.len(), 2);
        assert_eq!(work::labels(&mut tx, false, 10).await?.len(), 2);
        let mut asks = store::Asks::default();
        let place = asks.add(work::ask(case.ticket.id));
        assert_eq!(tx.answers(asks).await?.of(&place)?.len(), 2);
        tx.save().await?;
        let mut tx = db.begin().await?;
        let twice = WorkEntryRow { id: id(), ..back };
        let error = work::insert(&mut tx, &twice).await.expect_err("taken back already");
        assert!(error.is_conflict_on("work_entries_reverses_key"), "{error:?}");
        drop(tx);
        make::assert_append_only(&db, "work_edits").await?;
    }

    async fn the_ceiling_of_an_order_is_raised_and_its_marks_told_once(db: Db) {
        // RULINGS 4
        let case = make::case(&db).await?;
        let order = OrderRow {
            id: OrderId::new(now(), &RANDOM),
            ticket_id: case.ticket.id,
            task: None,
            scope: "Plugin".to_owned(),
            tariff: Tariff::REMOTE_HANDS,
            ceiling_cents: Some(Cents(10_000)),
            state: OrderState::Accepted,
            valid_until: now(),
            offered_by: case.staff,
            offered_at: now(),
            decided_by: Some(case.customer),
            decided_at: Some(now()),
        };
        let raise = OrderRaiseRow {
            id: RowId::new(now(), &RANDOM),
            order_id: order.id,
            ceiling_cents: Cents(20_000),
            raised_by: case.customer,
            raised_at: now(),
        };
        let mark = || OrderMarkRow {
            id: RowId::new(now(), &RANDOM),
            order_id: order.id,
            ceiling_cents: Cents(10_000),
            level: CeilingLevel::Near,
            spent_cents: Cents(8_700),
            told_at: now(),
        };
        let first = mark();
        let mut tx = db.begin().await?;
        orders::insert(&mut tx, &order).await?;
        orders::raise(&mut tx, &raise).await?;
        orders::mark(&mut tx, &first).await?;
        tx.save().await?;
        let mut tx = db.begin().await?;
        let error = orders::mark(&mut tx, &mark()).await.expect_err("told already");
        assert!(error.is_conflict_on("order_marks_order_id_ceiling_cents_level_key"), "{error:?}");
        drop(tx);
        let mut tx = db.read().await?;
        assert_eq!(orders::list_raises(&mut tx, order.id).await?, [raise]);
        assert_eq!(orders::list_marks(&mut tx, order.id).await?, [first]);
        drop(tx);
        make::assert_append_only(&db, "order_raises").await?;
    }

    async fn raises_are_kept_and_a_mark_once(db: Db) {
        // I-14
        let (case, intervention, _) = make::intervention(&db).await?;
        let raise = RaiseRow {
            id: RowId::new(now(), &RANDOM),
            ticket_id: case.ticket.id,
            ceiling_cents: Cents(20_000),
            raised_by: case.customer,
            raised_at: now(),
        };
        let authorization = crate::authorizations::draft(&case, &intervention);
        let mark = |level| MarkRow {
            id: RowId::new(now(), &RANDOM),
            ticket_id: case.ticket.id,
            authorization_id: authorization.id,
            ceiling_cents: Cents(20_000),
            level,
            spent_cents: Cents(16_000),
            told_at: now(),
        };
        let near = mark(CeilingLevel::Near);
        let mut tx = db.begin().await?;
        store::authorizations::insert(&mut tx, &authorization).await?;
        ceilings::raise(&mut tx, &raise).await?;
        ceilings::mark(&mut tx, &near).await?;
        ceilings::mark(&mut tx, &mark(CeilingLevel::Reached)).await?;
        tx.save().await?;
        let mut tx = db.begin().await?;
        assert!(ceilings::mark(&mut tx, &mark(CeilingLevel::Near)).await.is_err(), "told already");
        tx.undo().await?;
        let mut tx = db.read().await?;
        assert_eq!(ceilings::list_raises(&mut tx, case.ticket.id).await?, vec![raise]);
        let marks = ceilings::list_marks(&mut tx, case.ticket.id).await?;
        assert_eq!((marks.len(), marks.contains(&near)), (2, true));
        drop(tx);
        make::assert_append_only(&db, "ceiling_raises").await?;
    }

    /// Raises used to be orders the customer had offered to themself.
    async fn raises_from_before_leave_the_orders(db: Db) {
        // I-14
        let case = make::case(&db).await?;
        let order = |scope: &str, task: Option<Task>, by| OrderRow {
            id: OrderId::new(now(), &RANDOM),
            ticket_id: case.ticket.id,
            task,
            scope: scope.to_owned(),
            tariff: Tariff::REMOTE_HANDS,
            ceiling_cents: Some(Cents(20_000)),
            state: OrderState::Accepted,
            valid_until: now(),
            offered_by: by,
            offered_at: now(),
            decided_by: Some(case.customer),
            decided_at: Some(now()),
        };
        let raised = order("Cost ceiling raised", None, case.customer);
        let mut tx = db.begin().await?;
        orders::insert(&mut tx, &raised).await?;
        orders::insert(&mut tx, &order("Daten retten", Some(Task::DataRecovery), case.staff)).await?;
        orders::insert(&mut tx, &order("Kostenobergrenze angehoben", None, case.staff)).await?;
        tx.save().await?;
        migrate_raises(&db).await?;
        let mut tx = db.read().await?;
        let left: Vec<_> = orders::list(&mut tx, case.ticket.id).await?.into_iter().map(|order| order.scope).collect();
        assert_eq!((left.len(), left.contains(&raised.scope)), (2, false));
        let raises = ceilings::list_raises(&mut tx, case.ticket.id).await?;
        let told: Vec<_> = raises.iter().map(|raise| (raise.ceiling_cents, raise.raised_by, raise.raised_at)).collect();
        assert_eq!(told, [(Cents(20_000), case.customer, now())]);
    }

    async fn an_offer_is_settled_once(db: Db) {
        // I-20
        let case = make::case(&db).await?;
        let order = |task: Option<Task>| OrderRow {
            id: OrderId::new(now(), &RANDOM),
            ticket_id: case.ticket.id,
            task,
            scope: "Daten retten".to_owned(),
            tariff: Tariff::Fixed { price: Cents(12_000) },
            ceiling_cents: Some(Cents(20_000)),
            state: OrderState::Offered,
            valid_until: now().plus_seconds(3600),
            offered_by: case.staff,
            offered_at: now(),
            decided_by: None,
            decided_at: None,
        };
        let (first, second) = (order(Some(Task::DataRecovery)), order(None));
        let mut tx = db.begin().await?;
        orders::insert(&mut tx, &first).await?;
        orders::insert(&mut tx, &second).await?;
        let open = orders::list_open(&mut tx, &[case.organization], now(), 10).await?;
        assert_eq!(open, [(case.ticket.number, None, now()), (case.ticket.number, None, now())]);
        assert_eq!(orders::list_open(&mut tx, &[case.organization], now().plus_seconds(3600), 10).await?, [], "too late");
        assert_eq!(orders::find(&mut tx, first.id).await?.as_ref(), Some(&first));
        assert_eq!(orders::list(&mut tx, case.ticket.id).await?.len(), 2);
        assert_eq!(first.terms().ceiling, Some(Cents(20_000)));
        assert!(orders::decide(&mut tx, first.id, OrderState::Accepted, Some(case.customer), now()).await?);
        assert!(!orders::decide(&mut tx, first.id, OrderState::Declined, Some(case.customer), now()).await?);
        let accepted = orders::find(&mut tx, first.id).await?.ok_or("no order")?;
        assert_eq!((accepted.state, accepted.decided_by), (OrderState::Accepted, Some(case.customer)));
        assert_eq!(orders::list_overdue(&mut tx, now(), 10).await?, vec![]);
        assert_eq!(orders::list_overdue(&mut tx, now().plus_seconds(3600), 10).await?, vec![second]);
    }
}
