//! What reports are made of: narrow rows of a stretch of time, read in one go each.
//!
//! Clocks and tickets are not joined by the database but by who counts them: both are read once from the front to the end,
//! and a hundred thousand look-ups by id would cost more than both together.

use std::collections::HashMap;

use domain::ids::{ClockId, OrganizationId, PersonId, SystemId, TeamId, TicketId, TicketNumber};
use domain::intervention::Complexity;
use domain::report::{BreachReason, Filter, Reopening, TicketFact, Waits, Who, WorkFact};
use domain::sla::engine::CalendarRef;
use domain::sla::{ClockDetail, ClockKind, ClockOutcome, ClockState};
use domain::ticket::TicketState;
use domain::time::Timestamp;

use crate::dialect::{Spelled, Statement};
use crate::facts::{Layout, Part, Reading};
use crate::row::{Cells, FromRow};
use crate::{Result, StoreError, Tx};

/// A stretch of time: from its beginning up to its end, which is not in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    /// First instant.
    pub from: Timestamp,
    /// First instant behind it.
    pub until: Timestamp,
}

/// A clock without what it shares with its ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClockLine {
    /// The clock.
    pub clock: ClockId,
    /// Its ticket.
    pub ticket: TicketId,
    /// The promise.
    pub kind: ClockKind,
    /// Of an intervention: how much was promised.
    pub complexity: Option<Complexity>,
    /// The promise, seconds of its calendar.
    pub target_s: i64,
    /// Counted up to its end or the last time it was looked at.
    pub consumed_s: i64,
    /// When it began.
    pub started_at: Timestamp,
    /// Since when it counts beyond `consumed_s`.
    pub running_since: Option<Timestamp>,
    /// When it ended.
    pub stopped_at: Option<Timestamp>,
    /// The last instant in time; of a promise that was broken, the one it was broken at.
    pub breach_at: Option<Timestamp>,
    /// What it does.
    pub state: ClockState,
    /// How it ended.
    pub outcome: Option<ClockOutcome>,
    /// Why it was broken.
    pub reason: Option<BreachReason>,
    /// Version of the policy.
    pub policy_version: i64,
    /// Its calendar.
    pub calendar: CalendarRef,
    /// Version of the calendar.
    pub calendar_version: i64,
}

impl FromRow for ClockLine {
    const TABLE: &'static str = "clocks";
    fn from_cells(cells: &mut Cells<'_>) -> Result<Self> {
        Ok(Self {
            clock: cells.take()?,
            ticket: cells.take()?,
            complexity: cells.take()?,
            target_s: cells.take()?,
            consumed_s: cells.take()?,
            started_at: cells.take()?,
            running_since: cells.take()?,
            stopped_at: cells.take()?,
            breach_at: cells.take()?,
            policy_version: cells.take()?,
            calendar_version: cells.take()?,
            kind: cells.take()?,
            state: cells.take()?,
            outcome: cells.take()?,
            reason: cells.take()?,
            calendar: {
                let code = cells.take()?;
                CalendarRef::new(code, cells.take()?)
            },
        })
    }
}

/// `clocks.report_fact`, in the order of [`ClockLine`].
const CLOCK: Layout = &[
    ("id", Part::Id),
    ("ticket_id", Part::Id),
    ("complexity", Part::Elsewhere),
    ("target_s", Part::Number),
    ("consumed_s", Part::Number),
    ("started_at", Part::Time),
    ("running_since", Part::Time),
    ("stopped_at", Part::Time),
    ("breach_at", Part::Time),
    ("policy_version", Part::Number),
    ("calendar_version", Part::Number),
    ("kind", Part::Text),
    ("state", Part::Text),
    ("outcome", Part::Text),
    ("breach_reason", Part::Text),
    ("calendar", Part::Text),
    ("region", Part::Text),
];

/// `tickets.report_fact`, in the order a [`TicketFact`] is read in.
const TICKET: Layout = &[
    ("id", Part::Id),
    ("organization_id", Part::Id),
    ("system_id", Part::Id),
    ("assignee_id", Part::Id),
    ("team_id", Part::Id),
    ("number", Part::Number),
    ("received_at", Part::Time),
    ("waited_customer_s", Part::Number),
    ("waited_third_party_s", Part::Number),
    ("waited_us_s", Part::Number),
    ("resolved_at", Part::Time),
    ("closed_at", Part::Time),
    ("priority", Part::Text),
    ("class", Part::Text),
    ("state", Part::Text),
    ("reopened", Part::Words),
];

