//! What a look is decided on, read under the case's locks: person, authorization, secret, and what the chain remembers.

use domain::audit::EventKind;
use domain::credential::{ActorFacts, AuthorizationFacts, ChainFacts, SecretFacts};
use domain::ids::{AuthorizationId, SecretId};
use domain::intervention::authorization::sha256;
use domain::time::Timestamp;
use sha2::{Digest as _, Sha256};
use store::Tx;
use store::audit::EventFilter;
use store::secrets::{SecretRow, SecretVersionRow};

use crate::context::OpContext;
use crate::error::{Result, ServiceError};
use crate::interventions::Case;

pub(super) async fn actor(op: &OpContext, tx: &mut Tx) -> Result<ActorFacts> {
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

pub(super) fn authorization(case: &Case) -> Result<AuthorizationFacts> {
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

pub(super) fn secret_facts(secret: &SecretRow, version: Option<&SecretVersionRow>) -> SecretFacts {
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
pub(super) async fn chain(tx: &mut Tx, case: &Case, secret: SecretId) -> Result<ChainFacts> {
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
    // Held, so that no event of another ticket dates the look behind what it was decided at.
    let head = store::audit::hold(tx, case.ticket.organization_id, case.row.created_at).await?;
    Ok(ChainFacts {
        text_sha256,
        newest: newest_deposit.and_then(|data| {
            let version = data.get("version")?.as_i64()?;
            Some((version, digest(&data, "blob_sha256")?))
        }),
        newest_at: head.at,
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
