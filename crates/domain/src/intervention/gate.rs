//! The gate between the request and any access (I-40).
//!
//! Three hard lines nobody can override: signer, ownership, authorization (I-21). Three soft ones that somebody named
//! can override with a reason: contract, documentation, repeat case (a manager's decision, I-60). The documentation
//! line is absent until systems have documents. The result is a fact of every reveal.

use serde::{Deserialize, Serialize};

use super::labels::either;
use super::{Cause, GateLine};
use crate::account::{Locale, StaffRole};
use crate::credential::reason_fits;
use crate::rules::RepeatRule;
use crate::time::Timestamp;

impl GateLine {
    /// Whether nobody can override it.
    pub const fn hard(self) -> bool {
        matches!(
            self,
            Self::SignerEntitled | Self::SystemBelongs | Self::AuthorizationValid
        )
    }

    /// Whether this role may override it.
    pub const fn may_override(self, role: StaffRole) -> bool {
        match self {
            Self::SignerEntitled | Self::SystemBelongs | Self::AuthorizationValid => false,
            Self::ContractCovers | Self::DocumentCurrent => {
                matches!(role, StaffRole::Engineer | StaffRole::Manager)
            }
            Self::NoRepeatCase => matches!(role, StaffRole::Manager),
        }
    }

    /// The line, in words.
    pub const fn label(self, locale: Locale) -> &'static str {
        let (de, en) = match self {
            Self::SignerEntitled => (
                "Unterzeichnende Person hat die Kontoinhaberschaft oder das Recht dazu",
                "Signed by the account owner or somebody given the right",
            ),
            Self::SystemBelongs => (
                "System gehört zum Kunden",
                "System belongs to the organization",
            ),
            Self::AuthorizationValid => (
                "Genehmigung vollständig und gültig",
                "Authorization complete and valid",
            ),
            Self::ContractCovers => (
                "Vertrag deckt OS-Interventionen",
                "Contract covers OS interventions",
            ),
            Self::DocumentCurrent => ("Dokumentation aktuell", "Documentation current"),
            Self::NoRepeatCase => (
                "Keine dritte Intervention aus gleicher Ursache in 90 Tagen",
                "No third intervention for the same cause within 90 days",
            ),
        };
        either(locale, de, en)
    }
}

/// Whether the system's documentation is current.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Document {
    /// Systems have no documents yet: no line.
    NotKept,
    /// Current.
    Current,
    /// Missing or too old.
    Outdated,
}

/// An earlier, closed intervention on the same system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Earlier {
    /// Its cause.
    pub cause: Cause,
    /// Whether it could have been avoided; only such cases call for a review (source: "für vermeidbare Probleme").
    pub avoidable: bool,
    /// When it was closed.
    pub closed_at: Timestamp,
}

/// The cause that has come up most often within the last days of the rule among avoidable cases, and how often.
pub fn repeats(earlier: &[Earlier], rule: RepeatRule, now: Timestamp) -> Option<(Cause, usize)> {
    let since = now.minus_seconds(rule.days * 86_400);
    let recent = |cause: Cause| {
        earlier
            .iter()
            .filter(|e| {
                e.cause == cause && e.avoidable && e.closed_at >= since && e.closed_at <= now
            })
            .count()
    };
    Cause::ALL
        .iter()
        .map(|cause| (*cause, recent(*cause)))
        .filter(|(_, times)| *times > 0)
        .max_by_key(|(_, times)| *times)
}

/// What the gate looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GateFacts<'a> {
    /// The signer owns the account or holds the right now.
    pub signer_entitled: bool,
    /// The system belongs to the organization of the ticket.
    pub system_belongs: bool,
    /// Nothing is missing and the authorization is valid at `now`.
    pub authorization_valid: bool,
    /// A contract in force covers interventions on the system.
    pub contract_covers: bool,
    /// The documentation.
    pub document: Document,
    /// Closed interventions on the system.
    pub earlier: &'a [Earlier],
    /// Which repeat needs a decision.
    pub repeat: RepeatRule,
    /// Now.
    pub now: Timestamp,
}

/// A named override of a soft line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Override {
    /// The role of the person.
    pub role: StaffRole,
    /// Why.
    pub reason: String,
    /// When.
    pub at: Timestamp,
}

