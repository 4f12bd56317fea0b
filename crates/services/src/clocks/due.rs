//! What time does to clocks: breaches, and new versions of calendars.

use domain::ids::{OrganizationId, TicketId};
use domain::sla::engine::{CalendarCode, Clock};
use domain::sla::{ClockDetail, ClockState};
use domain::time::Timestamp;
use store::Tx;

use super::{allowed, calendars, living, update};
use crate::apart::Apart;
use crate::context::Context;
use crate::error::Result;

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
        let outcome = fire(context, &seen, now).await;
        if round.note(seen.id, outcome).is_break() {
            break;
        }
    }
    round.end()
}

/// Handles one clock that is due, in a unit of work of its own, and says whether anything came of it. Whoever else handles it
/// at the same time waits for the ticket and then finds nothing to do: nothing is fired twice. What is due is decided anew
/// from the row that is held, not from what was seen before.
async fn fire(context: &Context, seen: &Clock, now: Timestamp) -> Result<bool> {
    let mut tx = context.db().begin().await?;
    let Some(ticket) = store::tickets::find_for_update(&mut tx, seen.ticket_id).await? else {
        return Ok(false);
    };
    let Some(clock) = store::clocks::find_for_update(&mut tx, seen.id).await? else {
        return Ok(false);
    };
    let calendars = calendars(&mut tx, [&clock.calendar]).await?;
    // Nobody knows yet who was responsible: `append` writes it beside the event (rule 29).
    let breach = clock.breach(ClockDetail::default(), now, &*calendars);
    let step = match allowed(breach)? {
        Some(step) => step,
        // Nothing is over. Where a later version of its calendar says so, it is written down, and the clock is due by that one.
        None if is_stale(&clock, now) => clock.checkpoint(now, &*calendars)?,
        None => return Ok(false),
    };
    if step.events.is_empty() && step.clock == clock {
        return Ok(false);
    }
    update(context, &mut tx, &ticket, (&step, &calendars), None).await?;
    let next = store::clocks::next_breach(&mut tx, ticket.id).await?;
    if next != ticket.next_breach_at {
        store::tickets::set_next_breach(&mut tx, ticket.id, next).await?;
    }
    tx.save().await?;
    context.hub().tell(ticket.organization_id, Some(ticket.id));
    Ok(true)
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
                store::clocks::update(tx, &aimed).await?;
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
