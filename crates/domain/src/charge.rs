//! What work costs: net cents, started units, ceilings that warn.
//!
//! Minimal on purpose: weekdays 8 to 17 in the desk's zone decide between the two hourly rates; public holidays,
//! chains of entries and VAT belong to the billing engine. Amounts are whole cents, never floating point.

use std::fmt;
use std::iter::Sum;
use std::ops::Add;

use serde::{Deserialize, Serialize};

use crate::account::Locale;
use crate::rules::HouseRules;
use crate::time::{Timestamp, local};

/// An amount of money, net, in euro cents.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Cents(pub i64);

impl Cents {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// So many times as much; stops at the largest amount.
    pub const fn times(self, n: i64) -> Self {
        Self(self.0.saturating_mul(n))
    }

    /// An amount as people type it, German or English: `200`, `200,5`, `200.50`, `1.200,00 €`, `1,200.00`; `None` for
    /// anything else. A sign before three digits groups thousands, before one or two it is the decimal one.
    pub fn typed(text: &str) -> Option<Self> {
        let text: String = text
            .chars()
            .filter(|c| !c.is_whitespace() && *c != '€')
            .collect();
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        let (whole, cents) = match text.rfind(['.', ',']) {
            Some(at) if text.len() - at <= 3 => (&text[..at], &text[at + 1..]),
            _ => (text.as_str(), ""),
        };
        let mut groups = whole.split(['.', ',']);
        let mut euros = groups.next().unwrap_or_default().to_owned();
        for group in groups {
            if group.len() != 3 || euros.is_empty() {
                return None;
            }
            euros.push_str(group);
        }
        let plausible = !euros.is_empty()
            && euros.len() <= 6
            && cents.len() <= 2
            && digits(&euros)
            && digits(cents);
        plausible
            .then(|| format!("{euros}{cents:0<2}").parse().ok().map(Self))
            .flatten()
    }

    /// "1.234,50 €" or "€1,234.50".
    pub fn show(self, locale: Locale) -> String {
        let (thousands, decimal) = match locale {
            Locale::De => ('.', ','),
            Locale::En => (',', '.'),
        };
        let sign = if self.0 < 0 { "-" } else { "" };
        let digits = (self.0.unsigned_abs() / 100).to_string();
        let mut euros = String::new();
        for (i, digit) in digits.chars().enumerate() {
            if i > 0 && (digits.len() - i).is_multiple_of(3) {
                euros.push(thousands);
            }
            euros.push(digit);
        }
        let cents = self.0.unsigned_abs() % 100;
        match locale {
            Locale::De => format!("{sign}{euros}{decimal}{cents:02}\u{a0}€"),
            Locale::En => format!("{sign}€{euros}{decimal}{cents:02}"),
        }
    }
}

impl Add for Cents {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sum for Cents {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Add::add)
    }
}

impl fmt::Display for Cents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.show(Locale::De))
    }
}

/// What work by time costs, by the house rules. // RULINGS 4, 20
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rates {
    /// Service Card, an hour on weekdays from 8 to 17.
    pub card_inside: Cents,
    /// Service Card, an hour at all other times.
    pub card_outside: Cents,
    /// Remote Hands, each started unit.
    pub remote_hands: Cents,
    /// Minutes of a unit.
    pub unit_min: i64,
}

impl Rates {
    /// What is shipped.
    pub const SHIPPED: Self = HouseRules::SHIPPED.rates();

    /// The Service Card's reduced rates.
    pub const fn service_card(self) -> Tariff {
        Tariff::Hourly {
            inside: self.card_inside,
            outside: self.card_outside,
            unit_min: self.unit_min,
        }
    }

    /// Remote Hands.
    pub const fn remote_hands(self) -> Tariff {
        Tariff::PerUnit {
            price: self.remote_hands,
            unit_min: self.unit_min,
        }
    }
}

impl Default for Rates {
    fn default() -> Self {
        Self::SHIPPED
    }
}

