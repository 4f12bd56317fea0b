//! Credentials the customer keeps in the account, and what is taken out of ordinary text into the vault.

use domain::audit::EventKind;
use domain::credential::{SecretClass, SecretField, SecretState, ShredReason};
use domain::ids::{OrganizationId, SecretId, SystemId};
use domain::policy::{self, Action, Resource};
use domain::time::Timestamp;
use store::Tx;
use store::tickets::TicketRow;
use vault::{SecretBytes, Shard};

use super::Credentials;
use super::handover::{ReadSecret, open};
use super::sealed::{Owner, Part, put};
use super::shards::{reschedule, shard_for_texts};
use crate::context::OpContext;
use crate::error::{Result, ServiceError};
use crate::interventions::Case;

/// A kept secret as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountSecret {
    /// Id.
    pub id: SecretId,
    /// Whose.
    pub organization: OrganizationId,
    /// What it is called.
    pub label: String,
    /// Which part of a credential.
    pub field: SecretField,
    /// The system it opens.
    pub system: Option<SystemId>,
    /// Since when.
    pub created_at: Timestamp,
}

/// What lies in the accounts of the actor's organizations.
///
/// # Errors
/// The database does not answer.
pub async fn account_secrets(op: &OpContext) -> Result<Vec<AccountSecret>> {
    let mut tx = op.app.db().read().await?;
    account_secrets_in(op, &mut tx).await
}

/// The same inside somebody else's reading.
async fn account_secrets_in(op: &OpContext, tx: &mut Tx) -> Result<Vec<AccountSecret>> {
    let mut all = Vec::new();
    for organization in policy::organizations_where(&op.actor, Action::KeepCredentials) {
        for row in store::secrets::list_of_class(tx, organization, SecretClass::Account).await? {
            if row.state == SecretState::Stored {
                all.push(AccountSecret {
                    id: row.id,
                    organization,
                    label: row.label,
                    field: row.field,
                    system: row.system_id,
                    created_at: row.created_at,
                });
            }
        }
    }
    Ok(all)
}

/// What a request in these organizations can take from the account: the parts of log-ins. // RULINGS 10
///
/// # Errors
/// The database does not answer.
pub(crate) async fn offered(
    op: &OpContext,
    tx: &mut Tx,
    organizations: &[OrganizationId],
) -> Result<Vec<AccountSecret>> {
    let mut all = account_secrets_in(op, tx).await?;
    all.retain(|secret| {
        secret.field != SecretField::Text && organizations.contains(&secret.organization)
    });
    Ok(all)
}

/// Fills what was not typed with what lies in the account, and says where each part came from. The kept secret stays; the value
/// passes from one key to another inside this process and is wiped.
pub(super) async fn with_kept(
    op: &OpContext,
    tx: &mut Tx,
    case: &Case,
    mut typed: Credentials,
    kept: &[SecretId],
) -> Result<(Credentials, Vec<(SecretField, SecretId)>)> {
    let refused = |code| Err(ServiceError::field("kept", code));
    let mut from: Vec<(SecretField, SecretId)> = Vec::new();
    for id in kept {
        if from.iter().any(|(_, taken)| taken == id) {
            continue;
        }
        let row = match find(op, tx, *id).await {
            Ok(row) if row.organization_id == case.ticket.organization_id => row,
            Ok(_) | Err(ServiceError::NotFound) => return refused("unknown"),
            Err(error) => return Err(error),
        };
        if row
            .system_id
            .is_some_and(|system| case.row.system_id.is_some_and(|now| now != system))
        {
            return refused("other_system");
        }
        let part = match row.field {
            SecretField::Username => &mut typed.username,
            SecretField::Password => &mut typed.password,
            SecretField::PrivateKey => &mut typed.private_key,
            SecretField::Text => return refused("unknown"),
        };
        if part.is_some() {
            return refused("twice");
        }
        let version = store::secrets::find_version(tx, row.id, row.version).await?;
        *part = Some(open(op, &row, version).await?);
        typed.rights = typed.rights.or(row.account_rights);
        from.push((row.field, row.id));
    }
    Ok((typed, from))
}

async fn find(op: &OpContext, tx: &mut Tx, id: SecretId) -> Result<store::secrets::SecretRow> {
    let row = store::secrets::find(tx, id)
        .await?
        .filter(|s| s.class == SecretClass::Account && s.state == SecretState::Stored)
        .ok_or(ServiceError::NotFound)?;
    policy::may(
        &op.actor,
        Action::KeepCredentials,
        &Resource::of(row.organization_id),
    )
    .map_err(|_| ServiceError::NotFound)?;
    Ok(row)
}

