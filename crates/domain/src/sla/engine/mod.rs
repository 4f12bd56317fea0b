//! Clocks in calendars: rules 4, 9 to 19, 21, 24, 25, 31, 32 and 35 of `docs/SLA.md`.
//!
//! A [`Clock`] is a [`ClockRow`](super::ClockRow) that counts in any calendar. It names the calendar by code, Land and version
//! ([`CalendarRef`]), and every method that computes takes [`Calendars`] to look it up. All changes go the one way the row
//! knows: check, make an [`Event`], apply it; [`Clock::replay`] applies the same events again.
//!
//! Three numbers add up to the time since the start: seconds counted, seconds paused, and what passed while the calendar
//! was closed. The third is not stored; [`segments`] shows it.
//!
//! **A new version of a calendar** begins at an instant that may lie ahead. `due_at` and `breach_at` look across all
//! versions that are known, so the checkpoint of rule 25 only writes down what was counted anyway: it is made before the
//! next change of the clock, at the instant the version began, however late that is noticed. A version that is entered
//! while clocks run moves their `breach_at`: the store asks [`Clock::rekeyed`] for each of them (rule 34).
//!
//! **The store** reads and writes [`Clock`] and [`Event`], and callers pass the [`Calendars`] of their unit of work. Around the
//! clock a `Clock` behaves as a `ClockRow` does, by which clocks were counted before there were calendars: the same changes
//! are refused for the same reasons, the same events come out, the same row; a property test says so for any history, and
//! [`EventDetail`] reads what [`ClockDetail`](super::ClockDetail) wrote.
//!
//! **Escalation** stands beside a clock, not in it: [`Promised`] brings the ladder, the store keeps it with its progress, and
//! the earlier of the clock's own `next_event_at` and the next step of the ladder is when somebody looks ([`next_event_at`]).

mod calendars;
mod change;
mod clock;
mod counting;
mod course;
mod effect;
mod event;
mod merge;
mod replay;
mod segments;
mod shown;
#[cfg(test)]
mod tests;

pub use calendars::{CalendarCode, CalendarRef, Calendars, NotACode, Registry};
pub use change::Step;
pub use clock::{Clock, NewClock};
pub use course::{Course, Occurrence, Promised};
pub use effect::Effect;
pub use event::{Event, EventDetail, EventKind};
pub use merge::{Merged, merge};
pub use segments::{Segment, Stretch, segments};
pub use shown::{Listed, Shown};

use super::ClockRefusal;
use crate::escalation::{Ladder, Progress};
use crate::time::Timestamp;

/// Why a clock refuses a change.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The rules of clocks do not allow it.
    #[error(transparent)]
    Clock(#[from] ClockRefusal),
    /// The calendar is not there, or this version of it.
    #[error("there is no version {version} of the calendar {calendar}")]
    NoCalendar {
        /// The calendar.
        calendar: CalendarRef,
        /// Its version; 0: any.
        version: i64,
    },
    /// A history begins with a start.
    #[error("the history does not begin with a start")]
    NoStart,
}

/// Seconds a calendar was open, from one of its versions on: what a clock that has run since then has counted more.
pub fn counted(
    calendar: &CalendarRef,
    version: i64,
    (from, until): (Timestamp, Timestamp),
    calendars: &dyn Calendars,
) -> Result<i64, Refusal> {
    let counting = counting::Counting::new(calendar, version, calendars)?;
    Ok(counting.open_seconds(from, until))
}

/// When somebody has to look at a clock again: the earliest of its next warning, its breach and the next repeat (rule 31).
/// Without a ladder it is what the row holds.
pub fn next_event_at(
    clock: &Clock,
    escalation: Option<(&Ladder, &Progress)>,
    calendars: &dyn Calendars,
) -> Result<Option<Timestamp>, Refusal> {
    let step = match escalation {
        Some((ladder, progress)) => progress.due(ladder, clock, calendars)?,
        None => None,
    };
    Ok([clock.next_event_at, step].into_iter().flatten().min())
}
