//! Articles: the items of a tariff, each in one of the classes of billing rule 7.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::vat::WorkKind;
use crate::account::Locale;
use crate::charge::{Cents, Tariff};

/// The dearest rate that is taken: what [`Cents::typed`] can read.
const DEAREST: Cents = Cents(99_999_999);
/// No code is longer.
const CODE_MAX: usize = 40;

/// The code of an article. Small letters, digits and hyphens.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ArticleCode(String);

/// A text that is no code of an article.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no code of an article: 1 to 40 small letters, digits and hyphens")]
pub struct NotAnArticle(pub String);

impl ArticleCode {
    /// Work by the hour: the article whose outside rate appointments outside the hours have (billing rule 6).
    pub fn work() -> Self {
        Self("work".to_owned())
    }

    /// The code.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ArticleCode {
    type Err = NotAnArticle;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let sign = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if (1..=CODE_MAX).contains(&text.len()) && text.bytes().all(sign) {
            Ok(Self(text.to_owned()))
        } else {
            Err(NotAnArticle(text.to_owned()))
        }
    }
}

impl fmt::Display for ArticleCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for ArticleCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for ArticleCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// How an article is charged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Charging {
    /// At a tariff. Free inside and by the hour outside is an hourly tariff whose inside rate is nothing.
    At(Tariff),
    /// At the price of an offer only (I-20).
    OnOffer,
}

codes! {
    /// The classes of articles (billing rule 7).
    pub enum ArticleClass {
        /// Part of the plan.
        Included => "included",
        /// Free within the hours, by the hour outside: a restore, a full reset.
        IncludedInside => "included_inside",
        /// By the hour.
        Hour => "hour",
        /// By the started unit, day and night: Remote Hands.
        Unit => "unit",
        /// One price for the whole.
        Fixed => "fixed",
        /// By an offer.
        Offer => "offer",
    }
}

/// An item of a tariff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Article {
    /// What it is called, German.
    pub german: String,
    /// What it is called, English.
    pub english: String,
    /// How it is charged.
    pub charging: Charging,
    /// What it is for VAT.
    pub kind: WorkKind,
}

/// What is wrong with the price of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ArticleRefusal {
    /// A name is empty.
    #[error("an article has a name in German and in English")]
    Name,
    /// Less than nothing, or more than 999,999.99 EUR.
    #[error("a rate lies between 0 and 999,999.99 EUR")]
    Rate,
    /// A price of nothing: what is free is entered as free, so that nobody forgets a price.
    #[error("a price of 0 is no price; enter the article as included")]
    Nothing,
    /// A unit is at least a minute and at most a day.
    #[error("a unit has between 1 and 1440 minutes")]
    Unit,
}

impl Article {
    /// Its class.
    pub fn class(&self) -> ArticleClass {
        match self.charging {
            Charging::OnOffer => ArticleClass::Offer,
            Charging::At(Tariff::Free) => ArticleClass::Included,
            Charging::At(Tariff::Fixed { .. }) => ArticleClass::Fixed,
            Charging::At(Tariff::PerUnit { .. }) => ArticleClass::Unit,
            Charging::At(Tariff::Hourly { inside, .. }) if inside == Cents::ZERO => {
                ArticleClass::IncludedInside
            }
            Charging::At(Tariff::Hourly { .. }) => ArticleClass::Hour,
        }
    }

    /// Its name.
    pub fn label(&self, locale: Locale) -> &str {
        match locale {
            Locale::De => &self.german,
            Locale::En => &self.english,
        }
    }

    /// Refuses an article without a name or with a price that cannot be.
    pub fn check(&self) -> Result<(), ArticleRefusal> {
        if self.german.trim().is_empty() || self.english.trim().is_empty() {
            return Err(ArticleRefusal::Name);
        }
        match self.charging {
            Charging::OnOffer => Ok(()),
            Charging::At(tariff) => plausible(tariff),
        }
    }
}

/// Refuses rates that cannot be; an empty one never becomes nothing. // S-17
pub(super) fn plausible(tariff: Tariff) -> Result<(), ArticleRefusal> {
    let rate = |rate: Cents| match rate {
        rate if !(Cents::ZERO..=DEAREST).contains(&rate) => Err(ArticleRefusal::Rate),
        _ => Ok(()),
    };
    let price = |price: Cents| match price {
        Cents::ZERO => Err(ArticleRefusal::Nothing),
        price => rate(price),
    };
    let unit = |minutes: i64| match minutes {
        1..=1440 => Ok(()),
        _ => Err(ArticleRefusal::Unit),
    };
    match tariff {
        Tariff::Free => Ok(()),
        Tariff::Fixed { price: whole } => price(whole),
        Tariff::PerUnit {
            price: each,
            unit_min,
        } => price(each).and(unit(unit_min)),
        Tariff::Hourly {
            inside,
            outside,
            unit_min,
        } => rate(inside).and(price(outside)).and(unit(unit_min)),
    }
}