/// A checked line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checked {
    /// The line.
    pub line: GateLine,
    /// Whether it holds by itself.
    pub passed: bool,
    /// Who let it pass all the same.
    pub overridden: Option<Override>,
}

/// Why a line is not overridden.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OverrideRefusal {
    /// Hard lines cannot be overridden.
    #[error("this line cannot be overridden")]
    Hard,
    /// Not in this role.
    #[error("somebody else has to decide this")]
    Role,
    /// The line holds; there is nothing to override.
    #[error("the line holds")]
    Holds,
    /// No reason of 10 to 500 characters.
    #[error("a reason of 10 to 500 characters is needed")]
    Reason,
}

/// Checks all lines.
pub fn check(facts: &GateFacts<'_>) -> Vec<Checked> {
    let repeated = repeats(facts.earlier, facts.repeat, facts.now);
    let holds = |line| match line {
        GateLine::SignerEntitled => facts.signer_entitled,
        GateLine::SystemBelongs => facts.system_belongs,
        GateLine::AuthorizationValid => facts.authorization_valid,
        GateLine::ContractCovers => facts.contract_covers,
        GateLine::DocumentCurrent => facts.document == Document::Current,
        GateLine::NoRepeatCase => repeated.is_none_or(|(_, times)| times + 1 < facts.repeat.cases),
    };
    GateLine::ALL
        .iter()
        .filter(|line| **line != GateLine::DocumentCurrent || facts.document != Document::NotKept)
        .map(|line| Checked {
            line: *line,
            passed: holds(*line),
            overridden: None,
        })
        .collect()
}

impl Checked {
    /// Whether it lets through: by itself, or overridden where that is possible.
    pub const fn lets_through(&self) -> bool {
        self.passed || (!self.line.hard() && self.overridden.is_some())
    }

    /// Overridden by a person of this role.
    pub fn override_by(
        &self,
        role: StaffRole,
        reason: &str,
        at: Timestamp,
    ) -> Result<Self, OverrideRefusal> {
        if self.line.hard() {
            return Err(OverrideRefusal::Hard);
        }
        if self.passed {
            return Err(OverrideRefusal::Holds);
        }
        if !self.line.may_override(role) {
            return Err(OverrideRefusal::Role);
        }
        if !reason_fits(reason) {
            return Err(OverrideRefusal::Reason);
        }
        Ok(Self {
            overridden: Some(Override {
                role,
                reason: reason.trim().to_owned(),
                at,
            }),
            ..self.clone()
        })
    }
}

