//! What the browser reports of a look: the pane closed, the value was copied.

use domain::audit::EventKind;
use domain::credential::RevealOutcome;
use domain::ids::RevealId;

use crate::audit;
use crate::context::OpContext;
use crate::error::{Result, ServiceError};

/// The pane closed.
///
/// # Errors
/// [`ServiceError::NotFound`] for other people's looks.
pub async fn hidden(op: &OpContext, reveal: RevealId) -> Result<()> {
    afterwards(op, reveal, EventKind::RevealHidden).await
}

/// The browser reported a copy.
///
/// # Errors
/// [`ServiceError::NotFound`] for other people's looks.
pub async fn copied(op: &OpContext, reveal: RevealId) -> Result<()> {
    afterwards(op, reveal, EventKind::RevealCopied).await
}

async fn afterwards(op: &OpContext, reveal: RevealId, kind: EventKind) -> Result<()> {
    let mut tx = op.app.db().begin().await?;
    let row = store::reveals::find(&mut tx, reveal)
        .await?
        .filter(|row| row.actor_id == op.actor.person && row.outcome == RevealOutcome::Granted)
        .ok_or(ServiceError::NotFound)?;
    // The ticket first, as everybody who acts on it: who ends the authorization at this moment has the chain's head and wants
    // the look, and would wait for us while we wait for the head.
    store::tickets::find_for_update(&mut tx, row.ticket_id).await?;
    let open = store::reveals::end_lease(&mut tx, reveal, op.now()).await?;
    // A pane closes once; a report that comes again changes nothing.
    if kind == EventKind::RevealHidden && !open {
        return Ok(());
    }
    let event = audit::by(op, kind)
        .on(row.ticket_id)
        .with("reveal", reveal.to_string())
        .with("field", row.field.code());
    audit::append(&op.app, &mut tx, row.organization_id, event).await?;
    tx.save().await?;
    op.app.hub().tell(row.organization_id, Some(row.ticket_id));
    Ok(())
}
