//! The steps of a hardware case: each told to the customer in the ticket of the case and by mail, the last one ends it. // I-59

use domain::account::Locale;
use domain::audit::EventKind;
use domain::ids::TicketNumber;
use domain::intervention::hardware::HardwareCase;
use domain::intervention::{AccessMethod, HardwareState};
use domain::policy::Action;
use domain::sla::engine::Occurrence;
use domain::ticket::MessageKind;
use domain::time::{Timestamp, clock_time, date, from_local};
use store::Tx;
use store::hardware::HardwareCaseRow;
use store::tickets::TicketRow;

use super::hardware::{EVIDENCE_MOST, refused};
use super::notify::{self, Words};
use super::{Case, facts, talk};
use crate::context::OpContext;
use crate::error::{Checks, FieldError, Result, ServiceError};
use crate::{audit, clocks, tickets};

/// Longest place of an appointment, in characters, as on the form.
const PLACE_MOST: usize = 200;

/// A step as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HardwareStep {
    /// What shows it; the last step cannot do without.
    pub evidence: String,
    /// When the part is replaced, as a form sends it, see [`from_local`]; asked for when that is agreed.
    pub at: String,
    /// Where; empty for where the system stands.
    pub place: String,
}

/// What a step led to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Advanced {
    /// The hardware works, and the intervention goes on.
    pub goes_on: bool,
    /// It was the last step, and the ticket of the case stays open all the same: the customer wrote there last.
    pub unanswered: bool,
}

/// The next step of the newest hardware case, told to the customer. The last one ends the ticket of the case with its clocks,
/// unless the customer waits for an answer there, and the intervention goes on.
///
/// # Errors
/// [`ServiceError::Held`]; [`ServiceError::Invalid`] on `evidence`, `at`, `place`; [`ServiceError::NotFound`] without a case,
/// [`ServiceError::Conflict`] `not_next` after the last step.
pub async fn advance_hardware(
    op: &OpContext,
    number: TicketNumber,
    step: &HardwareStep,
) -> Result<Advanced> {
    let mut tx = op.app.db().begin().await?;
    let mut case = Case::hold(op, &mut tx, number, Action::ReportHardware).await?;
    // Its own ticket before the chain: whoever acts there takes the ticket first, too.
    if let Some(newest) = store::hardware::list(&mut tx, case.id()).await?.pop() {
        store::tickets::find_for_update(&mut tx, newest.ticket_id).await?;
    }
    let texts = [("evidence", step.evidence.as_str()), ("place", &step.place)];
    let (mut tx, [evidence, place]) = case.screen(op, tx, texts).await?;
    let mut checks = Checks::new();
    let evidence = checks.optional("evidence", &evidence, EVIDENCE_MOST);
    let place = checks.optional("place", &place, PLACE_MOST);
    checks.finish()?;
    let mut row = store::hardware::list(&mut tx, case.id())
        .await?
        .pop()
        .ok_or(ServiceError::NotFound)?;
    let before = row.state;
    let to = before.next().ok_or(ServiceError::Conflict("not_next"))?;
    let next = HardwareCase {
        component: row.component.clone(),
        evidence: row.evidence.clone(),
        state: row.state,
    }
    .advance(to, &evidence)
    .map_err(refused)?;
    if to == HardwareState::AppointmentAgreed {
        let (at, place) = appointment(op, &mut tx, &case, &step.at, place).await?;
        row.appointment_at = Some(at);
        row.appointment_place = place;
    }
    row.state = next.state;
    row.evidence = next.evidence;
    row.updated_at = op.now();
    if !store::hardware::update(&mut tx, &row, before).await? {
        return Err(ServiceError::Conflict("changed_meanwhile"));
    }
    let mut event = case
        .event(op, EventKind::HardwareChanged)
        .with("case", row.id.to_string())
        .with("state", row.state.code());
    if let Some(at) = row
        .appointment_at
        .filter(|_| to == HardwareState::AppointmentAgreed)
    {
        event = event
            .with("at", at.to_string())
            .with("place", row.appointment_place.clone());
    }
    case.tell(&op.app, &mut tx, event).await?;
    let goes_on = !is_open(&mut tx, &case).await? && case.procedure.hardware_done().is_ok();
    if goes_on {
        go_on(op, &mut tx, &mut case).await?;
    }
    let unanswered = tell(op, &mut tx, &case, &row, &evidence).await?;
    case.save(&op.app, tx).await?;
    Ok(Advanced {
        goes_on,
        unanswered,
    })
}

