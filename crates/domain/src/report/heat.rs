//! When requests come and when promises break: weekday × hour by the wall clock of Berlin.

use super::fact::{ClockFact, Verdict};
use super::samples::Samples;
use super::wall::Wall;
use crate::sla::ClockKind;
use crate::time::Timestamp;

const DAYS: usize = 7;
const HOURS: usize = 24;

/// An hour of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeatCell {
    /// 0 is Monday.
    pub weekday: usize,
    /// 0 to 23; the hour that occurs twice in October counts twice, the one that is skipped in March not at all.
    pub hour: usize,
    /// Requests received in it.
    pub received: u64,
    /// First answers that were broken in the period, by the hour their request was received.
    pub breached: u64,
    /// First answers given in the period, by the hour their request was received.
    pub answered: u64,
    /// Nine of ten of these took at most so many seconds of their calendar.
    pub answer_p90: Option<i64>,
}

#[derive(Debug, Clone, Default)]
struct Hour {
    received: u64,
    breached: u64,
    answers: Samples,
}

#[derive(Debug, Clone)]
pub(super) struct Heat {
    wall: Wall,
    hours: Vec<Hour>,
}

impl Heat {
    pub(super) fn new(until: Timestamp) -> Self {
        Self {
            wall: Wall::new(until),
            hours: vec![Hour::default(); DAYS * HOURS],
        }
    }

    fn hour(&mut self, at: Timestamp) -> &mut Hour {
        let (weekday, hour) = self.wall.weekday_and_hour(at);
        &mut self.hours[weekday * HOURS + hour]
    }

    pub(super) fn received(&mut self, at: Timestamp) {
        self.hour(at).received += 1;
    }

    /// A clock that was decided in the period.
    pub(super) fn decided(&mut self, clock: &ClockFact, verdict: Verdict) {
        if clock.kind == ClockKind::FirstAnswer && matches!(verdict, Verdict::Breached(_)) {
            self.hour(clock.started_at).breached += 1;
        }
    }

    /// A first answer that was given in the period.
    pub(super) fn answered(&mut self, clock: &ClockFact) {
        let hour = self.hour(clock.started_at);
        hour.answers.push(clock.consumed_s);
    }

    pub(super) fn merge(&mut self, other: Self) {
        for (mine, theirs) in self.hours.iter_mut().zip(other.hours) {
            mine.received += theirs.received;
            mine.breached += theirs.breached;
            mine.answers.merge(theirs.answers);
        }
    }

    /// 168 cells, Monday 0 o'clock first.
    pub(super) fn cells(self) -> Vec<HeatCell> {
        let cell = |(index, hour): (usize, Hour)| {
            let answers = hour.answers.sorted();
            HeatCell {
                weekday: index / HOURS,
                hour: index % HOURS,
                received: hour.received,
                breached: hour.breached,
                answered: answers.n(),
                answer_p90: answers.p90(),
            }
        };
        self.hours.into_iter().enumerate().map(cell).collect()
    }
}
