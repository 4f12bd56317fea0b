//! What the browser reports of a look: the pane closed, the value was copied.

use domain::audit::EventKind;
use domain::credential::RevealOutcome;
use domain::ids::RevealId;

use crate::audit;
use crate::context::OpContext;
use crate::error::{Result, ServiceError};

/// Why a pane closes: its button, its time, another window, leaving the page, the customer's lock, or the loss of the stream
/// that would have told of one. Whoever only lost the stream did not leave, and the record must not say so.
const CLOSED_BY: &[&str] = &["button", "timeout", "blur", "left", "revoked", "cut_off"];

/// The pane closed; `how` is one of the codes of [`CLOSED_BY`], and of anything else nothing is written down.
///
/// # Errors
/// [`ServiceError::NotFound`] for other people's looks.
pub async fn hidden(op: &OpContext, reveal: RevealId, how: &str) -> Result<()> {
    let how = CLOSED_BY.iter().find(|code| **code == how).copied();
    afterwards(op, reveal, EventKind::RevealHidden, how).await
}

/// The browser reported a copy.
///
/// # Errors
/// [`ServiceError::NotFound`] for other people's looks.
pub async fn copied(op: &OpContext, reveal: RevealId) -> Result<()> {
    afterwards(op, reveal, EventKind::RevealCopied, None).await
}

async fn afterwards(
    op: &OpContext,
    reveal: RevealId,
    kind: EventKind,
    how: Option<&'static str>,
) -> Result<()> {
    let mut tx = op.app.db().begin().await?;
    let row = store::reveals::find(&mut tx, reveal)
        .await?
        .filter(|row| row.actor_id == op.actor.person && row.outcome == RevealOutcome::Granted)
        .ok_or(ServiceError::NotFound)?;
    // The ticket first, as everybody who acts on it: who ends the authorization at this moment has the chain's head and wants
    // the look, and would wait for us while we wait for the head.
    store::tickets::find_for_update(&mut tx, row.ticket_id).await?;
    // A pane closes once; a report that comes again changes nothing. What is copied is shown all the same.
    if kind == EventKind::RevealHidden
        && !store::reveals::end_lease(&mut tx, reveal, op.now()).await?
    {
        return Ok(());
    }
    let event = audit::by(op, kind)
        .on(row.ticket_id)
        .with("reveal", reveal.to_string())
        .with("field", row.field.code());
    let event = match how {
        Some(how) => event.with("how", how),
        None => event,
    };
    audit::append(&op.app, &mut tx, row.organization_id, event).await?;
    tx.save().await?;
    op.app.hub().tell(row.organization_id, Some(row.ticket_id));
    Ok(())
}
