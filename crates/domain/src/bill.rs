//! The bill of a case: which stretch of work counts, what lies beyond the ceiling, and when its marks are reached.
//!
//! A fixed price is no price of time: whoever works on such a task is timed, but the price stands beside the time once.
//! What is only worked counts towards the ceiling; a price somebody accepted as a whole needs none.

use crate::billing::{Priced, Pricing, Span};
use crate::charge::{Billable, Ceiling, CeilingLevel, Cents, Tariff, started_units};
use crate::ids::PersonId;
use crate::intervention::Task;
use crate::time::Timestamp;

codes! {
    /// What a line of the bill rests on.
    pub enum ChargeSource {
        /// Time on a task of the signed authorization.
        Time => "time",
        /// An offer of ours that the customer accepted.
        Offer => "offer",
        /// A fixed price of the catalogue, signed with the authorization.
        Price => "price",
    }
}

codes! {
    /// Where a ceiling comes from.
    pub enum CeilingSource {
        /// Signed with the authorization.
        Signed => "signed",
        /// Part of an offer that was accepted.
        Offer => "offer",
        /// Raised by the customer while the work went on.
        Raised => "raised",
    }
}

/// A stretch of work as the bill sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    /// Who worked.
    pub person: PersonId,
    /// On what; `None`: on nothing that was signed.
    pub task: Option<Task>,
    /// Since when.
    pub from: Timestamp,
    /// Until when; `None` while it runs.
    pub to: Option<Timestamp>,
    /// How it is charged.
    pub tariff: Tariff,
    /// Whether it may be charged at all; a running one is taken as billable until somebody says otherwise.
    pub billable: bool,
}

/// The work that rests on one agreement, with what prices it: stretches of a person on a task that touch are one Einsatz,
/// rounded once, each started unit at the rate of its first instant (billing rules 3 and 4).
#[derive(Debug, Clone, Copy)]
pub struct Meter<'a> {
    /// Billing calendar and tariffs.
    pub pricing: Pricing<'a>,
    /// The work.
    pub stretches: &'a [Stretch],
}

/// Stretches that are rounded together, with their places in the list.
struct Einsatz {
    tariff: Tariff,
    begins: Timestamp,
    ends: Timestamp,
    worked: Vec<(usize, Span)>,
    /// The one that runs, even where no second of it has passed.
    running: Option<usize>,
}

impl Einsatz {
    fn spans(&self) -> Vec<Span> {
        self.worked.iter().map(|(_, span)| *span).collect()
    }
}