/// Whether the gate is passed: every line that must be there is, and lets through. No line at all is not passed.
pub fn passed(lines: &[Checked]) -> bool {
    let there = |line| lines.iter().any(|checked| checked.line == line);
    let required = GateLine::ALL
        .iter()
        .filter(|line| **line != GateLine::DocumentCurrent);
    required.copied().all(there) && lines.iter().all(Checked::lets_through)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::HouseRules;

    const REASON: &str = "Die gemeldete Änderung betrifft den Proxy.";

    fn at(days: i64) -> Timestamp {
        Timestamp::from_unix(1_700_000_000 + days * 86_400)
    }

    fn facts(bits: u32, document: Document, earlier: &[Earlier]) -> GateFacts<'_> {
        GateFacts {
            signer_entitled: bits & 1 != 0,
            system_belongs: bits & 2 != 0,
            authorization_valid: bits & 4 != 0,
            contract_covers: bits & 8 != 0,
            document,
            earlier,
            repeat: HouseRules::SHIPPED.repeat(),
            now: at(0),
        }
    }

    fn avoidable(cause: Cause, days_ago: i64) -> Earlier {
        Earlier {
            cause,
            avoidable: true,
            closed_at: at(-days_ago),
        }
    }

    #[test]
    fn every_combination_of_lines_and_overrides() {
        // I-21, I-40
        let twice = [avoidable(Cause::DiskFull, 1), avoidable(Cause::DiskFull, 2)];
        for bits in 0..16 {
            for document in [Document::NotKept, Document::Current, Document::Outdated] {
                for earlier in [&[][..], &twice[..]] {
                    let lines = check(&facts(bits, document, earlier));
                    let soft_ok =
                        bits & 8 != 0 && document != Document::Outdated && earlier.is_empty();
                    let hard_ok = bits & 7 == 7;
                    assert_eq!(
                        passed(&lines),
                        hard_ok && soft_ok,
                        "{bits} {document:?} {earlier:?}"
                    );
                    let overridden: Vec<Checked> = lines
                        .iter()
                        .map(|line| {
                            line.override_by(StaffRole::Manager, REASON, at(0))
                                .unwrap_or(line.clone())
                        })
                        .collect();
                    assert_eq!(
                        passed(&overridden),
                        hard_ok,
                        "hard lines stay, soft ones yield"
                    );
                }
            }
        }
        assert!(!passed(&[]), "an unchecked gate is not passed");
    }

    #[test]
    fn a_hard_line_cannot_be_overridden_even_by_a_forged_row() {
        let mut lines = check(&facts(0b1110, Document::NotKept, &[]));
        assert_eq!(
            lines[0].override_by(StaffRole::Manager, REASON, at(0)),
            Err(OverrideRefusal::Hard)
        );
        lines[0].overridden = Some(Override {
            role: StaffRole::Manager,
            reason: REASON.to_owned(),
            at: at(0),
        });
        assert!(!passed(&lines));
    }

    #[test]
    fn a_line_that_was_never_checked_does_not_pass() {
        let lines = check(&facts(0b1111, Document::NotKept, &[]));
        assert!(passed(&lines));
        for left_out in 0..lines.len() {
            let mut fewer = lines.clone();
            fewer.remove(left_out);
            assert!(!passed(&fewer), "without {}", lines[left_out].line);
        }
    }

    #[test]
    fn the_document_line_is_absent_until_documents_exist() {
        let has_line = |document| {
            check(&facts(0b1111, document, &[]))
                .iter()
                .any(|l| l.line == GateLine::DocumentCurrent)
        };
        assert!(!has_line(Document::NotKept));
        assert!(has_line(Document::Current) && has_line(Document::Outdated));
    }

    #[test]
    fn who_may_override_what() {
        // I-60
        let twice = [avoidable(Cause::DiskFull, 1), avoidable(Cause::DiskFull, 2)];
        let lines = check(&facts(0b0111, Document::Outdated, &twice));
        for checked in lines.iter().filter(|l| !l.line.hard()) {
            for role in StaffRole::ALL {
                let allowed = match (checked.line, role) {
                    (_, StaffRole::Admin) => false,
                    (GateLine::NoRepeatCase, role) => *role == StaffRole::Manager,
                    _ => true,
                };
                let result = checked.override_by(*role, REASON, at(0));
                assert_eq!(result.is_ok(), allowed, "{} by {role}", checked.line);
            }
            assert_eq!(
                checked.override_by(StaffRole::Manager, "zu kurz", at(0)),
                Err(OverrideRefusal::Reason)
            );
        }
        let holding = &check(&facts(0b1111, Document::Current, &[]))[3];
        assert_eq!(
            holding.override_by(StaffRole::Manager, REASON, at(0)),
            Err(OverrideRefusal::Holds)
        );
    }

    #[test]
    fn the_third_case_for_the_same_avoidable_cause_within_90_days() {
        // I-60
        let holds = |earlier: &[Earlier]| {
            let lines = check(&facts(0b1111, Document::NotKept, earlier));
            lines.iter().all(Checked::lets_through)
        };
        let rule = Cause::NetworkRule;
        assert!(holds(&[avoidable(rule, 1)]), "the second");
        assert!(
            !holds(&[avoidable(rule, 1), avoidable(rule, 90)]),
            "the third"
        );
        assert!(
            holds(&[avoidable(rule, 1), avoidable(rule, 91)]),
            "91 days ago is over"
        );
        assert!(
            holds(&[avoidable(rule, 1), avoidable(Cause::DiskFull, 2)]),
            "another cause"
        );
        let unavoidable = Earlier {
            avoidable: false,
            ..avoidable(rule, 2)
        };
        assert!(holds(&[avoidable(rule, 1), unavoidable]), "not avoidable");
        assert_eq!(
            repeats(
                &[
                    avoidable(rule, 1),
                    avoidable(rule, 2),
                    avoidable(Cause::DiskFull, 3)
                ],
                HouseRules::SHIPPED.repeat(),
                at(0)
            ),
            Some((rule, 2))
        );
    }
}
