//! From the first click to the confirmed password change, and back again.

use domain::credential::SecretField;
use domain::intervention::{AccessMethod, Complexity};
use services::credentials;
use services::interventions::{self, Assessment, LiveEvent, StepDetail, StopForm};

use super::desk::{CANARY, Desk, code};

store::both_databases! {
    async fn the_whole_journey(db: Db) {
        // I-40, I-43, I-45
        let desk = Desk::open(db).await?;
        let number = desk.submit().await?;
        assert_eq!(desk.state(number).await?, "requested");
        desk.sign(number).await?;
        desk.start(number).await?;
        assert_eq!(desk.state(number).await?, "running");
        let engineer = desk.op(desk.engineer).await?;
        assert_eq!(desk.reveal(desk.engineer, number).await?, Ok(CANARY.to_owned()));
        assert_eq!(desk.mails("reveal_first").await?, 1);

        interventions::start_timer(&engineer, number, "").await?;
        interventions::log(&engineer, number, &Desk::entry("Dienst neu gestartet")).await?;
        desk.clock.advance(600);
        let engineer = desk.op(desk.engineer).await?;
        interventions::stop_timer(&engineer, number, &StopForm::default()).await?;
        let panel = interventions::closing(&engineer, number).await?;
        assert!(panel.summary.contains("Dienst neu gestartet"));
        assert_eq!(code(interventions::close(&engineer, number).await), "wrong_state");
        interventions::summarise(&engineer, number, &Desk::closing()).await?;
        assert_eq!(code(interventions::close(&engineer, number).await), "closing_items");
        credentials::no_new_credentials(&engineer, number).await?;
        interventions::close(&engineer, number).await?;
        assert_eq!(desk.state(number).await?, "closed");
        assert_eq!(desk.context.shards().list().map_err(|e| e.to_string())?.len(), 0);
        assert_eq!(desk.reveal(desk.engineer, number).await?, Err("ticket_not_open".to_owned()));

        let owner = desk.op(desk.owner).await?;
        let live = interventions::live(&owner, number).await?;
        assert!(live.events.len() > 5 && !live.may_lock);
        // The signature says how and from where, the way in why; within a second the later step stands on top.
        let details: Vec<StepDetail> = live
            .events
            .iter()
            .filter_map(|event| match event {
                LiveEvent::Step { detail, .. } if *detail != StepDetail::None => Some(detail.clone()),
                _ => None,
            })
            .collect();
        let signed = details.iter().rposition(|d| matches!(d, StepDetail::Signed { ip, .. } if ip.parse::<std::net::IpAddr>().is_ok()));
        let chosen = details.iter().position(|d| matches!(d, StepDetail::Method { reason, .. } if !reason.is_empty()));
        assert!(chosen < signed && chosen.is_some(), "{details:?}");
        assert!(details.contains(&StepDetail::Field(SecretField::Password)), "{details:?}");
        let places: Vec<i64> = live
            .events
            .windows(2)
            .filter_map(|pair| match pair {
                [LiveEvent::Step { seq: a, at, .. }, LiveEvent::Step { seq: b, at: same, .. }] if at == same => Some(a - b),
                _ => None,
            })
            .collect();
        assert!(!places.is_empty() && places.iter().all(|later| *later > 0), "{places:?}");
        let kinds = desk.kinds(number).await?;
        for kind in ["authorization.signed", "gate.checked", "reveal.granted", "action.logged", "secret.shredded", "intervention.closed"] {
            assert!(kinds.iter().any(|k| k == kind), "{kind} is missing in {kinds:?}");
        }
        desk.verify_chain().await?;
    }

    async fn an_assessment_is_refused_at_its_own_fields_and_later_picks_another_way_in(db: Db) {
        // I-41
        let desk = Desk::open(db).await?;
        let number = desk.submit().await?;
        desk.sign(number).await?;
        let engineer = desk.op(desk.engineer).await?;
        let gaps = Assessment { complexity: String::new(), eta: "morgen".to_owned(), ..Desk::assessment() };
        assert_eq!(code(interventions::assess(&engineer, number, &gaps).await), "complexity:required_choice eta:date");
        assert_eq!(code(interventions::assess(&engineer, number, &Desk::assessment()).await), "wrong_state");
        desk.start(number).await?;
        let other = Assessment {
            method: "rescue".to_owned(),
            reason: "Der Dienst nimmt keine Anmeldung an.".to_owned(),
            complexity: "complex".to_owned(),
            ..Assessment::default()
        };
        interventions::assess(&engineer, number, &other).await?;
        assert_eq!(desk.state(number).await?, "running");
        let work = interventions::workspace(&engineer, number).await?;
        let chosen = work.row.method.map(AccessMethod::code);
        assert_eq!((chosen, work.row.complexity.map(Complexity::code)), (Some("rescue"), Some("complex")));
    }

    async fn an_incomplete_request_is_filed_with_its_list_and_its_clock(db: Db) {
        // I-24, I-46
        let desk = Desk::open(db).await?;
        let owner = desk.op(desk.owner).await?;
        let form = services::interventions::RequestForm {
            problem: "Nichts geht mehr.".to_owned(),
            ..Default::default()
        };
        let filed = interventions::submit(&owner, &form, services::credentials::Credentials::default()).await?;
        let missing: Vec<&str> = filed.missing.iter().map(|m| m.code()).collect();
        assert!(missing.contains(&"system") && missing.contains(&"way_in") && !missing.contains(&"problem"));
        let mut tx = desk.context.db().read().await?;
        let ticket = store::tickets::find(&mut tx, filed.number).await?.ok_or("no ticket")?;
        let clocks = store::clocks::list(&mut tx, ticket.id).await?;
        assert_eq!(clocks.iter().map(|c| c.kind.code()).collect::<Vec<_>>(), ["first_answer"]);
        assert_eq!(clocks[0].target_s, 600);
        drop(tx);
        assert_eq!(code(interventions::sign_view(&owner, filed.number).await), "incomplete");
        interventions::edit(&owner, filed.number, &desk.form(), Desk::credentials(CANARY)).await?;
        desk.sign(filed.number).await?;
        let mut tx = desk.context.db().read().await?;
        let kinds: Vec<_> = store::clocks::list(&mut tx, ticket.id).await?.iter().map(|c| (c.kind.code(), c.target_s)).collect();
        assert!(kinds.contains(&("intervention", 3600)));
    }

    async fn near_the_ceiling_the_customer_is_told_and_nothing_beyond_it_is_charged(db: Db) {
        // I-14, I-20
        let desk = Desk::open(db).await?;
        let owner = desk.op(desk.owner).await?;
        let mut form = desk.form();
        form.tasks = vec!["install_software".to_owned()];
        "100".clone_into(&mut form.ceiling);
        let number = interventions::submit(&owner, &form, Desk::credentials(CANARY)).await?.number;
        desk.sign(number).await?;
        desk.start(number).await?;
        let engineer = desk.op(desk.engineer).await?;
        let stretch = async |minutes: i64| {
            interventions::start_timer(&engineer, number, "").await?;
            desk.clock.advance(minutes * 60);
            interventions::stop_timer(&engineer, number, &StopForm::default()).await
        };
        // 29 EUR each started quarter of an hour: 58, 87, 145.
        assert_eq!(stretch(30).await?.code(), "below");
        assert_eq!(desk.mails("ceiling_near").await?, 0);
        assert_eq!(stretch(15).await?.code(), "near");
        assert_eq!(desk.mails("ceiling_near").await?, 1);
        assert_eq!(stretch(30).await?.code(), "reached");
        assert_eq!(stretch(1).await?.code(), "reached");
        assert_eq!(desk.mails("ceiling_near").await?, 2);
        let talk = services::tickets::view(&owner, number, services::tickets::Chronicle::Moments).await?.talk;
        let told = talk.entries.iter().filter(|e| e.message.body.contains("Kostenobergrenze von 100,00")).count();
        assert_eq!(told, 2);
        let pack = interventions::pack(&owner, number, Vec::new()).await?.to_json();
        let pack: serde_json::Value = serde_json::from_str(&pack)?;
        let charged: Vec<_> = pack["case"]["work"].as_array().ok_or("no work")?.iter().map(|w| w["net"].as_i64()).collect();
        assert_eq!(charged, [Some(5_800), Some(2_900), Some(1_300), Some(0)]);

        // The message says that the ceiling can be raised: so it can, by whoever accepts prices.
        use domain::charge::Cents;
        let panel = interventions::panel(&owner, number).await?.ok_or("no panel")?;
        assert_eq!(panel.ceiling.map(|budget| (budget.ceiling, budget.left)), Some((Cents(10_000), Cents::ZERO)));
        assert_eq!(code(interventions::raise_ceiling(&owner, number, Cents(10_000)).await), "ceiling:not_higher");
        let technical = desk.op(desk.technical).await?;
        assert_eq!(interventions::panel(&technical, number).await?.ok_or("no panel")?.ceiling, None);
        assert_ne!(code(interventions::raise_ceiling(&technical, number, Cents(20_000)).await), "ok");
        interventions::raise_ceiling(&owner, number, Cents(20_000)).await?;
        let panel = interventions::panel(&owner, number).await?.ok_or("no panel")?;
        assert_eq!(panel.ceiling.map(|budget| budget.ceiling), Some(Cents(20_000)));
        let pack = interventions::pack(&owner, number, Vec::new()).await?.to_json();
        let pack: serde_json::Value = serde_json::from_str(&pack)?;
        let net = |w: &serde_json::Value| w["net"].as_i64();
        let charged: Vec<_> = pack["case"]["work"].as_array().ok_or("no work")?.iter().map(net).collect();
        assert_eq!(charged[..2], [Some(5_800), Some(2_900)]);
        assert!(charged[2] > Some(1_300), "what lay beyond the old ceiling is charged now: {charged:?}");
        assert_eq!(pack["case"]["orders"].as_array().map(Vec::len), Some(0), "a raise is no order");
        let raised = &pack["case"]["ceilings"][1];
        assert_eq!(
            (raised["source"].as_str(), raised["ceiling"].as_i64(), raised["by"].as_str()),
            (Some("raised"), Some(20_000), Some("Petra Lindner"))
        );
        assert!(desk.kinds(number).await?.iter().any(|kind| kind == "ceiling.raised"));
        desk.verify_chain().await?;
    }

    async fn a_form_sent_twice_files_one_ticket(db: Db) {
        let desk = Desk::open(db).await?;
        let first = desk.submit().await?;
        assert_eq!(desk.submit().await?, first);
        assert_eq!(desk.context.shards().list().map_err(|e| e.to_string())?.len(), 1);
    }

    async fn credentials_that_do_not_work_are_replaced_without_a_new_signature(db: Db) {
        // I-26, I-44
        let desk = Desk::open(db).await?;
        let number = desk.running().await?;
        let engineer = desk.op(desk.engineer).await?;
        let owner = desk.op(desk.owner).await?;
        assert_eq!(code(interventions::deposit(&owner, number, Desk::credentials("x")).await), "signed");
        interventions::reject_credentials(&engineer, number, "Anmeldung abgewiesen").await?;
        assert_eq!(desk.reveal(desk.engineer, number).await?, Err("not_running".to_owned()));
        interventions::deposit(&owner, number, Desk::credentials("richtiges-Passwort")).await?;
        assert_eq!(desk.state(number).await?, "running");
        assert_eq!(desk.reveal(desk.engineer, number).await?, Ok("richtiges-Passwort".to_owned()));
    }

    async fn a_question_pauses_the_promise_and_the_answer_goes_on(db: Db) {
        // I-44
        let desk = Desk::open(db).await?;
        let number = desk.running().await?;
        let engineer = desk.op(desk.engineer).await?;
        interventions::ask(&engineer, number, "Dürfen wir neu starten?").await?;
        desk.clock.advance(1_000);
        let owner = desk.op(desk.owner).await?;
        interventions::answer(&owner, number, "Ja, bitte.").await?;
        assert_eq!(desk.state(number).await?, "running");
        let mut tx = desk.context.db().read().await?;
        let ticket = store::tickets::find(&mut tx, number).await?.ok_or("no ticket")?;
        let clocks = store::clocks::list(&mut tx, ticket.id).await?;
        let work = clocks.iter().find(|c| c.kind.code() == "intervention").ok_or("no clock")?;
        assert_eq!((work.state.code(), work.paused_s), ("running", 1_000));
    }

    async fn an_ordinary_message_answers_a_question_but_is_no_password(db: Db) {
        // I-44, I-65
        let desk = Desk::open(db).await?;
        let number = desk.running().await?;
        let engineer = desk.op(desk.engineer).await?;
        let owner = desk.op(desk.owner).await?;
        let text = |body: &'static str| services::tickets::Text { body, ..Default::default() };
        interventions::ask(&engineer, number, "Dürfen wir neu starten?").await?;
        services::tickets::send(&owner, number, text("Ja, bitte.")).await?;
        assert_eq!(desk.state(number).await?, "running");
        interventions::reject_credentials(&engineer, number, "").await?;
        services::tickets::send(&owner, number, text("Ich sehe nach.")).await?;
        assert_eq!(desk.state(number).await?, "clarifying");
        let mut tx = desk.context.db().read().await?;
        let ticket = store::tickets::find(&mut tx, number).await?.ok_or("no ticket")?;
        let clocks = store::clocks::list(&mut tx, ticket.id).await?;
        assert!(clocks.iter().any(|c| c.kind.code() == "intervention" && c.state.code() == "paused"));
    }
}
