//! Money: whole euro cents, never floating point.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, Neg, Sub};

use serde::{Deserialize, Serialize};

use crate::account::Locale;

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

impl Sub for Cents {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Neg for Cents {
    type Output = Self;
    fn neg(self) -> Self {
        Self(self.0.saturating_neg())
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
