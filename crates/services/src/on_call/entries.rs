//! What is entered beside the rotation: overrides, absences, shifts handed over; and taking them back.

use domain::audit::{EventDraft, EventKind};
use domain::escalation::{Stint, StintKind};
use domain::ids::{PersonId, StintId};
use domain::policy::{Action, Resource, may};
use domain::time::{Timestamp, from_local};
use store::Tx;
use store::on_call::{StintRow, WithdrawalRow};

use super::{Book, FARTHEST_S, stint};
use crate::context::OpContext;
use crate::error::{Checks, FieldError, Result, ServiceError};
use crate::{audit, house};

/// What managers type: an override or an absence.
#[derive(Debug, Clone, Copy, Default)]
pub struct EntryFields<'a> {
    /// Code of the kind.
    pub kind: &'a str,
    /// Id of the person.
    pub person: &'a str,
    /// As a date field sends it.
    pub from: &'a str,
    /// As a date field sends it.
    pub until: &'a str,
    /// Why.
    pub note: &'a str,
}

/// What whoever hands a shift over types.
#[derive(Debug, Clone, Copy, Default)]
pub struct HandOverFields<'a> {
    /// Id of who takes it.
    pub takes: &'a str,
    /// As a date field sends it.
    pub shift_from: &'a str,
    /// As a date field sends it.
    pub shift_until: &'a str,
}

