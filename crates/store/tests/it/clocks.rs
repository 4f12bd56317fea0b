use domain::ids::RowId;
use domain::sla::{ClockEventDraft, ClockEventKind, ClockKind, ClockState};
use domain::time::Timestamp;
use store::clocks::{self, EventOfClock};

use super::make::{self, RANDOM, now};

store::both_databases! {
    async fn a_clock_reads_back_as_written(db: Db) {
        let mut case = make::case(&db).await?;
        let mut tx = db.begin().await?;
        let clock = make::clock(&mut tx, &mut case.ticket, ClockKind::FirstAnswer, 600).await?;
        assert_eq!(clocks::find(&mut tx, clock.id).await?.as_ref(), Some(&clock));
        assert_eq!(clocks::find_for_update(&mut tx, clock.id).await?.as_ref(), Some(&clock));
        assert_eq!(clocks::list(&mut tx, case.ticket.id).await?, vec![clock.clone()]);
        assert_eq!(clocks::last_cycle(&mut tx, case.ticket.id, ClockKind::FirstAnswer).await?, 1);
        assert_eq!(clocks::last_cycle(&mut tx, case.ticket.id, ClockKind::Resolution).await?, 0);
        assert_eq!(Some(clocks::next_breach(&mut tx, case.ticket.id).await?), clock.breach_at);
        let due = clock.next_event_at.ok_or("nothing to look at")?;
        assert_eq!(clocks::list_due(&mut tx, due.minus_seconds(1), 10).await?, vec![]);
        assert_eq!(clocks::list_due(&mut tx, due, 10).await?, vec![clock.clone()]);

        let stopped = clock.stop(now().plus_seconds(60))?.row;
        assert_eq!(stopped.state, ClockState::Stopped);
        clocks::update(&mut tx, &stopped).await?;
        assert_eq!(clocks::find(&mut tx, clock.id).await?.as_ref(), Some(&stopped));
        assert_eq!(clocks::next_breach(&mut tx, case.ticket.id).await?, Timestamp::FAR_FUTURE);
        let error = clocks::insert(&mut tx, &domain::sla::ClockRow { id: domain::ids::ClockId::new(now(), &RANDOM), ..clock }).await;
        assert!(error.expect_err("a second first cycle").is_conflict_on("clocks_ticket_id_kind_cycle_key"));
    }

    async fn a_clocks_history_is_numbered_and_only_grows(db: Db) {
        let mut case = make::case(&db).await?;
        let mut tx = db.begin().await?;
        let clock = make::clock(&mut tx, &mut case.ticket, ClockKind::FirstAnswer, 600).await?;
        let change = clock.stop(now().plus_seconds(60))?;
        let start = ClockEventDraft { kind: ClockEventKind::Start, at: now(), detail: domain::sla::ClockDetail::because("Anruf") };
        let mut events = vec![start];
        events.extend(change.events);
        for (n, event) in (1_i64..).zip(&events) {
            let id = RowId::new(now(), &RANDOM);
            assert_eq!(clocks::append(&mut tx, id, clock.id, Some(case.staff), event).await?, n);
        }
        let stored = clocks::list_events(&mut tx, clock.id).await?;
        assert_eq!(stored.iter().map(|row| row.event.clone()).collect::<Vec<_>>(), events);
        assert!(stored.iter().all(|row| row.actor_id == Some(case.staff)));
        let of_ticket: Vec<_> = stored.into_iter().map(|row| EventOfClock { clock: clock.id, row }).collect();
        assert_eq!(tx.answer(clocks::events_of_ticket(clock.ticket_id)).await?, of_ticket);
        tx.save().await?;
        make::assert_append_only(&db, "clock_events").await?;
    }
}
