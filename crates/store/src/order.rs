//! What a unit of work knows of itself: what was worked out from the settings, and which ends of audit chains it holds.
//!
//! And the door for the one order in which rows are locked (docs/ARCHITECTURE.md). Two units of work that lock the same rows
//! in different orders wait for each other until PostgreSQL ends one of them. So: the provider's chain before everything,
//! then rows, then the chains of customers in the order of their ids. Debug builds, and with them every test, look at each
//! statement on its way to the database and stop at one that breaks this, on SQLite too, where nobody would wait.

use std::any::Any;
use std::collections::BTreeSet;
use std::sync::Arc;

use domain::audit::{ChainHead, HOUSE};
use domain::ids::OrganizationId;
use domain::sla::engine::Registry;
use uuid::Uuid;

use crate::value::Value;

/// Rows that may be locked behind the end of a chain, because whoever locks one holds a row named beside it before, in every
/// unit of work: so nobody else can have it.
const UNDER: &[(&str, &[&str])] = &[
    ("clocks", &["tickets"]),
    // Keyed by their clock, and nobody comes to them but with its ticket.
    ("escalations", &["tickets"]),
    ("pages", &["tickets"]),
    ("interventions", &["tickets"]),
    // Without a ticket it belongs to a draft, and is what the draft is held by.
    ("authorizations", &["tickets", "authorizations"]),
    ("shards", &["tickets", "authorizations"]),
    ("secrets", &["tickets", "authorizations"]),
    ("secret_versions", &["tickets", "authorizations", "secrets"]),
    ("reveals", &["tickets"]),
    ("handovers", &["tickets"]),
    ("reveal_approvals", &["tickets"]),
    ("work_entries", &["tickets"]),
    ("work_edits", &["tickets"]),
    ("orders", &["tickets"]),
    ("order_raises", &["tickets"]),
    ("order_marks", &["tickets"]),
    ("findings", &["tickets"]),
    ("ticket_emergencies", &["tickets"]),
    ("hardware_cases", &["tickets"]),
    ("gate_lines", &["tickets"]),
    ("authorization_versions", &["tickets"]),
    // Keyed by what is found: a ticket, or a text of it.
    ("search_documents", &["tickets"]),
    // The keys of jobs that are made behind a chain name a ticket or its authorization.
    ("jobs", &["tickets", "authorizations"]),
    ("ticket_links", &["tickets"]),
];

/// Rows that may be locked whenever: whoever else locks them takes nothing afterwards that others hold while they wait.
const LAST: &[&str] = &[
    // One person's own text: written and thrown away by statements that are a unit of work, or the last of one.
    "drafts",
    // Shared by everybody who stores secrets; whoever changes one holds the provider's chain and wants no other.
    "vault_keys",
];

/// What a unit of work knows.
pub struct Known {
    /// What was worked out from the settings.
    pub settings: Option<Arc<dyn Any + Send + Sync>>,
    /// The calendars, once a clock asked for them.
    pub calendars: Option<Arc<Registry>>,
    /// Ends of audit chains it holds, as they are with what it has appended.
    heads: Vec<ChainHead>,
    /// Rows that it has locked or added, by table and, where it is known, id; nobody else comes by them.
    rows: BTreeSet<(String, Option<Uuid>)>,
    /// One of them was there before.
    locks: bool,
}

impl Known {
    /// Nothing yet.
    pub const NOTHING: Self = Self {
        settings: None,
        calendars: None,
        heads: Vec::new(),
        rows: BTreeSet::new(),
        locks: false,
    };

    /// The end of a chain that is held already.
    pub fn head(&self, organization: OrganizationId) -> Option<ChainHead> {
        let mut heads = self.heads.iter();
        heads
            .find(|head| head.organization == organization)
            .copied()
    }

    /// Remembers the end of a chain that is held.
    pub fn remember(&mut self, head: ChainHead) {
        self.heads
            .retain(|old| old.organization != head.organization);
        self.heads.push(head);
    }

    /// The end of a chain is about to be locked.
    pub fn before_head(&self, organization: OrganizationId) {
        if cfg!(debug_assertions) {
            stop_at(self.too_late_for(organization));
        }
    }

    /// A statement is about to be run.
    pub fn before(&mut self, sql: &str, values: &[Value]) {
        if cfg!(debug_assertions) {
            stop_at(self.takes(sql, values));
        }
    }