/// How work is charged. Stored in signed terms, therefore complete in itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Tariff {
    /// Free of charge.
    Free,
    /// By the hour, in started units; other rates in and outside business hours.
    Hourly {
        /// Per hour, weekdays 8 to 17.
        inside: Cents,
        /// Per hour, at all other times.
        outside: Cents,
        /// Minutes of a unit.
        unit_min: i64,
    },
    /// A price per started unit, day and night.
    PerUnit {
        /// Per unit.
        price: Cents,
        /// Minutes of a unit.
        unit_min: i64,
    },
    /// One price for the whole task.
    Fixed {
        /// The price.
        price: Cents,
    },
}

impl Tariff {
    /// The Service Card's reduced rates as shipped: 100 and 149 EUR an hour, by started quarters.
    pub const SERVICE_CARD: Self = Rates::SHIPPED.service_card();

    /// Remote Hands as shipped: 29 EUR per started 15 minutes.
    pub const REMOTE_HANDS: Self = Rates::SHIPPED.remote_hands();

    /// Whether the price grows with the time worked, so that a ceiling makes sense.
    pub const fn by_time(self) -> bool {
        matches!(self, Self::Hourly { .. } | Self::PerUnit { .. })
    }

    /// The price of the unit that begins at `at`.
    pub fn unit_price(self, at: Timestamp) -> Cents {
        match self {
            Self::Free | Self::Fixed { .. } => Cents::ZERO,
            Self::PerUnit { price, .. } => price,
            Self::Hourly {
                inside,
                outside,
                unit_min,
            } => {
                let rate = if inside_business_hours(at) {
                    inside
                } else {
                    outside
                };
                per_unit(rate, unit_min)
            }
        }
    }

    /// What an hour costs at this price of a unit; zero where nothing is charged by time.
    pub const fn per_hour(self, unit: Cents) -> Cents {
        match self {
            Self::Hourly { unit_min, .. } | Self::PerUnit { unit_min, .. } if unit_min > 0 => {
                Cents(unit.0 * 60 / unit_min)
            }
            Self::Free | Self::Fixed { .. } | Self::Hourly { .. } | Self::PerUnit { .. } => {
                Cents::ZERO
            }
        }
    }

    /// The dearest unit: what "two hours" must be enough for at any time of day.
    pub const fn highest_unit_price(self) -> Cents {
        match self {
            Self::Free | Self::Fixed { .. } => Cents::ZERO,
            Self::PerUnit { price, .. } => price,
            Self::Hourly {
                inside,
                outside,
                unit_min,
            } => {
                let rate = if inside.0 > outside.0 {
                    inside
                } else {
                    outside
                };
                per_unit(rate, unit_min)
            }
        }
    }

    /// The work from `start` up to `end`: each started unit at the price in force when it began. Nothing for no time.
    pub fn charge(self, start: Timestamp, end: Timestamp) -> Cents {
        let unit_min = match self {
            Self::Free => return Cents::ZERO,
            Self::Fixed { price } => return price,
            Self::Hourly { unit_min, .. } | Self::PerUnit { unit_min, .. } => unit_min,
        };
        (0..started_units(end.seconds_since(start), unit_min))
            .map(|unit| self.unit_price(start.plus_seconds(unit * unit_min * 60)))
            .sum()
    }

    /// What the time alone costs: a fixed price is charged once beside it, however long the work takes.
    pub fn time_charge(self, start: Timestamp, end: Timestamp) -> Cents {
        if self.by_time() {
            self.charge(start, end)
        } else {
            Cents::ZERO
        }
    }

    /// The ceiling proposed where the price grows with the time: enough for so many seconds of work.
    pub fn default_ceiling(self, seconds: i64) -> Option<Cents> {
        let unit_min = match self {
            Self::Free | Self::Fixed { .. } => return None,
            Self::Hourly { unit_min, .. } | Self::PerUnit { unit_min, .. } => unit_min,
        };
        Some(
            self.highest_unit_price()
                .times(started_units(seconds, unit_min)),
        )
    }
}

/// Started units of `unit_min` minutes in so many seconds: one second is one unit, 15:00 is one, 15:01 is two.
pub const fn started_units(seconds: i64, unit_min: i64) -> i64 {
    if seconds <= 0 || unit_min <= 0 {
        return 0;
    }
    let unit = unit_min * 60;
    seconds / unit + (seconds % unit != 0) as i64
}