impl Meter<'_> {
    /// The Einsätze by a moment, in the order of people and tasks. What nobody is charged for is in none.
    fn jobs(&self, now: Timestamp) -> Vec<Einsatz> {
        let mut order: Vec<(usize, &Stretch)> = self
            .stretches
            .iter()
            .enumerate()
            .filter(|(_, one)| one.billable && one.tariff.by_time() && one.from <= now)
            .collect();
        order.sort_by_key(|(place, one)| (one.person, one.task, one.from, *place));
        let mut jobs: Vec<Einsatz> = Vec::new();
        let mut last: Option<&Stretch> = None;
        for (place, one) in order {
            let same = last.is_some_and(|last| {
                (last.person, last.task, last.tariff) == (one.person, one.task, one.tariff)
            });
            let joins = |job: &Einsatz| {
                let terms = self.pricing.book.terms(job.begins);
                let gap = terms.map_or(0, |terms| terms.gap_s).max(0);
                same && one.from.seconds_since(job.ends) <= gap
            };
            let to = one.to.unwrap_or(now);
            if !jobs.last().is_some_and(joins) {
                jobs.push(Einsatz {
                    tariff: one.tariff,
                    begins: one.from,
                    ends: one.from,
                    worked: Vec::new(),
                    running: None,
                });
            }
            if let Some(job) = jobs.last_mut() {
                // No second counts twice.
                let span = Span::new(one.from.max(job.ends), to);
                job.worked.extend(span.ok().map(|span| (place, span)));
                job.ends = job.ends.max(to);
                job.running = one.to.is_none().then_some(place).or(job.running);
            }
            last = Some(one);
        }
        jobs
    }

    /// What each stretch adds by a moment to the Einsatz it belongs to, net: a unit is charged with the stretch that begins
    /// it.
    pub fn nets(&self, now: Timestamp) -> Vec<Cents> {
        let mut nets = vec![Cents::ZERO; self.stretches.len()];
        for job in self.jobs(now) {
            let spans = job.spans();
            let mut before = Cents::ZERO;
            for (n, (place, _)) in job.worked.iter().enumerate() {
                let after = self.pricing.agreed(job.tariff, &spans[..=n]);
                nets[*place] = after - before;
                before = after;
            }
        }
        nets
    }

    /// The units of each Einsatz by a moment, with the places of its stretches: what a statement tells.
    pub fn units(&self, now: Timestamp) -> Vec<(Vec<usize>, Vec<Priced>)> {
        let unit = |job: &Einsatz| {
            let places = job.worked.iter().map(|(place, _)| *place).collect();
            (places, self.pricing.agreed_units(job.tariff, &job.spans()))
        };
        self.jobs(now).iter().map(unit).collect()
    }

    /// What the work has come to by a moment, all running stretches together, net.
    pub fn spent(&self, now: Timestamp) -> Cents {
        let jobs = self.jobs(now);
        let net = |job: &Einsatz| self.pricing.agreed(job.tariff, &job.spans());
        jobs.iter().map(net).sum()
    }

    /// The next moment after `at` at which it costs more: the first second of the unit after those that have begun.
    fn grows_after(&self, at: Timestamp) -> Option<Timestamp> {
        let grows = |job: &Einsatz| {
            let running = job.running?;
            let from = self.stretches.get(running)?.from;
            let unit_min = match job.tariff {
                Tariff::Hourly { unit_min, .. } | Tariff::PerUnit { unit_min, .. } => unit_min,
                Tariff::Free | Tariff::Fixed { .. } => return None,
            };
            let terms = self.pricing.book.terms(job.begins);
            let least = terms.map_or(1, |terms| terms.least_units);
            let earlier = job.worked.iter().filter(|(place, _)| *place != running);
            let earlier: i64 = earlier.map(|(_, span)| span.seconds()).sum();
            let worked = earlier + at.seconds_since(from);
            let begun = match started_units(worked, unit_min) {
                0 => 0,
                begun => begun.max(least),
            };
            (unit_min > 0).then(|| from.plus_seconds(begun * unit_min * 60 - earlier + 1))
        };
        self.jobs(at).iter().filter_map(grows).min()
    }

    /// The moments after `now` at which the work costs more, with what it has come to then: at most `limit`, none where
    /// nothing runs that costs anything.
    pub fn steps(&self, now: Timestamp, limit: usize) -> Vec<(Timestamp, Cents)> {
        self.growing(now)
            .take(limit)
            .map(|at| (at, self.spent(at)))
            .collect()
    }

    fn growing(&self, now: Timestamp) -> impl Iterator<Item = Timestamp> {
        std::iter::successors(self.grows_after(now), |at| self.grows_after(*at))
    }

    /// When the work that runs reaches the next mark of its ceiling; `None` where it never does, or has passed the last one.
    /// Where it is too far away, the moment to look again.
    pub fn next_mark(&self, ceiling: Ceiling, now: Timestamp) -> Option<Timestamp> {
        let level = ceiling.level(self.spent(now));
        if level == CeilingLevel::Reached {
            return None;
        }
        let mut last = None;
        for at in self.growing(now).take(LOOK_AHEAD) {
            last = Some(at);
            if ceiling.level(self.spent(at)) > level {
                break;
            }
        }
        last
    }
}

/// How far the next mark is looked for: with one timer in quarters of an hour more than five days.
const LOOK_AHEAD: usize = 500;

/// Divides amounts, in the order they were earned, at a ceiling: what may be charged of each, and what lies beyond.
pub fn divide(ceiling: Option<Cents>, amounts: &[Cents]) -> Vec<Billable> {
    let mut before = Cents::ZERO;
    let one = |amount: &Cents| {
        let Some(ceiling) = ceiling.map(Ceiling) else {
            return Billable {
                within: *amount,
                beyond: Cents::ZERO,
            };
        };
        let after = before + *amount;
        let within = Cents(ceiling.divide(after).within.0 - ceiling.divide(before).within.0);
        before = after;
        Billable {
            within,
            beyond: Cents(amount.0 - within.0),
        }
    };
    amounts.iter().map(one).collect()
}

#[cfg(test)]
mod tests;