impl FromRow for TicketFact {
    const TABLE: &'static str = "tickets";
    fn from_cells(cells: &mut Cells<'_>) -> Result<Self> {
        let ticket: TicketId = cells.take()?;
        let (customer, system) = (cells.take()?, cells.take()?);
        let (engineer, team) = (cells.take()?, cells.take()?);
        let number: TicketNumber = cells.take()?;
        let received_at = cells.take()?;
        let waits = Waits {
            customer_s: seconds(cells.take()?),
            third_party_s: seconds(cells.take()?),
            us_s: seconds(cells.take()?),
        };
        let (resolved, closed): (Option<Timestamp>, Option<Timestamp>) =
            (cells.take()?, cells.take()?);
        let who = Who {
            customer,
            system,
            engineer,
            team,
            priority: cells.take()?,
            class: cells.take()?,
        };
        let state: TicketState = cells.take()?;
        let done = matches!(state, TicketState::Resolved | TicketState::Closed);
        let reopened: String = cells.take()?;
        Ok(Self {
            ticket,
            number,
            who,
            received_at,
            reopened: reopenings(&reopened).ok_or_else(|| StoreError::Inconsistent {
                table: Self::TABLE,
                column: "reopened".to_owned(),
                id: number.to_string(),
            })?,
            solved_at: resolved.or(closed).filter(|_| done),
            waits,
        })
    }
}

fn seconds(value: i64) -> u64 {
    u64::try_from(value).unwrap_or(0)
}

/// Pairs of seconds since 1970: solved, reopened.
fn reopenings(text: &str) -> Option<Vec<Reopening>> {
    let mut numbers = text.split_whitespace();
    let mut all = Vec::new();
    while let Some(solved) = numbers.next() {
        all.push(Reopening {
            solved_at: Timestamp::from_unix(solved.parse().ok()?),
            reopened_at: Timestamp::from_unix(numbers.next()?.parse().ok()?),
        });
    }
    Some(all)
}

fn who(cells: &mut Cells<'_>) -> Result<Who> {
    Ok(Who {
        customer: cells.take()?,
        system: cells.take()?,
        engineer: cells.take()?,
        team: cells.take()?,
        priority: cells.take()?,
        class: cells.take()?,
    })
}

struct WorkLine(WorkFact);

impl FromRow for WorkLine {
    const TABLE: &'static str = "work_entries";
    fn from_cells(cells: &mut Cells<'_>) -> Result<Self> {
        let who = who(cells)?;
        let (started_at, stopped_at): (Timestamp, Timestamp) = (cells.take()?, cells.take()?);
        let billable: bool = cells.take()?;
        let worked_s = seconds(stopped_at.seconds_since(started_at));
        Ok(Self(WorkFact {
            who,
            started_at,
            worked_s,
            billable_s: if billable { worked_s } else { 0 },
        }))
    }
}

/// Who was responsible for a clock when it broke.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blame {
    /// The clock.
    pub clock: ClockId,
    /// Who; `None`: nobody.
    pub assignee: Option<PersonId>,
}

impl FromRow for Blame {
    const TABLE: &'static str = "clock_events";
    fn from_cells(cells: &mut Cells<'_>) -> Result<Self> {
        let (clock, detail): (ClockId, String) = (cells.take()?, cells.take()?);
        let detail = ClockDetail::from_json(&detail).map_err(|_| StoreError::Inconsistent {
            table: Self::TABLE,
            column: "detail".to_owned(),
            id: clock.to_string(),
        })?;
        Ok(Self {
            clock,
            assignee: detail.assignee,
        })
    }
}

const CLOCKS: &str = "SELECT clocks.id, clocks.ticket_id,
        CASE WHEN clocks.kind = 'intervention' THEN
            (SELECT complexity FROM interventions WHERE interventions.ticket_id = clocks.ticket_id) END,
        clocks.target_s, clocks.consumed_s, clocks.started_at, clocks.running_since, clocks.stopped_at,
        COALESCE(clocks.breached_at, clocks.breach_at), clocks.policy_version, clocks.calendar_version,
        clocks.kind, clocks.state, clocks.outcome, clocks.breach_reason, clocks.calendar, clocks.region
    FROM clocks WHERE ";
const COMPLEXITIES: &str = "SELECT interventions.ticket_id, interventions.complexity FROM interventions
    WHERE interventions.complexity IS NOT NULL AND interventions.ticket_id IN (SELECT clocks.ticket_id FROM clocks
        WHERE clocks.report_end >= $1 AND clocks.started_at < $2 AND clocks.kind = 'intervention')";
/// What a column of facts is gathered into.
const GATHERED: Spelled = Spelled {
    sqlite: "SELECT CAST(GROUP_CONCAT(listed.fact, '') AS BLOB) FROM (",
    postgres: "SELECT STRING_AGG(listed.fact, '') FROM (",
};
const CLOCK_FACTS: &str =
    "SELECT clocks.report_fact AS fact FROM clocks WHERE clocks.report_end >= ";
