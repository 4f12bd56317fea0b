//! What saving a policy would do, computed before it is saved.

use domain::ids::{PersonId, TicketNumber};
use domain::sla::promise::{
    Case, CaseEffect, Finding, PolicyRules, Promise, RuleDifference, Selection, compare,
};
use domain::time::Timestamp;
use store::policies::{OpenCases, PolicyVersionRow};

use super::draft::Checked;

/// Open tickets that would be promised something else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TicketEffect {
    /// What they have in common.
    pub case: Case,
    /// How many there are.
    pub count: i64,
    /// Number of the oldest one.
    pub first: TicketNumber,
    /// What they are promised now.
    pub before: Vec<Promise>,
    /// What they would be promised.
    pub after: Vec<Promise>,
}

/// Somebody saved a version while the form was open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overtaken {
    /// Who.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// What they changed.
    pub differences: Vec<RuleDifference>,
}

impl Overtaken {
    pub(super) fn since(
        base: i64,
        versions: &[PolicyVersionRow],
        authors: &[(PersonId, String)],
    ) -> Option<Self> {
        let last = versions.last()?;
        let opened = versions.iter().find(|version| version.version == base);
        let by = authors.iter().find(|(id, _)| Some(*id) == last.author_id);
        Some(Self {
            by: by.map(|(_, name)| name.clone()).unwrap_or_default(),
            at: last.created_at,
            differences: opened
                .map_or_else(Vec::new, |opened| opened.rules.differences(&last.rules)),
        })
    }
}

/// What saving would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effect {
    /// Number of the newest version: the one the edit would follow.
    pub base: i64,
    /// From when it would hold.
    pub valid_from: Timestamp,
    /// What it would promise.
    pub rules: PolicyRules,
    /// What is said otherwise.
    pub differences: Vec<RuleDifference>,
    /// Every combination of class, priority and complexity.
    pub cases: Vec<CaseEffect>,
    /// What to look at twice.
    pub findings: Vec<Finding>,
    /// Open tickets, all of them.
    pub open: i64,
    /// Those of them that would be promised something else.
    pub tickets: Vec<TicketEffect>,
    /// Somebody saved meanwhile.
    pub overtaken: Option<Overtaken>,
    /// Stands for all of it: only what was looked at is saved.
    pub mark: String,
}

impl Effect {
    pub(super) fn of(
        last: &PolicyVersionRow,
        edit: &Checked,
        findings: Vec<Finding>,
        open: &[OpenCases],
    ) -> Self {
        let before = last.rules.version(last.version, last.valid_from);
        let after = edit.rules.version(last.version + 1, edit.valid_from);
        let promised = |selection: Selection<'_>| match selection {
            Selection::Rule { promises, .. } => promises.to_vec(),
            Selection::NoRule => Vec::new(),
        };
        let tickets = open.iter().filter_map(|cases| {
            let case = super::case_of(cases);
            let (old, new) = (
                promised(before.select(&case)),
                promised(after.select(&case)),
            );
            (old != new).then_some(TicketEffect {
                case,
                count: cases.count,
                first: cases.first,
                before: old,
                after: new,
            })
        });
        let json = serde_json::to_string(&edit.rules).unwrap_or_default();
        Self {
            base: last.version,
            valid_from: edit.valid_from,
            differences: last.rules.differences(&edit.rules),
            cases: compare(&before, &after),
            findings,
            open: open.iter().map(|cases| cases.count).sum(),
            tickets: tickets.collect(),
            overtaken: None,
            mark: format!("{} {} {json}", last.version, edit.typed_from),
            rules: edit.rules.clone(),
        }
    }
}
