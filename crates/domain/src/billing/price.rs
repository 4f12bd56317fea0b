//! The price of work: each started unit at the rate of its first instant (billing rules 3, 4, 6, 7). // M-39/40

use std::convert::Infallible;

use super::article::{ArticleCode, Charging};
use super::line::{Priced, Side, UnitRule};
use super::period::{Span, day_of};
use super::tariffs::{PriceBook, PriceSource, Rate};
use super::vat::WorkKind;
use crate::calendar::History;
use crate::charge::{Cents, Tariff};
use crate::time::Timestamp;

/// Minutes of the units that included work is counted in.
const COUNTED_MIN: i64 = 15;
/// No unit is longer; what was agreed before that was refused is read as if it were.
const LONGEST_UNIT_MIN: i64 = 24 * 60;
/// No appointment is longer.
const PREVIEW_S: i64 = 31 * 86_400;

/// Tariffs and hours.
#[derive(Debug, Clone, Copy)]
pub struct Pricing<'a> {
    /// The billing calendar.
    pub calendar: &'a History,
    /// The tariffs that count for the ticket.
    pub book: &'a PriceBook,
}

/// Why work has no price. Nothing is ever priced at 0 because of that.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PriceRefusal {
    /// No tariff has it: enter it in the list. // S-17
    #[error("no tariff prices {article} at {at}")]
    NoPrice {
        /// What was worked.
        article: ArticleCode,
        /// When.
        at: Timestamp,
    },
    /// It has the price of an offer only, and none was accepted (I-20).
    #[error("{0} needs an accepted offer")]
    NeedsOffer(ArticleCode),
    /// An appointment outside the hours, and no tariff says what an hour costs then.
    #[error("no tariff has an hourly rate at {0}")]
    NoOutsideRate(Timestamp),
    /// Nobody plans for more than 31 days.
    #[error("the time is longer than 31 days")]
    TooLong,
}

/// What work to come would cost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// By day and rate.
    pub parts: Vec<Priced>,
    /// All of it, net.
    pub net: Cents,
}

/// Work as it is priced: what, when, and what was agreed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked<'a> {
    pub(super) article: &'a ArticleCode,
    pub(super) appointment: bool,
    pub(super) agreed: Option<Tariff>,
    /// In order, never touching.
    pub(super) spans: &'a [Span],
    /// Whether it is billed at all: what needs an offer and has none is kept without a price.
    pub(super) billed: bool,
}

