//! Policies: what is promised to whom, and why. Rules 21 and 24 to 26 of `docs/SLA.md`.
//!
//! A [`PolicyVersion`] is a list of rules with explicit positions; the first one whose conditions hold makes the promises,
//! and the answer carries the reason in a form that can be said in both languages. That no rule holds is an answer too,
//! not silence. [`PolicyVersion::findings`] says before saving what is refused and what is warned about. The JSON form is
//! the stored one; names it does not know are refused.

mod check;
mod history;
mod reason;
mod rules;
mod shipped;
#[cfg(test)]
mod tests;

pub use check::{Finding, LONGEST_MIN, Problem};
pub use history::{Policies, PolicyOrder};
pub use reason::Reason;
pub use rules::{CaseEffect, PolicyRules, RuleDifference, Told, compare};
pub use shipped::{QUESTION_HOURS, question_hours, shipped};

use serde::{Deserialize, Serialize};

use super::ClockKind;
use super::engine::{CalendarCode, CalendarRef, Promised};
use crate::contract::Plan;
use crate::escalation::Ladder;
use crate::intervention::Complexity;
use crate::ticket::{Class, Priority};
use crate::time::Timestamp;

codes! {
    /// What kind of contract a system has.
    pub enum ContractKind {
        /// Service Card.
        ServiceCard => "service_card",
        /// Managed Server.
        ManagedServer => "managed_server",
        /// None.
        None => "none",
    }
}

impl ContractKind {
    /// Cover around the clock belongs to the plan; others order SLA Premium for it. // RULINGS 17
    pub const fn includes_premium(self) -> bool {
        matches!(self, Self::ManagedServer)
    }
}

impl From<Option<Plan>> for ContractKind {
    fn from(plan: Option<Plan>) -> Self {
        match plan {
            Some(Plan::ServiceCard) => Self::ServiceCard,
            Some(Plan::ManagedServer) => Self::ManagedServer,
            None => Self::None,
        }
    }
}

codes! {
    /// The calendars each contract has of its own; a policy names them by these codes.
    pub enum ContractCalendar {
        /// The hours of the service.
        Service => "service",
        /// The hours of the lower rate.
        Billing => "billing",
        /// The hours of monitoring.
        Monitoring => "monitoring",
    }
}

/// What a promise depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Case {
    /// Art of the ticket.
    pub class: Class,
    /// Its priority.
    pub priority: Priority,
    /// What the work is taken for; `None` before it was assessed, and where nothing is assessed.
    pub complexity: Option<Complexity>,
    /// The contract of the system.
    pub contract: ContractKind,
    /// SLA Premium. // RULINGS 17
    pub premium: bool,
}

/// When a rule holds: everything that is named must be so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Conditions {
    /// Art of the ticket.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub class: Option<Class>,
    /// Its priority.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub priority: Option<Priority>,
    /// What the work was assessed as.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub complexity: Option<Complexity>,
    /// The contract of the system.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contract: Option<ContractKind>,
    /// With SLA Premium, or without.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub premium: Option<bool>,
}

impl Conditions {
    /// Whether they hold.
    pub fn hold(&self, case: &Case) -> bool {
        fn is<T: PartialEq>(wanted: Option<T>, found: T) -> bool {
            wanted.is_none_or(|wanted| wanted == found)
        }
        is(self.class, case.class)
            && is(self.priority, case.priority)
            && (self.complexity.is_none() || self.complexity == case.complexity)
            && is(self.contract, case.contract)
            && is(self.premium, case.premium)
    }
}

/// One promise of a rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Promise {
    /// What is promised.
    pub kind: ClockKind,
    /// Within so many minutes of its calendar.
    pub minutes: i64,
    /// The calendar: "24x7", one of the contract's by the code of a [`ContractCalendar`], or any other by its code.
    pub calendar: CalendarCode,
    /// Who is told on the way; a clock keeps what stood here when it was started (rule 28).
    pub ladder: Ladder,
}

