use domain::charge::Cents;
use domain::ids::{HardwareCaseId, InterventionId, ProbeRunId, RowId};
use domain::intervention::gate::Earlier;
use domain::intervention::{
    AccessMethod, Acknowledgement, Cause, Complexity, GateLine, HardwareState, InterventionState,
    ProbeKind, ProbeResult, Symptom, Task,
};
use store::gate::GateLineRow;
use store::hardware::HardwareCaseRow;
use store::interventions::{Requested, Unconfirmed};
use store::mails::MailRow;
use store::probe_runs::ProbeRunRow;
use store::rounds::RoundRow;
use store::{StoreError, gate, hardware, interventions, mails, probe_runs, rounds};
use uuid::Uuid;

use super::make::{self, RANDOM, now};
use super::operations::mail_row;

store::both_databases! {
    async fn an_intervention_reads_back_as_written(db: Db) {
        let (case, mut row, system) = make::intervention(&db).await?;
        let mut tx = db.begin().await?;
        assert_eq!(interventions::find(&mut tx, row.id).await?.as_ref(), Some(&row));
        row.state = InterventionState::Clarifying;
        row.resume_state = Some(InterventionState::Running);
        row.symptom = Some(Symptom::ALL[0]);
        row.request = Requested {
            tasks: vec![Task::RepairBootLoader],
            ceiling: Some(Cents(20_000)),
            methods: vec![AccessMethod::Rescue, AccessMethod::Ssh],
            our_key: true,
            temporary_account: Some(true),
            acknowledgements: Acknowledgement::ALL.to_vec(),
            new_credentials: Some(true),
        };
        row.complexity = Some(Complexity::Complex);
        row.method = Some(AccessMethod::Rescue);
        row.method_ranking = Some("[]".to_owned());
        row.started_by = Some(case.staff);
        row.cause = Some(Cause::FailedUpdate);
        row.avoidable = Some(false);
        interventions::update(&mut tx, &mut row).await?;
        assert_eq!(row.version, 2);
        assert_eq!(interventions::find_for_update(&mut tx, row.id).await?.as_ref(), Some(&row));
        assert_eq!(interventions::find_by_ticket(&mut tx, case.ticket.id).await?.as_ref(), Some(&row));
        assert_eq!(interventions::list_of_system(&mut tx, system, 10).await?, vec![row.clone()]);
        assert_eq!(interventions::list_unconfirmed(&mut tx, now(), "reminder", None, 10).await?, vec![], "it is not closed");

        let mut old = row.clone();
        old.version = 1;
        let error = interventions::update(&mut tx, &mut old).await.expect_err("somebody was faster");
        assert!(matches!(error, StoreError::Stale { table: "interventions" }), "{error:?}");
        assert_eq!(old.version, 1);
        row.id = InterventionId::new(now(), &RANDOM);
        let error = interventions::insert(&mut tx, &row).await.expect_err("a second one on the ticket");
        assert!(error.is_conflict_on("interventions_ticket_id_key"), "{error:?}");
    }

    async fn an_incomplete_request_may_lack_its_system(db: Db) {
        // RULINGS 1
        let case = make::case(&db).await?;
        let row = make::intervention_row(&case, None);
        let mut tx = db.begin().await?;
        interventions::insert(&mut tx, &row).await?;
        assert_eq!(interventions::find(&mut tx, row.id).await?, Some(row));
    }

    async fn earlier_closed_cases_of_a_system_are_found(db: Db) {
        // I-60
        let (case, mut first, system) = make::intervention(&db).await?;
        let mut tx = db.begin().await?;
        first.state = InterventionState::Closed;
        first.cause = Some(Cause::DiskFull);
        first.avoidable = Some(true);
        first.closed_at = Some(now());
        interventions::update(&mut tx, &mut first).await?;
        let ticket = make::ticket(&mut tx, make::ticket_row(case.organization, case.customer, "Wieder")).await?;
        let mut second = make::intervention_row(&case, Some(system));
        second.ticket_id = ticket.id;
        interventions::insert(&mut tx, &second).await?;
        let expected = vec![Earlier { cause: Cause::DiskFull, avoidable: true, closed_at: now() }];
        assert_eq!(interventions::list_earlier(&mut tx, system, now(), second.id).await?, expected);
        assert_eq!(interventions::list_earlier(&mut tx, system, now().plus_seconds(1), second.id).await?, vec![]);
        assert_eq!(interventions::list_earlier(&mut tx, system, now(), first.id).await?, vec![], "itself is not earlier");
    }

    async fn unconfirmed_password_changes_are_listed_with_their_reminders_page_by_page(db: Db) {
        // I-55
        let (case, mut first, system) = make::intervention(&db).await?;
        let mut tx = db.begin().await?;
        let ticket = make::ticket(&mut tx, make::ticket_row(case.organization, case.customer, "Noch einer")).await?;
        let mut second = make::intervention_row(&case, Some(system));
        second.ticket_id = ticket.id;
        interventions::insert(&mut tx, &second).await?;
        for row in [&mut first, &mut second] {
            row.state = InterventionState::Closed;
            row.closed_at = Some(now());
            interventions::update(&mut tx, row).await?;
        }
        // One reminder to two people, one of another kind, one of an earlier cycle.
        for (n, (kind, seconds)) in (1..).zip([("reminder", 5), ("reminder", 5), ("summary", 6), ("reminder", -5)]) {
            let mail = MailRow {
                ticket_id: Some(case.ticket.id),
                kind: kind.to_owned(),
                created_at: now().plus_seconds(seconds),
                ..mail_row(n)
            };
            mails::insert(&mut tx, &mail).await?;
        }
        let one = Unconfirmed { id: first.id, number: case.ticket.number, ticket: case.ticket.id, closed_at: now(), reminded: 1 };
        let other = Unconfirmed { id: second.id, number: ticket.number, ticket: ticket.id, closed_at: now(), reminded: 0 };
        let mut expected = [one, other];
        expected.sort_by_key(|one| one.id);
        let page = interventions::list_unconfirmed(&mut tx, now(), "reminder", None, 1).await?;
        assert_eq!(page, expected[..1]);
        let next = interventions::list_unconfirmed(&mut tx, now(), "reminder", Some(page[0].id), 9).await?;
        assert_eq!(next, expected[1..]);
        assert_eq!(interventions::list_unconfirmed(&mut tx, now().minus_seconds(1), "reminder", None, 9).await?, []);
        second.password_change_confirmed_at = Some(now());
        second.password_change_confirmed_by = Some(case.customer);
        interventions::update(&mut tx, &mut second).await?;
        assert_eq!(interventions::list_unconfirmed(&mut tx, now(), "reminder", None, 9).await?, [one]);
    }

    async fn former_rounds_are_kept_and_count_as_earlier_cases(db: Db) {
        // I-60
        let (_, row, system) = make::intervention(&db).await?;
        let round = RoundRow {
            id: RowId::from_uuid(Uuid::from_u128(0xf0)),
            intervention_id: row.id,
            cycle: 1,
            system_id: Some(system),
            complexity: Some(Complexity::Standard),
            method: Some(AccessMethod::Ssh),
            method_reason: "Port 22 antwortet".to_owned(),
            started_at: Some(now()),
            started_by: None,
            summary: "Platz geschaffen.".to_owned(),
            cause: Some(Cause::DiskFull),
            avoidable: Some(true),
            avoidable_reason: "Die Überwachung fehlte.".to_owned(),
            closed_at: Some(now()),
            password_change_confirmed_at: None,
            password_change_confirmed_by: None,
        };
        let mut tx = db.begin().await?;
        rounds::insert(&mut tx, &round).await?;
        assert_eq!(rounds::list(&mut tx, row.id).await?, vec![round]);
        let expected = vec![Earlier { cause: Cause::DiskFull, avoidable: true, closed_at: now() }];
        assert_eq!(interventions::list_earlier(&mut tx, system, now(), row.id).await?, expected);
        assert_eq!(interventions::list_earlier(&mut tx, system, now().plus_seconds(1), row.id).await?, vec![]);
        tx.save().await?;
        make::assert_append_only(&db, "intervention_rounds").await?;
    }

    async fn a_customer_s_cases_are_listed_the_newest_first_and_nobody_else_s(db: Db) {
        let (case, row, system) = make::intervention(&db).await?;
        let other = make::organization(&db, "K-77").await?;
        let mut tx = db.begin().await?;
        let ticket = make::ticket(&mut tx, make::ticket_row(case.organization, case.customer, "Noch einmal")).await?;
        let mut second = make::intervention_row(&case, Some(system));
        second.ticket_id = ticket.id;
        interventions::insert(&mut tx, &second).await?;
        let listed = interventions::list_of_customer(&mut tx, &[case.organization, other], 9).await?;
        let numbers: Vec<_> = listed.iter().map(|case| case.number).collect();
        assert_eq!(numbers, [ticket.number, case.ticket.number]);
        assert_eq!((listed[1].state, listed[1].closed_at), (row.state, row.closed_at));
        assert_eq!(interventions::list_of_customer(&mut tx, &[case.organization], 1).await?.len(), 1);
        assert_eq!(interventions::list_of_customer(&mut tx, &[other], 9).await?.len(), 0);
        assert_eq!(interventions::list_of_customer(&mut tx, &[], 9).await?.len(), 0);
    }

    async fn a_gate_line_is_checked_again_and_overridden_once(db: Db) {
        // RULINGS 3
        let (case, row, _) = make::intervention(&db).await?;
        let line = |line: GateLine, passed: bool| GateLineRow {
            id: RowId::new(now(), &RANDOM),
            intervention_id: row.id,
            cycle: 1,
            line,
            hard: line == GateLine::SystemBelongs,
            passed,
            detail: String::new(),
            checked_by: case.staff,
            checked_at: now(),
            override_by: None,
            override_reason: String::new(),
            override_at: None,
        };
        let mut tx = db.begin().await?;
        let (hard, soft) = (line(GateLine::SystemBelongs, false), line(GateLine::ContractCovers, false));
        gate::put(&mut tx, &soft).await?;
        gate::put(&mut tx, &hard).await?;
        assert_eq!(gate::list(&mut tx, row.id, 1).await?.len(), 2);
        let overrule = async |tx: &mut store::Tx, line| {
            gate::put_override(tx, row.id, 1, line, case.staff, "Vertrag läuft morgen an", now()).await
        };
        assert!(!overrule(&mut tx, GateLine::SystemBelongs).await?, "a hard line");
        assert!(overrule(&mut tx, GateLine::ContractCovers).await?);
        assert!(!overrule(&mut tx, GateLine::ContractCovers).await?, "once");
        gate::put(&mut tx, &GateLineRow { detail: "neu".to_owned(), ..line(GateLine::ContractCovers, false) }).await?;
        let lines = gate::list(&mut tx, row.id, 1).await?;
        let order: Vec<_> = lines.iter().map(|l| l.line).collect();
        assert_eq!(order, [GateLine::SystemBelongs, GateLine::ContractCovers], "the order of the rules");
        let kept = lines.iter().find(|l| l.line == GateLine::ContractCovers).ok_or("no line")?;
        assert_eq!((kept.id, kept.detail.as_str(), kept.override_by), (soft.id, "neu", Some(case.staff)));
        gate::put(&mut tx, &GateLineRow { cycle: 2, ..line(GateLine::NoRepeatCase, true) }).await?;
        assert_eq!(gate::list(&mut tx, row.id, 2).await?.len(), 1, "a new cycle has a new gate");
        assert_eq!(gate::list_all(&mut tx, row.id).await?.len(), 3);
        assert!(!gate::put_override(&mut tx, row.id, 2, GateLine::NoRepeatCase, case.staff, "…", now()).await?, "it holds");
    }

    async fn the_newest_run_of_each_probe_counts(db: Db) {
        let (case, row, system) = make::intervention(&db).await?;
        let run = |kind: ProbeKind, result: ProbeResult, seconds: i64| ProbeRunRow {
            id: ProbeRunId::new(now().plus_seconds(seconds), &RANDOM),
            system_id: system,
            intervention_id: Some(row.id),
            kind,
            target: "203.0.113.9:22".to_owned(),
            result,
            detail: String::new(),
            latency_us: Some(1_200),
            run_by: case.staff,
            run_at: now().plus_seconds(seconds),
        };
        let mut tx = db.begin().await?;
        let runs = [
            run(ProbeKind::Ping, ProbeResult::Silent, 0),
            run(ProbeKind::SshPort, ProbeResult::Refused, 1),
            run(ProbeKind::Ping, ProbeResult::Answers, 2),
        ];
        for run in &runs {
            probe_runs::insert(&mut tx, run).await?;
        }
        assert_eq!(probe_runs::list(&mut tx, row.id).await?, runs);
        assert_eq!(probe_runs::list_newest(&mut tx, row.id).await?, [runs[2].clone(), runs[1].clone()]);
    }

    async fn a_hardware_case_moves_from_the_state_it_was_read_in(db: Db) {
        // I-59
        let (case, row, _) = make::intervention(&db).await?;
        let mut hard = HardwareCaseRow {
            id: HardwareCaseId::new(now(), &RANDOM),
            intervention_id: row.id,
            ticket_id: case.ticket.id,
            component: "Festplatte 2".to_owned(),
            evidence: "SMART: 412 Sektoren".to_owned(),
            state: HardwareState::Reported,
            created_by: case.staff,
            created_at: now(),
            updated_at: now(),
            appointment_at: None,
            appointment_place: String::new(),
        };
        let mut tx = db.begin().await?;
        hardware::insert(&mut tx, &hard).await?;
        hard.state = HardwareState::Diagnosed;
        hard.appointment_at = Some(now().plus_seconds(3_600));
        "HH1, Rack 7".clone_into(&mut hard.appointment_place);
        assert!(hardware::update(&mut tx, &hard, HardwareState::Reported).await?);
        assert!(!hardware::update(&mut tx, &hard, HardwareState::Reported).await?, "somebody else was faster");
        assert_eq!(hardware::list(&mut tx, row.id).await?, vec![hard]);
    }
}
