//! What breaks next, and how likely.

use std::collections::BTreeMap;

use super::attainment::Promise;
use super::fact::{ClockFact, Verdict};
use super::samples::{Samples, Sorted};
use super::share::Share;
use crate::sla::ClockState;
use crate::time::Timestamp;

/// A running clock that has not been broken yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NextBreach {
    /// The clock.
    pub clock: ClockFact,
    /// The last instant at which the promise can be kept.
    pub breach_at: Timestamp,
    /// Seconds of its calendar that are left.
    pub remaining_s: i64,
    /// Share of the target that is used, thousandths.
    pub used_permille: i64,
    /// Of the earlier clocks of the same promise that had used more than this one has now, those that were broken. `None`
    /// if there were none.
    pub risk: Option<Share>,
}

/// Earlier clocks by promise, to say how likely a breach is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Risks {
    promises: BTreeMap<Promise, (Sorted, u64)>,
}

impl Risks {
    /// Broken of those that were still open at this share of their budget (thousandths). A broken clock was open at every
    /// share below 1000. Extended and exempt ones are left out: nobody knows how they would have ended.
    pub fn of(&self, promise: Promise, used_permille: i64) -> Option<Share> {
        let (met, breached) = self.promises.get(&promise)?;
        let open = met.n() - met.up_to(used_permille);
        Share::of(*breached, open + breached)
    }
}

#[derive(Debug, Clone, Default)]
pub(super) struct Earlier {
    promises: BTreeMap<Promise, (Samples, u64)>,
}

impl Earlier {
    pub(super) fn add(&mut self, clock: &ClockFact, verdict: Verdict) {
        match verdict {
            Verdict::Met(_) => {
                let (met, _) = self.promises.entry(Promise::of(clock)).or_default();
                met.push(clock.used_permille());
            }
            Verdict::Breached(_) => self.promises.entry(Promise::of(clock)).or_default().1 += 1,
            _ => {}
        }
    }

    pub(super) fn merge(&mut self, other: Self) {
        for (promise, (met, breached)) in other.promises {
            let mine = self.promises.entry(promise).or_default();
            mine.0.merge(met);
            mine.1 += breached;
        }
    }

    pub(super) fn risks(self) -> Risks {
        let sorted = |(promise, (met, breached)): (Promise, (Samples, u64))| {
            (promise, (met.sorted(), breached))
        };
        Risks {
            promises: self.promises.into_iter().map(sorted).collect(),
        }
    }
}

/// The next `count` breaches at `as_of`, the first one first. Paused clocks have no last instant and broken ones are past
/// it; neither is listed.
pub fn next_breaches<'a>(
    clocks: impl IntoIterator<Item = &'a ClockFact>,
    risks: &Risks,
    as_of: Timestamp,
    count: usize,
) -> Vec<NextBreach> {
    let mut running: Vec<(Timestamp, &ClockFact)> = clocks
        .into_iter()
        .filter(|clock| clock.state == ClockState::Running && clock.outcome.is_none())
        .filter_map(|clock| Some((clock.breach_at.filter(|at| *at >= as_of)?, clock)))
        .collect();
    running.sort_by_key(|(at, clock)| (*at, clock.clock));
    running
        .into_iter()
        .take(count)
        .map(|(breach_at, clock)| NextBreach {
            clock: clock.clone(),
            breach_at,
            remaining_s: (clock.target_s - clock.consumed_s).max(0),
            used_permille: clock.used_permille(),
            risk: risks.of(Promise::of(clock), clock.used_permille()),
        })
        .collect()
}
