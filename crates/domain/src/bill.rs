//! The bill of a case: which stretch of work counts, what lies beyond the ceiling, and when its marks are reached.
//!
//! A fixed price is no price of time: whoever works on such a task is timed, but the price stands beside the time once.
//! What is only worked counts towards the ceiling; a price somebody accepted as a whole needs none.

use crate::charge::{Billable, Ceiling, CeilingLevel, Cents, Tariff, started_units};
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
    /// Since when.
    pub from: Timestamp,
    /// Until when; `None` while it runs.
    pub to: Option<Timestamp>,
    /// How it is charged.
    pub tariff: Tariff,
    /// Whether it may be charged at all.
    pub billable: bool,
    /// What it came to when it was stopped, net.
    pub net: Cents,
}

impl Stretch {
    /// What it has come to by a moment, net; a running one is taken as billable until somebody says otherwise.
    pub fn net_at(&self, now: Timestamp) -> Cents {
        match self.to {
            _ if !self.billable => Cents::ZERO,
            Some(_) => self.net,
            None => self.tariff.time_charge(self.from, now),
        }
    }

    /// The next moment after `at` at which it costs more: the first second of the unit after those that have begun.
    fn grows_after(&self, at: Timestamp) -> Option<Timestamp> {
        let unit_min = match self.tariff {
            Tariff::Hourly { unit_min, .. } | Tariff::PerUnit { unit_min, .. } => unit_min,
            Tariff::Free | Tariff::Fixed { .. } => return None,
        };
        if self.to.is_some() || !self.billable || unit_min <= 0 {
            return None;
        }
        let begun = started_units(at.seconds_since(self.from), unit_min);
        Some(self.from.plus_seconds(begun * unit_min * 60 + 1))
    }
}

/// What the work has come to by a moment, all running stretches together, net.
pub fn spent(stretches: &[Stretch], now: Timestamp) -> Cents {
    stretches.iter().map(|stretch| stretch.net_at(now)).sum()
}

/// The moments after `now` at which the work costs more, with what it has come to then: at most `limit`, none where
/// nothing runs that costs anything.
pub fn steps(stretches: &[Stretch], now: Timestamp, limit: usize) -> Vec<(Timestamp, Cents)> {
    let next = |at: Timestamp| {
        let after = stretches
            .iter()
            .filter_map(|stretch| stretch.grows_after(at));
        after.min()
    };
    std::iter::successors(next(now), |at| next(*at))
        .take(limit)
        .map(|at| (at, spent(stretches, at)))
        .collect()
}

/// How far the next mark is looked for: with one timer in quarters of an hour more than five days.
const LOOK_AHEAD: usize = 500;

/// When the work that runs reaches the next mark of its ceiling; `None` where it never does, or has passed the last one.
/// Where it is too far away, the moment to look again.
pub fn next_mark(ceiling: Ceiling, stretches: &[Stretch], now: Timestamp) -> Option<Timestamp> {
    let level = ceiling.level(spent(stretches, now));
    if level == CeilingLevel::Reached {
        return None;
    }
    let steps = steps(stretches, now, LOOK_AHEAD);
    let reached = steps
        .iter()
        .find(|(_, spent)| ceiling.level(*spent) > level);
    reached.or(steps.last()).map(|(at, _)| *at)
}

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
mod tests {
    use super::*;

    const START: i64 = 1_795_255_200;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_unix(START + seconds)
    }

    fn running(from: i64, tariff: Tariff) -> Stretch {
        Stretch {
            from: at(from),
            to: None,
            tariff,
            billable: true,
            net: Cents::ZERO,
        }
    }

    #[test]
    fn time_on_a_fixed_price_and_time_nobody_pays_cost_nothing() {
        // I-14
        let fixed = Tariff::Fixed {
            price: Cents(24_900),
        };
        let waived = Stretch {
            billable: false,
            ..running(0, Tariff::REMOTE_HANDS)
        };
        let all = [running(0, fixed), running(0, Tariff::Free), waived];
        assert_eq!(spent(&all, at(7_200)), Cents::ZERO);
        assert_eq!(steps(&all, at(0), 5), []);
        assert_eq!(next_mark(Ceiling(Cents(100)), &all, at(0)), None);
    }

    #[test]
    fn a_mark_is_reached_with_the_first_second_of_the_unit_that_reaches_it() {
        // I-14: 29 EUR each started quarter; 80 of 100 EUR are passed with the third, 100 with the fourth.
        let ceiling = Ceiling(Cents(10_000));
        let one = [running(0, Tariff::REMOTE_HANDS)];
        assert_eq!(next_mark(ceiling, &one, at(0)), Some(at(1_801)));
        assert_eq!(spent(&one, at(1_800)), Cents(5_800));
        assert_eq!(spent(&one, at(1_801)), Cents(8_700));
        assert_eq!(next_mark(ceiling, &one, at(1_801)), Some(at(2_701)));
        assert_eq!(
            next_mark(ceiling, &one, at(2_701)),
            None,
            "the last one is passed"
        );
    }

    #[test]
    fn two_timers_at_once_are_summed() {
        // I-14
        let ceiling = Ceiling(Cents(10_000));
        let two = [
            running(0, Tariff::REMOTE_HANDS),
            running(300, Tariff::REMOTE_HANDS),
        ];
        assert_eq!(next_mark(ceiling, &two, at(300)), Some(at(901)));
        assert_eq!(next_mark(ceiling, &two, at(901)), Some(at(1_201)));
        let stopped = Stretch {
            to: Some(at(60)),
            net: Cents(8_000),
            ..running(0, Tariff::REMOTE_HANDS)
        };
        assert_eq!(spent(&[stopped, two[1]], at(301)), Cents(10_900));
    }

    #[test]
    fn a_mark_far_away_is_looked_for_again() {
        let far = Ceiling(Cents(1_000_000_000));
        let one = [running(0, Tariff::REMOTE_HANDS)];
        let again = next_mark(far, &one, at(0)).expect("a moment to look again");
        assert!(again > at(5 * 86_400) && again < at(6 * 86_400));
    }

    #[test]
    fn what_lies_beyond_the_ceiling_is_not_charged() {
        // I-14
        let nets = [Cents(5_800), Cents(0), Cents(5_800), Cents(2_900)];
        let within = |ceiling| -> Vec<i64> {
            divide(ceiling, &nets)
                .iter()
                .map(|one| one.within.0)
                .collect()
        };
        assert_eq!(within(Some(Cents(10_000))), [5_800, 0, 4_200, 0]);
        assert_eq!(within(None), [5_800, 0, 5_800, 2_900]);
        assert_eq!(divide(Some(Cents(10_000)), &nets)[2].beyond, Cents(1_600));
    }
}
