//! What people of the staff were told, read or not.

use domain::escalation::NotificationKind;
use domain::ids::{ClockId, PersonId, RowId, TicketId, TicketNumber};
use domain::sla::ClockKind;
use domain::time::Timestamp;

use crate::row::{Cells, FromRow};
use crate::{Result, Tx};

record! {
    /// A notification as stored.
    pub struct NotificationRow in "notifications" {
        /// Id.
        pub id: RowId,
        /// Who was told.
        pub person_id: PersonId,
        /// What.
        pub kind: NotificationKind,
        /// The ticket it is about.
        pub ticket_id: TicketId,
        /// The promise.
        pub clock_id: ClockId,
        /// The share of the budget that was used up.
        pub percent: i64,
        /// When.
        pub created_at: Timestamp,
        /// When it was read.
        pub read_at: Option<Timestamp>,
    }
}

/// A notification with what it names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The notification.
    pub row: NotificationRow,
    /// Number of the ticket.
    pub number: TicketNumber,
    /// Its subject.
    pub subject: String,
    /// The promise.
    pub clock: ClockKind,
}

impl FromRow for Told {
    const TABLE: &'static str = "notifications";
    fn from_cells(cells: &mut Cells<'_>) -> Result<Self> {
        Ok(Self {
            row: NotificationRow::from_cells(cells)?,
            number: cells.take()?,
            subject: cells.take()?,
            clock: cells.take()?,
        })
    }
}

const LIST: &str = sql!(
    "SELECT ",
    NotificationRow::COLUMNS,
    ", tickets.number, tickets.subject, clocks.kind FROM notifications
    JOIN tickets ON tickets.id = notifications.ticket_id
    JOIN clocks ON clocks.id = notifications.clock_id
    WHERE notifications.person_id = $1
    ORDER BY notifications.created_at DESC, notifications.id DESC LIMIT $2"
);
const COUNT_UNREAD: &str =
    "SELECT COUNT(*) FROM notifications WHERE person_id = $1 AND read_at IS NULL";
const MARK_ALL_READ: &str = "UPDATE notifications SET read_at = $2 WHERE person_id = $1 AND read_at IS NULL AND created_at <= $3";

/// Adds a notification.
pub async fn insert(tx: &mut Tx, row: &NotificationRow) -> Result<()> {
    tx.insert(row).await
}

/// What somebody was told, the newest first.
pub async fn list(tx: &mut Tx, person: PersonId, limit: i64) -> Result<Vec<Told>> {
    tx.list(LIST, args![person, limit]).await
}

/// How much of it is unread.
pub async fn count_unread(tx: &mut Tx, person: PersonId) -> Result<i64> {
    Ok(tx.one::<(i64,)>(COUNT_UNREAD, args![person]).await?.0)
}

/// All that somebody was told up to an instant is read.
pub async fn mark_all_read(
    tx: &mut Tx,
    person: PersonId,
    now: Timestamp,
    up_to: Timestamp,
) -> Result<u64> {
    tx.execute(MARK_ALL_READ, args![person, now, up_to]).await
}
