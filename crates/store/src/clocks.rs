//! Clocks: a row for each promise, and what happened to it, append-only.

use domain::ids::{ClockId, PersonId, RowId, TicketId};
use domain::sla::engine::{CalendarCode, CalendarRef, Clock, Event, EventDetail};
use domain::time::Timestamp;

use crate::dialect::Spelled;
use crate::row::{Cells, FromRow, Record};
use crate::value::Value;
use crate::{Ask, Result, StoreError, Tx};

/// Columns of a [`Clock`] in the order it is read.
pub(crate) const COLUMNS: &str = "clocks.id, clocks.ticket_id, clocks.kind, clocks.cycle, clocks.state, clocks.target_s,
    clocks.consumed_s, clocks.paused_s, clocks.started_at, clocks.running_since, clocks.paused_since, clocks.due_at,
    clocks.breach_at, clocks.next_event_at, clocks.stopped_at, clocks.policy_version, clocks.calendar,
    clocks.region, clocks.calendar_version, clocks.outcome";

impl FromRow for Clock {
    const TABLE: &'static str = "clocks";
    fn from_cells(cells: &mut Cells<'_>) -> Result<Self> {
        Ok(Self {
            id: cells.take()?,
            ticket_id: cells.take()?,
            kind: cells.take()?,
            cycle: cells.take()?,
            state: cells.take()?,
            target_s: cells.take()?,
            consumed_s: cells.take()?,
            paused_s: cells.take()?,
            started_at: cells.take()?,
            running_since: cells.take()?,
            paused_since: cells.take()?,
            due_at: cells.take()?,
            breach_at: cells.take()?,
            next_event_at: cells.take()?,
            stopped_at: cells.take()?,
            policy_version: cells.take()?,
            calendar: CalendarRef::new(cells.take()?, cells.take()?),
            calendar_version: cells.take()?,
            outcome: cells.take()?,
        })
    }
}

impl Record for Clock {
    const INSERT: &'static str = "INSERT INTO clocks (id, ticket_id, kind, cycle, state, target_s, consumed_s, paused_s,
            started_at, running_since, paused_since, due_at, breach_at, next_event_at, stopped_at, policy_version, calendar,
            region, calendar_version, outcome)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)";
    fn values(&self) -> Vec<Value> {
        args![
            self.id,
            self.ticket_id,
            self.kind,
            self.cycle,
            self.state,
            self.target_s,
            self.consumed_s,
            self.paused_s,
            self.started_at,
            self.running_since,
            self.paused_since,
            self.due_at,
            self.breach_at,
            self.next_event_at,
            self.stopped_at,
            self.policy_version,
            self.calendar.code,
            self.calendar.region,
            self.calendar_version,
            self.outcome
        ]
    }
}

/// An event of a clock as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClockEventRow {
    /// Its number on the clock, from 1.
    pub seq: i64,
    /// Who caused it; `None` for time.
    pub actor_id: Option<PersonId>,
    /// What happened.
    pub event: Event,
}

impl FromRow for ClockEventRow {
    const TABLE: &'static str = "clock_events";
    fn from_cells(cells: &mut Cells<'_>) -> Result<Self> {
        let (seq, actor_id): (i64, _) = (cells.take()?, cells.take()?);
        let (kind, at, detail) = (cells.take()?, cells.take()?, cells.take::<String>()?);
        let detail = EventDetail::from_json(&detail).map_err(|_| StoreError::Inconsistent {
            table: Self::TABLE,
            column: "detail".to_owned(),
            id: seq.to_string(),
        })?;
        Ok(Self {
            seq,
            actor_id,
            event: Event { kind, at, detail },
        })
    }
}

const FIND: &str = sql!("SELECT ", COLUMNS, " FROM clocks WHERE id = $1");
const FIND_LOCKED: Spelled = locking!(FIND);
const LIST: &str = sql!(
    "SELECT ",
    COLUMNS,
    " FROM clocks WHERE ticket_id = $1 ORDER BY started_at, id"
);
const LIST_DUE: &str = sql!(
    "SELECT ",
    COLUMNS,
    " FROM clocks WHERE next_event_at <= $1 ORDER BY next_event_at, id LIMIT $2"
);
const LIST_RUNNING_IN: &str = sql!(
    "SELECT ",
    COLUMNS,
    " FROM clocks WHERE calendar = $1 AND state = 'running' ORDER BY ticket_id, id"
);
const UPDATE: &str = "UPDATE clocks SET state = $2, target_s = $3, consumed_s = $4, paused_s = $5, running_since = $6,
        paused_since = $7, due_at = $8, breach_at = $9, next_event_at = $10, stopped_at = $11, policy_version = $12,
        calendar = $13, region = $14, calendar_version = $15, outcome = $16
    WHERE id = $1";
const NEXT_BREACH: &str =
    "SELECT MIN(breach_at) FROM clocks WHERE ticket_id = $1 AND state = 'running'";
const LAST_CYCLE: &str =
    "SELECT COALESCE(MAX(cycle), 0) FROM clocks WHERE ticket_id = $1 AND kind = $2";
const APPEND: &str = "INSERT INTO clock_events (id, clock_id, seq, kind, at, actor_id, detail)
    SELECT $1, $2, COALESCE(MAX(seq), 0) + 1, $3, $4, $5, $6 FROM clock_events WHERE clock_id = $2 RETURNING seq";
const LIST_EVENTS: &str =
    "SELECT seq, actor_id, kind, at, detail FROM clock_events WHERE clock_id = $1 ORDER BY seq";