impl Pricing<'_> {
    /// What an interval to come would cost: the bill of the same interval, by the tariffs and hours known now.
    pub fn preview(
        &self,
        article: &ArticleCode,
        span: Span,
        appointment: bool,
        agreed: Option<Tariff>,
    ) -> Result<Preview, PriceRefusal> {
        if span.seconds() > PREVIEW_S {
            return Err(PriceRefusal::TooLong);
        }
        let parts = self.parts(Asked {
            article,
            appointment,
            agreed,
            spans: &[span],
            billed: true,
        })?;
        let net = parts.iter().map(|part| part.amount(part.units)).sum();
        Ok(Preview { parts, net })
    }

    /// What the stretches of one Einsatz come to together at a price that was agreed, net. They are in order and share
    /// no second.
    pub fn agreed(&self, tariff: Tariff, spans: &[Span]) -> Cents {
        let parts = self.agreed_units(tariff, spans);
        parts.iter().map(|part| part.amount(part.units)).sum()
    }

    /// The same by day and rate; nothing where the price is not one of time.
    pub fn agreed_units(&self, tariff: Tariff, spans: &[Span]) -> Vec<Priced> {
        if !tariff.by_time() {
            return Vec::new();
        }
        let price = |_, _| Ok::<_, Infallible>((tariff, PriceSource::Agreed));
        let Ok(parts) = self.counted(&ArticleCode::work(), spans, price);
        parts
    }

    /// The units of an Einsatz, by day and rate.
    pub(super) fn parts(&self, asked: Asked<'_>) -> Result<Vec<Priced>, PriceRefusal> {
        self.counted(asked.article, asked.spans, |at, inside| {
            self.tariff(&asked, at, inside)
        })
    }

    /// The units of an Einsatz; `price` says what one costs that begins at an instant, inside the hours or outside.
    fn counted<E>(
        &self,
        article: &ArticleCode,
        spans: &[Span],
        price: impl Fn(Timestamp, bool) -> Result<(Tariff, PriceSource), E>,
    ) -> Result<Vec<Priced>, E> {
        let Some(first) = spans.first().map(|span| span.from()) else {
            return Ok(Vec::new());
        };
        let total: i64 = spans.iter().map(|span| span.seconds()).sum();
        let least = self.book.terms(first).map_or(1, |terms| terms.least_units);
        let mut parts: Vec<Priced> = Vec::new();
        let (mut worked, mut units) = (0, 0);
        while worked < total || units < least {
            let unit = self.unit(article, &price, instant(spans, worked))?;
            let least_counts = unit.tariff.by_time();
            if worked >= total && !least_counts {
                break;
            }
            worked += unit.unit_min.unwrap_or(COUNTED_MIN) * 60;
            units += 1;
            let same = parts.iter_mut().find(|part| is_same(part, &unit));
            match same {
                Some(part) => part.units += 1,
                None => parts.push(unit),
            }
        }
        Ok(parts)
    }

    /// The unit that begins at an instant.
    fn unit<E>(
        &self,
        article: &ArticleCode,
        price: impl Fn(Timestamp, bool) -> Result<(Tariff, PriceSource), E>,
        at: Timestamp,
    ) -> Result<Priced, E> {
        let hours = self.calendar.in_force(at);
        let inside = hours.calendar.is_open(at);
        let (tariff, source) = price(at, inside)?;
        let (side, unit_min) = match tariff {
            Tariff::Hourly { unit_min, .. } if inside => (Side::Inside, unit_min),
            Tariff::Hourly { unit_min, .. } => (Side::Outside, unit_min),
            Tariff::PerUnit { unit_min, .. } => (Side::Any, unit_min),
            Tariff::Free | Tariff::Fixed { .. } => (Side::Any, COUNTED_MIN),
        };
        let kind = self.book.article(article, at);
        Ok(Priced {
            from: at,
            side,
            tariff,
            source,
            calendar_version: hours.version,
            rule: UnitRule::Slot,
            unit_min: Some(unit_min.clamp(1, LONGEST_UNIT_MIN)),
            units: 1,
            kind: kind.map_or(WorkKind::Human, |(article, _)| article.kind),
        })
    }

    fn tariff(
        &self,
        asked: &Asked<'_>,
        at: Timestamp,
        inside: bool,
    ) -> Result<(Tariff, PriceSource), PriceRefusal> {
        if let Some(agreed) = asked.agreed {
            return Ok((agreed, PriceSource::Agreed));
        }
        let Rate { charging, source } =
            self.book
                .rate(asked.article, at)
                .ok_or_else(|| PriceRefusal::NoPrice {
                    article: asked.article.clone(),
                    at,
                })?;
        match charging {
            Charging::OnOffer if asked.billed => {
                Err(PriceRefusal::NeedsOffer(asked.article.clone()))
            }
            Charging::OnOffer => Ok((Tariff::Free, source)),
            Charging::At(Tariff::Free | Tariff::Fixed { .. }) if asked.appointment && !inside => {
                self.outside(at)
            }
            Charging::At(tariff) => Ok((tariff, source)),
        }
    }

    /// What an hour of work costs where a flat fee does not reach (billing rule 6).
    fn outside(&self, at: Timestamp) -> Result<(Tariff, PriceSource), PriceRefusal> {
        match self.book.rate(&ArticleCode::work(), at) {
            Some(Rate {
                charging: Charging::At(tariff @ Tariff::Hourly { .. }),
                source,
            }) => Ok((tariff, source)),
            _ => Err(PriceRefusal::NoOutsideRate(at)),
        }
    }
}

/// Whether two units stand in one line.
fn is_same(part: &Priced, unit: &Priced) -> bool {
    let with = |from, units| Priced {
        from,
        units,
        ..unit.clone()
    };
    day_of(part.from) == day_of(unit.from) && *part == with(part.from, part.units)
}

/// When so many seconds have been worked; gaps are skipped, and behind the end time goes on.
fn instant(spans: &[Span], worked: i64) -> Timestamp {
    let mut left = worked;
    let mut end = None;
    for span in spans {
        if left < span.seconds() {
            return span.from().plus_seconds(left);
        }
        left -= span.seconds();
        end = Some(span.to());
    }
    end.map_or(Timestamp::FAR_FUTURE, |end| end.plus_seconds(left))
}
