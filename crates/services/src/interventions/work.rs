//! The work: begin, action log, a new time for the customer.

use domain::audit::EventKind;
use domain::ids::{ActionId, ClockId, TicketNumber};
use domain::intervention::action_log::{self, LogMethod, Logged, Typed, may_log};
use domain::intervention::{Complexity, StartFacts};
use domain::policy::Action;
use domain::sla::{ClockKind, Extension};
use domain::ticket::MessageKind;
use domain::time::{Timestamp, clock_time, date, from_local};
use store::Tx;
use store::actions::ActionRow;

use super::{Case, gate, notify, talk, timer};
use crate::context::OpContext;
use crate::error::{Checks, FieldError, Result, ServiceError};
use crate::{clocks, credentials};

/// An entry of the action log as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EntryForm {
    /// Code of a [`LogMethod`].
    pub method: String,
    /// What was done.
    pub what: String,
    /// To what.
    pub target: String,
    /// With what result.
    pub result: String,
    /// What was changed.
    pub changed_file: String,
    /// Why that was needed.
    pub why: String,
    /// It was taken back.
    pub reverted: bool,
    /// The customer sees it.
    pub visible: bool,
    /// The entry it corrects.
    pub corrects: Option<ActionId>,
    /// When it was done, as a form sends it, see [`from_local`]; empty for now.
    pub at: String,
    /// The task it belongs to: a code, [`timer::NO_TASK`], or empty for that of the running timer or the usual one.
    pub task: String,
}

/// A new time for the customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DelayForm {
    /// The new time as a form sends it, see [`from_local`].
    pub eta: String,
    /// Why it takes longer, as told.
    pub reason: String,
}

/// Begins the work: assessed → running. From here the authorization holds as long as its text says, at most.
///
/// # Errors
/// [`ServiceError::Conflict`] `assignee`, `gate`, `valid_authorization`, `wrong_state`.
pub async fn start(op: &OpContext, number: TicketNumber) -> Result<()> {
    let mut tx = op.app.db().begin().await?;
    let mut case = Case::hold(op, &mut tx, number, Action::StartWork).await?;
    let now = op.now();
    let started = StartFacts {
        gate_passed: gate::passed(&mut tx, &case).await?,
        authorization_valid: gate::authorization_valid(&mut tx, &case, now).await?,
        assigned: case.ticket.assignee_id.is_some(),
    };
    case.moves(case.procedure.start(started))?;
    if case.ticket.assignee_id != Some(op.actor.person) {
        return Err(ServiceError::Denied("not_assignee"));
    }
    // Once a cycle: coming back from the hardware procedure gives no new hours.
    if case.row.started_at.is_none() {
        let rules = case.signed.as_ref().map(|signed| signed.terms.rules);
        let validity = case
            .validity()
            .zip(rules)
            .ok_or(ServiceError::Conflict("valid_authorization"))?;
        let validity = validity
            .0
            .started(validity.1, now)
            .map_err(|_| ServiceError::Conflict("valid_authorization"))?;
        if let Some(authorization) = &mut case.authorization {
            authorization.valid_until = Some(validity.until);
        }
        case.row.started_at = Some(now);
        case.row.started_by = Some(op.actor.person);
    }
    let event = case.event(op, EventKind::InterventionStarted);
    case.tell(&op.app, &mut tx, event).await?;
    case.ticket_follows(domain::ticket::TicketStatus::opened);
    credentials::reschedule(&op.app, &mut tx, &case).await?;
    notify::started(op, &mut tx, &case).await?;
    case.save(&op.app, tx).await
}

/// The log of a case as the domain reads it.
pub(super) async fn logged(tx: &mut Tx, case: &Case) -> Result<Vec<Logged>> {
    let lines = store::actions::list(tx, case.id()).await?;
    Ok(lines.iter().map(|line| line.action.logged()).collect())
}

/// When an entry was done, as typed: within this round of the work, never ahead. What is done from outside may lie before
/// the work, but not before its authorization.
fn done_at(
    case: &Case,
    method: LogMethod,
    typed: &str,
    now: Timestamp,
) -> Result<Timestamp, FieldError> {
    if typed.trim().is_empty() {
        return Ok(now);
    }
    let said = from_local(typed.trim()).ok_or_else(|| FieldError::new("at", "date"))?;
    let signed = case.authorization.as_ref().map(|row| row.created_at);
    let earliest = match method {
        LogMethod::Outside => signed.or(case.row.started_at),
        _ => case.row.started_at.or(signed),
    };
    action_log::done_at(said, earliest.unwrap_or(case.row.created_at), now)
        .map_err(|problem| FieldError::new(problem.field(), problem.code()))
}

