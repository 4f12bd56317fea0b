//! Where clocks stand on the steps they were started with, and what fired.

use domain::escalation::Ladder;
use domain::ids::{ClockId, PersonId, TicketId};
use domain::time::Timestamp;

use crate::dialect::Spelled;
use crate::row::{Cells, FromRow};
use crate::{Ask, Result, Tx};

record! {
    /// The escalation of a clock as stored.
    pub struct EscalationRow in "escalations" {
        /// The clock.
        pub clock_id: ClockId,
        /// The steps it was started with.
        pub ladder: Ladder,
        /// The step that fires next.
        pub level: i64,
        /// The how manyeth repeat that is.
        pub round: i64,
        /// When the last one fired.
        pub last_at: Option<Timestamp>,
        /// Somebody has it in hand until then.
        pub quiet_until: Option<Timestamp>,
        /// Who took it in hand last.
        pub taken_by: Option<PersonId>,
        /// When.
        pub taken_at: Option<Timestamp>,
        /// When the next step is due; `None` while the clock waits, when it is over, and at the end of the steps.
        pub next_at: Option<Timestamp>,
    }
}

record! {
    /// A step that fired.
    pub struct FiringRow in "escalation_firings" {
        /// The clock.
        pub clock_id: ClockId,
        /// Its cycle.
        pub cycle: i64,
        /// The step, from 0.
        pub level: i64,
        /// The how manyeth repeat of it.
        pub round: i64,
        /// The share of the budget it stands for.
        pub percent: i64,
        /// How many people were behind its roles.
        pub reached: i64,
        /// A later step fired at the same time and said it all.
        pub overtaken: bool,
        /// When.
        pub fired_at: Timestamp,
    }
}

const FIND: &str = sql!(
    "SELECT ",
    EscalationRow::COLUMNS,
    " FROM escalations WHERE clock_id = $1"
);
const FIND_LOCKED: Spelled = locking!(FIND);
const LIST_DUE: &str = "SELECT escalations.clock_id, clocks.ticket_id FROM escalations
    JOIN clocks ON clocks.id = escalations.clock_id
    WHERE escalations.next_at <= $1 ORDER BY escalations.next_at, escalations.clock_id LIMIT $2";
const SET_NEXT: &str = "UPDATE escalations SET next_at = $2 WHERE clock_id = $1";
const UPDATE: &str =
    "UPDATE escalations SET level = $2, round = $3, last_at = $4, quiet_until = $5, taken_by = $6,
        taken_at = $7, next_at = $8
    WHERE clock_id = $1";
const LIST_FIRINGS: &str = sql!(
    "SELECT ",
    FiringRow::COLUMNS,
    " FROM escalation_firings WHERE clock_id = $1 ORDER BY cycle, level, round"
);

/// Adds the steps of a new clock.
pub async fn insert(tx: &mut Tx, row: &EscalationRow) -> Result<()> {
    tx.insert(row).await
}

/// The escalation of a clock, if it has any.
pub async fn find(tx: &mut Tx, clock: ClockId) -> Result<Option<EscalationRow>> {
    tx.optional(FIND, args![clock]).await
}

/// The same, held until the unit of work ends.
pub async fn find_for_update(tx: &mut Tx, clock: ClockId) -> Result<Option<EscalationRow>> {
    let sql = tx.spell(FIND_LOCKED);
    tx.optional(sql, args![clock]).await
}

/// Where a clock stands on its steps, as its ticket shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stand {
    /// The clock.
    pub clock_id: ClockId,
    /// When a step fired last.
    pub last_at: Option<Timestamp>,
    /// When the next one is due.
    pub next_at: Option<Timestamp>,
    /// Somebody has it in hand until then.
    pub quiet_until: Option<Timestamp>,
    /// Name of who took it in hand last.
    pub taken_by: Option<String>,
    /// When.
    pub taken_at: Option<Timestamp>,
}

impl FromRow for Stand {
    const TABLE: &'static str = "escalations";
    fn from_cells(cells: &mut Cells<'_>) -> Result<Self> {
        Ok(Self {
            clock_id: cells.take()?,
            last_at: cells.take()?,
            next_at: cells.take()?,
            quiet_until: cells.take()?,
            taken_by: cells.take()?,
            taken_at: cells.take()?,
        })
    }
}

/// Where the clocks of a ticket stand on their steps, as a question.
pub fn of_ticket(ticket: TicketId) -> Ask<Stand> {
    const OF_TICKET: &str =
        "SELECT escalations.clock_id, escalations.last_at, escalations.next_at, escalations.quiet_until, people.name,
            escalations.taken_at
        FROM escalations JOIN clocks ON clocks.id = escalations.clock_id
        LEFT JOIN people ON people.id = escalations.taken_by
        WHERE clocks.ticket_id = $1 ORDER BY escalations.clock_id";
    Ask::new(OF_TICKET, args![ticket])
}

/// Clocks with a step that is due, with their tickets, the longest due first.
pub async fn list_due(tx: &mut Tx, now: Timestamp, limit: i64) -> Result<Vec<(ClockId, TicketId)>> {
    tx.list(LIST_DUE, args![now, limit]).await
}

/// When the next step of any clock is due.
pub async fn next_due(tx: &mut Tx) -> Result<Option<Timestamp>> {
    const NEXT_DUE: &str = "SELECT MIN(next_at) FROM escalations";
    Ok(tx.one::<(Option<Timestamp>,)>(NEXT_DUE, args![]).await?.0)
}

/// Another instant for the next step; nothing else about it changes.
pub async fn set_next(tx: &mut Tx, clock: ClockId, at: Option<Timestamp>) -> Result<()> {
    tx.change_one(SET_NEXT, args![clock, at]).await
}

/// Writes where the clock stands now. The steps themselves stay as they were.
pub async fn update(tx: &mut Tx, row: &EscalationRow) -> Result<()> {
    let values = args![
        row.clock_id,
        row.level,
        row.round,
        row.last_at,
        row.quiet_until,
        row.taken_by,
        row.taken_at,
        row.next_at
    ];
    tx.change_one(UPDATE, values).await
}

/// Writes that a step fired. A second time is a conflict.
pub async fn insert_firing(tx: &mut Tx, firing: &FiringRow) -> Result<()> {
    tx.insert(firing).await
}

/// What fired on a clock, in order.
pub async fn list_firings(tx: &mut Tx, clock: ClockId) -> Result<Vec<FiringRow>> {
    tx.list(LIST_FIRINGS, args![clock]).await
}
