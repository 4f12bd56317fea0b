//! New credentials for the customer: own shard, read by owner and technical, kept in the account if wanted. // I-61 RULINGS 10

use domain::audit::EventKind;
use domain::credential::{
    AccountRights, Handover, HandoverState, SecretClass, SecretField, SecretState, ShardPurpose,
    ShredReason,
};
use domain::ids::{HandoverId, OrganizationId, SecretId, ShardId, TicketId, TicketNumber};
use domain::intervention::InterventionState;
use domain::policy::{self, Action, Resource};
use domain::time::Timestamp;
use store::Tx;
use store::handovers::{HandoverRow, ListedHandover};
use store::secrets::SecretRow;
use vault::SecretBytes;

use super::sealed::{self, Owner, Part};
use super::shards::{make_shard, shard_error};
use super::{Credentials, private_key, shred};
use crate::context::OpContext;
use crate::error::{Checks, Result, ServiceError};
use crate::interventions::{Case, notify};

/// A hand-over as the engineer fills it in. Not printable.
pub struct HandoverForm {
    /// What it is called.
    pub label: String,
    /// The credentials.
    pub credentials: Credentials,
}

/// A hand-over as a list shows it: never a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandoverItem {
    /// Id.
    pub id: HandoverId,
    /// Ticket.
    pub number: TicketNumber,
    /// What it is called.
    pub label: String,
    /// Name of the system.
    pub system: String,
    /// When.
    pub created_at: Timestamp,
    /// Where it stands.
    pub state: HandoverState,
    /// When it will be destroyed.
    pub until: Timestamp,
    /// Its parts.
    pub fields: Vec<(SecretId, SecretField)>,
    /// Fingerprint of its private key; empty without one.
    pub key_fingerprint: String,
}

/// A value on its way to the customer. Not printable.
pub struct ReadSecret {
    /// The value.
    pub value: SecretBytes,
    /// Which part.
    pub field: SecretField,
    /// Seconds until the page hides it.
    pub shown_seconds: i64,
}

/// Hands new credentials over: log-in, private key, or both. Everything but the vault knows a key by its fingerprint only.
///
/// # Errors
/// [`ServiceError::Invalid`] on `label`, `password` and `private_key`; [`ServiceError::Held`] for what it is called;
/// [`ServiceError::Conflict`] `wrong_state` while nobody works, [`ServiceError::VaultSealed`].
pub async fn create_handover(
    op: &OpContext,
    number: TicketNumber,
    mut form: HandoverForm,
) -> Result<HandoverId> {
    let mut checks = Checks::new();
    let label = checks.text("label", &form.label, 150);
    form.credentials.check(&mut checks);
    if form.credentials.is_empty() {
        checks.add(crate::error::FieldError::new("password", "required"));
    }
    let key_fingerprint = named_key(&mut form.credentials, &mut checks);
    checks.finish()?;
    let mut tx = op.app.db().begin().await?;
    let mut case = Case::hold(op, &mut tx, number, Action::CreateHandover).await?;
    ensure_working(&case)?;
    let system = case
        .row
        .system_id
        .ok_or(ServiceError::Conflict("wrong_state"))?;
    let (mut tx, [label]) = case.screen(op, tx, [("label", &label)]).await?;
    let now = op.now();
    let shard_id = op.app.id(ShardId::from_uuid);
    let owner = (case.ticket.organization_id, Some(case.ticket.id));
    let times = crate::defaults::in_force(&mut tx).await?.handover();
    let due = Handover::new(now, times).due();
    let shard = make_shard(
        &op.app,
        &mut tx,
        shard_id,
        ShardPurpose::Handover,
        owner,
        due.at,
    )
    .await?;
    let row = HandoverRow {
        id: op.app.id(HandoverId::from_uuid),
        organization_id: case.ticket.organization_id,
        ticket_id: case.ticket.id,
        intervention_id: Some(case.row.id),
        system_id: system,
        shard_id,
        label: label.clone(),
        created_by: op.actor.person,
        created_at: now,
        first_read_at: None,
        first_read_by: None,
        kept_at: None,
        ended_at: None,
        key_fingerprint,
    };
    store::handovers::insert(&mut tx, &row).await?;
    let place = Owner {
        organization: case.ticket.organization_id,
        ticket: Some(case.ticket.id),
        system: Some(system),
        class: SecretClass::Handover,
        shard: Some(shard_id),
    };
    let rights: Option<AccountRights> = form.credentials.rights;
    for (field, value) in form.credentials.into_fields() {
        let part = Part {
            field,
            label: label.clone(),
            rights,
            from: None,
        };
        sealed::put(op, &mut tx, &place, Some(&shard), None, part, &value).await?;
    }
    case.row.request.new_credentials = Some(true);
    let mut event = case
        .event(op, EventKind::HandoverCreated)
        .with("handover", row.id.to_string())
        .with("label", label);
    if !row.key_fingerprint.is_empty() {
        event = event.with("key", row.key_fingerprint.clone());
    }
    case.tell(&op.app, &mut tx, event).await?;
    notify::handed_over(op, &mut tx, &case, times).await?;
    let id = row.id;
    case.save(&op.app, tx).await?;
    Ok(id)
}