/// A stretch of time from two fields.
fn stretch(
    checks: &mut Checks,
    now: Timestamp,
    (from_field, from): (&'static str, &str),
    (until_field, until): (&'static str, &str),
) -> Option<(Timestamp, Timestamp)> {
    let mut read = |field, text: &str| {
        let text = text.trim();
        let code = if text.is_empty() {
            "required"
        } else {
            "moment"
        };
        let at = from_local(text);
        if at.is_none() {
            checks.add(FieldError::new(field, code));
        }
        at
    };
    let (from, until) = (read(from_field, from), read(until_field, until));
    let is_far = |at: Timestamp| at > now.plus_seconds(FARTHEST_S);
    // Fields have minutes: the one that runs is now.
    let from = from.map(|at| {
        if at < now && now.seconds_since(at) < 60 {
            now
        } else {
            at
        }
    });
    if let Some(from) = from {
        if from < now {
            checks.add(FieldError::new(from_field, "on_call_past"));
        } else if is_far(from) {
            checks.add(FieldError::new(from_field, "on_call_far"));
        }
    }
    if let Some(until) = until {
        if until <= now {
            checks.add(FieldError::new(until_field, "on_call_over"));
        } else if !checks.has(from_field) && from.is_some_and(|from| until <= from) {
            checks.add(FieldError::new(until_field, "on_call_order"));
        } else if is_far(until) {
            checks.add(FieldError::new(until_field, "on_call_far"));
        }
    }
    from.zip(until)
}

/// Somebody who may be on call.
fn somebody(checks: &mut Checks, book: &Book, field: &'static str, text: &str) -> Option<PersonId> {
    let person = checks.code::<PersonId>(field, text)?;
    if book.is_able(person) {
        return Some(person);
    }
    checks.add(FieldError::new(field, "on_call_person"));
    None
}

/// Enters an override or an absence.
///
/// # Errors
/// `Denied`, or `Invalid` on the fields.
pub async fn enter(op: &OpContext, fields: &EntryFields<'_>) -> Result<()> {
    may(&op.actor, Action::ManageOnCall, &Resource::provider())?;
    let mut tx = house::begin(&op.app).await?;
    let book = Book::open(&mut tx, op.now()).await?;
    let mut checks = Checks::new();
    let kind = checks.code::<StintKind>("kind", fields.kind);
    if kind == Some(StintKind::HandOver) {
        checks.add(FieldError::new("kind", "choice"));
    }
    let person = somebody(&mut checks, &book, "person", fields.person);
    let (from, until) = (("from", fields.from), ("until", fields.until));
    let times = stretch(&mut checks, op.now(), from, until);
    let note = checks.optional("note", fields.note, 200);
    if let (Some(StintKind::Override), Some((from, until))) = (kind, times)
        && !checks.has("from")
        && !checks.has("until")
        && let Some(other) = book
            .overrides()
            .find(|row| stint(row).overlaps(from, until))
    {
        let overlap = FieldError::new("from", "on_call_overlap")
            .with("name", book.name(other.person_id))
            .with("from", other.begins_at)
            .with("until", other.ends_at);
        checks.add(overlap);
    }
    checks.finish()?;
    let (Some(kind), Some(person), Some((from, until))) = (kind, person, times) else {
        return Err(ServiceError::field("kind", "choice"));
    };
    let stint = Stint {
        person,
        from,
        until,
    };
    let row = insert(op, &mut tx, kind, stint, &note).await?;
    let event = told(op, EventKind::OnCallEntered, &book, &row);
    house::tell(&op.app, &mut tx, event).await?;
    tx.save().await?;
    tracing::info!(target: "security", event = "on_call.entered", by = %op.actor.person, kind = kind.code(), person = %person);
    Ok(())
}

/// Hands a shift of one's own over, or a part of it. What was handed to oneself before is cut, not doubled.
///
/// # Errors
/// `Denied`, or `Invalid` on the fields.
pub async fn hand_over(op: &OpContext, fields: &HandOverFields<'_>) -> Result<()> {
    may(&op.actor, Action::HandOverShift, &Resource::provider())?;
    let me = op.actor.person;
    let mut tx = house::begin(&op.app).await?;
    let book = Book::open(&mut tx, op.now()).await?;
    let mut checks = Checks::new();
    let takes = somebody(&mut checks, &book, "takes", fields.takes);
    if takes == Some(me) {
        checks.add(FieldError::new("takes", "on_call_self"));
    }
    let times = stretch(
        &mut checks,
        op.now(),
        ("shift_from", fields.shift_from),
        ("shift_until", fields.shift_until),
    );
    if let Some((from, until)) = times
        && !checks.has("shift_from")
        && !checks.has("shift_until")
        && !book.on_call.has(me, from, until)
    {
        checks.add(FieldError::new("shift_from", "on_call_not_yours"));
    }
    checks.finish()?;
    let (Some(person), Some((from, until))) = (takes, times) else {
        return Err(ServiceError::field("takes", "choice"));
    };
    cut(op, &mut tx, &book, from, until).await?;
    let stint = Stint {
        person,
        from,
        until,
    };
    let row = insert(op, &mut tx, StintKind::HandOver, stint, "").await?;
    let event = told(op, EventKind::OnCallHandedOver, &book, &row);
    house::tell(&op.app, &mut tx, event).await?;
    tx.save().await?;
    tracing::info!(target: "security", event = "on_call.handed_over", by = %me, to = %person);
    Ok(())
}

/// Takes an entry back.
///
/// # Errors
/// `Denied`, or `NotFound`, also for one that is taken back or over.
pub async fn withdraw(op: &OpContext, id: StintId) -> Result<()> {
    may(&op.actor, Action::ManageOnCall, &Resource::provider())?;
    let mut tx = house::begin(&op.app).await?;
    let book = Book::open(&mut tx, op.now()).await?;
    let mut stints = book.stints.iter();
    let row = stints
        .find(|row| row.id == id && row.ends_at > op.now())
        .ok_or(ServiceError::NotFound)?;
    end(op, &mut tx, row).await?;
    let event = told(op, EventKind::OnCallWithdrawn, &book, row);
    house::tell(&op.app, &mut tx, event).await?;
    tx.save().await?;
    tracing::info!(target: "security", event = "on_call.withdrawn", by = %op.actor.person, entry = %id);
    Ok(())
}

/// Ends an entry now: what has passed of it stays on record as it was.
async fn end(op: &OpContext, tx: &mut Tx, row: &StintRow) -> Result<()> {
    cut_one(op, tx, row, op.now(), row.ends_at.max(op.now())).await
}

/// Takes a stretch out of every override that has it.
async fn cut(
    op: &OpContext,
    tx: &mut Tx,
    book: &Book,
    from: Timestamp,
    until: Timestamp,
) -> Result<()> {
    let touched = book
        .overrides()
        .filter(|row| stint(row).overlaps(from, until));
    for row in touched {
        cut_one(op, tx, row, from, until).await?;
    }
    Ok(())
}

/// Takes a stretch out of an entry: the entry is taken back, what is left of it is entered anew.
async fn cut_one(
    op: &OpContext,
    tx: &mut Tx,
    row: &StintRow,
    from: Timestamp,
    until: Timestamp,
) -> Result<()> {
    let withdrawal = WithdrawalRow {
        stint_id: row.id,
        author_id: op.actor.person,
        created_at: op.now(),
    };
    store::on_call::withdraw_stint(tx, &withdrawal).await?;
    for left in stint(row).without(from, until) {
        insert(op, tx, row.kind, left, &row.note).await?;
    }
    Ok(())
}

async fn insert(
    op: &OpContext,
    tx: &mut Tx,
    kind: StintKind,
    stint: Stint,
    note: &str,
) -> Result<StintRow> {
    let row = StintRow {
        id: StintId::new(op.now(), op.app.random()),
        kind,
        person_id: stint.person,
        begins_at: stint.from,
        ends_at: stint.until,
        note: note.to_owned(),
        author_id: op.actor.person,
        created_at: op.now(),
    };
    store::on_call::insert_stint(tx, &row).await?;
    Ok(row)
}

/// The event of an entry. Names are those of that time.
fn told(op: &OpContext, kind: EventKind, book: &Book, row: &StintRow) -> EventDraft {
    audit::by(op, kind)
        .with("stint", row.id.to_string())
        .with("kind", row.kind.code())
        .with("person", row.person_id.to_string())
        .with("name", book.name(row.person_id))
        .with("from", row.begins_at.to_string())
        .with("until", row.ends_at.to_string())
        .with("note", row.note.as_str())
}
