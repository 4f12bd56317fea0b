//! Work time: whose timer runs on which signed task, and what it costs when it stops. // I-14, RULINGS 33

use domain::audit::EventKind;
use domain::charge::CeilingLevel;
use domain::ids::{TicketNumber, WorkEntryId};
use domain::intervention::{InterventionState, Task};
use domain::policy::Action;
use domain::time::Timestamp;
use store::Tx;
use store::work::WorkEntryRow;

use super::money::Money;
use super::{Case, ceiling, money};
use crate::context::{Context, OpContext};
use crate::error::{Checks, FieldError, Result, ServiceError};
use crate::work::hold_person;

/// Chosen where the work belongs to none of the signed tasks: it was never agreed, so it costs nothing. // RULINGS 4
pub const NO_TASK: &str = "none";

/// What is said when a timer stops.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StopForm {
    /// What the time was spent on.
    pub note: String,
    /// The task: a code, [`NO_TASK`], or empty for the one it was started on.
    pub task: String,
    /// The time is not charged.
    pub waived: bool,
    /// Why not; the customer reads it.
    pub reason: String,
}

/// Starts the actor's timer on the ticket, for a signed task: a code, [`NO_TASK`], or empty for the usual one.
///
/// # Errors
/// [`ServiceError::Invalid`] on `task`; [`ServiceError::Conflict`] `timer_runs`, `wrong_state`.
pub async fn start_timer(op: &OpContext, number: TicketNumber, task: &str) -> Result<WorkEntryId> {
    use InterventionState::{Assessed, Hardware, Running, Summarised, Verified};
    let mut tx = op.app.db().begin().await?;
    let mut case = Case::hold(op, &mut tx, number, Action::TrackWork).await?;
    let state = case
        .procedure
        .resume_state()
        .unwrap_or(case.procedure.state());
    // After the authorization's end nothing is worked on the system until it is extended.
    if !matches!(state, Verified | Assessed | Running | Hardware | Summarised)
        || case.procedure.waits_for_time()
    {
        return Err(ServiceError::Conflict("wrong_state"));
    }
    // No second belongs to two tickets (billing rule 2).
    hold_person(&mut tx, op.actor.person).await?;
    if !store::work::list_running(&mut tx, op.actor.person)
        .await?
        .is_empty()
    {
        return Err(ServiceError::Conflict("timer_runs"));
    }
    let task = match task {
        "" => money::usual_task(&case, &store::work::list(&mut tx, case.ticket.id).await?),
        typed => chosen(&case, typed)?,
    };
    let id = op.app.id(WorkEntryId::from_uuid);
    let tariff = tariff(&case, task)?;
    let row = WorkEntryRow {
        tariff,
        task,
        ..WorkEntryRow::draft(id, case.ticket.id, op.actor.person, op.now())
    };
    store::work::insert(&mut tx, &row).await?;
    let event = case
        .event(op, EventKind::WorkStarted)
        .with("entry", row.id.to_string())
        .with("task", task.map(Task::code));
    case.tell(&op.app, &mut tx, event).await?;
    ceiling::watch(&op.app, &mut tx, &mut case).await?;
    case.save(&op.app, tx).await?;
    Ok(row.id)
}

/// A task as typed: a signed one, or none.
fn chosen(case: &Case, typed: &str) -> Result<Option<Task>> {
    if typed == NO_TASK {
        return Ok(None);
    }
    let mut checks = Checks::new();
    let task: Option<Task> = checks.code("task", typed);
    checks.finish()?;
    tariff(case, task)?;
    Ok(task)
}

fn tariff(case: &Case, task: Option<Task>) -> Result<domain::charge::Tariff> {
    money::tariff_of(case, task).ok_or_else(|| ServiceError::field("task", "choice"))
}

/// The task of an entry of the log: the chosen one, else that of the actor's timer, else the usual one.
pub(super) async fn task_of_entry(
    op: &OpContext,
    tx: &mut Tx,
    case: &Case,
    typed: &str,
) -> Result<Option<Task>> {
    if !typed.is_empty() {
        return chosen(case, typed);
    }
    Ok(match running(op, tx, case).await? {
        Some(entry) => entry.task,
        None => money::usual_task(case, &store::work::list(tx, case.ticket.id).await?),
    })
}

