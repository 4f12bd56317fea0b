//! One clock: every change checks whether it may happen, and is an event applied to the row.
//!
//! Because the row is never changed but by applying events, replaying them gives the row again. A clock that is overdue
//! without anybody having noticed gets its breach written before anything else happens to it, so that no order of
//! events can hide a breach.

use super::event::{ClockDetail, ClockEventDraft};
use super::{Calendar, ClockEventKind, ClockKind, ClockOutcome, ClockState, PauseReason};
use crate::ids::{ClockId, TicketId};
use crate::time::Timestamp;

/// A row of `clocks`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClockRow {
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
    /// Seconds paused up to `paused_since`.
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
    /// When a worker has to look at it again.
    pub next_event_at: Option<Timestamp>,
    /// When it ended.
    pub stopped_at: Option<Timestamp>,
    /// Version of the targets it was started under.
    pub policy_version: i64,
    /// Calendar it counts in.
    pub calendar: Calendar,
    /// Version of that calendar.
    pub calendar_version: i64,
    /// How it ended, or that it was breached while still running.
    pub outcome: Option<ClockOutcome>,
}

/// What is shown of a clock that lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClockFace {
    /// What is promised.
    pub kind: ClockKind,
    /// What it does now.
    pub state: ClockState,
    /// Seconds promised.
    pub target_s: i64,
    /// Seconds counted until `running_since`, or until it stopped.
    pub consumed_s: i64,
    /// Seconds paused until `paused_since`.
    pub paused_s: i64,
    /// When it started.
    pub started_at: Timestamp,
    /// Since when it counts.
    pub running_since: Option<Timestamp>,
    /// Since when it rests.
    pub paused_since: Option<Timestamp>,
    /// When the promise is due.
    pub due_at: Option<Timestamp>,
}

/// The row after a change and the events to append, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The new row.
    pub row: ClockRow,
    /// What to append to `clock_events`; one event, or two if a breach had gone unnoticed.
    pub events: Vec<ClockEventDraft>,
}

/// Why a clock refuses a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ClockRefusal {
    /// Wrong state for this.
    #[error("the clock is {0}")]
    State(ClockState),
    /// This promise never waits for anybody (rule 12).
    #[error("{0} never pauses")]
    NeverPauses(ClockKind),
    /// A pause needs a public question of ours (rule 12).
    #[error("nothing was asked of the customer")]
    NothingAsked,
    /// The target was missed: neither extended, nor exempted, nor given another target (rules 15, 17, 18).
    #[error("the target was missed before")]
    TooLate,
    /// Only for the work on the customer's system (rules 18, 19).
    #[error("not for {0}")]
    WrongKind(ClockKind),
    /// A standard intervention is raised to complex before it is extended (rule 18).
    #[error("raise to complex first")]
    RaiseFirst,
    /// The new time must lie behind the promise (rule 18).
    #[error("the new time must be later than the promise")]
    NotLater,
}

/// What a new clock is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
}

/// Facts a pause rests on (rule 12).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PauseGround {
    /// The ticket (or its intervention) waits for the customer.
    pub waits_for_customer: bool,
    /// The last public message is ours.
    pub last_public_message_is_ours: bool,
    /// The work rests while its hardware is repaired under a promise of its own. // I-59
    pub hardware_rests: bool,
    /// The ticket waits for third parties, and the contract says that this pauses.
    pub contract_says: bool,
}

impl PauseGround {
    /// The ground a reason stands for.
    pub const fn of(reason: PauseReason) -> Self {
        let hardware = matches!(reason, PauseReason::Hardware);
        let third_party = matches!(reason, PauseReason::ThirdParty);
        let asked = !hardware && !third_party;
        Self {
            waits_for_customer: asked,
            last_public_message_is_ours: asked,
            hardware_rests: hardware,
            contract_says: third_party,
        }
    }

    pub(super) const fn holds(self) -> bool {
        self.hardware_rests
            || self.contract_says
            || (self.waits_for_customer && self.last_public_message_is_ours)
    }
}

/// Telling the customer a new time (rule 18).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Extension<'a> {
    /// Id of the clock that runs to the new time.
    pub new_id: ClockId,
    /// The new time.
    pub eta: Timestamp,
    /// Why it takes longer, as told.
    pub reason: &'a str,
    /// The intervention counts as complex.
    pub complex: bool,
}

