//! Signing: a choice of work, systems and days becomes one frozen text, which is shown, proven and kept.
//!
//! As at a ticket the page carries moment and digest of the text back, and the text is rendered again from the choice: it
//! must give the same digest, so nothing can be signed that was not shown.

use domain::audit::EventKind;
use domain::ids::{OrganizationId, StandingId, SystemId};
use domain::intervention::authorization::{
    OrganizationRef, Period, PeriodRefusal, STANDING_TEXT_VERSION, StandingAct, StandingSystem,
    StandingTerms, SystemRef, ValidityRules, sha256,
};
use domain::policy::{self, Action, Resource};
use domain::time::{Timestamp, local};
use store::organizations::OrganizationRow;
use store::standing::StandingRow;
use store::systems::SystemRow;
use store::{StoreError, Tx};

use super::{event, find_organization, notify};
use crate::accounts::signing::{self, SigningProof};
use crate::audit;
use crate::context::OpContext;
use crate::error::{Checks, FieldError, Result, ServiceError};
use crate::interventions::facts;
use crate::organizations::day;

/// Systems in one standing authorization: a text somebody can still read.
pub const MOST_SYSTEMS: usize = 60;

/// What the customer chose, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Choice {
    /// Codes of the work.
    pub acts: Vec<String>,
    /// Ids of the systems.
    pub systems: Vec<String>,
    /// First day, `2026-11-23` or `23.11.2026`.
    pub from: String,
    /// Last day, or empty: until revoked.
    pub until: String,
}

/// What the form is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormView {
    /// The customer.
    pub organization: OrganizationRow,
    /// Systems in service, by name.
    pub systems: Vec<SystemRow>,
    /// Today in Berlin, `2026-11-22`: the earliest first day.
    pub today: String,
    /// Whether the actor may sign; the form is shown only then.
    pub may_sign: bool,
}

/// What the signing page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignView {
    /// The customer.
    pub organization: OrganizationRow,
    /// The frozen text.
    pub text: String,
    /// Its digest, hexadecimal: goes back with the form.
    pub text_sha256: String,
    /// When it was shown: goes back with the form.
    pub shown_at: Timestamp,
    /// Proven by the second factor; otherwise by password and mailed digits.
    pub by_factor: bool,
}

/// The signing form as typed.
pub struct SignForm {
    /// As chosen before.
    pub choice: Choice,
    /// As shown.
    pub shown_at: Timestamp,
    /// As shown.
    pub text_sha256: String,
    /// The name.
    pub typed_name: String,
    /// The proof.
    pub proof: SigningProof,
}

/// The choice, checked.
struct Chosen {
    acts: Vec<StandingAct>,
    systems: Vec<SystemRow>,
    period: Period,
}

fn ensure(op: &OpContext, organization: OrganizationId) -> Result<()> {
    let about = Resource::of(organization);
    Ok(policy::may(&op.actor, Action::SignStanding, &about)?)
}

/// The form; also for members who may read but not sign, so that the page can say who may.
///
/// # Errors
/// [`ServiceError::NotFound`] for foreign organizations, [`ServiceError::Denied`] for members who may not even read.
pub async fn form(op: &OpContext, organization: OrganizationId) -> Result<FormView> {
    policy::may(&op.actor, Action::ReadStanding, &Resource::of(organization))?;
    let mut tx = op.app.db().read().await?;
    Ok(FormView {
        organization: find_organization(&mut tx, organization).await?,
        systems: in_service(&mut tx, organization).await?,
        today: local(op.now()).date().to_string(),
        may_sign: super::may_sign(op, organization),
    })
}

/// Whether a text can be made of the choice.
///
/// # Errors
/// [`ServiceError::Invalid`] on `acts`, `systems`, `from`, `until`.
pub async fn check(op: &OpContext, organization: OrganizationId, choice: &Choice) -> Result<()> {
    ensure(op, organization)?;
    let mut tx = op.app.db().read().await?;
    chosen(&mut tx, organization, choice, op.now()).await?;
    Ok(())
}

/// The text as it would be signed, shown at a moment not long ago: mailed digits are good for one text only.
///
/// # Errors
/// As [`check`], and [`ServiceError::Conflict`] `shown_too_long_ago`.
pub async fn sign_view(
    op: &OpContext,
    organization: OrganizationId,
    choice: &Choice,
    shown_at: Timestamp,
) -> Result<SignView> {
    ensure(op, organization)?;
    let mut tx = op.app.db().read().await?;
    let terms = terms(op, &mut tx, organization, choice, shown_at).await?;
    let person = crate::accounts::person(&mut tx, op.actor.person).await?;
    let text = terms.text();
    Ok(SignView {
        organization: find_organization(&mut tx, organization).await?,
        text_sha256: hex::encode(sha256(&text)),
        text,
        shown_at,
        by_factor: signing::signs_with_factor(&person),
    })
}

