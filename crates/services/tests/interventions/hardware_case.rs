//! A case that rests for its hardware: what its ticket says, what a step needs, how the case goes on or ends.

use domain::account::Locale;
use domain::ids::TicketNumber;
use domain::ticket::MessageKind;
use services::interventions::{self, HardwareStep};
use services::tickets::{self, Chronicle};

use super::desk::{Desk, Outcome, code};

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
    assert!(view.clocks.iter().all(|shown| shown.clock.is_living()) && view.clocks.len() == 1);
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
}
