use domain::ids::RowId;
use domain::sla::engine::{
    CalendarRef, Clock, Event, EventDetail, EventKind, NewClock, Refusal, Registry, Step,
};
use domain::sla::{ClockDetail, ClockKind, ClockState, PauseGround, PauseReason};
use domain::time::Timestamp;
use store::clocks::{self, EventOfClock};
use store::{Tx, calendars};

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
        assert_eq!(clocks::next_due(&mut tx).await?, clock.next_event_at);
        let due = clock.next_event_at.ok_or("nothing to look at")?;
        assert_eq!(clocks::next_due_after(&mut tx, due).await?, Some(due));
        assert_eq!(clocks::next_due_after(&mut tx, due.plus_seconds(1)).await?, None);
        assert_eq!(clocks::list_due(&mut tx, due.minus_seconds(1), 10).await?, vec![]);
        assert_eq!(clocks::list_due(&mut tx, due, 10).await?, vec![clock.clone()]);

        let stopped = clock.stop(now().plus_seconds(60), &Registry::default())?.clock;
        assert_eq!(stopped.state, ClockState::Stopped);
        clocks::update(&mut tx, &stopped).await?;
        assert_eq!(clocks::find(&mut tx, clock.id).await?.as_ref(), Some(&stopped));
        assert_eq!(clocks::next_breach(&mut tx, case.ticket.id).await?, Timestamp::FAR_FUTURE);
        assert_eq!(clocks::next_due(&mut tx).await?, None);
        let error = clocks::insert(&mut tx, &Clock { id: domain::ids::ClockId::new(now(), &RANDOM), ..clock }).await;
        assert!(error.expect_err("a second first cycle").is_conflict_on("clocks_ticket_id_kind_cycle_key"));
    }

    async fn a_clocks_history_is_numbered_and_only_grows(db: Db) {
        let mut case = make::case(&db).await?;
        let mut tx = db.begin().await?;
        let clock = make::clock(&mut tx, &mut case.ticket, ClockKind::FirstAnswer, 600).await?;
        let change = clock.stop(now().plus_seconds(60), &Registry::default())?;
        let start = Event { kind: EventKind::Start, at: now(), detail: EventDetail::because("Anruf") };
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

    /// Rules 25, 34 and 35: whatever happens in whatever order, and whenever a calendar gets a new version, the stored history
    /// gives the stored row.
    async fn a_stored_history_gives_the_stored_clock(db: Db) {
        let mut case = make::case(&db).await?;
        let mut tx = db.begin().await?;
        let (mut version, mut at) = (1, now());
        for seed in 0..40_u64 {
            let mut dice = Dice(seed);
            let kind = if seed % 2 == 0 { ClockKind::Intervention } else { ClockKind::Resolution };
            let calendar = if seed % 5 == 0 { CalendarRef::around_the_clock() } else { service(seed % 3 == 0) };
            let id = domain::ids::ClockId::new(now(), &RANDOM);
            let cycle = clocks::last_cycle(&mut tx, case.ticket.id, kind).await? + 1;
            let new = NewClock { id, ticket_id: case.ticket.id, kind, cycle, target_s: dice.up_to(40_000), policy_version: 1, calendar };
            at = at.plus_seconds(dice.up_to(90_000));
            let calendars = calendars::registry(&mut tx).await?;
            let start = Clock::start(new, at, &*calendars)?;
            clocks::insert(&mut tx, &start.clock).await?;
            write(&mut tx, &start).await?;
            for _ in 0..dice.up_to(12) {
                at = at.plus_seconds(1 + dice.up_to(60_000));
                if dice.up_to(6) == 0 {
                    version += 1;
                    let until = 10 + dice.up_to(13);
                    new_hours(&mut tx, version, at.plus_seconds(1), until).await?;
                    let calendars = calendars::registry(&mut tx).await?;
                    for clock in clocks::list_running_in(&mut tx, &service(false).code).await? {
                        let moved = clock.rekeyed(at, &*calendars)?;
                        clocks::update(&mut tx, &moved).await?;
                    }
                }
                let clock = clocks::find(&mut tx, id).await?.ok_or("no clock")?;
                let calendars = calendars::registry(&mut tx).await?;
                match change(&mut dice, &clock, at, &calendars) {
                    Ok(step) => {
                        clocks::update(&mut tx, &step.clock).await?;
                        write(&mut tx, &step).await?;
                    }
                    Err(Refusal::Clock(_)) => {}
                    Err(other) => return Err(other.into()),
                }
                assert_replays(&mut tx, id, seed).await?;
            }
        }
        case.ticket.next_breach_at = clocks::next_breach(&mut tx, case.ticket.id).await?;
        store::tickets::set_next_breach(&mut tx, case.ticket.id, case.ticket.next_breach_at).await?;
        let found = store::tickets::find_by_id(&mut tx, case.ticket.id).await?;
        assert_eq!(found, Some(case.ticket));
    }
}

/// A sequence that is the same at every run.
struct Dice(u64);

impl Dice {
    fn up_to(&mut self, most: i64) -> i64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        i64::try_from(self.0 >> 33).unwrap_or(0) % (most + 1)
    }
}

fn service(in_hamburg: bool) -> CalendarRef {
    let region = in_hamburg.then(|| "DE-HH".parse().expect("a Land"));
    CalendarRef::new("service".parse().expect("a code"), region)
}

/// Mondays to Fridays from 9 to this hour.
async fn new_hours(tx: &mut Tx, version: i64, from: Timestamp, until: i64) -> store::Result<()> {
    let day = format!(r#"[["09:00", "{until:02}:00"]]"#);
    let json = format!(
        r#"{{"hours": {{"mon": {day}, "tue": {day}, "wed": {day}, "thu": {day}, "fri": {day}}}}}"#
    );
    let row = calendars::CalendarVersionRow {
        calendar: "service".to_owned(),
        version,
        valid_from: from,
        definition: serde_json::from_str(&json).expect("a definition"),
        author_id: None,
        reason: String::new(),
        created_at: now(),
    };
    calendars::insert_version(tx, &row).await
}

fn change(
    dice: &mut Dice,
    clock: &Clock,
    at: Timestamp,
    calendars: &Registry,
) -> Result<Step, Refusal> {
    match dice.up_to(9) {
        0..=2 => clock.pause(
            PauseGround::of(PauseReason::Question),
            "question",
            at,
            calendars,
        ),
        3..=5 => clock.resume(at, calendars),
        6 => clock.retarget(dice.up_to(50_000), "complex", at, calendars),
        7 => clock.breach(ClockDetail::default(), at, calendars),
        8 => clock.count_in(&service(dice.up_to(1) == 0), "moved", at, calendars),
        _ => clock.stop(at, calendars),
    }
}

async fn write(tx: &mut Tx, step: &Step) -> store::Result<()> {
    for event in &step.events {
        clocks::append(tx, RowId::new(now(), &RANDOM), step.clock.id, None, event).await?;
    }
    Ok(())
}

async fn assert_replays(
    tx: &mut Tx,
    id: domain::ids::ClockId,
    seed: u64,
) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let stored = clocks::find(tx, id).await?.ok_or("no clock")?;
    let events: Vec<_> = clocks::list_events(tx, id)
        .await?
        .into_iter()
        .map(|row| row.event)
        .collect();
    let calendars = calendars::registry(tx).await?;
    let again = Clock::replay(
        id,
        stored.ticket_id,
        stored.kind,
        stored.cycle,
        &events,
        &*calendars,
    )?;
    assert_eq!(again, stored, "history {seed}: {events:?}");
    Ok(())
}
