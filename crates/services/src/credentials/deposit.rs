//! Credentials of a case: under the shard of its authorization, replaced until the signature.

use domain::audit::EventKind;
use domain::credential::{SecretClass, SecretState, ShardCase, ShardPurpose, shard_due};
use domain::ids::{AuthorizationId, SecretId};
use domain::intervention::{AuthorizationState, ClarifyReason, EndReason};
use store::Tx;
use store::authorizations::AuthorizationRow;

use super::Credentials;
use super::account::with_kept;
use super::sealed::{Owner, Part, put};
use super::shards::{make_shard, reschedule, shard_error, shard_of};
use crate::context::OpContext;
use crate::error::{Result, ServiceError};
use crate::interventions::Case;

/// A new authorization with its shard, still unsigned. // RULINGS 11
pub(super) async fn begin_authorization(
    op: &OpContext,
    tx: &mut Tx,
    case: &mut Case,
) -> Result<()> {
    let now = op.now();
    let row = AuthorizationRow {
        id: op.app.id(AuthorizationId::from_uuid),
        organization_id: case.ticket.organization_id,
        person_id: op.actor.person,
        ticket_id: Some(case.ticket.id),
        intervention_id: Some(case.row.id),
        system_id: case.row.system_id,
        state: AuthorizationState::Draft,
        end_reason: None,
        current_version: 0,
        valid_until: None,
        latest_until: None,
        created_at: now,
        ended_at: None,
    };
    store::authorizations::insert(tx, &row).await?;
    let owner = (case.ticket.organization_id, Some(case.ticket.id));
    let retention = crate::defaults::in_force(tx).await?.retention();
    let due = shard_due(now, ShardCase::Submitted, retention);
    make_shard(
        &op.app,
        tx,
        shard_of(row.id),
        ShardPurpose::Authorization,
        owner,
        due.at,
    )
    .await?;
    case.row.authorization_id = Some(row.id);
    case.authorization = Some(row);
    case.signed = None;
    Ok(())
}

/// The authorization in force or its draft; a new one where the old one ended or its shard is gone (after locking, reopening, or
/// so long after the end of its validity that the credentials were destroyed).
pub(crate) async fn ensure_authorization(
    op: &OpContext,
    tx: &mut Tx,
    case: &mut Case,
) -> Result<()> {
    if case.authorization.is_some() && !is_over(tx, case).await? {
        return Ok(());
    }
    if let Some(authorization) = &mut case.authorization
        && authorization.state != AuthorizationState::Ended
    {
        let (state, reason) = authorization
            .state
            .end(EndReason::Abandoned)
            .map_err(|_| ServiceError::Conflict("authorization_ended"))?;
        authorization.state = state;
        authorization.end_reason = Some(reason);
        authorization.ended_at = Some(op.now());
        store::authorizations::update(tx, authorization).await?;
        let event = case
            .event(op, EventKind::AuthorizationEnded)
            .with("reason", reason.code());
        case.tell(&op.app, tx, event).await?;
    }
    begin_authorization(op, tx, case).await
}

/// Whether the next submit begins a new authorization: the present one ended, or its shard is gone.
pub(crate) async fn is_over(tx: &mut Tx, case: &Case) -> Result<bool> {
    let Some(authorization) = &case.authorization else {
        return Ok(false);
    };
    let shard = store::shards::find(tx, shard_of(authorization.id)).await?;
    let gone = shard.is_none_or(|row| row.destroyed_at.is_some());
    Ok(gone || authorization.state == AuthorizationState::Ended)
}

/// Encrypts and stores credentials, typed or kept in the account, under the authorization's shard. Before the signature the customer may replace them; after it
/// only when we said that they do not work.
pub(crate) async fn deposit_in(
    op: &OpContext,
    tx: &mut Tx,
    case: &Case,
    secrets: Credentials,
    kept: &[SecretId],
) -> Result<()> {
    let (secrets, from) = with_kept(op, tx, case, secrets, kept).await?;
    if secrets.is_empty() && secrets.rights.is_none() {
        return Ok(());
    }
    let authorization = case
        .authorization
        .as_ref()
        .ok_or(ServiceError::Conflict("authorization_ended"))?;
    let rejected = case.procedure.asked() == Some(ClarifyReason::LoginWrong);
    if authorization.state != AuthorizationState::Draft && !rejected {
        // A form sent again without credentials changes none.
        return if secrets.is_empty() {
            Ok(())
        } else {
            Err(ServiceError::Conflict("signed"))
        };
    }
    let id = shard_of(authorization.id);
    let present = store::secrets::list_of_shard(tx, id).await?;
    let rights = secrets.rights;
    if let Some(rights) = rights {
        // Said anew, with or without other credentials: the last word counts. // I-27
        for secret in &present {
            store::secrets::set_rights(tx, secret.id, rights).await?;
        }
    }
    if secrets.is_empty() {
        return Ok(());
    }
    let shard = op.app.shards().get(id).map_err(shard_error)?;
    let owner = Owner {
        organization: case.ticket.organization_id,
        ticket: Some(case.ticket.id),
        // Its authorization says which, also after the request was corrected. // RULINGS 11
        system: None,
        class: SecretClass::Intervention,
        shard: Some(id),
    };
    for (field, value) in secrets.into_fields() {
        let before = present.iter().find(|s| {
            s.field == field
                && s.class == SecretClass::Intervention
                && s.state == SecretState::Stored
        });
        put(
            op,
            tx,
            &owner,
            Some(&shard),
            before,
            Part {
                field,
                label: String::new(),
                rights,
                from: from.iter().find(|(of, _)| *of == field).map(|(_, id)| *id),
            },
            &value,
        )
        .await?;
    }
    reschedule(&op.app, tx, case).await
}
