//! What time does to clocks: breaches, steps of escalation, and new versions of calendars.

use std::collections::HashSet;

use domain::ids::{ClockId, OrganizationId, TicketId};
use domain::sla::engine::{CalendarCode, Clock};
use domain::sla::{ClockDetail, ClockState};
use domain::time::Timestamp;
use store::Tx;

use super::{allowed, calendars, changed, escalation, living, update};
use crate::apart::Apart;
use crate::context::Context;
use crate::error::Result;

/// Writes breaches nobody has noticed yet (rule 29) and fires the steps of escalation that are due (rules 27, 28), for at most
/// `limit` clocks of each; says how many clocks changed. A clock that cannot be written stops no other.
///
/// # Errors
/// The database refuses.
pub async fn note_breaches(context: &Context, limit: i64) -> Result<usize> {
    let now = context.now();
    let mut reader = context.db().read().await?;
    let broken = store::clocks::list_due(&mut reader, now, limit).await?;
    let steps = store::escalations::list_due(&mut reader, now, limit).await?;
    drop(reader);
    let mut due: Vec<(ClockId, TicketId)> = broken
        .iter()
        .map(|clock| (clock.id, clock.ticket_id))
        .collect();
    let seen: HashSet<ClockId> = due.iter().map(|(clock, _)| *clock).collect();
    due.extend(steps.into_iter().filter(|(clock, _)| !seen.contains(clock)));
    let mut round = Apart::new("breaches");
    for (clock, ticket) in due {
        let outcome = fire(context, clock, ticket, now).await;
        if round.note(clock, outcome).is_break() {
            break;
        }
    }
    round.end()
}

/// Handles one clock that is due, in a unit of work of its own, and says whether it changed; a step that fires is no change of the clock. Whoever else handles
/// it at the same time waits for the ticket and then finds nothing to do: nothing is fired twice. What is due is decided anew
/// from the row that is held, not from what was seen before.
async fn fire(context: &Context, clock: ClockId, ticket: TicketId, now: Timestamp) -> Result<bool> {
    let mut tx = context.db().begin().await?;
    let Some(ticket) = store::tickets::find_for_update(&mut tx, ticket).await? else {
        return Ok(false);
    };
    let Some(clock) = store::clocks::find_for_update(&mut tx, clock).await? else {
        return Ok(false);
    };
    let calendars = calendars(&mut tx, [&clock.calendar]).await?;
    // Nobody knows yet who was responsible: `append` writes it beside the event (rule 29).
    let breach = clock.breach(ClockDetail::default(), now, &*calendars);
    let step = match allowed(breach)? {
        Some(step) => Some(step),
        // Nothing is over. Where a later version of its calendar says so, it is written down, and the clock is due by that one.
        None if is_stale(&clock, now) => Some(clock.checkpoint(now, &*calendars)?),
        None => None,
    };
    let step = step.filter(|step| !step.events.is_empty() || step.clock != clock);
    if let Some(step) = &step {
        update(context, &mut tx, &ticket, (step, &calendars), None).await?;
        let next = store::clocks::next_breach(&mut tx, ticket.id).await?;
        if next != ticket.next_breach_at {
            store::tickets::set_next_breach(&mut tx, ticket.id, next).await?;
        }
    }
    let is_changed = step.is_some();
    let clock = step.map_or(clock, |step| step.clock);
    let climbed = escalation::climb(context, &mut tx, &ticket, (&clock, &calendars), now).await?;
    if !is_changed && !climbed {
        return Ok(false);
    }
    tx.save().await?;
    context.hub().tell(ticket.organization_id, Some(ticket.id));
    Ok(is_changed)
}

/// It ought to be over by now.
fn is_stale(clock: &Clock, now: Timestamp) -> bool {
    clock.state == ClockState::Running && clock.next_event_at.is_some_and(|at| at < now)
}

/// A calendar has a new version: the running clocks that count in it are due by what is known now, and their tickets stand
/// where that puts them (rule 34). Only what moves is locked; nobody else changes a clock of that calendar meanwhile. Gives
/// the tickets that moved.
///
/// # Errors
/// The database refuses.
pub(crate) async fn rekey(
    tx: &mut Tx,
    calendar: &CalendarCode,
    now: Timestamp,
) -> Result<Vec<(OrganizationId, TicketId)>> {
    let seen = store::clocks::list_running_in(tx, calendar).await?;
    let calendars = store::calendars::registry(tx).await?;
    let mut tickets = Vec::new();
    for clock in &seen {
        if clock.rekeyed(now, &*calendars)? != *clock {
            tickets.push(clock.ticket_id);
        }
    }
    tickets.dedup();
    let mut moved = Vec::with_capacity(tickets.len());
    for id in tickets {
        let Some(ticket) = store::tickets::find_for_update(tx, id).await? else {
            continue;
        };
        let mut held = living(tx, &ticket).await?;
        held.clocks.retain(|clock| clock.calendar.code == *calendar);
        for clock in &held.clocks {
            let aimed = clock.rekeyed(now, &*held.calendars)?;
            if aimed != *clock {
                changed(tx, &aimed, &held.calendars).await?;
            }
        }
        let next = store::clocks::next_breach(tx, id).await?;
        if next != ticket.next_breach_at {
            store::tickets::set_next_breach(tx, id, next).await?;
        }
        moved.push((ticket.organization_id, id));
    }
    Ok(moved)
}
