//! Mails: rendered when something happens, sent by a worker.
//!
//! The Message-ID is fixed before the first attempt, so that a mail repeated after a crash is recognisable.

use domain::account::Locale;
use domain::ids::{MailId, OrganizationId, PersonId, TicketId};
use domain::time::Timestamp;

use crate::dialect::Statement;
use crate::row::Hidden;
use crate::{Result, Tx};

record! {
    /// A mail as stored.
    pub struct MailRow in "mails" {
        /// Id.
        pub id: MailId,
        /// Message-ID header.
        pub message_id: String,
        /// Short name of what it tells.
        pub kind: String,
        /// Its language.
        pub locale: Locale,
        /// Who gets it, if they have an account.
        pub person_id: Option<PersonId>,
        /// The customer it concerns.
        pub organization_id: Option<OrganizationId>,
        /// The ticket it concerns.
        pub ticket_id: Option<TicketId>,
        /// Address.
        pub to_address: String,
        /// Name.
        pub to_name: String,
        /// Subject.
        pub subject: String,
        /// Plain text. What opens an account is not in it: a mark stands in its place.
        pub body_text: Hidden<String>,
        /// HTML; as the text.
        pub body_html: Hidden<String>,
        /// What belongs in the place of the mark, encrypted under `login.key`; gone once the mail was sent or given up.
        pub sealed: Option<Hidden<Vec<u8>>>,
        /// When it was written.
        pub created_at: Timestamp,
        /// When the mail server took it.
        pub sent_at: Option<Timestamp>,
        /// Why the last attempt failed.
        pub last_error: Option<String>,
    }
}

const FIND: &str = sql!("SELECT ", MailRow::COLUMNS, " FROM mails WHERE id = $1");
const LIST_BY_IDS: &str = sql!("SELECT ", MailRow::COLUMNS, " FROM mails WHERE id IN ");
const LIST_NEWEST: &str = sql!(
    "SELECT ",
    MailRow::COLUMNS,
    " FROM mails ORDER BY created_at DESC, id DESC LIMIT $1"
);
const LIST_OF_TICKET: &str = sql!(
    "SELECT ",
    MailRow::COLUMNS,
    " FROM mails WHERE ticket_id = $1 ORDER BY created_at, id"
);

/// Adds a mail.
pub async fn insert(tx: &mut Tx, mail: &MailRow) -> Result<()> {
    tx.insert(mail).await
}

/// The mail with this id.
pub async fn find(tx: &mut Tx, id: MailId) -> Result<Option<MailRow>> {
    tx.optional(FIND, args![id]).await
}

/// The mails with these ids, in no order.
pub async fn list_by_ids(tx: &mut Tx, ids: &[MailId]) -> Result<Vec<MailRow>> {
    let mut query = Statement::new(LIST_BY_IDS);
    query.bind_list(ids);
    let (sql, values) = query.finish();
    tx.list(sql, values).await
}

/// Notes that these are delivered; each must be there.
pub async fn mark_all_sent(tx: &mut Tx, ids: &[MailId], now: Timestamp) -> Result<()> {
    let mut query = Statement::new("UPDATE mails SET last_error = NULL, sent_at = ");
    query.bind(now).push(" WHERE id IN ").bind_list(ids);
    let (sql, values) = query.finish();
    let count = u64::try_from(ids.len()).unwrap_or(u64::MAX);
    tx.write(sql, values, count..=count).await
}

/// Notes that the mail server took it.
pub async fn mark_sent(tx: &mut Tx, id: MailId, now: Timestamp) -> Result<()> {
    tx.change_one(
        "UPDATE mails SET sent_at = $2, last_error = NULL WHERE id = $1",
        args![id, now],
    )
    .await
}

/// Notes why an attempt failed.
pub async fn mark_failed(tx: &mut Tx, id: MailId, error: &str) -> Result<()> {
    tx.change_one(
        "UPDATE mails SET last_error = $2 WHERE id = $1",
        args![id, error],
    )
    .await
}

/// Forgets what belonged in the place of the mark: the mail was sent, or never will be.
pub async fn forget_secret(tx: &mut Tx, id: MailId) -> Result<()> {
    tx.change_one("UPDATE mails SET sealed = NULL WHERE id = $1", args![id])
        .await
}

/// The newest mails.
pub async fn list_newest(tx: &mut Tx, limit: i64) -> Result<Vec<MailRow>> {
    tx.list(LIST_NEWEST, args![limit]).await
}

/// The mails of a ticket, the oldest first.
pub async fn list_of_ticket(tx: &mut Tx, ticket: TicketId) -> Result<Vec<MailRow>> {
    tx.list(LIST_OF_TICKET, args![ticket]).await
}

/// How many mails wait for the mail server.
pub async fn count_unsent(tx: &mut Tx) -> Result<i64> {
    Ok(tx
        .one::<(i64,)>("SELECT COUNT(*) FROM mails WHERE sent_at IS NULL", args![])
        .await?
        .0)
}
