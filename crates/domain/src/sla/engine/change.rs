//! What may happen to a clock: each change is checked, becomes an event, and the event is applied.
//!
//! Before anything else a clock is brought up to date: a version of its calendar that has begun gets its checkpoint (rule
//! 25), and a breach nobody noticed is written down (rule 15), so that no order of changes hides either.

use super::Refusal;
use super::calendars::{CalendarRef, Calendars};
use super::clock::{Clock, NewClock};
use super::counting::Counting;
use super::course::Promised;
use super::event::{Event, EventDetail, EventKind};
use crate::escalation::Ladder;
use crate::sla::promise::Reason;
use crate::sla::{ClockDetail, ClockKind, ClockOutcome, ClockRefusal, ClockState};
use crate::sla::{Extension, PauseGround};
use crate::time::Timestamp;

/// The clock after a change and the events to append, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The new clock.
    pub clock: Clock,
    /// What to append to its history; none if nothing changed.
    pub events: Vec<Event>,
    /// The steps of escalation of a clock that begins here; `None`: it does not escalate, or began before.
    pub ladder: Option<Ladder>,
}

impl Clock {
    /// A clock that begins to run in the version of its calendar that holds now.
    pub fn start(
        new: NewClock,
        now: Timestamp,
        calendars: &dyn Calendars,
    ) -> Result<Step, Refusal> {
        let version = Counting::from_now(&new.calendar, now, calendars)?.version();
        let detail = EventDetail {
            target_s: Some(new.target_s),
            policy_version: Some(new.policy_version),
            ..EventDetail::in_calendar(&new.calendar, version)
        };
        let events = vec![Event {
            kind: EventKind::Start,
            at: now,
            detail,
        }];
        let clock = Self::from_start(new, version, now).aimed(calendars)?;
        Ok(Step {
            clock,
            events,
            ladder: None,
        })
    }

    /// Waits from here: for the customer (rule 12), or for its hardware.
    pub fn pause(
        &self,
        ground: PauseGround,
        reason: &str,
        now: Timestamp,
        calendars: &dyn Calendars,
    ) -> Result<Step, Refusal> {
        self.expect(ClockState::Running)?;
        if matches!(self.kind, ClockKind::FirstAnswer | ClockKind::NextAnswer) {
            return Err(ClockRefusal::NeverPauses(self.kind).into());
        }
        if !ground.holds() {
            return Err(ClockRefusal::NothingAsked.into());
        }
        let detail = EventDetail::because(reason);
        self.settled(now, calendars)?
            .with(EventKind::Pause, now, detail, calendars)
    }

    /// Counts again.
    pub fn resume(&self, now: Timestamp, calendars: &dyn Calendars) -> Result<Step, Refusal> {
        self.expect(ClockState::Paused)?;
        self.checkpoint(now, calendars)?.with(
            EventKind::Resume,
            now,
            EventDetail::default(),
            calendars,
        )
    }

    /// The promise is done: kept if that is in time, else broken (rule 4).
    pub fn stop(&self, now: Timestamp, calendars: &dyn Calendars) -> Result<Step, Refusal> {
        self.expect_living()?;
        let step = self.settled(now, calendars)?;
        let detail = EventDetail {
            outcome: Some(step.clock.outcome.unwrap_or(ClockOutcome::Met)),
            ..EventDetail::default()
        };
        step.with(EventKind::Stop, now, detail, calendars)
    }

    /// Another target from here; what was consumed stays (rules 17, 24). A shorter one never breaches at once and never
    /// leaves more time than before; a longer one counts from the same start.
    pub fn retarget(
        &self,
        target_s: i64,
        reason: &str,
        now: Timestamp,
        calendars: &dyn Calendars,
    ) -> Result<Step, Refusal> {
        self.aimed_anew((target_s, None), reason, now, calendars)
    }

    fn aimed_anew(
        &self,
        (target_s, policy_version): (i64, Option<i64>),
        reason: &str,
        now: Timestamp,
        calendars: &dyn Calendars,
    ) -> Result<Step, Refusal> {
        self.expect_living()?;
        let step = self.checkpoint(now, calendars)?;
        step.clock.expect_in_time(now)?;
        let (old, consumed) = (step.clock.target_s, step.clock.consumed_at(now, calendars)?);
        let target = if target_s < old {
            consumed + target_s.min(old - consumed)
        } else {
            target_s
        };
        let detail = EventDetail {
            target_s: Some(target),
            policy_version,
            ..EventDetail::because(reason)
        };
        step.with(EventKind::Retarget, now, detail, calendars)
    }

