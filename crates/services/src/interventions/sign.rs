//! The signature: one frozen text, shown, proven, typed name, kept with its digest.
//!
//! The page that shows the text carries its moment and digest back; the text is rendered again from the stored request and
//! must give the same digest, so nothing can be signed that was not shown. With the signature of a complete request the clock
//! of the work starts.

use domain::account::Locale;
use domain::ids::TicketNumber;
use domain::intervention::authorization::{Validity, sha256};
use domain::intervention::{AuthorizationState, InterventionState, Missing};
use domain::policy::Action;
use domain::time::Timestamp;
use store::Tx;

use super::version::{self, NewVersion, refused, signed_event};
use super::{Case, ceiling, cycle, facts, notify};
use crate::accounts::signing::{self, SigningProof};
use crate::context::OpContext;
use crate::credentials;
use crate::error::{Result, ServiceError};

/// What the signing page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignView {
    /// Ticket.
    pub number: TicketNumber,
    /// The frozen text.
    pub text: String,
    /// Its language.
    pub language: Locale,
    /// Its digest, hexadecimal: goes back with the form.
    pub text_sha256: String,
    /// When it was shown: goes back with the form.
    pub shown_at: Timestamp,
    /// The signer's name as it must be typed.
    pub signer_name: String,
    /// Proven by the second factor; otherwise by password and mailed digits.
    pub by_factor: bool,
    /// What is missing besides the signature; the form is shown only when empty.
    pub missing: Vec<Missing>,
    /// What is missing is filled in on the request's form; else on the ticket.
    pub editable: bool,
}

/// The signing form as typed.
pub struct SignForm {
    /// As shown.
    pub shown_at: Timestamp,
    /// As shown.
    pub text_sha256: String,
    /// The name.
    pub typed_name: String,
    /// The proof.
    pub proof: SigningProof,
}

/// Renders the text as it would be signed now.
///
/// # Errors
/// [`ServiceError::Conflict`] `incomplete` when not even a text can be made, `signed` when nothing changed since the signature.
pub async fn sign_view(op: &OpContext, number: TicketNumber) -> Result<SignView> {
    sign_view_at(op, number, op.now()).await
}

/// The text as it was shown at a moment not long ago: mailed digits are good for one text only.
///
/// # Errors
/// As [`sign_view`], and [`ServiceError::Conflict`] `shown_too_long_ago`.
pub async fn sign_view_at(
    op: &OpContext,
    number: TicketNumber,
    shown_at: Timestamp,
) -> Result<SignView> {
    let mut tx = op.app.db().read().await?;
    let case = Case::read(op, &mut tx, number, Action::SignAuthorization).await?;
    let rules = crate::defaults::in_force(&mut tx).await?.validity();
    Validity::signed(rules, shown_at, op.now(), work_runs(&case)).map_err(refused)?;
    ensure_signable(&mut tx, &case, op.now()).await?;
    let person = crate::accounts::person(&mut tx, op.actor.person).await?;
    let missing = facts::missing_of(&mut tx, &case, true, true, op.now()).await?;
    let terms = facts::terms(op, &mut tx, &case, op.actor.locale, shown_at).await?;
    let text = terms.text();
    Ok(SignView {
        number,
        language: terms.language,
        text_sha256: hex::encode(sha256(&text)),
        text,
        shown_at,
        signer_name: op.actor.name.clone(),
        by_factor: signing::signs_with_factor(&person),
        missing,
        editable: super::request::is_editable(&case),
    })
}

/// The work has begun: what is signed now holds from now, not from a later start.
fn work_runs(case: &Case) -> bool {
    use InterventionState::{Clarifying, Running};
    case.row.started_at.is_some() && matches!(case.procedure.state(), Running | Clarifying)
}

