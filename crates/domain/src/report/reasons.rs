//! Why promises were broken, the most frequent reason first (Pareto).

use std::collections::BTreeMap;

use super::breach::BreachReason;
use super::fact::ClockFact;
use super::samples::{Samples, Sorted};
use super::share::Share;
use crate::ids::TicketNumber;

/// One reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReasonLine {
    /// The reason; `None`: nobody has given one yet.
    pub reason: Option<BreachReason>,
    /// How many breaches.
    pub count: u64,
    /// These and all lines above, of all breaches.
    pub up_to_here: Option<Share>,
}

/// The breaches of a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reasons {
    /// How many.
    pub n: u64,
    /// By count, equal counts in the order of the reasons; those without a reason last, because they are work to do and
    /// not a reason. Reasons that did not occur are left out.
    pub lines: Vec<ReasonLine>,
    /// Seconds of the calendar beyond the target.
    pub overrun: Sorted,
    /// Tickets with a breach without a reason, in order, each once.
    pub without_reason: Vec<TicketNumber>,
}

#[derive(Debug, Clone, Default)]
pub(super) struct Breaches {
    counts: BTreeMap<BreachReason, u64>,
    overrun: Samples,
    without: Vec<TicketNumber>,
}

impl Breaches {
    /// A breached clock.
    pub(super) fn add(&mut self, clock: &ClockFact) {
        match clock.reason {
            Some(reason) => *self.counts.entry(reason).or_default() += 1,
            None => self.without.push(clock.number),
        }
        self.overrun.push(clock.overrun_s());
    }

    pub(super) fn merge(&mut self, mut other: Self) {
        for (reason, count) in other.counts {
            *self.counts.entry(reason).or_default() += count;
        }
        self.overrun.merge(other.overrun);
        self.without.append(&mut other.without);
    }

    pub(super) fn figures(mut self) -> Reasons {
        let without = self.without.len() as u64;
        let n = self.counts.values().sum::<u64>() + without;
        let mut counted: Vec<_> = self.counts.into_iter().collect();
        counted.sort_by_key(|(reason, count)| (std::cmp::Reverse(*count), *reason));
        let mut counts: Vec<_> = counted
            .into_iter()
            .map(|(reason, count)| (Some(reason), count))
            .collect();
        if without > 0 {
            counts.push((None, without));
        }
        let mut sum = 0;
        let lines = counts
            .into_iter()
            .map(|(reason, count)| {
                sum += count;
                ReasonLine {
                    reason,
                    count,
                    up_to_here: Share::of(sum, n),
                }
            })
            .collect();
        self.without.sort_unstable();
        self.without.dedup();
        Reasons {
            n,
            lines,
            overrun: self.overrun.sorted(),
            without_reason: self.without,
        }
    }
}
