//! What reports read: narrow rows of a stretch of time.

use domain::ids::{RowId, WorkEntryId};
use domain::report::{BreachReason, Filter, Reopening, Waits, Who};
use domain::sla::engine::{CalendarRef, Registry};
use domain::sla::{ClockDetail, ClockKind, ClockOutcome};
use domain::ticket::{Priority, TicketState};
use domain::time::Timestamp;
use store::reports::{Blame, Stretch};
use store::work::WorkEntryRow;
use store::{clocks, reports, tickets, work};

use super::make::{self, RANDOM, now};

fn after(minutes: i64) -> Timestamp {
    now().plus_seconds(minutes * 60)
}

const HOUR: i64 = 60;

fn hours(from: i64, until: i64) -> Stretch {
    Stretch {
        from: after(from * HOUR),
        until: after(until * HOUR),
    }
}

store::both_databases! {
    /// Each change of the state counts up for whom the ticket waited; an end that did not last stays known.
    async fn a_ticket_knows_for_whom_it_waited(db: Db) {
        let case = make::case(&db).await?;
        let mut ticket = case.ticket.clone();
        let mut tx = db.begin().await?;
        let steps = [
            (10, TicketState::Open),
            (15, TicketState::WaitingCustomer),
            (45, TicketState::WaitingThirdParty),
            (50, TicketState::Open),
            (60, TicketState::Resolved),
            (90, TicketState::Open),
            (100, TicketState::Resolved),
            (200, TicketState::Closed),
        ];
        for (minute, state) in steps {
            let at = after(minute);
            ticket.state = state;
            ticket.is_open = !matches!(state, TicketState::Resolved | TicketState::Closed);
            ticket.updated_at = at;
            match state {
                TicketState::Resolved => ticket.resolved_at = Some(at),
                TicketState::Closed => ticket.closed_at = Some(at),
                _ => ticket.resolved_at = None,
            }
            tickets::update(&mut tx, &mut ticket).await?;
        }
        // A change of something else counts nothing twice.
        ticket.priority = Priority::High;
        ticket.updated_at = after(201);
        tickets::update(&mut tx, &mut ticket).await?;
        let all = reports::tickets(&mut tx, hours(0, 10), &Filter::default()).await?.rows().await?;
        assert_eq!(all.len(), 1);
        let fact = &all[0];
        assert_eq!((fact.number, fact.who.customer, fact.who.priority), (ticket.number, case.organization, Priority::High));
        assert_eq!(fact.waits, Waits { customer_s: 30 * 60, third_party_s: 5 * 60, us_s: 35 * 60 });
        assert_eq!(fact.solved_at, Some(after(100)));
        assert_eq!(fact.reopened, [Reopening { solved_at: after(60), reopened_at: after(90) }]);
        // Long over before the stretch begins, or not received before it ends.
        assert_eq!(reports::tickets(&mut tx, hours(4, 10), &Filter::default()).await?.rows().await?, []);
        assert_eq!(reports::tickets(&mut tx, hours(-10, 0), &Filter::default()).await?.rows().await?, []);
    }

    /// What the database writes out for reports says what the columns say, and follows every change of them.
    async fn what_is_written_out_for_reports_is_what_the_columns_say(db: Db) {
        let mut case = make::case(&db).await?;
        let mut tx = db.begin().await?;
        let clock = make::clock(&mut tx, &mut case.ticket, ClockKind::Intervention, 3600).await?;
        let none = Filter::default();
        let stretch = hours(0, 100);
        let columns = reports::running(&mut tx, now(), &none, 5).await?;
        assert_eq!(columns.len(), 1);
        assert_eq!(reports::clocks(&mut tx, stretch, &none).await?, columns);
        let mut row = clock.clone();
        (row.consumed_s, row.policy_version, row.calendar_version) = (1234, 7, 3);
        row.calendar = CalendarRef::new("service".parse()?, Some("DE-BY".parse()?));
        row.breach_at = Some(after(77));
        clocks::update(&mut tx, &row).await?;
        let columns = reports::running(&mut tx, now(), &none, 5).await?;
        assert_eq!((columns[0].consumed_s, columns[0].breach_at), (1234, Some(after(77))));
        assert_eq!(reports::clocks(&mut tx, stretch, &none).await?, columns);
        for (system, assignee) in [(None, Some(case.staff)), (case.ticket.system_id, None)] {
            let ticket = &mut case.ticket;
            (ticket.system_id, ticket.assignee_id, ticket.priority) = (system, assignee, Priority::Low);
            tickets::update(&mut tx, ticket).await?;
            let facts = reports::tickets(&mut tx, stretch, &none).await?.rows().await?;
            let [fact] = &facts[..] else { panic!("one ticket: {facts:?}") };
            assert_eq!((fact.ticket, fact.number, fact.received_at), (ticket.id, ticket.number, ticket.received_at));
            let who = Who {
                customer: ticket.organization_id,
                system,
                engineer: assignee,
                team: ticket.team_id,
                priority: Priority::Low,
                class: ticket.class,
            };
            assert_eq!(fact.who, who);
            let customer = Filter { customer: Some(ticket.organization_id), system, ..none };
            assert_eq!(reports::tickets(&mut tx, stretch, &customer).await?.rows().await?, facts);
            let other = Filter { priority: Some(Priority::High), ..none };
            assert_eq!(reports::tickets(&mut tx, stretch, &other).await?.rows().await?, []);
        }
    }

    /// Rule 29: a promise that was broken stays broken in its month, whatever a pause does to its last instant.
    async fn a_breach_stays_where_it_was_through_a_pause(db: Db) {
        let mut case = make::case(&db).await?;
        let mut tx = db.begin().await?;
        let clock = make::clock(&mut tx, &mut case.ticket, ClockKind::Intervention, 3600).await?;
        let at = clock.breach_at.ok_or("no last instant")?;
        let mut row = clock.breach(ClockDetail::default(), after(61), &Registry::new([]))?.clock;
        reports::broken(&mut tx, row.id, at).await?;
        reports::broken(&mut tx, row.id, after(70)).await?;
        (row.breach_at, row.next_event_at) = (None, None);
        clocks::update(&mut tx, &row).await?;
        let none = Filter::default();
        let broken = reports::clocks(&mut tx, hours(1, 2), &none).await?;
        assert_eq!(broken.iter().map(|line| (line.clock, line.breach_at)).collect::<Vec<_>>(), [(row.id, Some(at))]);
        // Going on later gives it another last instant: it is read there, and still says when it broke.
        row.breach_at = Some(after(10 * HOUR));
        row.stopped_at = Some(after(11 * HOUR));
        clocks::update(&mut tx, &row).await?;
        let later = reports::clocks(&mut tx, hours(10, 12), &none).await?;
        assert_eq!(later.iter().map(|line| line.breach_at).collect::<Vec<_>>(), [Some(at)]);
        assert_eq!(reports::blame(&mut tx, hours(10, 12)).await?.len(), 0, "no event was written here");
    }

    /// Rules 29 and 11: a clock is read where it ended or broke; the reason is given once and stays.
    async fn clocks_are_read_with_their_reason_and_who_had_them(db: Db) {
        let mut case = make::case(&db).await?;
        let mut tx = db.begin().await?;
        let clock = make::clock(&mut tx, &mut case.ticket, ClockKind::FirstAnswer, 600).await?;
        let none = Filter::default();
        let at = clock.breach_at.ok_or("no last instant")?;
        let running = reports::running(&mut tx, now(), &none, 5).await?;
        assert_eq!(running.iter().map(|line| (line.clock, line.breach_at)).collect::<Vec<_>>(), [(clock.id, Some(at))]);
        let mine = Filter { engineer: Some(case.staff), ..none };
        assert_eq!(reports::running(&mut tx, now(), &mine, 5).await?, []);
        assert_eq!(reports::running(&mut tx, at.plus_seconds(1), &none, 5).await?, []);
        assert_eq!(reports::missing_reason(&mut tx, case.ticket.id, at).await?, []);
        let missing = vec![(clock.id, ClockKind::FirstAnswer)];
        assert_eq!(reports::missing_reason(&mut tx, case.ticket.id, at.plus_seconds(1)).await?, missing);
        let detail = ClockDetail { assignee: Some(case.staff), ..ClockDetail::default() };
        let change = clock.breach(detail, after(20), &Registry::new([]))?;
        clocks::update(&mut tx, &change.clock).await?;
        for event in &change.events {
            clocks::append(&mut tx, RowId::new(now(), &RANDOM), clock.id, None, event).await?;
        }
        assert_eq!(reports::missing_reason(&mut tx, case.ticket.id, now()).await?, missing);
        assert_eq!(reports::give_reason(&mut tx, case.ticket.id, BreachReason::Capacity, "Urlaub").await?, 1);
        assert_eq!(reports::give_reason(&mut tx, case.ticket.id, BreachReason::Other, "").await?, 0);
        assert_eq!(reports::missing_reason(&mut tx, case.ticket.id, now()).await?, []);
        let lines = reports::clocks(&mut tx, hours(0, 1), &none).await?;
        assert_eq!(lines.len(), 1);
        let line = &lines[0];
        assert_eq!((line.clock, line.ticket, line.target_s), (clock.id, case.ticket.id, 600));
        assert_eq!((line.outcome, line.reason), (Some(ClockOutcome::Breached), Some(BreachReason::Capacity)));
        assert_eq!((line.calendar.code.as_str(), line.started_at), ("24x7", now()));
        let blame = reports::blame(&mut tx, hours(0, 1)).await?;
        assert_eq!(blame, [Blame { clock: clock.id, assignee: Some(case.staff) }]);
        assert_eq!(reports::clocks(&mut tx, hours(1, 2), &none).await?, []);
        let customer = Filter { customer: Some(case.organization), ..none };
        assert_eq!(reports::clocks(&mut tx, hours(0, 1), &customer).await?.len(), 1);
        let kind = Filter { kind: Some(ClockKind::Resolution), ..customer };
        assert_eq!(reports::clocks(&mut tx, hours(0, 1), &kind).await?, []);
    }

    async fn work_is_read_where_it_began_and_names_are_there(db: Db) {
        let case = make::case(&db).await?;
        let mut tx = db.begin().await?;
        let mut entry = WorkEntryRow {
            stopped_at: Some(after(30)),
            note: String::new(),
            billable: true,
            tariff: domain::charge::Tariff::SERVICE_CARD,
            net_cents: domain::charge::Cents(0),
            task: None,
            ..WorkEntryRow::draft(WorkEntryId::new(now(), &RANDOM), case.ticket.id, case.staff, now())
        };
        work::insert(&mut tx, &entry).await?;
        entry.id = WorkEntryId::new(now(), &RANDOM);
        "Kulanz".clone_into(&mut entry.waived);
        work::insert(&mut tx, &entry).await?;
        let facts = reports::work(&mut tx, hours(0, 1), &Filter::default()).await?;
        let mut seconds: Vec<_> = facts.iter().map(|fact| (fact.worked_s, fact.billable_s)).collect();
        seconds.sort_unstable();
        assert_eq!(seconds, [(1800, 0), (1800, 1800)]);
        assert!(facts.iter().all(|fact| fact.who.engineer == Some(case.staff)));
        assert_eq!(reports::work(&mut tx, hours(1, 2), &Filter::default()).await?, []);
        let customers = reports::customers(&mut tx).await?;
        assert_eq!(customers, [(case.organization, "Kunde K-1".to_owned())]);
        assert_eq!(reports::engineers(&mut tx).await?, []);
        assert_eq!(reports::systems(&mut tx).await?, []);
        drop(tx);
        let system = make::system(&db, case.organization, 9).await?;
        let mut tx = db.read().await?;
        let names = reports::systems(&mut tx).await?;
        assert!(matches!(&names[..], [(id, name)] if *id == system && name.ends_with(", Kunde K-1")), "{names:?}");
        assert_eq!(reports::teams(&mut tx).await?, []);
    }
}
