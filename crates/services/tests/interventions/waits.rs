//! What is waited for: an answer, other credentials, more time. None of them hides another.

use domain::ids::TicketNumber;
use domain::intervention::ClarifyReason;
use secrecy::SecretString;
use services::accounts::SigningProof;
use services::error::ServiceError;
use services::interventions::{self, CredentialsAsked, ExtensionForm, Panel};

use super::desk::{CANARY, Desk, Outcome, PASSWORD, code};

/// The authorization's four hours pass, and housekeeping says so.
async fn expired(desk: &Desk, number: TicketNumber) -> Outcome {
    desk.clock.advance(4 * 3600);
    assert_eq!(interventions::expire_overdue(&desk.context).await?, 1);
    assert_eq!(desk.state(number).await?, "clarifying");
    Ok(())
}

async fn extend(desk: &Desk, number: TicketNumber) -> Outcome<Result<(), ServiceError>> {
    let owner = desk.op(desk.owner).await?;
    interventions::send_extension_code(&owner, number).await?;
    let proof = SigningProof {
        code: desk.mailed_code().await?,
        password: SecretString::from(PASSWORD),
    };
    Ok(interventions::extend(&owner, number, ExtensionForm { hours: 2, proof }).await)
}

async fn panel(desk: &Desk, number: TicketNumber) -> Outcome<Panel> {
    let owner = desk.op(desk.owner).await?;
    Ok(interventions::panel(&owner, number)
        .await?
        .ok_or("no panel")?)
}

async fn ticket_state(desk: &Desk, number: TicketNumber) -> Outcome<String> {
    let mut tx = desk.context.db().read().await?;
    let ticket = store::tickets::find(&mut tx, number)
        .await?
        .ok_or("no ticket")?;
    Ok(ticket.state.code().to_owned())
}

