//! What happens on a ticket, and what becomes of its clocks: which start, stop, pause and go on (rules 8 to 10, 12, 13, 24).

use domain::ids::{ClockId, PersonId};
use domain::sla::engine::{Clock, Course, Occurrence};
use domain::sla::{ClockKind, ClockState};
use domain::ticket::Class;
use domain::time::Timestamp;
use store::Tx;
use store::tickets::TicketRow;

use super::promised::{Asked, to_ticket};
use super::{allowed, begin, calendars, insert, update};
use crate::context::Context;
use crate::error::Result;

/// The promises that begin with the receipt of a ticket (rules 8 and 10).
pub(crate) const WITH_RECEIPT: &[ClockKind] = &[ClockKind::FirstAnswer, ClockKind::Resolution];

/// Something happened on a ticket: its clocks follow. `rests`: the intervention's own clock waits for something else than the
/// customer's words and is left alone.
///
/// # Errors
/// The database refuses, or a calendar is missing.
pub(crate) async fn happened(
    context: &Context,
    tx: &mut Tx,
    ticket: &TicketRow,
    what: Occurrence<'_>,
    rests: bool,
    (actor, now): (Option<PersonId>, Timestamp),
) -> Result<()> {
    let clocks = store::clocks::list(tx, ticket.id).await?;
    let promises = to_ticket(tx, ticket, now).await?;
    let promised = promises.all(ClockKind::ALL);
    let living = clocks.iter().filter(|clock| clock.is_living());
    let of = living.map(|clock| &clock.calendar);
    let of = of.chain(promised.iter().map(|(_, promised)| &promised.calendar));
    let calendars = calendars(tx, of).await?;
    let steps = {
        let course = Course {
            ticket_id: ticket.id,
            clocks: &clocks,
            open: ticket.is_open,
            hardware_rests: rests,
            promised: &|kind| promises.of(kind),
            calendars: &*calendars,
        };
        course.on(what, now, &mut || context.id(ClockId::from_uuid))?
    };
    for step in &steps {
        let new = !clocks.iter().any(|clock| clock.id == step.clock.id);
        if new {
            insert(context, tx, ticket, (step, &calendars), actor).await?;
        } else {
            update(context, tx, ticket, (step, &calendars), actor).await?;
        }
    }
    Ok(())
}

/// Class, priority or system changed: what is promised follows. A clock gets the other target and calendar from here (rules 21
/// and 24), is cancelled where nothing is promised any more (rule 14), and begins where something is. A promise that was
/// missed before keeps its target: its breach stays. The work of an intervention is assessed, not classed. `answered`: nobody
/// waits for a first answer any more.
///
/// # Errors
/// The database refuses, or a calendar is missing.
pub(crate) async fn promise_anew(
    context: &Context,
    tx: &mut Tx,
    ticket: &TicketRow,
    (before, reason, answered): (Asked, &str, bool),
    (actor, now): (Option<PersonId>, Timestamp),
) -> Result<()> {
    let clocks = store::clocks::list(tx, ticket.id).await?;
    let promises = to_ticket(tx, ticket, now).await?;
    let before = promises.in_case(tx, before, now).await?;
    let promised = promises.all(ClockKind::ALL);
    let of = clocks.iter().map(|clock| &clock.calendar);
    let of = of.chain(promised.iter().map(|(_, promised)| &promised.calendar));
    let calendars = &*calendars(tx, of).await?;
    let classed = |clock: &&Clock| clock.is_living() && clock.kind != ClockKind::Intervention;
    for clock in clocks.iter().filter(classed) {
        if !promises.differ(&before, clock.kind) {
            continue;
        }
        let step = match promises.of(clock.kind) {
            Some(promised) => clock.promised_anew(&promised, reason, now, calendars),
            None => clock.cancel(reason, now, calendars),
        };
        if let Some(step) = allowed(step)?.filter(|step| !step.events.is_empty()) {
            update(context, tx, ticket, (&step, calendars), actor).await?;
        }
    }
    if !ticket.is_open {
        return Ok(());
    }
    for (kind, promised) in promises.all(WITH_RECEIPT) {
        // What another class took back is promised again.
        let before = clocks.iter().filter(|clock| clock.kind == kind);
        let kept = |clock: &Clock| clock.state != ClockState::Cancelled;
        if before.clone().any(kept) || (kind == ClockKind::FirstAnswer && answered) {
            continue;
        }
        let cycle = before.map(|clock| clock.cycle).max().unwrap_or(0) + 1;
        let step = begin(context, ticket, (kind, cycle), promised, now, calendars)?;
        insert(context, tx, ticket, (&step, calendars), actor).await?;
    }
    Ok(())
}

/// Whether words of the customer leave the intervention's own clock alone: it goes on by its own procedure.
pub(crate) const fn rests(ticket: &TicketRow) -> bool {
    matches!(ticket.class, Class::Intervention)
}