    /// The target of another version of the policy, as in [`Self::retarget`]; `from_the_start` it counts as if it had always
    /// held, and may breach at once (rule 24, "rückwirkend").
    pub fn repolicy(
        &self,
        target_s: i64,
        policy_version: i64,
        from_the_start: bool,
        now: Timestamp,
        calendars: &dyn Calendars,
    ) -> Result<Step, Refusal> {
        let mut step = self.retarget(target_s, "policy", now, calendars)?;
        let Some(mut event) = step.events.pop() else {
            return Ok(step);
        };
        event.detail.policy_version = Some(policy_version);
        if from_the_start {
            event.detail.target_s = Some(target_s);
        }
        let before = self.checkpoint(now, calendars)?;
        before.with(EventKind::Retarget, event.at, event.detail, calendars)
    }

    /// Counts in another calendar from here; earlier time stays as it was counted (rule 21).
    pub fn count_in(
        &self,
        calendar: &CalendarRef,
        reason: &str,
        now: Timestamp,
        calendars: &dyn Calendars,
    ) -> Result<Step, Refusal> {
        self.expect_living()?;
        let step = self.settled(now, calendars)?;
        if step.clock.calendar == *calendar {
            return Ok(step);
        }
        let version = Counting::from_now(calendar, now, calendars)?.version();
        let detail = EventDetail {
            reason: Some(reason.to_owned()),
            ..EventDetail::in_calendar(calendar, version)
        };
        step.with(EventKind::Checkpoint, now, detail, calendars)
    }

    /// Another promise of the same kind from here: its calendar first, then its target (rules 21 and 24). Without events where
    /// both are what they were.
    pub fn promised_anew(
        &self,
        promised: &Promised,
        reason: &str,
        now: Timestamp,
        calendars: &dyn Calendars,
    ) -> Result<Step, Refusal> {
        let moved = self.count_in(&promised.calendar, reason, now, calendars)?;
        if self.target_s == promised.target_s {
            let moved = if self.calendar == promised.calendar {
                Step {
                    clock: self.clone(),
                    events: Vec::new(),
                    ladder: None,
                }
            } else {
                moved.because(promised.because)
            };
            return Ok(moved);
        }
        let target = (promised.target_s, Some(promised.policy_version));
        let step = moved.then(|clock| clock.aimed_anew(target, reason, now, calendars))?;
        Ok(step.because(promised.because))
    }

    /// Brought up to the newest version of its calendar that has begun, at the instant it began (rule 25); without events if
    /// there is none, or the clock is over: it keeps its version for ever.
    pub fn checkpoint(&self, now: Timestamp, calendars: &dyn Calendars) -> Result<Step, Refusal> {
        let step = Step {
            clock: self.clone(),
            events: Vec::new(),
            ladder: None,
        };
        if !self.is_living() {
            return Ok(step);
        }
        match self.counting(calendars)?.begun_by(now) {
            Some((version, began)) => {
                let detail = EventDetail::in_calendar(&self.calendar, version);
                step.with(EventKind::Checkpoint, began, detail, calendars)
            }
            None => Ok(step),
        }
    }

    /// The target was missed: recorded once, and the clock goes on counting the overrun (rule 29).
    ///
    /// `known` carries what was true then (assignee, complexity).
    pub fn breach(
        &self,
        known: ClockDetail,
        now: Timestamp,
        calendars: &dyn Calendars,
    ) -> Result<Step, Refusal> {
        self.expect(ClockState::Running)?;
        let step = self.checkpoint(now, calendars)?;
        if step.clock.is_unnoticed_breach(now) {
            step.breached(known.into(), now, calendars)
        } else {
            Err(ClockRefusal::State(self.state).into())
        }
    }

