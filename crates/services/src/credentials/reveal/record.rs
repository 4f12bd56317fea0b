//! The look as it is kept: its row, its event, the mail of the first one and of every refusal.

use domain::audit::EventKind;
use domain::credential::{DenyCode, Grant, RevealOutcome};
use domain::ids::RevealId;
use store::Tx;
use store::reveals::RevealRow;
use store::secrets::SecretRow;

use crate::context::OpContext;
use crate::error::Result;
use crate::interventions::{Case, notify};

/// The look, its event, and the mail of the first one and of every refusal.
pub(super) async fn record(
    op: &OpContext,
    tx: &mut Tx,
    case: &Case,
    secret: &SecretRow,
    reason: &str,
    outcome: std::result::Result<Grant, DenyCode>,
) -> Result<RevealId> {
    let first = !store::reveals::list_of_ticket(tx, case.ticket.id)
        .await?
        .iter()
        .any(|row| row.outcome != RevealOutcome::Denied);
    let code = outcome.err().map(DenyCode::code).unwrap_or_default();
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
