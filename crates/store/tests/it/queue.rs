use domain::ids::{OrganizationId, PersonId, TicketNumber};
use domain::sla::engine::Registry;
use domain::sla::{ClockKind, PauseGround, PauseReason};
use domain::ticket::{Class, Department, Priority, TicketState};
use store::queue::{Assigned, QueueFilter, QueueRow};
use store::{Db, clocks, queue, tickets};

use super::make::{self, now};

fn numbers(rows: &[QueueRow]) -> Vec<i64> {
    rows.iter().map(|row| row.number.0).collect()
}

/// A page.
async fn page(
    tx: &mut store::Tx,
    filter: &QueueFilter,
    after: Option<queue::QueueKey>,
    limit: i64,
) -> store::Result<Vec<QueueRow>> {
    let ask = queue::ask(tx, filter, after, limit);
    tx.answer(ask).await
}

/// Six tickets: 40001 plain · 40002 mine, breached · 40003 intervention, breaches soon · 40004 waiting, its clock paused ·
/// 40005 another customer's, for billing · 40006 closed.
async fn six(
    db: &Db,
) -> Result<(make::Case, OrganizationId, PersonId), Box<dyn std::error::Error + Send + Sync>> {
    let case = make::case(db).await?;
    let other = make::organization(db, "K-2").await?;
    let system = make::system(db, case.organization, 9).await?;
    let me = case.staff;
    let mut tx = db.begin().await?;
    let row = |subject: &str| make::ticket_row(case.organization, case.customer, subject);

    let mut mine = make::ticket(&mut tx, row("Meins")).await?;
    mine.assignee_id = Some(me);
    mine.state = TicketState::Open;
    mine.priority = Priority::High;
    mine.system_id = Some(system);
    tickets::update(&mut tx, &mut mine).await?;
    make::clock(&mut tx, &mut mine, ClockKind::FirstAnswer, -60).await?;

    let mut intervention = row("Einsatz");
    intervention.class = Class::Intervention;
    let mut intervention = make::ticket(&mut tx, intervention).await?;
    make::clock(&mut tx, &mut intervention, ClockKind::FirstAnswer, 600).await?;
    make::clock(&mut tx, &mut intervention, ClockKind::Intervention, 3600).await?;

    let mut waiting = make::ticket(&mut tx, row("Wartet")).await?;
    waiting.state = TicketState::WaitingCustomer;
    let clock = make::clock(&mut tx, &mut waiting, ClockKind::Resolution, 3600).await?;
    let ground = PauseGround::of(PauseReason::Question);
    let paused = clock.pause(
        ground,
        "Frage an den Kunden",
        now().plus_seconds(60),
        &Registry::default(),
    )?;
    clocks::update(&mut tx, &paused.clock).await?;
    waiting.next_breach_at = clocks::next_breach(&mut tx, waiting.id).await?;
    tickets::update(&mut tx, &mut waiting).await?;

    let mut billing = make::ticket_row(other, case.customer, "Rechnung");
    billing.department = Department::Billing;
    billing.class = Class::Question;
    make::ticket(&mut tx, billing).await?;

    let mut closed = row("Erledigt");
    closed.state = TicketState::Closed;
    closed.is_open = false;
    make::ticket(&mut tx, closed).await?;
    tx.save().await?;
    Ok((case, other, me))
}