/// The fingerprint of the key, which is put into its proper form; empty without one.
fn named_key(credentials: &mut Credentials, checks: &mut Checks) -> String {
    let Some(typed) = credentials.private_key.take() else {
        return String::new();
    };
    if let Some((key, fingerprint)) = private_key::read(&typed) {
        credentials.private_key = Some(key);
        return fingerprint;
    }
    if !checks.has("private_key") {
        checks.add(crate::error::FieldError::new("private_key", "private_key"));
    }
    String::new()
}

/// No new credentials were made: the line of the closing checklist.
///
/// # Errors
/// [`ServiceError::Conflict`] `handed_over` when there are some.
pub async fn no_new_credentials(op: &OpContext, number: TicketNumber) -> Result<()> {
    let mut tx = op.app.db().begin().await?;
    let mut case = Case::hold(op, &mut tx, number, Action::CreateHandover).await?;
    ensure_working(&case)?;
    if case.row.request.new_credentials == Some(true) {
        return Err(ServiceError::Conflict("handed_over"));
    }
    case.row.request.new_credentials = Some(false);
    case.save(&op.app, tx).await
}

fn ensure_working(case: &Case) -> Result<()> {
    let state = case
        .procedure
        .resume_state()
        .unwrap_or(case.procedure.state());
    if matches!(
        state,
        InterventionState::Running | InterventionState::Summarised | InterventionState::Hardware
    ) {
        Ok(())
    } else {
        Err(ServiceError::Conflict("wrong_state"))
    }
}

/// The hand-overs of the actor's organizations, the newest first.
///
/// # Errors
/// The database does not answer.
pub async fn handovers(op: &OpContext) -> Result<Vec<HandoverItem>> {
    let mut tx = op.app.db().read().await?;
    let mut all = Vec::new();
    for organization in policy::organizations_where(&op.actor, Action::ReadHandover) {
        let rows = store::handovers::list_of_organization(&mut tx, organization).await?;
        if rows.is_empty() {
            continue;
        }
        let class = SecretClass::Handover;
        let parts = store::secrets::list_of_class(&mut tx, organization, class).await?;
        all.extend(items(op, &mut tx, rows, &parts).await?);
    }
    Ok(all)
}

/// The hand-overs of a ticket, the oldest first.
pub(crate) async fn handovers_of(
    op: &OpContext,
    tx: &mut Tx,
    ticket: TicketId,
) -> Result<Vec<HandoverItem>> {
    let rows = store::handovers::list_of_ticket(tx, ticket).await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let parts = store::secrets::list_of_ticket(tx, ticket).await?;
    items(op, tx, rows, &parts).await
}

async fn items(
    op: &OpContext,
    tx: &mut Tx,
    rows: Vec<ListedHandover>,
    parts: &[SecretRow],
) -> Result<Vec<HandoverItem>> {
    let history = crate::defaults::history(tx).await?;
    let item = |ListedHandover {
                    row,
                    number,
                    system,
                }: ListedHandover| {
        let handover = row.handover(history.at(row.created_at).handover());
        let stored = |part: &&SecretRow| {
            part.shard_id == Some(row.shard_id) && part.state == SecretState::Stored
        };
        HandoverItem {
            id: row.id,
            number,
            system,
            created_at: row.created_at,
            state: handover.state(op.now()),
            until: handover.due().at,
            fields: parts
                .iter()
                .filter(stored)
                .map(|part| (part.id, part.field))
                .collect(),
            label: row.label,
            key_fingerprint: row.key_fingerprint,
        }
    };
    Ok(rows.into_iter().map(item).collect())
}

/// A hand-over with what was promised when it was made.
pub(crate) async fn promised(tx: &mut Tx, row: &HandoverRow) -> Result<Handover> {
    let rules = crate::defaults::at(tx, row.created_at).await?;
    Ok(row.handover(rules.handover()))
}

async fn hold(op: &OpContext, tx: &mut Tx, id: HandoverId, action: Action) -> Result<HandoverRow> {
    let row = store::handovers::find(tx, id)
        .await?
        .ok_or(ServiceError::NotFound)?;
    policy::may(&op.actor, action, &Resource::of(row.organization_id))?;
    store::tickets::find_for_update(tx, row.ticket_id).await?;
    store::handovers::find(tx, id)
        .await?
        .ok_or(ServiceError::NotFound)
}