/// Mails the six digits for this text to a signer without a second factor.
///
/// # Errors
/// [`ServiceError::Conflict`] `by_factor` for signers with one.
pub async fn send_code(
    op: &OpContext,
    organization: OrganizationId,
    text_sha256: &str,
) -> Result<()> {
    ensure(op, organization)?;
    let mut tx = op.app.db().begin().await?;
    let person = crate::accounts::person(&mut tx, op.actor.person).await?;
    if signing::signs_with_factor(&person) {
        return Err(ServiceError::Conflict("by_factor"));
    }
    signing::send_code(op, &mut tx, &person, text_sha256).await?;
    tx.save().await?;
    Ok(())
}

/// Signs what was shown; the same text twice is one signature.
///
/// # Errors
/// [`ServiceError::Conflict`] `text_changed` or `shown_too_long_ago` (show it again); [`ServiceError::Invalid`] on
/// `typed_name` and `code`, and as [`check`].
pub async fn sign(
    op: &OpContext,
    organization: OrganizationId,
    form: SignForm,
) -> Result<StandingId> {
    ensure(op, organization)?;
    let (person, checked) = signing::prepare(op, &form.proof).await?;
    let name = signing::check_name(op, &form.typed_name)?;
    let mut tx = op.app.db().begin().await?;
    let purpose = &form.text_sha256;
    // The proof is good for one signature: of two presses at once one waits here, and reads what the other has written.
    let proven = signing::take_proof(op, &mut tx, &person, &checked, &form.proof, purpose).await?;
    if let Some(id) = signed_before(op, &mut tx, organization, &form.text_sha256).await? {
        return Ok(id);
    }
    let terms = terms(op, &mut tx, organization, &form.choice, form.shown_at).await?;
    let text = terms.text();
    let digest = sha256(&text);
    if hex::encode(digest) != form.text_sha256 {
        return Err(ServiceError::Conflict("text_changed"));
    }
    let Some(second_factor) = proven else {
        // The wrong guess counts.
        tx.save().await?;
        return Err(signing::wrong(&person));
    };
    let now = op.now();
    let row = StandingRow {
        id: op.app.id(StandingId::from_uuid),
        organization_id: organization,
        number: terms.number,
        language: terms.language,
        text_version: STANDING_TEXT_VERSION.to_owned(),
        text,
        text_sha256: digest,
        valid_from: terms.period.from_signature(now),
        valid_until: terms.period.until,
        signer_id: op.actor.person,
        signer_name: name,
        signer_role: terms.signer.role,
        terms,
        second_factor,
        signed_at: now,
        ip: op.ip.to_string(),
        revoked_at: None,
        revoked_by: None,
    };
    store::standing::insert(&mut tx, &row)
        .await
        .map_err(taken)?;
    let event = event(op, EventKind::StandingSigned, &row)
        .with("text_version", row.text_version.clone())
        .with("language", row.language.code())
        .with("signer_name", row.signer_name.clone())
        .with("signer_role", row.signer_role.code())
        .with("second_factor", row.second_factor.code())
        .with("valid_from", row.valid_from.to_string())
        .with("valid_until", row.valid_until.map(|at| at.to_string()));
    signing::note_used(&op.app, &mut tx, &person, second_factor).await?;
    audit::append(&op.app, &mut tx, organization, event).await?;
    notify::signed(op, &mut tx, &row).await?;
    tx.save().await?;
    op.app.hub().tell(organization, None);
    Ok(row.id)
}

/// The button was pressed twice: this very text bears the actor's signature already. Its number makes it the only one.
async fn signed_before(
    op: &OpContext,
    tx: &mut Tx,
    organization: OrganizationId,
    text_sha256: &str,
) -> Result<Option<StandingId>> {
    let signed = store::standing::list(tx, organization).await?;
    let same = signed.into_iter().find(|row| {
        row.signer_id == op.actor.person && hex::encode(row.text_sha256) == text_sha256
    });
    Ok(same.map(|row| row.id))
}