/// A unit at an hourly rate, half cents up.
const fn per_unit(hourly: Cents, unit_min: i64) -> Cents {
    Cents((hourly.0 * unit_min + 30) / 60)
}

fn inside_business_hours(at: Timestamp) -> bool {
    let zoned = local(at);
    zoned.weekday().to_monday_zero_offset() < 5 && (8..17).contains(&zoned.hour())
}

codes! {
    /// How near the work has come to its ceiling.
    pub enum CeilingLevel {
        /// Less than 80 %.
        Below => "below",
        /// 80 % or more: the customer and the engineer are told.
        Near => "near",
        /// 100 % or more: work goes on, what lies beyond is not billable until the ceiling is raised.
        Reached => "reached",
    }
}

/// A ceiling the customer set, net.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Ceiling(pub Cents);

/// An amount divided at the ceiling.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Billable {
    /// What may be billed.
    pub within: Cents,
    /// What may not, until the ceiling is raised.
    pub beyond: Cents,
}

impl Ceiling {
    /// The level an amount has reached.
    pub const fn level(self, spent: Cents) -> CeilingLevel {
        if spent.0 >= self.0.0 {
            CeilingLevel::Reached
        } else if spent.0.saturating_mul(100) >= self.0.0.saturating_mul(80) {
            CeilingLevel::Near
        } else {
            CeilingLevel::Below
        }
    }

    /// The warning that is due when the amount grows from `before` to `after`: each level warns once.
    pub fn crossed(self, before: Cents, after: Cents) -> Option<CeilingLevel> {
        let level = self.level(after);
        (level > self.level(before)).then_some(level)
    }