store::both_databases! {
    async fn the_queue_shows_what_breaches_next_first(db: Db) {
        let (_, _, me) = six(&db).await?;
        let mut tx = db.read().await?;
        let rows = page(&mut tx, &QueueFilter::default(), None, 10).await?;
        assert_eq!(numbers(&rows), [40002, 40003, 40001, 40004, 40005]);
        let first = rows.first().ok_or("no row")?;
        assert_eq!(first.organization_name, "Kunde K-1");
        assert_eq!(first.system_name.as_deref(), Some("web-9.example.org"));
        assert_eq!((first.assignee_id, first.assignee_name.as_deref()), (Some(me), Some("technik")));
        assert_eq!(first.clock.as_ref().map(|c| c.face.kind), Some(ClockKind::FirstAnswer));
        // The clock of a row is the one that breaches next; without one, the one that waits; else none.
        let clocks: Vec<_> = rows.iter().map(|row| row.clock.as_ref().map(|c| c.face.kind)).collect();
        let first_answer = Some(ClockKind::FirstAnswer);
        assert_eq!(clocks, [first_answer, first_answer, None, Some(ClockKind::Resolution), None]);
        for row in &rows {
            let own = store::clocks::list(&mut tx, row.id).await?;
            let own = |c: &domain::sla::engine::Listed| own.iter().any(|o| o.listed() == *c);
            assert!(row.clock.as_ref().is_none_or(own), "{} shows a stranger's clock", row.number.0);
        }
    }

    async fn pages_follow_each_other_without_gap_or_repetition(db: Db) {
        six(&db).await?;
        let mut tx = db.read().await?;
        for done in [false, true] {
            let filter = QueueFilter { done, ..QueueFilter::default() };
            let whole = page(&mut tx, &filter, None, 100).await?;
            let (mut seen, mut key) = (Vec::new(), None);
            loop {
                let page = page(&mut tx, &filter, key, 2).await?;
                let Some(last) = page.last() else { break };
                key = Some(last.key());
                seen.extend(page);
            }
            assert_eq!(seen, whole);
        }
    }

    async fn each_filter_leaves_what_it_names(db: Db) {
        let (case, other, me) = six(&db).await?;
        let mut tx = db.read().await?;
        let all = QueueFilter::default;
        let system = tickets::find(&mut tx, TicketNumber(40_002)).await?.and_then(|t| t.system_id);
        let cases = [
            (QueueFilter { done: true, ..all() }, vec![40006]),
            (QueueFilter { state: Some(TicketState::WaitingCustomer), ..all() }, vec![40004]),
            (QueueFilter { state: Some(TicketState::Closed), ..all() }, vec![40006]),
            (QueueFilter { department: Some(Department::Billing), ..all() }, vec![40005]),
            (QueueFilter { class: Some(Class::Intervention), ..all() }, vec![40003]),
            (QueueFilter { priority: Some(Priority::High), ..all() }, vec![40002]),
            (QueueFilter { assigned: Assigned::To(me), ..all() }, vec![40002]),
            (QueueFilter { assigned: Assigned::Nobody, ..all() }, vec![40003, 40001, 40004, 40005]),
            (QueueFilter { organization: Some(other), ..all() }, vec![40005]),
            (QueueFilter { organization: Some(case.organization), class: Some(Class::Fault), ..all() }, vec![40002, 40001, 40004]),
            (QueueFilter { system, ..all() }, vec![40002]),
            (QueueFilter { breached_by: Some(now()), ..all() }, vec![40002]),
            (QueueFilter { teams: Some(vec![]), ..all() }, vec![]),
            (QueueFilter { team: Some(domain::ids::TeamId::from_uuid(other.uuid())), ..all() }, vec![]),
        ];
        for (filter, expected) in cases {
            assert_eq!(numbers(&page(&mut tx, &filter, None, 10).await?), expected, "{filter:?}");
        }
    }

    async fn a_team_has_its_queue_and_several_have_one_together(db: Db) {
        let (_, _, _) = six(&db).await?;
        let mut tx = db.begin().await?;
        let mut ids = Vec::new();
        for (name, number) in [("Linux", 40_003), ("Nacht", 40_001), ("Leer", 0)] {
            let team = store::teams::TeamRow {
                id: domain::ids::TeamId::new(now(), &make::RANDOM),
                name: name.to_owned(),
                created_at: now(),
            };
            store::teams::insert(&mut tx, &team).await?;
            if let Some(mut ticket) = tickets::find(&mut tx, TicketNumber(number)).await? {
                ticket.team_id = Some(team.id);
                tickets::update(&mut tx, &mut ticket).await?;
            }
            ids.push(team.id);
        }
        let listed = tx.answer(store::teams::ask()).await?;
        assert_eq!(listed, store::teams::list(&mut tx).await?);
        let all = QueueFilter::default;
        for (filter, expected) in [
            (QueueFilter { team: Some(ids[0]), ..all() }, vec![40003]),
            (QueueFilter { team: Some(ids[2]), ..all() }, vec![]),
            (QueueFilter { teams: Some(ids.clone()), ..all() }, vec![40003, 40001]),
            (QueueFilter { teams: Some(ids.clone()), class: Some(Class::Fault), ..all() }, vec![40001]),
        ] {
            assert_eq!(numbers(&page(&mut tx, &filter, None, 10).await?), expected, "{filter:?}");
        }
        let both = QueueFilter { teams: Some(ids), ..all() };
        let first = page(&mut tx, &both, None, 1).await?;
        let key = first.last().map(QueueRow::key);
        assert_eq!(numbers(&page(&mut tx, &both, key, 10).await?), [40001]);
    }

    async fn the_figures_beside_the_views_stop_at_their_cap(db: Db) {
        let (_, _, me) = six(&db).await?;
        let mut tx = db.read().await?;
        let counts = tx.answer(queue::counts(me, now(), 100)).await?.remove(0);
        let all = (counts.open, counts.mine, counts.unassigned, counts.breached, counts.interventions, counts.waiting_customer);
        assert_eq!(all, (5, 1, 4, 1, 1, 1));
        let capped = tx.answer(queue::counts(me, now(), 2)).await?.remove(0);
        assert_eq!((capped.open, capped.unassigned, capped.mine), (2, 2, 1));
    }

    async fn a_customer_sees_the_organizations_tickets_newest_first(db: Db) {
        let (case, other, _) = six(&db).await?;
        let mut tx = db.read().await?;
        let mine = [case.organization];
        let rows = queue::customer_page(&mut tx, &mine, None, None, None, 3).await?;
        assert_eq!(numbers(&rows), [40006, 40004, 40003]);
        let next = queue::customer_page(&mut tx, &mine, None, None, Some(TicketNumber(40_003)), 3).await?;
        assert_eq!(numbers(&next), [40002, 40001]);
        let open = queue::customer_page(&mut tx, &[case.organization, other], Some(true), None, None, 10).await?;
        assert_eq!(numbers(&open), [40005, 40004, 40003, 40002, 40001]);
        let system = tickets::find(&mut tx, TicketNumber(40_002)).await?.and_then(|t| t.system_id);
        assert_eq!(numbers(&queue::customer_page(&mut tx, &mine, None, system, None, 10).await?), [40002]);
        assert_eq!(queue::customer_page(&mut tx, &[], None, None, None, 10).await?, vec![]);
        // Done ones count as well; foreign ones never.
        assert_eq!(queue::customer_count(&mut tx, &mine, 100).await?, 5);
        assert_eq!(queue::customer_count(&mut tx, &[case.organization, other], 100).await?, 6);
        assert_eq!(queue::customer_count(&mut tx, &mine, 3).await?, 3);
        assert_eq!(queue::customer_count(&mut tx, &[], 100).await?, 0);
    }

    /// With many tickets no page reads a table from end to end.
    async fn no_page_of_the_queue_scans(db: Db) {
        let case = make::case(&db).await?;
        many(&db, &case, 20_000).await?;
        let mut tx = db.read().await?;
        let all = QueueFilter::default;
        let after = page(&mut tx, &all(), None, 50).await?.last().map(QueueRow::key);
        let system = domain::ids::SystemId::new(now(), &make::RANDOM);
        let [team, other] = [(); 2].map(|()| domain::ids::TeamId::new(now(), &make::RANDOM));
        let filters = [
            all(),
            QueueFilter { done: true, ..all() },
            QueueFilter { assigned: Assigned::To(case.staff), ..all() },
            QueueFilter { assigned: Assigned::Nobody, ..all() },
            QueueFilter { state: Some(TicketState::WaitingCustomer), ..all() },
            QueueFilter { class: Some(Class::Intervention), ..all() },
            QueueFilter { organization: Some(case.organization), ..all() },
            QueueFilter { breached_by: Some(now()), ..all() },
            QueueFilter { system: Some(system), ..all() },
            QueueFilter { system: Some(system), organization: Some(case.organization), done: true, ..all() },
            QueueFilter { team: Some(team), ..all() },
            QueueFilter { teams: Some(vec![team, other]), ..all() },
        ];
        for filter in &filters {
            for key in [None, after] {
                let plan = store::testing::queue_plan(&mut tx, filter, key).await?;
                assert_no_scan(&plan, &format!("{filter:?}"));
            }
        }
        // One system's tickets are found as such, however few of the queue they are.
        let of_system = QueueFilter { system: Some(system), ..all() };
        let plan = store::testing::queue_plan(&mut tx, &of_system, after).await?.join("\n");
        assert!(plan.contains("tickets_system"), "{plan}");
        let plan = store::testing::customer_plan(&mut tx, &[case.organization]).await?;
        assert_no_scan(&plan, "a customer's list");
    }
}