/// Reads one part. The first reading starts the hours that are left. Recorded and committed before it is decrypted.
///
/// # Errors
/// [`ServiceError::Conflict`] `handover_over`; [`ServiceError::NotFresh`]; [`ServiceError::VaultSealed`].
pub async fn read_handover(op: &OpContext, id: HandoverId, secret: SecretId) -> Result<ReadSecret> {
    if !op.is_fresh() {
        return Err(ServiceError::NotFresh);
    }
    let mut tx = op.app.db().begin().await?;
    let mut row = hold(op, &mut tx, id, Action::ReadHandover).await?;
    if op.app.vault().seal_reason().is_some() {
        return Err(ServiceError::VaultSealed);
    }
    let now = op.now();
    let history = crate::defaults::history(&mut tx).await?;
    let read = row
        .handover(history.at(row.created_at).handover())
        .read(now)
        .map_err(|_| ServiceError::Conflict("handover_over"))?;
    let secret = store::secrets::find(&mut tx, secret)
        .await?
        .filter(|s| s.shard_id == Some(row.shard_id) && s.state == SecretState::Stored)
        .ok_or(ServiceError::NotFound)?;
    if row.first_read_at.is_none() {
        row.first_read_at = read.first_read_at;
        row.first_read_by = Some(op.actor.person);
        store::handovers::update(&mut tx, &row).await?;
        store::shards::update_destroy_at(&mut tx, row.shard_id, read.due().at).await?;
    }
    store::secrets::mark_read(&mut tx, secret.id, now).await?;
    let event = crate::audit::by(op, EventKind::HandoverRead)
        .on(row.ticket_id)
        .with("handover", id.to_string())
        .with("secret", secret.id.to_string())
        .with("field", secret.field.code());
    crate::audit::append(&op.app, &mut tx, row.organization_id, event).await?;
    let version = store::secrets::find_version(&mut tx, secret.id, secret.version).await?;
    tx.save().await?;
    op.app.hub().tell(row.organization_id, Some(row.ticket_id));
    let value = open(op, &secret, version).await?;
    Ok(ReadSecret {
        value,
        field: secret.field,
        shown_seconds: history.now().look_seconds,
    })
}

/// Opens a hand-over's or account's secret; the caller has recorded the look.
pub(super) async fn open(
    op: &OpContext,
    secret: &SecretRow,
    version: Option<store::secrets::SecretVersionRow>,
) -> Result<SecretBytes> {
    // For the lines of this request, should it not open.
    tracing::Span::current().record("secret", tracing::field::display(secret.id));
    let gone = || ServiceError::Conflict("secret_destroyed");
    let stored = sealed::stored(version.ok_or_else(gone)?)?.ok_or_else(gone)?;
    let shard = match secret.shard_id {
        Some(id) => Some(op.app.shards().get(id).map_err(shard_error)?),
        None => None,
    };
    let place = sealed::place(secret, secret.version);
    Ok(sealed::open(&op.app, &place, &stored, shard.as_ref(), None).await?)
}

/// Keeps a hand-over in the account: its secrets are encrypted anew without shard, the hand-over is over.
///
/// # Errors
/// As [`read_handover`].
pub async fn keep_handover(op: &OpContext, id: HandoverId) -> Result<()> {
    if !op.is_fresh() {
        return Err(ServiceError::NotFresh);
    }
    let mut tx = op.app.db().begin().await?;
    let mut row = hold(op, &mut tx, id, Action::KeepCredentials).await?;
    let now = op.now();
    let kept = promised(&mut tx, &row)
        .await?
        .keep(now)
        .map_err(|_| ServiceError::Conflict("handover_over"))?;
    let place = account_of(row.organization_id, &row);
    for secret in store::secrets::list_of_shard(&mut tx, row.shard_id).await? {
        if secret.state != SecretState::Stored {
            continue;
        }
        let version = store::secrets::find_version(&mut tx, secret.id, secret.version).await?;
        // The plain value passes from one key to another inside this process and is wiped.
        let value = open(op, &secret, version).await?;
        let part = Part {
            field: secret.field,
            label: row.label.clone(),
            rights: secret.account_rights,
            from: Some(secret.id),
        };
        sealed::put(op, &mut tx, &place, None, None, part, &value).await?;
    }
    row.kept_at = kept.kept_at;
    row.ended_at = Some(now);
    store::handovers::update(&mut tx, &row).await?;
    let event = crate::audit::by(op, EventKind::HandoverKept)
        .on(row.ticket_id)
        .with("handover", id.to_string());
    crate::audit::append(&op.app, &mut tx, row.organization_id, event).await?;
    let owner = (row.organization_id, Some(row.ticket_id));
    shred::mark(
        &op.app,
        &mut tx,
        row.shard_id,
        owner,
        ShredReason::HandoverKept,
    )
    .await?;
    tx.save().await?;
    shred::unlink(&op.app, row.shard_id).await;
    op.app.hub().tell(row.organization_id, Some(row.ticket_id));
    Ok(())
}

fn account_of(organization: OrganizationId, row: &HandoverRow) -> Owner {
    Owner {
        organization,
        ticket: None,
        system: Some(row.system_id),
        class: SecretClass::Account,
        shard: None,
    }
}
