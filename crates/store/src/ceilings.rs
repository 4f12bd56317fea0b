//! Cost ceilings: that the customer raised one, and which of its marks were told.

use domain::charge::{CeilingLevel, Cents};
use domain::ids::{AuthorizationId, PersonId, RowId, TicketId};
use domain::time::Timestamp;

use crate::{Result, Tx};

record! {
    /// A raise as stored. Written once, never changed. // I-14
    pub struct RaiseRow in "ceiling_raises" {
        /// Id.
        pub id: RowId,
        /// The ticket.
        pub ticket_id: TicketId,
        /// The ceiling since then, net.
        pub ceiling_cents: Cents,
        /// Who raised it.
        pub raised_by: PersonId,
        /// When.
        pub raised_at: Timestamp,
    }
}

record! {
    /// A mark the customer was told of, as stored.
    pub struct MarkRow in "ceiling_marks" {
        /// Id.
        pub id: RowId,
        /// The ticket.
        pub ticket_id: TicketId,
        /// The authorization the work rests on.
        pub authorization_id: AuthorizationId,
        /// The ceiling it is a mark of, net.
        pub ceiling_cents: Cents,
        /// Which mark.
        pub level: CeilingLevel,
        /// What the work had come to, net.
        pub spent_cents: Cents,
        /// When it was told.
        pub told_at: Timestamp,
    }
}

const LIST_RAISES: &str = sql!(
    "SELECT ",
    RaiseRow::COLUMNS,
    " FROM ceiling_raises WHERE ticket_id = $1 ORDER BY raised_at, id"
);
const LIST_MARKS: &str = sql!(
    "SELECT ",
    MarkRow::COLUMNS,
    " FROM ceiling_marks WHERE ticket_id = $1 ORDER BY told_at, id"
);

/// Keeps a raise.
pub async fn raise(tx: &mut Tx, raise: &RaiseRow) -> Result<()> {
    tx.insert(raise).await
}

/// The raises of a ticket in order.
pub async fn list_raises(tx: &mut Tx, ticket: TicketId) -> Result<Vec<RaiseRow>> {
    tx.list(LIST_RAISES, args![ticket]).await
}

/// Keeps a mark. The same one a second time is a conflict on `ceiling_marks_authorization_id_ceiling_cents_level_key`.
pub async fn mark(tx: &mut Tx, mark: &MarkRow) -> Result<()> {
    tx.insert(mark).await
}

/// The marks of a ticket in order.
pub async fn list_marks(tx: &mut Tx, ticket: TicketId) -> Result<Vec<MarkRow>> {
    tx.list(LIST_MARKS, args![ticket]).await
}