/// When and where, both checked; nobody agrees on what is over.
async fn appointment(
    op: &OpContext,
    tx: &mut Tx,
    case: &Case,
    typed: &str,
    place: String,
) -> Result<(Timestamp, String)> {
    let mut checks = Checks::new();
    let at = from_local(typed.trim());
    match at {
        None if typed.trim().is_empty() => checks.add(FieldError::new("at", "required")),
        None => checks.add(FieldError::new("at", "date")),
        Some(at) if at <= op.now() => checks.add(FieldError::new("at", "in_the_past")),
        Some(_) => {}
    }
    let place = if place.is_empty() {
        facts::system(tx, case)
            .await?
            .map(|s| s.site)
            .unwrap_or_default()
    } else {
        place
    };
    if place.is_empty() {
        checks.add(FieldError::new("place", "required"));
    }
    checks.finish()?;
    Ok((at.unwrap_or(op.now()), place))
}

/// Message and mail of a step, and what it does to the ticket of the case. Says whether the last step left it open.
async fn tell(
    op: &OpContext,
    tx: &mut Tx,
    case: &Case,
    row: &HardwareCaseRow,
    evidence: &str,
) -> Result<bool> {
    let mut ticket = store::tickets::find_for_update(tx, row.ticket_id)
        .await?
        .ok_or(ServiceError::NotFound)?;
    let asked = ticket.last_message_by_customer;
    let texts = (
        words(row, evidence, case.ticket.number, Locale::De),
        words(row, evidence, case.ticket.number, Locale::En),
    );
    let body = match notify::locale(tx, case).await? {
        Locale::De => &texts.0,
        Locale::En => &texts.1,
    };
    talk::say(op, tx, &mut ticket, MessageKind::Message, body, false).await?;
    let now = op.now();
    let by = (Some(op.actor.person), now);
    let what = Occurrence::PublicAnswer { asks: false };
    clocks::happened(&op.app, tx, &ticket, what, true, by).await?;
    let last = row.state == HardwareState::Verified;
    if last && !asked {
        end(op, tx, &mut ticket).await?;
    } else {
        follow(&mut ticket, row, now);
    }
    tickets::save(&op.app, tx, &mut ticket).await?;
    let told = Words {
        kind: "hardware_changed",
        subject: ("Hardwarefall", "Hardware case"),
        text: texts,
        path: "",
    };
    notify::tell_of(&op.app, tx, case, &ticket, &told).await?;
    op.app.hub().tell(ticket.organization_id, Some(ticket.id));
    Ok(last && asked && ticket.is_open)
}

/// The part works: what the ticket was about is done, and so are its promises.
async fn end(op: &OpContext, tx: &mut Tx, ticket: &mut TicketRow) -> Result<()> {
    let now = op.now();
    let Ok(status) = tickets::status(ticket).resolved(false, now) else {
        // Somebody has put it away before.
        return Ok(());
    };
    tickets::set_status(ticket, status);
    clocks::stop_all(&op.app, tx, ticket, Some(op.actor.person), now).await?;
    let event = audit::by(op, EventKind::TicketResolved).on(ticket.id);
    audit::append(&op.app, tx, ticket.organization_id, event).await?;
    Ok(())
}