    /// The customer was told a new time before the breach: this clock ends as extended, and a new one runs to that time
    /// (rule 18). What was told is an instant, so the new one counts around the clock. // I-49
    pub fn extend(
        &self,
        extension: Extension<'_>,
        now: Timestamp,
        calendars: &dyn Calendars,
    ) -> Result<(Step, Step), Refusal> {
        self.expect(ClockState::Running)?;
        self.expect_intervention()?;
        let step = self.checkpoint(now, calendars)?;
        step.clock.expect_in_time(now)?;
        if !extension.complex {
            return Err(ClockRefusal::RaiseFirst.into());
        }
        if step.clock.breach_at.is_some_and(|at| extension.eta <= at) {
            return Err(ClockRefusal::NotLater.into());
        }
        let detail = EventDetail {
            eta: Some(extension.eta),
            ..EventDetail::because(extension.reason)
        };
        let ended = step.with(EventKind::Extend, now, detail, calendars)?;
        let next = NewClock {
            id: extension.new_id,
            ticket_id: self.ticket_id,
            kind: self.kind,
            cycle: self.cycle + 1,
            target_s: extension.eta.seconds_since(now),
            policy_version: self.policy_version,
            calendar: CalendarRef::around_the_clock(),
        };
        let ladder = Ladder::shipped(next.target_s / 60);
        let began = Self::start(next, now, calendars)?.climbing(Some(ladder));
        Ok((ended, began))
    }

    /// Somebody has to go to the data centre: out of the promise from here (rule 19). // I-50
    pub fn exempt(
        &self,
        reason: &str,
        place: &str,
        eta: Option<Timestamp>,
        now: Timestamp,
        calendars: &dyn Calendars,
    ) -> Result<Step, Refusal> {
        self.expect_living()?;
        self.expect_intervention()?;
        let step = self.checkpoint(now, calendars)?;
        step.clock.expect_in_time(now)?;
        let detail = EventDetail {
            place: Some(place.to_owned()),
            eta,
            ..EventDetail::because(reason)
        };
        step.with(EventKind::Exempt, now, detail, calendars)
    }

    /// The promise falls away: spam, duplicate, withdrawn, merged (rule 14). A recorded breach stays (rule 15).
    pub fn cancel(
        &self,
        reason: &str,
        now: Timestamp,
        calendars: &dyn Calendars,
    ) -> Result<Step, Refusal> {
        self.expect_living()?;
        let detail = EventDetail::because(reason);
        self.checkpoint(now, calendars)?
            .with(EventKind::Cancel, now, detail, calendars)
    }

    /// With its checkpoint, and with an unnoticed breach written down.
    fn settled(&self, now: Timestamp, calendars: &dyn Calendars) -> Result<Step, Refusal> {
        let step = self.checkpoint(now, calendars)?;
        if step.clock.is_unnoticed_breach(now) {
            step.breached(EventDetail::default(), now, calendars)
        } else {
            Ok(step)
        }
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

impl Step {
    /// With the steps of escalation the clock begins with (rule 28).
    #[must_use]
    pub fn climbing(self, ladder: Option<Ladder>) -> Self {
        Self { ladder, ..self }
    }

    /// The same, told with the rule of the policy behind it (rule 26).
    #[must_use]
    pub fn because(mut self, rule: Reason) -> Self {
        if let Some(event) = self.events.last_mut() {
            event.detail.because = Some(rule);
        }
        self
    }

    /// This step and one more on the clock it gave.
    pub fn then(
        mut self,
        next: impl FnOnce(&Clock) -> Result<Self, Refusal>,
    ) -> Result<Self, Refusal> {
        let next = next(&self.clock)?;
        self.clock = next.clock;
        self.events.extend(next.events);
        Ok(self)
    }

    fn breached(
        self,
        known: EventDetail,
        now: Timestamp,
        calendars: &dyn Calendars,
    ) -> Result<Self, Refusal> {
        let detail = EventDetail {
            breach_at: self.clock.breach_at,
            target_s: Some(self.clock.target_s),
            ..known
        };
        self.with(EventKind::Breach, now, detail, calendars)
    }

    fn with(
        mut self,
        kind: EventKind,
        at: Timestamp,
        detail: EventDetail,
        calendars: &dyn Calendars,
    ) -> Result<Self, Refusal> {
        // A machine whose time jumped back must not make time run backwards in the history.
        let at = at.max(self.clock.latest_known());
        let event = Event { kind, at, detail };
        self.clock = self.clock.after(&event, calendars)?;
        self.events.push(event);
        Ok(self)
    }
}
