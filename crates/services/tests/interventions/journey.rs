//! From the first click to the confirmed password change, and back again.

use domain::account::{Locale, MemberRole};
use domain::credential::SecretField;
use domain::ids::TicketNumber;
use domain::intervention::{AccessMethod, Complexity};
use domain::ticket::MessageKind;
use services::error::ServiceError;
use services::interventions::{self, Assessment, HardwareStep, LiveEvent, StepDetail, StopForm};
use services::tickets::Chronicle;
use services::{credentials, tickets};

use super::desk::{CANARY, Desk, Outcome, code};

/// Hardware is found faulty; the first words in the ticket of its case, as the customer reads them.
async fn hardware(desk: &Desk, number: TicketNumber) -> Outcome<String> {
    let engineer = desk.op(desk.engineer).await?;
    let found = "SMART meldet Fehler.";
    let case = interventions::report_hardware(&engineer, number, "Laufwerk", found).await?;
    let customer = desk.op(desk.technical).await?;
    let mut view = tickets::view(&customer, case, Chronicle::Moments).await?;
    assert_eq!((view.ticket.message_count, view.talk.entries.len()), (1, 1));
    let said = view.talk.entries.remove(0).message;
    assert_eq!((said.kind, said.author_id), (MessageKind::Automatic, None));
    // Nobody has answered yet, and nobody waits for the customer.
    assert!(view.clocks.iter().all(|(clock, _)| clock.is_living()) && view.clocks.len() == 1);
    assert!(said.from_staff && !said.asks_customer && !view.ticket.last_message_by_customer);
    let hits = services::search::find(&customer, "SMART").await?;
    assert_eq!(
        hits.iter().map(|hit| hit.number).collect::<Vec<_>>(),
        [case]
    );
    desk.verify_chain().await?;
    Ok(said.body)
}

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

    async fn the_form_at_the_end_does_everything_or_nothing(db: Db) {
        // I-45
        let desk = Desk::open(db).await?;
        let number = desk.running().await?;
        let engineer = desk.op(desk.engineer).await?;
        let colleague = desk.op(desk.colleague).await?;
        interventions::log(&engineer, number, &Desk::entry("Dienst neu gestartet")).await?;
        interventions::start_timer(&engineer, number, "").await?;
        interventions::start_timer(&colleague, number, "").await?;
        desk.clock.advance(600);
        let before = desk.kinds(number).await?;
        let mut half = Desk::finish();
        half.closing.cause.clear();
        assert_eq!(code(interventions::finish(&engineer, number, &half).await), "cause:required_choice");
        assert_eq!(desk.kinds(number).await?, before);
        assert_eq!(desk.state(number).await?, "running");
        assert_eq!(desk.mails("intervention_summarised").await?, 0);
        interventions::finish(&engineer, number, &Desk::finish()).await?;
        assert_eq!(desk.state(number).await?, "closed");
        assert_eq!(desk.mails("intervention_summarised").await?, 1);
        assert_eq!(desk.kinds(number).await?.iter().filter(|kind| *kind == "work.stopped").count(), 2);
        desk.verify_chain().await?;
    }

    async fn a_case_that_ends_with_its_hardware_is_closed_by_the_same_form(db: Db) {
        // I-45, I-59
        let desk = Desk::open(db).await?;
        let number = desk.running().await?;
        let engineer = desk.op(desk.engineer).await?;
        interventions::report_hardware(&engineer, number, "Laufwerk", "SMART meldet Fehler im Protokoll.").await?;
        assert_eq!(desk.state(number).await?, "hardware");
        assert_eq!(code(interventions::summarise(&engineer, number, &Desk::closing()).await), "wrong_state");
        interventions::finish(&engineer, number, &Desk::finish()).await?;
        assert_eq!(desk.state(number).await?, "closed");
        assert_eq!(desk.mails("intervention_summarised").await?, 1);
        desk.verify_chain().await?;
    }

    async fn the_ticket_of_a_hardware_case_begins_with_what_is_broken_and_where(db: Db) {
        // I-59
        let desk = Desk::open(db).await?;
        let number = desk.running().await?;
        let first = hardware(&desk, number).await?;
        assert_eq!(first, format!("An Ihrem System ist ein Bauteil defekt.\n\nBauteil: Laufwerk\n\
            System: web-1.example.org (Service-ID S-1, 203.0.113.7)\nBefund: SMART meldet Fehler.\n\n\
            Gefunden haben wir das bei der Intervention in Ticket {number}. Sie ruht, bis das Bauteil wieder arbeitet; \
            wie es weitergeht, schreiben wir Ihnen hier."));
    }

    async fn it_speaks_the_language_of_whoever_signed(db: Db) {
        // I-59
        let desk = Desk::open(db).await?;
        let mut tx = desk.context.db().begin().await?;
        store::people::update_profile(&mut tx, desk.owner, "Petra Lindner", "", Locale::En).await?;
        tx.save().await?;
        let number = desk.running().await?;
        let first = hardware(&desk, number).await?;
        assert_eq!(first, format!("A component of your system is faulty.\n\nComponent: Laufwerk\n\
            System: web-1.example.org (service ID S-1, 203.0.113.7)\nFinding: SMART meldet Fehler.\n\n\
            We found this during the intervention in ticket {number}. It rests until the component works again; \
            we will write here how it goes on."));
    }

    async fn a_hardware_case_names_everything_that_is_missing(db: Db) {
        // I-59
        let desk = Desk::open(db).await?;
        let number = desk.running().await?;
        let engineer = desk.op(desk.engineer).await?;
        for (component, evidence, expected) in [
            ("", " ", "component:required evidence:required"),
            ("Laufwerk", "", "evidence:required"),
            ("", "SMART meldet Fehler.", "component:required"),
            ("Laufwerk", "kaputt", "evidence:too_short"),
        ] {
            assert_eq!(code(interventions::report_hardware(&engineer, number, component, evidence).await), expected);
        }
        assert_eq!(desk.state(number).await?, "running");
        // However long the finding: the procedure keeps its beginning.
        let long = "SMART ".repeat(300);
        interventions::report_hardware(&engineer, number, "Laufwerk", &long).await?;
        assert_eq!(desk.state(number).await?, "hardware");
    }

    async fn the_case_goes_on_with_the_last_step_of_its_hardware(db: Db) {
        // I-59
        let desk = Desk::open(db).await?;
        let number = desk.running().await?;
        let engineer = desk.op(desk.engineer).await?;
        let step = |evidence: &str| HardwareStep { evidence: evidence.to_owned(), ..HardwareStep::default() };
        let advance = async |step: HardwareStep| interventions::advance_hardware(&engineer, number, &step).await;
        assert_eq!(code(advance(step("")).await), "not_found");
        interventions::report_hardware(&engineer, number, "Laufwerk", "SMART meldet Fehler im Protokoll.").await?;
        for at in ["", "", "2026-11-23T08:00", ""] {
            let advanced = advance(HardwareStep { at: at.to_owned(), place: "HH1".to_owned(), ..step("") }).await?;
            assert!(!advanced.goes_on && !advanced.unanswered);
            assert_eq!(desk.state(number).await?, "hardware");
        }
        assert_eq!(code(interventions::hardware_done(&engineer, number).await), "hardware_open");
        assert_eq!(code(advance(step(" ")).await), "evidence:required");
        assert!(advance(step("SMART ohne Befund.")).await?.goes_on);
        assert_ne!(desk.state(number).await?, "hardware");
        assert_eq!(code(advance(step("")).await), "not_next");
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

    async fn the_password_change_is_asked_for_until_it_is_confirmed(db: Db) {
        // I-55
        let desk = Desk::open(db).await?;
        let number = desk.running().await?;
        let engineer = desk.op(desk.engineer).await?;
        interventions::log(&engineer, number, &Desk::entry("Dienst geprüft")).await?;
        interventions::summarise(&engineer, number, &Desk::closing()).await?;
        credentials::no_new_credentials(&engineer, number).await?;
        interventions::close(&engineer, number).await?;
        assert_eq!(interventions::remind(&desk.context).await?, 0);
        desk.clock.advance(86_400);
        assert_eq!(interventions::remind(&desk.context).await?, 1);
        assert_eq!(interventions::remind(&desk.context).await?, 0);
        desk.clock.advance(2 * 86_400);
        assert_eq!(interventions::remind(&desk.context).await?, 1);
        let owner = desk.op(desk.owner).await?;
        interventions::confirm_password_change(&owner, number).await?;
        desk.clock.advance(10 * 86_400);
        assert_eq!(interventions::remind(&desk.context).await?, 0);
    }

    async fn when_signer_and_filer_have_left_the_owners_are_reminded(db: Db) {
        // I-55
        let desk = Desk::open(db).await?;
        let number = desk.running().await?;
        let engineer = desk.op(desk.engineer).await?;
        interventions::log(&engineer, number, &Desk::entry("Dienst geprüft")).await?;
        interventions::summarise(&engineer, number, &Desk::closing()).await?;
        credentials::no_new_credentials(&engineer, number).await?;
        interventions::close(&engineer, number).await?;
        let mut tx = desk.context.db().begin().await?;
        store::memberships::update_role(&mut tx, desk.organization, desk.technical, MemberRole::Owner).await?;
        store::memberships::remove(&mut tx, desk.organization, desk.owner, desk.context.now()).await?;
        tx.save().await?;
        desk.clock.advance(86_400);
        assert_eq!(interventions::remind(&desk.context).await?, 1);
        assert_eq!(desk.mails("password_reminder").await?, 1, "the owner there is now, and nobody else");
    }

    async fn new_credentials_are_handed_over_read_and_kept(db: Db) {
        // I-61
        let desk = Desk::open(db).await?;
        let number = desk.running().await?;
        let engineer = desk.op(desk.engineer).await?;
        let id = credentials::create_handover(&engineer, number, Desk::handover()).await?;
        let owner = desk.op(desk.owner).await?;
        let items = credentials::handovers(&owner).await?;
        let (secret, _) = items[0].fields[1];
        let reader = desk.op(desk.reader).await?;
        assert_eq!(code(credentials::read_handover(&reader, id, secret).await), "role");
        let stranger = desk.op(desk.stranger).await?;
        assert_eq!(code(credentials::read_handover(&stranger, id, secret).await), "not_found");
        let read = credentials::read_handover(&owner, id, secret).await?;
        assert_eq!(read.value.expose_text(str::to_owned).as_deref(), Some("neues-Passwort-4711"));
        credentials::keep_handover(&owner, id).await?;
        assert_eq!(code(credentials::read_handover(&owner, id, secret).await), "handover_over");
        let kept = credentials::account_secrets(&owner).await?;
        assert_eq!(kept.len(), 2);
        let password = kept.iter().find(|s| s.field.code() == "password").ok_or("no password")?;
        let again = credentials::read_account_secret(&owner, password.id).await?;
        assert_eq!(again.value.expose_text(str::to_owned).as_deref(), Some("neues-Passwort-4711"));
        credentials::delete_account_secret(&owner, password.id).await?;
        assert_eq!(code(credentials::read_account_secret(&owner, password.id).await), "not_found");
    }

    async fn a_read_hand_over_is_destroyed_after_a_day_and_an_unread_one_after_fourteen(db: Db) {
        // I-61
        let desk = Desk::open(db).await?;
        let number = desk.running().await?;
        let engineer = desk.op(desk.engineer).await?;
        let read = credentials::create_handover(&engineer, number, Desk::handover()).await?;
        credentials::create_handover(&engineer, number, Desk::handover()).await?;
        let owner = desk.op(desk.owner).await?;
        let items = credentials::handovers(&owner).await?;
        let item = items.iter().find(|i| i.id == read).ok_or("no hand-over")?;
        credentials::read_handover(&owner, read, item.fields[0].0).await?;
        desk.clock.advance(86_400);
        credentials::sweep(&desk.context).await?;
        let ended = |items: &[credentials::HandoverItem]| items.iter().filter(|i| i.fields.is_empty()).count();
        assert_eq!(ended(&credentials::handovers(&owner).await?), 1);
        desk.clock.advance(13 * 86_400);
        credentials::sweep(&desk.context).await?;
        assert_eq!(ended(&credentials::handovers(&owner).await?), 2);
        assert_eq!(desk.context.shards().list().map_err(|e| e.to_string())?.len(), 0);
    }

    async fn a_reopened_case_needs_a_new_authorization_with_a_new_shard(db: Db) {
        // I-64
        let desk = Desk::open(db).await?;
        let number = desk.running().await?;
        let engineer = desk.op(desk.engineer).await?;
        interventions::summarise(&engineer, number, &Desk::closing()).await?;
        credentials::no_new_credentials(&engineer, number).await?;
        interventions::close(&engineer, number).await?;
        let owner = desk.op(desk.owner).await?;
        interventions::reopen(&owner, number, "Der Fehler ist wieder da.").await?;
        assert_eq!(desk.state(number).await?, "reopened");
        assert_eq!(code(interventions::start(&engineer, number).await), "wrong_state");
        interventions::deposit(&owner, number, Desk::credentials("zweites-Passwort")).await?;
        // What was acknowledged for the first authorization is said anew for the second. // I-54
        assert_eq!(interventions::sign_view(&owner, number).await?.missing.len(), 5);
        assert_eq!(interventions::form(&owner, number).await?.form.acknowledgements, Vec::<String>::new());
        let form = services::interventions::RequestForm { idempotency_key: "again".to_owned(), ..desk.form() };
        interventions::edit(&owner, number, &form, credentials::Credentials::default()).await?;
        desk.sign(number).await?;
        assert_eq!(desk.state(number).await?, "requested");
        desk.start(number).await?;
        assert_eq!(desk.reveal(desk.engineer, number).await?, Ok("zweites-Passwort".to_owned()));
        let mut tx = desk.context.db().read().await?;
        let ticket = store::tickets::find(&mut tx, number).await?.ok_or("no ticket")?;
        let case = store::interventions::find_by_ticket(&mut tx, ticket.id).await?.ok_or("no case")?;
        assert_eq!((case.cycle, store::authorizations::list(&mut tx, case.id).await?.len()), (2, 2));
        drop(tx);
        desk.verify_chain().await?;
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

    async fn a_sealed_vault_stores_and_shows_nothing(db: Db) {
        let desk = Desk::open(db).await?;
        let number = desk.running().await?;
        let wrong = desk.dir.path().join("other.key");
        let booted = vault::Vault::boot(&vault::KekSource::File(wrong), &vault::DatabaseFacts::default()).await;
        desk.context.shared_vault().replace(booted.vault);
        assert_eq!(desk.reveal(desk.engineer, number).await?, Err("vault_sealed".to_owned()));
        let owner = desk.op(desk.owner).await?;
        let mut form = desk.form();
        "form-2".clone_into(&mut form.idempotency_key);
        let refused = interventions::submit(&owner, &form, Desk::credentials("y")).await;
        assert!(matches!(refused, Err(ServiceError::VaultSealed)));
        assert!(interventions::submit(&owner, &form, services::credentials::Credentials::default()).await.is_ok());
    }

    async fn the_pack_verifies_and_no_byte_of_it_can_be_changed(db: Db) {
        // I-43
        let desk = Desk::open(db).await?;
        let number = desk.running().await?;
        assert_eq!(desk.reveal(desk.engineer, number).await?, Ok(CANARY.to_owned()));
        let owner = desk.op(desk.owner).await?;
        let document = interventions::authorization_document(&owner, number).await?;
        assert!(document["signed"]["text"].as_str().is_some_and(|t| t.contains("Petra Lindner")));
        let text = interventions::pack(&owner, number, Vec::new()).await?.to_json();
        assert!(!text.contains(CANARY));
        let key = desk.context.audit_key().ok_or("no key")?.public();
        let check = |bytes: &[u8], signature: &[u8]| key.verify(bytes, signature).is_ok();
        let found = domain::audit::verify_export(text.as_bytes(), Some(&check))?;
        assert_eq!(found.ticket, Some(number));
        let mut tried = 0;
        for at in (0..text.len()).step_by(97) {
            let mut bytes = text.clone().into_bytes();
            bytes[at] ^= 1;
            tried += 1;
            assert!(domain::audit::verify_export(&bytes, Some(&check)).is_err(), "byte {at} was changed unnoticed");
        }
        assert!(tried > 50);
        let reader = desk.op(desk.reader).await?;
        assert_eq!(code(interventions::pack(&reader, number, Vec::new()).await), "role");
    }

    async fn an_exported_chain_verifies_and_the_database_too(db: Db) {
        let desk = Desk::open(db).await?;
        desk.running().await?;
        let mut lines = String::new();
        services::audit_admin::export(&desk.context, "K-1", |line| lines.push_str(line)).await?;
        let found = domain::audit::verify_export(lines.as_bytes(), None)?;
        assert_eq!(found.organization, desk.organization);
        let known = services::audit_admin::checkpoints(&desk.context).await?;
        let all = services::audit_admin::verify(&desk.context, None, &known).await?;
        assert!(all.iter().all(|checked| checked.result.is_ok()), "{all:?}");
    }

    async fn keys_rotate_while_secrets_stay_readable(db: Db) {
        let desk = Desk::open(db).await?;
        let number = desk.running().await?;
        let before = services::vault_admin::status(&desk.context).await?;
        let old = before.keys[0].kek.clone();
        let new = services::vault_admin::rotate(&desk.context).await?;
        assert_ne!(new, old);
        assert_eq!(code(services::vault_admin::retire(&desk.context, &old).await), "key_in_use");
        assert_eq!(code(services::vault_admin::retire(&desk.context, &new).await), "key_active");
        assert_eq!(services::vault_admin::rewrap(&desk.context).await?, 2);
        services::vault_admin::retire(&desk.context, &old).await?;
        let found = services::vault_admin::verify(&desk.context).await?;
        assert_eq!((found.sound, found.broken.len()), (2, 0));
        assert_eq!(desk.reveal(desk.engineer, number).await?, Ok(CANARY.to_owned()));
        // What is done to the keys is told in the provider's own chain, and in no customer's.
        let mut tx = desk.context.db().read().await?;
        let told = |rows: Vec<store::audit::AuditRow>| {
            let kinds = rows.into_iter().map(|row| row.kind);
            kinds.filter(|kind| kind.starts_with("vault.")).collect::<Vec<_>>()
        };
        let house = store::audit::list_since(&mut tx, domain::audit::HOUSE, 0, 1_000).await?;
        assert_eq!(told(house), ["vault.rotated", "vault.rewrapped", "vault.retired", "vault.verified"]);
        let customer = store::audit::list_since(&mut tx, desk.organization, 0, 1_000).await?;
        assert_eq!(told(customer), [""; 0]);
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
