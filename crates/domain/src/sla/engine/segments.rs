//! The sum in the open: from when to when a clock counted, waited, or was closed.

use super::Refusal;
use super::calendars::Calendars;
use super::clock::Clock;
use super::event::{Event, EventKind};
use crate::ids::{ClockId, TicketId};
use crate::sla::{ClockKind, ClockState};
use crate::time::Timestamp;
use uuid::Uuid;

codes! {
    /// What a stretch of a clock is.
    pub enum Stretch {
        /// Counts against the target.
        Counted => "counted",
        /// Waits for the customer, open or not.
        Paused => "paused",
        /// Runs, but the calendar is closed.
        Closed => "closed",
    }
}

/// One line of the sum: from, to, what, why, running total.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// Begins.
    pub from: Timestamp,
    /// Ends.
    pub to: Timestamp,
    /// What it is.
    pub stretch: Stretch,
    /// Length.
    pub seconds: i64,
    /// The event it lies behind.
    pub because: EventKind,
    /// The reason given there, if any.
    pub reason: Option<String>,
    /// Counted seconds up to its end.
    pub total_s: i64,
}

/// The history of a clock as stretches without gaps; they add up to the time since its start, the counted ones to what is
/// consumed (rule 35). A wait shorter than a second is listed with its zero: whoever reads that a clock waited finds the wait.
pub fn segments(
    events: &[Event],
    now: Timestamp,
    calendars: &dyn Calendars,
) -> Result<Vec<Segment>, Refusal> {
    let mut sum = Sum::default();
    let Some((first, rest)) = events.split_first() else {
        return Err(Refusal::NoStart);
    };
    // Ids and kind play no part in what counts.
    let mut clock = Clock::replay(
        ClockId::from_uuid(Uuid::nil()),
        TicketId::from_uuid(Uuid::nil()),
        ClockKind::Resolution,
        1,
        std::slice::from_ref(first),
        calendars,
    )?;
    let (mut begun, mut at) = (first, first.at);
    for (index, event) in rest.iter().enumerate() {
        if event.kind == EventKind::Warn {
            continue;
        }
        if !clock.is_living() {
            break;
        }
        // A breach carries the time at which it was noticed; should the machine's time have jumped back since, what came
        // behind it counts.
        let until = match event.kind {
            EventKind::Breach => rest
                .get(index + 1)
                .map_or(now, |next| next.at)
                .min(event.at),
            _ => event.at,
        };
        let until = until.max(at);
        let next = clock.clone().after(event, calendars)?;
        sum.add(
            &clock,
            begun,
            (at, until),
            next.state != clock.state,
            calendars,
        )?;
        clock = next;
        begun = event;
        at = until;
    }
    if clock.is_living() {
        sum.add(&clock, begun, (at, now.max(at)), false, calendars)?;
    }
    Ok(sum.segments)
}

#[derive(Default)]
struct Sum {
    segments: Vec<Segment>,
    total_s: i64,
}

impl Sum {
    /// The stretches of a clock that changed nothing in `[from, until)`.
    fn add(
        &mut self,
        clock: &Clock,
        because: &Event,
        (from, until): (Timestamp, Timestamp),
        turned: bool,
        calendars: &dyn Calendars,
    ) -> Result<(), Refusal> {
        let paused = clock.state == ClockState::Paused;
        if from == until {
            let turn = matches!(
                because.kind,
                EventKind::Start | EventKind::Pause | EventKind::Resume
            );
            if turned && turn {
                let stretch = if paused {
                    Stretch::Paused
                } else {
                    Stretch::Counted
                };
                self.push(stretch, (from, until), because);
            }
            return Ok(());
        }
        if paused {
            self.push(Stretch::Paused, (from, until), because);
            return Ok(());
        }
        let counting = clock.counting(calendars)?;
        let mut at = from;
        for (begin, end, calendar) in counting.parts(from, until) {
            for (open, close) in calendar.stretches(begin, end) {
                self.push_some(Stretch::Closed, (at, open), because);
                self.push_some(Stretch::Counted, (open, close), because);
                at = close;
            }
        }
        self.push_some(Stretch::Closed, (at, until), because);
        Ok(())
    }

    fn push_some(&mut self, stretch: Stretch, span: (Timestamp, Timestamp), because: &Event) {
        if span.0 < span.1 {
            self.push(stretch, span, because);
        }
    }

    fn push(&mut self, stretch: Stretch, (from, to): (Timestamp, Timestamp), because: &Event) {
        let seconds = to.seconds_since(from);
        if stretch == Stretch::Counted {
            self.total_s += seconds;
        }
        self.segments.push(Segment {
            from,
            to,
            stretch,
            seconds,
            because: because.kind,
            reason: because.detail.reason.clone(),
            total_s: self.total_s,
        });
    }
}
