//! Endings: *Jetzt sperren*, withdrawn, declined. The authorization ends in the transaction, the shard right after it.

use domain::audit::EventKind;
use domain::credential::ShredReason;
use domain::ids::{ShardId, TicketId, TicketNumber};
use domain::intervention::{AuthorizationState, EndReason, Procedure};
use domain::policy::Action;
use store::Tx;

use super::{Case, notify, timer};
use crate::clocks;
use crate::context::OpContext;
use crate::credentials::{self, shred};
use crate::error::{Checks, Result, ServiceError};

/// Longest reason of a withdrawal, in characters, as on the form.
const REASON_MOST: usize = 500;

/// What locking did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Locked {
    /// Number of the event in the customer's chain: whatever comes later was refused.
    pub seq: i64,
}

/// Stops the work, ends the authorization for good and marks everything under its shard as destroyed. Says which shard to unlink.
pub(super) async fn end_authorization(
    op: &OpContext,
    tx: &mut Tx,
    case: &mut Case,
    reason: EndReason,
    shred_reason: ShredReason,
) -> Result<Option<ShardId>> {
    timer::stop_all(&op.app, tx, case, (Some(op), op.now())).await?;
    let Some(authorization) = &mut case.authorization else {
        return Ok(None);
    };
    let shard = credentials::shard_of(authorization.id);
    if authorization.state != AuthorizationState::Ended
        && let Ok((state, reason)) = authorization.state.end(reason)
    {
        authorization.state = state;
        authorization.end_reason = Some(reason);
        authorization.ended_at = Some(op.now());
    }
    let id = authorization.id;
    // Acknowledged is what was signed; the next authorization begins with none preset. // I-54, RULINGS 11
    case.row.request.acknowledgements.clear();
    let kind = if reason == EndReason::Revoked {
        EventKind::AuthorizationRevoked
    } else {
        EventKind::AuthorizationEnded
    };
    let event = case
        .event(op, kind)
        .with("authorization", id.to_string())
        .with("reason", reason.code());
    case.tell(&op.app, tx, event).await?;
    store::reveals::end_leases(tx, case.id(), op.now()).await?;
    let owner = (case.ticket.organization_id, Some(case.ticket.id));
    shred::mark(&op.app, tx, shard, owner, shred_reason).await?;
    Ok(Some(shard))
}

/// Commits, destroys the shard, wakes live pages.
pub(super) async fn save_and_unlink(
    op: &OpContext,
    mut case: Case,
    mut tx: Tx,
    shard: Option<ShardId>,
) -> Result<()> {
    case.write(&op.app, &mut tx).await?;
    tx.save().await?;
    if let Some(shard) = shard {
        shred::unlink(&op.app, shard).await;
    }
    case.wake(&op.app);
    Ok(())
}

/// Whether the procedure of a ticket has not ended, so that the ticket cannot either. // RULINGS 5
pub(crate) async fn holds_ticket(tx: &mut Tx, ticket: TicketId) -> Result<bool> {
    let Some(row) = store::interventions::find_by_ticket(tx, ticket).await? else {
        return Ok(false);
    };
    let procedure = Procedure::load(row.state, row.resume_state, &row.state_reason, row.cycle)
        .map_err(ServiceError::internal)?;
    Ok(procedure.holds_ticket())
}

async fn cancel_clocks(op: &OpContext, tx: &mut Tx, case: &Case, reason: &str) -> Result<()> {
    let (by, now) = (Some(op.actor.person), op.now());
    clocks::each(&op.app, tx, &case.ticket, by, |clock, calendars| {
        (clock.kind == domain::sla::ClockKind::Intervention)
            .then(|| clock.cancel(reason, now, calendars))
    })
    .await
}