/// The events of all clocks of a ticket, in their order on each.
pub fn events_of_ticket(ticket: TicketId) -> Ask<EventOfClock> {
    const OF_TICKET: &str =
        "SELECT clock_id, seq, actor_id, clock_events.kind, at, detail FROM clock_events
        WHERE clock_id IN (SELECT clocks.id FROM clocks WHERE ticket_id = $1) ORDER BY clock_id, seq";
    Ask::new(OF_TICKET, args![ticket])
}

/// An event with the clock it belongs to.
#[derive(Debug, Clone, PartialEq)]
pub struct EventOfClock {
    /// The clock.
    pub clock: ClockId,
    /// The event.
    pub row: ClockEventRow,
}

impl FromRow for EventOfClock {
    const TABLE: &'static str = "clock_events";
    fn from_cells(cells: &mut Cells<'_>) -> Result<Self> {
        Ok(Self {
            clock: cells.take()?,
            row: ClockEventRow::from_cells(cells)?,
        })
    }
}

/// Adds a clock. A second one of its kind and cycle on the ticket is a conflict on `clocks_ticket_id_kind_cycle_key`.
pub async fn insert(tx: &mut Tx, clock: &Clock) -> Result<()> {
    tx.insert(clock).await
}

/// The clock with this id.
pub async fn find(tx: &mut Tx, id: ClockId) -> Result<Option<Clock>> {
    tx.optional(FIND, args![id]).await
}

/// The clock with this id, held until the unit of work ends.
pub async fn find_for_update(tx: &mut Tx, id: ClockId) -> Result<Option<Clock>> {
    let sql = tx.spell(FIND_LOCKED);
    tx.optional(sql, args![id]).await
}

/// The clocks of a ticket in the order they began; as a question.
pub fn ask(ticket: TicketId) -> Ask<Clock> {
    Ask::new(LIST, args![ticket])
}

/// The clocks of a ticket in the order they began.
pub async fn list(tx: &mut Tx, ticket: TicketId) -> Result<Vec<Clock>> {
    tx.list(LIST, args![ticket]).await
}

/// Clocks a worker has to look at, the longest due first.
pub async fn list_due(tx: &mut Tx, now: Timestamp, limit: i64) -> Result<Vec<Clock>> {
    tx.list(LIST_DUE, args![now, limit]).await
}

/// The running clocks that count in a calendar, by ticket.
pub async fn list_running_in(tx: &mut Tx, calendar: &CalendarCode) -> Result<Vec<Clock>> {
    tx.list(LIST_RUNNING_IN, args![calendar]).await
}

/// When somebody has to look at a clock next.
pub async fn next_due(tx: &mut Tx) -> Result<Option<Timestamp>> {
    const NEXT_DUE: &str = "SELECT MIN(next_event_at) FROM clocks";
    Ok(tx.one::<(Option<Timestamp>,)>(NEXT_DUE, args![]).await?.0)
}

/// When the first clock is due of those that are not due yet.
pub async fn next_due_after(tx: &mut Tx, now: Timestamp) -> Result<Option<Timestamp>> {
    const NEXT_DUE_AFTER: &str = "SELECT MIN(next_event_at) FROM clocks WHERE next_event_at >= $1";
    let (at,) = tx
        .one::<(Option<Timestamp>,)>(NEXT_DUE_AFTER, args![now])
        .await?;
    Ok(at)
}

/// Writes what may change about a clock. Its events are [`append`]ed beside it.
pub async fn update(tx: &mut Tx, clock: &Clock) -> Result<()> {
    let values = args![
        clock.id,
        clock.state,
        clock.target_s,
        clock.consumed_s,
        clock.paused_s,
        clock.running_since,
        clock.paused_since,
        clock.due_at,
        clock.breach_at,
        clock.next_event_at,
        clock.stopped_at,
        clock.policy_version,
        clock.calendar.code,
        clock.calendar.region,
        clock.calendar_version,
        clock.outcome
    ];
    tx.change_one(UPDATE, values).await
}

/// The earliest breach of a ticket's running clocks, [`Timestamp::FAR_FUTURE`] without any: what the queue sorts by.
pub async fn next_breach(tx: &mut Tx, ticket: TicketId) -> Result<Timestamp> {
    let (at,): (Option<Timestamp>,) = tx.one(NEXT_BREACH, args![ticket]).await?;
    Ok(at.unwrap_or(Timestamp::FAR_FUTURE))
}

/// How many cycles of a kind a ticket has had.
pub async fn last_cycle(
    tx: &mut Tx,
    ticket: TicketId,
    kind: domain::sla::ClockKind,
) -> Result<i64> {
    Ok(tx.one::<(i64,)>(LAST_CYCLE, args![ticket, kind]).await?.0)
}

/// Appends an event to a clock's history and says its number.
pub async fn append(
    tx: &mut Tx,
    id: RowId,
    clock: ClockId,
    actor: Option<PersonId>,
    event: &Event,
) -> Result<i64> {
    let values = args![
        id,
        clock,
        event.kind,
        event.at,
        actor,
        event.detail.to_json()
    ];
    Ok(tx.one::<(i64,)>(APPEND, values).await?.0)
}

/// What happened to a clock, in order.
pub async fn list_events(tx: &mut Tx, clock: ClockId) -> Result<Vec<ClockEventRow>> {
    tx.list(LIST_EVENTS, args![clock]).await
}
