//! A signed version of the authorization: stored with its text and digest, in force from then on, told to the chain.

use domain::audit::{EventDraft, EventKind};
use domain::ids::RowId;
use domain::intervention::authorization::{TEXT_VERSION, Terms, Validity, ValidityRefusal};
use domain::intervention::{AuthorizationVersionKind, SecondFactor};
use store::Tx;
use store::authorizations::AuthorizationVersionRow;

use super::Case;
use crate::context::OpContext;
use crate::error::{Result, ServiceError};

/// What was signed, by whom, with which proof, and how long it holds.
pub(super) struct NewVersion {
    pub(super) terms: Terms,
    pub(super) text: String,
    pub(super) digest: [u8; 32],
    pub(super) name: String,
    pub(super) factor: SecondFactor,
    pub(super) validity: Validity,
}

/// Stores the version and puts the authorization in force.
pub(super) async fn put(
    op: &OpContext,
    tx: &mut Tx,
    case: &mut Case,
    new: NewVersion,
) -> Result<AuthorizationVersionKind> {
    let role = op
        .actor
        .role_in(case.ticket.organization_id)
        .ok_or(ServiceError::NotFound)?;
    let Some(authorization) = &mut case.authorization else {
        return Err(ServiceError::Conflict("authorization_ended"));
    };
    let kind = new.terms.kind;
    authorization.state = if kind == AuthorizationVersionKind::Extension {
        authorization.state.extend()
    } else {
        authorization.state.sign()
    }
    .map_err(|_| ServiceError::Conflict("authorization_ended"))?;
    authorization.current_version = new.terms.version;
    authorization.person_id = op.actor.person;
    authorization.valid_until = Some(new.validity.until);
    authorization.latest_until = Some(new.validity.latest_until);
    let row = AuthorizationVersionRow {
        id: op.app.id(RowId::from_uuid),
        authorization_id: authorization.id,
        version: new.terms.version,
        kind,
        language: new.terms.language,
        text_version: TEXT_VERSION.to_owned(),
        text: new.text,
        text_sha256: new.digest,
        terms: new.terms,
        signer_id: op.actor.person,
        signer_name: new.name,
        signer_role: role,
        second_factor: new.factor,
        signed_at: op.now(),
        ip: op.ip.to_string(),
        valid_until: new.validity.until,
        latest_until: new.validity.latest_until,
        superseded_at: None,
    };
    store::authorizations::insert_version(tx, &row).await?;
    case.signed = Some(row);
    Ok(kind)
}

/// Its event, still without what only an extension says.
pub(super) fn signed_event(
    case: &Case,
    op: &OpContext,
    kind: AuthorizationVersionKind,
) -> Result<EventDraft> {
    let signed = case
        .signed
        .as_ref()
        .ok_or(ServiceError::Conflict("signature"))?;
    let kind = match kind {
        AuthorizationVersionKind::Initial => EventKind::AuthorizationSigned,
        AuthorizationVersionKind::Edit => EventKind::AuthorizationEdited,
        AuthorizationVersionKind::Extension => EventKind::AuthorizationExtended,
    };
    Ok(case
        .event(op, kind)
        .with("authorization", signed.authorization_id.to_string())
        .with("version", signed.version)
        .with("text_sha256", hex::encode(signed.text_sha256))
        .with("text_version", signed.text_version.clone())
        .with("language", signed.language.code())
        .with("signer_name", signed.signer_name.clone())
        .with("signer_role", signed.signer_role.code())
        .with("second_factor", signed.second_factor.code())
        .with("valid_until", signed.valid_until.to_string()))
}

/// Why a validity is refused, as the pages know it.
pub(super) fn refused(refusal: ValidityRefusal) -> ServiceError {
    match refusal {
        ValidityRefusal::ShownTooLongAgo => ServiceError::Conflict("shown_too_long_ago"),
        ValidityRefusal::NotValidNow => ServiceError::Conflict("valid_authorization"),
        ValidityRefusal::ExtensionOutOfRange(_) => ServiceError::field("hours", "out_of_range"),
    }
}
