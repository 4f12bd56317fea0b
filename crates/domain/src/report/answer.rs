//! How long customers wait for a first answer.

use super::fact::{ClockFact, Verdict};
use super::samples::{Samples, Sorted};
use crate::sla::ClockKind;

/// Times to the first answer of what was answered in a period.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AnswerTimes {
    /// Seconds of the clock's calendar: what was promised.
    pub counted: Sorted,
    /// Seconds by the wall clock: what the customer lived through.
    pub real: Sorted,
    /// Those answered after the promise.
    pub late: u64,
}

#[derive(Debug, Clone, Default)]
pub(super) struct Answers {
    counted: Samples,
    real: Samples,
    late: u64,
}

/// Whether a clock is a first answer that was given: kept or broken, and over. What fell away answered nobody.
pub(super) fn is_answer(clock: &ClockFact, verdict: Verdict) -> bool {
    clock.kind == ClockKind::FirstAnswer
        && clock.stopped_at.is_some()
        && matches!(verdict, Verdict::Met(_) | Verdict::Breached(_))
}

impl Answers {
    /// A clock of which [`is_answer`] holds.
    pub(super) fn add(&mut self, clock: &ClockFact, verdict: Verdict) {
        self.counted.push(clock.consumed_s);
        self.real.push(clock.real_s().unwrap_or(0));
        self.late += u64::from(matches!(verdict, Verdict::Breached(_)));
    }

    pub(super) fn merge(&mut self, other: Self) {
        self.counted.merge(other.counted);
        self.real.merge(other.real);
        self.late += other.late;
    }

    pub(super) fn times(self) -> AnswerTimes {
        AnswerTimes {
            counted: self.counted.sorted(),
            real: self.real.sorted(),
            late: self.late,
        }
    }
}
