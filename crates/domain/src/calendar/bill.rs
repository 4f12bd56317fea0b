//! Work divided at the hours of a billing calendar: started units at the inside or the outside rate (billing rules 3, 4, 10).
//! // S-18/19, S-20
//!
//! The rule in use is the *slot*: every started unit has the rate of its first instant. The *bucket*, each side rounded up
//! on its own, is computed beside it for comparison; it charges a quarter across closing time twice.

use serde::Serialize;

use super::engine::Calendar;
use crate::charge::Cents;
use crate::time::Timestamp;

/// What an hour costs, and in which units it is charged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rates {
    /// Per hour in open time.
    pub inside: Cents,
    /// Per hour in closed time.
    pub outside: Cents,
    /// Minutes of a unit.
    pub unit_min: i64,
}

/// Units of both kinds and what they cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Units {
    /// Units at the inside rate.
    #[serde(rename = "in")]
    pub inside: i64,
    /// Units at the outside rate.
    #[serde(rename = "out")]
    pub outside: i64,
    /// Both together, net; each kind is rounded once, half cents up.
    #[serde(rename = "net_cents")]
    pub net: Cents,
}

/// A stretch of work as it is charged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Bill {
    /// Seconds in open time.
    #[serde(rename = "in_s")]
    pub inside_s: i64,
    /// Seconds in closed time.
    #[serde(rename = "out_s")]
    pub outside_s: i64,
    /// Every started unit at the rate of its first instant: the rule in use.
    pub slot: Units,
    /// Each side rounded up on its own: for comparison.
    pub bucket: Units,
}

/// Why work is not charged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BillRefusal {
    /// The end lies before the start.
    #[error("the work ends before it starts")]
    EndsFirst,
    /// A unit is at least a minute and at most a day.
    #[error("a unit has between 1 and 1440 minutes")]
    Unit,
    /// Nobody is paid for working.
    #[error("a rate is not negative")]
    Rate,
    /// More cents than can be counted.
    #[error("the amount is too large")]
    TooMuch,
}

impl Calendar {
    /// Work from `start` up to `end`, with real seconds also over a change of the clocks (billing rule 2). No time costs
    /// nothing.
    pub fn bill(
        &self,
        start: Timestamp,
        end: Timestamp,
        rates: Rates,
    ) -> Result<Bill, BillRefusal> {
        if !(1..=24 * 60).contains(&rates.unit_min) {
            return Err(BillRefusal::Unit);
        }
        if rates.inside < Cents::ZERO || rates.outside < Cents::ZERO {
            return Err(BillRefusal::Rate);
        }
        let worked_s = end.seconds_since(start);
        if worked_s < 0 {
            return Err(BillRefusal::EndsFirst);
        }
        let unit_s = rates.unit_min * 60;
        let inside_s = self.open_seconds(start, end);
        let outside_s = worked_s - inside_s;
        let begun_inside = self.units_begun_inside(start, end, unit_s);
        let all = started(worked_s, unit_s);
        Ok(Bill {
            inside_s,
            outside_s,
            slot: rates.units(begun_inside, all - begun_inside)?,
            bucket: rates.units(started(inside_s, unit_s), started(outside_s, unit_s))?,
        })
    }

    /// How many of the units counted from `start` begin in open time.
    fn units_begun_inside(&self, start: Timestamp, end: Timestamp, unit_s: i64) -> i64 {
        self.stretches(start, end)
            .into_iter()
            .map(|(from, until)| {
                let begun_before = |at: Timestamp| started(at.seconds_since(start), unit_s);
                begun_before(until) - begun_before(from)
            })
            .sum()
    }
}

impl Rates {
    fn units(self, inside: i64, outside: i64) -> Result<Units, BillRefusal> {
        let net = self.line(inside, self.inside)? + self.line(outside, self.outside)?;
        let net = i64::try_from(net).map_err(|_| BillRefusal::TooMuch)?;
        Ok(Units {
            inside,
            outside,
            net: Cents(net),
        })
    }

    /// So many units at an hourly rate, half cents up.
    fn line(self, units: i64, hourly: Cents) -> Result<i128, BillRefusal> {
        i128::from(units)
            .checked_mul(i128::from(hourly.0))
            .and_then(|amount| amount.checked_mul(i128::from(self.unit_min)))
            .map(|sixtieths| (sixtieths + 30) / 60)
            .ok_or(BillRefusal::TooMuch)
    }
}

/// Started units in so many seconds; also how many units begin before the last of them is over.
const fn started(seconds: i64, unit_s: i64) -> i64 {
    seconds / unit_s + (seconds % unit_s != 0) as i64
}

