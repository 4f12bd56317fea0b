//! What time does to clocks: breaches, and new versions of calendars.

use domain::sla::ClockDetail;
use domain::sla::engine::{CalendarCode, Clock};
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
    let Some(step) = allowed(breach)? else {
        return Ok(false);
    };
    update(context, &mut tx, &ticket, (&step, &calendars), None).await?;
    let next = store::clocks::next_breach(&mut tx, ticket.id).await?;
    if next != ticket.next_breach_at {
        store::tickets::set_next_breach(&mut tx, ticket.id, next).await?;
    }
    tx.save().await?;
    context.hub().tell(ticket.organization_id, Some(ticket.id));
    Ok(true)
}

/// A calendar has a new version: the running clocks that count in it are due by what is known now, and their tickets stand
/// where that puts them (rule 34). Says how many tickets that concerns.
///
/// # Errors
/// The database refuses.
pub(crate) async fn rekey(tx: &mut Tx, calendar: &CalendarCode, now: Timestamp) -> Result<usize> {
    let seen = store::clocks::list_running_in(tx, calendar).await?;
    let mut tickets: Vec<_> = seen.iter().map(|clock| clock.ticket_id).collect();
    tickets.dedup();
    for id in &tickets {
        let Some(ticket) = store::tickets::find_for_update(tx, *id).await? else {
            continue;
        };
        // Read again now that nobody else changes them.
        let mut held = living(tx, &ticket).await?;
        held.clocks.retain(|clock| clock.calendar.code == *calendar);
        for clock in &held.clocks {
            let moved = clock.rekeyed(now, &*held.calendars)?;
            if moved != *clock {
                store::clocks::update(tx, &moved).await?;
            }
        }
        let next = store::clocks::next_breach(tx, *id).await?;
        if next != ticket.next_breach_at {
            store::tickets::set_next_breach(tx, *id, next).await?;
        }
    }
    Ok(tickets.len())
}
