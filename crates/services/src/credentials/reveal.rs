//! Looking at a credential. The order is the point: facts under locks, one pure decision, the look and its audit event
//! committed, and only then the ciphertext is opened. If the event cannot be written there is no secret. // I-05
//!
//! A lock by the customer that commits first makes the decision a refusal; one that commits later destroys the shard, and the
//! page that was opened in between is told to close.

use domain::audit::EventKind;
use domain::credential::{
    ActorFacts, ApprovalFacts, AuthorizationFacts, CaseFacts, ChainFacts, DenyCode, Giver, Grant,
    RevealFacts, RevealOutcome, SecretFacts, SecretField, Unlock, Usage, decide,
};
use domain::ids::{AuthorizationId, PersonId, RevealId, RowId, SecretId, TicketNumber};
use domain::intervention::authorization::sha256;
use domain::policy::{self, Action, Denied};
use domain::time::Timestamp;
use sha2::{Digest as _, Sha256};
use store::Tx;
use store::audit::EventFilter;
use store::reveals::RevealRow;
use store::secrets::{SecretRow, SecretVersionRow};
use vault::SecretBytes;

use crate::context::OpContext;
use crate::error::{Result, ServiceError};
use crate::interventions::{Case, notify};

/// A value on its way to one screen. Not printable.
pub struct Revealed {
    /// Id of the look, for [`hidden`] and [`copied`].
    pub reveal: RevealId,
    /// The value.
    pub value: SecretBytes,
    /// Which part of the credential.
    pub field: SecretField,
    /// Seconds until the pane hides it.
    pub shown_seconds: i64,
    /// The value must be on the screen by then.
    pub lease_until: Timestamp,
    /// Looks at this field left within the hour.
    pub field_left: u32,
    /// Looks left for this engineer within the day.
    pub day_left: u32,
}

/// A decided look.
struct Decided {
    id: RevealId,
    outcome: std::result::Result<Grant, DenyCode>,
    case: Case,
    secret: SecretRow,
    version: Option<SecretVersionRow>,
    newest: Option<[u8; 32]>,
}

/// Shows one part of a credential, or refuses and says so in the log and by mail.
///
/// # Errors
/// [`ServiceError::Denied`] with a [`DenyCode`]; [`ServiceError::NotFound`] for customers and what does not exist;
/// [`ServiceError::Conflict`] `secret_destroyed` when the customer locked in this very moment; [`ServiceError::VaultSealed`].
pub async fn reveal(
    op: &OpContext,
    number: TicketNumber,
    secret: SecretId,
    reason: &str,
) -> Result<Revealed> {
    let mut tx = op.app.db().begin().await?;
    let decided = decide_in(op, &mut tx, number, secret, reason).await?;
    tx.save().await?;
    decided.case.wake(&op.app);
    match decided.outcome {
        Ok(grant) => open(op, decided, grant).await,
        Err(DenyCode::VaultSealed) => Err(ServiceError::VaultSealed),
        Err(code) => {
            tracing::warn!(target: "security", event = "reveal.denied", code = code.code(), person = %op.actor.person);
            Err(ServiceError::Denied(code.code()))
        }
    }
}

/// Everything that must be durable before the vault is asked.
async fn decide_in(
    op: &OpContext,
    tx: &mut Tx,
    number: TicketNumber,
    secret: SecretId,
    reason: &str,
) -> Result<Decided> {
    let case = Case::load(tx, number, true).await?;
    if policy::may(&op.actor, Action::RevealCredential, &case.resource()) == Err(Denied::NotFound) {
        return Err(ServiceError::NotFound);
    }
    // What belongs to another customer does not exist here.
    let secret = store::secrets::find(tx, secret)
        .await?
        .filter(|s| s.organization_id == case.ticket.organization_id)
        .ok_or(ServiceError::NotFound)?;
    let version = store::secrets::find_version(tx, secret.id, secret.version).await?;
    let chain = chain(tx, &case, secret.id).await?;
    let newest = chain.newest.map(|(_, digest)| digest);
    let approval = approval(op, tx, &case, secret.id).await?;
    let facts = RevealFacts {
        now: op.now(),
        actor: actor(op, tx).await?,
        case: CaseFacts {
            ticket: case.ticket.id,
            organization: case.ticket.organization_id,
            ticket_open: case.ticket.is_open,
            assignee: case.ticket.assignee_id,
            intervention: case.row.id,
            system: case.row.system_id.ok_or(ServiceError::NotFound)?,
            state: case.procedure.state(),
            gate_passed: crate::interventions::gate_passed(tx, &case).await?,
        },
        authorization: authorization(&case)?,
        secret: secret_facts(&secret, version.as_ref()),
        chain,
        reason,
        four_eyes: four_eyes(tx, &case).await?,
        approval,
        usage: Usage::count(
            op.now(),
            secret.id,
            op.actor.person,
            &store::reveals::list_past(tx, secret.id, op.actor.person, op.now()).await?,
            &store::reveals::list_unlocks(tx, op.actor.person, secret.id).await?,
        ),
        vault_open: op.app.vault().seal_reason().is_none(),
    };
    let outcome = decide(&facts);
    let used = facts.approval.clone();
    let id = record(op, tx, &case, &secret, reason, outcome).await?;
    if let (Ok(grant), Some(given)) = (&outcome, used)
        && grant.uses.is_some()
    {
        use_approval(tx, &facts, given).await?;
    }
    Ok(Decided {
        id,
        outcome,
        case,
        secret,
        version,
        newest,
    })
}

