//! Messages, notes, and the fifteen seconds in which a message of ours can be taken back.

use domain::audit::EventKind;
use domain::ids::{MessageId, TicketNumber};
use domain::policy::{self, Action};
use domain::sla::engine::Occurrence;
use domain::ticket::{self, CustomerMessage, LinkKind, MessageKind, Priority};
use store::messages::{MessageRow, Reader};
use store::tickets::TicketRow;
use store::{SearchKind, Tx};

use super::core::{self, NewRow};
use super::notify::{self, News};
use super::{form_key, resource, set_status, status};
use crate::attachments::{self, Upload};
use crate::context::OpContext;
use crate::error::{Checks, Result, ServiceError};
use crate::held::Findings;
use crate::interventions::Case;
use crate::jobs::{self, JobKind};
use crate::{audit, clocks, defaults};

/// What was typed into a composer.
#[derive(Debug, Default)]
pub struct Text<'a> {
    /// The text.
    pub body: &'a str,
    /// The ticket shall wait for the customer's answer; staff only.
    pub asks: bool,
    /// Files that came along.
    pub files: Vec<Upload>,
    /// Key against double submits.
    pub idempotency_key: &'a str,
}

/// A text that was stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Posted {
    /// Its ticket: another one when the old was closed for too long. // RULINGS 5
    pub number: TicketNumber,
    /// Its id.
    pub message: MessageId,
}

/// Sends a message, as customer or as staff. Ours waits fifteen seconds for being taken back. // RULINGS 8
///
/// # Errors
/// [`ServiceError::Invalid`], [`ServiceError::Held`], denied, or a conflict when the ticket is closed for staff.
pub async fn send(op: &OpContext, number: TicketNumber, text: Text<'_>) -> Result<Posted> {
    let mut tx = op.app.db().begin().await?;
    let ticket = super::hold(op, &mut tx, number, Action::WriteMessage).await?;
    let body = checked(op, &text, "body")?;
    if let Some(posted) = sent_before(op, &mut tx, &ticket, &text).await? {
        return Ok(posted);
    }
    let (tx, body) = looked_through(op, tx, &ticket, &text, ("body", body)).await?;
    if op.actor.is_staff() && op.actor.role_in(ticket.organization_id).is_none() {
        from_staff(op, tx, ticket, text, body).await
    } else {
        from_customer(op, tx, ticket, text, body).await
    }
}

/// Writes an internal note; customers never see it, its files included.
///
/// # Errors
/// [`ServiceError::Invalid`], [`ServiceError::Held`], denied; customers are told nothing of notes: not found.
pub async fn note(op: &OpContext, number: TicketNumber, text: Text<'_>) -> Result<Posted> {
    let mut tx = op.app.db().begin().await?;
    let mut ticket = super::hold(op, &mut tx, number, Action::WriteNote).await?;
    let body = checked(op, &text, "note")?;
    if let Some(posted) = sent_before(op, &mut tx, &ticket, &text).await? {
        return Ok(posted);
    }
    let (mut tx, body) = looked_through(op, tx, &ticket, &text, ("note", body)).await?;
    let message = row(op, &ticket, MessageKind::Note, &text, body, 0);
    let id = message.id;
    store::messages::insert(&mut tx, &message).await?;
    core::index(&mut tx, &ticket, SearchKind::Note, id.uuid(), message.body).await?;
    attachments::insert(op, &mut tx, &ticket, Some(id), true, text.files).await?;
    let event = audit::by(op, EventKind::NoteAdded)
        .on(ticket.id)
        .with("message", id.to_string());
    audit::append(&op.app, &mut tx, ticket.organization_id, event).await?;
    ticket.message_count += 1;
    super::save(&op.app, &mut tx, &mut ticket).await?;
    store::drafts::delete(&mut tx, op.actor.person, &note_draft(number)).await?;
    tx.save().await?;
    op.app.hub().tell(ticket.organization_id, Some(ticket.id));
    Ok(Posted {
        number,
        message: id,
    })
}

/// Key of the draft of a ticket's message.
pub fn message_draft(number: TicketNumber) -> String {
    format!("ticket-{}-message", number.0)
}

/// Key of the draft of a ticket's note.
pub fn note_draft(number: TicketNumber) -> String {
    format!("ticket-{}-note", number.0)
}

/// The text, if it can be sent: length and files.
fn checked(op: &OpContext, text: &Text<'_>, field: &'static str) -> Result<String> {
    let mut checks = Checks::new();
    let body = super::file::text(&mut checks, field, ticket::check_body(text.body));
    attachments::check(&op.app, &mut checks, &text.files);
    checks.finish()?;
    Ok(body)
}

