//! How work is charged, in started units.

use serde::{Deserialize, Serialize};

use super::Cents;
use crate::rules::HouseRules;
use crate::time::{Timestamp, local};

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
