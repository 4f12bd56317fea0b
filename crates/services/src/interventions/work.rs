//! The work: begin, action log, timer, a new time for the customer.

use domain::audit::EventKind;
use domain::charge::{Ceiling, CeilingLevel, Cents};
use domain::ids::{ActionId, ClockId, TicketNumber, WorkEntryId};
use domain::intervention::action_log::{LogMethod, Logged, Typed, may_log};
use domain::intervention::{Complexity, InterventionState, StartFacts};
use domain::policy::Action;
use domain::sla::{ClockKind, Extension};
use domain::ticket::MessageKind;
use domain::time::{clock_time, date, from_local};
use store::Tx;
use store::actions::ActionRow;
use store::work::WorkEntryRow;

use super::{Case, facts, gate, notify, talk};
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

/// Appends an entry, or a correction of one. // I-43
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
    };
    let entry = typed.check(&log).map_err(|problems| {
        ServiceError::Invalid(
            problems
                .iter()
                .map(|p| FieldError::new(p.field(), p.code()))
                .collect(),
        )
    })?;
    let id = op.app.id(ActionId::from_uuid);
    let kind = if entry.corrects.is_some() {
        EventKind::ActionCorrected
    } else {
        EventKind::ActionLogged
    };
    // The whole entry is in the chain: the log cannot be altered behind it.
    let body = serde_json::to_value(&entry).map_err(ServiceError::internal)?;
    let event = case
        .event(op, kind)
        .shown(entry.visible)
        .with("action", id.to_string())
        .with("entry", body);
    let audit_seq = case.tell(&op.app, &mut tx, event).await?;
    let row = ActionRow {
        id,
        intervention_id: case.id(),
        seq: 0,
        author_id: op.actor.person,
        at: op.now(),
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
    };
    store::actions::append(&mut tx, &row).await?;
    tx.save().await?;
    case.wake(&op.app);
    Ok(id)
}