impl ClockRow {
    /// What is shown of it.
    pub const fn face(&self) -> ClockFace {
        ClockFace {
            kind: self.kind,
            state: self.state,
            target_s: self.target_s,
            consumed_s: self.consumed_s,
            paused_s: self.paused_s,
            started_at: self.started_at,
            running_since: self.running_since,
            paused_since: self.paused_since,
            due_at: self.due_at,
        }
    }

    /// A clock that begins to run.
    pub fn start(new: NewClock, now: Timestamp) -> Change {
        let event = ClockEventDraft {
            kind: ClockEventKind::Start,
            at: now,
            detail: ClockDetail {
                target_s: Some(new.target_s),
                policy_version: Some(new.policy_version),
                calendar: Some(Calendar::AroundTheClock),
                calendar_version: Some(1),
                ..ClockDetail::default()
            },
        };
        let row = Self::from_start(new.id, new.ticket_id, new.kind, new.cycle, &event);
        Change {
            row,
            events: vec![event],
        }
    }

    /// Waits from here: for the customer (rule 12), or for its hardware.
    pub fn pause(
        &self,
        ground: PauseGround,
        reason: &str,
        now: Timestamp,
    ) -> Result<Change, ClockRefusal> {
        self.expect(ClockState::Running)?;
        if matches!(self.kind, ClockKind::FirstAnswer | ClockKind::NextAnswer) {
            return Err(ClockRefusal::NeverPauses(self.kind));
        }
        if !ground.holds() {
            return Err(ClockRefusal::NothingAsked);
        }
        let detail = ClockDetail::because(reason);
        Ok(self.settled(now).with(ClockEventKind::Pause, now, detail))
    }

    /// Counts again.
    pub fn resume(&self, now: Timestamp) -> Result<Change, ClockRefusal> {
        self.expect(ClockState::Paused)?;
        Ok(self
            .unchanged()
            .with(ClockEventKind::Resume, now, ClockDetail::default()))
    }

    /// The promise is done: kept if that is in time, else broken (rule 4).
    pub fn stop(&self, now: Timestamp) -> Result<Change, ClockRefusal> {
        self.expect_living()?;
        let change = self.settled(now);
        let detail = ClockDetail {
            outcome: Some(change.row.outcome.unwrap_or(ClockOutcome::Met)),
            ..ClockDetail::default()
        };
        Ok(change.with(ClockEventKind::Stop, now, detail))
    }

    /// Another target from here; what was consumed stays (rules 17, 24). A shorter one never breaches at once and never
    /// leaves more time than before; a longer one counts from the same start.
    pub fn retarget(
        &self,
        target_s: i64,
        reason: &str,
        now: Timestamp,
    ) -> Result<Change, ClockRefusal> {
        self.expect_living()?;
        self.expect_in_time(now)?;
        let consumed = self.consumed_at(now);
        let target = if target_s < self.target_s {
            consumed + target_s.min(self.target_s - consumed)
        } else {
            target_s
        };
        let detail = ClockDetail {
            target_s: Some(target),
            ..ClockDetail::because(reason)
        };
        Ok(self.unchanged().with(ClockEventKind::Retarget, now, detail))
    }

    /// The target was missed: recorded once, and the clock goes on counting the overrun (rule 29).
    ///
    /// `known` carries what was true then (assignee, complexity).
    pub fn breach(&self, known: ClockDetail, now: Timestamp) -> Result<Change, ClockRefusal> {
        self.expect(ClockState::Running)?;
        if self.is_unnoticed_breach(now) {
            Ok(self.breached(known, now))
        } else {
            Err(ClockRefusal::State(self.state))
        }
    }

    /// The customer was told a new time before the breach: this clock ends as extended, and a new one runs to that time
    /// (rule 18). // I-49
    pub fn extend(
        &self,
        extension: Extension<'_>,
        now: Timestamp,
    ) -> Result<(Change, Change), ClockRefusal> {
        self.expect(ClockState::Running)?;
        self.expect_intervention()?;
        self.expect_in_time(now)?;
        if !extension.complex {
            return Err(ClockRefusal::RaiseFirst);
        }
        if self.breach_at.is_some_and(|at| extension.eta <= at) {
            return Err(ClockRefusal::NotLater);
        }
        let detail = ClockDetail {
            eta: Some(extension.eta),
            ..ClockDetail::because(extension.reason)
        };
        let ended = self.unchanged().with(ClockEventKind::Extend, now, detail);
        let next = NewClock {
            id: extension.new_id,
            ticket_id: self.ticket_id,
            kind: self.kind,
            cycle: self.cycle + 1,
            target_s: extension.eta.seconds_since(now),
            policy_version: self.policy_version,
        };
        Ok((ended, Self::start(next, now)))
    }

