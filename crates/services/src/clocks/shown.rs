//! Clocks for pages: where they stand, and the sum behind it.

use domain::sla::engine::{Clock, Shown};
use domain::time::Timestamp;
use store::clocks::EventOfClock;
use store::queue::QueueRow;
use store::{Asks, Tx};

use super::calendars;
use crate::error::Result;

/// Clocks of a ticket with their events, as they stand at `now`: for bars with their pauses and for the sum.
///
/// # Errors
/// The database does not answer, or a calendar is missing.
pub async fn with_events(
    tx: &mut Tx,
    ticket: domain::ids::TicketId,
    now: Timestamp,
) -> Result<Vec<Shown>> {
    let mut asks = Asks::default();
    let places = (
        asks.add(store::clocks::ask(ticket)),
        asks.add(store::clocks::events_of_ticket(ticket)),
    );
    let answers = tx.answers(asks).await?;
    joined(tx, answers.of(&places.0)?, answers.of(&places.1)?, now).await
}

/// Clocks with their events.
pub(crate) async fn joined(
    tx: &mut Tx,
    clocks: Vec<Clock>,
    events: Vec<EventOfClock>,
    now: Timestamp,
) -> Result<Vec<Shown>> {
    // A clock that counted in another calendar once needs that one too.
    let before = events
        .iter()
        .filter_map(|of| of.row.event.detail.calendar_ref());
    let before: Vec<_> = before.collect();
    let of = clocks.iter().map(|clock| &clock.calendar).chain(&before);
    let calendars = calendars(tx, of).await?;
    let mut all = Vec::new();
    for clock in clocks {
        let own = events.iter().filter(|of| of.clock == clock.id);
        let own: Vec<_> = own.map(|of| of.row.event.clone()).collect();
        all.push(Shown::of(clock, &own, now, &*calendars)?);
    }
    Ok(all)
}

/// The clocks of a page of tickets as they stand at `now`.
///
/// # Errors
/// As [`with_events`].
pub(crate) async fn stand<'a>(
    tx: &mut Tx,
    rows: impl Iterator<Item = &'a mut QueueRow>,
    now: Timestamp,
) -> Result<()> {
    let mut rows: Vec<_> = rows.collect();
    let of = rows.iter().filter_map(|row| row.clock.as_ref());
    let calendars = calendars(tx, of.map(|clock| &clock.calendar)).await?;
    for row in &mut rows {
        // A list says what it can: one clock nobody can count hides no other ticket.
        if let Some(clock) = row.clock.as_mut()
            && let Err(error) = clock.stand(now, &*calendars)
        {
            tracing::error!(part = "clocks", ticket = row.number.0, %error, "a clock cannot be shown");
            row.clock = None;
        }
    }
    Ok(())
}