const OPEN_TICKETS: &str = "SELECT tickets.report_fact AS fact FROM tickets WHERE tickets.is_open = TRUE AND tickets.received_at < ";
const DONE_TICKETS: &str = " UNION ALL SELECT tickets.report_fact AS fact FROM tickets WHERE tickets.is_open = FALSE AND tickets.updated_at >= ";
const WORK: &str = "SELECT tickets.organization_id, tickets.system_id, work_entries.person_id, tickets.team_id, tickets.priority,
        tickets.class, work_entries.started_at, work_entries.stopped_at,
        CASE WHEN work_entries.waived = '' THEN work_entries.billable ELSE FALSE END
    FROM work_entries JOIN tickets ON tickets.id = work_entries.ticket_id
    WHERE work_entries.stopped_at IS NOT NULL AND work_entries.state <> 'discarded' AND work_entries.reverses IS NULL
        AND NOT EXISTS (SELECT 1 FROM work_entries AS back WHERE back.reverses = work_entries.id)
        AND work_entries.started_at >= ";
const BLAME: &str = "SELECT clock_events.clock_id, clock_events.detail FROM clocks
    JOIN clock_events ON clock_events.clock_id = clocks.id AND clock_events.kind = 'breach'
    WHERE clocks.outcome = 'breached' AND (
        (COALESCE(clocks.breached_at, clocks.breach_at) >= $1 AND COALESCE(clocks.breached_at, clocks.breach_at) < $2)
        OR (clocks.stopped_at >= $1 AND clocks.stopped_at < $2))";
const BROKEN: &str = "UPDATE clocks SET breached_at = $2 WHERE id = $1 AND breached_at IS NULL";
const GIVE_REASON: &str = "UPDATE clocks SET breach_reason = $2, breach_note = $3
    WHERE ticket_id = $1 AND outcome = 'breached' AND breach_reason IS NULL";
const MISSING_REASON: &str = "SELECT id, kind FROM clocks
    WHERE ticket_id = $1 AND breach_reason IS NULL
        AND (outcome = 'breached' OR (outcome IS NULL AND state = 'running' AND breach_at < $2))
    ORDER BY started_at, id";

/// What of the filter the row of a ticket says. The engineer is not asked here: of a broken promise it is who had it then.
fn narrow(query: &mut Statement, filter: &Filter) {
    if let Some(customer) = filter.customer {
        query.push(" AND tickets.organization_id = ").bind(customer);
    }
    if let Some(system) = filter.system {
        query.push(" AND tickets.system_id = ").bind(system);
    }
    if let Some(team) = filter.team {
        query.push(" AND tickets.team_id = ").bind(team);
    }
    if let Some(priority) = filter.priority {
        query.push(" AND tickets.priority = ").bind(priority);
    }
    if let Some(class) = filter.class {
        query.push(" AND tickets.class = ").bind(class);
    }
}

/// Only clocks of tickets of one customer or system, where the filter names them: both have an index.
fn narrow_clocks(query: &mut Statement, filter: &Filter) {
    if filter.customer.is_some() || filter.system.is_some() {
        let only = Filter {
            customer: filter.customer,
            system: filter.system,
            ..Filter::default()
        };
        query.push(" AND clocks.ticket_id IN (SELECT tickets.id FROM tickets WHERE TRUE");
        narrow(query, &only);
        query.push(")");
    }
    if let Some(kind) = filter.kind {
        query.push(" AND clocks.kind = ").bind(kind);
    }
}

/// Clocks that ended or broke within a stretch, or whose last instant lies in it: all that can be decided there, and those
/// that end behind it.
pub async fn clocks(tx: &mut Tx, stretch: Stretch, filter: &Filter) -> Result<Vec<ClockLine>> {
    let mut query = Statement::new(tx.spell(GATHERED));
    query
        .push(CLOCK_FACTS)
        .bind(stretch.from)
        .push(" AND clocks.started_at < ")
        .bind(stretch.until);
    narrow_clocks(&mut query, filter);
    query.push(") AS listed");
    let (sql, values) = query.finish();
    let mut lines: Vec<ClockLine> = tx.facts(CLOCK, sql, values).await?.rows().await?;
    if lines
        .iter()
        .any(|line| line.kind == ClockKind::Intervention)
    {
        let values = args![stretch.from, stretch.until];
        let known: HashMap<TicketId, Complexity> =
            tx.list(COMPLEXITIES, values).await?.into_iter().collect();
        for line in &mut lines {
            if line.kind == ClockKind::Intervention {
                line.complexity = known.get(&line.ticket).copied();
            }
        }
    }
    Ok(lines)
}