/// There is something to sign, and the procedure can take a signature.
async fn ensure_signable(tx: &mut Tx, case: &Case, now: Timestamp) -> Result<()> {
    use InterventionState::{
        Assessed, Clarifying, Reopened, Requested, Revoked, Running, Verified,
    };
    let state = case.procedure.state();
    if !matches!(
        state,
        Requested | Verified | Assessed | Running | Clarifying | Reopened | Revoked
    ) {
        return Err(ServiceError::Conflict("wrong_state"));
    }
    let ended = case
        .authorization
        .as_ref()
        .is_none_or(|a| a.state == AuthorizationState::Ended);
    if ended {
        return Err(ServiceError::Conflict("authorization_ended"));
    }
    let system = facts::system(tx, case).await?;
    let lines = facts::lines(tx, case, now).await?;
    if case.is_valid(now) && facts::matches_signed(case, &lines, system.as_ref()) {
        return Err(ServiceError::Conflict("signed"));
    }
    Ok(())
}

/// Mails the six digits for this text to a signer without a second factor.
///
/// # Errors
/// [`ServiceError::Conflict`] `by_factor` for signers with one.
pub async fn send_sign_code(op: &OpContext, number: TicketNumber, text_sha256: &str) -> Result<()> {
    mail_code(op, number, Action::SignAuthorization, text_sha256).await
}

/// Mails six digits that are good for one purpose.
pub(super) async fn mail_code(
    op: &OpContext,
    number: TicketNumber,
    action: Action,
    purpose: &str,
) -> Result<()> {
    let mut tx = op.app.db().begin().await?;
    Case::read(op, &mut tx, number, action).await?;
    let person = crate::accounts::person(&mut tx, op.actor.person).await?;
    if signing::signs_with_factor(&person) {
        return Err(ServiceError::Conflict("by_factor"));
    }
    signing::send_code(op, &mut tx, &person, purpose).await?;
    tx.save().await?;
    Ok(())
}

/// Signs what was shown.
///
/// # Errors
/// [`ServiceError::Conflict`] `text_changed` or `shown_too_long_ago` (show it again), `incomplete`;
/// [`ServiceError::Invalid`] on `typed_name` and `code`.
pub async fn sign(op: &OpContext, number: TicketNumber, form: SignForm) -> Result<()> {
    let (person, checked) = signing::prepare(op, &form.proof).await?;
    let mut tx = op.app.db().begin().await?;
    let mut case = Case::hold(op, &mut tx, number, Action::SignAuthorization).await?;
    let now = op.now();
    ensure_signable(&mut tx, &case, now).await?;
    if !facts::missing_of(&mut tx, &case, true, true, now)
        .await?
        .is_empty()
    {
        return Err(ServiceError::Conflict("incomplete"));
    }
    let terms = facts::terms(op, &mut tx, &case, op.actor.locale, form.shown_at).await?;
    let text = terms.text();
    let digest = sha256(&text);
    if hex::encode(digest) != form.text_sha256 {
        return Err(ServiceError::Conflict("text_changed"));
    }
    let name = signing::check_name(op, &form.typed_name)?;
    let validity =
        Validity::signed(terms.rules, form.shown_at, now, work_runs(&case)).map_err(refused)?;
    let Some(factor) = signing::take_proof(
        op,
        &mut tx,
        &person,
        &checked,
        &form.proof,
        &form.text_sha256,
    )
    .await?
    else {
        tx.save().await?;
        return Err(signing::wrong(&person));
    };
    let version = NewVersion {
        terms,
        text,
        digest,
        name,
        factor,
        validity,
    };
    let kind = version::put(op, &mut tx, &mut case, version).await?;
    let event = signed_event(&case, op, kind)?;
    signing::note_used(&op.app, &mut tx, &person, factor).await?;
    case.tell(&op.app, &mut tx, event).await?;
    credentials::reschedule(&op.app, &mut tx, &case).await?;
    cycle::follow(op, &mut tx, &mut case).await?;
    // A new version may have brought another ceiling.
    ceiling::watch(&op.app, &mut tx, &mut case).await?;
    notify::signed(op, &mut tx, &case).await?;
    case.save(&op.app, tx).await
}
