//! How an event changes a clock. The only code that does, so that history and row cannot disagree.

use super::calendars::{CalendarRef, Calendars};
use super::clock::Clock;
use super::event::{Event, EventKind};
use super::{NewClock, Refusal};
use crate::ids::{ClockId, TicketId};
use crate::sla::{ClockKind, ClockOutcome, ClockState};
use crate::time::Timestamp;

impl Clock {
    /// Builds the clock from its whole history.
    pub fn replay(
        id: ClockId,
        ticket_id: TicketId,
        kind: ClockKind,
        cycle: i64,
        events: &[Event],
        calendars: &dyn Calendars,
    ) -> Result<Self, Refusal> {
        let mut passed = None;
        for event in events {
            passed = Some(match passed {
                None => Self::begun(id, ticket_id, kind, cycle, event, calendars)?,
                Some(clock) => Self::after(clock, event, calendars)?,
            });
        }
        passed.ok_or(Refusal::NoStart)
    }

    fn begun(
        id: ClockId,
        ticket_id: TicketId,
        kind: ClockKind,
        cycle: i64,
        event: &Event,
        calendars: &dyn Calendars,
    ) -> Result<Self, Refusal> {
        if event.kind != EventKind::Start {
            return Err(Refusal::NoStart);
        }
        let detail = &event.detail;
        let calendar = detail.calendar_ref();
        let new = NewClock {
            id,
            ticket_id,
            kind,
            cycle,
            target_s: detail.target_s.unwrap_or(0),
            policy_version: detail.policy_version.unwrap_or(0),
            calendar: calendar.unwrap_or_else(CalendarRef::around_the_clock),
        };
        Self::from_start(new, detail.calendar_version.unwrap_or(1), event.at).aimed(calendars)
    }

    /// Counts from `at` on, aimed at nothing yet.
    pub(super) fn from_start(new: NewClock, calendar_version: i64, at: Timestamp) -> Self {
        Self {
            id: new.id,
            ticket_id: new.ticket_id,
            kind: new.kind,
            cycle: new.cycle,
            state: ClockState::Running,
            target_s: new.target_s,
            consumed_s: 0,
            paused_s: 0,
            started_at: at,
            running_since: Some(at),
            paused_since: None,
            due_at: None,
            breach_at: None,
            next_event_at: None,
            stopped_at: None,
            policy_version: new.policy_version,
            calendar: new.calendar,
            calendar_version,
            outcome: None,
        }
    }

    /// The clock after one more event.
    pub(super) fn after(
        mut self,
        event: &Event,
        calendars: &dyn Calendars,
    ) -> Result<Self, Refusal> {
        let at = event.at;
        match event.kind {
            // A second start or a warning changes nothing.
            EventKind::Start | EventKind::Warn => Ok(self),
            EventKind::Pause => {
                self.bring_up_to(at, calendars)?;
                self.state = ClockState::Paused;
                self.running_since = None;
                self.paused_since = Some(at);
                Ok(self.unaimed())
            }
            EventKind::Resume => {
                self.bring_up_to(at, calendars)?;
                self.state = ClockState::Running;
                self.paused_since = None;
                self.running_since = Some(at);
                self.aimed(calendars)
            }
            EventKind::Retarget => {
                self.bring_up_to(at, calendars)?;
                self.target_s = event.detail.target_s.unwrap_or(self.target_s);
                let version = event.detail.policy_version;
                self.policy_version = version.unwrap_or(self.policy_version);
                self.aimed(calendars)
            }
            EventKind::Checkpoint => self.checkpointed(event, calendars),
            EventKind::Breach => {
                self.outcome = Some(ClockOutcome::Breached);
                self.next_event_at = None;
                Ok(self)
            }
            EventKind::Stop => {
                let outcome = event.detail.outcome.unwrap_or(ClockOutcome::Met);
                self.ended(at, ClockState::Stopped, outcome, calendars)
            }
            EventKind::Extend => {
                self.ended(at, ClockState::Stopped, ClockOutcome::Extended, calendars)
            }
            EventKind::Exempt => {
                self.ended(at, ClockState::Stopped, ClockOutcome::Exempt, calendars)
            }
            EventKind::Cancel => {
                let outcome = ClockOutcome::Cancelled;
                self.ended(at, ClockState::Cancelled, outcome, calendars)
            }
        }
    }

