//! Findings: the customer's own application is the cause of a ticket, and what its service did before. // M-29, M-32

use domain::ids::{PersonId, RowId, SystemId, TicketId};
use domain::ticket::Class;
use domain::time::Timestamp;

use crate::{Ask, Result, Tx};

record! {
    /// A finding as stored.
    pub struct FindingRow in "findings" {
        /// Id.
        pub id: RowId,
        /// The ticket.
        pub ticket_id: TicketId,
        /// The system the ticket was mainly about then.
        pub system_id: Option<SystemId>,
        /// The service that failed, as typed.
        pub service: String,
        /// The same as it is compared: small letters.
        pub service_key: String,
        /// What was found, as the customer reads it.
        pub finding: String,
        /// Why the plan does not cover it.
        pub excluded: String,
        /// What the ticket was taken for until then.
        pub from_class: Class,
        /// The how manyeth of this service on this system within the days that count.
        pub nth: i64,
        /// Who found it.
        pub found_by: PersonId,
        /// When.
        pub found_at: Timestamp,
        /// Who took it back.
        pub withdrawn_by: Option<PersonId>,
        /// When.
        pub withdrawn_at: Option<Timestamp>,
    }
}

const OF_TICKET: &str = sql!(
    "SELECT ",
    FindingRow::COLUMNS,
    " FROM findings WHERE ticket_id = $1 ORDER BY found_at, id"
);
const COUNT: &str = "SELECT COUNT(*) FROM findings
    WHERE system_id = $1 AND service_key = $2 AND found_at >= $3 AND withdrawn_at IS NULL";
const WITHDRAW: &str = "UPDATE findings SET withdrawn_by = $2, withdrawn_at = $3 WHERE id = $1 AND withdrawn_at IS NULL";

/// Adds a finding. Behind the ticket's row: one that stands is refused by the database.
pub async fn insert(tx: &mut Tx, row: &FindingRow) -> Result<()> {
    tx.insert(row).await
}

/// The findings of a ticket, the oldest first, as a question.
pub fn ask(ticket: TicketId) -> Ask<FindingRow> {
    Ask::new(OF_TICKET, args![ticket])
}

/// The finding that stands on a ticket.
pub async fn standing(tx: &mut Tx, ticket: TicketId) -> Result<Option<FindingRow>> {
    let all: Vec<FindingRow> = tx.list(OF_TICKET, args![ticket]).await?;
    Ok(all.into_iter().find(|row| row.withdrawn_at.is_none()))
}

/// How often a service of a system was found to be stopped by its application since then.
pub async fn count_since(
    tx: &mut Tx,
    system: SystemId,
    service_key: &str,
    since: Timestamp,
) -> Result<i64> {
    Ok(tx
        .one::<(i64,)>(COUNT, args![system, service_key, since])
        .await?
        .0)
}

/// Takes a finding back: `false` if somebody did before.
pub async fn withdraw(tx: &mut Tx, id: RowId, by: PersonId, at: Timestamp) -> Result<bool> {
    Ok(tx.execute(WITHDRAW, args![id, by, at]).await? == 1)
}
