//! The look as it is kept: its row, its event, the mail of the first one and of every refusal.

use domain::account::{Locale, StaffRole};
use domain::audit::EventKind;
use domain::credential::{DenyCode, Grant, RevealOutcome};
use domain::ids::RevealId;
use store::Tx;
use store::reveals::RevealRow;
use store::secrets::SecretRow;

use crate::context::OpContext;
use crate::error::Result;
use crate::interventions::{Case, notify};
use crate::mail::{self, Concerns, Content, Recipient};

/// The look, its event, and the mail of the first one and of every refusal.
pub(super) async fn record(
    op: &OpContext,
    tx: &mut Tx,
    case: &Case,
    secret: &SecretRow,
    reason: &str,
    outcome: std::result::Result<Grant, DenyCode>,
) -> Result<RevealId> {
    let before = store::reveals::list_of_ticket(tx, case.ticket.id).await?;
    let first = !before
        .iter()
        .any(|row| row.outcome != RevealOutcome::Denied);
    let code = outcome.err().map(DenyCode::code).unwrap_or_default();
    // Once each time somebody runs into it, not once for every further try.
    let own = || before.iter().filter(|row| row.actor_id == op.actor.person);
    let latest = own().map(|row| row.at).max();
    let limit_met = matches!(outcome, Err(DenyCode::FieldLimit | DenyCode::DayLimit))
        && !own().any(|row| Some(row.at) == latest && row.code == code);
    let reason: String = reason.trim().chars().take(500).collect();
    let row = RevealRow {
        id: op.app.id(RevealId::from_uuid),
        organization_id: case.ticket.organization_id,
        ticket_id: case.ticket.id,
        intervention_id: Some(case.row.id),
        secret_id: secret.id,
        version: secret.version,
        field: secret.field,
        actor_id: op.actor.person,
        reason: reason.clone(),
        outcome: if outcome.is_ok() {
            RevealOutcome::Granted
        } else {
            RevealOutcome::Denied
        },
        code: code.to_owned(),
        at: op.now(),
        lease_until: outcome.ok().map(|grant| grant.lease_until),
    };
    store::reveals::insert(tx, &row).await?;
    let kind = if outcome.is_ok() {
        EventKind::RevealGranted
    } else {
        EventKind::RevealDenied
    };
    let mut event = case
        .event(op, kind)
        .with("reveal", row.id.to_string())
        .with("secret", secret.id.to_string())
        .with("field", secret.field.code())
        .with("version", secret.version)
        .with("reason", reason.clone());
    if !code.is_empty() {
        event = event.with("code", code);
    }
    case.tell(&op.app, tx, event).await?;
    if outcome.is_err() {
        tell_denied(op, tx, case, code).await?;
        if limit_met {
            tell_managers(op, tx, case, code).await?;
        }
    } else if first {
        tell_first(op, tx, case, &reason).await?;
    }
    Ok(row.id)
}

async fn tell_denied(op: &OpContext, tx: &mut Tx, case: &Case, code: &str) -> Result<()> {
    let name = &op.actor.name;
    let text = (
        format!(
            "{name} wollte Zugangsdaten einsehen und wurde abgewiesen ({code}). Niemand hat etwas gesehen."
        ),
        format!(
            "{name} wanted to look at credentials and was refused ({code}). Nobody has seen anything."
        ),
    );
    let subject = ("Einsicht verweigert", "A look was refused");
    notify::text(op, tx, case, "reveal_denied", subject, text).await
}

/// Only they can lift a limit, and an engineer who needs so many looks is theirs to ask.
async fn tell_managers(op: &OpContext, tx: &mut Tx, case: &Case, code: &str) -> Result<()> {
    let (number, name) = (case.ticket.number, &op.actor.name);
    let url = op.app.settings().url(&format!("/tickets/{number}"));
    let mut letters = Vec::new();
    for person in store::people::list_staff(tx).await? {
        if person.staff_role != Some(StaffRole::Manager) || !person.active {
            continue;
        }
        let (subject, text, button) = match person.locale {
            Locale::De => (
                "Einsichtsgrenze erreicht",
                format!(
                    "{name} hat die Grenze für Einsichten in Zugangsdaten erreicht ({code}); weitere werden verweigert. Aufheben können Sie die Grenze im Ticket, mit Begründung."
                ),
                "Zum Ticket",
            ),
            Locale::En => (
                "Limit of looks reached",
                format!(
                    "{name} has reached the limit of looks at credentials ({code}); further ones are refused. You can lift the limit in the ticket, with a reason."
                ),
                "Open the ticket",
            ),
        };
        let content = Content::new(format!("[{number}] {subject}"))
            .say(text)
            .fact("Ticket", number.to_string())
            .action(button, url.clone());
        letters.push((Recipient::from(&person), content));
    }
    let concerns = Concerns {
        organization: Some(case.ticket.organization_id),
        ticket: Some(case.ticket.id),
    };
    let sender = mail::Sender::read(tx).await?;
    sender
        .enqueue_all(&op.app, tx, "reveal_limit", concerns, &letters)
        .await
}

async fn tell_first(op: &OpContext, tx: &mut Tx, case: &Case, reason: &str) -> Result<()> {
    let name = &op.actor.name;
    let text = (
        format!(
            "{name} hat zum ersten Mal hinterlegte Zugangsdaten eingesehen. Grund: {reason}\n\nJede weitere Einsicht steht im Ticket; dort können Sie jederzeit sperren."
        ),
        format!(
            "{name} has looked at deposited credentials for the first time. Reason: {reason}\n\nEvery further look is in the ticket, where you can lock at any time."
        ),
    );
    let subject = ("Zugangsdaten eingesehen", "Credentials were looked at");
    notify::text(op, tx, case, "reveal_first", subject, text).await
}
