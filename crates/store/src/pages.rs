//! Who was asked to answer, and what became of it.

use domain::escalation::{PageState, Role};
use domain::ids::{ClockId, PersonId, RowId, TicketId};
use domain::time::Timestamp;

use crate::{Result, Tx};

record! {
    /// A page as stored.
    pub struct PageRow in "pages" {
        /// Id.
        pub id: RowId,
        /// The ticket it is about.
        pub ticket_id: TicketId,
        /// The promise.
        pub clock_id: ClockId,
        /// The step that began it.
        pub level: i64,
        /// The how manyeth repeat of that step.
        pub round: i64,
        /// As whom the person was asked.
        pub role: Role,
        /// Who was asked.
        pub person_id: PersonId,
        /// The way it went.
        pub channel: String,
        /// What became of it.
        pub state: PageState,
        /// When it was sent.
        pub sent_at: Timestamp,
        /// When the next one is asked.
        pub due_at: Timestamp,
        /// When it ended.
        pub ended_at: Option<Timestamp>,
    }
}

const FIND: &str = sql!("SELECT ", PageRow::COLUMNS, " FROM pages WHERE id = $1");
const LIST: &str = sql!(
    "SELECT ",
    PageRow::COLUMNS,
    " FROM pages WHERE clock_id = $1 ORDER BY sent_at, id"
);
const END: &str =
    "UPDATE pages SET state = $2, ended_at = $3 WHERE clock_id = $1 AND state = 'sent'";

/// Adds a page.
pub async fn insert(tx: &mut Tx, page: &PageRow) -> Result<()> {
    tx.insert(page).await
}

/// The page with this id.
pub async fn find(tx: &mut Tx, id: RowId) -> Result<Option<PageRow>> {
    tx.optional(FIND, args![id]).await
}

/// The pages of a clock, in order.
pub async fn list_of_clock(tx: &mut Tx, clock: ClockId) -> Result<Vec<PageRow>> {
    tx.list(LIST, args![clock]).await
}

/// Ends the pages of a clock nobody has answered; says how many.
pub async fn end_open(
    tx: &mut Tx,
    clock: ClockId,
    state: PageState,
    now: Timestamp,
) -> Result<u64> {
    tx.execute(END, args![clock, state, now]).await
}
