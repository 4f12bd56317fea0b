//! Credentials typed into a request that is not filed yet. The authorization's id and its shard are born with them: only their
//! author can replace them, nobody can look at them, and some hours without a submit destroy them. // RULINGS 11

use domain::audit::EventKind;
use domain::credential::{
    SecretClass, SecretField, SecretState, ShardCase, ShardPurpose, ShredReason, shard_due,
};
use domain::ids::{AuthorizationId, OrganizationId, ShardId};
use domain::intervention::{AuthorizationState, EndReason};
use store::Tx;
use store::authorizations::AuthorizationRow;
use vault::Shard;

use super::deposit::begin_authorization;
use super::handover::open;
use super::sealed::{Owner, Part, put};
use super::shards::{make_shard, reschedule, shard_error, shard_of};
use super::{Credentials, shred};
use crate::context::{Context, OpContext};
use crate::error::{Result, ServiceError};
use crate::interventions::Case;

/// The actor's draft with a living shard.
async fn find(op: &OpContext, tx: &mut Tx) -> Result<Option<AuthorizationRow>> {
    let Some(row) = store::authorizations::find_unfiled(tx, op.actor.person).await? else {
        return Ok(None);
    };
    let shard = store::shards::find(tx, shard_of(row.id)).await?;
    Ok(shard
        .is_some_and(|shard| shard.destroyed_at.is_none())
        .then_some(row))
}

/// The same, held: filing and sweeping exclude each other. Who writes to a chain, too, holds this first.
pub(crate) async fn hold_draft(op: &OpContext, tx: &mut Tx) -> Result<Option<AuthorizationRow>> {
    let Some(seen) = find(op, tx).await? else {
        return Ok(None);
    };
    store::authorizations::find_for_update(tx, seen.id).await?;
    find(op, tx).await
}

/// The parts of a log-in that lie in the actor's draft.
pub(crate) async fn draft_fields(op: &OpContext, tx: &mut Tx) -> Result<Vec<SecretField>> {
    let Some(draft) = find(op, tx).await? else {
        return Ok(Vec::new());
    };
    let secrets = store::secrets::list_of_shard(tx, shard_of(draft.id)).await?;
    Ok(secrets
        .into_iter()
        .filter(|secret| secret.state == SecretState::Stored)
        .map(|secret| secret.field)
        .collect())
}

/// Puts credentials into the actor's draft. Says which shard the caller unlinks after the commit: that of a draft for another
/// organization.
pub(crate) async fn deposit_draft(
    op: &OpContext,
    tx: &mut Tx,
    organization: OrganizationId,
    secrets: Credentials,
) -> Result<Option<ShardId>> {
    let now = op.now();
    let retention = crate::defaults::in_force(tx).await?.retention();
    let due = |first| shard_due(first, ShardCase::Draft { touched_at: now }, retention).at;
    let (draft, gone) = match hold_draft(op, tx).await? {
        Some(draft) if draft.organization_id == organization => (Some(draft), None),
        Some(other) => (None, Some(discard(op, tx, other).await?)),
        None => (None, None),
    };
    let (id, shard) = match draft {
        Some(draft) => {
            let id = shard_of(draft.id);
            (id, op.app.shards().get(id).map_err(shard_error)?)
        }
        None => begin(op, tx, organization, due(now)).await?,
    };
    let present = store::secrets::list_of_shard(tx, id).await?;
    let place = owner(organization, None, id);
    let rights = secrets.rights;
    for (field, value) in secrets.into_fields() {
        let before = present
            .iter()
            .find(|s| s.field == field && s.state == SecretState::Stored);
        let part = Part {
            field,
            label: String::new(),
            rights,
            from: None,
        };
        put(op, tx, &place, Some(&shard), before, part, &value).await?;
    }
    let first = present.iter().map(|s| s.created_at).min().unwrap_or(now);
    store::shards::update_destroy_at(tx, id, due(first)).await?;
    Ok(gone)
}

const fn owner(
    organization: OrganizationId,
    ticket: Option<domain::ids::TicketId>,
    shard: ShardId,
) -> Owner {
    Owner {
        organization,
        ticket,
        system: None,
        class: SecretClass::Intervention,
        shard: Some(shard),
    }
}

