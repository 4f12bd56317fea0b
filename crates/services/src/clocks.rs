//! Writing clocks: the row, its events and the audit chain always together.
//!
//! Whoever changes a clock asks `domain::sla` for the change and hands it over here; afterwards the ticket's place in the
//! queue follows from [`store::clocks::next_breach`].

use domain::audit::{EventDraft, EventKind};
use domain::ids::{ClockId, PersonId, RowId};
use domain::sla::{
    Change, ClockDetail, ClockEventDraft, ClockEventKind, ClockKind, ClockRow, NewClock,
    PauseGround, PauseReason, Target,
};
use domain::time::Timestamp;
use store::clocks::EventOfClock;
use store::tickets::TicketRow;
use store::{Asks, Tx};

use crate::apart::Apart;
use crate::audit;
use crate::context::Context;
use crate::error::Result;

/// A clock that begins to run, as a change ready to be written.
pub fn begin(
    context: &Context,
    ticket: &TicketRow,
    kind: ClockKind,
    cycle: i64,
    target: Target,
    at: Timestamp,
) -> Change {
    let new = NewClock {
        id: context.id(ClockId::from_uuid),
        ticket_id: ticket.id,
        kind,
        cycle,
        target_s: target.seconds,
        policy_version: target.policy_version,
    };
    ClockRow::start(new, at)
}

/// Writes a new clock.
///
/// # Errors
/// The database refuses.
pub async fn insert(
    context: &Context,
    tx: &mut Tx,
    ticket: &TicketRow,
    change: &Change,
    actor: Option<PersonId>,
) -> Result<()> {
    let drafts = insert_untold(context, tx, ticket, change, actor).await?;
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
    change: &Change,
    actor: Option<PersonId>,
) -> Result<Vec<EventDraft>> {
    store::clocks::insert(tx, &change.row).await?;
    append(context, tx, ticket, change, actor).await
}

/// Writes a changed clock.
///
/// # Errors
/// The database refuses.
pub async fn update(
    context: &Context,
    tx: &mut Tx,
    ticket: &TicketRow,
    change: &Change,
    actor: Option<PersonId>,
) -> Result<()> {
    store::clocks::update(tx, &change.row).await?;
    let drafts = append(context, tx, ticket, change, actor).await?;
    audit::append_all(context, tx, ticket.organization_id, drafts).await?;
    Ok(())
}

/// Appends the clock's own events; what the chain is to be told comes back.
async fn append(
    context: &Context,
    tx: &mut Tx,
    ticket: &TicketRow,
    change: &Change,
    actor: Option<PersonId>,
) -> Result<Vec<EventDraft>> {
    let mut drafts = Vec::new();
    for event in &change.events {
        let id = context.id(RowId::from_uuid);
        if event.kind == ClockEventKind::Breach {
            let event = with_what_was_true(tx, ticket, event).await?;
            store::clocks::append(tx, id, change.row.id, actor, &event).await?;
            let at = event.detail.breach_at.unwrap_or(event.at);
            store::reports::broken(tx, change.row.id, at).await?;
        } else {
            store::clocks::append(tx, id, change.row.id, actor, event).await?;
        }
        if let Some(kind) = told(event.kind) {
            let mut draft = audit::event(context, kind)
                .on(ticket.id)
                .with("clock", change.row.kind.code())
                .with("cycle", change.row.cycle)
                .with("target_s", change.row.target_s)
                .with("consumed_s", change.row.consumed_at(event.at));
            draft.actor = actor;
            if let Some(reason) = &event.detail.reason {
                draft = draft.with("reason", reason.clone());
            }
            if let Some(outcome) = change.row.outcome {
                draft = draft.with("outcome", outcome.code());
            }
            drafts.push(draft);
        }
    }
    Ok(drafts)
}

/// A breach keeps who was responsible and what the work was taken for, whoever noticed it (rule 29).
async fn with_what_was_true(
    tx: &mut Tx,
    ticket: &TicketRow,
    event: &ClockEventDraft,
) -> Result<ClockEventDraft> {
    let mut event = event.clone();
    event.detail.assignee = ticket.assignee_id;
    event.detail.complexity = store::interventions::find_by_ticket(tx, ticket.id)
        .await?
        .and_then(|case| case.complexity)
        .map(|complexity| complexity.code().to_owned());
    Ok(event)
}

/// What the chain tells of a clock's event; warnings and new targets are told by what caused them.
const fn told(kind: ClockEventKind) -> Option<EventKind> {
    match kind {
        ClockEventKind::Start => Some(EventKind::ClockStarted),
        ClockEventKind::Pause => Some(EventKind::ClockPaused),
        ClockEventKind::Resume => Some(EventKind::ClockResumed),
        ClockEventKind::Stop | ClockEventKind::Cancel => Some(EventKind::ClockStopped),
        ClockEventKind::Breach => Some(EventKind::ClockBreached),
        ClockEventKind::Extend => Some(EventKind::ClockExtended),
        ClockEventKind::Exempt => Some(EventKind::ClockExempt),
        ClockEventKind::Retarget | ClockEventKind::Warn => None,
    }
}

