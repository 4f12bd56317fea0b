//! Writing clocks: the row, its events and the audit chain always together.
//!
//! Whoever changes a clock asks `domain::sla` for the change and hands it over here; afterwards the ticket's place in the
//! queue follows from [`store::clocks::next_breach`].

mod course;
mod crew;
mod due;
mod escalation;
pub(crate) mod promised;
mod shown;
mod timer;

use std::sync::{Arc, LazyLock};

use domain::audit::{EventDraft, EventKind};
use domain::ids::{ClockId, PersonId, RowId};
use domain::sla::engine::{
    self, CalendarRef, Clock, Event, NewClock, Promised, Refusal, Registry, Step,
};
use domain::sla::{ClockKind, PauseGround, PauseReason};
use domain::time::Timestamp;
use store::Tx;
use store::tickets::TicketRow;

use crate::audit;
use crate::context::Context;
use crate::error::{Result, ServiceError};

pub(crate) use course::{WITH_RECEIPT, happened, promise_anew, rests};
pub(crate) use crew::Crew;
pub use due::note_breaches;
pub(crate) use due::rekey;
pub use escalation::{Taken, take};
pub(crate) use promised::contract_in_force;
pub use shown::with_events;
pub(crate) use shown::{joined, stand};
pub use timer::watch;

/// What a clock around the clock is looked up in: no question to the database.
static AROUND_THE_CLOCK: LazyLock<Arc<Registry>> = LazyLock::new(Arc::default);

/// Clocks and the calendars they count in.
#[derive(Debug, Clone)]
pub struct Held {
    /// The clocks.
    pub clocks: Vec<Clock>,
    /// Theirs.
    pub calendars: Arc<Registry>,
}

/// The calendars for clocks that count in these; read only if one of them is not around the clock.
///
/// # Errors
/// The database does not answer.
pub(crate) async fn calendars<'a>(
    tx: &mut Tx,
    of: impl IntoIterator<Item = &'a CalendarRef>,
) -> Result<Arc<Registry>> {
    let needed = of
        .into_iter()
        .any(|calendar| !calendar.code.is_around_the_clock());
    if needed {
        Ok(store::calendars::registry(tx).await?)
    } else {
        Ok(Arc::clone(&AROUND_THE_CLOCK))
    }
}

/// A change that the rules of clocks may refuse. That a calendar is missing is no refusal but an error.
///
/// # Errors
/// There is no such calendar.
pub(crate) fn allowed(step: std::result::Result<Step, Refusal>) -> Result<Option<Step>> {
    match step {
        Ok(step) => Ok(Some(step)),
        Err(Refusal::Clock(_)) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

impl From<Refusal> for ServiceError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Clock(refusal) => refusal.into(),
            other => Self::internal(other),
        }
    }
}

/// A clock that begins to run, as a step ready to be written.
///
/// # Errors
/// There is no such calendar.
pub fn begin(
    context: &Context,
    ticket: &TicketRow,
    (kind, cycle): (ClockKind, i64),
    promised: Promised,
    at: Timestamp,
    calendars: &Registry,
) -> Result<Step> {
    let new = NewClock {
        id: context.id(ClockId::from_uuid),
        ticket_id: ticket.id,
        kind,
        cycle,
        target_s: promised.target_s,
        policy_version: promised.policy_version,
        calendar: promised.calendar,
    };
    let step = Clock::start(new, at, calendars)?;
    Ok(step.because(promised.because).climbing(promised.ladder))
}

/// Writes a new clock.
///
/// # Errors
/// The database refuses.
pub async fn insert(
    context: &Context,
    tx: &mut Tx,
    ticket: &TicketRow,
    (step, calendars): (&Step, &Registry),
    actor: Option<PersonId>,
) -> Result<()> {
    let drafts = insert_untold(context, tx, ticket, (step, calendars), actor).await?;
    audit::append_all(context, tx, ticket.organization_id, drafts).await?;
    Ok(())
}

/// Writes a new clock; its part of the chain is the caller's, who has more to tell.
///
/// # Errors
/// The database refuses.
pub(crate) async fn insert_untold(
    context: &Context,
    tx: &mut Tx,
    ticket: &TicketRow,
    (step, calendars): (&Step, &Registry),
    actor: Option<PersonId>,
) -> Result<Vec<EventDraft>> {
    store::clocks::insert(tx, &step.clock).await?;
    escalation::begin(tx, step, calendars).await?;
    append(context, tx, ticket, (step, calendars), actor).await
}

/// Writes a changed clock.
///
/// # Errors
/// The database refuses.
pub async fn update(
    context: &Context,
    tx: &mut Tx,
    ticket: &TicketRow,
    (step, calendars): (&Step, &Registry),
    actor: Option<PersonId>,
) -> Result<()> {
    changed(tx, &step.clock, calendars).await?;
    let drafts = append(context, tx, ticket, (step, calendars), actor).await?;
    audit::append_all(context, tx, ticket.organization_id, drafts).await?;
    Ok(())
}

/// Writes the row of a changed clock, and when the next step of its escalation is due: both change together, always here.
pub(crate) async fn changed(tx: &mut Tx, clock: &Clock, calendars: &Registry) -> Result<()> {
    store::clocks::update(tx, clock).await?;
    escalation::follow(tx, clock, calendars).await
}

