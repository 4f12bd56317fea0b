//! Standard or complex: set by the engineer, in time, and told to the customer. // I-47/48

use domain::account::Locale;
use domain::audit::EventKind;
use domain::ids::TicketNumber;
use domain::intervention::{Complexity, InterventionState};
use domain::policy::Action;
use domain::sla::ClockKind;
use domain::ticket::MessageKind;
use domain::time::span;
use store::Tx;

use super::{Case, notify, talk};
use crate::clocks;
use crate::clocks::promised::Asked;
use crate::context::OpContext;
use crate::error::{Result, ServiceError};

/// Sets standard or complex, before the standard promise is broken; the customer is told. // I-47/48
///
/// # Errors
/// [`ServiceError::Conflict`] `clock_too_late` after the breach, `wrong_state`.
pub async fn set_complexity(
    op: &OpContext,
    number: TicketNumber,
    wanted: Complexity,
) -> Result<()> {
    use InterventionState::{Assessed, Clarifying, Running, Verified};
    let mut tx = op.app.db().begin().await?;
    let mut case = Case::hold(op, &mut tx, number, Action::SetComplexity).await?;
    if !matches!(
        case.procedure.state(),
        Verified | Assessed | Running | Clarifying
    ) {
        return Err(ServiceError::Conflict("wrong_state"));
    }
    complexity(op, &mut tx, &mut case, wanted).await?;
    case.save(&op.app, tx).await
}

/// The same inside an assessment.
pub(super) async fn complexity(
    op: &OpContext,
    tx: &mut Tx,
    case: &mut Case,
    wanted: Complexity,
) -> Result<()> {
    if case.row.complexity == Some(wanted) {
        return Ok(());
    }
    let before = case.row.complexity;
    case.row.complexity = Some(wanted);
    case.row.complexity_set_at = Some(op.now());
    let event = case
        .event(op, EventKind::ComplexitySet)
        .with("complexity", wanted.code());
    case.tell(&op.app, tx, event).await?;
    let asked = |complexity| Asked::of(&case.ticket, complexity);
    let promises = clocks::promised::promises(tx, asked(Some(wanted)), op.now()).await?;
    let was = promises.in_case(tx, asked(before), op.now()).await?;
    let kind = ClockKind::Intervention;
    let work = promises.of(kind).filter(|_| promises.differ(&was, kind));
    let held = clocks::living(tx, &case.ticket).await?;
    let of = held.clocks.iter().map(|clock| &clock.calendar);
    let of = of.chain(work.iter().map(|promised| &promised.calendar));
    let calendars = &*clocks::calendars(tx, of).await?;
    let by = Some(op.actor.person);
    let mut promised = None;
    let running = held.clocks.iter();
    for clock in running.filter(|clock| clock.kind == ClockKind::Intervention) {
        let Some(work) = &work else {
            promised = Some(clock.target_s);
            continue;
        };
        let step = clock.promised_anew(work, wanted.code(), op.now(), calendars)?;
        promised = Some(step.clock.target_s);
        if !step.events.is_empty() {
            clocks::update(&op.app, tx, &case.ticket, (&step, calendars), by).await?;
        }
    }
    tell_complexity(op, tx, case, wanted, promised).await
}

/// Standard as well as complex, in the ticket and by mail. No time is named where none is promised. // I-47/48
async fn tell_complexity(
    op: &OpContext,
    tx: &mut Tx,
    case: &mut Case,
    complexity: Complexity,
    promised: Option<i64>,
) -> Result<()> {
    let (de, en) = match complexity {
        Complexity::Standard => ("Standard", "standard"),
        Complexity::Complex => ("komplex", "complex"),
    };
    let (mut german, mut english) = (String::new(), String::new());
    if let Some(seconds) = promised {
        german = format!("; sie kann bis zu {} dauern", span(seconds, Locale::De));
        english = format!("; it may take up to {}", span(seconds, Locale::En));
    }
    let text = (
        format!("Wir haben Ihre Intervention als {de} eingestuft{german}."),
        format!("We have classified your intervention as {en}{english}."),
    );
    let german = notify::locale(tx, case).await? == Locale::De;
    let body = if german { &text.0 } else { &text.1 };
    talk::post(op, tx, case, MessageKind::Automatic, body, false).await?;
    let subject = (
        "Einstufung Ihrer Intervention",
        "Classification of your intervention",
    );
    notify::text(op, tx, case, "complexity_set", subject, text).await
}
