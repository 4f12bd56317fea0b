//! Questions and answers inside the procedure: asked and answered in the same ticket, pausing the promise. // I-44

use domain::audit::{EventDraft, EventKind};
use domain::ids::{MessageId, TicketNumber};
use domain::intervention::{ClarifyReason, Refusal};
use domain::policy::Action;
use domain::sla::engine::Occurrence;
use domain::ticket::MessageKind;
use store::messages::MessageRow;
use store::tickets::TicketRow;
use store::{SearchKind, Tx};

use super::{Case, notify};
use crate::audit;
use crate::clocks;
use crate::context::{Context, OpContext};
use crate::error::{Checks, Result, ServiceError};
use crate::tickets::core;

/// Writes a message that is visible at once: an act of the procedure is no letter one takes back.
pub(super) async fn post(
    op: &OpContext,
    tx: &mut Tx,
    case: &mut Case,
    kind: MessageKind,
    body: &str,
    asks: bool,
) -> Result<MessageId> {
    let id = say(op, tx, &mut case.ticket, kind, body, asks).await?;
    // Automatic texts never stop the first answer. // RULINGS 8
    if op.actor.is_staff() && kind == MessageKind::Message {
        let by = (Some(op.actor.person), op.now());
        // What it asks pauses the clocks by the procedure.
        let what = Occurrence::PublicAnswer { asks: false };
        clocks::happened(&op.app, tx, &case.ticket, what, true, by).await?;
    }
    Ok(id)
}

/// The same on any ticket, and whatever it promises is left alone. Writing the ticket itself is the caller's.
pub(super) async fn say(
    op: &OpContext,
    tx: &mut Tx,
    ticket: &mut TicketRow,
    kind: MessageKind,
    body: &str,
    asks: bool,
) -> Result<MessageId> {
    let by = (audit::by(op, EventKind::MessageSent), op.actor.is_staff());
    put(&op.app, tx, ticket, by, (kind, body, asks)).await
}

/// Something the software says to the customer by itself.
pub(super) async fn announce(
    context: &Context,
    tx: &mut Tx,
    ticket: &mut TicketRow,
    body: &str,
) -> Result<MessageId> {
    let by = (audit::event(context, EventKind::MessageSent), true);
    put(
        context,
        tx,
        ticket,
        by,
        (MessageKind::Automatic, body, false),
    )
    .await
}

async fn put(
    context: &Context,
    tx: &mut Tx,
    ticket: &mut TicketRow,
    (event, staff): (EventDraft, bool),
    (kind, body, asks): (MessageKind, &str, bool),
) -> Result<MessageId> {
    let now = context.now();
    let automatic = kind == MessageKind::Automatic;
    let message = MessageRow {
        id: context.id(MessageId::from_uuid),
        ticket_id: ticket.id,
        author_id: event.actor.filter(|_| !automatic),
        kind,
        from_staff: staff || automatic,
        body: body.to_owned(),
        created_at: now,
        release_at: now,
        released_at: Some(now),
        withdrawn_at: None,
        asks_customer: asks,
        idempotency_key: None,
    };
    store::messages::insert(tx, &message).await?;
    let (id, text) = (message.id.uuid(), body.to_owned());
    core::index(tx, ticket, SearchKind::Message, id, text).await?;
    ticket.message_count += 1;
    ticket.last_message_by_customer = !message.from_staff;
    let event = event
        .on(ticket.id)
        .with("message", message.id.to_string())
        .with("kind", kind.code())
        .with(
            "body_sha256",
            domain::audit::ChainHash::of(body.as_bytes()).to_string(),
        );
    audit::append(context, tx, ticket.organization_id, event).await?;
    Ok(message.id)
}

/// Asks the customer; the promise waits.
///
/// # Errors
/// [`ServiceError::Held`]; [`ServiceError::Conflict`] `wrong_state` when nothing can wait here.
pub async fn ask(op: &OpContext, number: TicketNumber, question: &str) -> Result<()> {
    let mut tx = op.app.db().begin().await?;
    let mut case = Case::hold(op, &mut tx, number, Action::AskClarification).await?;
    let (mut tx, [question]) = case.screen(op, tx, [("question", question)]).await?;
    let mut checks = Checks::new();
    let question = checks.text("question", &question, 10_000);
    checks.finish()?;
    case.moves(case.procedure.ask(false))?;
    post(
        op,
        &mut tx,
        &mut case,
        MessageKind::Message,
        &question,
        true,
    )
    .await?;
    wait(
        op,
        &mut tx,
        &mut case,
        EventKind::ClarificationAsked,
        ClarifyReason::Question,
    )
    .await?;
    notify::question(op, &mut tx, &case, &question).await?;
    case.save(&op.app, tx).await
}

/// "Zugangsdaten funktionieren nicht": one click. The customer puts in others, without signing again. // I-26
///
/// # Errors
/// [`ServiceError::Held`]; [`ServiceError::Conflict`] `wrong_state`.
pub async fn reject_credentials(op: &OpContext, number: TicketNumber, note: &str) -> Result<()> {
    let mut tx = op.app.db().begin().await?;
    let mut case = Case::hold(op, &mut tx, number, Action::RejectCredentials).await?;
    let (mut tx, [note]) = case.screen(op, tx, [("note", note)]).await?;
    let mut checks = Checks::new();
    let note = checks.optional("note", &note, 2_000);
    checks.finish()?;
    case.moves(case.procedure.ask(true))?;
    let mut body = match notify::locale(&mut tx, &case).await? {
        domain::account::Locale::De => {
            "Die hinterlegten Zugangsdaten funktionieren nicht. Bitte hinterlegen Sie gültige Zugangsdaten im Tresor dieses Tickets; eine neue Unterschrift ist nicht nötig."
        }
        domain::account::Locale::En => {
            "The deposited credentials do not work. Please deposit valid credentials in the vault of this ticket; you need not sign again."
        }
    }
    .to_owned();
    if !note.is_empty() {
        body.push_str("\n\n");
        body.push_str(&note);
    }
    post(op, &mut tx, &mut case, MessageKind::Message, &body, true).await?;
    let event = case.event(op, EventKind::SecretRejected);
    case.tell(&op.app, &mut tx, event).await?;
    wait(
        op,
        &mut tx,
        &mut case,
        EventKind::ClarificationAsked,
        ClarifyReason::LoginWrong,
    )
    .await?;
    notify::question(op, &mut tx, &case, &body).await?;
    case.save(&op.app, tx).await
}