    /// Somebody has to go to the data centre: out of the promise from here (rule 19). // I-50
    pub fn exempt(
        &self,
        reason: &str,
        place: &str,
        eta: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<Change, ClockRefusal> {
        self.expect_living()?;
        self.expect_intervention()?;
        self.expect_in_time(now)?;
        let detail = ClockDetail {
            place: Some(place.to_owned()),
            eta,
            ..ClockDetail::because(reason)
        };
        Ok(self.unchanged().with(ClockEventKind::Exempt, now, detail))
    }

    /// The promise falls away: spam, duplicate, withdrawn (rule 14). A recorded breach stays (rule 15).
    pub fn cancel(&self, reason: &str, now: Timestamp) -> Result<Change, ClockRefusal> {
        self.expect_living()?;
        let detail = ClockDetail::because(reason);
        Ok(self.unchanged().with(ClockEventKind::Cancel, now, detail))
    }

    /// Running or paused.
    pub const fn is_living(&self) -> bool {
        matches!(self.state, ClockState::Running | ClockState::Paused)
    }

    /// Counted seconds at `now`.
    pub fn consumed_at(&self, now: Timestamp) -> i64 {
        self.consumed_s + since(self.running_since, now)
    }

    /// Paused seconds at `now`.
    pub fn paused_at(&self, now: Timestamp) -> i64 {
        self.paused_s + since(self.paused_since, now)
    }

    /// The target is missed and nobody has written it down yet.
    pub fn is_unnoticed_breach(&self, now: Timestamp) -> bool {
        self.state == ClockState::Running
            && self.outcome.is_none()
            && self.breach_at.is_some_and(|at| now > at)
    }

    fn unchanged(&self) -> Change {
        Change {
            row: self.clone(),
            events: Vec::new(),
        }
    }

    /// With an unnoticed breach written first.
    fn settled(&self, now: Timestamp) -> Change {
        if self.is_unnoticed_breach(now) {
            self.breached(ClockDetail::default(), now)
        } else {
            self.unchanged()
        }
    }

    fn breached(&self, known: ClockDetail, now: Timestamp) -> Change {
        let detail = ClockDetail {
            breach_at: self.breach_at,
            target_s: Some(self.target_s),
            ..known
        };
        self.unchanged().with(ClockEventKind::Breach, now, detail)
    }

    fn expect(&self, state: ClockState) -> Result<(), ClockRefusal> {
        if self.state == state {
            Ok(())
        } else {
            Err(ClockRefusal::State(self.state))
        }
    }

    fn expect_living(&self) -> Result<(), ClockRefusal> {
        if self.is_living() {
            Ok(())
        } else {
            Err(ClockRefusal::State(self.state))
        }
    }

    fn expect_intervention(&self) -> Result<(), ClockRefusal> {
        if self.kind == ClockKind::Intervention {
            Ok(())
        } else {
            Err(ClockRefusal::WrongKind(self.kind))
        }
    }

    fn expect_in_time(&self, now: Timestamp) -> Result<(), ClockRefusal> {
        if self.outcome.is_some() || self.is_unnoticed_breach(now) {
            Err(ClockRefusal::TooLate)
        } else {
            Ok(())
        }
    }
}

impl Change {
    fn with(mut self, kind: ClockEventKind, at: Timestamp, detail: ClockDetail) -> Self {
        // A machine whose time jumped back must not make time run backwards in the history.
        let at = at.max(self.row.latest_known());
        let event = ClockEventDraft { kind, at, detail };
        self.row = self.row.after(&event);
        self.events.push(event);
        self
    }
}

fn since(start: Option<Timestamp>, now: Timestamp) -> i64 {
    start.map_or(0, |start| now.seconds_since(start).max(0))
}
