//! Lists of tickets: the desk's queue, the customer's list, the figures beside them.
//!
//! The queue is ordered by what breaches next. A page is one query: an inner one walks an index and yields fifty tickets
//! (for SQLite only their numbers, which the index covers), the outer one fetches names and the clock for those only. Pages go on behind the last row's key, never by OFFSET, so
//! the thousandth page costs what the first does. What is done stands at `FAR_FUTURE` and is read from the other end.

use domain::ids::{OrganizationId, PersonId, SystemId, TeamId, TicketId, TicketNumber};
use domain::sla::engine::{CalendarRef, Listed};
use domain::sla::{ClockFace, ClockKind};
use domain::ticket::{Class, Department, Priority, TicketState};
use domain::time::Timestamp;

use crate::dialect::{Spelled, Statement};
use crate::row::{Cells, FromRow};
use crate::tx::Dialect;
use crate::{Ask, Result, Tx};

/// Whose tickets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Assigned {
    /// Anybody's and nobody's.
    #[default]
    Any,
    /// Nobody's.
    Nobody,
    /// This person's.
    To(PersonId),
}

impl Assigned {
    /// A condition on a ticket; nothing for anybody's.
    pub(crate) fn condition(self, query: &mut Statement) {
        match self {
            Self::Any => {}
            Self::Nobody => drop(query.push(" AND assignee_id IS NULL")),
            Self::To(person) => drop(query.push(" AND assignee_id = ").bind(person)),
        }
    }
}

/// Which tickets. The default is everything open.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct QueueFilter {
    /// What is resolved or closed, the newest first, instead of what is open.
    pub done: bool,
    /// In this state; then `done` is not asked.
    pub state: Option<TicketState>,
    /// Of this department.
    pub department: Option<Department>,
    /// Of this class.
    pub class: Option<Class>,
    /// Of this priority.
    pub priority: Option<Priority>,
    /// Whose.
    pub assigned: Assigned,
    /// Of this team.
    pub team: Option<TeamId>,
    /// Of one of these teams; of none of them: nothing.
    pub teams: Option<Vec<TeamId>>,
    /// Of this customer.
    pub organization: Option<OrganizationId>,
    /// Mainly about this system.
    pub system: Option<SystemId>,
    /// With a clock that breached by this moment.
    pub breached_by: Option<Timestamp>,
}

/// Where a page ended: the next one begins behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QueueKey {
    /// Of the last row.
    pub next_breach_at: Timestamp,
    /// Of the last row.
    pub number: TicketNumber,
}

/// A line of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueueRow {
    /// Number.
    pub number: TicketNumber,
    /// Id.
    pub id: TicketId,
    /// Subject.
    pub subject: String,
    /// Where it stands.
    pub state: TicketState,
    /// What it is.
    pub class: Class,
    /// Department.
    pub department: Department,
    /// Priority.
    pub priority: Priority,
    /// The customer.
    pub organization_id: OrganizationId,
    /// The customer's name.
    pub organization_name: String,
    /// The system it is mainly about.
    pub system_name: Option<String>,
    /// Who works on it.
    pub assignee_id: Option<PersonId>,
    /// Their name.
    pub assignee_name: Option<String>,
    /// Messages and notes on it.
    pub message_count: i64,
    /// The customer wrote last.
    pub last_message_by_customer: bool,
    /// When the request reached us.
    pub received_at: Timestamp,
    /// Last change.
    pub updated_at: Timestamp,
    /// Order of the queue.
    pub next_breach_at: Timestamp,
    /// The clock that breaches next, else one that waits.
    pub clock: Option<Listed>,
}

impl QueueRow {
    /// Where a page ending with this row goes on.
    pub const fn key(&self) -> QueueKey {
        QueueKey {
            next_breach_at: self.next_breach_at,
            number: self.number,
        }
    }
}

impl FromRow for QueueRow {
    const TABLE: &'static str = "tickets";
    fn from_cells(cells: &mut Cells<'_>) -> Result<Self> {
        Ok(Self {
            number: cells.take()?,
            id: cells.take()?,
            subject: cells.take()?,
            state: cells.take()?,
            class: cells.take()?,
            department: cells.take()?,
            priority: cells.take()?,
            organization_id: cells.take()?,
            organization_name: cells.take()?,
            system_name: cells.take()?,
            assignee_id: cells.take()?,
            assignee_name: cells.take()?,
            message_count: cells.take()?,
            last_message_by_customer: cells.take()?,
            received_at: cells.take()?,
            updated_at: cells.take()?,
            next_breach_at: cells.take()?,
            clock: match cells.take()? {
                Some(kind) => Some(listed(kind, cells)?),
                None => None,
            },
        })
    }
}