/// What the ticket waits for until the next step.
fn follow(ticket: &mut TicketRow, row: &HardwareCaseRow, now: Timestamp) {
    let status = tickets::status(ticket);
    let next = match (row.state, row.appointment_at) {
        (HardwareState::PartOrdered, _) => status.waiting_for_third_party(),
        (HardwareState::AppointmentAgreed, Some(at)) => status.scheduled(at, now),
        _ => status.opened(),
    };
    // One that was put away stays so.
    if let Ok(next) = next {
        tickets::set_status(ticket, next);
    }
}

/// What the customer reads of a step.
fn words(row: &HardwareCaseRow, evidence: &str, of: TicketNumber, language: Locale) -> String {
    use HardwareState as S;
    let german = language == Locale::De;
    let component = &row.component;
    let place = &row.appointment_place;
    let at = row.appointment_at.unwrap_or(row.updated_at);
    let (day, time) = (date(at, german), clock_time(at));
    let mut text = match (row.state, german) {
        (S::Reported, true) => format!("Wir gehen dem Fehler nach: {component}."),
        (S::Reported, false) => format!("We are looking into the fault: {component}."),
        (S::Diagnosed, true) => format!("Der Fehler ist bestätigt: {component}."),
        (S::Diagnosed, false) => format!("The fault is confirmed: {component}."),
        (S::PartOrdered, true) => format!("Das Ersatzteil ist bestellt: {component}."),
        (S::PartOrdered, false) => format!("The spare part is ordered: {component}."),
        (S::AppointmentAgreed, true) => {
            format!("Der Tausch ist vereinbart: {component}, am {day} um {time} Uhr, {place}.")
        }
        (S::AppointmentAgreed, false) => {
            format!("The replacement is agreed: {component}, on {day} at {time}, {place}.")
        }
        (S::Replaced, true) => {
            format!("Das Bauteil ist getauscht: {component}. Jetzt prüfen wir, ob es arbeitet.")
        }
        (S::Replaced, false) => {
            format!("The component is replaced: {component}. Now we check that it works.")
        }
        (S::Verified, true) => format!(
            "Das Bauteil arbeitet wieder: {component}. Wie es mit der Intervention weitergeht, steht in Ticket {of}."
        ),
        (S::Verified, false) => format!(
            "The component works again: {component}. How the intervention goes on is said in ticket {of}."
        ),
    };
    if !evidence.is_empty() {
        text.push_str("\n\n");
        text.push_str(evidence);
    }
    text
}

/// The hardware works again: assessed anew, the promise counts on.
///
/// # Errors
/// [`ServiceError::Conflict`] `hardware_open` while a case is not verified.
pub async fn hardware_done(op: &OpContext, number: TicketNumber) -> Result<()> {
    let mut tx = op.app.db().begin().await?;
    let mut case = Case::hold(op, &mut tx, number, Action::ReportHardware).await?;
    if is_open(&mut tx, &case).await? {
        return Err(ServiceError::Conflict("hardware_open"));
    }
    go_on(op, &mut tx, &mut case).await?;
    case.save(&op.app, tx).await
}

/// A case is not verified yet.
async fn is_open(tx: &mut Tx, case: &Case) -> Result<bool> {
    let cases = store::hardware::list(tx, case.id()).await?;
    Ok(cases.iter().any(|row| row.state != HardwareState::Verified))
}

async fn go_on(op: &OpContext, tx: &mut Tx, case: &mut Case) -> Result<()> {
    case.moves(case.procedure.hardware_done())?;
    let event = case
        .event(op, EventKind::InterventionResumed)
        .with("state", case.row.state.code());
    case.tell(&op.app, tx, event).await?;
    if case.row.method != Some(AccessMethod::DataCentre) {
        let by = Some(op.actor.person);
        clocks::resume_all(&op.app, tx, &case.ticket, by, op.now()).await?;
    }
    case.ticket_follows(domain::ticket::TicketStatus::opened);
    Ok(())
}