#[cfg(test)]
mod tests {
    use jiff::civil::Weekday;
    use proptest::prelude::*;

    use super::super::{DayHours, Definition, Hours, Interval};
    use super::*;

    fn business() -> Calendar {
        let time = |text: &str| text.parse().expect("a time");
        let hours = Interval::new(time("08:00"), time("17:00")).expect("hours");
        let hours = DayHours::new(vec![hours]).expect("hours");
        let days = [
            Weekday::Monday,
            Weekday::Tuesday,
            Weekday::Wednesday,
            Weekday::Thursday,
            Weekday::Friday,
        ];
        Calendar::new(Definition::new(Hours::on(&days, &hours))).expect("a calendar")
    }

    fn at(text: &str) -> Timestamp {
        text.parse().expect("a valid time")
    }

    const RATES: Rates = Rates {
        inside: Cents(10_000),
        outside: Cents(14_900),
        unit_min: 15,
    };

    #[test]
    fn one_quarter_across_closing_time_is_one_unit_inside() {
        // Billing rule 4: 16:50 to 17:05 in Berlin. S-18/19, S-20
        let bill = business().bill(
            at("2026-02-02T15:50:00Z"),
            at("2026-02-02T16:05:00Z"),
            RATES,
        );
        let bill = bill.expect("a bill");
        assert_eq!((bill.inside_s, bill.outside_s), (600, 300));
        assert_eq!(bill.slot.net, Cents(2_500));
        assert_eq!((bill.bucket.inside, bill.bucket.outside), (1, 1));
        assert_eq!(bill.bucket.net, Cents(6_225));
    }

    #[test]
    fn each_line_is_rounded_once() {
        // Billing rule 10: ten minutes at 100 EUR and five at 149 EUR, to the minute.
        let rates = Rates {
            unit_min: 1,
            ..RATES
        };
        let bill = business().bill(
            at("2026-02-02T15:50:00Z"),
            at("2026-02-02T16:05:00Z"),
            rates,
        );
        assert_eq!(bill.expect("a bill").slot.net, Cents(1_667 + 1_242));
    }

    #[test]
    fn the_night_the_clocks_go_back_is_charged_by_real_time() {
        // Billing rule 2: 01:30 CEST to 02:30 CET are two hours.
        let bill = business().bill(
            at("2026-10-24T23:30:00Z"),
            at("2026-10-25T01:30:00Z"),
            RATES,
        );
        assert_eq!(bill.expect("a bill").slot.outside, 8);
    }

    #[test]
    fn what_cannot_be_charged_is_refused() {
        let (start, end) = (at("2026-02-02T15:50:00Z"), at("2026-02-02T16:05:00Z"));
        let calendar = business();
        let with = |rates| calendar.bill(start, end, rates);
        assert_eq!(
            calendar.bill(end, start, RATES),
            Err(BillRefusal::EndsFirst)
        );
        for unit_min in [0, -1, 1_441, i64::MAX] {
            assert_eq!(with(Rates { unit_min, ..RATES }), Err(BillRefusal::Unit));
        }
        let inside = Cents(-1);
        assert_eq!(with(Rates { inside, ..RATES }), Err(BillRefusal::Rate));
        let outside = Cents(i64::MAX);
        let rates = Rates {
            outside,
            unit_min: 1_440,
            ..RATES
        };
        assert_eq!(
            calendar.bill(start, end.plus_seconds(86_400), rates),
            Err(BillRefusal::TooMuch)
        );
        let nothing = calendar
            .bill(start, start, RATES)
            .expect("no time is no unit");
        assert_eq!(
            (nothing.slot.net, nothing.bucket.net),
            (Cents::ZERO, Cents::ZERO)
        );
    }

    proptest! {
        /// The units counted over stretches are those counted one by one, as the rule says.
        #[test]
        fn slots_are_the_units_asked_one_by_one(start in 0_i64..2_000_000_000, worked in 0_i64..400_000, unit_min in 1_i64..200) {
            let calendar = business();
            let start = Timestamp::from_unix(start);
            let rates = Rates { unit_min, ..RATES };
            let bill = calendar.bill(start, start.plus_seconds(worked), rates).expect("a bill");
            let firsts = (0..worked).step_by(usize::try_from(unit_min * 60).unwrap_or(60));
            let (inside, outside): (Vec<i64>, Vec<i64>) =
                firsts.partition(|second| calendar.is_open(start.plus_seconds(*second)));
            prop_assert_eq!(usize::try_from(bill.slot.inside), Ok(inside.len()));
            prop_assert_eq!(usize::try_from(bill.slot.outside), Ok(outside.len()));
            prop_assert_eq!(bill.inside_s + bill.outside_s, worked);
        }
    }
}
