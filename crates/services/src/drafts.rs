//! Drafts of composers and forms: kept on the server, per person, so that a closed browser loses nothing.
//!
//! Forms leave their secret fields out; whatever still looks like a secret is not kept either.

use domain::ids::TicketNumber;
use domain::policy::Action;
use serde_json::{Map, Value};
use store::Tx;
use store::drafts::DraftRow;

use crate::context::OpContext;
use crate::error::{FieldError, Result, ServiceError};
use crate::{interventions, tickets};

/// Longest draft, in bytes of JSON.
const BYTES_MAX: usize = 120_000;
/// Most drafts of one person: forms left open on so many tickets within the time they are kept.
const MOST: i64 = 200;
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

/// Stores a form's values under a key, and says which fields were left out because they seem to hold a secret.
///
/// # Errors
/// [`ServiceError::NotFound`] for keys no form of ours has and for tickets the actor may not see;
/// [`ServiceError::Invalid`] for sizes no form of ours has, and for too many drafts.
pub async fn put(
    op: &OpContext,
    key: &str,
    fields: impl IntoIterator<Item = (String, String)>,
) -> Result<Vec<String>> {
    let mut tx = op.app.db().begin().await?;
    known(op, &mut tx, key).await?;
    let left_out = put_in(op, &mut tx, key, fields).await?;
    tx.save().await?;
    Ok(left_out)
}

/// The same inside somebody else's unit of work.
pub(crate) async fn put_in(
    op: &OpContext,
    tx: &mut Tx,
    key: &str,
    fields: impl IntoIterator<Item = (String, String)>,
) -> Result<Vec<String>> {
    let mut map: Map<String, Value> = Map::new();
    let mut left_out = Vec::new();
    for (name, value) in fields {
        if NEVER.contains(&name.as_str()) {
            continue;
        }
        if !domain::secrets_in_text::scan(&value).is_empty() {
            if !left_out.contains(&name) {
                left_out.push(name);
            }
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
    if store::drafts::count_others(tx, op.actor.person, key).await? >= MOST {
        let error = FieldError::new("", "too_many").with("max", MOST);
        return Err(ServiceError::Invalid(vec![error]));
    }
    let row = DraftRow {
        person_id: op.actor.person,
        key: key.to_owned(),
        body,
        updated_at: op.now(),
    };
    store::drafts::put(tx, &row).await?;
    Ok(left_out)
}

/// The draft under a key, if there is one.
///
/// # Errors
/// The database does not answer.
pub async fn find(op: &OpContext, key: &str) -> Result<Option<DraftRow>> {
    let mut tx = op.app.db().read().await?;
    Ok(store::drafts::find(&mut tx, op.actor.person, key).await?)
}

/// Those of the actor's drafts that have one of these keys.
///
/// # Errors
/// The database does not answer.
pub async fn find_all(op: &OpContext, keys: &[&str]) -> Result<Vec<DraftRow>> {
    let mut tx = op.app.db().read().await?;
    Ok(tx.answer(store::drafts::ask(op.actor.person, keys)).await?)
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

/// Whether a form has such a key, and the actor may see the ticket it belongs to.
async fn known(op: &OpContext, tx: &mut Tx, key: &str) -> Result<()> {
    let general = [
        tickets::NEW_DRAFT,
        tickets::CALLER_DRAFT,
        interventions::NEW_DRAFT,
    ];
    if general.contains(&key) {
        return Ok(());
    }
    let (number, action) = of_ticket(key).ok_or(ServiceError::NotFound)?;
    tickets::find(op, tx, number, action).await?;
    Ok(())
}

/// The ticket a key belongs to, and the act its form is for.
fn of_ticket(key: &str) -> Option<(TicketNumber, Action)> {
    let number = key.split('-').nth(1)?.parse().ok().map(TicketNumber)?;
    let forms = [
        (tickets::message_draft(number), Action::ReadTicket),
        (tickets::note_draft(number), Action::WriteNote),
        (interventions::change_draft(number), Action::ReadTicket),
        (interventions::log_draft(number), Action::ReadWorkspace),
        (interventions::closing_draft(number), Action::ReadWorkspace),
    ];
    // Only the key as the form writes it: "ticket-007-note" is none.
    let form = forms.into_iter().find(|(known, _)| known == key)?;
    Some((number, form.1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_keys_that_forms_write_are_known() {
        let of = |key| of_ticket(key).map(|(number, action)| (number.0, action));
        assert_eq!(
            of("ticket-48207-message"),
            Some((48207, Action::ReadTicket))
        );
        assert_eq!(of("ticket-48207-note"), Some((48207, Action::WriteNote)));
        assert_eq!(of("intervention-7"), Some((7, Action::ReadTicket)));
        assert_eq!(of("intervention-7-log"), Some((7, Action::ReadWorkspace)));
        assert_eq!(of("intervention-7-close"), Some((7, Action::ReadWorkspace)));
        for key in [
            "",
            "x",
            "ticket-",
            "ticket-7",
            "ticket-7-else",
            "ticket-07-note",
            "ticket-+7-note",
            "ticket-7-note-",
            "Ticket-7-note",
            "intervention--7",
        ] {
            assert_eq!(of(key), None, "{key}");
        }
    }
}