async fn wait(
    op: &OpContext,
    tx: &mut Tx,
    case: &mut Case,
    kind: EventKind,
    reason: ClarifyReason,
) -> Result<()> {
    let event = case.event(op, kind).with("reason", reason.code());
    case.tell(&op.app, tx, event).await?;
    let now = op.now();
    let by = Some(op.actor.person);
    clocks::pause_all(&op.app, tx, &case.ticket, reason.into(), by, now).await?;
    case.ticket_follows(domain::ticket::TicketStatus::waiting_for_customer);
    Ok(())
}

/// More time was given: back to where it was, or on waiting for what we asked for and have not got.
pub(super) async fn extended(op: &OpContext, tx: &mut Tx, case: &mut Case) -> Result<()> {
    let valid = case.is_valid(op.now());
    case.moves(case.procedure.extend(valid))?;
    go_on(op, tx, case).await
}

/// What was asked for is there.
pub(super) async fn answered(op: &OpContext, tx: &mut Tx, case: &mut Case) -> Result<()> {
    let event = case.event(op, EventKind::ClarificationAnswered);
    case.tell(&op.app, tx, event).await?;
    let next = match case.procedure.answer(case.is_valid(op.now())) {
        // The authorization ran out meanwhile: what it waits for now is an extension.
        Err(Refusal::Needs { .. }) => case.procedure.expire().and_then(|late| late.answer(false)),
        other => other,
    };
    case.moves(next)?;
    go_on(op, tx, case).await
}

/// Promise and ticket go on, or wait where something is still waited for.
async fn go_on(op: &OpContext, tx: &mut Tx, case: &mut Case) -> Result<()> {
    let (by, now) = (Some(op.actor.person), op.now());
    if let Some(waits) = case.procedure.clarify_reason() {
        clocks::pause_all(&op.app, tx, &case.ticket, waits.into(), by, now).await?;
        case.ticket_follows(domain::ticket::TicketStatus::waiting_for_customer);
        return Ok(());
    }
    let event = case
        .event(op, EventKind::InterventionResumed)
        .with("state", case.row.state.code());
    case.tell(&op.app, tx, event).await?;
    clocks::resume_all(&op.app, tx, &case.ticket, by, now).await?;
    case.ticket_follows(domain::ticket::TicketStatus::opened);
    Ok(())
}

/// The customer answers a question.
///
/// # Errors
/// [`ServiceError::Held`]; [`ServiceError::Conflict`] `wrong_state` when nothing was asked.
pub async fn answer(op: &OpContext, number: TicketNumber, text: &str) -> Result<()> {
    let mut tx = op.app.db().begin().await?;
    let mut case = Case::hold(op, &mut tx, number, Action::WriteMessage).await?;
    let (mut tx, [text]) = case.screen(op, tx, [("answer", text)]).await?;
    let mut checks = Checks::new();
    let text = checks.text("answer", &text, 10_000);
    checks.finish()?;
    if op.actor.role_in(case.ticket.organization_id).is_none() {
        return Err(ServiceError::Denied("role"));
    }
    if case.procedure.asked() != Some(ClarifyReason::Question) {
        return Err(ServiceError::Conflict("wrong_state"));
    }
    post(op, &mut tx, &mut case, MessageKind::Message, &text, false).await?;
    answered(op, &mut tx, &mut case).await?;
    case.save(&op.app, tx).await
}

/// A customer's ordinary message on the ticket of an intervention answers an open question. Called by `tickets` inside its own
/// unit of work, after the message; says whether it was an answer. The ticket row in the caller's hands is stale afterwards.
///
/// # Errors
/// The database refuses.
pub async fn customer_wrote(op: &OpContext, tx: &mut Tx, number: TicketNumber) -> Result<bool> {
    let Some(mut case) = Case::of_ticket(tx, number).await? else {
        return Ok(false);
    };
    if case.procedure.asked() != Some(ClarifyReason::Question) {
        return Ok(false);
    }
    answered(op, tx, &mut case).await?;
    case.write(&op.app, tx).await?;
    Ok(true)
}

/// Whether an intervention waits for something that no message can bring: other credentials, an extension.
pub(crate) async fn still_waits(tx: &mut Tx, ticket: domain::ids::TicketId) -> Result<bool> {
    let row = store::interventions::find_by_ticket(tx, ticket).await?;
    Ok(row.is_some_and(|row| {
        row.state == domain::intervention::InterventionState::Clarifying
            && row.state_reason != ClarifyReason::Question.code()
    }))
}

/// New credentials after the old ones did not work: on with the work.
pub(super) async fn after_deposit(op: &OpContext, tx: &mut Tx, case: &mut Case) -> Result<()> {
    if case.procedure.asked() == Some(ClarifyReason::LoginWrong) {
        return answered(op, tx, case).await;
    }
    Ok(())
}
