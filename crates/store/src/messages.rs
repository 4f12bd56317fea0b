//! Messages and notes. What was sent can be taken back until it is released; only then anybody else sees it.

use domain::ids::{MessageId, PersonId, TicketId};
use domain::ticket::MessageKind;
use domain::time::Timestamp;

use crate::dialect::Statement;
use crate::row::{Cells, FromRow};
use crate::{Ask, Result, Tx};

record! {
    /// A message as stored.
    pub struct MessageRow in "messages" {
        /// Id.
        pub id: MessageId,
        /// The ticket.
        pub ticket_id: TicketId,
        /// Who wrote it; `None` for automatic texts.
        pub author_id: Option<PersonId>,
        /// Message, note or automatic.
        pub kind: MessageKind,
        /// Written by us.
        pub from_staff: bool,
        /// The text.
        pub body: String,
        /// When it was written.
        pub created_at: Timestamp,
        /// Until when it can be taken back.
        pub release_at: Timestamp,
        /// When it became visible.
        pub released_at: Option<Timestamp>,
        /// When it was taken back.
        pub withdrawn_at: Option<Timestamp>,
        /// A question the ticket waits for.
        pub asks_customer: bool,
        /// Key of the form it was sent with: the same form sends one message.
        pub idempotency_key: Option<String>,
    }
}

/// A message with its author's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimelineEntry {
    /// The message.
    pub message: MessageRow,
    /// The author's name.
    pub author_name: Option<String>,
}

impl FromRow for TimelineEntry {
    const TABLE: &'static str = "messages";
    fn from_cells(cells: &mut Cells<'_>) -> Result<Self> {
        Ok(Self {
            message: MessageRow::from_cells(cells)?,
            author_name: cells.take()?,
        })
    }
}

/// Who reads a timeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    /// Everything that was not taken back, also what waits for its release.
    Staff,
    /// What was released and is no note, and their own before its release.
    Customer(PersonId),
}

const FIND: &str = sql!(
    "SELECT ",
    MessageRow::COLUMNS,
    " FROM messages WHERE id = $1"
);
const BY_KEY: &str = sql!(
    "SELECT ",
    MessageRow::COLUMNS,
    " FROM messages WHERE idempotency_key = $1"
);
const ENTRY: &str = sql!(
    "SELECT ",
    MessageRow::COLUMNS,
    ", people.name FROM messages LEFT JOIN people ON people.id = messages.author_id
    WHERE messages.withdrawn_at IS NULL AND messages."
);
const RELEASE: &str = "UPDATE messages SET released_at = $2
    WHERE id = $1 AND released_at IS NULL AND withdrawn_at IS NULL AND release_at <= $2";
const WITHDRAW: &str = "UPDATE messages SET withdrawn_at = $3
    WHERE id = $1 AND author_id = $2 AND released_at IS NULL AND withdrawn_at IS NULL AND release_at > $3";
const LIST_UNRELEASED: &str = sql!(
    "SELECT ", MessageRow::COLUMNS, " FROM messages
    WHERE released_at IS NULL AND withdrawn_at IS NULL AND release_at <= $1 ORDER BY release_at, id LIMIT $2"
);

/// Adds a message. A form sent twice is a conflict on `messages_idempotency_key_key`.
pub async fn insert(tx: &mut Tx, message: &MessageRow) -> Result<()> {
    tx.insert(message).await
}

/// The message with this id.
pub async fn find(tx: &mut Tx, id: MessageId) -> Result<Option<MessageRow>> {
    tx.optional(FIND, args![id]).await
}

/// The message sent with this form.
pub async fn find_by_idempotency_key(tx: &mut Tx, key: &str) -> Result<Option<MessageRow>> {
    tx.optional(BY_KEY, args![key]).await
}

/// One message as a reader sees it.
pub async fn find_entry(
    tx: &mut Tx,
    id: MessageId,
    reader: Reader,
) -> Result<Option<TimelineEntry>> {
    let mut query = Statement::new(ENTRY);
    query.push("id = ").bind(id);
    only_for(&mut query, reader);
    let (sql, values) = query.finish();
    tx.optional(sql, values).await
}

/// The newest `limit` messages of a ticket as a reader sees them, before a key, the oldest of them first.
pub async fn timeline(
    tx: &mut Tx,
    ticket: TicketId,
    reader: Reader,
    before: Option<(Timestamp, MessageId)>,
    limit: i64,
) -> Result<Vec<TimelineEntry>> {
    let mut entries = tx.answer(latest(ticket, reader, before, limit)).await?;
    entries.reverse();
    Ok(entries)
}

/// The same as a question, the newest of them first.
pub fn latest(
    ticket: TicketId,
    reader: Reader,
    before: Option<(Timestamp, MessageId)>,
    limit: i64,
) -> Ask<TimelineEntry> {
    let mut query = Statement::new(ENTRY);
    query.push("ticket_id = ").bind(ticket);
    only_for(&mut query, reader);
    if let Some((created_at, id)) = before {
        query
            .push(" AND (messages.created_at, messages.id) < (")
            .bind(created_at)
            .push(", ")
            .bind(id)
            .push(")");
    }
    query
        .push(" ORDER BY messages.created_at DESC, messages.id DESC LIMIT ")
        .bind(limit);
    let (sql, values) = query.finish();
    Ask::new(sql, values)
}

fn only_for(query: &mut Statement, reader: Reader) {
    if let Reader::Customer(person) = reader {
        query.push(" AND messages.kind <> 'note' AND (messages.released_at IS NOT NULL OR messages.author_id = ");
        query.bind(person).push(")");
    }
}

/// Releases a message whose time to be taken back is over: `false` if that was done or it was taken back. // RULINGS 8
pub async fn release(tx: &mut Tx, id: MessageId, now: Timestamp) -> Result<bool> {
    Ok(tx.execute(RELEASE, args![id, now]).await? == 1)
}

/// Takes a message back: `false` if it is not the author's, was released, or its time is over.
pub async fn withdraw(
    tx: &mut Tx,
    id: MessageId,
    author: PersonId,
    now: Timestamp,
) -> Result<bool> {
    Ok(tx.execute(WITHDRAW, args![id, author, now]).await? == 1)
}

/// Messages whose release is due: the backstop behind the jobs.
pub async fn list_unreleased(tx: &mut Tx, now: Timestamp, limit: i64) -> Result<Vec<MessageRow>> {
    tx.list(LIST_UNRELEASED, args![now, limit]).await
}
