//! The VAT of a document: of the sum of each category and rate, never of a line (billing rule 10, EN 16931 BR-CO-17).

use super::{Category, Treatment};
use crate::charge::Cents;

/// The lines of one category and rate together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VatSum {
    /// How they are taxed; its doubts are those of all its lines.
    pub treatment: Treatment,
    /// Their net amounts.
    pub net: Cents,
    /// The VAT on that.
    pub vat: Cents,
}

/// A rate of an amount, half cents away from nothing: what is taken back takes back the same tax.
pub fn tax(net: Cents, basis_points: u16) -> Cents {
    let product = i128::from(net.0) * i128::from(basis_points);
    let half = if product < 0 { -5_000 } else { 5_000 };
    let cents = (product + half) / 10_000;
    Cents(i64::try_from(cents).unwrap_or(if product < 0 { i64::MIN } else { i64::MAX }))
}

impl VatSum {
    /// Sums lines up: one entry for each category, rate and reason (another reason, another state), in the order they come first.
    pub(in super::super) fn of(lines: impl IntoIterator<Item = (Cents, Treatment)>) -> Vec<Self> {
        let mut sums: Vec<Self> = Vec::new();
        for (net, treatment) in lines {
            let same = sums.iter_mut().find(|sum| {
                let known = &sum.treatment;
                known.category == treatment.category
                    && known.basis_points == treatment.basis_points
                    && known.reason == treatment.reason
            });
            match same {
                Some(sum) => {
                    sum.net = sum.net + net;
                    for doubt in treatment.doubts {
                        if !sum.treatment.doubts.contains(&doubt) {
                            sum.treatment.doubts.push(doubt);
                        }
                    }
                }
                None => sums.push(Self {
                    treatment,
                    net,
                    vat: Cents::ZERO,
                }),
            }
        }
        for sum in &mut sums {
            sum.vat = tax(sum.net, sum.treatment.basis_points);
        }
        sums
    }

    /// What the document must say about these lines, if anything.
    pub const fn note(&self) -> Option<(&'static str, &'static str)> {
        match self.treatment.category {
            Category::Standard => None,
            Category::ReverseCharge => Some((
                "Steuerschuldnerschaft des Leistungsempfängers",
                "Reverse charge: the recipient owes the VAT",
            )),
            Category::OutsideScope => Some((
                "Nicht im Inland steuerbar",
                "Outside the scope of domestic VAT",
            )),
        }
    }
}
