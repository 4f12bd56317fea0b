//! Drafts of composers and forms: kept on the server, per person, so that a closed browser loses nothing.
//!
//! Forms leave their secret fields out; whatever still looks like a secret is not kept either.

use serde_json::{Map, Value};
use store::Tx;
use store::drafts::DraftRow;

use crate::context::OpContext;
use crate::error::{Result, ServiceError};

/// Longest draft, in bytes of JSON.
const BYTES_MAX: usize = 120_000;
/// Longest key.
const KEY_MAX: usize = 64;
/// Days an untouched draft is kept.
pub(crate) const KEPT_S: i64 = 30 * 24 * 3600;
/// Fields that belong to one sending and not to the draft.
const NEVER: &[&str] = &[
    "idempotency_key",
    "secrets",
    "password",
    "private_key",
    "username",
    "code",
];

/// Stores a form's values under a key.
///
/// # Errors
/// [`ServiceError::Invalid`] for keys and sizes no form of ours has.
pub async fn put(
    op: &OpContext,
    key: &str,
    fields: impl IntoIterator<Item = (String, String)>,
) -> Result<()> {
    let mut tx = op.app.db().begin().await?;
    put_in(op, &mut tx, key, fields).await?;
    tx.save().await?;
    Ok(())
}

/// The same inside somebody else's unit of work.
pub(crate) async fn put_in(
    op: &OpContext,
    tx: &mut Tx,
    key: &str,
    fields: impl IntoIterator<Item = (String, String)>,
) -> Result<()> {
    check_key(key)?;
    let mut map: Map<String, Value> = Map::new();
    for (name, value) in fields {
        if NEVER.contains(&name.as_str()) || !domain::secrets_in_text::scan(&value).is_empty() {
            continue;
        }
        // Check boxes come several times under one name.
        match map.get_mut(&name) {
            Some(Value::Array(values)) => values.push(Value::String(value)),
            Some(first) => *first = Value::Array(vec![first.take(), Value::String(value)]),
            None => {
                map.insert(name, Value::String(value));
            }
        }
    }
    let body = Value::Object(map).to_string();
    if body.len() > BYTES_MAX {
        return Err(ServiceError::field("body", "too_long"));
    }
    let row = DraftRow {
        person_id: op.actor.person,
        key: key.to_owned(),
        body,
        updated_at: op.now(),
    };
    Ok(store::drafts::put(tx, &row).await?)
}

/// The draft under a key, if there is one.
///
/// # Errors
/// The database does not answer.
pub async fn find(op: &OpContext, key: &str) -> Result<Option<DraftRow>> {
    let mut tx = op.app.db().read().await?;
    Ok(store::drafts::find(&mut tx, op.actor.person, key).await?)
}

/// The values of a stored draft, field by field.
pub fn values(draft: &DraftRow) -> Vec<(String, String)> {
    let Ok(Value::Object(map)) = serde_json::from_str(&draft.body) else {
        return Vec::new();
    };
    let mut values = Vec::new();
    for (name, value) in map {
        match value {
            Value::String(text) => values.push((name, text)),
            Value::Array(several) => {
                for value in several {
                    if let Value::String(text) = value {
                        values.push((name.clone(), text));
                    }
                }
            }
            _ => {}
        }
    }
    values
}

fn check_key(key: &str) -> Result<()> {
    let known = key.len() <= KEY_MAX
        && !key.is_empty()
        && key
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    if known {
        Ok(())
    } else {
        Err(ServiceError::NotFound)
    }
}