/// Running clocks that have not reached their last instant at a moment, the next one first.
pub async fn running(
    tx: &mut Tx,
    at: Timestamp,
    filter: &Filter,
    limit: i64,
) -> Result<Vec<ClockLine>> {
    let mut query = Statement::new(CLOCKS);
    query
        .push("clocks.state = 'running' AND clocks.outcome IS NULL AND clocks.breach_at >= ")
        .bind(at)
        .push(
            " AND clocks.ticket_id IN (SELECT tickets.id FROM tickets WHERE tickets.is_open = TRUE",
        );
    narrow(&mut query, filter);
    if let Some(engineer) = filter.engineer {
        query.push(" AND tickets.assignee_id = ").bind(engineer);
    }
    query.push(")");
    if let Some(kind) = filter.kind {
        query.push(" AND clocks.kind = ").bind(kind);
    }
    query.push(" ORDER BY clocks.breach_at, clocks.id");
    query.limit(tx.dialect(), limit);
    let (sql, values) = query.finish();
    tx.list(sql, values).await
}

/// Tickets received before the end of a stretch that are open or were changed since its beginning: all of whom anything can
/// have come, left, waited or been decided in it.
pub async fn tickets(
    tx: &mut Tx,
    stretch: Stretch,
    filter: &Filter,
) -> Result<Reading<TicketFact>> {
    let mut query = Statement::new(tx.spell(GATHERED));
    query.push(OPEN_TICKETS).bind(stretch.until);
    narrow(&mut query, filter);
    query
        .push(DONE_TICKETS)
        .bind(stretch.from)
        .push(" AND tickets.received_at < ")
        .bind(stretch.until);
    narrow(&mut query, filter);
    query.push(") AS listed");
    let (sql, values) = query.finish();
    tx.facts(TICKET, sql, values).await
}

/// Finished work that began within a stretch.
pub async fn work(tx: &mut Tx, stretch: Stretch, filter: &Filter) -> Result<Vec<WorkFact>> {
    let mut query = Statement::new(WORK);
    query
        .bind(stretch.from)
        .push(" AND work_entries.started_at < ")
        .bind(stretch.until);
    narrow(&mut query, filter);
    let (sql, values) = query.finish();
    let lines: Vec<WorkLine> = tx.list(sql, values).await?;
    Ok(lines.into_iter().map(|WorkLine(fact)| fact).collect())
}

/// Keeps when a promise was broken; the first time stays.
pub async fn broken(tx: &mut Tx, clock: ClockId, at: Timestamp) -> Result<()> {
    tx.write(BROKEN, args![clock, at], 0..=1).await
}

/// Who was responsible for the clocks that broke or ended within a stretch (rule 29).
pub async fn blame(tx: &mut Tx, stretch: Stretch) -> Result<Vec<Blame>> {
    tx.list(BLAME, args![stretch.from, stretch.until]).await
}

/// Broken clocks of a ticket nobody has given a reason for, those included that run past their last instant.
pub async fn missing_reason(
    tx: &mut Tx,
    ticket: TicketId,
    now: Timestamp,
) -> Result<Vec<(ClockId, ClockKind)>> {
    tx.list(MISSING_REASON, args![ticket, now]).await
}

/// Gives the broken clocks of a ticket their reason, where they have none; says how many.
pub async fn give_reason(
    tx: &mut Tx,
    ticket: TicketId,
    reason: BreachReason,
    note: &str,
) -> Result<u64> {
    tx.execute(GIVE_REASON, args![ticket, reason, note]).await
}

/// Names of customers, by name.
pub async fn customers(tx: &mut Tx) -> Result<Vec<(OrganizationId, String)>> {
    tx.list(
        "SELECT id, name FROM organizations ORDER BY name, id",
        args![],
    )
    .await
}

/// Names of those who are or were of the staff, by name.
pub async fn engineers(tx: &mut Tx) -> Result<Vec<(PersonId, String)>> {
    const STAFF: &str =
        "SELECT id, name FROM people WHERE staff_role IS NOT NULL ORDER BY name, id";
    tx.list(STAFF, args![]).await
}

/// Names of systems with their customer, by name.
pub async fn systems(tx: &mut Tx) -> Result<Vec<(SystemId, String)>> {
    const SYSTEMS: &str = "SELECT systems.id, systems.name || ', ' || organizations.name FROM systems
        JOIN organizations ON organizations.id = systems.organization_id ORDER BY systems.name, systems.id";
    tx.list(SYSTEMS, args![]).await
}

/// Names of teams, by name.
pub async fn teams(tx: &mut Tx) -> Result<Vec<(TeamId, String)>> {
    tx.list("SELECT id, name FROM teams ORDER BY name, id", args![])
        .await
}