    /// The same with `due_at` and `breach_at` as the calendar that is known now has them: after a new version was entered
    /// (rule 34). What was counted does not change, and neither does a promise that is missed already.
    pub fn rekeyed(&self, now: Timestamp, calendars: &dyn Calendars) -> Result<Self, Refusal> {
        if self.is_missed(now) {
            Ok(self.clone())
        } else {
            self.clone().aimed(calendars)
        }
    }

    /// Counted and paused seconds brought up to `at` (rule 32).
    fn bring_up_to(&mut self, at: Timestamp, calendars: &dyn Calendars) -> Result<(), Refusal> {
        self.consumed_s = self.consumed_at(at, calendars)?;
        self.paused_s = self.paused_at(at);
        self.running_since = self.running_since.map(|_| at);
        self.paused_since = self.paused_since.map(|_| at);
        Ok(())
    }

    /// Another version or another calendar from here (rules 21, 25). A promise that is missed already stays missed at the
    /// instant it was.
    fn checkpointed(mut self, event: &Event, calendars: &dyn Calendars) -> Result<Self, Refusal> {
        let missed = self.is_missed(event.at);
        self.bring_up_to(event.at, calendars)?;
        if let Some(calendar) = event.detail.calendar_ref() {
            self.calendar = calendar;
        }
        let version = event.detail.calendar_version;
        self.calendar_version = version.unwrap_or(self.calendar_version);
        if missed {
            // The version must be there all the same.
            self.counting(calendars)?;
            Ok(self)
        } else {
            self.aimed(calendars)
        }
    }

    fn is_missed(&self, at: Timestamp) -> bool {
        self.breach_at.is_some_and(|breach_at| breach_at < at)
    }

    /// With due, breach and next event as a running clock has them.
    pub(super) fn aimed(mut self, calendars: &dyn Calendars) -> Result<Self, Refusal> {
        let counting = self.counting(calendars)?;
        let Some(since) = self.running_since else {
            // One that ended keeps what it was compared with.
            return Ok(if self.is_living() {
                self.unaimed()
            } else {
                self
            });
        };
        let aim = counting.aim(since, self.target_s - self.consumed_s);
        self.due_at = aim.due_at;
        self.breach_at = aim.breach_at;
        self.next_event_at = aim.breach_at.filter(|_| self.outcome.is_none());
        Ok(self)
    }

    /// A paused clock is due nowhere.
    fn unaimed(mut self) -> Self {
        self.due_at = None;
        self.breach_at = None;
        self.next_event_at = None;
        self
    }

    fn ended(
        mut self,
        at: Timestamp,
        state: ClockState,
        outcome: ClockOutcome,
        calendars: &dyn Calendars,
    ) -> Result<Self, Refusal> {
        // A version that is entered later does not change what it was compared with.
        if let Some(since) = self.running_since.filter(|_| !self.is_missed(at)) {
            let counting = self.counting(calendars)?.only_begun_by(at);
            let aim = counting.aim(since, self.target_s - self.consumed_s);
            (self.due_at, self.breach_at) = (aim.due_at, aim.breach_at);
        }
        self.bring_up_to(at, calendars)?;
        self.state = state;
        self.running_since = None;
        self.paused_since = None;
        self.next_event_at = None;
        self.stopped_at = Some(at);
        // A recorded breach is never undone (rule 15).
        self.outcome = self.outcome.or(Some(outcome));
        Ok(self)
    }
}
