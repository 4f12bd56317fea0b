//! Files on tickets. The bytes lie in the file store under a key; this is what is known about them.

use domain::ids::{AttachmentId, MessageId, PersonId, TicketId};
use domain::time::Timestamp;

use crate::{Ask, Digest, Result, Tx};

record! {
    /// A file as stored.
    pub struct AttachmentRow in "attachments" {
        /// Id.
        pub id: AttachmentId,
        /// The ticket.
        pub ticket_id: TicketId,
        /// The message it came with.
        pub message_id: Option<MessageId>,
        /// Only for staff, like a note.
        pub internal: bool,
        /// Name as given.
        pub file_name: String,
        /// Type as recognised.
        pub content_type: String,
        /// Size in bytes.
        pub size: i64,
        /// SHA-256 of the bytes.
        pub sha256: Digest,
        /// Key in the file store.
        pub storage_key: String,
        /// Who added it.
        pub uploaded_by: PersonId,
        /// When.
        pub created_at: Timestamp,
    }
}

const FIND: &str = sql!(
    "SELECT ",
    AttachmentRow::COLUMNS,
    " FROM attachments WHERE id = $1"
);
const LIST: &str = sql!(
    "SELECT ",
    AttachmentRow::COLUMNS,
    " FROM attachments WHERE ticket_id = $1 ORDER BY created_at, id"
);

/// Adds a file.
pub async fn insert(tx: &mut Tx, attachment: &AttachmentRow) -> Result<()> {
    tx.insert(attachment).await
}

/// The file with this id.
pub async fn find(tx: &mut Tx, id: AttachmentId) -> Result<Option<AttachmentRow>> {
    tx.optional(FIND, args![id]).await
}

/// The files of a ticket, internal ones too, in the order they came; as a question.
pub fn ask(ticket: TicketId) -> Ask<AttachmentRow> {
    Ask::new(LIST, args![ticket])
}

/// The files of a ticket, internal ones too, in the order they came.
pub async fn list(tx: &mut Tx, ticket: TicketId) -> Result<Vec<AttachmentRow>> {
    tx.list(LIST, args![ticket]).await
}

/// Bytes a ticket's files take.
pub async fn total_size(tx: &mut Tx, ticket: TicketId) -> Result<i64> {
    const SUM: &str =
        "SELECT CAST(COALESCE(SUM(size), 0) AS BIGINT) FROM attachments WHERE ticket_id = $1";
    Ok(tx.one::<(i64,)>(SUM, args![ticket]).await?.0)
}

/// Whether a key in the file store belongs to a row: what belongs to none was left behind by an upload that failed.
pub async fn is_stored(tx: &mut Tx, storage_key: &str) -> Result<bool> {
    const COUNT: &str = "SELECT COUNT(*) FROM attachments WHERE storage_key = $1";
    Ok(tx.one::<(i64,)>(COUNT, args![storage_key]).await?.0 == 1)
}