/// What this form sent already.
async fn sent_before(
    op: &OpContext,
    tx: &mut Tx,
    ticket: &TicketRow,
    text: &Text<'_>,
) -> Result<Option<Posted>> {
    let Some(key) = form_key(op, text.idempotency_key) else {
        return Ok(None);
    };
    let Some(message) = store::messages::find_by_idempotency_key(tx, &key).await? else {
        return Ok(None);
    };
    let number = store::tickets::find_by_id(tx, message.ticket_id)
        .await?
        .map_or(ticket.number, |ticket| ticket.number);
    Ok(Some(Posted {
        number,
        message: message.id,
    }))
}

/// Text and files looked through for secrets: the text as it may be stored.
async fn looked_through(
    op: &OpContext,
    tx: Tx,
    ticket: &TicketRow,
    text: &Text<'_>,
    (field, body): (&'static str, String),
) -> Result<(Tx, String)> {
    let mut findings = Findings::default();
    findings.look_at(field, &body).await?;
    attachments::look(&mut findings, &text.files).await?;
    let place = (ticket.organization_id, Some(ticket.id));
    let (mut tx, mut decided) = findings.decided(op, tx, place).await?;
    let body = decided.text(field, &body);
    if !decided.is_empty() {
        let case = Case::of_ticket(&mut tx, ticket.number).await?;
        decided.settle(op, &mut tx, ticket, case.as_ref()).await?;
    }
    Ok((tx, body))
}

fn row(
    op: &OpContext,
    ticket: &TicketRow,
    kind: MessageKind,
    text: &Text<'_>,
    body: String,
    undo_seconds: i64,
) -> MessageRow {
    let now = op.now();
    let from_staff = op.actor.is_staff() && op.actor.role_in(ticket.organization_id).is_none();
    let release_at = ticket::release_at(kind, from_staff, now, undo_seconds);
    MessageRow {
        id: op.app.id(MessageId::from_uuid),
        ticket_id: ticket.id,
        author_id: Some(op.actor.person),
        kind,
        from_staff,
        body,
        created_at: now,
        release_at,
        released_at: (release_at <= now).then_some(now),
        withdrawn_at: None,
        asks_customer: text.asks && from_staff && kind == MessageKind::Message,
        idempotency_key: form_key(op, text.idempotency_key),
    }
}

/// Our message: stored, shown to us with the way back, released by a job.
async fn from_staff(
    op: &OpContext,
    mut tx: Tx,
    mut ticket: TicketRow,
    text: Text<'_>,
    body: String,
) -> Result<Posted> {
    // Whether the ticket takes a message is decided now, what it does to the ticket when it is released.
    status(&ticket).staff_message(text.asks)?;
    let undo_seconds = defaults::in_force(&mut tx).await?.undo_seconds;
    let kind = MessageKind::Message;
    let message = row(op, &ticket, kind, &text, body, undo_seconds);
    store::messages::insert(&mut tx, &message).await?;
    attachments::insert(op, &mut tx, &ticket, Some(message.id), false, text.files).await?;
    jobs::enqueue(
        &op.app,
        &mut tx,
        JobKind::ReleaseMessage,
        &super::release::Release {
            message: message.id,
        },
        Some(format!("release:{}", message.id)),
        message.release_at,
    )
    .await?;
    ticket.message_count += 1;
    super::save(&op.app, &mut tx, &mut ticket).await?;
    store::drafts::delete(&mut tx, op.actor.person, &message_draft(ticket.number)).await?;
    tx.save().await?;
    op.app.hub().tell(ticket.organization_id, Some(ticket.id));
    Ok(Posted {
        number: ticket.number,
        message: message.id,
    })
}

/// The customer's message: visible at once, wakes a waiting or finished ticket. // I-44 I-64
async fn from_customer(
    op: &OpContext,
    mut tx: Tx,
    mut ticket: TicketRow,
    text: Text<'_>,
    body: String,
) -> Result<Posted> {
    let now = op.now();
    let old = ticket.number;
    let mut reopened = false;
    let days = defaults::reopen_window(&mut tx, status(&ticket)).await?;
    let by = (Some(op.actor.person), now);
    // Whether words make the intervention's own clock go on.
    let mut rests = clocks::rests(&ticket);
    match status(&ticket).customer_message(now, days) {
        CustomerMessage::Added(status) => set_status(&mut ticket, status),
        // An intervention that waits for credentials or an extension goes on waiting: words are neither.
        CustomerMessage::Resumed(_)
            if crate::interventions::still_waits(&mut tx, ticket.id).await? => {}
        CustomerMessage::Resumed(status) => {
            set_status(&mut ticket, status);
            rests = false;
        }
        CustomerMessage::Reopened(status) => {
            set_status(&mut ticket, status);
            reopened = true;
            let what = Occurrence::Reopened;
            clocks::happened(&op.app, &mut tx, &ticket, what, rests, by).await?;
        }
        CustomerMessage::NewTicket => ticket = follow_up(op, &mut tx, &ticket).await?,
    }
    if ticket.number == old {
        let what = Occurrence::CustomerMessage;
        clocks::happened(&op.app, &mut tx, &ticket, what, rests, by).await?;
    }
    if reopened {
        let event = audit::by(op, EventKind::TicketReopened).on(ticket.id);
        audit::append(&op.app, &mut tx, ticket.organization_id, event).await?;
    }
    let message = row(op, &ticket, MessageKind::Message, &text, body, 0);
    store::messages::insert(&mut tx, &message).await?;
    attachments::insert(op, &mut tx, &ticket, Some(message.id), false, text.files).await?;
    let event = audit::by(op, EventKind::MessageSent)
        .on(ticket.id)
        .with("message", message.id.to_string());
    let link = audit::append(&op.app, &mut tx, ticket.organization_id, event).await?;
    ticket.message_count += 1;
    ticket.last_message_by_customer = true;
    super::save(&op.app, &mut tx, &mut ticket).await?;
    if ticket.number != old {
        notify::customers(&op.app, &mut tx, &ticket, News::Received, &link).await?;
    }
    notify::assignee(
        &op.app,
        &mut tx,
        &ticket,
        News::CustomerWrote {
            text: &message.body,
        },
        Some(op.actor.person),
    )
    .await?;
    let id = message.id;
    core::index(
        &mut tx,
        &ticket,
        SearchKind::Message,
        id.uuid(),
        message.body,
    )
    .await?;
    store::drafts::delete(&mut tx, op.actor.person, &message_draft(old)).await?;
    crate::interventions::customer_wrote(op, &mut tx, ticket.number).await?;
    tx.save().await?;
    op.app.hub().tell(ticket.organization_id, Some(ticket.id));
    Ok(Posted {
        number: ticket.number,
        message: id,
    })
}

/// Too late for the old ticket: a new one that points back at it. // RULINGS 5
async fn follow_up(op: &OpContext, tx: &mut Tx, old: &TicketRow) -> Result<TicketRow> {
    let row = NewRow {
        organization: old.organization_id,
        systems: store::tickets::list_systems(tx, old.id).await?,
        department: old.department,
        class: old.class,
        priority: Priority::Normal,
        subject: old.subject.clone(),
        channel: old.channel,
        caller_name: String::new(),
        received_at: op.now(),
        idempotency_key: None,
    };
    let ticket = core::insert(op, tx, row).await?;
    let id = op.app.id(domain::ids::RowId::from_uuid);
    let both = (ticket.id, old.id);
    store::tickets::insert_link(tx, id, both, LinkKind::FollowUp, op.actor.person, op.now())
        .await?;
    Ok(ticket)
}

/// Takes a message of one's own back before it is released; its text becomes the draft again.
///
/// # Errors
/// A conflict when it is released already; not found for foreign messages.
pub async fn withdraw(op: &OpContext, number: TicketNumber, id: MessageId) -> Result<()> {
    let mut tx = op.app.db().begin().await?;
    let mut ticket = super::hold(op, &mut tx, number, Action::ReadTicket).await?;
    let message = store::messages::find(&mut tx, id)
        .await?
        .filter(|message| message.ticket_id == ticket.id)
        .filter(|message| message.kind != MessageKind::Note || op.actor.is_staff())
        .ok_or(ServiceError::NotFound)?;
    let about = resource(&ticket).written_by(message.author_id);
    policy::may(&op.actor, Action::WithdrawMessage, &about)?;
    if message.withdrawn_at.is_some() {
        return Ok(());
    }
    let now = op.now();
    if !store::messages::withdraw(&mut tx, id, op.actor.person, now).await? {
        return Err(ServiceError::Conflict("already_released"));
    }
    let event = audit::by(op, EventKind::MessageWithdrawn)
        .on(ticket.id)
        .shown(false)
        .with("message", id.to_string());
    audit::append(&op.app, &mut tx, ticket.organization_id, event).await?;
    ticket.message_count -= 1;
    super::save(&op.app, &mut tx, &mut ticket).await?;
    let draft = store::drafts::DraftRow {
        person_id: op.actor.person,
        key: message_draft(number),
        body: serde_json::json!({ "body": message.body }).to_string(),
        updated_at: now,
    };
    store::drafts::put(&mut tx, &draft).await?;
    tx.save().await?;
    op.app.hub().tell(ticket.organization_id, Some(ticket.id));
    Ok(())
}

/// How the actor reads a ticket's conversation.
pub(crate) fn reader(op: &OpContext, ticket: &TicketRow) -> Reader {
    if policy::may(&op.actor, Action::ReadNotes, &resource(ticket)).is_ok() {
        Reader::Staff
    } else {
        Reader::Customer(op.actor.person)
    }
}
