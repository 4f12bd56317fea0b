//! Ceilings: they warn at 80 and at 100 percent and stop nobody.

use serde::{Deserialize, Serialize};

use super::Cents;

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
