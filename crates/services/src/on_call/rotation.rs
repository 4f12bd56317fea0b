//! The rotation: who follows whom, a week each.

use domain::audit::EventKind;
use domain::calendar::{TimeOfDay, typed};
use domain::escalation::Rota;
use domain::ids::PersonId;
use domain::policy::{Action, Resource, may};
use domain::time::Timestamp;
use store::on_call::RotationRow;

use super::{BACK_S, Book, FARTHEST_S};
use crate::context::OpContext;
use crate::error::{Checks, FieldError, Result, ServiceError};
use crate::{audit, house};

/// So many people a rotation may have: a turn each quarter.
pub const MOST_PEOPLE: usize = 12;
/// Names of the fields of the people, in their order.
pub const PLACES: [&str; MOST_PEOPLE] = [
    "person_1",
    "person_2",
    "person_3",
    "person_4",
    "person_5",
    "person_6",
    "person_7",
    "person_8",
    "person_9",
    "person_10",
    "person_11",
    "person_12",
];

/// A rotation as typed.
#[derive(Debug, Clone, Copy, Default)]
pub struct RotationFields<'a> {
    /// The date of the first hand-over.
    pub begins: &'a str,
    /// Its time.
    pub hand_over: &'a str,
    /// Ids of the people in order; empty ones are left out.
    pub people: [&'a str; MOST_PEOPLE],
    /// Why.
    pub reason: &'a str,
    /// Number of the newest rotation when the form was opened; 0: there was none.
    pub base: &'a str,
}

/// Writes a rotation. It holds from its first hand-over on, or from now if that has passed.
///
/// # Errors
/// `Denied`, or `Invalid` on the fields.
pub async fn rotate(op: &OpContext, fields: &RotationFields<'_>) -> Result<()> {
    may(&op.actor, Action::ManageOnCall, &Resource::provider())?;
    let mut tx = house::begin(&op.app).await?;
    let book = Book::open(&mut tx, op.now()).await?;
    let (rota, reason) = checked(fields, &book, op.now())?;
    let last = book.rotations.last();
    let base = last.map_or(0, |last| last.version);
    if fields.base.trim().parse() != Ok(base) {
        return Err(ServiceError::field("", "on_call_overtaken"));
    }
    if last.is_some_and(|last| last.rota == rota) {
        return Err(ServiceError::field("", "calendar_same"));
    }
    let row = RotationRow {
        version: base + 1,
        valid_from: rota.starts().max(op.now()),
        rota,
        author_id: op.actor.person,
        reason,
        created_at: op.now(),
    };
    store::on_call::insert_rotation(&mut tx, &row).await?;
    let order = |rota: &Rota| {
        let names: Vec<_> = rota.people.iter().map(|id| book.name(*id)).collect();
        names.join(", ")
    };
    let before = last.map(|last| order(&last.rota)).unwrap_or_default();
    let event = audit::by(op, EventKind::OnCallRotated)
        .with("version", row.version)
        .with("begins", row.rota.begins.to_string())
        .with("hand_over", row.rota.hand_over.to_string())
        .with("valid_from", row.valid_from.to_string())
        .with("reason", row.reason.as_str());
    let event = house::turn(event, "order", before, order(&row.rota));
    house::tell(&op.app, &mut tx, event).await?;
    tx.save().await?;
    tracing::info!(target: "security", event = "on_call.rotated", by = %op.actor.person, version = row.version);
    Ok(())
}

fn checked(fields: &RotationFields<'_>, book: &Book, now: Timestamp) -> Result<(Rota, String)> {
    let mut checks = Checks::new();
    let begins = typed::date(fields.begins.trim());
    if begins.is_none() {
        checks.add(FieldError::new("begins", "date"));
    }
    let hand_over: Option<TimeOfDay> = fields.hand_over.trim().parse().ok();
    if hand_over.is_none() {
        checks.add(FieldError::new("hand_over", "on_call_time"));
    }
    let mut people = Vec::new();
    for (field, text) in PLACES.into_iter().zip(fields.people) {
        match text.parse::<PersonId>() {
            _ if text.is_empty() => {}
            Ok(person) if book.is_able(person) => people.push(person),
            _ => checks.add(FieldError::new(field, "on_call_person")),
        }
    }
    if people.is_empty() && !PLACES.iter().any(|field| checks.has(field)) {
        checks.add(FieldError::new("person_1", "on_call_nobody"));
    }
    let reason = fields.reason.trim().to_owned();
    if !(10..=500).contains(&reason.chars().count()) || reason.contains('\0') {
        checks.add(FieldError::new("reason", "reason_length"));
    }
    let rota = begins.zip(hand_over).map(|(begins, hand_over)| Rota {
        begins,
        hand_over,
        people,
        ..Rota::nobody()
    });
    if let Some(starts) = rota.as_ref().map(Rota::starts) {
        if starts < now.minus_seconds(BACK_S) {
            checks.add(FieldError::new("begins", "on_call_begins"));
        } else if starts > now.plus_seconds(FARTHEST_S) {
            checks.add(FieldError::new("begins", "on_call_far"));
        }
    }
    checks.finish()?;
    let rota = rota.ok_or_else(|| ServiceError::field("begins", "date"))?;
    Ok((rota, reason))
}
