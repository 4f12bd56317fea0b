//! What comes after the end of a case: a word of thanks, a lock that stays, a second cycle.

use services::interventions;
use services::tickets::{self, Act, Chronicle, Text};

use super::desk::{BEGIN, Desk, Outcome, REASON, code};

/// A closed case.
async fn closed(desk: &Desk) -> Outcome<domain::ids::TicketNumber> {
    let number = desk.running().await?;
    let engineer = desk.op(desk.engineer).await?;
    interventions::finish(&engineer, number, &Desk::finish()).await?;
    assert_eq!(desk.state(number).await?, "closed");
    Ok(number)
}

async fn ticket_state(desk: &Desk, number: domain::ids::TicketNumber) -> Outcome<(String, bool)> {
    let op = desk.op(desk.engineer).await?;
    let view = tickets::view(&op, number, Chronicle::Moments).await?;
    Ok((view.ticket.state.code().to_owned(), view.held))
}

store::both_databases! {
    async fn a_word_after_the_end_opens_a_ticket_that_the_desk_puts_away(db: Db) {
        // I-64
        let desk = Desk::open(db).await?;
        let number = closed(&desk).await?;
        let (engineer, owner) = (desk.op(desk.engineer).await?, desk.op(desk.owner).await?);
        assert_eq!(ticket_state(&desk, number).await?, ("resolved".to_owned(), false));
        let thanks = Text { body: "Danke, alles läuft wieder.", idempotency_key: "thanks", ..Text::default() };
        tickets::send(&owner, number, thanks).await?;
        assert_eq!(desk.state(number).await?, "closed", "words reopen no procedure");
        assert_eq!(ticket_state(&desk, number).await?, ("open".to_owned(), false));
        assert_eq!(code(tickets::change(&engineer, number, Act::Resolve).await), "ok");
        assert_eq!(ticket_state(&desk, number).await?, ("resolved".to_owned(), false));

        interventions::reopen(&owner, number, "Der Fehler ist wieder da.").await?;
        assert_eq!(ticket_state(&desk, number).await?, ("open".to_owned(), true));
        assert_eq!(code(tickets::change(&engineer, number, Act::Resolve).await), "intervention_open");
        assert_eq!(code(tickets::change(&engineer, number, Act::Close).await), "intervention_open");
        desk.verify_chain().await?;
    }

    async fn a_second_cycle_is_asked_again_about_new_credentials(db: Db) {
        // I-61, I-64
        let desk = Desk::open(db).await?;
        let number = desk.running().await?;
        let (engineer, owner) = (desk.op(desk.engineer).await?, desk.op(desk.owner).await?);
        services::credentials::create_handover(&engineer, number, Desk::handover()).await?;
        let handed = || interventions::FinishForm { new_login: "handed".to_owned(), ..Desk::finish() };
        interventions::finish(&engineer, number, &handed()).await?;
        interventions::reopen(&owner, number, "Der Fehler ist wieder da.").await?;
        interventions::edit(&owner, number, &desk.form(), Desk::credentials("zweites-Passwort")).await?;
        desk.sign(number).await?;
        desk.start(number).await?;
        let engineer = desk.op(desk.engineer).await?;
        let refused = interventions::finish(&engineer, number, &handed()).await;
        assert_eq!(code(refused), "new_login:hand_over_first", "the old hand-over answers nothing");
        let second = interventions::ClosingForm {
            summary: "Die Platte war voll.".to_owned(),
            cause: "disk_full".to_owned(),
            ..Desk::closing()
        };
        let form = interventions::FinishForm { closing: second, ..Desk::finish() };
        interventions::finish(&engineer, number, &form).await?;
        assert_eq!(desk.state(number).await?, "closed");
        // The evidence tells both rounds, and the next case on this server sees both causes. // I-60
        let pack = interventions::pack(&owner, number, Vec::new()).await?.to_json();
        let pack: serde_json::Value = serde_json::from_str(&pack)?;
        let (first, last) = (&pack["case"]["rounds"][0], &pack["case"]["case"]);
        assert_eq!((first["cause"].as_str(), last["cause"].as_str()), (Some("software_fault"), Some("disk_full")));
        assert_eq!(first["summary"].as_str(), Some("Der Webserver wurde neu gestartet."));
        let mut tx = desk.context.db().read().await?;
        let begin = domain::time::Timestamp::from_unix(BEGIN);
        let other = domain::ids::InterventionId::from_uuid(uuid::Uuid::nil());
        let earlier = store::interventions::list_earlier(&mut tx, desk.system, begin, other).await?;
        assert_eq!(earlier.len(), 2);
    }

    async fn the_desk_opens_a_closed_case_again_and_says_why(db: Db) {
        // I-64
        let desk = Desk::open(db).await?;
        let number = closed(&desk).await?;
        let (engineer, manager, owner) = (desk.op(desk.engineer).await?, desk.op(desk.manager).await?, desk.op(desk.owner).await?);
        assert_eq!(code(interventions::reopen(&manager, number, REASON).await), "role");
        assert_eq!(code(interventions::reopen(&engineer, number, "kurz").await), "text:reason_length");
        let why = "Im Protokoll steht wieder derselbe Fehler.";
        interventions::reopen(&engineer, number, why).await?;
        assert_eq!(desk.state(number).await?, "reopened");
        assert_eq!(ticket_state(&desk, number).await?, ("open".to_owned(), true));
        let mut tx = desk.context.db().read().await?;
        let mails = store::mails::list_newest(&mut tx, 1_000).await?;
        let told = mails.iter().find(|m| m.kind == "intervention_reopened").ok_or("nobody was told")?;
        assert!(told.body_text.0.contains(why), "{}", told.body_text.0);
        let rows = store::audit::list_since(&mut tx, desk.organization, 0, 100_000).await?;
        let event = rows.iter().rfind(|row| row.kind == "intervention.reopened").ok_or("not logged")?;
        assert_eq!(event.actor_id, Some(desk.engineer));
        assert!(event.payload.facts()?.event.data.values().any(|v| v.as_str() == Some(why)));
        drop(tx);
        let view = tickets::view(&owner, number, Chronicle::Moments).await?;
        assert!(view.talk.entries.iter().any(|entry| entry.message.body == why), "and it stands in the ticket");
        // No work without a new signature.
        assert_eq!(code(interventions::start(&engineer, number).await), "wrong_state");
        assert_eq!(code(interventions::reopen(&engineer, number, why).await), "wrong_state");
    }

    async fn a_locked_case_can_be_put_away_and_comes_back_with_a_signature(db: Db) {
        // I-43, I-64
        let desk = Desk::open(db).await?;
        let number = desk.running().await?;
        let (engineer, owner) = (desk.op(desk.engineer).await?, desk.op(desk.owner).await?);
        assert_eq!(code(tickets::change(&engineer, number, Act::Resolve).await), "intervention_open");
        interventions::revoke(&owner, number).await?;
        assert_eq!(code(tickets::change(&engineer, number, Act::Resolve).await), "ok");
        interventions::edit(&owner, number, &desk.form(), Desk::credentials("zweites-Passwort")).await?;
        desk.sign(number).await?;
        assert_eq!(desk.state(number).await?, "requested");
        assert_eq!(ticket_state(&desk, number).await?, ("open".to_owned(), true));
    }
}
