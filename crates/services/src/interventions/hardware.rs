//! The hardware case: its own ticket, its own steps; the intervention waits in its own state. // I-59

use domain::audit::EventKind;
use domain::ids::{HardwareCaseId, TicketNumber};
use domain::intervention::hardware::{HardwareCase, HardwareRefusal};
use domain::intervention::{AccessMethod, HardwareState};
use domain::policy::Action;
use domain::ticket::{Channel, Class, Department, LinkKind, Priority};
use store::hardware::HardwareCaseRow;

use super::{Case, facts, notify};
use crate::clocks;
use crate::context::OpContext;
use crate::error::{Checks, Result, ServiceError};
use crate::tickets::core::{self, NewRow};

/// Longest name of a part and longest evidence of one step, in characters, as on the forms.
const COMPONENT_MOST: usize = 200;
const EVIDENCE_MOST: usize = 2_000;

fn refused(refusal: HardwareRefusal) -> ServiceError {
    match refusal {
        HardwareRefusal::NotNext { .. } => ServiceError::Conflict("not_next"),
        HardwareRefusal::Component => ServiceError::field("component", "required"),
        HardwareRefusal::Evidence => ServiceError::field("evidence", "required"),
    }
}

/// Hardware was found faulty: a ticket of its own, linked, with its own clock; the promise of the work waits.
///
/// # Errors
/// [`ServiceError::Invalid`] without component, evidence or reason; [`ServiceError::Conflict`] `wrong_state`.
pub async fn report_hardware(
    op: &OpContext,
    number: TicketNumber,
    component: &str,
    evidence: &str,
    reason: &str,
) -> Result<TicketNumber> {
    let reason = super::reason("reason", reason)?;
    let mut checks = Checks::new();
    let component = &checks.optional("component", component, COMPONENT_MOST);
    let evidence = &checks.optional("evidence", evidence, EVIDENCE_MOST);
    checks.finish()?;
    let case_of = HardwareCase::report(component, evidence).map_err(refused)?;
    let mut tx = op.app.db().begin().await?;
    let mut case = Case::hold(op, &mut tx, number, Action::ReportHardware).await?;
    case.moves(case.procedure.to_hardware(&reason))?;
    let system = facts::system(&mut tx, &case).await?;
    let subject = format!("Hardware: {}", case_of.component);
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
    let ticket = core::insert(op, &mut tx, new).await?;
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
        component: case_of.component,
        evidence: case_of.evidence,
        state: case_of.state,
        created_by: op.actor.person,
        created_at: op.now(),
        updated_at: op.now(),
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

/// The next step of the hardware case.
///
/// # Errors
/// [`ServiceError::Conflict`] `not_next`.
pub async fn advance_hardware(
    op: &OpContext,
    number: TicketNumber,
    id: HardwareCaseId,
    to: HardwareState,
    evidence: &str,
) -> Result<()> {
    let mut checks = Checks::new();
    let evidence = &checks.optional("evidence", evidence, EVIDENCE_MOST);
    checks.finish()?;
    let mut tx = op.app.db().begin().await?;
    let case = Case::hold(op, &mut tx, number, Action::ReportHardware).await?;
    let mut row = store::hardware::find(&mut tx, id)
        .await?
        .filter(|row| row.intervention_id == case.id())
        .ok_or(ServiceError::NotFound)?;
    let before = row.state;
    let next = HardwareCase {
        component: row.component.clone(),
        evidence: row.evidence.clone(),
        state: row.state,
    }
    .advance(to, evidence)
    .map_err(refused)?;
    row.state = next.state;
    row.evidence = next.evidence;
    row.updated_at = op.now();
    if !store::hardware::update(&mut tx, &row, before).await? {
        return Err(ServiceError::Conflict("changed_meanwhile"));
    }
    let event = case
        .event(op, EventKind::HardwareChanged)
        .with("case", id.to_string())
        .with("state", row.state.code());
    case.tell(&op.app, &mut tx, event).await?;
    tx.save().await?;
    case.wake(&op.app);
    Ok(())
}

/// The hardware works again: assessed anew, the promise counts on.
///
/// # Errors
/// [`ServiceError::Conflict`] `hardware_open` while a case is not verified.
pub async fn hardware_done(op: &OpContext, number: TicketNumber) -> Result<()> {
    let mut tx = op.app.db().begin().await?;
    let mut case = Case::hold(op, &mut tx, number, Action::ReportHardware).await?;
    let open = store::hardware::list(&mut tx, case.id())
        .await?
        .iter()
        .any(|row| row.state != HardwareState::Verified);
    if open {
        return Err(ServiceError::Conflict("hardware_open"));
    }
    case.moves(case.procedure.hardware_done())?;
    let event = case
        .event(op, EventKind::InterventionResumed)
        .with("state", case.row.state.code());
    case.tell(&op.app, &mut tx, event).await?;
    if case.row.method != Some(AccessMethod::DataCentre) {
        clocks::resume_all(
            &op.app,
            &mut tx,
            &case.ticket,
            Some(op.actor.person),
            op.now(),
        )
        .await?;
    }
    case.ticket_follows(domain::ticket::TicketStatus::opened);
    case.save(&op.app, tx).await
}
