//! Stretches of work on a ticket: when somebody's clock ran, and what it costs.

use domain::charge::{Cents, Tariff};
use domain::ids::{PersonId, TicketId, WorkEntryId};
use domain::intervention::Task;
use domain::time::Timestamp;

use crate::{Result, Tx};

record! {
    /// A stretch as stored.
    pub struct WorkEntryRow in "work_entries" {
        /// Id.
        pub id: WorkEntryId,
        /// The ticket.
        pub ticket_id: TicketId,
        /// Who worked.
        pub person_id: PersonId,
        /// Since when.
        pub started_at: Timestamp,
        /// Until when; `None` while it runs.
        pub stopped_at: Option<Timestamp>,
        /// What for.
        pub note: String,
        /// Whether it may be billed at all.
        pub billable: bool,
        /// How it is charged.
        pub tariff: Tariff,
        /// What it costs, net; 0 while it runs.
        pub net_cents: Cents,
        /// The signed task it was worked on.
        pub task: Option<Task>,
        /// Why nothing is charged for it; empty where it is.
        pub waived: String,
    }
}

const FIND: &str = sql!(
    "SELECT ",
    WorkEntryRow::COLUMNS,
    " FROM work_entries WHERE id = $1"
);
const LIST: &str = sql!(
    "SELECT ",
    WorkEntryRow::COLUMNS,
    " FROM work_entries WHERE ticket_id = $1 ORDER BY started_at, id"
);
const LIST_RUNNING: &str = sql!(
    "SELECT ",
    WorkEntryRow::COLUMNS,
    " FROM work_entries WHERE person_id = $1 AND stopped_at IS NULL ORDER BY started_at, id"
);
const STOP: &str = "UPDATE work_entries SET stopped_at = $2, note = $3, billable = $4, tariff = $5, net_cents = $6,
        task = $7, waived = $8
    WHERE id = $1 AND stopped_at IS NULL";

/// Starts a stretch (or adds a finished one). A second running one of this person on the ticket is a conflict on
/// `work_entries_ticket_id_person_id_key`.
pub async fn insert(tx: &mut Tx, entry: &WorkEntryRow) -> Result<()> {
    tx.insert(entry).await
}

/// The stretch with this id.
pub async fn find(tx: &mut Tx, id: WorkEntryId) -> Result<Option<WorkEntryRow>> {
    tx.optional(FIND, args![id]).await
}

/// The work on a ticket in order.
pub async fn list(tx: &mut Tx, ticket: TicketId) -> Result<Vec<WorkEntryRow>> {
    tx.list(LIST, args![ticket]).await
}

/// What runs for a person.
pub async fn list_running(tx: &mut Tx, person: PersonId) -> Result<Vec<WorkEntryRow>> {
    tx.list(LIST_RUNNING, args![person]).await
}

/// Stops a stretch as it reads now, with its note, task and price: `false` if it was stopped before.
pub async fn stop(tx: &mut Tx, entry: &WorkEntryRow) -> Result<bool> {
    let e = entry;
    let values = args![
        e.id,
        e.stopped_at,
        e.note,
        e.billable,
        e.tariff,
        e.net_cents,
        e.task,
        e.waived
    ];
    Ok(tx.execute(STOP, values).await? == 1)
}

impl WorkEntryRow {
    /// How long it took, in seconds; up to `now` while it runs.
    pub fn seconds(&self, now: Timestamp) -> i64 {
        let until = self.stopped_at.unwrap_or(now);
        until.seconds_since(self.started_at).max(0)
    }
}