/// Appends the clock's own events; what the chain is to be told comes back.
async fn append(
    context: &Context,
    tx: &mut Tx,
    ticket: &TicketRow,
    (step, calendars): (&Step, &Registry),
    actor: Option<PersonId>,
) -> Result<Vec<EventDraft>> {
    let mut drafts = Vec::new();
    for event in &step.events {
        let id = context.id(RowId::from_uuid);
        if event.kind == engine::EventKind::Breach {
            let event = with_what_was_true(tx, ticket, event).await?;
            store::clocks::append(tx, id, step.clock.id, actor, &event).await?;
            let at = event.detail.breach_at.unwrap_or(event.at);
            store::reports::broken(tx, step.clock.id, at).await?;
        } else {
            store::clocks::append(tx, id, step.clock.id, actor, event).await?;
        }
        if let Some(kind) = told(event.kind) {
            let consumed_s = step.clock.consumed_at(event.at, calendars)?;
            let mut draft = audit::event(context, kind)
                .on(ticket.id)
                .with("clock", step.clock.kind.code())
                .with("cycle", step.clock.cycle)
                .with("target_s", step.clock.target_s)
                .with("consumed_s", consumed_s);
            draft.actor = actor;
            if let Some(reason) = &event.detail.reason {
                draft = draft.with("reason", reason.clone());
            }
            if let Some(outcome) = step.clock.outcome {
                draft = draft.with("outcome", outcome.code());
            }
            drafts.push(draft);
        }
    }
    Ok(drafts)
}

/// A breach keeps who was responsible and what the work was taken for, whoever noticed it (rule 29).
async fn with_what_was_true(tx: &mut Tx, ticket: &TicketRow, event: &Event) -> Result<Event> {
    let mut event = event.clone();
    event.detail.assignee = ticket.assignee_id;
    event.detail.complexity = store::interventions::find_by_ticket(tx, ticket.id)
        .await?
        .and_then(|case| case.complexity)
        .map(|complexity| complexity.code().to_owned());
    Ok(event)
}

/// What the chain tells of a clock's event; warnings and new targets are told by what caused them.
const fn told(kind: engine::EventKind) -> Option<EventKind> {
    match kind {
        engine::EventKind::Start => Some(EventKind::ClockStarted),
        engine::EventKind::Pause => Some(EventKind::ClockPaused),
        engine::EventKind::Resume => Some(EventKind::ClockResumed),
        engine::EventKind::Stop | engine::EventKind::Cancel => Some(EventKind::ClockStopped),
        engine::EventKind::Breach => Some(EventKind::ClockBreached),
        engine::EventKind::Extend => Some(EventKind::ClockExtended),
        engine::EventKind::Exempt => Some(EventKind::ClockExempt),
        engine::EventKind::Retarget | engine::EventKind::Warn | engine::EventKind::Checkpoint => {
            None
        }
    }
}

/// Every promise that may wait waits from here, and says why (rule 12).
///
/// # Errors
/// The database refuses, or a calendar is missing.
pub async fn pause_all(
    context: &Context,
    tx: &mut Tx,
    ticket: &TicketRow,
    reason: PauseReason,
    actor: Option<PersonId>,
    now: Timestamp,
) -> Result<()> {
    let ground = PauseGround::of(reason);
    each(context, tx, ticket, actor, |clock, calendars| {
        Some(clock.pause(ground, reason.code(), now, calendars))
    })
    .await
}

/// The customer answered: what waited counts again.
///
/// # Errors
/// The database refuses, or a calendar is missing.
pub async fn resume_all(
    context: &Context,
    tx: &mut Tx,
    ticket: &TicketRow,
    actor: Option<PersonId>,
    now: Timestamp,
) -> Result<()> {
    each(context, tx, ticket, actor, |clock, calendars| {
        Some(clock.resume(now, calendars))
    })
    .await
}

/// The ticket is over: what still runs stops (rule 14: a close without any public answer stops the first answer).
///
/// # Errors
/// The database refuses, or a calendar is missing.
pub async fn stop_all(
    context: &Context,
    tx: &mut Tx,
    ticket: &TicketRow,
    actor: Option<PersonId>,
    now: Timestamp,
) -> Result<()> {
    each(context, tx, ticket, actor, |clock, calendars| {
        Some(clock.stop(now, calendars))
    })
    .await
}

/// Changes every living clock of a ticket as far as the rules allow it; `None`: not this one.
///
/// # Errors
/// The database refuses, or a calendar is missing.
pub(crate) async fn each(
    context: &Context,
    tx: &mut Tx,
    ticket: &TicketRow,
    actor: Option<PersonId>,
    change: impl Fn(&Clock, &Registry) -> Option<std::result::Result<Step, Refusal>>,
) -> Result<()> {
    let held = living(tx, ticket).await?;
    for clock in &held.clocks {
        if let Some(step) = change(clock, &held.calendars)
            && let Some(step) = allowed(step)?
        {
            update(context, tx, ticket, (&step, &held.calendars), actor).await?;
        }
    }
    Ok(())
}

/// The running and waiting clocks of a ticket.
///
/// # Errors
/// The database does not answer.
pub async fn living(tx: &mut Tx, ticket: &TicketRow) -> Result<Held> {
    let mut clocks = store::clocks::list(tx, ticket.id).await?;
    clocks.retain(Clock::is_living);
    let calendars = calendars(tx, clocks.iter().map(|clock| &clock.calendar)).await?;
    Ok(Held { clocks, calendars })
}
