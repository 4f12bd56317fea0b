//! What time does by itself: authorizations run out, reminders go out. Run by housekeeping, idempotent.

use domain::account::Locale;
use domain::audit::EventKind;
use domain::ids::{AuthorizationId, TicketNumber};
use domain::intervention::AuthorizationState;
use domain::intervention::closing::next_reminder;
use domain::rules::Rule;
use domain::sla::PauseReason;
use domain::time::{Timestamp, span};
use store::Tx;
use store::interventions::Unconfirmed;

use super::Case;
use super::notify::{self, Words};
use super::timer;
use crate::apart::Apart;
use crate::context::Context;
use crate::error::Result;
use crate::{clocks, credentials, defaults};

const LIMIT: i64 = 200;
const PASSWORD_REMINDER: &str = "password_reminder";
const HANDOVER_REMINDER: &str = "handover_reminder";

/// Authorizations whose time is over wait for an extension. Every reveal asks for the time itself: this only tells people.
///
/// # Errors
/// The database does not answer.
pub async fn expire_overdue(context: &Context) -> Result<usize> {
    let mut reader = context.db().read().await?;
    let over = store::authorizations::list_overdue(&mut reader, context.now(), LIMIT).await?;
    let mut numbers = Vec::new();
    for authorization in over {
        if let Some(ticket) = authorization.ticket_id
            && let Some(ticket) = store::tickets::find_by_id(&mut reader, ticket).await?
        {
            numbers.push((ticket.number, authorization.id));
        }
    }
    drop(reader);
    let mut round = Apart::new("expire");
    for (number, id) in numbers {
        let outcome = expire_one(context, number, id).await;
        if round.note(number, outcome).is_break() {
            break;
        }
    }
    round.end()
}

async fn expire_one(context: &Context, number: TicketNumber, id: AuthorizationId) -> Result<bool> {
    let mut tx = context.db().begin().await?;
    let case = Case::load(&mut tx, number, true).await?;
    if case.authorization.as_ref().is_none_or(|a| a.id != id) {
        return Ok(false);
    }
    let Some(expired) = expire(context, &mut tx, case).await? else {
        return Ok(false);
    };
    tx.save().await?;
    expired.wake(context);
    Ok(true)
}

async fn expire(context: &Context, tx: &mut Tx, mut case: Case) -> Result<Option<Case>> {
    let now = context.now();
    let (Some(validity), Some(authorization)) = (case.validity(), case.authorization.as_mut())
    else {
        return Ok(None);
    };
    let next = authorization.state.expire(&validity, now);
    if next != AuthorizationState::Expired || next == authorization.state {
        return Ok(None);
    }
    authorization.state = next;
    let event = case.own_event(context, EventKind::AuthorizationExpired);
    case.tell(context, tx, event).await?;
    store::reveals::end_leases(tx, case.id(), now).await?;
    // Nobody is charged for the minutes until somebody noticed.
    let end = now.min(validity.until);
    timer::stop_all(context, tx, &mut case, (None, end)).await?;
    if let Ok(waiting) = case.procedure.expire() {
        case.moves(Ok(waiting))?;
        clocks::pause_all(context, tx, &case.ticket, PauseReason::Expired, None, now).await?;
        case.ticket_follows(domain::ticket::TicketStatus::waiting_for_customer);
    }
    let promised = case
        .signed
        .as_ref()
        .map_or(now, |version| version.signed_at);
    let hours = defaults::at(tx, promised).await?.credentials_after_end;
    let (de, en) = (
        span(hours * 3600, Locale::De),
        span(hours * 3600, Locale::En),
    );
    let words = Words {
        kind: "authorization_expired",
        subject: ("Genehmigung abgelaufen", "Authorization expired"),
        text: (
            format!(
                "Ihre Genehmigung ist abgelaufen; niemand kann die Zugangsdaten mehr einsehen. Soll die Arbeit weitergehen, verlängern Sie sie bitte im Ticket. Nach spätestens {de} werden die Zugangsdaten vernichtet."
            ),
            format!(
                "Your authorization has expired; nobody can look at the credentials any more. If work is to go on, please extend it in the ticket. The credentials are destroyed after {en} at the latest."
            ),
        ),
        path: "",
    };
    notify::tell(context, tx, &case, &words).await?;
    case.write(context, tx).await?;
    Ok(Some(case))
}

/// Unconfirmed password changes looked at in one reading.
const UNCONFIRMED_PAGE: i64 = 500;

