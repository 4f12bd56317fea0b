//! Statements of work: what was closed, as it was closed. The database refuses to change or remove one. // billing rule 9

use domain::billing::Stated;
use domain::charge::Cents;
use domain::ids::{OrganizationId, PersonId, RowId, TicketId};
use domain::time::Timestamp;

use crate::tickets::TicketRow;
use crate::{Result, Tx};

record! {
    /// A statement as stored.
    pub struct StatementRow in "statements" {
        /// Id.
        pub id: RowId,
        /// The customer.
        pub organization_id: OrganizationId,
        /// Its first day, `2026-11-01`.
        pub first_day: String,
        /// Its last day.
        pub last_day: String,
        /// What it says.
        pub lines: Vec<Stated>,
        /// Whether it shows prices with VAT.
        pub shows_gross: bool,
        /// All lines together, net.
        pub net_cents: Cents,
        /// With VAT.
        pub gross_cents: Cents,
        /// Who closed it.
        pub closed_by: PersonId,
        /// When.
        pub closed_at: Timestamp,
    }
}

const LIST: &str = sql!(
    "SELECT ",
    StatementRow::COLUMNS,
    " FROM statements WHERE organization_id = $1 ORDER BY first_day"
);
const OF_DAY: &str = sql!(
    "SELECT ",
    StatementRow::COLUMNS,
    " FROM statements WHERE first_day = $1 ORDER BY organization_id"
);
const TICKETS: &str = sql!(
    "SELECT ",
    TicketRow::COLUMNS,
    " FROM tickets WHERE organization_id = $1 AND received_at < $2 AND (
        EXISTS (SELECT 1 FROM work_entries WHERE work_entries.ticket_id = tickets.id)
        OR EXISTS (SELECT 1 FROM orders WHERE orders.ticket_id = tickets.id AND orders.state = 'accepted')
        OR EXISTS (SELECT 1 FROM interventions WHERE interventions.ticket_id = tickets.id))
    ORDER BY number"
);

/// Closes a statement. A second one of a customer from the same day is a conflict on
/// `statements_organization_id_first_day_key`.
pub async fn insert(tx: &mut Tx, statement: &StatementRow) -> Result<()> {
    tx.insert(statement).await
}

/// The statements of a customer in order.
pub async fn list(tx: &mut Tx, organization: OrganizationId) -> Result<Vec<StatementRow>> {
    tx.list(LIST, args![organization]).await
}

/// Everybody's statement that begins on a day.
pub async fn of_day(tx: &mut Tx, first_day: &str) -> Result<Vec<StatementRow>> {
    tx.list(OF_DAY, args![first_day]).await
}

/// The tickets of a customer, received before a moment, on which something can be billed.
pub async fn tickets(
    tx: &mut Tx,
    organization: OrganizationId,
    until: Timestamp,
) -> Result<Vec<TicketRow>> {
    tx.list(TICKETS, args![organization, until]).await
}

/// Numbers and subjects of a customer's tickets.
pub async fn titles(
    tx: &mut Tx,
    organization: OrganizationId,
) -> Result<Vec<(TicketId, i64, String)>> {
    let sql = "SELECT id, number, subject FROM tickets WHERE organization_id = $1 ORDER BY number";
    tx.list(sql, args![organization]).await
}