    fn too_late_for(&self, organization: OrganizationId) -> Option<String> {
        if organization == HOUSE {
            let late = self.locks.then(|| format!("{:?}", self.rows));
            let late =
                late.or_else(|| self.heads.first().map(|head| head.organization.to_string()));
            return late.map(|what| format!("the provider's chain behind {what}"));
        }
        let greater = |head: &&ChainHead| head.organization > organization;
        let after = self.heads.iter().find(greater)?.organization;
        Some(format!(
            "the chain of {organization} behind that of {after}"
        ))
    }

    /// Writes down what a statement locks; says so if that comes too late.
    fn takes(&mut self, sql: &str, values: &[Value]) -> Option<String> {
        let first = match values.first() {
            Some(Value::Uuid(id)) => *id,
            _ => None,
        };
        let mut late = None;
        for (table, touch) in touched(sql) {
            if table == "audit_heads" {
                continue;
            }
            if touch == Touch::Add {
                let ids = values.iter().filter_map(|value| match value {
                    Value::Uuid(id) => *id,
                    _ => None,
                });
                self.rows.extend(ids.map(|id| (table.to_owned(), Some(id))));
            } else {
                if self.holds_a_chain() && !self.is_free(table, first) {
                    late = Some(format!("behind the end of a chain: {sql}"));
                }
                self.locks = true;
                self.rows.insert((table.to_owned(), first));
            }
            self.rows.insert((table.to_owned(), None));
        }
        late
    }

    /// Of somebody who was there before, so that others may wait for it.
    fn holds_a_chain(&self) -> bool {
        let of_others = |organization: OrganizationId| {
            let new = ("organizations".to_owned(), Some(organization.uuid()));
            organization != HOUSE && !self.rows.contains(&new)
        };
        self.heads.iter().any(|head| of_others(head.organization))
    }

    /// Nobody else can hold it while waiting for a chain.
    fn is_free(&self, table: &str, id: Option<Uuid>) -> bool {
        let held = |table: &str, id| self.rows.contains(&(table.to_owned(), id));
        let mut owners = UNDER
            .iter()
            .filter(|(under, _)| *under == table)
            .flat_map(|(_, owners)| owners.iter());
        LAST.contains(&table)
            || (id.is_some() && held(table, id))
            || owners.any(|owner| held(owner, None))
    }
}

fn stop_at(late: Option<String>) {
    if let Some(what) = late {
        panic!("locked in the wrong order (docs/ARCHITECTURE.md): {what}");
    }
}

/// How a statement touches rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Touch {
    /// Rows that were not there.
    Add,
    /// Rows that may have been there.
    Lock,
}

/// Which tables a statement adds rows to or locks rows of.
fn touched(sql: &str) -> Vec<(&str, Touch)> {
    let words: Vec<&str> = sql
        .split(|c: char| c.is_whitespace() || "(),;".contains(c))
        .filter(|word| !word.is_empty())
        .collect();
    let mut touched = Vec::new();
    let mut from = None;
    for (n, word) in words.iter().enumerate() {
        let before = n.checked_sub(1).and_then(|n| words.get(n)).copied();
        let before = before.unwrap_or_default();
        let after = words.get(n + 1).copied().unwrap_or_default();
        match *word {
            "INTO" if before == "INSERT" => touched.push((after, Touch::Add)),
            "CONFLICT" if before == "ON" => {
                if let Some((_, touch)) = touched.last_mut() {
                    *touch = Touch::Lock;
                }
            }
            "UPDATE" | "SHARE" if matches!(before, "FOR" | "KEY") => {
                touched.extend(from.map(|table| (table, Touch::Lock)));
            }
            "UPDATE" if before != "DO" => touched.push((after, Touch::Lock)),
            "FROM" if before == "DELETE" => touched.push((after, Touch::Lock)),
            "FROM" => from = Some(after),
            _ => {}
        }
    }
    touched
}

#[cfg(test)]
mod tests {
    use domain::audit::GENESIS;
    use domain::time::Timestamp;

    use super::*;

    const TICKET: &str = "SELECT id FROM tickets WHERE id = $1 FOR NO KEY UPDATE";
    const CLOCK: &str = "UPDATE clocks SET state = $2 WHERE id = $1";
    const PERSON: &str = "UPDATE people SET name = $2 WHERE id = $1";

    fn id(n: u128) -> Uuid {
        Uuid::from_u128(n)
    }

    fn of(n: u128) -> OrganizationId {
        OrganizationId::from_uuid(id(n))
    }

