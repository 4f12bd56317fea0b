//! Secrets in the texts of the procedure: looked for inside the act's own unit of work. // INTERVENTION, Secrets in ordinary text

use domain::ids::TicketNumber;
use domain::intervention::GateLine;
use services::context::OpContext;
use services::credentials::{self, Credentials, HandoverForm};
use services::error::ServiceError;
use services::held::OnSecret;
use services::interventions::{
    self, Assessment, ClosingForm, DelayForm, EntryForm, FinishForm, HardwareStep, OfferForm,
    RequestForm, StopForm,
};

use super::desk::{Desk, Outcome};
use super::tampering::raw;

const SECRET: &str = "Xk8!mm2P-Tanne";

fn text() -> String {
    format!("Das root-Passwort lautet {SECRET}, bitte danach ändern.")
}

fn deciding(op: &OpContext, on_secret: OnSecret) -> OpContext {
    OpContext {
        on_secret,
        ..op.clone()
    }
}

type Done = Result<(), ServiceError>;

/// Every act of the procedure that takes a text, with a secret in it: its name, how it ended.
async fn every_act(
    desk: &Desk,
    number: TicketNumber,
    on_secret: OnSecret,
) -> Outcome<Vec<(&'static str, Done)>> {
    let engineer = deciding(&desk.op(desk.engineer).await?, on_secret);
    let owner = deciding(&desk.op(desk.owner).await?, on_secret);
    let manager = deciding(&desk.op(desk.manager).await?, on_secret);
    let (text, e, o, m) = (text(), &engineer, &owner, &manager);
    let step = HardwareStep {
        evidence: text.clone(),
        ..HardwareStep::default()
    };
    let closing = ClosingForm {
        summary: text.clone(),
        ..Desk::closing()
    };
    let assessment = Assessment {
        reason: text.clone(),
        ..Desk::assessment()
    };
    let delay = DelayForm {
        eta: "2026-11-22T14:30".to_owned(),
        reason: text.clone(),
    };
    let offer = OfferForm {
        task: "malware_removal".to_owned(),
        scope: text.clone(),
        kind: "fixed".to_owned(),
        price: "249".to_owned(),
        ..OfferForm::default()
    };
    let finish = FinishForm {
        closing: closing.clone(),
        ..Desk::finish()
    };
    let stop = StopForm {
        note: text.clone(),
        ..StopForm::default()
    };
    let entry = EntryForm {
        why: text.clone(),
        ..Desk::entry("Dienst neu gestartet")
    };
    let request = RequestForm {
        problem: text.clone(),
        ..desk.form()
    };
    let line = GateLine::NoRepeatCase;
    let handover = HandoverForm {
        label: text.clone(),
        ..Desk::handover()
    };
    let secret = desk.secret(number, "password").await?;
    let none = Credentials::default;
    Ok(vec![
        (
            "override",
            interventions::override_line(e, number, line, &text)
                .await
                .map(drop),
        ),
        (
            "assess",
            interventions::assess(e, number, &assessment).await,
        ),
        (
            "longer",
            interventions::announce_delay(e, number, &delay).await,
        ),
        ("ask", interventions::ask(e, number, &text).await),
        ("decline", interventions::decline(e, number, &text).await),
        (
            "login",
            interventions::reject_credentials(e, number, &text).await,
        ),
        (
            "hardware",
            interventions::report_hardware(e, number, "Laufwerk", &text)
                .await
                .map(drop),
        ),
        (
            "hardware step",
            interventions::advance_hardware(e, number, &step)
                .await
                .map(drop),
        ),
        ("log", interventions::log(e, number, &entry).await.map(drop)),
        (
            "timer",
            interventions::stop_timer(e, number, &stop).await.map(drop),
        ),
        (
            "summarise",
            interventions::summarise(e, number, &closing).await,
        ),
        ("finish", interventions::finish(e, number, &finish).await),
        (
            "offer",
            interventions::offer(e, number, &offer).await.map(drop),
        ),
        (
            "handover",
            credentials::create_handover(e, number, handover)
                .await
                .map(drop),
        ),
        (
            "look",
            credentials::reveal(e, number, secret, &text)
                .await
                .map(drop),
        ),
        (
            "second person",
            credentials::request_approval(e, number, secret, &text)
                .await
                .map(drop),
        ),
        (
            "unlock",
            credentials::unlock(m, number, desk.engineer, Some(secret), &text).await,
        ),
        ("withdraw", interventions::withdraw(o, number, &text).await),
        ("reopen", interventions::reopen(o, number, &text).await),
        ("answer", interventions::answer(o, number, &text).await),
        (
            "edit",
            interventions::edit(o, number, &request, none())
                .await
                .map(drop),
        ),
    ])
}

/// Events and secrets of the organization, the newest last.
async fn written(desk: &Desk, number: TicketNumber) -> Outcome<(Vec<String>, usize)> {
    let mut tx = desk.context.db().read().await?;
    let ticket = store::tickets::find(&mut tx, number)
        .await?
        .ok_or("no ticket")?;
    let events = store::audit::list_since(&mut tx, desk.organization, 0, 100_000).await?;
    let secrets = store::secrets::list_of_ticket(&mut tx, ticket.id).await?;
    Ok((
        events.into_iter().map(|row| row.kind).collect(),
        secrets.len(),
    ))
}