/// Reminds of password changes nobody confirmed and of hand-overs nobody read. // I-55
///
/// # Errors
/// The database does not answer.
pub async fn remind(context: &Context) -> Result<usize> {
    const DAY_S: i64 = 86_400;
    let mut reader = context.db().read().await?;
    let history = defaults::history(&mut reader).await?;
    drop(reader);
    let soonest = history.smallest(Rule::ChangeReminder1);
    let closed_by = context.now().minus_seconds(soonest * DAY_S);
    let mut due = Vec::new();
    let mut after = None;
    loop {
        let mut reader = context.db().read().await?;
        let page = store::interventions::list_unconfirmed(
            &mut reader,
            closed_by,
            PASSWORD_REMINDER,
            after,
            UNCONFIRMED_PAGE,
        )
        .await?;
        let Some(last) = page.last() else { break };
        after = Some(last.id);
        due.extend(page.into_iter().filter(|one| {
            let count = u32::try_from(one.reminded).unwrap_or(u32::MAX);
            // As it was promised on the day of closing.
            let reminders = history.at(one.closed_at).password_reminders();
            next_reminder(one.closed_at, count, false, reminders)
                .is_some_and(|at| at <= context.now())
        }));
    }
    let mut round = Apart::new("remind");
    for one in due {
        let outcome = remind_one(context, &one).await;
        if round.note(one.number, outcome).is_break() {
            break;
        }
    }
    // Neither kind waits for the other.
    let (passwords, handovers) = (round.end(), remind_handovers(context).await);
    Ok(passwords? + handovers?)
}

async fn remind_one(context: &Context, one: &Unconfirmed) -> Result<bool> {
    let mut tx = context.db().begin().await?;
    let case = Case::load(&mut tx, one.number, true).await?;
    let again = sent(&mut tx, one.ticket, PASSWORD_REMINDER, one.closed_at).await?;
    let unchanged = i64::try_from(again.len()).is_ok_and(|count| count == one.reminded);
    if case.row.password_change_confirmed_at.is_some() || !unchanged {
        return Ok(false);
    }
    notify::tell(context, &mut tx, &case, &password_words()).await?;
    tx.save().await?;
    Ok(true)
}

/// When reminders of a kind went out on a ticket since a moment; several recipients of one reminder count once.
async fn sent(
    tx: &mut Tx,
    ticket: domain::ids::TicketId,
    kind: &str,
    since: Timestamp,
) -> Result<Vec<Timestamp>> {
    let mut times: Vec<Timestamp> = store::mails::list_of_ticket(tx, ticket)
        .await?
        .into_iter()
        .filter(|mail| mail.kind == kind && mail.created_at >= since)
        .map(|mail| mail.created_at)
        .collect();
    times.dedup();
    Ok(times)
}

fn password_words() -> Words {
    Words {
        kind: PASSWORD_REMINDER,
        subject: ("Bitte Passwörter ändern", "Please change the passwords"),
        text: (
            "Nach der Intervention sollten die benutzten Passwörter geändert werden. Bitte bestätigen Sie das im Ticket, dann endet diese Erinnerung.".to_owned(),
            "After the intervention the passwords used should be changed. Please confirm it in the ticket, then this reminder ends.".to_owned(),
        ),
        path: "",
    }
}

async fn remind_handovers(context: &Context) -> Result<usize> {
    let mut reader = context.db().read().await?;
    let mut due = Vec::new();
    for shard in store::shards::list_living(&mut reader).await? {
        let Some(row) = store::handovers::find_by_shard(&mut reader, shard.id).await? else {
            continue;
        };
        let handover = credentials::promised(&mut reader, &row).await?;
        let sent = sent(
            &mut reader,
            row.ticket_id,
            HANDOVER_REMINDER,
            row.created_at,
        )
        .await?
        .len();
        if handover
            .next_reminder(sent)
            .is_some_and(|at| at <= context.now())
            && let Some(ticket) = store::tickets::find_by_id(&mut reader, row.ticket_id).await?
        {
            due.push((ticket.number, handover.times.unread_seconds / 86_400));
        }
    }
    drop(reader);
    due.dedup();
    let mut round = Apart::new("remind");
    for (number, days) in due {
        let outcome = remind_handover(context, number, days).await;
        if round.note(number, outcome).is_break() {
            break;
        }
    }
    round.end()
}

async fn remind_handover(context: &Context, number: TicketNumber, days: i64) -> Result<bool> {
    let mut tx = context.db().begin().await?;
    let case = Case::load(&mut tx, number, true).await?;
    let words = Words {
        kind: HANDOVER_REMINDER,
        subject: (
            "Neue Zugangsdaten warten auf Sie",
            "New credentials are waiting for you",
        ),
        text: (
            format!(
                "Im Tresor liegen neue Zugangsdaten, die noch niemand gelesen hat. {days} Tage nach der Übergabe werden sie vernichtet."
            ),
            format!(
                "There are new credentials in the vault that nobody has read yet. They are destroyed {days} days after the hand-over."
            ),
        ),
        path: "",
    };
    notify::tell(context, &mut tx, &case, &words).await?;
    tx.save().await?;
    Ok(true)
}
