//! Lines: what was computed, with everything it was computed from, so that it can be computed again and explained.
//! // Billing rules 9 and 10

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::agreement::{AgreementId, FixedPrice};
use super::article::ArticleCode;
use super::period::day_of;
use super::tariffs::PriceSource;
use super::vat::WorkKind;
use crate::account::Locale;
use crate::charge::{Cents, Tariff};
use crate::ids::{PersonId, TicketId, WorkEntryId};
use crate::time::Timestamp;

codes! {
    /// How units are counted; lines keep it.
    pub enum UnitRule {
        /// Every started unit at the rate of its first instant (billing rule 4).
        Slot => "slot",
    }
}

codes! {
    /// Which of two rates.
    pub enum Side {
        /// Within the hours of the billing calendar.
        Inside => "inside",
        /// Outside them: nights, weekends, public holidays.
        Outside => "outside",
        /// One price day and night.
        Any => "any",
    }
}

codes! {
    /// Why a line is not billed. Work is kept all the same.
    pub enum Unbilled {
        /// Somebody decided so, with a reason.
        Waived => "waived",
        /// No order and no authorization.
        NotAgreed => "not_agreed",
        /// Before the customer accepted, or after the agreement ended.
        NotAccepted => "not_accepted",
        /// Beyond the ceiling, in whole or in part, until the customer raises it.
        Ceiling => "ceiling",
    }
}

/// Units of one day at one rate.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Priced {
    /// When the first of them begins: its day is the day of supply.
    pub from: Timestamp,
    /// Inside or outside.
    pub side: Side,
    /// How they are charged.
    pub tariff: Tariff,
    /// Where that was found.
    pub source: PriceSource,
    /// The version of the billing calendar.
    pub calendar_version: i64,
    /// How they were counted.
    pub rule: UnitRule,
    /// Minutes of a unit; `None`: one price for the whole.
    pub unit_min: Option<i64>,
    /// How many.
    pub units: i64,
    /// What it is for VAT.
    pub kind: WorkKind,
}

impl Priced {
    /// One price for the whole, on the day it was done.
    pub const fn whole(price: Cents, done_at: Timestamp, calendar_version: i64) -> Self {
        Self {
            from: done_at,
            side: Side::Any,
            tariff: Tariff::Fixed { price },
            source: PriceSource::Agreed,
            calendar_version,
            rule: UnitRule::Slot,
            unit_min: None,
            units: 1,
            kind: WorkKind::Human,
        }
    }

    /// So many of these units, net: rounded once, half cents away from nothing (billing rule 10).
    pub fn amount(&self, units: i64) -> Cents {
        match (self.tariff, self.unit_min) {
            (Tariff::Free, _) | (Tariff::Fixed { .. }, Some(_)) => Cents::ZERO,
            (Tariff::Fixed { price }, None) | (Tariff::PerUnit { price, .. }, _) => {
                price.times(units)
            }
            (
                Tariff::Hourly {
                    inside, outside, ..
                },
                unit_min,
            ) => {
                let unit_min = unit_min.unwrap_or(0);
                let rate = match self.side {
                    Side::Inside => inside,
                    Side::Outside | Side::Any => outside,
                };
                let sixtieths = i128::from(units) * i128::from(rate.0) * i128::from(unit_min);
                let half = if sixtieths < 0 { -30 } else { 30 };
                let cents = (sixtieths + half) / 60;
                Cents(i64::try_from(cents).unwrap_or(i64::MAX))
            }
        }
    }

    /// The day of supply (billing rule 11).
    pub fn day(&self) -> Date {
        day_of(self.from)
    }

    /// "2 × 15 min, 100,00 €/h innerhalb der Geschäftszeiten: 50,00 €": why so much.
    pub fn why(&self, locale: Locale) -> String {
        let german = locale == Locale::De;
        let rate = match self.tariff {
            Tariff::Free => return either(german, "im Tarif enthalten", "included").to_owned(),
            Tariff::Fixed { price } if self.unit_min.is_none() => {
                let word = either(german, "Festpreis", "fixed price");
                return format!("{word} {}", price.show(locale));
            }
            Tariff::Fixed { .. } => {
                return either(german, "im Festpreis enthalten", "part of the fixed price")
                    .to_owned();
            }
            Tariff::PerUnit { price, .. } => price.show(locale),
            Tariff::Hourly {
                inside, outside, ..
            } => {
                let rate = if self.side == Side::Inside {
                    inside
                } else {
                    outside
                };
                format!("{}/h", rate.show(locale))
            }
        };
        let side = match self.side {
            Side::Inside => either(
                german,
                " innerhalb der Geschäftszeiten",
                " in business hours",
            ),
            Side::Outside => either(
                german,
                " außerhalb der Geschäftszeiten",
                " outside business hours",
            ),
            Side::Any => "",
        };
        format!(
            "{} × {} min, {rate}{side}: {}",
            self.units,
            self.unit_min.unwrap_or(0),
            self.amount(self.units).show(locale)
        )
    }
}

const fn either(german: bool, de: &'static str, en: &'static str) -> &'static str {
    if german { de } else { en }
}

/// A line of the statement.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Line {
    /// The ticket.
    pub ticket: TicketId,
    /// Who worked; `None`: a price for the whole.
    pub person: Option<PersonId>,
    /// What it was.
    pub article: ArticleCode,
    /// What it rests on.
    pub agreement: Option<AgreementId>,
    /// The entries it was computed from.
    pub entries: Vec<WorkEntryId>,
    /// The units and their price.
    pub priced: Priced,
    /// How many of the units a quota paid for.
    pub from_quota: i64,
    /// What the other units come to, net; negative where a line is taken back.
    pub net: Cents,
    /// What of that is not billed.
    pub beyond: Cents,
    /// Why not.
    pub unbilled: Option<Unbilled>,
}

impl Line {
    /// The line of a price for the whole; nobody's time.
    pub fn whole(price: &FixedPrice, priced: Priced) -> Self {
        Self {
            ticket: price.ticket,
            person: None,
            article: price.article.clone(),
            agreement: Some(price.agreement),
            entries: Vec::new(),
            priced,
            from_quota: 0,
            net: price.price,
            beyond: Cents::ZERO,
            unbilled: None,
        }
    }

    /// What is billed, net.
    pub fn charged(&self) -> Cents {
        self.net - self.beyond
    }

    /// The line that takes this one back.
    pub fn taken_back(&self) -> Self {
        let mut line = self.clone();
        line.priced.units = -line.priced.units;
        line.from_quota = -line.from_quota;
        line.net = -line.net;
        line.beyond = -line.beyond;
        line
    }

    /// Nothing of it is billed.
    pub(super) fn leave_out(&mut self, why: Unbilled) {
        self.beyond = self.net;
        self.unbilled = Some(why);
    }
}
