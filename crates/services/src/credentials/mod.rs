//! Credentials: into the vault, shown under the rules, handed over, destroyed.
//!
//! A secret is in memory as [`SecretBytes`] only: no Debug, no Serialize. What a transaction decides is committed before
//! anything is decrypted or destroyed; the key shard outside the database is the last thing to be born with a draft and the
//! first to go when a case ends.

mod account;
mod approval;
mod draft;
mod handover;
mod reveal;
pub(crate) mod shred;

use domain::audit::EventKind;
use domain::credential::{
    AccountRights, SecretClass, SecretField, SecretState, ShardCase, ShardPurpose, shard_due,
};
use domain::ids::{AuthorizationId, OrganizationId, SecretId, ShardId, SystemId, TicketId};
use domain::intervention::{AuthorizationState, EndReason};
use store::authorizations::AuthorizationRow;
use store::secrets::{SecretRow, SecretVersionRow};
use store::shards::ShardRow;
use store::{Hidden, Tx};
use vault::{SecretBytes, SecretContext, Shard, Stored, VaultError};

use crate::context::{Context, OpContext};
use crate::error::{Checks, FieldError, Result, ServiceError};
use crate::interventions::Case;

pub use account::{AccountSecret, account_secrets, delete_account_secret, read_account_secret};
pub(crate) use account::{hold_text, offered};
pub(crate) use approval::approvals_of;
pub use approval::{ApprovalView, approvals, decide_approval, request_approval};
pub(crate) use draft::{adopt_or_begin, deposit_draft, draft_fields};
pub(crate) use handover::item as handover_item;
pub use handover::{
    HandoverForm, HandoverItem, ReadSecret, create_handover, handovers, keep_handover,
    no_new_credentials, read_handover,
};
pub(crate) use reveal::four_eyes;
pub use reveal::{Revealed, copied, hidden, reveal, unlock};
pub use shred::{Swept, sweep, sweep_orphans};

/// Most bytes of a credential.
const MOST: usize = 16 * 1024;

/// Credentials as typed. Not printable, not cloneable; gone from memory when dropped.
#[derive(Default)]
pub struct Credentials {
    /// User name.
    pub username: Option<SecretBytes>,
    /// Password.
    pub password: Option<SecretBytes>,
    /// Private key.
    pub private_key: Option<SecretBytes>,
    /// What the account may do.
    pub rights: Option<AccountRights>,
}

impl Credentials {
    /// Whether there is nothing to deposit.
    pub fn is_empty(&self) -> bool {
        self.username.is_none() && self.password.is_none() && self.private_key.is_none()
    }

    pub(crate) fn check(&self, checks: &mut Checks) {
        for (name, value) in [
            ("username", &self.username),
            ("password", &self.password),
            ("private_key", &self.private_key),
        ] {
            if value.as_ref().is_some_and(|v| v.len() > MOST) {
                checks.add(FieldError::new(name, "too_long").with("max", MOST));
            }
            if value.as_ref().is_some_and(SecretBytes::is_empty) {
                checks.add(FieldError::new(name, "required"));
            }
        }
    }

    fn into_fields(self) -> impl Iterator<Item = (SecretField, SecretBytes)> {
        [
            (SecretField::Username, self.username),
            (SecretField::Password, self.password),
            (SecretField::PrivateKey, self.private_key),
        ]
        .into_iter()
        .filter_map(|(field, value)| Some((field, value?)))
    }
}

impl From<VaultError> for ServiceError {
    fn from(error: VaultError) -> Self {
        match error {
            VaultError::Sealed(_) => Self::VaultSealed,
            VaultError::ShardGone => Self::Conflict("secret_destroyed"),
            VaultError::TooLarge => Self::field("password", "too_long"),
            VaultError::Unavailable(_) | VaultError::UnknownKey(_) => Self::unavailable(error),
            VaultError::WrongKey | VaultError::Corrupt | VaultError::Rollback => {
                Self::internal(error)
            }
        }
    }
}

/// The shard of an authorization has its id.
pub(crate) const fn shard_of(authorization: AuthorizationId) -> ShardId {
    ShardId::from_uuid(authorization.uuid())
}

pub(crate) fn shard_error(error: vault::ShardError) -> ServiceError {
    VaultError::from(error).into()
}