/// Somebody else of the organization signed in the same moment: the text would carry their number.
fn taken(error: StoreError) -> ServiceError {
    if error.is_conflict_on("standing_authorizations_organization_id_number_key") {
        ServiceError::Conflict("text_changed")
    } else {
        error.into()
    }
}

async fn in_service(tx: &mut Tx, organization: OrganizationId) -> Result<Vec<SystemRow>> {
    let mut systems = store::systems::list_of_organization(tx, organization).await?;
    systems.retain(|system| system.active);
    Ok(systems)
}

/// The choice in the order of the lists, so that the same choice always gives the same text.
async fn chosen(
    tx: &mut Tx,
    organization: OrganizationId,
    choice: &Choice,
    now: Timestamp,
) -> Result<Chosen> {
    let mut checks = Checks::new();
    let mut acts: Vec<StandingAct> = Vec::new();
    for code in &choice.acts {
        acts.extend(checks.code::<StandingAct>("acts", code));
    }
    acts.sort();
    acts.dedup();
    if choice.acts.is_empty() {
        checks.add(FieldError::new("acts", "no_act"));
    }
    let mut systems = in_service(tx, organization).await?;
    let mut wanted: Vec<SystemId> = Vec::new();
    for id in &choice.systems {
        wanted.extend(checks.code::<SystemId>("systems", id));
    }
    // Somebody else's system looks like one that is not there.
    if wanted.iter().any(|id| systems.iter().all(|s| s.id != *id)) && !checks.has("systems") {
        checks.add(FieldError::new("systems", "choice"));
    }
    systems.retain(|system| wanted.contains(&system.id));
    if choice.systems.is_empty() {
        checks.add(FieldError::new("systems", "no_system"));
    } else if systems.len() > MOST_SYSTEMS {
        checks.add(FieldError::new("systems", "too_many").with("max", MOST_SYSTEMS));
    }
    let period = period(&mut checks, choice, now);
    checks.finish()?;
    let period = period.ok_or_else(|| ServiceError::field("from", "date"))?;
    Ok(Chosen {
        acts,
        systems,
        period,
    })
}

fn period(checks: &mut Checks, choice: &Choice, now: Timestamp) -> Option<Period> {
    let from = day(checks, "from", &choice.from);
    let until = if choice.until.trim().is_empty() {
        None
    } else {
        Some(day(checks, "until", &choice.until)?)
    };
    match Period::of_days(&from?, until.as_deref(), now) {
        Ok(period) => Some(period),
        Err(refusal) => {
            checks.add(not_these_days(refusal));
            None
        }
    }
}

fn not_these_days(refusal: PeriodRefusal) -> FieldError {
    match refusal {
        PeriodRefusal::FromNoDate => FieldError::new("from", "date"),
        PeriodRefusal::FromPast => FieldError::new("from", "day_past"),
        PeriodRefusal::FromTooLate(days) => FieldError::new("from", "days_ahead").with("max", days),
        PeriodRefusal::UntilNoDate => FieldError::new("until", "date"),
        PeriodRefusal::UntilBeforeFrom => FieldError::new("until", "day_order"),
        PeriodRefusal::TooLong(days) => {
            FieldError::new("until", "years_long").with("max", days / 365)
        }
    }
}

/// The terms as they would be signed by the actor, shown at a moment.
async fn terms(
    op: &OpContext,
    tx: &mut Tx,
    organization: OrganizationId,
    choice: &Choice,
    shown_at: Timestamp,
) -> Result<StandingTerms> {
    if !ValidityRules::shown_lately(shown_at, op.now()) {
        return Err(ServiceError::Conflict("shown_too_long_ago"));
    }
    let chosen = chosen(tx, organization, choice, shown_at).await?;
    let customer = find_organization(tx, organization).await?;
    let provider = store::provider::find(tx)
        .await?
        .map(|row| row.name)
        .unwrap_or_default();
    let number = store::standing::last_number(tx, organization).await? + 1;
    Ok(StandingTerms {
        number,
        language: op.actor.locale,
        shown_at,
        provider,
        organization: OrganizationRef {
            name: customer.name,
            number: customer.number,
        },
        signer: facts::signer(op, tx, organization).await?,
        systems: chosen.systems.into_iter().map(named).collect(),
        acts: chosen.acts,
        period: chosen.period,
    })
}

fn named(system: SystemRow) -> StandingSystem {
    StandingSystem {
        id: system.id,
        named: SystemRef {
            name: system.name,
            service_id: system.service_id,
            address: system.primary_ipv4.to_string(),
        },
    }
}