/// Appends an entry, or a correction of one; what was done earlier keeps its own time beside the one it is written at. // I-43
///
/// # Errors
/// [`ServiceError::Held`]; [`ServiceError::Invalid`] with every problem at its field; [`ServiceError::Conflict`] `wrong_state`.
pub async fn log(op: &OpContext, number: TicketNumber, form: &EntryForm) -> Result<ActionId> {
    let mut tx = op.app.db().begin().await?;
    let case = Case::hold(op, &mut tx, number, Action::LogAction).await?;
    let texts = [
        ("what", form.what.as_str()),
        ("target", &form.target),
        ("result", &form.result),
        ("changed_file", &form.changed_file),
        ("why", &form.why),
    ];
    let (mut tx, [what, target, result, changed_file, why]) = case.screen(op, tx, texts).await?;
    let mut checks = Checks::new();
    let method: Option<LogMethod> = checks.code("method", &form.method);
    checks.finish()?;
    let method = method.ok_or_else(|| ServiceError::field("method", "choice"))?;
    if !may_log(&case.procedure, method) {
        return Err(ServiceError::Conflict("wrong_state"));
    }
    let task = timer::task_of_entry(op, &mut tx, &case, &form.task).await?;
    let log = logged(&mut tx, &case).await?;
    let typed = Typed {
        method,
        what: &what,
        target: &target,
        result: &result,
        changed_file: &changed_file,
        why: &why,
        reverted: form.reverted,
        visible: form.visible,
        corrects: form.corrects,
        task,
    };
    let now = op.now();
    let (entry, at) = match (typed.check(&log), done_at(&case, method, &form.at, now)) {
        (Ok(entry), Ok(at)) => (entry, at),
        (entry, at) => {
            let problems = entry.err().unwrap_or_default();
            let of_entry = problems
                .iter()
                .map(|p| FieldError::new(p.field(), p.code()));
            return Err(ServiceError::Invalid(of_entry.chain(at.err()).collect()));
        }
    };
    let written_at = (at != now).then_some(now);
    let id = op.app.id(ActionId::from_uuid);
    let kind = if entry.corrects.is_some() {
        EventKind::ActionCorrected
    } else {
        EventKind::ActionLogged
    };
    // The whole entry is in the chain: the log cannot be altered behind it.
    let body = serde_json::to_value(&entry).map_err(ServiceError::internal)?;
    let mut event = case
        .event(op, kind)
        .shown(entry.visible)
        .with("action", id.to_string())
        .with("entry", body);
    if written_at.is_some() {
        // The event itself says when it was written.
        event = event.with("done_at", at.to_string());
    }
    let audit_seq = case.tell(&op.app, &mut tx, event).await?;
    let row = ActionRow {
        id,
        intervention_id: case.id(),
        seq: 0,
        author_id: op.actor.person,
        at,
        method: entry.method,
        what: entry.what,
        target: entry.target,
        result: entry.result,
        changed_file: entry.changed_file,
        why: entry.why,
        reverted: entry.reverted,
        visible: entry.visible,
        corrects_id: entry.corrects,
        audit_seq,
        written_at,
        task,
    };
    store::actions::append(&mut tx, &row).await?;
    store::drafts::delete(&mut tx, op.actor.person, &super::log_draft(number)).await?;
    tx.save().await?;
    case.wake(&op.app);
    Ok(id)
}

/// Tells the customer a new time before the promise is broken: this clock ends as extended, another runs to that time. // I-49
///
/// # Errors
/// [`ServiceError::Held`]; [`ServiceError::Invalid`] on `eta` and `reason`; [`ServiceError::Conflict`] `clock_too_late`,
/// `clock_raise_first`, `clock_not_later`, `wrong_state`.
pub async fn announce_delay(op: &OpContext, number: TicketNumber, form: &DelayForm) -> Result<()> {
    let mut tx = op.app.db().begin().await?;
    let mut case = Case::hold(op, &mut tx, number, Action::AnnounceDelay).await?;
    let (mut tx, [reason]) = case.screen(op, tx, [("reason", &form.reason)]).await?;
    let eta = from_local(&form.eta).ok_or_else(|| ServiceError::field("eta", "date"))?;
    let reason = super::reason("reason", &reason)?;
    let held = clocks::living(&mut tx, &case.ticket).await?;
    let calendars = &*held.calendars;
    let clock = held
        .clocks
        .iter()
        .find(|clock| clock.kind == ClockKind::Intervention)
        .ok_or(ServiceError::Conflict("wrong_state"))?;
    let extension = Extension {
        new_id: op.app.id(ClockId::from_uuid),
        eta,
        reason: &reason,
        complex: case.row.complexity == Some(Complexity::Complex),
    };
    let (ended, next) = clock.extend(extension, op.now(), calendars)?;
    let by = Some(op.actor.person);
    clocks::update(&op.app, &mut tx, &case.ticket, (&ended, calendars), by).await?;
    clocks::insert(&op.app, &mut tx, &case.ticket, (&next, calendars), by).await?;
    let german = notify::locale(&mut tx, &case).await? == domain::account::Locale::De;
    let (day, hour) = (date(eta, german), clock_time(eta));
    let texts = (
        format!(
            "Es dauert länger als vorgesehen, voraussichtlich bis {day}, {hour} Uhr. Grund: {reason}"
        ),
        format!("It takes longer than planned, probably until {day}, {hour}. Reason: {reason}"),
    );
    let body = if german { &texts.0 } else { &texts.1 };
    talk::post(op, &mut tx, &mut case, MessageKind::Message, body, false).await?;
    let subject = (
        "Neuer Zeitpunkt für Ihre Intervention",
        "A new time for your intervention",
    );
    notify::text(op, &mut tx, &case, "delay_announced", subject, texts).await?;
    case.save(&op.app, tx).await
}