fn listed(kind: ClockKind, cells: &mut Cells<'_>) -> Result<Listed> {
    Ok(Listed {
        face: ClockFace {
            kind,
            state: cells.take()?,
            target_s: cells.take()?,
            consumed_s: cells.take()?,
            paused_s: cells.take()?,
            started_at: cells.take()?,
            running_since: cells.take()?,
            paused_since: cells.take()?,
            due_at: cells.take()?,
        },
        calendar: CalendarRef::new(cells.take()?, cells.take()?),
        calendar_version: cells.take()?,
        open: None,
    })
}

/// Figures beside the views. Each stops at the cap it was asked with, so that a large queue costs no more than a small one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ViewCounts {
    /// Open.
    pub open: i64,
    /// Open and mine.
    pub mine: i64,
    /// Open and nobody's.
    pub unassigned: i64,
    /// Open with a clock that has breached.
    pub breached: i64,
    /// Open interventions.
    pub interventions: i64,
    /// Waiting for the customer.
    pub waiting_customer: i64,
}

const SELECT: &str =
    "SELECT tickets.number, tickets.id, tickets.subject, tickets.state, tickets.class, tickets.department, tickets.priority,
        tickets.organization_id, organizations.name, systems.name, tickets.assignee_id, people.name,
        tickets.message_count, tickets.last_message_by_customer, tickets.received_at, tickets.updated_at,
        tickets.next_breach_at, clocks.kind, clocks.state, clocks.target_s, clocks.consumed_s, clocks.paused_s,
        clocks.started_at, clocks.running_since, clocks.paused_since, clocks.due_at,
        clocks.calendar, clocks.region, clocks.calendar_version";
const FROM: Spelled = Spelled {
    sqlite: " FROM (SELECT number AS page_number FROM tickets WHERE ",
    postgres: " FROM (SELECT tickets.* FROM tickets WHERE ",
};
const NAMES: Spelled = Spelled {
    sqlite: ") AS page
    JOIN tickets ON tickets.number = page.page_number
    JOIN organizations ON organizations.id = tickets.organization_id
    LEFT JOIN systems ON systems.id = tickets.system_id
    LEFT JOIN people ON people.id = tickets.assignee_id
    LEFT JOIN clocks ON clocks.id = (SELECT next.id FROM clocks AS next
        WHERE next.ticket_id = tickets.id AND next.state IN ('running', 'paused')
        ORDER BY CASE next.state WHEN 'running' THEN 0 ELSE 1 END, next.breach_at, next.id LIMIT 1)",
    postgres: ") AS tickets
    JOIN organizations ON organizations.id = tickets.organization_id
    LEFT JOIN systems ON systems.id = tickets.system_id
    LEFT JOIN people ON people.id = tickets.assignee_id
    LEFT JOIN LATERAL (SELECT * FROM clocks AS next
        WHERE next.ticket_id = tickets.id AND next.state IN ('running', 'paused')
        ORDER BY CASE next.state WHEN 'running' THEN 0 ELSE 1 END, next.breach_at, next.id LIMIT 1) AS clocks ON TRUE",
};
const COUNTS: &str = "SELECT
    (SELECT COUNT(*) FROM (SELECT 1 FROM tickets WHERE is_open = TRUE LIMIT $3) AS a),
    (SELECT COUNT(*) FROM (SELECT 1 FROM tickets WHERE assignee_id = $1 AND is_open = TRUE LIMIT $3) AS b),
    (SELECT COUNT(*) FROM (SELECT 1 FROM tickets WHERE assignee_id IS NULL AND is_open = TRUE LIMIT $3) AS c),
    (SELECT COUNT(*) FROM (SELECT 1 FROM tickets WHERE is_open = TRUE AND next_breach_at < $2 LIMIT $3) AS d),
    (SELECT COUNT(*) FROM (SELECT 1 FROM tickets WHERE class = 'intervention' AND is_open = TRUE LIMIT $3) AS e),
    (SELECT COUNT(*) FROM (SELECT 1 FROM tickets WHERE state = 'waiting_customer' LIMIT $3) AS f)";

/// A page of the desk's queue: what breaches next first; what is done, the newest first.
pub fn ask(tx: &Tx, filter: &QueueFilter, after: Option<QueueKey>, limit: i64) -> Ask<QueueRow> {
    let (sql, values) = page_statement(tx.dialect(), filter, after, limit).finish();
    Ask::new(sql, values)
}

pub(crate) fn page_statement(
    dialect: Dialect,
    filter: &QueueFilter,
    after: Option<QueueKey>,
    limit: i64,
) -> Statement {
    let done = filter.state.map_or(filter.done, |state| {
        matches!(state, TicketState::Resolved | TicketState::Closed)
    });
    let mut query = Statement::new(SELECT);
    query.push(dialect.spell(FROM));
    conditions(&mut query, filter);
    if let Some(key) = after {
        query.push(if done {
            " AND (next_breach_at, number) < ("
        } else {
            " AND (next_breach_at, number) > ("
        });
        query
            .bind(key.next_breach_at)
            .push(", ")
            .bind(key.number)
            .push(")");
    }
    query.push(if done {
        " ORDER BY next_breach_at DESC, number DESC"
    } else {
        " ORDER BY next_breach_at, number"
    });
    query.limit(dialect, limit).push(dialect.spell(NAMES));
    query.push(if done {
        " ORDER BY tickets.next_breach_at DESC, tickets.number DESC"
    } else {
        " ORDER BY tickets.next_breach_at, tickets.number"
    });
    query
}

