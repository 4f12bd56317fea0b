//! The ceiling of an agreement over its life: what was agreed, what the customer raised it to, which marks were told.
//! // RULINGS 4

use serde::{Deserialize, Serialize};

use crate::charge::{Ceiling, CeilingLevel, Cents};
use crate::ids::PersonId;
use crate::time::Timestamp;

/// The customer raised it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Raise {
    /// To how much.
    pub to: Cents,
    /// Who.
    pub by: PersonId,
    /// When.
    pub at: Timestamp,
}

/// A mark that was told: once for each ceiling.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// The ceiling of that moment.
    pub ceiling: Cents,
    /// 80 or 100 percent.
    pub level: CeilingLevel,
    /// What had been spent.
    pub spent: Cents,
    /// When.
    pub at: Timestamp,
}

/// A ceiling with its history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Budget {
    agreed: Cents,
    agreed_at: Timestamp,
    raises: Vec<Raise>,
    told: Vec<Mark>,
}

/// Why a ceiling is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CeilingRefusal {
    /// Nothing could be billed under it.
    #[error("a ceiling is more than 0")]
    Nothing,
    /// Not more than the one in force: what was agreed is never taken back.
    #[error("the ceiling is {0} already")]
    NotHigher(Cents),
    /// It would have been raised before the raise that came before it.
    #[error("the ceiling was changed later than that")]
    Order,
}

impl Budget {
    /// What was signed or accepted.
    pub fn new(agreed: Cents, at: Timestamp) -> Result<Self, CeilingRefusal> {
        if agreed <= Cents::ZERO {
            return Err(CeilingRefusal::Nothing);
        }
        Ok(Self {
            agreed,
            agreed_at: at,
            raises: Vec::new(),
            told: Vec::new(),
        })
    }

    /// The ceiling in force.
    pub fn ceiling(&self) -> Cents {
        self.raises.last().map_or(self.agreed, |raise| raise.to)
    }

    /// How often it was raised.
    pub fn raises(&self) -> &[Raise] {
        &self.raises
    }

    /// What was told.
    pub fn told(&self) -> &[Mark] {
        &self.told
    }

    /// Raised by the customer: what lay beyond the old ceiling becomes billable up to the new one.
    pub fn raised(&self, to: Cents, by: PersonId, at: Timestamp) -> Result<Self, CeilingRefusal> {
        if to <= self.ceiling() {
            return Err(CeilingRefusal::NotHigher(self.ceiling()));
        }
        let last = self.raises.last().map_or(self.agreed_at, |raise| raise.at);
        if at < last {
            return Err(CeilingRefusal::Order);
        }
        let mut budget = self.clone();
        budget.raises.push(Raise { to, by, at });
        Ok(budget)
    }

    /// The mark that is due when so much has been spent, with the budget that remembers it: each level once for each
    /// ceiling, the lower one not after the higher. Work never stops at it; what lies beyond waits for a raise.
    pub fn notice(&self, spent: Cents, at: Timestamp) -> Option<(Mark, Self)> {
        let ceiling = self.ceiling();
        let level = Ceiling(ceiling).level(spent);
        let known = |mark: &Mark| mark.ceiling == ceiling && mark.level >= level;
        if level == CeilingLevel::Below || self.told.iter().any(known) {
            return None;
        }
        let mark = Mark {
            ceiling,
            level,
            spent,
            at,
        };
        let mut budget = self.clone();
        budget.told.push(mark);
        Some((mark, budget))
    }
}
