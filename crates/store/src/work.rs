//! Stretches of work on a ticket: when somebody's clock ran, what it was, what it rests on, who approved it.

use domain::billing::{ArticleCode, Content, EntryState};
use domain::charge::{Cents, Tariff};
use domain::ids::{OrderId, OrganizationId, PersonId, RowId, TicketId, TicketNumber, WorkEntryId};
use domain::intervention::Task;
use domain::time::Timestamp;

use crate::{Ask, Result, Tx};

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
        /// How it was charged when it was written; on interventions as signed.
        pub tariff: Tariff,
        /// What it came to when it was stopped, net; 0 while it runs, and on tickets that are no intervention.
        pub net_cents: Cents,
        /// The signed task it was worked on.
        pub task: Option<Task>,
        /// Why nothing is charged for it; empty where it is.
        pub waived: String,
        /// What it was, as the tariffs name it.
        pub article: ArticleCode,
        /// The accepted order it rests on; on interventions it rests on the authorization.
        pub order_id: Option<OrderId>,
        /// Maintenance that was agreed for hours outside.
        pub appointment: bool,
        /// Draft, approved or discarded.
        pub state: EntryState,
        /// Who decided that.
        pub decided_by: Option<PersonId>,
        /// When.
        pub decided_at: Option<Timestamp>,
        /// Why.
        pub decided_why: String,
        /// The entry it takes back.
        pub reverses: Option<WorkEntryId>,
    }
}

record! {
    /// What an entry said before a change, as stored. Written once, never changed.
    pub struct WorkEditRow in "work_edits" {
        /// Id.
        pub id: RowId,
        /// The entry.
        pub entry_id: WorkEntryId,
        /// What it said.
        pub before: Content,
        /// Who changed it.
        pub changed_by: PersonId,
        /// When.
        pub changed_at: Timestamp,
        /// Why.
        pub why: String,
    }
}

/// An entry in a list of many tickets: its id, the ticket's number and subject, the customer, who worked.
pub type WorkLabel = (WorkEntryId, TicketNumber, String, String, String);

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
const LIST_OF_PERSON: &str = sql!(
    "SELECT ",
    WorkEntryRow::COLUMNS,
    " FROM work_entries WHERE person_id = $1 AND started_at < $3 AND (stopped_at IS NULL OR stopped_at > $2)
    ORDER BY started_at, id"
);
const LIST_OF_ORGANIZATION: &str = sql!(
    "SELECT ",
    WorkEntryRow::COLUMNS,
    " FROM work_entries JOIN tickets ON tickets.id = work_entries.ticket_id
    WHERE tickets.organization_id = $1 AND work_entries.started_at < $2 ORDER BY work_entries.started_at, work_entries.id"
);
const LIST_DRAFTS: &str = sql!(
    "SELECT ",
    WorkEntryRow::COLUMNS,
    " FROM work_entries WHERE state = 'draft' AND stopped_at IS NOT NULL ORDER BY started_at, id LIMIT $1"
);
const LIST_DECIDED: &str = sql!(
    "SELECT ",
    WorkEntryRow::COLUMNS,
    " FROM work_entries WHERE state <> 'draft' ORDER BY decided_at DESC, id LIMIT $1"
);
const LABELS: &str =
    "SELECT work_entries.id, tickets.number, tickets.subject, organizations.name, people.name
    FROM work_entries JOIN tickets ON tickets.id = work_entries.ticket_id
        JOIN organizations ON organizations.id = tickets.organization_id
        JOIN people ON people.id = work_entries.person_id
    WHERE (work_entries.state = 'draft') = $1 AND work_entries.stopped_at IS NOT NULL";
const LABELS_OF_DRAFTS: &str = sql!(
    LABELS,
    " ORDER BY work_entries.started_at, work_entries.id LIMIT $2"
);
const LABELS_OF_DECIDED: &str = sql!(
    LABELS,
    " ORDER BY work_entries.decided_at DESC, work_entries.id LIMIT $2"
);
const WORKED_FOR: &str = "SELECT organizations.id, organizations.name, COUNT(*),
        COUNT(CASE WHEN work_entries.state = 'draft' THEN 1 END)
    FROM work_entries JOIN tickets ON tickets.id = work_entries.ticket_id
        JOIN organizations ON organizations.id = tickets.organization_id
    WHERE work_entries.started_at >= $1 AND work_entries.started_at < $2
    GROUP BY organizations.id, organizations.name ORDER BY organizations.name, organizations.id";
const STOP: &str = "UPDATE work_entries SET stopped_at = $2, note = $3, billable = $4, tariff = $5, net_cents = $6,
        task = $7, waived = $8, article = $9, order_id = $10, appointment = $11
    WHERE id = $1 AND stopped_at IS NULL";
const CHANGE: &str = "UPDATE work_entries SET started_at = $2, stopped_at = $3, note = $4, billable = $5, waived = $6,
        article = $7, order_id = $8, appointment = $9, tariff = $10
    WHERE id = $1 AND state = 'draft'";
const DECIDE: &str =
    "UPDATE work_entries SET state = $2, decided_by = $3, decided_at = $4, decided_why = $5
    WHERE id = $1 AND state = 'draft' AND stopped_at IS NOT NULL";