/// Makes a shard: the file before the row, so that a row never promises a key that is not there. A file whose row was rolled
/// back is an orphan, which the sweeper destroys.
pub(super) async fn make_shard(
    context: &Context,
    tx: &mut Tx,
    id: ShardId,
    purpose: ShardPurpose,
    owner: (OrganizationId, Option<TicketId>),
    destroy_at: domain::time::Timestamp,
) -> Result<Shard> {
    let shard = Shard::new(id, context.random());
    context.shards().put(&shard).map_err(shard_error)?;
    let row = ShardRow {
        id,
        purpose,
        organization_id: owner.0,
        ticket_id: owner.1,
        created_at: context.now(),
        destroy_at,
        destroyed_at: None,
        destroy_reason: None,
        unlinked_at: None,
    };
    store::shards::insert(tx, &row).await?;
    Ok(shard)
}

/// A new authorization with its shard, still unsigned. // RULINGS 11
pub(crate) async fn begin_authorization(
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
    let due = shard_due(now, ShardCase::Submitted);
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
    if let Some(authorization) = &mut case.authorization {
        let shard = store::shards::find(tx, shard_of(authorization.id)).await?;
        let gone = shard.is_none_or(|row| row.destroyed_at.is_some());
        let ended = authorization.state == AuthorizationState::Ended;
        if !ended && !gone {
            return Ok(());
        }
        if !ended {
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
    }
    begin_authorization(op, tx, case).await
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
    let (secrets, from) = account::with_kept(op, tx, case, secrets, kept).await?;
    if secrets.is_empty() && secrets.rights.is_none() {
        return Ok(());
    }
    let authorization = case
        .authorization
        .as_ref()
        .ok_or(ServiceError::Conflict("authorization_ended"))?;
    let rejected =
        case.procedure.clarify_reason() == Some(domain::intervention::ClarifyReason::LoginWrong);
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

/// The shard under which a secret goes that the customer wrote into a text: of an authorization that is not signed yet, or
/// whose signed text speaks of deposited credentials. A text never widens what was signed. // RULINGS 7
async fn shard_for_texts(context: &Context, tx: &mut Tx, case: &Case) -> Result<Option<Shard>> {
    let Some(authorization) = &case.authorization else {
        return Ok(None);
    };
    let takes = match authorization.state {
        AuthorizationState::Draft => true,
        AuthorizationState::Active | AuthorizationState::Expired => case
            .signed
            .as_ref()
            .is_some_and(|version| version.terms.login.credentials),
        AuthorizationState::Ended => false,
    };
    let id = shard_of(authorization.id);
    let lives = store::shards::find(tx, id)
        .await?
        .is_some_and(|row| row.destroyed_at.is_none());
    if !(takes && lives) {
        return Ok(None);
    }
    Ok(Some(context.shards().get(id).map_err(shard_error)?))
}

/// Where a secret belongs.
pub(super) struct Owner {
    pub(super) organization: OrganizationId,
    pub(super) ticket: Option<TicketId>,
    pub(super) system: Option<SystemId>,
    pub(super) class: SecretClass,
    pub(super) shard: Option<ShardId>,
}

/// What it is.
pub(super) struct Part {
    pub(super) field: SecretField,
    pub(super) label: String,
    pub(super) rights: Option<AccountRights>,
    /// The secret it was taken from.
    pub(super) from: Option<SecretId>,
}

/// Stores a secret, or a new version of one.
pub(super) async fn put(
    op: &OpContext,
    tx: &mut Tx,
    owner: &Owner,
    shard: Option<&Shard>,
    before: Option<&SecretRow>,
    part: Part,
    value: &SecretBytes,
) -> Result<SecretId> {
    let now = op.now();
    let id = before.map_or_else(|| op.app.id(SecretId::from_uuid), |row| row.id);
    let version = before.map_or(0, |row| row.version) + 1;
    let place = SecretContext {
        organization: owner.organization,
        ticket: owner.ticket,
        shard: owner.shard,
        secret: id,
        field: part.field,
        version,
    };
    let stored = seal(&op.app, tx, &place, value, shard).await?;
    let digest = stored.blob_sha256;
    let row = SecretVersionRow {
        secret_id: id,
        version,
        kek_id: stored.kek_id.as_str().to_owned(),
        wrapped: Some(Hidden(stored.wrapped)),
        blob: Some(Hidden(stored.blob)),
        blob_sha256: digest,
        created_by: op.actor.person,
        created_at: now,
    };
    let kind = if before.is_some() {
        if !store::secrets::insert_version(tx, &row).await? {
            return Err(ServiceError::Conflict("changed_meanwhile"));
        }
        EventKind::SecretReplaced
    } else {
        let secret = SecretRow {
            id,
            organization_id: owner.organization,
            class: owner.class,
            shard_id: owner.shard,
            ticket_id: owner.ticket,
            system_id: owner.system,
            field: part.field,
            label: part.label,
            account_rights: part.rights,
            state: SecretState::Stored,
            version,
            created_by: op.actor.person,
            created_at: now,
            first_read_at: None,
            shredded_at: None,
            shred_reason: None,
        };
        store::secrets::insert(tx, &secret, &row).await?;
        EventKind::SecretStored
    };
    let mut event = crate::audit::by(op, kind)
        .with("secret", id.to_string())
        .with("class", owner.class.code())
        .with("field", part.field.code())
        .with("version", version)
        .with("blob_sha256", hex::encode(digest));
    if let Some(from) = part.from {
        event = event.with("from", from.to_string());
    }
    event.ticket = owner.ticket;
    crate::audit::append(&op.app, tx, owner.organization, event).await?;
    Ok(id)
}

/// Encrypts under the key that is current for everybody. A key that another process rotated away is not written under any
/// more, so that it can be retired as soon as no row needs it.
async fn seal(
    context: &Context,
    tx: &mut Tx,
    place: &SecretContext,
    value: &SecretBytes,
    shard: Option<&Shard>,
) -> Result<Stored> {
    let once = async || {
        let vault = context.vault();
        vault.seal(place, value, shard, context.random()).await
    };
    let stored = once().await?;
    if store::vault_keys::is_active(tx, stored.kek_id.as_str()).await? {
        return Ok(stored);
    }
    if !crate::vault_admin::refresh_in(context, tx).await? {
        return Err(ServiceError::unavailable(
            "the vault's current key is not the one recorded as active",
        ));
    }
    let stored = once().await?;
    // A rotation that was interrupted before its last step: the ring decides.
    crate::vault_admin::record_active(tx, &stored.kek_id).await?;
    Ok(stored)
}

/// Opens a stored version; with `newest` only if it is that blob. A key this process has not heard of was brought in by a
/// rotation elsewhere: the ring is read again, once.
async fn open(
    context: &Context,
    place: &SecretContext,
    stored: &Stored,
    shard: Option<&Shard>,
    newest: Option<&[u8; 32]>,
) -> std::result::Result<SecretBytes, VaultError> {
    let once = async || {
        let vault = context.vault();
        match newest {
            Some(newest) => vault.open_newest(place, stored, shard, newest).await,
            None => vault.open(place, stored, shard).await,
        }
    };
    match once().await {
        Err(VaultError::UnknownKey(kek)) => match crate::vault_admin::refresh(context).await {
            Ok(true) => once().await,
            _ => Err(VaultError::UnknownKey(kek)),
        },
        other => other,
    }
}

/// The row as the vault takes it; `None` when the ciphertext is gone.
pub(crate) fn stored(version: SecretVersionRow) -> Result<Option<Stored>> {
    let (Some(Hidden(wrapped)), Some(Hidden(blob))) = (version.wrapped, version.blob) else {
        return Ok(None);
    };
    Ok(Some(Stored {
        kek_id: version.kek_id.parse().map_err(ServiceError::internal)?,
        wrapped,
        blob,
        blob_sha256: version.blob_sha256,
    }))
}

/// Where a stored secret belongs, as its ciphertext is bound to it.
pub(crate) fn place(secret: &SecretRow, version: i64) -> SecretContext {
    SecretContext {
        organization: secret.organization_id,
        ticket: secret.ticket_id,
        shard: secret.shard_id,
        secret: secret.id,
        field: secret.field,
        version,
    }
}

/// Writes when the shard of the case is to be destroyed, by what became of the authorization. // RULINGS 10
pub(crate) async fn reschedule(context: &Context, tx: &mut Tx, case: &Case) -> Result<()> {
    let Some(authorization) = &case.authorization else {
        return Ok(());
    };
    let id = shard_of(authorization.id);
    let first = store::secrets::list_of_shard(tx, id)
        .await?
        .iter()
        .map(|secret| secret.created_at)
        .min()
        .unwrap_or_else(|| context.now());
    let standing = match (authorization.state, authorization.valid_until) {
        (AuthorizationState::Draft, _) | (_, None) => ShardCase::Submitted,
        (_, Some(valid_until)) => ShardCase::Signed { valid_until },
    };
    store::shards::update_destroy_at(tx, id, shard_due(first, standing).at).await?;
    Ok(())
}
