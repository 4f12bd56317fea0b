//! A clock as people see it: where it stands at an instant, and how it goes on counting from there.

use super::Refusal;
use super::calendars::{CalendarRef, Calendars};
use super::clock::Clock;
use super::counting::Counting;
use super::event::Event;
use super::segments::{Segment, segments};
use crate::sla::promise::Reason;
use crate::sla::{ClockFace, ClockState};
use crate::time::Timestamp;

/// How far ahead a page knows when the calendar opens and closes; nobody leaves one open for longer.
const AHEAD_S: i64 = 8 * 86_400;

/// A living clock in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Where it stands. In a calendar it is brought up to the instant it is shown at, and counts since then if it is open.
    pub face: ClockFace,
    /// The calendar it counts in.
    pub calendar: CalendarRef,
    /// Version of that calendar.
    pub calendar_version: i64,
    /// From when to when it counts, in seconds from that instant, a day ahead; `None`: without a break.
    pub open: Option<Vec<(i64, i64)>>,
}

impl Listed {
    /// The same as it stands at `now`. Around the clock nothing is to be done.
    pub fn stand(&mut self, now: Timestamp, calendars: &dyn Calendars) -> Result<(), Refusal> {
        if self.calendar.code.is_around_the_clock() {
            return Ok(());
        }
        let Some(since) = self.face.running_since else {
            return Ok(());
        };
        let counting = Counting::new(&self.calendar, self.calendar_version, calendars)?;
        self.face.consumed_s += counting.open_seconds(since, now);
        let mut open = Vec::new();
        for (from, until, calendar) in counting.parts(now, now.plus_seconds(AHEAD_S)) {
            let stretches = calendar.stretches(from, until);
            open.extend(
                stretches
                    .into_iter()
                    .map(|(from, until)| (from.seconds_since(now), until.seconds_since(now))),
            );
        }
        let counts = open.first().is_some_and(|(from, _)| *from == 0);
        self.face.running_since = counts.then_some(now);
        self.open = Some(open);
        Ok(())
    }

    /// Runs, but its calendar is closed.
    pub fn is_closed(&self) -> bool {
        self.face.state == ClockState::Running && self.face.running_since.is_none()
    }
}

/// A clock with the sum behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The clock.
    pub clock: Clock,
    /// Where it stands.
    pub listed: Listed,
    /// From when to when it counted, waited or was closed.
    pub segments: Vec<Segment>,
    /// The rule that promises it, with the version of the policy; `None` for clocks older than policies (rule 26).
    pub because: Option<(Reason, i64)>,
}

impl Shown {
    /// A clock with its whole history as it stands at `now`.
    pub fn of(
        clock: Clock,
        events: &[Event],
        now: Timestamp,
        calendars: &dyn Calendars,
    ) -> Result<Self, Refusal> {
        let mut listed = clock.listed();
        listed.stand(now, calendars)?;
        let because = events.iter().rev().find_map(|event| event.detail.because);
        Ok(Self {
            segments: segments(events, now, calendars)?,
            because: because.map(|rule| (rule, clock.policy_version)),
            listed,
            clock,
        })
    }
}

impl Clock {
    /// As it is stored, in a list.
    pub fn listed(&self) -> Listed {
        Listed {
            face: ClockFace {
                kind: self.kind,
                state: self.state,
                target_s: self.target_s,
                consumed_s: self.consumed_s,
                paused_s: self.paused_s,
                started_at: self.started_at,
                running_since: self.running_since,
                paused_since: self.paused_since,
                due_at: self.due_at,
            },
            calendar: self.calendar.clone(),
            calendar_version: self.calendar_version,
            open: None,
        }
    }
}