/// The actor's timer on this ticket.
pub(super) async fn running(
    op: &OpContext,
    tx: &mut Tx,
    case: &Case,
) -> Result<Option<WorkEntryRow>> {
    let all = store::work::list_running(tx, op.actor.person).await?;
    Ok(all
        .into_iter()
        .find(|entry| entry.ticket_id == case.ticket.id))
}

/// Stops it. Says how near the ceiling is: the work goes on, but nothing beyond it is billed. // RULINGS 4
///
/// # Errors
/// [`ServiceError::Held`]; [`ServiceError::Invalid`] on `note`, `task` and `reason`; [`ServiceError::Conflict`] `no_timer`.
pub async fn stop_timer(
    op: &OpContext,
    number: TicketNumber,
    form: &StopForm,
) -> Result<CeilingLevel> {
    let mut tx = op.app.db().begin().await?;
    let mut case = Case::hold(op, &mut tx, number, Action::TrackWork).await?;
    let texts = [("note", form.note.as_str()), ("reason", &form.reason)];
    let (mut tx, [note, reason]) = case.screen(op, tx, texts).await?;
    let mut checks = Checks::new();
    let note = checks.optional("note", &note, 1_000);
    let waived = if form.waived {
        checks.text("reason", &reason, 500)
    } else {
        if !reason.trim().is_empty() {
            // A reason without the tick: one of the two was forgotten, and it is about money.
            checks.add(FieldError::new("waived", "tick_or_clear"));
        }
        String::new()
    };
    checks.finish()?;
    let mut entry = running(op, &mut tx, &case)
        .await?
        .ok_or(ServiceError::Conflict("no_timer"))?;
    if !form.task.is_empty() {
        let task = chosen(&case, &form.task)?;
        if task != entry.task {
            entry.tariff = tariff(&case, task)?;
            entry.task = task;
        }
    }
    entry.note = note;
    entry.billable = !form.waived;
    entry.waived = waived;
    stop_one(&op.app, &mut tx, &case, (Some(op), op.now()), entry).await?;
    let level = ceiling::watch(&op.app, &mut tx, &mut case).await?;
    case.save(&op.app, tx).await?;
    Ok(level)
}

/// Whatever runs on a case that is locked, taken back, declined, over or closed stops in that unit of work, whoever it belongs
/// to: what was worked up to that moment counts, nothing after it, and no mark waits any more.
pub(super) async fn stop_all(
    context: &Context,
    tx: &mut Tx,
    case: &mut Case,
    (by, at): (Option<&OpContext>, Timestamp),
) -> Result<()> {
    let all = store::work::list(tx, case.ticket.id).await?;
    let mut stopped = false;
    for entry in all.into_iter().filter(|entry| entry.stopped_at.is_none()) {
        // Somebody else's timer is stopped by the software.
        let by = by.filter(|op| op.actor.person == entry.person_id);
        stop_one(context, tx, case, (by, at), entry).await?;
        stopped = true;
    }
    if stopped {
        ceiling::watch(context, tx, case).await?;
    }
    Ok(())
}

/// Stops a timer as it reads now, and tells it.
async fn stop_one(
    context: &Context,
    tx: &mut Tx,
    case: &Case,
    (by, at): (Option<&OpContext>, Timestamp),
    mut entry: WorkEntryRow,
) -> Result<()> {
    let now = at.max(entry.started_at);
    entry.stopped_at = Some(now);
    if entry.billable {
        let mut money = Money::load(tx, case).await?;
        entry.net_cents = money.net_of(&entry, now);
    }
    if !store::work::stop(tx, &entry).await? {
        return Err(ServiceError::Conflict("no_timer"));
    }
    let event = |kind| match by {
        Some(op) => case.event(op, kind),
        None => case.own_event(context, kind),
    };
    let stopped = event(EventKind::WorkStopped)
        .with("entry", entry.id.to_string())
        .with("task", entry.task.map(Task::code))
        .with("seconds", entry.seconds(now))
        .with("billable", entry.billable)
        .with("net_cents", entry.net_cents.0);
    case.tell(context, tx, stopped).await?;
    if !entry.billable {
        let waived = event(EventKind::WorkWaived)
            .with("entry", entry.id.to_string())
            .with("reason", entry.waived.clone());
        case.tell(context, tx, waived).await?;
    }
    Ok(())
}
