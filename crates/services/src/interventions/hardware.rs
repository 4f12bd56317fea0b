//! The hardware case: its own ticket, its own steps; the intervention waits in its own state. // I-59

use domain::account::Locale;
use domain::audit::EventKind;
use domain::credential::{REASON_MAX, REASON_MIN, reason_fits};
use domain::ids::{HardwareCaseId, TicketNumber};
use domain::intervention::hardware::{HardwareCase, HardwareRefusal};
use domain::policy::Action;
use domain::sla::PauseReason;
use domain::ticket::{Channel, Class, Department, LinkKind, MessageKind, Priority};
use store::hardware::HardwareCaseRow;
use store::systems::SystemRow;

use super::{Case, facts, notify, talk};
use crate::clocks;
use crate::context::OpContext;
use crate::error::{Checks, FieldError, Result, ServiceError};
use crate::tickets::{
    self,
    core::{self, NewRow},
};

/// Longest name of a part and longest evidence of one step, in characters, as on the forms.
const COMPONENT_MOST: usize = 200;
pub(super) const EVIDENCE_MOST: usize = 2_000;

pub(super) fn refused(refusal: HardwareRefusal) -> ServiceError {
    match refusal {
        HardwareRefusal::NotNext { .. } => ServiceError::Conflict("not_next"),
        HardwareRefusal::Component => ServiceError::field("component", "required"),
        HardwareRefusal::Evidence => ServiceError::field("evidence", "required"),
    }
}

/// Part and evidence as typed, and the beginning of the evidence: why the work stops.
fn found(component: &str, evidence: &str) -> Result<(HardwareCase, String)> {
    let mut checks = Checks::new();
    let component = checks.text("component", component, COMPONENT_MOST);
    let evidence = checks.text("evidence", evidence, EVIDENCE_MOST);
    let why: String = evidence.chars().take(REASON_MAX).collect();
    if !reason_fits(&why) && !checks.has("evidence") {
        checks.add(FieldError::new("evidence", "too_short").with("min", REASON_MIN));
    }
    checks.finish()?;
    let case = HardwareCase::report(&component, &evidence).map_err(refused)?;
    Ok((case, why))
}

/// What the ticket of a hardware case begins with: what is broken, where, and what shows it. The customer reads it.
fn first_words(
    language: Locale,
    fault: &HardwareCase,
    system: Option<&SystemRow>,
    intervention: TicketNumber,
) -> String {
    let (component, evidence) = (&fault.component, &fault.evidence);
    let name = |id: &str| {
        system.map_or_else(String::new, |s| {
            let (name, service, address) = (&s.name, &s.service_id, s.primary_ipv4);
            format!("System: {name} ({id} {service}, {address})\n")
        })
    };
    match language {
        Locale::De => format!(
            "An Ihrem System ist ein Bauteil defekt.\n\nBauteil: {component}\n{}Befund: {evidence}\n\nGefunden haben wir das bei der Intervention in Ticket {intervention}. Sie ruht, bis das Bauteil wieder arbeitet; wie es weitergeht, schreiben wir Ihnen hier.",
            name("Service-ID")
        ),
        Locale::En => format!(
            "A component of your system is faulty.\n\nComponent: {component}\n{}Finding: {evidence}\n\nWe found this during the intervention in ticket {intervention}. It rests until the component works again; we will write here how it goes on.",
            name("service ID")
        ),
    }
}

/// Hardware was found faulty: a ticket of its own, linked, with its own clock and a first message that says what is broken
/// and where; the promise of the work waits. What shows the fault is why the work stops.
///
/// # Errors
/// [`ServiceError::Held`]; [`ServiceError::Invalid`] on `component` and `evidence`; [`ServiceError::Conflict`] `wrong_state`.
pub async fn report_hardware(
    op: &OpContext,
    number: TicketNumber,
    component: &str,
    evidence: &str,
) -> Result<TicketNumber> {
    let mut tx = op.app.db().begin().await?;
    let mut case = Case::hold(op, &mut tx, number, Action::ReportHardware).await?;
    let texts = [("component", component), ("evidence", evidence)];
    let (mut tx, [component, evidence]) = case.screen(op, tx, texts).await?;
    let (fault, why) = found(&component, &evidence)?;
    case.moves(case.procedure.to_hardware(&why))?;
    let system = facts::system(&mut tx, &case).await?;
    let language = notify::locale(&mut tx, &case).await?;
    let words = first_words(language, &fault, system.as_ref(), number);
    let subject = format!("Hardware: {}", fault.component);
    let new = NewRow {
        organization: case.ticket.organization_id,
        systems: system.into_iter().collect(),
        department: Department::Technical,
        class: Class::Fault,
        priority: Priority::High,
        subject: subject.chars().take(150).collect(),
        channel: Channel::Portal,
        caller_name: String::new(),
        received_at: op.now(),
        idempotency_key: None,
    };
    let mut ticket = core::insert(op, &mut tx, new).await?;
    // Said by the software: nobody has answered yet, and the first answer is still owed.
    talk::say(
        op,
        &mut tx,
        &mut ticket,
        MessageKind::Automatic,
        &words,
        false,
    )
    .await?;
    tickets::save(&op.app, &mut tx, &mut ticket).await?;
    let link = op.app.id(domain::ids::RowId::from_uuid);
    let pair = (ticket.id, case.ticket.id);
    store::tickets::insert_link(
        &mut tx,
        link,
        pair,
        LinkKind::FollowUp,
        op.actor.person,
        op.now(),
    )
    .await?;
    let row = HardwareCaseRow {
        id: op.app.id(HardwareCaseId::from_uuid),
        intervention_id: case.id(),
        ticket_id: ticket.id,
        component: fault.component,
        evidence: fault.evidence,
        state: fault.state,
        created_by: op.actor.person,
        created_at: op.now(),
        updated_at: op.now(),
        appointment_at: None,
        appointment_place: String::new(),
    };
    store::hardware::insert(&mut tx, &row).await?;
    let event = case
        .event(op, EventKind::HardwareOpened)
        .with("case", row.id.to_string())
        .with("component", row.component.clone())
        .with("ticket", ticket.number.0);
    case.tell(&op.app, &mut tx, event).await?;
    clocks::pause_all(
        &op.app,
        &mut tx,
        &case.ticket,
        PauseReason::Hardware,
        Some(op.actor.person),
        op.now(),
    )
    .await?;
    case.ticket_follows(domain::ticket::TicketStatus::waiting_for_third_party);
    let subject = ("Hardware-Fehler gefunden", "Hardware fault found");
    let text = (
        format!(
            "Die Ursache liegt in der Hardware ({}). Wir bearbeiten das in Ticket {}; die Intervention ruht solange.",
            row.component, ticket.number
        ),
        format!(
            "The cause is the hardware ({}). We handle it in ticket {}; the intervention rests meanwhile.",
            row.component, ticket.number
        ),
    );
    notify::text(op, &mut tx, &case, "hardware_opened", subject, text).await?;
    case.save(&op.app, tx).await?;
    Ok(ticket.number)
}