async fn actor(op: &OpContext, tx: &mut Tx) -> Result<ActorFacts> {
    // Read anew inside the unit of work: a right taken away a moment ago is gone.
    let now = store::people::actor(tx, op.actor.person).await?;
    Ok(ActorFacts {
        person: op.actor.person,
        active: now.is_some(),
        role: now.and_then(|actor| actor.staff),
        second_factor: op.session.mfa_at.is_some(),
        fresh_at: op.session.mfa_at,
    })
}

fn authorization(case: &Case) -> Result<AuthorizationFacts> {
    let row = case.authorization.as_ref().ok_or(ServiceError::NotFound)?;
    let signed = case.signed.as_ref();
    Ok(AuthorizationFacts {
        id: row.id,
        system: row.system_id,
        state: row.state,
        from: signed.map_or(Timestamp::FAR_FUTURE, |v| v.signed_at),
        until: row.valid_until.unwrap_or(row.created_at),
        text_sha256: signed.map_or([0; 32], |v| sha256(&v.text)),
    })
}

fn secret_facts(secret: &SecretRow, version: Option<&SecretVersionRow>) -> SecretFacts {
    let blob = version.and_then(|v| v.blob.as_ref());
    SecretFacts {
        id: secret.id,
        class: secret.class,
        organization: secret.organization_id,
        ticket: secret.ticket_id,
        authorization: secret
            .shard_id
            .map(|shard| AuthorizationId::from_uuid(shard.uuid())),
        state: secret.state,
        version: secret.version,
        blob_sha256: blob.map_or([0; 32], |blob| Sha256::digest(&blob.0).into()),
        deposited_at: version.map_or(secret.created_at, |v| v.created_at),
    }
}

/// What the chain remembers of the authorization in force and of the secret.
async fn chain(tx: &mut Tx, case: &Case, secret: SecretId) -> Result<ChainFacts> {
    let signatures = [
        EventKind::AuthorizationSigned,
        EventKind::AuthorizationEdited,
        EventKind::AuthorizationExtended,
    ];
    let deposits = [EventKind::SecretStored, EventKind::SecretReplaced];
    let current = case.row.authorization_id.map(|id| id.to_string());
    let text_sha256 = newest(tx, case, &signatures, |data| {
        data.get("authorization").and_then(|v| v.as_str()) == current.as_deref()
    })
    .await?
    .and_then(|data| digest(&data, "text_sha256"));
    let wanted = secret.to_string();
    let newest_deposit = newest(tx, case, &deposits, |data| {
        data.get("secret").and_then(|v| v.as_str()) == Some(wanted.as_str())
    })
    .await?;
    let head = store::audit::find_head(tx, case.ticket.organization_id).await?;
    Ok(ChainFacts {
        text_sha256,
        newest: newest_deposit.and_then(|data| {
            let version = data.get("version")?.as_i64()?;
            Some((version, digest(&data, "blob_sha256")?))
        }),
        newest_at: head.map_or(case.row.created_at, |head| head.at),
    })
}

type Data = serde_json::Map<String, serde_json::Value>;

fn digest(data: &Data, key: &str) -> Option<[u8; 32]> {
    hex::decode(data.get(key)?.as_str()?).ok()?.try_into().ok()
}

/// Particulars of the newest event of these kinds that fits, read from the hashed text itself.
async fn newest(
    tx: &mut Tx,
    case: &Case,
    kinds: &[EventKind],
    fits: impl Fn(&Data) -> bool,
) -> Result<Option<Data>> {
    let filter = EventFilter {
        kinds,
        ..EventFilter::default()
    };
    let rows = store::audit::list_of_ticket(tx, case.ticket.id, filter, 10_000).await?;
    for row in rows.iter().rev() {
        let facts = row.payload.facts().map_err(ServiceError::internal)?;
        if fits(&facts.event.data) {
            return Ok(Some(facts.event.data));
        }
    }
    Ok(None)
}

pub(crate) async fn four_eyes(tx: &mut Tx, case: &Case) -> Result<bool> {
    let organization = store::organizations::find(tx, case.ticket.organization_id).await?;
    let system = match case.row.system_id {
        Some(id) => store::systems::find(tx, id).await?,
        None => None,
    };
    Ok(organization.is_none_or(|o| o.four_eyes) || system.is_none_or(|s| s.four_eyes))
}

