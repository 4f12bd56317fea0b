//! How an event changes a row. The only code that does, so that history and row cannot disagree.

use super::event::ClockEventDraft;
use super::{Calendar, ClockEventKind, ClockKind, ClockOutcome, ClockRow, ClockState};
use crate::ids::{ClockId, TicketId};
use crate::time::Timestamp;

impl ClockRow {
    /// Builds the row from its whole history; `None` unless that begins with a start.
    pub fn replay(
        id: ClockId,
        ticket_id: TicketId,
        kind: ClockKind,
        cycle: i64,
        events: &[ClockEventDraft],
    ) -> Option<Self> {
        let (first, rest) = events.split_first()?;
        if first.kind != ClockEventKind::Start {
            return None;
        }
        let row = Self::from_start(id, ticket_id, kind, cycle, first);
        Some(rest.iter().fold(row, Self::after))
    }

    pub(super) fn from_start(
        id: ClockId,
        ticket_id: TicketId,
        kind: ClockKind,
        cycle: i64,
        event: &ClockEventDraft,
    ) -> Self {
        let detail = &event.detail;
        let row = Self {
            id,
            ticket_id,
            kind,
            cycle,
            state: ClockState::Running,
            target_s: detail.target_s.unwrap_or(0),
            consumed_s: 0,
            paused_s: 0,
            started_at: event.at,
            running_since: Some(event.at),
            paused_since: None,
            due_at: None,
            breach_at: None,
            next_event_at: None,
            stopped_at: None,
            policy_version: detail.policy_version.unwrap_or(0),
            calendar: detail.calendar.unwrap_or(Calendar::AroundTheClock),
            calendar_version: detail.calendar_version.unwrap_or(0),
            outcome: None,
        };
        row.aimed()
    }

    /// The row after one more event.
    pub(super) fn after(mut self, event: &ClockEventDraft) -> Self {
        let at = event.at;
        match event.kind {
            // A second start or a warning changes nothing.
            ClockEventKind::Start | ClockEventKind::Warn => self,
            ClockEventKind::Pause => {
                let mut row = self.checkpointed(at);
                row.state = ClockState::Paused;
                row.running_since = None;
                row.paused_since = Some(at);
                row.unaimed()
            }
            ClockEventKind::Resume => {
                let mut row = self.checkpointed(at);
                row.state = ClockState::Running;
                row.paused_since = None;
                row.running_since = Some(at);
                row.aimed()
            }
            ClockEventKind::Retarget => {
                let mut row = self.checkpointed(at);
                row.target_s = event.detail.target_s.unwrap_or(row.target_s);
                row.aimed()
            }
            ClockEventKind::Breach => {
                self.outcome = Some(ClockOutcome::Breached);
                self.next_event_at = None;
                self
            }
            ClockEventKind::Stop => {
                let outcome = event.detail.outcome.unwrap_or(ClockOutcome::Met);
                self.ended(at, ClockState::Stopped, outcome)
            }
            ClockEventKind::Extend => self.ended(at, ClockState::Stopped, ClockOutcome::Extended),
            ClockEventKind::Exempt => self.ended(at, ClockState::Stopped, ClockOutcome::Exempt),
            ClockEventKind::Cancel => {
                self.ended(at, ClockState::Cancelled, ClockOutcome::Cancelled)
            }
        }
    }

    /// The last instant this row has heard of.
    pub(super) fn latest_known(&self) -> Timestamp {
        self.running_since
            .max(self.paused_since)
            .max(self.stopped_at)
            .unwrap_or(self.started_at)
    }

    /// Counted and paused seconds brought up to `at` (rule 32).
    fn checkpointed(mut self, at: Timestamp) -> Self {
        self.consumed_s = self.consumed_at(at);
        self.paused_s = self.paused_at(at);
        self.running_since = self.running_since.map(|_| at);
        self.paused_since = self.paused_since.map(|_| at);
        self
    }

    /// With due, breach and next event as a running clock has them; around the clock they are one instant.
    fn aimed(mut self) -> Self {
        let Some(since) = self.running_since else {
            return self.unaimed();
        };
        let due = since.plus_seconds(self.target_s - self.consumed_s);
        self.due_at = Some(due);
        self.breach_at = Some(due);
        self.next_event_at = self.outcome.is_none().then_some(due);
        self
    }

    /// A paused clock is due nowhere.
    fn unaimed(mut self) -> Self {
        self.due_at = None;
        self.breach_at = None;
        self.next_event_at = None;
        self
    }

    fn ended(self, at: Timestamp, state: ClockState, outcome: ClockOutcome) -> Self {
        let mut row = self.checkpointed(at);
        row.state = state;
        row.running_since = None;
        row.paused_since = None;
        row.next_event_at = None;
        row.stopped_at = Some(at);
        // A recorded breach is never undone (rule 15).
        row.outcome = row.outcome.or(Some(outcome));
        row
    }
}