/// Reads a kept secret; recorded first.
///
/// # Errors
/// [`ServiceError::NotFresh`], [`ServiceError::NotFound`], [`ServiceError::VaultSealed`].
pub async fn read_account_secret(op: &OpContext, id: SecretId) -> Result<ReadSecret> {
    if !op.is_fresh() {
        return Err(ServiceError::NotFresh);
    }
    let mut tx = op.app.db().begin().await?;
    let row = find(op, &mut tx, id).await?;
    if op.app.vault().seal_reason().is_some() {
        return Err(ServiceError::VaultSealed);
    }
    store::secrets::mark_read(&mut tx, id, op.now()).await?;
    let shown_seconds = crate::defaults::in_force(&mut tx).await?.look_seconds;
    let event = crate::audit::by(op, EventKind::HandoverRead)
        .with("secret", id.to_string())
        .with("class", SecretClass::Account.code());
    crate::audit::append(&op.app, &mut tx, row.organization_id, event).await?;
    let version = store::secrets::find_version(&mut tx, id, row.version).await?;
    tx.save().await?;
    let value = open(op, &row, version).await?;
    Ok(ReadSecret {
        value,
        field: row.field,
        shown_seconds,
    })
}

/// Deletes a kept secret.
///
/// # Errors
/// [`ServiceError::NotFound`].
pub async fn delete_account_secret(op: &OpContext, id: SecretId) -> Result<()> {
    let mut tx = op.app.db().begin().await?;
    let row = find(op, &mut tx, id).await?;
    store::secrets::shred(&mut tx, id, ShredReason::Removed, op.now()).await?;
    let event = crate::audit::by(op, EventKind::SecretShredded)
        .with("secret", id.to_string())
        .with("class", SecretClass::Account.code())
        .with("reason", ShredReason::Removed.code());
    crate::audit::append(&op.app, &mut tx, row.organization_id, event).await?;
    tx.save().await?;
    Ok(())
}

/// Takes pieces of a text into the vault, inside the caller's unit of work, in their order: for what looked like a password in a
/// message. They belong to who wrote them; the caller puts `[Tresor #n]` in their place.
///
/// # Errors
/// [`ServiceError::VaultSealed`]: nothing was stored.
pub(crate) async fn hold_text(
    op: &OpContext,
    tx: &mut Tx,
    ticket: &TicketRow,
    case: Option<&Case>,
    pieces: Vec<SecretBytes>,
) -> Result<Vec<SecretId>> {
    let (owner, shard) = home(op, tx, ticket, case).await?;
    let mut ids = Vec::with_capacity(pieces.len());
    for (n, value) in pieces.into_iter().enumerate() {
        let part = Part {
            field: SecretField::Text,
            label: format!("Ticket {} #{}", ticket.number, n + 1),
            rights: None,
            from: None,
        };
        ids.push(put(op, tx, &owner, shard.as_ref(), None, part, &value).await?);
    }
    if let (Some(case), true) = (case, shard.is_some()) {
        reschedule(&op.app, tx, case).await?;
    }
    let event = crate::audit::by(op, EventKind::TextMovedToVault)
        .on(ticket.id)
        .with("class", owner.class.code())
        .with("count", i64::try_from(ids.len()).unwrap_or(i64::MAX));
    crate::audit::append(&op.app, tx, ticket.organization_id, event).await?;
    Ok(ids)
}

/// Where a piece of somebody's text goes. What we write is ours and write-only: no button hands it to the customer. What the
/// customer writes while a case can use it goes under its shard, is shown by the rules of the case and destroyed with it;
/// anything else stays the customer's own. // I-05 RULINGS 10
async fn home(
    op: &OpContext,
    tx: &mut Tx,
    ticket: &TicketRow,
    case: Option<&Case>,
) -> Result<(Owner, Option<Shard>)> {
    let owner = |class, system, shard| Owner {
        organization: ticket.organization_id,
        ticket: Some(ticket.id),
        system,
        class,
        shard,
    };
    if op.actor.role_in(ticket.organization_id).is_none() {
        return Ok((
            owner(SecretClass::Operational, ticket.system_id, None),
            None,
        ));
    }
    if let Some(case) = case
        && policy::may(&op.actor, Action::DepositCredentials, &case.resource()).is_ok()
        && let Some(shard) = shard_for_texts(&op.app, tx, case).await?
    {
        let owner = owner(SecretClass::Intervention, None, Some(shard.id()));
        return Ok((owner, Some(shard)));
    }
    Ok((owner(SecretClass::Account, ticket.system_id, None), None))
}