/// The first answer went out at `now`: its clock stops. // I-46
///
/// # Errors
/// The database refuses.
pub async fn stop_first_answer(
    context: &Context,
    tx: &mut Tx,
    ticket: &TicketRow,
    actor: Option<PersonId>,
    now: Timestamp,
) -> Result<()> {
    for clock in living(tx, ticket).await? {
        if clock.kind == ClockKind::FirstAnswer
            && let Ok(change) = clock.stop(now)
        {
            update(context, tx, ticket, &change, actor).await?;
        }
    }
    Ok(())
}

/// Every promise that may wait waits from here, and says why (rule 12).
///
/// # Errors
/// The database refuses.
pub async fn pause_all(
    context: &Context,
    tx: &mut Tx,
    ticket: &TicketRow,
    reason: PauseReason,
    actor: Option<PersonId>,
    now: Timestamp,
) -> Result<()> {
    let ground = PauseGround::of(reason);
    for clock in living(tx, ticket).await? {
        if let Ok(change) = clock.pause(ground, reason.code(), now) {
            update(context, tx, ticket, &change, actor).await?;
        }
    }
    Ok(())
}

/// The customer answered: what waited counts again.
///
/// # Errors
/// The database refuses.
pub async fn resume_all(
    context: &Context,
    tx: &mut Tx,
    ticket: &TicketRow,
    actor: Option<PersonId>,
    now: Timestamp,
) -> Result<()> {
    for clock in living(tx, ticket).await? {
        if let Ok(change) = clock.resume(now) {
            update(context, tx, ticket, &change, actor).await?;
        }
    }
    Ok(())
}

/// The ticket is over: what still runs stops (rule 14: a close without any public answer stops the first answer).
///
/// # Errors
/// The database refuses.
pub async fn stop_all(
    context: &Context,
    tx: &mut Tx,
    ticket: &TicketRow,
    actor: Option<PersonId>,
    now: Timestamp,
) -> Result<()> {
    for clock in living(tx, ticket).await? {
        if let Ok(change) = clock.stop(now) {
            update(context, tx, ticket, &change, actor).await?;
        }
    }
    Ok(())
}

/// Writes breaches nobody has noticed yet, at most `limit`; says how many (rule 29). One that cannot be written stops no other.
///
/// # Errors
/// The database refuses.
pub async fn note_breaches(context: &Context, limit: i64) -> Result<usize> {
    let now = context.now();
    let mut reader = context.db().read().await?;
    let due = store::clocks::list_due(&mut reader, now, limit).await?;
    drop(reader);
    let mut round = Apart::new("breaches");
    for seen in due {
        let outcome = note_breach(context, &seen, now).await;
        if round.note(seen.id, outcome).is_break() {
            break;
        }
    }
    round.end()
}

async fn note_breach(context: &Context, seen: &ClockRow, now: Timestamp) -> Result<bool> {
    let mut tx = context.db().begin().await?;
    let Some(ticket) = store::tickets::find_for_update(&mut tx, seen.ticket_id).await? else {
        return Ok(false);
    };
    let Some(clock) = store::clocks::find_for_update(&mut tx, seen.id).await? else {
        return Ok(false);
    };
    let Ok(change) = clock.breach(ClockDetail::default(), now) else {
        return Ok(false);
    };
    update(context, &mut tx, &ticket, &change, None).await?;
    tx.save().await?;
    context.hub().tell(ticket.organization_id, Some(ticket.id));
    Ok(true)
}

/// Clocks of a ticket with their events: for bars with their pauses and for the sum.
///
/// # Errors
/// The database does not answer.
pub async fn with_events(
    tx: &mut Tx,
    ticket: domain::ids::TicketId,
) -> Result<Vec<(ClockRow, Vec<ClockEventDraft>)>> {
    let mut asks = Asks::default();
    let places = (
        asks.add(store::clocks::ask(ticket)),
        asks.add(store::clocks::events_of_ticket(ticket)),
    );
    let answers = tx.answers(asks).await?;
    Ok(joined(answers.of(&places.0)?, answers.of(&places.1)?))
}

/// Clocks with their events.
pub(crate) fn joined(
    clocks: Vec<ClockRow>,
    events: Vec<EventOfClock>,
) -> Vec<(ClockRow, Vec<ClockEventDraft>)> {
    let mut all: Vec<_> = clocks
        .into_iter()
        .map(|clock| (clock, Vec::new()))
        .collect();
    for EventOfClock { clock: id, row } in events {
        if let Some((_, events)) = all.iter_mut().find(|(clock, _)| clock.id == id) {
            events.push(row.event);
        }
    }
    all
}

/// The running and waiting clocks of a ticket.
///
/// # Errors
/// The database does not answer.
pub async fn living(tx: &mut Tx, ticket: &TicketRow) -> Result<Vec<ClockRow>> {
    let mut clocks = store::clocks::list(tx, ticket.id).await?;
    clocks.retain(ClockRow::is_living);
    Ok(clocks)
}