/// How many tickets pass a filter, at most `cap`.
pub fn count(tx: &Tx, filter: &QueueFilter, cap: i64) -> Ask<(i64,)> {
    let mut query = Statement::new("SELECT COUNT(*) FROM (SELECT 1 FROM tickets WHERE ");
    conditions(&mut query, filter);
    query.limit(tx.dialect(), cap).push(") AS counted");
    let (sql, values) = query.finish();
    Ask::new(sql, values)
}

/// What a ticket must be to pass.
fn conditions(query: &mut Statement, filter: &QueueFilter) {
    match (filter.state, filter.done) {
        (Some(state), _) => query.push("state = ").bind(state),
        (None, false) => query.push("is_open = TRUE"),
        (None, true) => query.push("is_open = FALSE"),
    };
    if let Some(department) = filter.department {
        query.push(" AND department = ").bind(department);
    }
    if let Some(class) = filter.class {
        query.push(" AND class = ").bind(class);
    }
    if let Some(priority) = filter.priority {
        query.push(" AND priority = ").bind(priority);
    }
    filter.assigned.condition(query);
    if let Some(team) = filter.team {
        query.push(" AND team_id = ").bind(team);
    }
    if let Some(teams) = &filter.teams {
        query
            .push(" AND team_id IN ")
            .bind_list(teams.iter().copied());
    }
    if let Some(organization) = filter.organization {
        query.push(" AND organization_id = ").bind(organization);
    }
    if let Some(system) = filter.system {
        query.push(" AND system_id = ").bind(system);
    }
    if let Some(moment) = filter.breached_by {
        query.push(" AND next_breach_at < ").bind(moment);
    }
}

/// A page of a customer's tickets, the newest first, going on below a number.
pub async fn customer_page(
    tx: &mut Tx,
    organizations: &[OrganizationId],
    open: Option<bool>,
    system: Option<SystemId>,
    before: Option<TicketNumber>,
    limit: i64,
) -> Result<Vec<QueueRow>> {
    let (sql, values) =
        customer_statement(tx.dialect(), organizations, open, system, before, limit).finish();
    tx.list(sql, values).await
}

pub(crate) fn customer_statement(
    dialect: Dialect,
    organizations: &[OrganizationId],
    open: Option<bool>,
    system: Option<SystemId>,
    before: Option<TicketNumber>,
    limit: i64,
) -> Statement {
    let mut query = Statement::new(SELECT);
    query.push(dialect.spell(FROM));
    query.push("organization_id IN ").bind_list(organizations);
    if let Some(open) = open {
        query.push(" AND is_open = ").bind(open);
    }
    if let Some(system) = system {
        query
            .push(" AND id IN (SELECT ticket_id FROM ticket_systems WHERE system_id = ")
            .bind(system);
        query
            .push(" UNION SELECT id FROM tickets WHERE system_id = ")
            .bind(system)
            .push(")");
    }
    if let Some(before) = before {
        query.push(" AND number < ").bind(before);
    }
    query.push(" ORDER BY number DESC").limit(dialect, limit);
    query
        .push(dialect.spell(NAMES))
        .push(" ORDER BY tickets.number DESC");
    query
}

/// How many tickets customers have, open or not, at most `cap`.
pub async fn customer_count(
    tx: &mut Tx,
    organizations: &[OrganizationId],
    cap: i64,
) -> Result<i64> {
    let dialect = tx.dialect();
    let mut query =
        Statement::new("SELECT COUNT(*) FROM (SELECT 1 FROM tickets WHERE organization_id IN ");
    query
        .bind_list(organizations)
        .limit(dialect, cap)
        .push(") AS counted");
    let (sql, values) = query.finish();
    let (count,) = tx.one(sql, values).await?;
    Ok(count)
}

/// The figures beside the views of a person, each at most `cap`: one row.
pub fn counts(person: PersonId, now: Timestamp, cap: i64) -> Ask<ViewCounts> {
    Ask::new(COUNTS, args![person, now, cap])
}

impl FromRow for ViewCounts {
    const TABLE: &'static str = "tickets";
    fn from_cells(cells: &mut Cells<'_>) -> Result<Self> {
        Ok(Self {
            open: cells.take()?,
            mine: cells.take()?,
            unassigned: cells.take()?,
            breached: cells.take()?,
            interventions: cells.take()?,
            waiting_customer: cells.take()?,
        })
    }
}
