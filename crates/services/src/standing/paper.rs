//! A signed standing authorization in the shape of `documents::StandingDocument`; whoever renders reads it into that
//! type, so that the heavy PDF crate is not needed here.

use domain::ids::StandingId;
use domain::policy::Action;
use serde_json::{Value, json};

use super::{Entry, entries, find_organization, read};
use crate::context::OpContext;
use crate::error::{Result, ServiceError};
use crate::interventions::letterhead;

/// What the PDF shows, and its number for the name of the file.
///
/// # Errors
/// As [`super::one`].
pub async fn document(op: &OpContext, id: StandingId) -> Result<(i64, Value)> {
    let mut tx = op.app.db().read().await?;
    let row = read(op, &mut tx, id, Action::ReadStanding).await?;
    let organization = find_organization(&mut tx, row.organization_id).await?;
    let mut entries = entries(op, &mut tx, organization.id, vec![row]).await?;
    let Entry {
        row, revoked_by, ..
    } = entries.pop().ok_or(ServiceError::NotFound)?;
    let revoked = row
        .revoked_at
        .map_or(Value::Null, |at| json!({ "at": at, "by": revoked_by }));
    let systems: Vec<&str> = row
        .terms
        .systems
        .iter()
        .map(|system| system.named.name.as_str())
        .collect();
    let document = json!({
        "language": row.language,
        "provider": letterhead(&mut tx).await?,
        "organization": { "name": organization.name, "number": organization.number },
        "number": row.number,
        "systems": systems,
        "acts": row.terms.acts,
        "text_version": row.text_version,
        "text": row.text,
        "text_sha256": hex::encode(row.text_sha256),
        "signer_name": row.signer_name,
        "signer_role": row.signer_role,
        "second_factor": row.second_factor,
        "signed_at": row.signed_at,
        "ip": row.ip,
        "valid_from": row.valid_from,
        "valid_until": row.valid_until,
        "revoked": revoked,
    });
    Ok((row.number, document))
}
