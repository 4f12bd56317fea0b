//! Which tickets a search is about, and from which side their texts are found.
//!
//! SQLite's index answers for a word as a whole, never for one text: whoever begins with the tickets has it asked anew for each of
//! their texts. So the word is always walked, the newest text first, and the tickets decide what of it is looked at. Of few
//! tickets the texts are known before the walk, and it reads nothing but theirs; where they are many, each text walked
//! is read to see whose it is, from the last one that is theirs on. Enough are found soon then.

use domain::ids::{OrganizationId, SystemId, TeamId};

use crate::Result;
use crate::dialect::Statement;
use crate::queue::Assigned;
use crate::search::Searcher;
use crate::tx::{Dialect, Tx};

/// Texts that are known beforehand, at most.
pub(crate) const FEW: i64 = 20_000;

/// Which tickets a search at the desk is about; the default is all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Narrowing {
    /// Of this customer.
    pub organization: Option<OrganizationId>,
    /// Mainly about this system.
    pub system: Option<SystemId>,
    /// On which this person works, or nobody.
    pub assigned: Assigned,
    /// Of this team.
    pub team: Option<TeamId>,
}

impl Narrowing {
    /// Conditions on a ticket.
    fn conditions(self, query: &mut Statement) {
        if let Some(organization) = self.organization {
            query.push(" AND organization_id = ").bind(organization);
        }
        if let Some(system) = self.system {
            query.push(" AND system_id = ").bind(system);
        }
        self.assigned.condition(query);
        if let Some(team) = self.team {
            query.push(" AND team_id = ").bind(team);
        }
    }

    /// `(SELECT …)`: the numbers of these tickets.
    pub(crate) fn numbers(self, query: &mut Statement) {
        query.push("(SELECT number FROM tickets WHERE TRUE");
        self.conditions(query);
        query.push(")");
    }

    /// Whether there are texts at all, and no more than so many.
    async fn texts(self, tx: &mut Tx, most: i64) -> Result<(bool, bool)> {
        let mut query = Statement::new(
            "SELECT COUNT(*) FROM (SELECT 1 FROM search_documents WHERE ticket_number IN ",
        );
        self.numbers(&mut query);
        query
            .limit(tx.dialect(), most.saturating_add(1))
            .push(") AS counted");
        let (sql, values) = query.finish();
        let (count,): (i64,) = tx.one(sql, values).await?;
        Ok((count > 0, count <= most))
    }
}

/// What a search may find, as its statements say it.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Reach<'a> {
    /// Everything.
    All,
    /// What belongs to these organizations and is no note.
    Members(&'a [OrganizationId]),
    /// The texts of these tickets, which are few; SQLite.
    Few(Narrowing),
    /// The texts of these tickets.
    Many(Narrowing),
}

impl<'a> Reach<'a> {
    /// What somebody may find; `None` where there is nothing to look through.
    pub(crate) async fn of(tx: &mut Tx, searcher: Searcher<'a>, few: i64) -> Result<Option<Self>> {
        Ok(Some(match searcher {
            Searcher::Staff => Self::All,
            Searcher::Members(organizations) => Self::Members(organizations),
            Searcher::Desk(narrowing) if narrowing == Narrowing::default() => Self::All,
            Searcher::Desk(narrowing) if tx.dialect() == Dialect::Postgres => Self::Many(narrowing),
            Searcher::Desk(narrowing) => match narrowing.texts(tx, few).await? {
                (false, _) => return Ok(None),
                (true, true) => Self::Few(narrowing),
                (true, false) => Self::Many(narrowing),
            },
        }))
    }

    /// A condition on `search_documents`, on SQLite beside the `search_index` it is walked by; nothing where everything
    /// may be found.
    pub(crate) fn visible(self, query: &mut Statement, dialect: Dialect, joint: &'static str) {
        match (self, dialect) {
            (Self::All, _) => {}
            (Self::Members(_), _) => self.visible_texts(query, joint),
            // The plus signs keep SQLite from asking the index anew for each of them.
            (Self::Few(narrowing), _) => {
                query.push(joint).push(
                    "+search_index.rowid IN (SELECT n FROM search_documents WHERE ticket_number IN ",
                );
                narrowing.numbers(query);
                query.push(")");
            }
            (Self::Many(narrowing), Dialect::Sqlite) => {
                query.push(joint).push("+ticket_number IN ");
                narrowing.numbers(query);
                query.push(
                    " AND search_index.rowid <= (SELECT MAX(n) FROM search_documents WHERE ticket_number IN ",
                );
                narrowing.numbers(query);
                query.push(")");
            }
            (Self::Many(narrowing), Dialect::Postgres) => {
                query.push(joint).push("ticket_number IN ");
                narrowing.numbers(query);
            }
        }
    }

    /// The same on the texts of a ticket that is known to be one of these.
    pub(crate) fn visible_texts(self, query: &mut Statement, joint: &'static str) {
        if let Self::Members(organizations) = self {
            query
                .push(joint)
                .push("kind <> 'note' AND organization_id IN ")
                .bind_list(organizations);
        }
    }
}