/// Starts the actor's timer on the ticket.
///
/// # Errors
/// [`ServiceError::Conflict`] `timer_runs`, `wrong_state`.
pub async fn start_timer(op: &OpContext, number: TicketNumber) -> Result<WorkEntryId> {
    use InterventionState::{Assessed, Hardware, Running, Summarised, Verified};
    let mut tx = op.app.db().begin().await?;
    let case = Case::hold(op, &mut tx, number, Action::TrackWork).await?;
    let state = case
        .procedure
        .resume_state()
        .unwrap_or(case.procedure.state());
    if !matches!(state, Verified | Assessed | Running | Hardware | Summarised) {
        return Err(ServiceError::Conflict("wrong_state"));
    }
    if running(op, &mut tx, &case).await?.is_some() {
        return Err(ServiceError::Conflict("timer_runs"));
    }
    let row = WorkEntryRow {
        id: op.app.id(WorkEntryId::from_uuid),
        ticket_id: case.ticket.id,
        person_id: op.actor.person,
        started_at: op.now(),
        stopped_at: None,
        note: String::new(),
        billable: true,
        tariff: facts::work_tariff(&case),
        net_cents: Cents::ZERO,
    };
    store::work::insert(&mut tx, &row).await?;
    let event = case
        .event(op, EventKind::WorkStarted)
        .with("entry", row.id.to_string());
    case.tell(&op.app, &mut tx, event).await?;
    tx.save().await?;
    case.wake(&op.app);
    Ok(row.id)
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

/// Stops it. Says whether the ceiling was reached: the work goes on, but nothing beyond it is billed. // RULINGS 4
///
/// # Errors
/// [`ServiceError::Held`]; [`ServiceError::Conflict`] `no_timer`.
pub async fn stop_timer(
    op: &OpContext,
    number: TicketNumber,
    note: &str,
    billable: bool,
) -> Result<CeilingLevel> {
    let mut tx = op.app.db().begin().await?;
    let mut case = Case::hold(op, &mut tx, number, Action::TrackWork).await?;
    let (mut tx, [note]) = case.screen(op, tx, [("note", note)]).await?;
    let mut checks = Checks::new();
    let note = checks.optional("note", &note, 1_000);
    checks.finish()?;
    let entry = running(op, &mut tx, &case)
        .await?
        .ok_or(ServiceError::Conflict("no_timer"))?;
    let level = stop(op, &mut tx, &mut case, &entry, (&note, billable)).await?;
    case.save(&op.app, tx).await?;
    Ok(level)
}

/// Stops a timer inside the caller's unit of work.
pub(super) async fn stop(
    op: &OpContext,
    tx: &mut Tx,
    case: &mut Case,
    entry: &WorkEntryRow,
    (note, billable): (&str, bool),
) -> Result<CeilingLevel> {
    let now = op.now();
    let net = if billable {
        entry.tariff.charge(entry.started_at, now)
    } else {
        Cents::ZERO
    };
    if !store::work::stop(tx, entry.id, now, note, billable, net).await? {
        return Err(ServiceError::Conflict("no_timer"));
    }
    let event = case
        .event(op, EventKind::WorkStopped)
        .with("entry", entry.id.to_string())
        .with("seconds", now.seconds_since(entry.started_at))
        .with("net_cents", net.0);
    case.tell(&op.app, tx, event).await?;
    let (ceiling, spent) = spent(tx, case).await?;
    let Some(ceiling) = ceiling.map(Ceiling) else {
        return Ok(CeilingLevel::Below);
    };
    // The request promises a word at 80 %; each level is told once.
    let before = Cents(spent.0 - net.0);
    if let Some(level) = ceiling.crossed(before, spent) {
        tell_ceiling(op, tx, case, level, ceiling).await?;
    }
    Ok(ceiling.level(spent))
}

/// The customer is told that the ceiling is near or reached: only they can raise it.
async fn tell_ceiling(
    op: &OpContext,
    tx: &mut Tx,
    case: &mut Case,
    level: CeilingLevel,
    ceiling: Ceiling,
) -> Result<()> {
    let amount = |locale| ceiling.0.show(locale);
    let (de, en) = (
        amount(domain::account::Locale::De),
        amount(domain::account::Locale::En),
    );
    let texts = if level == CeilingLevel::Reached {
        (
            format!(
                "Ihre Kostenobergrenze von {de} netto ist erreicht. Die Arbeit geht weiter, aber was darüber liegt, berechnen wir nur, wenn Sie die Obergrenze anheben."
            ),
            format!(
                "Your cost ceiling of {en} net has been reached. The work goes on, but we charge what lies beyond it only if you raise the ceiling."
            ),
        )
    } else {
        (
            format!(
                "80 % Ihrer Kostenobergrenze von {de} netto sind verbraucht. Sie können die Obergrenze anheben; ohne das berechnen wir nicht mehr als diesen Betrag."
            ),
            format!(
                "80 % of your cost ceiling of {en} net are used up. You can raise the ceiling; without that we charge no more than this amount."
            ),
        )
    };
    let german = notify::locale(tx, case).await? == domain::account::Locale::De;
    let body = if german { &texts.0 } else { &texts.1 };
    talk::post(op, tx, case, MessageKind::Automatic, body, false).await?;
    let subject = ("Kostenobergrenze", "Cost ceiling");
    notify::text(op, tx, case, "ceiling_near", subject, texts).await
}

/// The ceiling in force, signed or raised since, and what the charged work has come to.
pub(super) async fn spent(tx: &mut Tx, case: &Case) -> Result<(Option<Cents>, Cents)> {
    let spent: i64 = store::work::list(tx, case.ticket.id)
        .await?
        .iter()
        .filter(|entry| entry.billable)
        .map(|entry| entry.net_cents.0)
        .sum();
    let signed = case.signed.as_ref().and_then(|v| v.terms.ceiling);
    let raised = store::orders::list(tx, case.ticket.id)
        .await?
        .iter()
        .filter(|order| order.state == domain::contract::OrderState::Accepted)
        .filter_map(|order| order.ceiling_cents)
        .max();
    Ok((signed.max(raised), Cents(spent)))
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
    let clock = clocks::living(&mut tx, &case.ticket)
        .await?
        .into_iter()
        .find(|clock| clock.kind == ClockKind::Intervention)
        .ok_or(ServiceError::Conflict("wrong_state"))?;
    let extension = Extension {
        new_id: op.app.id(ClockId::from_uuid),
        eta,
        reason: &reason,
        complex: case.row.complexity == Some(Complexity::Complex),
    };
    let (ended, next) = clock.extend(extension, op.now())?;
    clocks::update(
        &op.app,
        &mut tx,
        &case.ticket,
        &ended,
        Some(op.actor.person),
    )
    .await?;
    clocks::insert(&op.app, &mut tx, &case.ticket, &next, Some(op.actor.person)).await?;
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
