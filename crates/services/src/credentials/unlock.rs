//! A manager lifts a limit of looks that was hit.

use domain::audit::EventKind;
use domain::credential::Unlock;
use domain::ids::{PersonId, RowId, SecretId, TicketNumber};
use domain::policy::Action;

use crate::context::OpContext;
use crate::error::{Result, ServiceError};
use crate::interventions::{self, Case};

/// A manager lifts a limit: of one field, or the day's limit of an engineer.
///
/// # Errors
/// [`ServiceError::Denied`] for everybody but managers; [`ServiceError::NotFresh`]; [`ServiceError::Held`].
pub async fn unlock(
    op: &OpContext,
    number: TicketNumber,
    person: PersonId,
    secret: Option<SecretId>,
    reason: &str,
) -> Result<()> {
    let reason = interventions::reason("reason", reason)?;
    let mut tx = op.app.db().begin().await?;
    let case = Case::hold(op, &mut tx, number, Action::UnlockReveals).await?;
    if !op.is_fresh() {
        return Err(ServiceError::NotFresh);
    }
    if let Some(secret) = secret {
        store::secrets::find(&mut tx, secret)
            .await?
            .filter(|s| s.ticket_id == Some(case.ticket.id))
            .ok_or(ServiceError::NotFound)?;
    }
    let (mut tx, [reason]) = case.screen(op, tx, [("reason", &reason)]).await?;
    let unlock = Unlock {
        person,
        secret,
        at: op.now(),
    };
    store::reveals::insert_unlock(
        &mut tx,
        op.app.id(RowId::from_uuid),
        &unlock,
        op.actor.person,
        &reason,
    )
    .await?;
    let mut event = case
        .event(op, EventKind::RevealUnlocked)
        .with("person", person.to_string())
        .with("reason", reason.clone());
    if let Some(secret) = secret {
        event = event.with("secret", secret.to_string());
    }
    case.tell(&op.app, &mut tx, event).await?;
    tx.save().await?;
    case.wake(&op.app);
    Ok(())
}