/// So many tickets with a clock each, by one statement.
async fn many(db: &Db, case: &make::Case, count: i64) -> Result<(), sqlx::Error> {
    let (organization, person) = (case.organization.uuid(), case.customer.uuid());
    match db {
        Db::Sqlite { write, .. } => {
            const TICKETS: &str = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $1)
                INSERT INTO tickets (id, organization_id, department, class, proposed_class, priority, state, is_open, subject,
                    channel, opened_by, caller_name, message_count, last_message_by_customer, received_at, created_at,
                    updated_at, next_breach_at, version)
                SELECT randomblob(16), $2, 'technical', CASE WHEN i % 20 = 0 THEN 'intervention' ELSE 'fault' END, 'fault',
                    'normal', CASE WHEN i % 4 = 0 THEN 'closed' ELSE 'open' END, i % 4 <> 0, 'Fall ' || i, 'portal', $3, '',
                    1, 1, $4, $4, $4, strftime('%Y-%m-%dT%H:%M:%SZ', $4, '+' || i || ' seconds'), 1 FROM n";
            const CLOCKS: &str = "INSERT INTO clocks (id, ticket_id, kind, cycle, state, target_s, consumed_s, paused_s,
                    started_at, running_since, due_at, breach_at, policy_version, calendar, calendar_version)
                SELECT randomblob(16), id, 'first_answer', 1, 'running', 600, 0, 0, created_at, created_at, next_breach_at,
                    next_breach_at, 1, '24x7', 1 FROM tickets WHERE id NOT IN (SELECT ticket_id FROM clocks)";
            let at = now().to_string();
            sqlx::query(TICKETS)
                .bind(count)
                .bind(organization)
                .bind(person)
                .bind(at)
                .execute(write)
                .await?;
            sqlx::query(CLOCKS).execute(write).await?;
        }
        Db::Postgres { write, .. } => {
            const TICKETS: &str = "INSERT INTO tickets (id, organization_id, department, class, proposed_class, priority, state,
                    is_open, subject, channel, opened_by, caller_name, message_count, last_message_by_customer, received_at,
                    created_at, updated_at, next_breach_at, version)
                SELECT gen_random_uuid(), $2, 'technical', CASE WHEN i % 20 = 0 THEN 'intervention' ELSE 'fault' END, 'fault',
                    'normal', CASE WHEN i % 4 = 0 THEN 'closed' ELSE 'open' END, i % 4 <> 0, 'Fall ' || i, 'portal', $3, '',
                    1, TRUE, $4, $4, $4, $4 + i * INTERVAL '1 second', 1 FROM generate_series(1, $1) AS n (i)";
            const CLOCKS: &str = "INSERT INTO clocks (id, ticket_id, kind, cycle, state, target_s, consumed_s, paused_s,
                    started_at, running_since, due_at, breach_at, policy_version, calendar, calendar_version)
                SELECT gen_random_uuid(), id, 'first_answer', 1, 'running', 600, 0, 0, created_at, created_at, next_breach_at,
                    next_breach_at, 1, '24x7', 1 FROM tickets";
            let at = now().offset_date_time();
            sqlx::query(TICKETS)
                .bind(count)
                .bind(organization)
                .bind(person)
                .bind(at)
                .execute(write)
                .await?;
            sqlx::query(CLOCKS).execute(write).await?;
            sqlx::query("ANALYZE").execute(write).await?;
        }
    }
    Ok(())
}

fn assert_no_scan(plan: &[String], what: &str) {
    let text = plan.join("\n");
    for table in ["tickets", "clocks"] {
        assert!(
            !text.contains(&format!("SCAN {table}\n")) && !text.ends_with(&format!("SCAN {table}")),
            "{what}:\n{text}"
        );
        assert!(
            !text.contains(&format!("Seq Scan on {table}")),
            "{what}:\n{text}"
        );
    }
    assert!(
        !text.contains("AUTOMATIC"),
        "{what} builds an index of its own:\n{text}"
    );
}