    fn args(n: u128) -> [Value; 1] {
        [Value::Uuid(Some(id(n)))]
    }

    fn holding(organization: OrganizationId) -> Known {
        let mut known = Known::NOTHING;
        known.hold(organization);
        known
    }

    impl Known {
        fn hold(&mut self, organization: OrganizationId) {
            assert_eq!(self.too_late_for(organization), None);
            self.remember(ChainHead {
                organization,
                seq: 0,
                hash: GENESIS,
                at: Timestamp::from_unix(0),
            });
        }

        fn is_late(&mut self, sql: &str, n: u128) -> bool {
            self.takes(sql, &args(n)).is_some()
        }
    }

    #[test]
    fn statements_say_what_they_lock() {
        use Touch::{Add, Lock};
        for (sql, expected) in [
            ("SELECT id FROM tickets WHERE id = $1", vec![]),
            (TICKET, vec![("tickets", Lock)]),
            (
                "SELECT id FROM tickets /* FOR NO KEY UPDATE */",
                vec![("tickets", Lock)],
            ),
            (
                "SELECT COUNT(*) FROM (SELECT 1 FROM vault_keys FOR SHARE) AS held",
                vec![("vault_keys", Lock)],
            ),
            (PERSON, vec![("people", Lock)]),
            ("DELETE FROM drafts WHERE key = $1", vec![("drafts", Lock)]),
            ("INSERT INTO mails (id) VALUES ($1)", vec![("mails", Add)]),
            ("INSERT INTO mails(id) VALUES ($1)", vec![("mails", Add)]),
            (
                "INSERT INTO drafts (key) VALUES ($1) ON CONFLICT (key) DO UPDATE SET body = $2",
                vec![("drafts", Lock)],
            ),
            (
                "INSERT INTO jobs (id) VALUES ($1)\n    ON CONFLICT (unique_key) DO NOTHING",
                vec![("jobs", Lock)],
            ),
            (
                "UPDATE jobs SET a = 1 WHERE id IN (SELECT id FROM jobs FOR UPDATE SKIP LOCKED) RETURNING id",
                vec![("jobs", Lock), ("jobs", Lock)],
            ),
        ] {
            assert_eq!(touched(sql), expected, "{sql}");
        }
    }

    #[test]
    fn behind_a_chain_only_what_is_held_already_is_locked() {
        assert!(holding(of(5)).is_late(PERSON, 1));
        assert!(holding(of(5)).is_late(TICKET, 1));
        assert!(
            holding(of(5)).is_late(CLOCK, 1),
            "whose ticket nobody holds"
        );
        assert!(!holding(of(5)).is_late("INSERT INTO mails (id) VALUES ($1)", 1));
        assert!(!holding(of(5)).is_late("DELETE FROM drafts WHERE person_id = $1", 1));
        let mut known = Known::NOTHING;
        assert!(!known.is_late(TICKET, 1) && !known.is_late(PERSON, 2));
        known.hold(of(5));
        assert!(!known.is_late(TICKET, 1) && !known.is_late(CLOCK, 9) && !known.is_late(PERSON, 2));
        assert!(known.is_late(TICKET, 3), "another ticket");
    }

    #[test]
    fn what_is_new_is_nobody_elses() {
        let mut known = Known::NOTHING;
        assert!(!known.is_late("INSERT INTO tickets (id) VALUES ($1)", 1));
        known.hold(of(5));
        assert!(!known.is_late("UPDATE tickets SET state = $2 WHERE id = $1", 1));
        // The chain of a customer who was not there before.
        let mut known = Known::NOTHING;
        assert!(!known.is_late("INSERT INTO organizations (id) VALUES ($1)", 5));
        known.hold(of(5));
        assert!(!known.is_late(PERSON, 1));
    }

    #[test]
    fn chains_are_held_in_one_order_the_providers_first() {
        let mut known = holding(HOUSE);
        assert!(!known.is_late(PERSON, 1), "behind the provider's chain");
        known.hold(of(5));
        assert_eq!(known.too_late_for(of(7)), None);
        assert!(known.too_late_for(of(3)).is_some());
        let mut known = Known::NOTHING;
        assert_eq!(known.too_late_for(HOUSE), None);
        assert!(!known.is_late(PERSON, 1));
        assert!(known.too_late_for(HOUSE).is_some());
        assert!(holding(of(5)).too_late_for(HOUSE).is_some());
    }
}
