//! The whole history of a ticket, the newest first, page by page.

use domain::ids::TicketNumber;
use domain::policy::{self, Action};
use store::audit::EventFilter;
use store::messages::Reader;

use super::view::history_entry;
use super::{HistoryEntry, find, reader, resource};
use crate::context::OpContext;
use crate::error::Result;

/// Lines of one page.
pub const HISTORY_PAGE: usize = 100;

/// A page of the history.
#[derive(Debug, Clone, PartialEq)]
pub struct HistoryPage {
    /// Number of the ticket.
    pub number: TicketNumber,
    /// Its subject.
    pub subject: String,
    /// The reader works at the desk.
    pub desk: bool,
    /// At most [`HISTORY_PAGE`] lines, the newest first.
    pub entries: Vec<HistoryEntry>,
    /// Number of the last line here, if there are older ones: the next page ends before it.
    pub older: Option<i64>,
}

/// Everything the reader may see of what happened; of what is older than an event, where its number is given.
///
/// # Errors
/// Not found for foreign tickets and for numbers nobody has.
pub async fn history(
    op: &OpContext,
    number: TicketNumber,
    before: Option<i64>,
) -> Result<HistoryPage> {
    let mut tx = op.app.db().read().await?;
    let ticket = find(op, &mut tx, number, Action::ReadTicket).await?;
    let filter = EventFilter {
        visible_only: reader(op, &ticket) != Reader::Staff,
        before,
        ..EventFilter::default()
    };
    let limit = i64::try_from(HISTORY_PAGE + 1).unwrap_or(i64::MAX);
    let mut rows = store::audit::list_newest_of_ticket(&mut tx, ticket.id, filter, limit).await?;
    let more = rows.len() > HISTORY_PAGE;
    rows.truncate(HISTORY_PAGE);
    Ok(HistoryPage {
        number,
        desk: policy::may(&op.actor, Action::WriteNote, &resource(&ticket)).is_ok(),
        subject: ticket.subject,
        older: rows.last().map(|row| row.seq).filter(|_| more),
        entries: rows.into_iter().filter_map(history_entry).collect(),
    })
}
