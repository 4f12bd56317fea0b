//! Single-use tokens: invitations, password resets, the first set-up, codes by mail.
//!
//! Only the hash is stored. Using one is a single UPDATE, so that of two clicks at the same moment one wins.

use domain::account::TokenKind;
use domain::ids::{PersonId, TokenId};
use domain::time::Timestamp;

use crate::{Digest, Result, Tx};

record! {
    /// A token as stored.
    pub struct TokenRow in "one_time_tokens" {
        /// Id.
        pub id: TokenId,
        /// What it is for.
        pub kind: TokenKind,
        /// Whose it is; the set-up of an empty installation is nobody's.
        pub person_id: Option<PersonId>,
        /// Hash of the token.
        pub token_hash: Digest,
        /// What exactly it allows, in the words of the service that made it (for a mailed code: the text signed).
        pub purpose: String,
        /// Wrong guesses so far.
        pub attempts: i64,
        /// When it was made.
        pub created_at: Timestamp,
        /// From when on it is worthless.
        pub expires_at: Timestamp,
        /// When it was used or superseded.
        pub used_at: Option<Timestamp>,
    }
}

const FIND: &str = sql!(
    "SELECT ",
    TokenRow::COLUMNS,
    " FROM one_time_tokens
    WHERE token_hash = $1 AND kind = $2 AND used_at IS NULL AND expires_at > $3"
);
const FIND_NEWEST: &str = sql!(
    "SELECT ", TokenRow::COLUMNS, " FROM one_time_tokens
    WHERE person_id = $1 AND kind = $2 AND used_at IS NULL AND expires_at > $3 ORDER BY created_at DESC, id DESC LIMIT 1"
);
const LIST_LIVING: &str = sql!(
    "SELECT ",
    TokenRow::COLUMNS,
    " FROM one_time_tokens WHERE kind = $1 AND used_at IS NULL AND expires_at > $2 ORDER BY created_at, id"
);
const TAKE: &str = sql!(
    "UPDATE one_time_tokens SET used_at = $3
    WHERE token_hash = $1 AND kind = $2 AND used_at IS NULL AND expires_at > $3 RETURNING ",
    TokenRow::COLUMNS
);
const TAKE_BY_ID: &str =
    "UPDATE one_time_tokens SET used_at = $2 WHERE id = $1 AND used_at IS NULL AND expires_at > $2";
const COUNT_ATTEMPT: &str =
    "UPDATE one_time_tokens SET attempts = attempts + 1 WHERE id = $1 RETURNING attempts";
const SUPERSEDE: &str = "UPDATE one_time_tokens SET used_at = $3 WHERE person_id = $1 AND kind = $2 AND used_at IS NULL";

/// Adds a token.
pub async fn insert(tx: &mut Tx, token: &TokenRow) -> Result<()> {
    tx.insert(token).await
}

/// The living token with this hash, without using it (to show the form behind a link).
pub async fn find(
    tx: &mut Tx,
    kind: TokenKind,
    hash: &Digest,
    now: Timestamp,
) -> Result<Option<TokenRow>> {
    tx.optional(FIND, args![hash, kind, now]).await
}

/// A person's newest living token of a kind (for codes that are typed and not followed).
pub async fn find_newest(
    tx: &mut Tx,
    kind: TokenKind,
    person: PersonId,
    now: Timestamp,
) -> Result<Option<TokenRow>> {
    tx.optional(FIND_NEWEST, args![person, kind, now]).await
}

/// Every living token of a kind, the oldest first: invitations not yet accepted.
pub async fn list_living(tx: &mut Tx, kind: TokenKind, now: Timestamp) -> Result<Vec<TokenRow>> {
    tx.list(LIST_LIVING, args![kind, now]).await
}

/// Uses the living token with this hash up; `None` if there is none (any more).
pub async fn take(
    tx: &mut Tx,
    kind: TokenKind,
    hash: &Digest,
    now: Timestamp,
) -> Result<Option<TokenRow>> {
    tx.optional(TAKE, args![hash, kind, now]).await
}

/// Uses a living token up by its id: `false` if it is used or expired.
pub async fn take_by_id(tx: &mut Tx, id: TokenId, now: Timestamp) -> Result<bool> {
    Ok(tx.execute(TAKE_BY_ID, args![id, now]).await? == 1)
}

/// Counts a wrong guess and says how many there were.
pub async fn count_attempt(tx: &mut Tx, id: TokenId) -> Result<i64> {
    Ok(tx.one::<(i64,)>(COUNT_ATTEMPT, args![id]).await?.0)
}

/// Makes a person's unused tokens of a kind worthless, because a newer one takes their place.
pub async fn supersede(
    tx: &mut Tx,
    kind: TokenKind,
    person: PersonId,
    now: Timestamp,
) -> Result<u64> {
    tx.execute(SUPERSEDE, args![person, kind, now]).await
}

/// Whether there is a living token of this kind for nobody (the set-up link).
pub async fn list_unowned(tx: &mut Tx, kind: TokenKind, now: Timestamp) -> Result<Vec<TokenRow>> {
    const LIST: &str = sql!(
        "SELECT ",
        TokenRow::COLUMNS,
        " FROM one_time_tokens
        WHERE person_id IS NULL AND kind = $1 AND used_at IS NULL AND expires_at > $2 ORDER BY id"
    );
    tx.list(LIST, args![kind, now]).await
}

/// Removes tokens that expired before a moment.
pub async fn delete_expired(tx: &mut Tx, before: Timestamp) -> Result<u64> {
    tx.execute(
        "DELETE FROM one_time_tokens WHERE expires_at < $1",
        args![before],
    )
    .await
}
