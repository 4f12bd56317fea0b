//! Whether promises were kept.

use std::collections::BTreeMap;

use super::fact::{ClockFact, Verdict};
use super::samples::Samples;
use super::share::Share;
use crate::intervention::Complexity;
use crate::sla::ClockKind;

/// What was promised: one line of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Promise {
    /// Which promise.
    pub kind: ClockKind,
    /// Of an intervention: standard or complex.
    pub complexity: Option<Complexity>,
    /// Seconds of the calendar.
    pub target_s: i64,
}

impl Promise {
    /// That of a clock.
    pub const fn of(clock: &ClockFact) -> Self {
        Self {
            kind: clock.kind,
            complexity: clock.complexity,
            target_s: clock.target_s,
        }
    }
}

/// How many clocks ended how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Kept.
    pub met: u64,
    /// Broken, those that still run included.
    pub breached: u64,
    /// The customer was told in time; in no share of kept promises.
    pub extended: u64,
    /// Taken out for the data centre; in no share of kept promises.
    pub exempt: u64,
    /// Fell away; in no share at all.
    pub cancelled: u64,
}

impl Tally {
    pub(super) const fn add(&mut self, verdict: Verdict) {
        match verdict {
            Verdict::Met(_) => self.met += 1,
            Verdict::Breached(_) => self.breached += 1,
            Verdict::Extended(_) => self.extended += 1,
            Verdict::Exempt(_) => self.exempt += 1,
            Verdict::Cancelled(_) => self.cancelled += 1,
            Verdict::Undecided => {}
        }
    }

    pub(super) const fn merge(&mut self, other: Self) {
        self.met += other.met;
        self.breached += other.breached;
        self.extended += other.extended;
        self.exempt += other.exempt;
        self.cancelled += other.cancelled;
    }

    /// Clocks behind the attainment: kept and broken.
    pub const fn n(self) -> u64 {
        self.met + self.breached
    }

    /// Attainment: kept of kept and broken. No figure where nothing was decided.
    pub fn kept(self) -> Option<Share> {
        Share::of(self.met, self.n())
    }

    /// Exempt of all that were kept, broken, extended or exempt: how much hides behind the data centre.
    pub fn exempt_share(self) -> Option<Share> {
        Share::of(self.exempt, self.n() + self.extended + self.exempt)
    }
}

/// One promise and how it was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PromiseLine {
    /// The promise.
    pub promise: Promise,
    /// How its clocks ended.
    pub tally: Tally,
    /// Half of its kept and broken clocks used at most so much of their budget, thousandths.
    pub used_p50: Option<i64>,
    /// Nine of ten did, thousandths.
    pub used_p90: Option<i64>,
}

/// All promises of a period.
#[derive(Debug, Clone, Default)]
pub(super) struct Outcomes {
    promises: BTreeMap<Promise, (Tally, Samples)>,
}

impl Outcomes {
    pub(super) fn add(&mut self, clock: &ClockFact, verdict: Verdict) {
        let (tally, used) = self.promises.entry(Promise::of(clock)).or_default();
        tally.add(verdict);
        if matches!(verdict, Verdict::Met(_) | Verdict::Breached(_)) {
            used.push(clock.used_permille());
        }
    }

    pub(super) fn merge(&mut self, other: Self) {
        for (promise, (tally, used)) in other.promises {
            let mine = self.promises.entry(promise).or_default();
            mine.0.merge(tally);
            mine.1.merge(used);
        }
    }

    /// All of them together; percentages are never averaged.
    pub(super) fn all(&self) -> Tally {
        let mut all = Tally::default();
        for (tally, _) in self.promises.values() {
            all.merge(*tally);
        }
        all
    }

    /// By kind, then complexity, then target.
    pub(super) fn lines(self) -> Vec<PromiseLine> {
        let line = |(promise, (tally, used)): (Promise, (Tally, Samples))| {
            let used = used.sorted();
            PromiseLine {
                promise,
                tally,
                used_p50: used.p50(),
                used_p90: used.p90(),
            }
        };
        self.promises.into_iter().map(line).collect()
    }
}
