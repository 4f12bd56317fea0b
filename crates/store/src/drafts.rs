//! Drafts of composers and forms, per person: what was typed survives a closed browser. Never secrets.

use domain::ids::PersonId;
use domain::time::Timestamp;

use crate::dialect::Statement;
use crate::{Ask, Result, Tx};

record! {
    /// A draft as stored.
    pub struct DraftRow in "drafts" {
        /// Whose it is.
        pub person_id: PersonId,
        /// Which composer or form.
        pub key: String,
        /// What was typed, as JSON.
        pub body: String,
        /// Last change.
        pub updated_at: Timestamp,
    }
}

const FIND: &str = sql!(
    "SELECT ",
    DraftRow::COLUMNS,
    " FROM drafts WHERE person_id = $1 AND key = $2"
);
const LIST: &str = sql!(
    "SELECT ",
    DraftRow::COLUMNS,
    " FROM drafts WHERE person_id = "
);
const PUT: &str = "INSERT INTO drafts (person_id, key, body, updated_at) VALUES ($1, $2, $3, $4)
    ON CONFLICT (person_id, key) DO UPDATE SET body = excluded.body, updated_at = excluded.updated_at";

/// Writes a draft.
pub async fn put(tx: &mut Tx, draft: &DraftRow) -> Result<()> {
    tx.change_one(
        PUT,
        args![draft.person_id, draft.key, draft.body, draft.updated_at],
    )
    .await
}

/// A person's draft.
pub async fn find(tx: &mut Tx, person: PersonId, key: &str) -> Result<Option<DraftRow>> {
    tx.optional(FIND, args![person, key]).await
}

/// Those of a person's drafts that have one of these keys, by key.
pub fn ask(person: PersonId, keys: &[&str]) -> Ask<DraftRow> {
    let mut query = Statement::new(LIST);
    query
        .bind(person)
        .push(" AND key IN ")
        .bind_list(keys.iter().copied())
        .push(" ORDER BY key");
    let (sql, values) = query.finish();
    Ask::new(sql, values)
}

/// How many drafts a person has under other keys.
pub async fn count_others(tx: &mut Tx, person: PersonId, key: &str) -> Result<i64> {
    const COUNT: &str = "SELECT COUNT(*) FROM drafts WHERE person_id = $1 AND key <> $2";
    Ok(tx.one::<(i64,)>(COUNT, args![person, key]).await?.0)
}

/// Removes a draft that was sent or thrown away.
pub async fn delete(tx: &mut Tx, person: PersonId, key: &str) -> Result<()> {
    const DELETE: &str = "DELETE FROM drafts WHERE person_id = $1 AND key = $2";
    tx.write(DELETE, args![person, key], 0..=1).await
}

/// Removes drafts nobody touched since a moment.
pub async fn delete_older(tx: &mut Tx, before: Timestamp) -> Result<u64> {
    tx.execute("DELETE FROM drafts WHERE updated_at < $1", args![before])
        .await
}
