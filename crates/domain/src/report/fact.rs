//! What a report is made of: rows as plain values. The store reads them; whatever is counted is counted from these.

use super::breach::BreachReason;
use super::waiting::Waits;
use crate::ids::{ClockId, OrganizationId, PersonId, SystemId, TeamId, TicketId, TicketNumber};
use crate::intervention::Complexity;
use crate::sla::engine::CalendarRef;
use crate::sla::{ClockKind, ClockOutcome, ClockState};
use crate::ticket::{Class, Priority};
use crate::time::Timestamp;

/// By what a fact is filtered and grouped. Of a breached clock: as it was at the breach (rule 29), so that handing over a
/// broken promise hands over no blame; of everything else as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Who {
    /// The customer.
    pub customer: OrganizationId,
    /// The system the ticket is mainly about.
    pub system: Option<SystemId>,
    /// The assignee.
    pub engineer: Option<PersonId>,
    /// The team.
    pub team: Option<TeamId>,
    /// Priority of the ticket.
    pub priority: Priority,
    /// Class of the ticket.
    pub class: Class,
}

/// A clock, finished or running: one cycle of one promise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClockFact {
    /// The clock.
    pub clock: ClockId,
    /// Its ticket.
    pub ticket: TicketId,
    /// The number people say.
    pub number: TicketNumber,
    /// By what it is filtered and grouped.
    pub who: Who,
    /// The promise.
    pub kind: ClockKind,
    /// Of an intervention: how much was promised. `None` for all other kinds.
    pub complexity: Option<Complexity>,
    /// The promise, seconds of its calendar.
    pub target_s: i64,
    /// Seconds of its calendar that were counted until it ended, or until `as_of` while it runs. Pauses are not in it.
    pub consumed_s: i64,
    /// When it began.
    pub started_at: Timestamp,
    /// When it ended.
    pub stopped_at: Option<Timestamp>,
    /// The last instant at which the promise could be kept; of a breached clock from its breach event.
    pub breach_at: Option<Timestamp>,
    /// What it does.
    pub state: ClockState,
    /// How it ended, or that it was breached while running.
    pub outcome: Option<ClockOutcome>,
    /// Why it was breached, if somebody said so.
    pub reason: Option<BreachReason>,
    /// Version of the policy it ran under.
    pub policy_version: i64,
    /// Calendar it counted in.
    pub calendar: CalendarRef,
    /// Version of that calendar.
    pub calendar_version: i64,
}

/// What a report says of a clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Kept, at its end.
    Met(Timestamp),
    /// Broken, at the last instant at which it could be kept, whether or not it has ended since.
    Breached(Timestamp),
    /// The customer was told in time, at its end (rule 18).
    Extended(Timestamp),
    /// Taken out for access to the data centre, at its end (rule 19).
    Exempt(Timestamp),
    /// Fell away, at its end.
    Cancelled(Timestamp),
    /// Nothing is decided.
    Undecided,
}

impl Verdict {
    /// The one instant that decides in which period the clock is counted.
    pub const fn at(self) -> Option<Timestamp> {
        match self {
            Self::Met(at)
            | Self::Breached(at)
            | Self::Extended(at)
            | Self::Exempt(at)
            | Self::Cancelled(at) => Some(at),
            Self::Undecided => None,
        }
    }
}

impl ClockFact {
    /// What is decided at `as_of`. A clock that runs past its last instant is breached although nobody has written it down
    /// yet: leaving tickets alone improves no figure. A paused one has no last instant.
    pub fn verdict(&self, as_of: Timestamp) -> Verdict {
        let ended = |make: fn(Timestamp) -> Verdict| {
            self.stopped_at
                .filter(|at| *at <= as_of)
                .map_or(Verdict::Undecided, make)
        };
        match self.outcome {
            Some(ClockOutcome::Met) => ended(Verdict::Met),
            Some(ClockOutcome::Extended) => ended(Verdict::Extended),
            Some(ClockOutcome::Exempt) => ended(Verdict::Exempt),
            Some(ClockOutcome::Cancelled) => ended(Verdict::Cancelled),
            Some(ClockOutcome::Breached) => self
                .breach_at
                .or(self.stopped_at)
                .filter(|at| *at <= as_of)
                .map_or(Verdict::Undecided, Verdict::Breached),
            None => self
                .breach_at
                .filter(|at| self.state == ClockState::Running && *at < as_of)
                .map_or(Verdict::Undecided, Verdict::Breached),
        }
    }

    /// Seconds of its calendar beyond the target, 0 within it.
    pub fn overrun_s(&self) -> i64 {
        (self.consumed_s - self.target_s).max(0)
    }

    /// Share of the target that was used, thousandths; a target of 0 counts as one second.
    pub fn used_permille(&self) -> i64 {
        self.consumed_s.saturating_mul(1000) / self.target_s.max(1)
    }

    /// Seconds from its beginning to its end by the wall clock.
    pub fn real_s(&self) -> Option<i64> {
        Some(self.stopped_at?.seconds_since(self.started_at).max(0))
    }
}

/// A ticket was solved and opened again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reopening {
    /// When it was solved.
    pub solved_at: Timestamp,
    /// When it was open again.
    pub reopened_at: Timestamp,
}

/// A ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TicketFact {
    /// The ticket.
    pub ticket: TicketId,
    /// The number people say.
    pub number: TicketNumber,
    /// By what it is filtered and grouped.
    pub who: Who,
    /// When the request was received.
    pub received_at: Timestamp,
    /// Earlier ends that did not last, in order.
    pub reopened: Vec<Reopening>,
    /// When it was solved, or closed without being solved; `None` while it is open.
    pub solved_at: Option<Timestamp>,
    /// Seconds it waited for whom, from receipt to `solved_at`, by the wall clock.
    pub waits: Waits,
}

impl TicketFact {
    /// The instants at which it came in: receipt and each reopening.
    pub fn entries(&self) -> impl Iterator<Item = Timestamp> + '_ {
        let again = self.reopened.iter().map(|turn| turn.reopened_at);
        std::iter::once(self.received_at).chain(again)
    }

    /// The instants at which it left: each end.
    pub fn exits(&self) -> impl Iterator<Item = Timestamp> + '_ {
        let before = self.reopened.iter().map(|turn| turn.solved_at);
        before.chain(self.solved_at)
    }

    /// Whether it was open just before an instant: what came in or left at that very instant belongs to what follows.
    pub fn open_before(&self, at: Timestamp) -> bool {
        let came = self.entries().filter(|entry| *entry < at).count();
        let left = self.exits().filter(|exit| *exit < at).count();
        came > left
    }
}

/// A stretch of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WorkFact {
    /// By what it is filtered and grouped; the engineer is the one who worked.
    pub who: Who,
    /// When it began: the period it is counted in.
    pub started_at: Timestamp,
    /// Seconds worked.
    pub worked_s: u64,
    /// Seconds of them that are billed.
    pub billable_s: u64,
}
