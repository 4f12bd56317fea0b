//! The signature: one frozen text, shown, proven, typed name, kept with its digest.
//!
//! The page that shows the text carries its moment and digest back; the text is rendered again from the stored request and
//! must give the same digest, so nothing can be signed that was not shown. With the signature of a complete request the clock
//! of the work starts.

use domain::account::Locale;
use domain::audit::EventKind;
use domain::ids::{PersonId, RowId, TicketNumber};
use domain::intervention::authorization::{TEXT_VERSION, Validity, ValidityRefusal, sha256};
use domain::intervention::{
    AuthorizationVersionKind, ClarifyReason, InterventionState, Missing, SecondFactor,
};
use domain::policy::Action;
use domain::sla::{ClockKind, intervention_target};
use domain::time::Timestamp;
use store::Tx;
use store::authorizations::AuthorizationVersionRow;
use store::rounds::RoundRow;

use super::{Case, RULES, facts, notify};
use crate::accounts::signing::{self, SigningProof};
use crate::context::OpContext;
use crate::error::{Result, ServiceError};
use crate::{clocks, credentials};

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

/// The extension form as typed.
pub struct ExtensionForm {
    /// Hours to add.
    pub hours: i64,
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
    Validity::signed(RULES, shown_at, op.now(), work_runs(&case)).map_err(refused)?;
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
        .is_none_or(|a| a.state == domain::intervention::AuthorizationState::Ended);
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
    let mut tx = op.app.db().begin().await?;
    Case::read(op, &mut tx, number, Action::SignAuthorization).await?;
    let person = crate::accounts::person(&mut tx, op.actor.person).await?;
    if signing::signs_with_factor(&person) {
        return Err(ServiceError::Conflict("by_factor"));
    }
    signing::send_code(op, &mut tx, &person, text_sha256).await?;
    tx.save().await?;
    Ok(())
}

/// Mails the six digits for an extension to a signer without a second factor.
///
/// # Errors
/// [`ServiceError::Conflict`] `by_factor` for signers with one.
pub async fn send_extension_code(op: &OpContext, number: TicketNumber) -> Result<()> {
    let mut tx = op.app.db().begin().await?;
    Case::read(op, &mut tx, number, Action::ExtendAuthorization).await?;
    let person = crate::accounts::person(&mut tx, op.actor.person).await?;
    if signing::signs_with_factor(&person) {
        return Err(ServiceError::Conflict("by_factor"));
    }
    signing::send_code(
        op,
        &mut tx,
        &person,
        &extension_purpose(number, op.actor.person),
    )
    .await?;
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
        Validity::signed(RULES, form.shown_at, now, work_runs(&case)).map_err(refused)?;
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
    let kind = put_version(op, &mut tx, &mut case, version).await?;
    let event = signed_event(&case, op, kind)?;
    case.tell(&op.app, &mut tx, event).await?;
    credentials::reschedule(&op.app, &mut tx, &case).await?;
    follow(op, &mut tx, &mut case).await?;
    notify::signed(op, &mut tx, &case).await?;
    case.save(&op.app, tx).await
}

fn refused(refusal: ValidityRefusal) -> ServiceError {
    match refusal {
        ValidityRefusal::ShownTooLongAgo => ServiceError::Conflict("shown_too_long_ago"),
        ValidityRefusal::NotValidNow => ServiceError::Conflict("valid_authorization"),
        ValidityRefusal::ExtensionOutOfRange(_) => ServiceError::field("hours", "out_of_range"),
    }
}

struct NewVersion {
    terms: domain::intervention::authorization::Terms,
    text: String,
    digest: [u8; 32],
    name: String,
    factor: SecondFactor,
    validity: Validity,
}

