//! Work and orders.

use domain::charge::{Cents, Tariff};
use domain::contract::OrderState;
use domain::ids::{OrderId, WorkEntryId};
use domain::intervention::Task;
use store::orders::OrderRow;
use store::work::WorkEntryRow;
use store::{orders, work};

use super::make::{self, RANDOM, now};

store::both_databases! {
    async fn nobodys_clock_runs_twice_on_one_ticket(db: Db) {
        let case = make::case(&db).await?;
        let entry = || WorkEntryRow {
            id: WorkEntryId::new(now(), &RANDOM),
            ticket_id: case.ticket.id,
            person_id: case.staff,
            started_at: now(),
            stopped_at: None,
            note: String::new(),
            billable: true,
            tariff: Tariff::REMOTE_HANDS,
            net_cents: Cents::ZERO,
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
        assert!(work::stop(&mut tx, first.id, until, "Diagnose", false, Cents(2_500)).await?);
        assert!(!work::stop(&mut tx, first.id, until, "nochmal", true, Cents(9)).await?, "stopped before");
        let stopped = work::find(&mut tx, first.id).await?.ok_or("no entry")?;
        let seen = (stopped.stopped_at, stopped.note.as_str(), stopped.billable, stopped.net_cents, stopped.tariff);
        assert_eq!(seen, (Some(until), "Diagnose", false, Cents(2_500), Tariff::REMOTE_HANDS));
        work::insert(&mut tx, &entry()).await?;
        assert_eq!(work::list(&mut tx, case.ticket.id).await?.len(), 2);
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
