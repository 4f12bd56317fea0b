//! The versions of a policy, one after the other (rule 25).

use serde::{Deserialize, Serialize};

use super::PolicyVersion;
use crate::time::Timestamp;

/// Every version, the oldest first; empty while nobody promised anything.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Policies(Vec<PolicyVersion>);

/// A version that does not follow the last one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PolicyOrder {
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
    Begins(i64),
}

impl Policies {
    /// Adds a version that begins after all others.
    pub fn append(&mut self, version: PolicyVersion) -> Result<(), PolicyOrder> {
        let last = self.0.last();
        let expected = last.map_or(1, |last| last.version + 1);
        if version.version != expected {
            return Err(PolicyOrder::Number {
                expected,
                found: version.version,
            });
        }
        if last.is_some_and(|last| version.valid_from <= last.valid_from) {
            return Err(PolicyOrder::Begins(version.version));
        }
        self.0.push(version);
        Ok(())
    }

    /// The version that holds at an instant; the first one holds before its beginning too, because there was no other.
    pub fn in_force(&self, at: Timestamp) -> Option<&PolicyVersion> {
        let begun = self.0.partition_point(|version| version.valid_from <= at);
        self.0.get(begun.saturating_sub(1))
    }

    /// A version by its number: that of a clock.
    pub fn version(&self, version: i64) -> Option<&PolicyVersion> {
        self.0.iter().find(|found| found.version == version)
    }

    /// When the version in force at an instant is replaced, as far as is known: then running clocks are retargeted.
    pub fn next_change(&self, at: Timestamp) -> Option<Timestamp> {
        let begun = self.0.partition_point(|version| version.valid_from <= at);
        let next = self.0.get(begun.max(1));
        next.map(|version| version.valid_from)
    }

    /// All versions in order.
    pub fn all(&self) -> &[PolicyVersion] {
        &self.0
    }
}
