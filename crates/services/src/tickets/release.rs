//! What time does to tickets: releases messages, closes what is resolved.

use domain::audit::EventKind;
use domain::ids::{MessageId, TicketId};
use domain::rules::Rule;
use domain::sla::PauseReason;
use domain::sla::engine::Occurrence;
use domain::ticket::{TicketStatus, answers_customer};
use serde::{Deserialize, Serialize};
use store::SearchKind;

use super::notify::{self, News};
use super::{core, set_status, status};
use crate::apart::Apart;
use crate::context::Context;
use crate::error::Result;
use crate::jobs::{Claim, JobFailure};
use crate::{audit, clocks, defaults};

/// Particulars of the job.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Release {
    pub(crate) message: MessageId,
}

/// The job behind every message of ours.
pub(crate) async fn release_job(context: &Context, claim: &Claim) -> Result<(), JobFailure> {
    let Release { message } = claim.payload()?;
    release(context, message).await?;
    Ok(())
}

/// Makes a message visible, if it was not taken back: now it counts as sent, stops the first-answer clock, changes the
/// ticket's state and goes out by mail. // I-46 RULINGS 8
async fn release(context: &Context, id: MessageId) -> Result<bool> {
    let now = context.now();
    let mut tx = context.db().begin().await?;
    let Some(message) = store::messages::find(&mut tx, id).await? else {
        return Ok(false);
    };
    let Some(mut ticket) = store::tickets::find_for_update(&mut tx, message.ticket_id).await?
    else {
        return Ok(false);
    };
    if !store::messages::release(&mut tx, id, now).await? {
        return Ok(false);
    }
    let author = match message.author_id {
        Some(author) => store::people::find(&mut tx, author).await?,
        None => None,
    };
    let mut event = audit::event(context, EventKind::MessageSent)
        .on(ticket.id)
        .with("message", id.to_string())
        .with("asks", message.asks_customer);
    event.actor = message.author_id;
    event.actor_name = author.map(|person| person.name);
    let link = audit::append(context, &mut tx, ticket.organization_id, event).await?;
    ticket.last_message_by_customer = false;
    // The ticket may have been closed before its release; the message is out all the same.
    let next = status(&ticket).staff_message(message.asks_customer).ok();
    let asks = message.asks_customer && next.is_some();
    if let Some(next) = next {
        set_status(&mut ticket, next);
    }
    let by = message.author_id;
    if answers_customer(message.kind, message.from_staff) {
        let what = Occurrence::PublicAnswer { asks };
        clocks::happened(context, &mut tx, &ticket, what, false, (by, now)).await?;
    } else if asks {
        clocks::pause_all(context, &mut tx, &ticket, PauseReason::Question, by, now).await?;
    }
    super::save(context, &mut tx, &mut ticket).await?;
    let news = News::Answered {
        text: &message.body,
        asks: message.asks_customer,
    };
    notify::customers(context, &mut tx, &ticket, news, &link).await?;
    core::index(
        &mut tx,
        &ticket,
        SearchKind::Message,
        id.uuid(),
        message.body.clone(),
    )
    .await?;
    tx.save().await?;
    context.hub().tell(ticket.organization_id, Some(ticket.id));
    Ok(true)
}

/// Messages whose job was lost: released by housekeeping.
pub(crate) async fn release_overdue(context: &Context) -> Result<usize> {
    let before = context.now().minus_seconds(30);
    let mut tx = context.db().read().await?;
    let late = store::messages::list_unreleased(&mut tx, before, 100).await?;
    drop(tx);
    let mut round = Apart::new("release");
    for message in late {
        let outcome = release(context, message.id).await;
        if round.note(message.id, outcome).is_break() {
            break;
        }
    }
    round.end()
}

/// Closes what has been resolved for so many working days as the house says; says how many. One that cannot be closed stops
/// no other. // RULINGS 5
///
/// # Errors
/// The database does not answer.
pub async fn close_by_time(context: &Context) -> Result<usize> {
    let now = context.now();
    let mut tx = context.db().read().await?;
    let history = defaults::history(&mut tx).await?;
    // So many working days are at least so many days: nothing younger is looked at.
    let fewest = history.smallest(Rule::ResolvedDays);
    let until = now.minus_seconds(fewest * 24 * 3600);
    let resolved = store::tickets::list_resolved(&mut tx, until, 200).await?;
    drop(tx);
    // As it was promised on the day it was resolved.
    let closed = |status: TicketStatus| {
        let days = history.at(status.resolved_at?).resolved_window();
        status.closed_by_time(now, days)
    };
    let mut round = Apart::new("close");
    for seen in resolved {
        if closed(status(&seen)).is_none() {
            continue;
        }
        let outcome = close_one(context, seen.id, &closed).await;
        if round.note(seen.number, outcome).is_break() {
            break;
        }
    }
    round.end()
}

async fn close_one(
    context: &Context,
    id: TicketId,
    closed: &(impl Fn(TicketStatus) -> Option<TicketStatus> + Sync),
) -> Result<bool> {
    let mut tx = context.db().begin().await?;
    let Some(mut ticket) = store::tickets::find_for_update(&mut tx, id).await? else {
        return Ok(false);
    };
    let Some(closed) = closed(status(&ticket)) else {
        return Ok(false);
    };
    set_status(&mut ticket, closed);
    let event = audit::event(context, EventKind::TicketClosed)
        .on(ticket.id)
        .with("by_time", true);
    let link = audit::append(context, &mut tx, ticket.organization_id, event).await?;
    super::save(context, &mut tx, &mut ticket).await?;
    notify::customers(context, &mut tx, &ticket, News::Closed, &link).await?;
    tx.save().await?;
    context.hub().tell(ticket.organization_id, Some(ticket.id));
    Ok(true)
}
