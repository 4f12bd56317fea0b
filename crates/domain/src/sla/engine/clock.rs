//! The clock itself: its row, and what can be asked of it.

use super::calendars::{CalendarRef, Calendars};
use super::counting::Counting;
use super::{CalendarCode, Refusal};
use crate::ids::{ClockId, TicketId};
use crate::sla::{Calendar, ClockKind, ClockOutcome, ClockRow, ClockState};
use crate::time::Timestamp;

/// A clock in a calendar; the fields of [`ClockRow`], and any calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clock {
    /// Its id.
    pub id: ClockId,
    /// The ticket the promise is about.
    pub ticket_id: TicketId,
    /// The promise.
    pub kind: ClockKind,
    /// The how manyeth of its kind on the ticket, from 1.
    pub cycle: i64,
    /// What it does now.
    pub state: ClockState,
    /// The promise in seconds.
    pub target_s: i64,
    /// Seconds counted up to `running_since`.
    pub consumed_s: i64,
    /// Seconds paused up to `paused_since`; all of them, open or not.
    pub paused_s: i64,
    /// When it began.
    pub started_at: Timestamp,
    /// Since when it counts, while running.
    pub running_since: Option<Timestamp>,
    /// Since when it waits, while paused.
    pub paused_since: Option<Timestamp>,
    /// First instant with elapsed = target; shown.
    pub due_at: Option<Timestamp>,
    /// Last instant with elapsed ≤ target; compared.
    pub breach_at: Option<Timestamp>,
    /// When a worker has to look at it again, escalation apart.
    pub next_event_at: Option<Timestamp>,
    /// When it ended.
    pub stopped_at: Option<Timestamp>,
    /// Version of the targets it runs under.
    pub policy_version: i64,
    /// Calendar it counts in.
    pub calendar: CalendarRef,
    /// Version of that calendar it was last brought up to.
    pub calendar_version: i64,
    /// How it ended, or that it was breached while still running.
    pub outcome: Option<ClockOutcome>,
}

/// What a new clock is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewClock {
    /// Its id.
    pub id: ClockId,
    /// The ticket.
    pub ticket_id: TicketId,
    /// The promise.
    pub kind: ClockKind,
    /// The how manyeth of its kind, from 1.
    pub cycle: i64,
    /// The promise in seconds.
    pub target_s: i64,
    /// Version of the targets.
    pub policy_version: i64,
    /// The calendar it counts in, in the version that holds at the start.
    pub calendar: CalendarRef,
}

impl From<super::super::NewClock> for NewClock {
    fn from(new: super::super::NewClock) -> Self {
        Self {
            id: new.id,
            ticket_id: new.ticket_id,
            kind: new.kind,
            cycle: new.cycle,
            target_s: new.target_s,
            policy_version: new.policy_version,
            calendar: CalendarRef::around_the_clock(),
        }
    }
}

impl Clock {
    /// Running or paused.
    pub const fn is_living(&self) -> bool {
        matches!(self.state, ClockState::Running | ClockState::Paused)
    }

    /// Counted seconds at `now`.
    pub fn consumed_at(&self, now: Timestamp, calendars: &dyn Calendars) -> Result<i64, Refusal> {
        let Some(since) = self.running_since else {
            return Ok(self.consumed_s);
        };
        Ok(self.consumed_s + self.counting(calendars)?.open_seconds(since, now))
    }

    /// Paused seconds at `now`.
    pub fn paused_at(&self, now: Timestamp) -> i64 {
        let going_on = self
            .paused_since
            .map(|since| now.seconds_since(since).max(0));
        self.paused_s + going_on.unwrap_or(0)
    }

    /// The target is missed and nobody has written it down yet.
    pub fn is_unnoticed_breach(&self, now: Timestamp) -> bool {
        self.state == ClockState::Running
            && self.outcome.is_none()
            && self.breach_at.is_some_and(|at| now > at)
    }

    /// The last instant this clock has heard of.
    pub(super) fn latest_known(&self) -> Timestamp {
        self.running_since
            .max(self.paused_since)
            .max(self.stopped_at)
            .unwrap_or(self.started_at)
    }

    /// The calendar it counts in, from its version on.
    pub(crate) fn counting(&self, calendars: &dyn Calendars) -> Result<Counting, Refusal> {
        Counting::new(&self.calendar, self.calendar_version, calendars)
    }

    /// The instant at which so many seconds of its calendar have passed from `at` on; `None`: never.
    pub fn later(
        &self,
        at: Timestamp,
        seconds: i64,
        calendars: &dyn Calendars,
    ) -> Result<Option<Timestamp>, Refusal> {
        Ok(self.counting(calendars)?.aim(at, seconds).due_at)
    }

    /// As the row of today; `None` for a clock in another calendar than around the clock.
    pub fn to_row(&self) -> Option<ClockRow> {
        if !self.calendar.code.is_around_the_clock() {
            return None;
        }
        Some(ClockRow {
            id: self.id,
            ticket_id: self.ticket_id,
            kind: self.kind,
            cycle: self.cycle,
            state: self.state,
            target_s: self.target_s,
            consumed_s: self.consumed_s,
            paused_s: self.paused_s,
            started_at: self.started_at,
            running_since: self.running_since,
            paused_since: self.paused_since,
            due_at: self.due_at,
            breach_at: self.breach_at,
            next_event_at: self.next_event_at,
            stopped_at: self.stopped_at,
            policy_version: self.policy_version,
            calendar: Calendar::AroundTheClock,
            calendar_version: self.calendar_version,
            outcome: self.outcome,
        })
    }
}

impl From<ClockRow> for Clock {
    fn from(row: ClockRow) -> Self {
        let code = match row.calendar {
            Calendar::AroundTheClock => CalendarCode::around_the_clock(),
        };
        Self {
            id: row.id,
            ticket_id: row.ticket_id,
            kind: row.kind,
            cycle: row.cycle,
            state: row.state,
            target_s: row.target_s,
            consumed_s: row.consumed_s,
            paused_s: row.paused_s,
            started_at: row.started_at,
            running_since: row.running_since,
            paused_since: row.paused_since,
            due_at: row.due_at,
            breach_at: row.breach_at,
            next_event_at: row.next_event_at,
            stopped_at: row.stopped_at,
            policy_version: row.policy_version,
            calendar: CalendarRef::new(code, None),
            calendar_version: row.calendar_version,
            outcome: row.outcome,
        }
    }
}
