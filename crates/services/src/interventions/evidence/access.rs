//! What became of the credentials: who looked, what was handed over, what was destroyed. Never a value.

use domain::credential::{DenyCode, SecretState};
use serde_json::{Value, json};
use store::Tx;

use crate::error::Result;
use crate::interventions::Case;
use crate::names::Names;

pub(super) async fn reveals(tx: &mut Tx, case: &Case, names: &mut Names) -> Result<Vec<Value>> {
    let mut all = Vec::new();
    for row in store::reveals::list_of_ticket(tx, case.ticket.id).await? {
        let label = store::secrets::find(tx, row.secret_id)
            .await?
            .map(|s| s.label)
            .unwrap_or_default();
        let denied: Option<DenyCode> = row.code.parse().ok();
        all.push(json!({
            "at": row.at, "actor": names.of(tx, Some(row.actor_id)).await?, "label": label, "field": row.field,
            "version": row.version, "outcome": row.outcome, "denied": denied, "reason": row.reason,
        }));
    }
    Ok(all)
}

pub(super) async fn handovers(tx: &mut Tx, case: &Case, names: &mut Names) -> Result<Vec<Value>> {
    let mut all = Vec::new();
    for listed in store::handovers::list_of_ticket(tx, case.ticket.id).await? {
        let row = listed.row;
        all.push(json!({
            "label": row.label, "created_by": names.of(tx, Some(row.created_by)).await?, "created_at": row.created_at,
            "first_read_at": row.first_read_at, "first_read_by": names.of(tx, row.first_read_by).await?,
            "kept_at": row.kept_at, "ended_at": row.ended_at, "key_fingerprint": row.key_fingerprint,
        }));
    }
    Ok(all)
}

pub(super) async fn destroyed(tx: &mut Tx, case: &Case) -> Result<Vec<Value>> {
    let mut all = Vec::new();
    for secret in store::secrets::list_of_ticket(tx, case.ticket.id).await? {
        let (SecretState::Shredded, Some(at), Some(reason)) =
            (secret.state, secret.shredded_at, secret.shred_reason)
        else {
            continue;
        };
        let unlinked_at = match secret.shard_id {
            Some(id) => store::shards::find(tx, id)
                .await?
                .and_then(|s| s.unlinked_at),
            None => None,
        };
        let version = store::secrets::find_version(tx, secret.id, secret.version).await?;
        all.push(json!({
            "label": secret.label, "field": secret.field, "versions": secret.version, "at": at,
            "unlinked_at": unlinked_at, "reason": reason,
            "blob_sha256": version.map(|v| hex::encode(v.blob_sha256)).unwrap_or_default(),
        }));
    }
    Ok(all)
}
