//! Four eyes by mail: whoever may approve hears once that a request waits, whoever asked how it ended. // RULINGS 12
//!
//! The queue and *Freigaben* show what waits to those who are there; half an hour is too short for those who are not. The
//! mails name person, part and ticket, never a value.

use domain::account::Locale;
use domain::audit::EventKind;
use domain::credential::{APPROVAL_SECONDS, Approval, ApprovalState, Giver, SecretField};
use domain::ids::{PersonId, TicketNumber};
use domain::time::span;
use store::Tx;

use crate::apart::Apart;
use crate::context::Context;
use crate::error::Result;
use crate::held::for_mail;
use crate::interventions::Case;
use crate::mail::{self, Concerns, Content, Recipient};

/// Tells everybody who may decide about this request, except whom it is about.
pub(super) async fn ask(
    context: &Context,
    tx: &mut Tx,
    case: &Case,
    approval: &Approval,
    (field, reason): (SecretField, &str),
) -> Result<()> {
    let asker = name(tx, approval.requested_by).await?;
    let reason = for_mail(reason);
    let mut letters: Vec<mail::Letter> = Vec::new();
    for person in store::people::list_staff(tx).await? {
        let giver = Giver {
            person: person.id,
            active: person.active,
            role: person.staff_role,
            right: person.may_approve_reveals,
        };
        let assignee = case.ticket.assignee_id;
        if approval
            .approve(&giver, assignee, approval.requested_at)
            .is_err()
        {
            continue;
        }
        let german = person.locale == Locale::De;
        let (part, lasts) = (part(field, german), span(APPROVAL_SECONDS, person.locale));
        let (subject, text, button) = if german {
            (
                "Freigabe erbeten",
                format!(
                    "{asker} möchte einsehen: {part}. Grund: {reason}\n\nDie Anfrage wartet {lasts} auf eine zweite Person."
                ),
                "Zu den Freigaben",
            )
        } else {
            (
                "Approval asked for",
                format!(
                    "{asker} wants to look at: {part}. Reason: {reason}\n\nThe request waits {lasts} for a second person."
                ),
                "Open the approvals",
            )
        };
        let words = (subject, text, button, "/desk/approvals".to_owned());
        letters.push((Recipient::from(&person), letter(context, case, words)));
    }
    let kind = "reveal_approval_asked";
    let sender = mail::Sender::read(tx).await?;
    sender
        .enqueue_all(context, tx, kind, concerns(case), &letters)
        .await
}

/// Tells whoever asked how it ended: approved, refused, or without an answer in time.
pub(super) async fn answer(
    context: &Context,
    tx: &mut Tx,
    case: &Case,
    approval: &Approval,
) -> Result<()> {
    let asker = store::people::find(tx, approval.requested_by).await?;
    let Some(asker) = asker.filter(|person| person.active) else {
        return Ok(());
    };
    let by = match approval.decided_by {
        Some(person) => name(tx, person).await?,
        None => String::new(),
    };
    let german = asker.locale == Locale::De;
    let lasts = span(APPROVAL_SECONDS, asker.locale);
    let (subject, text) = match (approval.state, german) {
        (ApprovalState::Approved, true) => (
            "Einsicht freigegeben",
            format!("{by} hat Ihre Einsicht freigegeben. Das gilt {lasts} und für eine Einsicht."),
        ),
        (ApprovalState::Approved, false) => (
            "Look approved",
            format!("{by} has approved your look. This holds for {lasts} and one look."),
        ),
        (ApprovalState::Denied, true) => (
            "Freigabe abgelehnt",
            format!("{by} hat Ihre Einsicht abgelehnt."),
        ),
        (ApprovalState::Denied, false) => {
            ("Approval refused", format!("{by} has refused your look."))
        }
        (_, true) => (
            "Freigabe verfallen",
            format!(
                "Niemand hat in {lasts} über Ihre Einsicht entschieden. Bitte fragen Sie noch einmal."
            ),
        ),
        (_, false) => (
            "Approval lapsed",
            format!("Nobody decided about your look within {lasts}. Please ask once more."),
        ),
    };
    let button = if german {
        "Zum Einsatz"
    } else {
        "Open the intervention"
    };
    let path = format!("/desk/tickets/{}/intervention", case.ticket.number);
    let content = letter(context, case, (subject, text, button, path));
    let (kind, to) = ("reveal_approval_answered", Recipient::from(&asker));
    mail::enqueue(context, tx, kind, &to, concerns(case), &content).await
}

/// Requests nobody decided about in time lapse, once each; says how many. Run by housekeeping.
///
/// # Errors
/// The database does not answer.
pub async fn lapse_approvals(context: &Context) -> Result<usize> {
    let mut reader = context.db().read().await?;
    let open = reader.answer(store::approvals::open()).await?;
    let mut over = Vec::new();
    for row in open {
        let lapsed = row.approval.expire(context.now());
        if lapsed != row.approval
            && let Some(case) = store::interventions::find(&mut reader, lapsed.intervention).await?
            && let Some(ticket) = store::tickets::find_by_id(&mut reader, case.ticket_id).await?
        {
            over.push((ticket.number, lapsed, row.approval.state));
        }
    }
    drop(reader);
    let mut round = Apart::new("lapse");
    for (number, lapsed, before) in over {
        let outcome = lapse(context, number, &lapsed, before).await;
        if round.note(number, outcome).is_break() {
            break;
        }
    }
    round.end()
}

async fn lapse(
    context: &Context,
    number: TicketNumber,
    lapsed: &Approval,
    before: ApprovalState,
) -> Result<bool> {
    let mut tx = context.db().begin().await?;
    let case = Case::load(&mut tx, number, true).await?;
    if !store::approvals::update(&mut tx, lapsed, before).await? {
        return Ok(false);
    }
    let event = case
        .own_event(context, EventKind::RevealApprovalLapsed)
        .with("approval", lapsed.id.to_string());
    case.tell(context, &mut tx, event).await?;
    answer(context, &mut tx, &case, lapsed).await?;
    tx.save().await?;
    case.wake(context);
    Ok(true)
}

/// Subject, text, button, and where that leads.
type Words = (&'static str, String, &'static str, String);

fn letter(context: &Context, case: &Case, (subject, text, button, path): Words) -> Content {
    let number = case.ticket.number;
    Content::new(format!("[{number}] {subject}"))
        .say(text)
        .fact(
            "Ticket",
            format!("{number}: {}", for_mail(&case.ticket.subject)),
        )
        .action(button, context.settings().url(&path))
}

fn concerns(case: &Case) -> Concerns {
    Concerns {
        organization: Some(case.ticket.organization_id),
        ticket: Some(case.ticket.id),
    }
}

async fn name(tx: &mut Tx, person: PersonId) -> Result<String> {
    let found = store::people::find(tx, person).await?;
    Ok(found.map(|person| person.name).unwrap_or_default())
}

const fn part(field: SecretField, german: bool) -> &'static str {
    match (field, german) {
        (SecretField::Username, true) => "Benutzername",
        (SecretField::Username, false) => "user name",
        (SecretField::Password, true) => "Passwort",
        (SecretField::Password, false) => "password",
        (SecretField::PrivateKey, true) => "privater Schlüssel",
        (SecretField::PrivateKey, false) => "private key",
        (_, true) => "Zugangsdaten",
        (_, false) => "credentials",
    }
}