    /// The whole amount so far, divided into what may be billed and what may not.
    pub fn divide(self, spent: Cents) -> Billable {
        let within = Cents(spent.0.min(self.0.0));
        Billable {
            within,
            beyond: Cents(spent.0 - within.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().expect("a valid time")
    }

    #[test]
    fn amounts_are_read_as_people_type_them_and_never_a_hundredfold() {
        for (typed, read) in [
            ("200", Some(20_000)),
            ("200,5", Some(20_050)),
            ("200.50", Some(20_050)),
            ("1.200,00 €", Some(120_000)),
            ("1,200.00", Some(120_000)),
            ("1.200", Some(120_000)),
            ("100.000", Some(10_000_000)),
            ("200,", Some(20_000)),
            ("", None),
            (",50", None),
            ("-5", None),
            ("12,3456", None),
            ("1.20.000", None),
            ("1234567", None),
            ("zwei", None),
        ] {
            assert_eq!(Cents::typed(typed).map(|c| c.0), read, "{typed}");
        }
    }

    #[test]
    fn a_started_unit_counts_whole() {
        for (seconds, units) in [
            (0, 0),
            (-5, 0),
            (1, 1),
            (900, 1),
            (901, 2),
            (1_800, 2),
            (7_200, 8),
        ] {
            assert_eq!(started_units(seconds, 15), units, "{seconds} s");
        }
    }

    #[test]
    fn the_rates_of_the_sources() {
        let monday_noon = at("2026-10-12T10:00:00Z");
        let monday_night = at("2026-10-12T20:00:00Z");
        let saturday_noon = at("2026-10-10T10:00:00Z");
        for (tariff, noon, night) in [
            (Tariff::SERVICE_CARD, 10_000, 14_900),
            (Tariff::REMOTE_HANDS, 11_600, 11_600),
            (Tariff::Free, 0, 0),
        ] {
            assert_eq!(tariff.per_hour(tariff.unit_price(monday_noon)), Cents(noon));
            assert_eq!(
                tariff.per_hour(tariff.unit_price(monday_night)),
                Cents(night)
            );
        }
        assert_eq!(Tariff::SERVICE_CARD.unit_price(monday_noon), Cents(2_500));
        assert_eq!(Tariff::SERVICE_CARD.unit_price(monday_night), Cents(3_725));
        assert_eq!(Tariff::SERVICE_CARD.unit_price(saturday_noon), Cents(3_725));
        assert_eq!(Tariff::REMOTE_HANDS.unit_price(monday_night), Cents(2_900));
    }

    #[test]
    fn each_started_quarter_has_the_rate_of_its_own_beginning() {
        // 16:50 to 17:05 in Berlin is one unit, begun inside.
        let start = at("2026-10-12T14:50:00Z");
        assert_eq!(
            Tariff::SERVICE_CARD.charge(start, start.plus_seconds(900)),
            Cents(2_500)
        );
        assert_eq!(
            Tariff::SERVICE_CARD.charge(start, start.plus_seconds(901)),
            Cents(2_500 + 3_725)
        );
        assert_eq!(
            Tariff::REMOTE_HANDS.charge(start, start.plus_seconds(1)),
            Cents(2_900)
        );
        assert_eq!(
            Tariff::Free.charge(start, start.plus_seconds(9_000)),
            Cents::ZERO
        );
        let fixed = Tariff::Fixed {
            price: Cents(5_900),
        };
        assert_eq!(fixed.charge(start, start.plus_seconds(9_000)), Cents(5_900));
    }

    #[test]
    fn two_hours_are_the_default_ceiling() {
        let two_hours = HouseRules::SHIPPED.ceiling_seconds();
        let proposed = |tariff: Tariff| tariff.default_ceiling(two_hours);
        assert_eq!(proposed(Tariff::SERVICE_CARD), Some(Cents(29_800)));
        assert_eq!(proposed(Tariff::REMOTE_HANDS), Some(Cents(23_200)));
        assert_eq!(proposed(Tariff::Free), None);
    }

    #[test]
    fn the_ceiling_warns_at_80_and_at_100_percent_and_stops_nobody() {
        let ceiling = Ceiling(Cents(20_000));
        assert_eq!(ceiling.level(Cents(15_999)), CeilingLevel::Below);
        assert_eq!(ceiling.level(Cents(16_000)), CeilingLevel::Near);
        assert_eq!(ceiling.level(Cents(19_999)), CeilingLevel::Near);
        assert_eq!(ceiling.level(Cents(20_000)), CeilingLevel::Reached);
        assert_eq!(
            ceiling.crossed(Cents(15_000), Cents(17_500)),
            Some(CeilingLevel::Near)
        );
        assert_eq!(ceiling.crossed(Cents(17_500), Cents(19_000)), None);
        assert_eq!(
            ceiling.crossed(Cents(15_000), Cents(22_500)),
            Some(CeilingLevel::Reached)
        );
        assert_eq!(
            ceiling.divide(Cents(22_500)),
            Billable {
                within: Cents(20_000),
                beyond: Cents(2_500)
            }
        );
    }

    #[test]
    fn money_is_written_as_people_write_it() {
        assert_eq!(Cents(10_000).show(Locale::De), "100,00\u{a0}€");
        assert_eq!(Cents(123_456_789).show(Locale::De), "1.234.567,89\u{a0}€");
        assert_eq!(Cents(-5).show(Locale::De), "-0,05\u{a0}€");
        assert_eq!(Cents(123_450).show(Locale::En), "€1,234.50");
    }

    proptest! {
        #[test]
        fn more_work_never_costs_less_and_never_skips_a_unit(start in 0_i64..2_000_000_000, a in 0_i64..100_000, b in 0_i64..100_000) {
            let start = Timestamp::from_unix(start);
            let (short, long) = (a.min(b), a.max(b));
            for tariff in [Tariff::SERVICE_CARD, Tariff::REMOTE_HANDS] {
                let less = tariff.charge(start, start.plus_seconds(short));
                let more = tariff.charge(start, start.plus_seconds(long));
                prop_assert!(less <= more);
                prop_assert!(more <= tariff.highest_unit_price().times(started_units(long, 15)));
            }
        }

        #[test]
        fn what_is_divided_adds_up(limit in 0_i64..1_000_000, spent in 0_i64..1_000_000) {
            let parts = Ceiling(Cents(limit)).divide(Cents(spent));
            prop_assert_eq!(parts.within + parts.beyond, Cents(spent));
            prop_assert!(parts.within.0 <= limit && parts.beyond.0 >= 0);
        }
    }
}
