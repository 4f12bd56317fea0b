//! Which clocks a ticket has: what starts, stops, pauses and resumes them (rules 8 to 10 and 12 to 14).

use super::Refusal;
use super::calendars::{CalendarRef, Calendars};
use super::change::Step;
use super::clock::{Clock, NewClock};
use crate::escalation::Ladder;
use crate::ids::{ClockId, TicketId};
use crate::sla::promise::Reason;
use crate::sla::{ClockKind, ClockState, PauseGround, PauseReason};
use crate::time::Timestamp;

/// What happens on a ticket, as far as its clocks are concerned. The intervention has a course of its own and is only
/// paused and resumed here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Occurrence<'a> {
    /// The request was received (rule 8).
    Received,
    /// The customer wrote; any message resumes (rule 12).
    CustomerMessage,
    /// A person at the desk answered in public, or reached the customer by phone; with a question the ticket waits.
    PublicAnswer {
        /// The answer asks something, and the ticket waits for the customer.
        asks: bool,
    },
    /// Solved (rule 10).
    Resolved,
    /// Closed, perhaps without any answer (rule 14).
    Closed,
    /// Opened again: the solution is promised anew (rule 13).
    Reopened,
    /// Spam, duplicate, withdrawn: nothing is promised any more (rule 14).
    Dropped(&'a str),
}

/// What a policy promises, as a clock needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Promised {
    /// The target.
    pub target_s: i64,
    /// Version of the policy.
    pub policy_version: i64,
    /// The calendar.
    pub calendar: CalendarRef,
    /// The steps of escalation; `None`: nobody is told.
    pub ladder: Option<Ladder>,
    /// The rule that promises it (rule 26).
    pub because: Reason,
}

/// The clocks of a ticket and where new ones come from.
pub struct Course<'a> {
    /// The ticket.
    pub ticket_id: TicketId,
    /// All its clocks, over and living.
    pub clocks: &'a [Clock],
    /// The ticket is neither resolved nor closed.
    pub open: bool,
    /// The intervention waits for its hardware, not for the customer.
    pub hardware_rests: bool,
    /// What is promised of a kind; `None`: nothing, and no clock starts.
    pub promised: &'a dyn Fn(ClockKind) -> Option<Promised>,
    /// Where calendars are looked up.
    pub calendars: &'a dyn Calendars,
}

impl Course<'_> {
    /// What becomes of the clocks: a step for each that changes, and one for each that begins with a new id.
    pub fn on(
        &self,
        what: Occurrence<'_>,
        now: Timestamp,
        new_id: &mut dyn FnMut() -> ClockId,
    ) -> Result<Vec<Step>, Refusal> {
        use ClockKind::{FirstAnswer, NextAnswer, Resolution, StatusUpdate};
        let mut steps = Vec::new();
        match what {
            Occurrence::Received => {
                for kind in [FirstAnswer, Resolution] {
                    steps.extend(self.begin(kind, now, new_id)?);
                }
            }
            Occurrence::CustomerMessage => {
                for clock in self.living().filter(|c| c.state == ClockState::Paused) {
                    if self.hardware_rests && clock.kind == ClockKind::Intervention {
                        continue;
                    }
                    steps.push(clock.resume(now, self.calendars)?);
                }
                // The oldest unanswered message starts the run, the others change nothing (rule 9).
                let first = self.clocks.iter().filter(|c| c.kind == FirstAnswer);
                let answered = first.clone().count() > 0 && first.clone().all(|c| !c.is_living());
                if answered && self.open {
                    steps.extend(self.begin(NextAnswer, now, new_id)?);
                }
            }
            Occurrence::PublicAnswer { asks } => {
                for kind in [FirstAnswer, NextAnswer, StatusUpdate] {
                    steps.extend(self.stop(kind, now)?);
                }
                steps.extend(self.keep_informed(asks, now, new_id)?);
                if asks {
                    let running = self.living().filter(|c| c.state == ClockState::Running);
                    for clock in running.filter(|c| waits(c.kind) && c.kind != StatusUpdate) {
                        steps.push(clock.pause(asked(), QUESTION, now, self.calendars)?);
                    }
                }
            }
            Occurrence::Resolved => {
                for kind in [FirstAnswer, NextAnswer, Resolution, StatusUpdate] {
                    steps.extend(self.stop(kind, now)?);
                }
            }
            Occurrence::Closed => {
                for clock in self.living() {
                    steps.push(clock.stop(now, self.calendars)?);
                }
            }
            Occurrence::Reopened => steps.extend(self.begin(Resolution, now, new_id)?),
            Occurrence::Dropped(reason) => {
                for clock in self.living() {
                    steps.push(clock.cancel(reason, now, self.calendars)?);
                }
            }
        }
        Ok(steps)
    }

    fn living(&self) -> impl Iterator<Item = &Clock> {
        self.clocks.iter().filter(|clock| clock.is_living())
    }

    fn stop(&self, kind: ClockKind, now: Timestamp) -> Result<Option<Step>, Refusal> {
        let living = self.living().find(|clock| clock.kind == kind);
        living
            .map(|clock| clock.stop(now, self.calendars))
            .transpose()
    }

    /// A new cycle, unless one is going on or nothing is promised. The finished ones stay as they are (rules 9, 13).
    fn begin(
        &self,
        kind: ClockKind,
        now: Timestamp,
        new_id: &mut dyn FnMut() -> ClockId,
    ) -> Result<Option<Step>, Refusal> {
        if self.living().any(|clock| clock.kind == kind) {
            return Ok(None);
        }
        self.cycle(kind, now, new_id)
    }

    fn cycle(
        &self,
        kind: ClockKind,
        now: Timestamp,
        new_id: &mut dyn FnMut() -> ClockId,
    ) -> Result<Option<Step>, Refusal> {
        let Some(promised) = (self.promised)(kind) else {
            return Ok(None);
        };
        let before = self.clocks.iter().filter(|clock| clock.kind == kind);
        let new = NewClock {
            id: new_id(),
            ticket_id: self.ticket_id,
            kind,
            cycle: before.map(|clock| clock.cycle).max().unwrap_or(0) + 1,
            target_s: promised.target_s,
            policy_version: promised.policy_version,
            calendar: promised.calendar,
        };
        let step = Clock::start(new, now, self.calendars)?;
        let step = step.because(promised.because);
        Ok(Some(step.climbing(promised.ladder)))
    }

    /// Each public answer promises the next one while the ticket is open; one that asks promises it from the customer's
    /// reply on (rules 10, 12).
    fn keep_informed(
        &self,
        asks: bool,
        now: Timestamp,
        new_id: &mut dyn FnMut() -> ClockId,
    ) -> Result<Option<Step>, Refusal> {
        if !self.open {
            return Ok(None);
        }
        let Some(step) = self.cycle(ClockKind::StatusUpdate, now, new_id)? else {
            return Ok(None);
        };
        if asks {
            step.then(|clock| clock.pause(asked(), QUESTION, now, self.calendars))
                .map(Some)
        } else {
            Ok(Some(step))
        }
    }
}

const QUESTION: &str = PauseReason::Question.code();

const fn asked() -> PauseGround {
    PauseGround::of(PauseReason::Question)
}

/// Which promises wait for the customer (rule 12).
const fn waits(kind: ClockKind) -> bool {
    matches!(
        kind,
        ClockKind::Resolution | ClockKind::Intervention | ClockKind::StatusUpdate
    )
}
