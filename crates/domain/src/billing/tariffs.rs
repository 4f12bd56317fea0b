//! Tariffs: a list for everybody, one of their own for contracts, each with versions by date. // S-17

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::article::{Article, ArticleCode, ArticleRefusal, Charging};
use crate::contract::Cover;
use crate::ids::ContractId;
use crate::time::Timestamp;

/// No gap within an Einsatz is longer: what the rule lets a contract set (billing rule 3).
const LONGEST_GAP_S: i64 = 15 * 60;
/// No minimum is longer than a day of quarters.
const MOST_UNITS: i64 = 96;

/// What a tariff says from an instant on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TariffVersion {
    /// Its number, from 1.
    pub version: i64,
    /// From when it holds; before the first one there is no price.
    pub valid_from: Timestamp,
    /// Entries with a gap of at most so many seconds between them are one Einsatz; 0: only those that touch.
    pub gap_s: i64,
    /// An Einsatz has at least so many units; 1 is no more than that a started unit counts.
    pub least_units: i64,
    /// The items.
    pub articles: BTreeMap<ArticleCode, Article>,
}

/// Why a tariff is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TariffRefusal {
    /// There is no version.
    #[error("a tariff has at least one version")]
    Empty,
    /// Numbers count from 1 without a gap.
    #[error("version {found} stands where version {expected} belongs")]
    Number {
        /// What should stand there.
        expected: i64,
        /// What stands there.
        found: i64,
    },
    /// It would begin before the version it replaces, or together with it.
    #[error("version {0} does not begin after the one before it")]
    Order(i64),
    /// A version without an item prices nothing.
    #[error("version {0} has no article")]
    NoArticles(i64),
    /// The gap is negative or longer than 15 minutes.
    #[error("entries of one job lie at most 15 minutes apart")]
    Gap,
    /// The minimum is less than one unit or more than 96.
    #[error("the minimum is between 1 and 96 units")]
    Minimum,
    /// Something is wrong with an item.
    #[error("{0}: {1}")]
    Article(ArticleCode, ArticleRefusal),
}

impl TariffVersion {
    fn check(&self) -> Result<(), TariffRefusal> {
        if self.articles.is_empty() {
            return Err(TariffRefusal::NoArticles(self.version));
        }
        if !(0..=LONGEST_GAP_S).contains(&self.gap_s) {
            return Err(TariffRefusal::Gap);
        }
        if !(1..=MOST_UNITS).contains(&self.least_units) {
            return Err(TariffRefusal::Minimum);
        }
        for (code, article) in &self.articles {
            let named = |refusal| TariffRefusal::Article(code.clone(), refusal);
            article.check().map_err(named)?;
        }
        Ok(())
    }
}

/// The versions of a tariff, one after the other. A version is never changed: lines name the one they were computed with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TariffHistory(Vec<TariffVersion>);

impl TariffHistory {
    /// Checks every version, and that numbers and beginnings go upwards.
    pub fn new(versions: Vec<TariffVersion>) -> Result<Self, TariffRefusal> {
        let mut history = Self(Vec::with_capacity(versions.len()));
        for version in versions {
            history.append(version)?;
        }
        if history.0.is_empty() {
            return Err(TariffRefusal::Empty);
        }
        Ok(history)
    }

    /// Adds a version that begins after all others.
    pub fn append(&mut self, version: TariffVersion) -> Result<(), TariffRefusal> {
        let last = self.0.last();
        let (expected, found) = (last.map_or(1, |last| last.version + 1), version.version);
        if found != expected {
            return Err(TariffRefusal::Number { expected, found });
        }
        if last.is_some_and(|last| version.valid_from <= last.valid_from) {
            return Err(TariffRefusal::Order(found));
        }
        version.check()?;
        self.0.push(version);
        Ok(())
    }

    /// The version that holds at an instant.
    pub fn in_force(&self, at: Timestamp) -> Option<&TariffVersion> {
        let begun = self.0.partition_point(|version| version.valid_from <= at);
        begun.checked_sub(1).and_then(|last| self.0.get(last))
    }

    /// All versions in order.
    pub fn all(&self) -> &[TariffVersion] {
        &self.0
    }
}

/// The tariff of a contract, for as long as that is in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContractTariff {
    /// Which contract.
    pub contract: ContractId,
    /// How long it holds.
    pub cover: Cover,
    /// Its versions.
    pub history: TariffHistory,
}

/// Where a price was found; lines keep it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "from", rename_all = "snake_case")]
pub enum PriceSource {
    /// The list, in this version.
    List {
        /// Its version.
        version: i64,
    },
    /// The tariff of a contract.
    Contract {
        /// Which.
        contract: ContractId,
        /// Its version.
        version: i64,
    },
    /// What the customer accepted or signed.
    Agreed,
}

/// A price that was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// How it is charged.
    pub charging: Charging,
    /// Where it was found.
    pub source: PriceSource,
}

/// The tariffs that count for a ticket: that of its contract, and the list for whoever has none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PriceBook {
    /// The list.
    pub list: TariffHistory,
    /// Those of the contracts its system has had, one after the other; a system has one contract at a time.
    pub contracts: Vec<ContractTariff>,
}

impl PriceBook {
    /// The version of the contract that is in force at an instant, if it has a tariff of its own.
    fn of_contract(&self, at: Timestamp) -> Option<(ContractId, &TariffVersion)> {
        let mut all = self.contracts.iter();
        let tariff = all.find(|tariff| tariff.cover.in_force(at))?;
        Some((tariff.contract, tariff.history.in_force(at)?))
    }

    /// Every item with a price at an instant: the list's, where the contract has none of its own.
    pub fn articles(&self, at: Timestamp) -> BTreeMap<ArticleCode, Article> {
        let own = self.of_contract(at).map(|(_, version)| version);
        let all = self.list.in_force(at).into_iter().chain(own);
        all.flat_map(|version| version.articles.clone()).collect()
    }

    /// The version that says how entries are joined and rounded at an instant.
    pub fn terms(&self, at: Timestamp) -> Option<&TariffVersion> {
        let own = self.of_contract(at).map(|(_, version)| version);
        own.or_else(|| self.list.in_force(at))
    }

    /// The article as a tariff has it at an instant, with where it was found: the contract's first, then the list's.
    pub fn article(&self, code: &ArticleCode, at: Timestamp) -> Option<(&Article, PriceSource)> {
        let own = self.of_contract(at).and_then(|(contract, version)| {
            let source = PriceSource::Contract {
                contract,
                version: version.version,
            };
            Some((version.articles.get(code)?, source))
        });
        own.or_else(|| {
            let version = self.list.in_force(at)?;
            let source = PriceSource::List {
                version: version.version,
            };
            Some((version.articles.get(code)?, source))
        })
    }

    /// The price of an article at an instant.
    pub fn rate(&self, code: &ArticleCode, at: Timestamp) -> Option<Rate> {
        let (article, source) = self.article(code, at)?;
        Some(Rate {
            charging: article.charging,
            source,
        })
    }
}