/// Stores the version and puts the authorization in force.
async fn put_version(
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

fn signed_event(
    case: &Case,
    op: &OpContext,
    kind: AuthorizationVersionKind,
) -> Result<domain::audit::EventDraft> {
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

/// After a signature: a new cycle after locking or reopening, back from an expiry, and the clock of the work.
async fn follow(op: &OpContext, tx: &mut Tx, case: &mut Case) -> Result<()> {
    let now = op.now();
    match case.procedure.state() {
        InterventionState::Revoked | InterventionState::Reopened => {
            keep_round(op, tx, case).await?;
            case.moves(case.procedure.authorise_again(true))?;
            begin_cycle(case);
            case.ticket_follows(|status| status.reopened(now));
        }
        InterventionState::Clarifying
            if case.procedure.clarify_reason() == Some(ClarifyReason::Expired) =>
        {
            super::talk::go_back(op, tx, case).await?;
        }
        _ => {}
    }
    start_clock(op, tx, case).await
}

/// What came of the cycle that ends stays known: to the evidence, and to the line about repeated cases. // I-60
async fn keep_round(op: &OpContext, tx: &mut Tx, case: &Case) -> Result<()> {
    let row = &case.row;
    let round = RoundRow {
        id: op.app.id(RowId::from_uuid),
        intervention_id: row.id,
        cycle: row.cycle,
        system_id: row.system_id,
        complexity: row.complexity,
        method: row.method,
        method_reason: row.method_reason.clone(),
        started_at: row.started_at,
        started_by: row.started_by,
        summary: row.summary.clone(),
        cause: row.cause,
        avoidable: row.avoidable,
        avoidable_reason: row.avoidable_reason.clone(),
        closed_at: row.closed_at,
        password_change_confirmed_at: row.password_change_confirmed_at,
        password_change_confirmed_by: row.password_change_confirmed_by,
    };
    Ok(store::rounds::insert(tx, &round).await?)
}

/// Whatever belongs to the cycle before is decided anew.
fn begin_cycle(case: &mut Case) {
    let row = &mut case.row;
    row.request.new_credentials = None;
    row.complexity = None;
    row.complexity_set_at = None;
    row.method = None;
    row.method_reason = String::new();
    row.method_ranking = None;
    row.method_chosen_at = None;
    row.site_place = String::new();
    row.site_eta = None;
    row.started_at = None;
    row.started_by = None;
    row.summary = String::new();
    row.summarised_at = None;
    row.cause = None;
    row.avoidable = None;
    row.avoidable_reason = String::new();
    row.advice_sent_at = None;
    row.closed_at = None;
    row.password_change_confirmed_at = None;
    row.password_change_confirmed_by = None;
}

/// The promise of the work begins with the complete authorization. // RULINGS 1
async fn start_clock(op: &OpContext, tx: &mut Tx, case: &Case) -> Result<()> {
    let runs = clocks::living(tx, &case.ticket)
        .await?
        .iter()
        .any(|clock| clock.kind == ClockKind::Intervention);
    if runs {
        return Ok(());
    }
    let done = store::clocks::list(tx, case.ticket.id)
        .await?
        .into_iter()
        .filter(|clock| clock.kind == ClockKind::Intervention)
        .max_by_key(|clock| clock.cycle);
    // Within one cycle of the procedure the promise is made once: an edit or an exempt clock starts no second one.
    let made = done.as_ref().is_some_and(|clock| {
        clock.outcome == Some(domain::sla::ClockOutcome::Exempt)
            && case.row.method_chosen_at.is_some()
    });
    if made {
        return Ok(());
    }
    let cycle = done.map_or(0, |clock| clock.cycle) + 1;
    let target = intervention_target(false);
    let change = clocks::begin(
        &op.app,
        &case.ticket,
        ClockKind::Intervention,
        cycle,
        target,
        op.now(),
    );
    let by = Some(op.actor.person);
    clocks::insert(&op.app, tx, &case.ticket, &change, by).await?;
    // A question is open: the promise waits for its answer from the first second.
    if let Some(waits) = case.procedure.clarify_reason() {
        clocks::pause_all(&op.app, tx, &case.ticket, waits.into(), by, op.now()).await?;
    }
    Ok(())
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
    let validity = ensure_extendable(&mut tx, &case, now).await?;
    let hours = RULES.extension_hours;
    let extended = validity.extended(RULES, hours, now).map_err(refused)?;
    let person = crate::accounts::person(&mut tx, op.actor.person).await?;
    Ok(ExtensionView {
        until: validity.until,
        new_until: extended.until,
        hours,
        by_factor: signing::signs_with_factor(&person),
    })
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
    let validity = ensure_extendable(&mut tx, &case, now)
        .await?
        .extended(RULES, form.hours, now)
        .map_err(refused)?;
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
    let kind = put_version(op, &mut tx, &mut case, version).await?;
    let event = signed_event(&case, op, kind)?.with("hours", form.hours);
    case.tell(&op.app, &mut tx, event).await?;
    credentials::reschedule(&op.app, &mut tx, &case).await?;
    if case.procedure.clarify_reason() == Some(ClarifyReason::Expired) {
        super::talk::go_back(op, &mut tx, &mut case).await?;
    }
    notify::extended(op, &mut tx, &case).await?;
    case.save(&op.app, tx).await
}

/// Purpose of mailed digits that extend.
fn extension_purpose(number: TicketNumber, person: PersonId) -> String {
    format!("extend {number} {person}")
}

async fn ensure_extendable(tx: &mut Tx, case: &Case, now: Timestamp) -> Result<Validity> {
    use InterventionState::{Assessed, Clarifying, Requested, Running, Summarised, Verified};
    if !matches!(
        case.procedure.state(),
        Requested | Verified | Assessed | Running | Clarifying | Summarised
    ) {
        return Err(ServiceError::Conflict("wrong_state"));
    }
    let validity = case
        .validity()
        .ok_or(ServiceError::Conflict("not_signed"))?;
    let system = facts::system(tx, case).await?;
    let lines = facts::lines(tx, case, now).await?;
    if facts::credentials_gone(tx, case).await?
        || !facts::matches_signed(case, &lines, system.as_ref())
    {
        return Err(ServiceError::Conflict("sign_again"));
    }
    Ok(validity)
}