store::both_databases! {
    async fn rejected_credentials_are_asked_for_before_and_after_an_extension(db: Db) {
        // I-26, I-04
        let desk = Desk::open(db).await?;
        let number = desk.running().await?;
        let (engineer, owner) = (desk.op(desk.engineer).await?, desk.op(desk.owner).await?);
        interventions::reject_credentials(&engineer, number, "").await?;
        expired(&desk, number).await?;
        let shown = panel(&desk, number).await?;
        assert_eq!(shown.clarify, Some(ClarifyReason::LoginWrongExpired));
        assert_eq!(shown.asked, Some(CredentialsAsked::Rejected), "the form is still there");
        extend(&desk, number).await??;
        let shown = panel(&desk, number).await?;
        assert_eq!((shown.clarify, shown.asked), (Some(ClarifyReason::LoginWrong), Some(CredentialsAsked::Rejected)));
        assert_eq!(ticket_state(&desk, number).await?, "waiting_customer", "time alone opens no door");
        interventions::deposit(&owner, number, Desk::credentials("zweites-Passwort")).await?;
        assert_eq!(desk.state(number).await?, "running");
        assert_eq!(desk.reveal(desk.engineer, number).await?, Ok("zweites-Passwort".to_owned()));
    }

    async fn other_credentials_may_come_while_the_time_is_over(db: Db) {
        // I-26, I-05
        let desk = Desk::open(db).await?;
        let number = desk.running().await?;
        let (engineer, owner) = (desk.op(desk.engineer).await?, desk.op(desk.owner).await?);
        interventions::reject_credentials(&engineer, number, "").await?;
        expired(&desk, number).await?;
        interventions::deposit(&owner, number, Desk::credentials("zweites-Passwort")).await?;
        let shown = panel(&desk, number).await?;
        assert_eq!((shown.clarify, shown.asked), (Some(ClarifyReason::Expired), None));
        assert!(desk.reveal(desk.engineer, number).await?.is_err(), "no look without time");
        extend(&desk, number).await??;
        assert_eq!(desk.state(number).await?, "running");
        assert_eq!(desk.reveal(desk.engineer, number).await?, Ok("zweites-Passwort".to_owned()));
    }

    async fn an_extension_answers_no_question(db: Db) {
        // I-44
        let desk = Desk::open(db).await?;
        let number = desk.running().await?;
        let (engineer, owner) = (desk.op(desk.engineer).await?, desk.op(desk.owner).await?);
        interventions::ask(&engineer, number, "Seit wann ist das so?").await?;
        expired(&desk, number).await?;
        assert_eq!(panel(&desk, number).await?.clarify, Some(ClarifyReason::QuestionExpired));
        extend(&desk, number).await??;
        assert_eq!(panel(&desk, number).await?.clarify, Some(ClarifyReason::Question));
        assert_eq!(ticket_state(&desk, number).await?, "waiting_customer");
        interventions::answer(&owner, number, "Seit heute früh.").await?;
        assert_eq!((desk.state(number).await?, ticket_state(&desk, number).await?), ("running".to_owned(), "open".to_owned()));
        desk.verify_chain().await?;
    }

    async fn an_answer_that_comes_too_late_leaves_the_extension_to_wait_for(db: Db) {
        // I-44, I-04
        let desk = Desk::open(db).await?;
        let number = desk.running().await?;
        let (engineer, owner) = (desk.op(desk.engineer).await?, desk.op(desk.owner).await?);
        interventions::ask(&engineer, number, "Seit wann ist das so?").await?;
        // Nobody has noticed the end of the time yet.
        desk.clock.advance(4 * 3600);
        let text = services::tickets::Text { body: "Seit heute früh.", idempotency_key: "late", ..Default::default() };
        services::tickets::send(&owner, number, text).await?;
        assert_eq!(panel(&desk, number).await?.clarify, Some(ClarifyReason::Expired));
        assert_eq!(ticket_state(&desk, number).await?, "waiting_customer");
        extend(&desk, number).await??;
        assert_eq!(desk.state(number).await?, "running");
        assert_eq!(desk.reveal(desk.engineer, number).await?, Ok(CANARY.to_owned()));
    }

    async fn more_time_is_offered_exactly_where_it_is_given(db: Db) {
        // I-04, I-59
        let desk = Desk::open(db).await?;
        let number = desk.running().await?;
        let (engineer, owner) = (desk.op(desk.engineer).await?, desk.op(desk.owner).await?);
        assert!(interventions::live(&owner, number).await?.may_extend);
        interventions::report_hardware(&engineer, number, "Laufwerk", "SMART meldet Fehler im Protokoll.").await?;
        assert!(!interventions::live(&owner, number).await?.may_extend);
        assert!(!panel(&desk, number).await?.extendable);
        assert_eq!(code(interventions::extension_view(&owner, number).await), "wrong_state");
    }

    async fn a_request_is_taken_back_while_a_question_is_open_and_after_reopening(db: Db) {
        // I-01, I-64
        let desk = Desk::open(db).await?;
        let (engineer, owner) = (desk.op(desk.engineer).await?, desk.op(desk.owner).await?);
        let asked = desk.submit().await?;
        interventions::ask(&engineer, asked, "Seit wann ist das so?").await?;
        assert!(panel(&desk, asked).await?.withdrawable);
        interventions::withdraw(&owner, asked, "").await?;
        assert_eq!(desk.state(asked).await?, "withdrawn");

        let form = services::interventions::RequestForm { idempotency_key: "form-2".to_owned(), ..desk.form() };
        let number = interventions::submit(&owner, &form, Desk::credentials(CANARY)).await?.number;
        desk.sign(number).await?;
        desk.start(number).await?;
        assert!(!panel(&desk, number).await?.withdrawable, "begun work is locked, not taken back");
        interventions::finish(&engineer, number, &Desk::finish()).await?;
        interventions::reopen(&owner, number, "Der Fehler ist wieder da.").await?;
        assert!(panel(&desk, number).await?.withdrawable);
        interventions::withdraw(&owner, number, "").await?;
        assert_eq!(desk.state(number).await?, "withdrawn");
    }
}