store::both_databases! {
    async fn an_act_that_is_refused_leaves_neither_event_nor_secret(db: Db) {
        let desk = Desk::open(db).await?;
        let number = desk.running().await?;
        let owner = desk.op(desk.owner).await?;
        interventions::revoke(&owner, number).await?;
        desk.clock.advance(60);
        for on_secret in [OnSecret::Keep, OnSecret::Vault] {
            let before = written(&desk, number).await?;
            let mut refused = 0;
            for (act, done) in Box::pin(every_act(&desk, number, on_secret)).await? {
                // A locked case can be changed and an offer made, a limit lifted; everything else is refused in this state.
                if matches!(act, "edit" | "offer" | "unlock") {
                    assert!(done.is_ok(), "{act}: {done:?}");
                    continue;
                }
                let error = done.err().ok_or_else(|| format!("{act} was done"))?;
                assert!(!matches!(error, ServiceError::Held(_)), "{act}: {error:?}");
                refused += 1;
            }
            assert_eq!(refused, 18);
            let after = written(&desk, number).await?;
            let told = |kinds: &[String]| kinds.iter().filter(|kind| kind.starts_with("text.")).count();
            // The reason of a look that was denied is stored as well.
            assert_eq!(told(&after.0) - told(&before.0), 4, "only what was done: {:?}", &after.0[before.0.len()..]);
            let moved = if on_secret == OnSecret::Vault { 4 } else { 0 };
            assert_eq!(after.1 - before.1, moved);
        }
        desk.verify_chain().await?;
    }

    async fn what_is_held_back_leaves_its_event_and_nothing_else(db: Db) {
        let desk = Desk::open(db).await?;
        let number = desk.running().await?;
        let before = written(&desk, number).await?;
        let acts = Box::pin(every_act(&desk, number, OnSecret::Ask)).await?;
        for (act, done) in &acts {
            let Err(ServiceError::Held(held)) = done else {
                return Err(format!("{act}: {done:?}").into());
            };
            assert_eq!(held.len(), 1, "{act}");
            assert!(!held[0].masked.contains(SECRET), "{act}: {}", held[0].masked);
        }
        let after = written(&desk, number).await?;
        assert_eq!(after.1, before.1);
        let new = &after.0[before.0.len()..];
        assert_eq!(new.len(), acts.len());
        assert!(new.iter().all(|kind| kind == "text.held_back"), "{new:?}");
        assert_eq!(desk.state(number).await?, "running");
        desk.verify_chain().await?;
    }

    async fn a_question_and_the_secret_taken_out_of_it_are_written_together(db: Db) {
        let desk = Desk::open(db).await?;
        let number = desk.running().await?;
        let engineer = deciding(&desk.op(desk.engineer).await?, OnSecret::Vault);
        let before = written(&desk, number).await?;
        no_text_in_the_vault(&desk).await?;
        let refused = interventions::ask(&engineer, number, &text()).await;
        assert!(matches!(refused, Err(ServiceError::Internal(_))), "{refused:?}");
        assert_eq!(written(&desk, number).await?, before);
        assert_eq!(desk.state(number).await?, "running");
        raw(desk.context.db(), "DROP TRIGGER no_text", "DROP TRIGGER no_text ON secrets").await?;
        interventions::ask(&engineer, number, &text()).await?;
        let after = written(&desk, number).await?;
        assert_eq!(after.1, before.1 + 1);
        assert!(after.0.contains(&"text.moved_to_vault".to_owned()));
    }

    async fn a_request_is_filed_together_with_the_secret_taken_out_of_it(db: Db) {
        let desk = Desk::open(db).await?;
        let owner = desk.op(desk.owner).await?;
        let form = RequestForm { problem: text(), ..desk.form() };
        let none = Credentials::default;
        let held = interventions::submit(&owner, &form, none()).await;
        assert!(matches!(&held, Err(ServiceError::Held(held)) if held[0].field == "problem"), "{held:?}");

        let vault = deciding(&owner, OnSecret::Vault);
        no_text_in_the_vault(&desk).await?;
        let refused = interventions::submit(&vault, &form, none()).await;
        assert!(matches!(refused, Err(ServiceError::Internal(_))), "{refused:?}");
        let mut tx = desk.context.db().read().await?;
        assert_eq!(store::tickets::count(&mut tx).await?, 0, "no ticket without its secret");
        drop(tx);
        raw(desk.context.db(), "DROP TRIGGER no_text", "DROP TRIGGER no_text ON secrets").await?;

        let filed = interventions::submit(&vault, &form, none()).await?;
        let stored = interventions::form(&owner, filed.number).await?.form.problem;
        assert_eq!(stored, "Das root-Passwort lautet [Tresor #1], bitte danach ändern.");
        let kinds = desk.kinds(filed.number).await?;
        assert_eq!(kinds.iter().filter(|kind| *kind == "text.moved_to_vault").count(), 1);
        assert_eq!(written(&desk, filed.number).await?.1, 1);

        let keep = deciding(&owner, OnSecret::Keep);
        let form = RequestForm { idempotency_key: "form-2".to_owned(), ..form };
        let kept = interventions::submit(&keep, &form, none()).await?;
        assert!(desk.kinds(kept.number).await?.contains(&"text.secret_kept".to_owned()), "told on its ticket");
        desk.verify_chain().await?;
    }
}

/// From here the database refuses every secret that is taken out of a text.
async fn no_text_in_the_vault(desk: &Desk) -> Outcome {
    raw(
        desk.context.db(),
        "CREATE TRIGGER no_text BEFORE INSERT ON secrets WHEN new.field = 'text'
         BEGIN SELECT RAISE(ABORT, 'disk trouble'); END",
        "CREATE FUNCTION no_text() RETURNS trigger LANGUAGE plpgsql AS
         $$ BEGIN IF new.field = 'text' THEN RAISE EXCEPTION 'disk trouble'; END IF; RETURN new; END $$;
         CREATE TRIGGER no_text BEFORE INSERT ON secrets FOR EACH ROW EXECUTE FUNCTION no_text()",
    )
    .await
}
