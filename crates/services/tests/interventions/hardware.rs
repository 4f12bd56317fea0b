//! The hardware case: every step is told, the appointment has a time and a place, the last step ends its ticket.

use domain::ids::TicketNumber;
use domain::time::Timestamp;
use services::context::OpContext;
use services::interventions::{self, HardwareStep};
use services::tickets::{self, Chronicle};
use store::tickets::TicketRow;

use super::desk::{BEGIN, Desk, Outcome, code};

const APPOINTMENT: &str = "2026-11-23T08:00";

fn step(evidence: &str, at: &str, place: &str) -> HardwareStep {
    HardwareStep {
        evidence: evidence.to_owned(),
        at: at.to_owned(),
        place: place.to_owned(),
    }
}

/// A running case with faulty hardware: its number, the number of the hardware's ticket, the engineer.
async fn broken(desk: &Desk) -> Outcome<(TicketNumber, TicketNumber, OpContext)> {
    let number = desk.running().await?;
    let engineer = desk.op(desk.engineer).await?;
    let found = "SMART meldet Fehler im Protokoll.";
    let hardware = interventions::report_hardware(&engineer, number, "Laufwerk 2", found).await?;
    Ok((number, hardware, engineer))
}

async fn ticket(desk: &Desk, number: TicketNumber) -> Outcome<(TicketRow, bool)> {
    let mut tx = desk.context.db().read().await?;
    let row = store::tickets::find(&mut tx, number)
        .await?
        .ok_or("no ticket")?;
    let clocks = store::clocks::list(&mut tx, row.id).await?;
    let runs = clocks.iter().any(domain::sla::engine::Clock::is_living);
    Ok((row, runs))
}

/// What the customer last read in this ticket, and the newest mail about it.
async fn told(desk: &Desk, number: TicketNumber) -> Outcome<(String, String)> {
    let owner = desk.op(desk.owner).await?;
    let view = tickets::view(&owner, number, Chronicle::Moments).await?;
    let newest = view
        .talk
        .entries
        .iter()
        .max_by_key(|entry| (entry.message.created_at, entry.message.id));
    let said = newest
        .map(|entry| entry.message.body.clone())
        .unwrap_or_default();
    let mut tx = desk.context.db().read().await?;
    let mails = store::mails::list_newest(&mut tx, 50).await?;
    let mail = mails
        .into_iter()
        .find(|mail| mail.kind == "hardware_changed" && mail.subject.contains(&number.to_string()));
    Ok((said, mail.map(|mail| mail.body_text.0).unwrap_or_default()))
}

store::both_databases! {
    async fn every_step_is_told_in_the_ticket_and_by_mail_and_the_last_one_ends_it(db: Db) {
        // I-59
        let desk = Desk::open(db).await?;
        let (number, hardware, engineer) = broken(&desk).await?;
        assert!(ticket(&desk, hardware).await?.1, "an answer is owed");
        for (typed, words, state) in [
            (step("", "", ""), "Der Fehler ist bestätigt: Laufwerk 2.", "open"),
            (step("", "", ""), "Das Ersatzteil ist bestellt", "waiting_third_party"),
            (step("", APPOINTMENT, "HH1, Rack 7"), "am 23.11.2026 um 08:00 Uhr, HH1, Rack 7.", "scheduled"),
            (step("Neue Seriennummer 4711.", "", ""), "Neue Seriennummer 4711.", "open"),
        ] {
            desk.clock.advance(60);
            let advanced = interventions::advance_hardware(&engineer, number, &typed).await?;
            assert!(!advanced.goes_on && !advanced.unanswered);
            let (said, mail) = told(&desk, hardware).await?;
            assert!(said.contains(words) && mail.contains(words), "{words}: {said} / {mail}");
            let (row, runs) = ticket(&desk, hardware).await?;
            assert_eq!((row.state.code(), runs), (state, false), "{words}: the first answer is given");
        }
        desk.clock.advance(60);
        let advanced = interventions::advance_hardware(&engineer, number, &step("SMART ohne Befund.", "", "")).await?;
        assert!(advanced.goes_on && !advanced.unanswered);
        let (said, mail) = told(&desk, hardware).await?;
        assert!(said.contains("arbeitet wieder") && mail.contains("SMART ohne Befund."));
        let (row, runs) = ticket(&desk, hardware).await?;
        assert_eq!((row.state.code(), row.is_open, runs), ("resolved", false, false));
        assert_eq!(desk.mails("hardware_changed").await?, 5);
        assert!(desk.kinds(hardware).await?.contains(&"ticket.resolved".to_owned()));
        desk.verify_chain().await?;
    }

    async fn an_appointment_has_a_time_to_come_and_a_place(db: Db) {
        // I-59
        let desk = Desk::open(db).await?;
        let (number, hardware, engineer) = broken(&desk).await?;
        for _ in 0..2 {
            interventions::advance_hardware(&engineer, number, &step("", "", "")).await?;
        }
        let mut tx = desk.context.db().begin().await?;
        let mut system = store::systems::find(&mut tx, desk.system).await?.ok_or("no system")?;
        system.site = String::new();
        store::systems::update(&mut tx, &system).await?;
        tx.save().await?;
        let refused = async |at: &str, place: &str| code(interventions::advance_hardware(&engineer, number, &step("", at, place)).await);
        assert_eq!(refused("", "").await, "at:required place:required");
        assert_eq!(refused("Montag", "HH1").await, "at:date");
        assert_eq!(refused("2026-11-21T20:00", "HH1").await, "at:in_the_past");
        assert_eq!(refused(APPOINTMENT, "HH1").await, "ok");
        let owner = desk.op(desk.owner).await?;
        let panel = interventions::panel(&owner, number).await?.ok_or("no panel")?;
        let at = Timestamp::from_unix(BEGIN + 35 * 3_600);
        assert_eq!(panel.site, Some(("HH1".to_owned(), Some(at))), "the customer sees it at the intervention, too");
        assert_eq!(ticket(&desk, hardware).await?.0.scheduled_for, Some(at));
    }

    async fn a_customer_who_wrote_last_is_answered_before_the_ticket_ends(db: Db) {
        // I-59
        let desk = Desk::open(db).await?;
        let (number, hardware, engineer) = broken(&desk).await?;
        for at in ["", "", APPOINTMENT, ""] {
            interventions::advance_hardware(&engineer, number, &step("", at, "HH1")).await?;
        }
        desk.clock.advance(60);
        let owner = desk.op(desk.owner).await?;
        let text = tickets::Text { body: "Wann ist das fertig?", idempotency_key: "when", ..tickets::Text::default() };
        tickets::send(&owner, hardware, text).await?;
        let advanced = interventions::advance_hardware(&engineer, number, &step("SMART ohne Befund.", "", "")).await?;
        assert!(advanced.goes_on && advanced.unanswered, "the engineer learns why");
        assert!(ticket(&desk, hardware).await?.0.is_open);
    }
}