const LIST_EDITS: &str = sql!(
    "SELECT ",
    WorkEditRow::COLUMNS,
    " FROM work_edits WHERE entry_id = $1 ORDER BY changed_at, id"
);

/// Starts a stretch (or adds a finished one). A second running one of this person on the ticket is a conflict on
/// `work_entries_ticket_id_person_id_key`, a second one that takes the same entry back on `work_entries_reverses_key`.
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

/// The same, as a question.
pub fn ask(ticket: TicketId) -> Ask<WorkEntryRow> {
    Ask::new(LIST, args![ticket])
}

/// What runs for a person.
pub async fn list_running(tx: &mut Tx, person: PersonId) -> Result<Vec<WorkEntryRow>> {
    tx.list(LIST_RUNNING, args![person]).await
}

/// Whatever of a person's work shares a second with a stretch of time, on any ticket.
pub async fn list_of_person(
    tx: &mut Tx,
    person: PersonId,
    from: Timestamp,
    to: Timestamp,
) -> Result<Vec<WorkEntryRow>> {
    tx.list(LIST_OF_PERSON, args![person, from, to]).await
}

/// All work for a customer that began before a moment, in order.
pub async fn list_of_organization(
    tx: &mut Tx,
    organization: OrganizationId,
    until: Timestamp,
) -> Result<Vec<WorkEntryRow>> {
    tx.list(LIST_OF_ORGANIZATION, args![organization, until])
        .await
}

/// Finished work nobody has approved, the oldest first, at most so much.
pub async fn list_drafts(tx: &mut Tx, limit: i64) -> Result<Vec<WorkEntryRow>> {
    tx.list(LIST_DRAFTS, args![limit]).await
}

/// What was approved, discarded or taken back, the latest first, at most so much.
pub async fn list_decided(tx: &mut Tx, limit: i64) -> Result<Vec<WorkEntryRow>> {
    tx.list(LIST_DECIDED, args![limit]).await
}

/// What the entries of [`list_drafts`] (`drafts`) or of [`list_decided`] belong to.
pub async fn labels(tx: &mut Tx, drafts: bool, limit: i64) -> Result<Vec<WorkLabel>> {
    let query = if drafts {
        LABELS_OF_DRAFTS
    } else {
        LABELS_OF_DECIDED
    };
    tx.list(query, args![drafts, limit]).await
}

/// Customers with work that began in a stretch of time, by name: how many entries, and how many of them nobody approved.
pub async fn worked_for(
    tx: &mut Tx,
    from: Timestamp,
    to: Timestamp,
) -> Result<Vec<(OrganizationId, String, i64, i64)>> {
    tx.list(WORKED_FOR, args![from, to]).await
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
        e.waived,
        e.article,
        e.order_id,
        e.appointment
    ];
    Ok(tx.execute(STOP, values).await? == 1)
}

/// Changes a draft to what it reads now: `false` if it is none any more. Whoever changes one keeps what it said.
pub async fn change(tx: &mut Tx, entry: &WorkEntryRow) -> Result<bool> {
    let e = entry;
    let values = args![
        e.id,
        e.started_at,
        e.stopped_at,
        e.note,
        e.billable,
        e.waived,
        e.article,
        e.order_id,
        e.appointment,
        e.tariff
    ];
    Ok(tx.execute(CHANGE, values).await? == 1)
}

/// Approves or discards a draft, as it reads now: `false` if it is none any more, or still runs.
pub async fn decide(tx: &mut Tx, entry: &WorkEntryRow) -> Result<bool> {
    let e = entry;
    let values = args![e.id, e.state, e.decided_by, e.decided_at, e.decided_why];
    Ok(tx.execute(DECIDE, values).await? == 1)
}

/// Keeps what an entry said.
pub async fn keep(tx: &mut Tx, edit: &WorkEditRow) -> Result<()> {
    tx.insert(edit).await
}

/// What an entry said before each change, the first one first.
pub async fn list_edits(tx: &mut Tx, entry: WorkEntryId) -> Result<Vec<WorkEditRow>> {
    tx.list(LIST_EDITS, args![entry]).await
}

impl WorkEntryRow {
    /// A draft that begins: billable work by the hour that rests on nothing yet.
    pub fn draft(
        id: WorkEntryId,
        ticket: TicketId,
        person: PersonId,
        started_at: Timestamp,
    ) -> Self {
        Self {
            id,
            ticket_id: ticket,
            person_id: person,
            started_at,
            stopped_at: None,
            note: String::new(),
            billable: true,
            tariff: Tariff::Free,
            net_cents: Cents::ZERO,
            task: None,
            waived: String::new(),
            article: ArticleCode::work(),
            order_id: None,
            appointment: false,
            state: EntryState::Draft,
            decided_by: None,
            decided_at: None,
            decided_why: String::new(),
            reverses: None,
        }
    }

    /// How long it took, in seconds; up to `now` while it runs.
    pub fn seconds(&self, now: Timestamp) -> i64 {
        let until = self.stopped_at.unwrap_or(now);
        until.seconds_since(self.started_at).max(0)
    }
}