impl Promise {
    /// The target of a clock.
    pub const fn seconds(&self) -> i64 {
        self.minutes.saturating_mul(60)
    }

    /// As a clock needs it. Contracts have no calendars of their own yet: what a promise calls by a contract's calendar is the
    /// one of that code (rule 21).
    pub fn promised(&self, policy_version: i64, because: Reason) -> Promised {
        let code =
            self.calendar_of(|own| own.code().parse().unwrap_or_else(|_| self.calendar.clone()));
        Promised {
            target_s: self.seconds(),
            policy_version,
            calendar: CalendarRef::new(code, None),
            ladder: Some(self.ladder.clone()),
            because,
        }
    }

    /// The calendar a clock counts in: the contract's own where the promise names one of them (rule 21).
    pub fn calendar_of(
        &self,
        contract: impl FnOnce(ContractCalendar) -> CalendarCode,
    ) -> CalendarCode {
        match self.calendar.as_str().parse() {
            Ok(own) => contract(own),
            Err(_) => self.calendar.clone(),
        }
    }
}

/// One rule. No promises is a rule too: it says that nothing is promised.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolicyRule {
    /// Its place: rules are asked in ascending order, whatever order they are written in.
    pub position: u32,
    /// When it holds.
    #[serde(default)]
    pub when: Conditions,
    /// What it promises, at most one of a kind.
    pub promises: Vec<Promise>,
}

/// All rules from one change to the next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolicyVersion {
    /// Its number, from 1.
    pub version: i64,
    /// From when it holds.
    pub valid_from: Timestamp,
    /// The rules.
    pub rules: Vec<PolicyRule>,
}

/// The answer to a case (rule 26).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selection<'a> {
    /// A rule holds.
    Rule {
        /// Why it is this one; goes into the ticket.
        reason: Reason,
        /// What it promises; perhaps nothing.
        promises: &'a [Promise],
    },
    /// No rule holds: shown as it is.
    NoRule,
}

impl<'a> Selection<'a> {
    /// The rule; `None`: none holds.
    pub const fn reason(&self) -> Option<Reason> {
        match self {
            Self::Rule { reason, .. } => Some(*reason),
            Self::NoRule => None,
        }
    }

    /// The promise of a kind, if there is one.
    pub fn promise(&self, kind: ClockKind) -> Option<&'a Promise> {
        match self {
            Self::Rule { promises, .. } => promises.iter().find(|promise| promise.kind == kind),
            Self::NoRule => None,
        }
    }
}

impl PolicyVersion {
    /// The rules in the order in which they are asked.
    pub fn in_order(&self) -> Vec<&PolicyRule> {
        let mut rules: Vec<_> = self.rules.iter().collect();
        rules.sort_by_key(|rule| rule.position);
        rules
    }

    /// What is promised in a case: by the first rule that holds (rule 26).
    pub fn select(&self, case: &Case) -> Selection<'_> {
        let mut holding = self.rules.iter().filter(|rule| rule.when.hold(case));
        let first = holding.next();
        let first = first.map(|first| {
            holding.fold(first, |first, rule| {
                if rule.position < first.position {
                    rule
                } else {
                    first
                }
            })
        });
        match first {
            Some(rule) => Selection::Rule {
                reason: Reason::of(rule),
                promises: &rule.promises,
            },
            None => Selection::NoRule,
        }
    }

    /// Whether any rule asks what contract a system has, or whether it comes with SLA Premium.
    pub fn asks_for_the_contract(&self) -> bool {
        let asks = |rule: &PolicyRule| rule.when.contract.is_some() || rule.when.premium.is_some();
        self.rules.iter().any(asks)
    }

    /// As stored.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("plain values always serialize")
    }

    /// Reads what [`Self::to_json`] wrote.
    pub fn from_json(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text)
    }
}
