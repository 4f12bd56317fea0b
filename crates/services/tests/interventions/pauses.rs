//! Why a promise waits, and what a broken one keeps.

use services::interventions;

use super::desk::{Desk, Outcome};

/// The clock of the work with the reasons of its pauses, and the facts of its breach.
async fn promise(
    desk: &Desk,
    number: domain::ids::TicketNumber,
) -> Outcome<(
    String,
    Vec<String>,
    Option<domain::sla::engine::EventDetail>,
)> {
    let mut tx = desk.context.db().read().await?;
    let ticket = store::tickets::find(&mut tx, number)
        .await?
        .ok_or("no ticket")?;
    let clock = store::clocks::list(&mut tx, ticket.id)
        .await?
        .into_iter()
        .rfind(|c| c.kind.code() == "intervention")
        .ok_or("no clock")?;
    let events = store::clocks::list_events(&mut tx, clock.id).await?;
    let of = |kind: &str| {
        events
            .iter()
            .map(|row| &row.event)
            .filter(move |event| event.kind.code() == kind)
            .map(|event| event.detail.clone())
            .collect::<Vec<_>>()
    };
    let reasons = of("pause")
        .into_iter()
        .filter_map(|detail| detail.reason)
        .collect();
    Ok((clock.state.code().to_owned(), reasons, of("breach").pop()))
}

store::both_databases! {
    async fn a_pause_says_why_it_is_there(db: Db) {
        // I-44, I-59
        let desk = Desk::open(db).await?;
        let number = desk.running().await?;
        let (engineer, owner) = (desk.op(desk.engineer).await?, desk.op(desk.owner).await?);
        interventions::ask(&engineer, number, "Seit wann ist das so?").await?;
        interventions::answer(&owner, number, "Seit heute früh.").await?;
        interventions::reject_credentials(&engineer, number, "").await?;
        interventions::deposit(&owner, number, Desk::credentials("zweites-Passwort")).await?;
        interventions::report_hardware(&engineer, number, "Laufwerk", "SMART meldet Fehler im Protokoll.").await?;
        let (state, reasons, _) = promise(&desk, number).await?;
        assert_eq!(state, "paused");
        assert_eq!(reasons, ["question", "login_wrong", "hardware"]);
    }

    async fn a_signature_does_not_start_the_promise_while_a_question_is_open(db: Db) {
        // I-44, I-47/48
        let desk = Desk::open(db).await?;
        let number = desk.submit().await?;
        let (engineer, owner) = (desk.op(desk.engineer).await?, desk.op(desk.owner).await?);
        interventions::ask(&engineer, number, "Seit wann ist das so?").await?;
        desk.sign(number).await?;
        desk.clock.advance(7200);
        let (state, reasons, _) = promise(&desk, number).await?;
        assert_eq!((state.as_str(), reasons.as_slice()), ("paused", ["question".to_owned()].as_slice()));
        interventions::answer(&owner, number, "Seit heute früh.").await?;
        assert_eq!(promise(&desk, number).await?.0, "running");
        assert_eq!(services::clocks::note_breaches(&desk.context, 100).await?, 0);
    }

    async fn a_breach_noticed_by_time_keeps_assignee_and_complexity(db: Db) {
        // I-47/48
        let desk = Desk::open(db).await?;
        let number = desk.running().await?;
        desk.clock.advance(3601);
        services::clocks::note_breaches(&desk.context, 100).await?;
        let breach = promise(&desk, number).await?.2.ok_or("no breach")?;
        assert_eq!((breach.assignee, breach.complexity.as_deref()), (Some(desk.engineer), Some("standard")));
    }

    async fn a_breach_noticed_by_the_next_act_keeps_the_same(db: Db) {
        // I-47/48
        let desk = Desk::open(db).await?;
        let number = desk.running().await?;
        desk.clock.advance(3601);
        let engineer = desk.op(desk.engineer).await?;
        interventions::summarise(&engineer, number, &Desk::closing()).await?;
        let breach = promise(&desk, number).await?.2.ok_or("no breach")?;
        assert_eq!((breach.assignee, breach.complexity.as_deref()), (Some(desk.engineer), Some("standard")));
    }
}
