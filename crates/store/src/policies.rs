//! Policies and their versions. A version is written once; an edit adds the next one. The database refuses anything else.

use domain::contract::Plan;
use domain::ids::{PersonId, TicketNumber};
use domain::intervention::Complexity;
use domain::sla::promise::{PolicyRules, PolicyVersion};
use domain::ticket::{Class, Priority};
use domain::time::Timestamp;

use crate::row::{Cells, FromRow};
use crate::{Ask, Result, Tx};

record! {
    /// A policy as stored; what it promises stands in its versions.
    pub struct PolicyRow in "policies" {
        /// What addresses of pages call it.
        pub code: String,
        /// Its name in German.
        pub name_de: String,
        /// Its name in English.
        pub name_en: String,
        /// When it was made.
        pub created_at: Timestamp,
    }
}

record! {
    /// A version as stored.
    pub struct PolicyVersionRow in "policy_versions" {
        /// The policy.
        pub policy: String,
        /// Its number, from 1.
        pub version: i64,
        /// From when it holds.
        pub valid_from: Timestamp,
        /// What it promises.
        pub rules: PolicyRules,
        /// Who wrote it; `None`: shipped.
        pub author_id: Option<PersonId>,
        /// Why.
        pub reason: String,
        /// When it was written.
        pub created_at: Timestamp,
    }
}

/// What holds at a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InForce(pub PolicyVersion);

impl FromRow for InForce {
    const TABLE: &'static str = "policy_versions";
    fn from_cells(cells: &mut Cells<'_>) -> Result<Self> {
        let (version, valid_from) = (cells.take()?, cells.take()?);
        let rules: PolicyRules = cells.take()?;
        Ok(Self(rules.version(version, valid_from)))
    }
}

/// Open tickets that are alike for every policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenCases {
    /// Art of the tickets.
    pub class: Class,
    /// Their priority.
    pub priority: Priority,
    /// What the work was assessed as.
    pub complexity: Option<Complexity>,
    /// The contract in force of the system they are mainly about.
    pub plan: Option<Plan>,
    /// How many there are.
    pub count: i64,
    /// Number of the oldest one.
    pub first: TicketNumber,
}

impl FromRow for OpenCases {
    const TABLE: &'static str = "tickets";
    fn from_cells(cells: &mut Cells<'_>) -> Result<Self> {
        Ok(Self {
            class: cells.take()?,
            priority: cells.take()?,
            complexity: cells.take()?,
            plan: cells.take()?,
            count: cells.take()?,
            first: cells.take()?,
        })
    }
}

const FIND: &str = sql!(
    "SELECT ",
    PolicyRow::COLUMNS,
    " FROM policies WHERE code = $1"
);
const LIST: &str = sql!(
    "SELECT ",
    PolicyRow::COLUMNS,
    " FROM policies ORDER BY created_at, code"
);
const LIST_VERSIONS: &str = sql!(
    "SELECT ",
    PolicyVersionRow::COLUMNS,
    " FROM policy_versions WHERE policy = $1 ORDER BY version"
);
const IN_FORCE: &str = "SELECT version, valid_from, rules FROM policy_versions
    WHERE policy = $1 AND valid_from <= $2 ORDER BY version DESC LIMIT 1";
const LIST_AUTHORS: &str = "SELECT id, name FROM people
    WHERE id IN (SELECT author_id FROM policy_versions WHERE policy = $1) ORDER BY id";
const LIST_OPEN_CASES: &str =
    "SELECT class, priority, complexity, plan, COUNT(*), MIN(number) FROM (
        SELECT tickets.class, tickets.priority, interventions.complexity, tickets.number,
            (SELECT contracts.plan FROM contracts WHERE contracts.system_id = tickets.system_id
                AND contracts.starts_on <= $1 AND (contracts.ends_on IS NULL OR contracts.ends_on >= $1)
                ORDER BY contracts.starts_on DESC, contracts.id LIMIT 1) AS plan
        FROM tickets LEFT JOIN interventions ON interventions.ticket_id = tickets.id
        WHERE tickets.is_open = TRUE) AS cases
    GROUP BY class, priority, complexity, plan ORDER BY MIN(number)";

/// The code of the policy tickets are promised by.
pub const STANDARD: &str = "standard";

/// The version of the policy that holds at a moment, as a question.
pub fn in_force(at: Timestamp) -> Ask<InForce> {
    Ask::new(IN_FORCE, args![STANDARD, at])
}

/// The policy with this code.
pub async fn find(tx: &mut Tx, code: &str) -> Result<Option<PolicyRow>> {
    tx.optional(FIND, args![code]).await
}

/// Every policy, the oldest first.
pub async fn list(tx: &mut Tx) -> Result<Vec<PolicyRow>> {
    tx.list(LIST, args![]).await
}

/// Adds a version. A number or a beginning twice is a conflict.
pub async fn insert_version(tx: &mut Tx, version: &PolicyVersionRow) -> Result<()> {
    tx.insert(version).await
}

/// The versions of a policy, the first one first.
pub async fn list_versions(tx: &mut Tx, code: &str) -> Result<Vec<PolicyVersionRow>> {
    tx.list(LIST_VERSIONS, args![code]).await
}

/// Who wrote versions of a policy, by name.
pub async fn list_authors(tx: &mut Tx, code: &str) -> Result<Vec<(PersonId, String)>> {
    tx.list(LIST_AUTHORS, args![code]).await
}

/// The open tickets, those that are alike together. `today` is a day, `2026-11-21`, on which contracts are looked at.
pub async fn list_open_cases(tx: &mut Tx, today: &str) -> Result<Vec<OpenCases>> {
    tx.list(LIST_OPEN_CASES, args![today]).await
}