async fn approval(
    op: &OpContext,
    tx: &mut Tx,
    case: &Case,
    secret: SecretId,
) -> Result<Option<ApprovalFacts>> {
    let found = store::approvals::find_newest(tx, case.row.id, secret, op.actor.person).await?;
    let Some(row) = found else {
        return Ok(None);
    };
    let giver_entitled = match row.approval.decided_by {
        Some(person) => giver(tx, person).await?.is_some_and(|g| g.entitled()),
        None => false,
    };
    Ok(Some(ApprovalFacts {
        approval: row.approval,
        giver_entitled,
    }))
}

/// Somebody who would approve, as they are now.
pub(super) async fn giver(tx: &mut Tx, person: PersonId) -> Result<Option<Giver>> {
    Ok(store::people::actor(tx, person).await?.map(|actor| Giver {
        person,
        active: true,
        role: actor.staff,
        right: actor.may_approve_reveals,
    }))
}

async fn use_approval(tx: &mut Tx, facts: &RevealFacts<'_>, given: ApprovalFacts) -> Result<()> {
    let wanted = domain::credential::Use {
        intervention: facts.case.intervention,
        secret: facts.secret.id,
        version: facts.secret.version,
        actor: facts.actor.person,
        giver_entitled: given.giver_entitled,
    };
    let used = given
        .approval
        .used(&wanted, facts.now)
        .map_err(|_| ServiceError::Conflict("not_approved"))?;
    if store::approvals::update(tx, &used, given.approval.state).await? {
        Ok(())
    } else {
        Err(ServiceError::Conflict("not_approved"))
    }
}

/// The look, its event, and the mail of the first one and of every refusal.
async fn record(
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

/// After the commit: the lease, the shard, the ciphertext.
async fn open(op: &OpContext, decided: Decided, grant: Grant) -> Result<Revealed> {
    match open_value(op, &decided, grant).await {
        Ok(value) => Ok(Revealed {
            reveal: decided.id,
            value,
            field: decided.secret.field,
            shown_seconds: grant.shown_seconds,
            lease_until: grant.lease_until,
            field_left: grant.field_left,
            day_left: grant.day_left,
        }),
        Err((code, error)) => {
            tracing::error!(target: "security", event = "reveal.failed", code, secret = %decided.secret.id);
            failed(op, &decided, code).await?;
            Err(error)
        }
    }
}

async fn open_value(
    op: &OpContext,
    decided: &Decided,
    grant: Grant,
) -> std::result::Result<SecretBytes, (&'static str, ServiceError)> {
    if op.now() > grant.lease_until {
        return Err(("lease_over", ServiceError::Conflict("lease_over")));
    }
    let vault_error = |error: vault::VaultError| (error.code(), ServiceError::from(error));
    let gone = || vault_error(vault::VaultError::ShardGone);
    let shard = match decided.secret.shard_id {
        Some(id) => Some(op.app.shards().get(id).map_err(|e| vault_error(e.into()))?),
        None => None,
    };
    let version = decided.version.clone().ok_or_else(gone)?;
    let stored = super::stored(version)
        .map_err(|e| ("corrupt", e))?
        .ok_or_else(gone)?;
    let newest = decided.newest.ok_or_else(gone)?;
    let place = super::place(&decided.secret, decided.secret.version);
    super::open(&op.app, &place, &stored, shard.as_ref(), Some(&newest))
        .await
        .map_err(vault_error)
}

async fn failed(op: &OpContext, decided: &Decided, code: &str) -> Result<()> {
    let mut tx = op.app.db().begin().await?;
    store::reveals::mark_failed(&mut tx, decided.id, code).await?;
    let event = decided
        .case
        .event(op, EventKind::RevealFailed)
        .with("reveal", decided.id.to_string())
        .with("code", code);
    decided.case.tell(&op.app, &mut tx, event).await?;
    tx.save().await?;
    decided.case.wake(&op.app);
    Ok(())
}

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
    let open = store::reveals::end_lease(&mut tx, reveal, op.now()).await?;
    // A pane closes once; a report that comes again changes nothing.
    if kind == EventKind::RevealHidden && !open {
        return Ok(());
    }
    let event = crate::audit::by(op, kind)
        .on(row.ticket_id)
        .with("reveal", reveal.to_string())
        .with("field", row.field.code());
    crate::audit::append(&op.app, &mut tx, row.organization_id, event).await?;
    tx.save().await?;
    op.app.hub().tell(row.organization_id, Some(row.ticket_id));
    Ok(())
}

/// A manager lifts a limit: of one field, or the day's limit of an engineer.
///
/// # Errors
/// [`ServiceError::Denied`] for everybody but managers.
pub async fn unlock(
    op: &OpContext,
    number: TicketNumber,
    person: PersonId,
    secret: Option<SecretId>,
    reason: &str,
) -> Result<()> {
    let reason = crate::interventions::reason("reason", reason)?;
    let mut tx = op.app.db().begin().await?;
    let case = Case::hold(op, &mut tx, number, Action::UnlockReveals).await?;
    if let Some(secret) = secret {
        store::secrets::find(&mut tx, secret)
            .await?
            .filter(|s| s.ticket_id == Some(case.ticket.id))
            .ok_or(ServiceError::NotFound)?;
    }
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
