//! Where clocks stand on their steps, what fired, who was told and who was paged.

use domain::escalation::{Ladder, NotificationKind, PageState, Role};
use domain::ids::RowId;
use domain::sla::ClockKind;
use store::escalations::{self, EscalationRow, FiringRow};
use store::notifications::{self, NotificationRow};
use store::pages::{self, PageRow};

use super::make::{self, RANDOM, now};

store::both_databases! {
    /// Rules 28 and 31.
    async fn steps_are_kept_beside_their_clock_and_found_when_they_are_due(db: Db) {
        let mut case = make::case(&db).await?;
        let mut tx = db.begin().await?;
        let clock = make::clock(&mut tx, &mut case.ticket, ClockKind::FirstAnswer, 3600).await?;
        assert_eq!(escalations::next_due(&mut tx).await?, None);
        let due = now().plus_seconds(1800);
        let row = EscalationRow {
            clock_id: clock.id,
            ladder: Ladder::shipped(60),
            level: 0,
            round: 0,
            last_at: None,
            quiet_until: None,
            taken_by: None,
            taken_at: None,
            next_at: Some(due),
        };
        escalations::insert(&mut tx, &row).await?;
        assert_eq!(escalations::find(&mut tx, clock.id).await?.as_ref(), Some(&row));
        assert_eq!(escalations::find_for_update(&mut tx, clock.id).await?.as_ref(), Some(&row));
        let mut asks = store::Asks::default();
        let place = asks.add(escalations::of_ticket(case.ticket.id));
        let stand = tx.answers(asks).await?.of(&place)?;
        assert_eq!(stand.iter().map(|one| (one.clock_id, one.next_at)).collect::<Vec<_>>(), [(clock.id, Some(due))]);
        assert_eq!(escalations::next_due(&mut tx).await?, Some(due));
        assert_eq!(escalations::list_due(&mut tx, due.minus_seconds(1), 10).await?, []);
        assert_eq!(escalations::list_due(&mut tx, due, 10).await?, [(clock.id, case.ticket.id)]);
        let fired = EscalationRow {
            level: 1,
            last_at: Some(due),
            quiet_until: Some(due.plus_seconds(1800)),
            taken_by: Some(case.ticket.opened_by),
            taken_at: Some(due),
            ..row
        };
        escalations::update(&mut tx, &fired).await?;
        assert_eq!(escalations::find(&mut tx, clock.id).await?, Some(fired));
        escalations::set_next(&mut tx, clock.id, None).await?;
        assert_eq!(escalations::next_due(&mut tx).await?, None);
    }

    /// Rule 28: once for a clock, its cycle, level and round.
    async fn a_step_is_written_once(db: Db) {
        let mut case = make::case(&db).await?;
        let mut tx = db.begin().await?;
        let clock = make::clock(&mut tx, &mut case.ticket, ClockKind::FirstAnswer, 3600).await?;
        let firing = |round| FiringRow {
            clock_id: clock.id,
            cycle: 1,
            level: 3,
            round,
            percent: 100,
            reached: 2,
            overtaken: false,
            fired_at: now(),
        };
        escalations::insert_firing(&mut tx, &firing(1)).await?;
        escalations::insert_firing(&mut tx, &firing(0)).await?;
        assert_eq!(escalations::list_firings(&mut tx, clock.id).await?, [firing(0), firing(1)]);
        let error = escalations::insert_firing(&mut tx, &firing(1)).await.expect_err("twice");
        assert!(matches!(error, store::StoreError::Conflict { .. }), "{error:?}");
    }

    async fn what_somebody_was_told_is_theirs_and_read_up_to_what_they_saw(db: Db) {
        let mut case = make::case(&db).await?;
        let other = make::person(&db, "anna@example.org").await?;
        let mut tx = db.begin().await?;
        let clock = make::clock(&mut tx, &mut case.ticket, ClockKind::FirstAnswer, 3600).await?;
        let reader = case.ticket.opened_by;
        let mut rows = Vec::new();
        for (person_id, at) in [(reader, 0), (reader, 60), (other, 0)] {
            let row = NotificationRow {
                id: RowId::new(now(), &RANDOM),
                person_id,
                kind: NotificationKind::Step,
                ticket_id: case.ticket.id,
                clock_id: clock.id,
                percent: 50,
                created_at: now().plus_seconds(at),
                read_at: None,
            };
            notifications::insert(&mut tx, &row).await?;
            rows.push(row);
        }
        let told = notifications::list(&mut tx, reader, 10).await?;
        assert_eq!(told.iter().map(|told| &told.row).collect::<Vec<_>>(), [&rows[1], &rows[0]]);
        assert_eq!((told[0].number, told[0].clock), (case.ticket.number, ClockKind::FirstAnswer));
        assert_eq!(notifications::count_unread(&mut tx, reader).await?, 2);
        // The second one came after the page was shown.
        assert_eq!(notifications::mark_all_read(&mut tx, reader, now().plus_seconds(90), now()).await?, 1);
        assert_eq!(notifications::count_unread(&mut tx, reader).await?, 1);
        assert_eq!(notifications::count_unread(&mut tx, other).await?, 1);
    }

    async fn pages_nobody_answered_end_together(db: Db) {
        let mut case = make::case(&db).await?;
        let mut tx = db.begin().await?;
        let clock = make::clock(&mut tx, &mut case.ticket, ClockKind::FirstAnswer, 3600).await?;
        let page = |role, at: i64| PageRow {
            id: RowId::new(now(), &RANDOM),
            ticket_id: case.ticket.id,
            clock_id: clock.id,
            level: 0,
            round: 0,
            role,
            person_id: case.ticket.opened_by,
            channel: "desk".to_owned(),
            state: PageState::Sent,
            sent_at: now().plus_seconds(at),
            due_at: now().plus_seconds(at + 300),
            ended_at: None,
        };
        let (first, second) = (page(Role::OnCall, 0), page(Role::Deputy, 300));
        pages::insert(&mut tx, &first).await?;
        assert_eq!(pages::find(&mut tx, first.id).await?.as_ref(), Some(&first));
        assert_eq!(pages::end_open(&mut tx, clock.id, PageState::TimedOut, now()).await?, 1);
        pages::insert(&mut tx, &second).await?;
        assert_eq!(pages::end_open(&mut tx, clock.id, PageState::Acknowledged, now()).await?, 1);
        let states: Vec<_> = pages::list_of_clock(&mut tx, clock.id).await?.iter().map(|page| page.state).collect();
        assert_eq!(states, [PageState::TimedOut, PageState::Acknowledged]);
    }
}
