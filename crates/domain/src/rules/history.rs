//! Which rules were in force when: every change is a version that stays.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{HouseRules, Rule};
use crate::ids::PersonId;
use crate::time::Timestamp;

/// The version of the rules before anybody changed them.
pub const SHIPPED_VERSION: i64 = 1;

/// The rules from one change to the next. Only what differs from what is shipped is written down, so that a number that
/// ships differently one day reaches every provider who left it alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleVersion {
    /// Number of the version; the first change makes the second.
    pub version: i64,
    /// From when they hold.
    pub since: Timestamp,
    /// Who changed them.
    pub by: PersonId,
    /// Codes of the rules that differ, with their numbers.
    pub numbers: BTreeMap<String, i64>,
}

/// Every version of the rules, the oldest first; empty while nobody changed any.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RuleHistory(Vec<RuleVersion>);

impl RuleVersion {
    /// The rules of this version. A code this program does not know is left out, a number beyond its bounds is brought
    /// back to them.
    fn rules(&self) -> HouseRules {
        let mut rules = HouseRules {
            version: self.version,
            ..HouseRules::SHIPPED
        };
        for (code, number) in &self.numbers {
            if let Ok(rule) = code.parse::<Rule>() {
                rules.set(rule, rule.bounded(*number));
            }
        }
        rules
    }
}

impl RuleHistory {
    /// The rules in force.
    pub fn now(&self) -> HouseRules {
        self.0
            .last()
            .map_or(HouseRules::SHIPPED, RuleVersion::rules)
    }

    /// The rules that were in force at an instant: what was promised then keeps them.
    pub fn at(&self, at: Timestamp) -> HouseRules {
        self.0
            .iter()
            .rfind(|version| version.since <= at)
            .map_or(HouseRules::SHIPPED, RuleVersion::rules)
    }

    /// The rules of a version; `None` for one that never was.
    pub fn of(&self, version: i64) -> Option<HouseRules> {
        if version == SHIPPED_VERSION {
            return Some(HouseRules::SHIPPED);
        }
        let found = self.0.iter().find(|one| one.version == version);
        found.map(RuleVersion::rules)
    }

    /// The smallest number a rule ever had: nothing promised under any version is due earlier.
    pub fn smallest(&self, rule: Rule) -> i64 {
        self.0
            .iter()
            .map(|version| version.rules().get(rule))
            .fold(rule.shipped(), i64::min)
    }

    /// Adds a version with these rules; gives its number.
    pub fn put(&mut self, rules: &HouseRules, by: PersonId, now: Timestamp) -> i64 {
        let version = self.now().version + 1;
        let numbers = rules
            .changed_from(&HouseRules::SHIPPED)
            .into_iter()
            .map(|rule| (rule.code().to_owned(), rules.get(rule)))
            .collect();
        self.0.push(RuleVersion {
            version,
            since: now,
            by,
            numbers,
        });
        version
    }
}