async fn begin(
    op: &OpContext,
    tx: &mut Tx,
    organization: OrganizationId,
    due: domain::time::Timestamp,
) -> Result<(ShardId, Shard)> {
    let row = AuthorizationRow {
        id: op.app.id(AuthorizationId::from_uuid),
        organization_id: organization,
        person_id: op.actor.person,
        ticket_id: None,
        intervention_id: None,
        system_id: None,
        state: AuthorizationState::Draft,
        end_reason: None,
        current_version: 0,
        valid_until: None,
        latest_until: None,
        created_at: op.now(),
        ended_at: None,
    };
    store::authorizations::insert(tx, &row).await?;
    let (id, purpose) = (shard_of(row.id), ShardPurpose::Authorization);
    let shard = make_shard(&op.app, tx, id, purpose, (organization, None), due).await?;
    Ok((id, shard))
}

/// The authorization of a request that is being filed: the draft's where its credentials are wanted, else a new one. Says which
/// shard the caller unlinks after the commit.
pub(crate) async fn adopt_or_begin(
    op: &OpContext,
    tx: &mut Tx,
    case: &mut Case,
    wanted: bool,
) -> Result<Option<ShardId>> {
    let gone = match hold_draft(op, tx).await? {
        Some(draft) if wanted && draft.organization_id == case.ticket.organization_id => {
            adopt(op, tx, case, draft).await?;
            return Ok(None);
        }
        Some(draft) => Some(discard(op, tx, draft).await?),
        None => None,
    };
    begin_authorization(op, tx, case).await?;
    Ok(gone)
}

/// The draft becomes the case's: its secrets are sealed anew for the ticket, under the shard they were born with.
async fn adopt(
    op: &OpContext,
    tx: &mut Tx,
    case: &mut Case,
    mut draft: AuthorizationRow,
) -> Result<()> {
    let id = shard_of(draft.id);
    draft.ticket_id = Some(case.ticket.id);
    draft.intervention_id = Some(case.row.id);
    draft.system_id = case.row.system_id;
    store::authorizations::update(tx, &draft).await?;
    store::shards::set_ticket(tx, id, case.ticket.id).await?;
    let shard = op.app.shards().get(id).map_err(shard_error)?;
    let place = owner(draft.organization_id, draft.ticket_id, id);
    for secret in store::secrets::list_of_shard(tx, id).await? {
        if secret.state != SecretState::Stored {
            continue;
        }
        let version = store::secrets::find_version(tx, secret.id, secret.version).await?;
        // The plain value passes from one seal to another inside this process and is wiped.
        let value = open(op, &secret, version).await?;
        let part = Part {
            field: secret.field,
            label: String::new(),
            rights: secret.account_rights,
            from: Some(secret.id),
        };
        put(op, tx, &place, Some(&shard), None, part, &value).await?;
        shred::shred_in(&op.app, tx, &secret, None, ShredReason::Replaced).await?;
    }
    case.row.authorization_id = Some(draft.id);
    case.authorization = Some(draft);
    case.signed = None;
    reschedule(&op.app, tx, case).await
}

async fn discard(op: &OpContext, tx: &mut Tx, draft: AuthorizationRow) -> Result<ShardId> {
    let (id, organization) = (shard_of(draft.id), draft.organization_id);
    abandon(&op.app, tx, draft).await?;
    let owner = (organization, None);
    shred::mark(&op.app, tx, id, owner, ShredReason::DraftAbandoned).await?;
    Ok(id)
}

/// Ends the authorization of a draft that comes to nothing.
pub(super) async fn abandon(
    context: &Context,
    tx: &mut Tx,
    mut draft: AuthorizationRow,
) -> Result<()> {
    let (state, reason) = draft
        .state
        .end(EndReason::Abandoned)
        .map_err(|_| ServiceError::Conflict("authorization_ended"))?;
    draft.state = state;
    draft.end_reason = Some(reason);
    draft.ended_at = Some(context.now());
    store::authorizations::update(tx, &draft).await?;
    let event =
        crate::audit::event(context, EventKind::AuthorizationEnded).with("reason", reason.code());
    crate::audit::append(context, tx, draft.organization_id, event).await?;
    Ok(())
}
