//! More time for a signed authorization, by the customer's one confirmation.

use domain::ids::{PersonId, TicketNumber};
use domain::intervention::authorization::{Validity, ValidityRules, sha256};
use domain::policy::Action;
use domain::time::Timestamp;
use store::Tx;

use super::version::{self, NewVersion, refused, signed_event};
use super::{Case, facts, notify, sign, talk};
use crate::accounts::signing::{self, SigningProof};
use crate::context::OpContext;
use crate::credentials;
use crate::error::{Result, ServiceError};

/// The extension form as typed.
pub struct ExtensionForm {
    /// Hours to add.
    pub hours: i64,
    /// The proof.
    pub proof: SigningProof,
}

/// What the page of an extension shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExtensionView {
    /// First instant at which the version in force is over.
    pub until: Timestamp,
    /// The same after the extension.
    pub new_until: Timestamp,
    /// Hours added.
    pub hours: i64,
    /// The person proves themself with the second factor, else with password and mailed digits.
    pub by_factor: bool,
}

/// What an extension now would do.
///
/// # Errors
/// As [`extend`].
pub async fn extension_view(op: &OpContext, number: TicketNumber) -> Result<ExtensionView> {
    let mut tx = op.app.db().read().await?;
    let case = Case::read(op, &mut tx, number, Action::ExtendAuthorization).await?;
    let now = op.now();
    let (validity, rules) = ensure_extendable(&mut tx, &case, now).await?;
    let hours = rules.extension_hours;
    let extended = validity.extended(rules, hours, now).map_err(refused)?;
    let person = crate::accounts::person(&mut tx, op.actor.person).await?;
    Ok(ExtensionView {
        until: validity.until,
        new_until: extended.until,
        hours,
        by_factor: signing::signs_with_factor(&person),
    })
}

/// Mails the six digits for an extension to a signer without a second factor.
///
/// # Errors
/// [`ServiceError::Conflict`] `by_factor` for signers with one.
pub async fn send_extension_code(op: &OpContext, number: TicketNumber) -> Result<()> {
    let purpose = extension_purpose(number, op.actor.person);
    sign::mail_code(op, number, Action::ExtendAuthorization, &purpose).await
}

/// More time, by the customer's one confirmation. Staff never can. // RULINGS 2
///
/// # Errors
/// [`ServiceError::Conflict`] `sign_again` when the credentials are gone meanwhile or the request was changed: then everything is
/// signed anew.
pub async fn extend(op: &OpContext, number: TicketNumber, form: ExtensionForm) -> Result<()> {
    let (person, checked) = signing::prepare(op, &form.proof).await?;
    let mut tx = op.app.db().begin().await?;
    let mut case = Case::hold(op, &mut tx, number, Action::ExtendAuthorization).await?;
    let now = op.now();
    let (validity, rules) = ensure_extendable(&mut tx, &case, now).await?;
    let validity = validity.extended(rules, form.hours, now).map_err(refused)?;
    let signed = case
        .signed
        .as_ref()
        .ok_or(ServiceError::Conflict("signature"))?;
    let mut terms = signed.terms.extension(now, validity.until);
    terms.signer = facts::terms(op, &mut tx, &case, terms.language, now)
        .await?
        .signer;
    let text = terms.text();
    let purpose = extension_purpose(number, op.actor.person);
    let Some(factor) =
        signing::take_proof(op, &mut tx, &person, &checked, &form.proof, &purpose).await?
    else {
        tx.save().await?;
        return Err(signing::wrong(&person));
    };
    let version = NewVersion {
        digest: sha256(&text),
        text,
        terms,
        name: op.actor.name.clone(),
        factor,
        validity,
    };
    let kind = version::put(op, &mut tx, &mut case, version).await?;
    let event = signed_event(&case, op, kind)?.with("hours", form.hours);
    signing::note_used(&op.app, &mut tx, &person, factor).await?;
    case.tell(&op.app, &mut tx, event).await?;
    credentials::reschedule(&op.app, &mut tx, &case).await?;
    if case.procedure.waits_for_time() {
        talk::extended(op, &mut tx, &mut case).await?;
    }
    notify::extended(op, &mut tx, &case).await?;
    case.save(&op.app, tx).await
}

/// Purpose of mailed digits that extend.
fn extension_purpose(number: TicketNumber, person: PersonId) -> String {
    format!("extend {number} {person}")
}

/// What is extended, by the hours that were signed: house rules changed since then change nothing.
async fn ensure_extendable(
    tx: &mut Tx,
    case: &Case,
    now: Timestamp,
) -> Result<(Validity, ValidityRules)> {
    if !case.procedure.is_extendable() {
        return Err(ServiceError::Conflict("wrong_state"));
    }
    let signed = case.signed.as_ref().map(|version| version.terms.rules);
    let extendable = case
        .validity()
        .zip(signed)
        .ok_or(ServiceError::Conflict("not_signed"))?;
    let system = facts::system(tx, case).await?;
    let lines = facts::lines(tx, case, now).await?;
    if facts::credentials_gone(tx, case).await?
        || !facts::matches_signed(case, &lines, system.as_ref())
    {
        return Err(ServiceError::Conflict("sign_again"));
    }
    Ok(extendable)
}