/// *Jetzt sperren*: the authorization ends at once, open panes close, the credentials are destroyed. No fresh check, no reason: in
/// an emergency nothing may stand in between.
///
/// # Errors
/// [`ServiceError::Conflict`] `wrong_state` when there is nothing to lock.
pub async fn revoke(op: &OpContext, number: TicketNumber) -> Result<Locked> {
    let mut tx = op.app.db().begin().await?;
    let mut case = Case::hold(op, &mut tx, number, Action::LockAuthorization).await?;
    case.moves(case.procedure.revoke())?;
    let event = case.event(op, EventKind::InterventionRevoked);
    let seq = case.tell(&op.app, &mut tx, event).await?;
    cancel_clocks(op, &mut tx, &case, "revoked").await?;
    let shard = end_authorization(
        op,
        &mut tx,
        &mut case,
        EndReason::Revoked,
        ShredReason::Revoked,
    )
    .await?;
    notify::revoked(op, &mut tx, &case).await?;
    save_and_unlink(op, case, tx, shard).await?;
    Ok(Locked { seq })
}

/// The customer takes the request back.
///
/// # Errors
/// [`ServiceError::Held`]; [`ServiceError::Conflict`] `wrong_state` once the work began: then lock.
/// `Invalid` on a `reason` that is too long; none is needed.
pub async fn withdraw(op: &OpContext, number: TicketNumber, reason: &str) -> Result<()> {
    let mut tx = op.app.db().begin().await?;
    let mut case = Case::hold(op, &mut tx, number, Action::WithdrawRequest).await?;
    let (mut tx, [reason]) = case.screen(op, tx, [("reason", reason)]).await?;
    let mut checks = Checks::new();
    let reason = checks.optional("reason", &reason, REASON_MOST);
    checks.finish()?;
    case.moves(case.procedure.withdraw(&reason))?;
    let event = case
        .event(op, EventKind::InterventionWithdrawn)
        .with("reason", reason);
    case.tell(&op.app, &mut tx, event).await?;
    let now = op.now();
    cancel_clocks(op, &mut tx, &case, "withdrawn").await?;
    clocks::stop_all(&op.app, &mut tx, &case.ticket, Some(op.actor.person), now).await?;
    let shard = end_authorization(
        op,
        &mut tx,
        &mut case,
        EndReason::Withdrawn,
        ShredReason::Withdrawn,
    )
    .await?;
    case.ticket_follows(|status| status.resolved(false, now));
    notify::withdrawn(op, &mut tx, &case).await?;
    save_and_unlink(op, case, tx, shard).await
}

/// Staff declines, with a reason the customer reads.
///
/// # Errors
/// [`ServiceError::Held`]; [`ServiceError::Conflict`] `reason`, `wrong_state`.
pub async fn decline(op: &OpContext, number: TicketNumber, reason: &str) -> Result<()> {
    let mut tx = op.app.db().begin().await?;
    let mut case = Case::hold(op, &mut tx, number, Action::DeclineRequest).await?;
    let (mut tx, [reason]) = case.screen(op, tx, [("reason", reason)]).await?;
    let reason = super::reason("reason", &reason)?;
    case.moves(case.procedure.decline(&reason))?;
    super::talk::post(
        op,
        &mut tx,
        &mut case,
        domain::ticket::MessageKind::Message,
        &reason,
        false,
    )
    .await?;
    let event = case
        .event(op, EventKind::InterventionDeclined)
        .with("reason", reason.clone());
    case.tell(&op.app, &mut tx, event).await?;
    let now = op.now();
    cancel_clocks(op, &mut tx, &case, "declined").await?;
    clocks::stop_all(&op.app, &mut tx, &case.ticket, Some(op.actor.person), now).await?;
    let shard = end_authorization(
        op,
        &mut tx,
        &mut case,
        EndReason::Declined,
        ShredReason::Declined,
    )
    .await?;
    case.ticket_follows(|status| status.resolved(false, now));
    let subject = ("Antrag abgelehnt", "Request declined");
    let text = (
        format!("Wir können Ihren Antrag nicht ausführen. Grund: {reason}"),
        format!("We cannot carry out your request. Reason: {reason}"),
    );
    notify::text(op, &mut tx, &case, "intervention_declined", subject, text).await?;
    save_and_unlink(op, case, tx, shard).await
}
