//! The request: filed incomplete or complete, changed until the work begins.
//!
//! The ticket and its first-answer clock exist from the first submit (RULINGS 1); the id of the authorization and its key
//! shard are born with it (RULINGS 11). What is missing is a list, not a refusal.

mod form;
mod page;
mod rows;

use domain::audit::EventKind;
use domain::ids::{InterventionId, TicketNumber};
use domain::intervention::{InterventionState, Missing, Procedure};
use domain::policy::{self, Action, Resource};
use store::Tx;

use self::rows::{find_system, new_row, new_ticket, organization, settle_ways};
use super::{Case, facts};
use crate::context::OpContext;
use crate::credentials::{self, Credentials};
use crate::drafts;
use crate::error::{Checks, Result, ServiceError};
use crate::tickets::{core, form_key};

pub use form::RequestForm;
pub(super) use page::is_editable;
pub use page::{FormView, SystemChoice, form, new_form};

/// Draft of a request that has no ticket yet.
pub const NEW_DRAFT: &str = "intervention-new";

/// Key of the draft of what somebody changes in a filed request and has not submitted.
pub fn change_draft(number: TicketNumber) -> String {
    format!("intervention-{}", number.0)
}

/// Key of the draft of an entry in a case's log.
pub fn log_draft(number: TicketNumber) -> String {
    format!("intervention-{}-log", number.0)
}

/// Key of the draft of a case's summary and what else closes it.
pub fn closing_draft(number: TicketNumber) -> String {
    format!("intervention-{}-close", number.0)
}

/// A filed request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filed {
    /// Number of the ticket.
    pub number: TicketNumber,
    /// What is missing besides the signature; empty: it can be signed.
    pub missing: Vec<Missing>,
}

/// Keeps what was typed into a request that is not filed yet: the fields as a draft, the credentials in the vault for a day.
/// Says which fields were left out because they seem to hold a secret.
///
/// # Errors
/// [`ServiceError::Invalid`] when credentials came and nobody can say whose they are, [`ServiceError::VaultSealed`]: nothing is
/// kept then.
pub async fn save_draft(
    op: &OpContext,
    form: &RequestForm,
    secrets: Credentials,
    fields: Vec<(String, String)>,
) -> Result<Vec<String>> {
    let mut checks = Checks::new();
    secrets.check(&mut checks);
    checks.finish()?;
    let mut tx = op.app.db().begin().await?;
    let left_out = drafts::put_in(op, &mut tx, NEW_DRAFT, fields).await?;
    if secrets.is_empty() {
        tx.save().await?;
        return Ok(left_out);
    }
    // A system nobody knows is corrected before filing; it does not cost the draft.
    let system = match find_system(op, &mut tx, form).await {
        Err(ServiceError::Invalid(_)) => None,
        other => other?,
    };
    let organization = organization(op, form, system.as_ref())?;
    policy::may(
        &op.actor,
        Action::RequestIntervention,
        &Resource::of(organization),
    )?;
    let gone = credentials::deposit_draft(op, &mut tx, organization, secrets).await?;
    tx.save().await?;
    if let Some(shard) = gone {
        credentials::shred::unlink(&op.app, shard).await;
    }
    Ok(left_out)
}

/// Files a request with what is there; a form sent twice files once.
///
/// # Errors
/// [`ServiceError::Invalid`] for values nobody can use, [`ServiceError::Held`], [`ServiceError::VaultSealed`] when credentials
/// came and the vault is shut (nothing is filed then).
pub async fn submit(op: &OpContext, form: &RequestForm, secrets: Credentials) -> Result<Filed> {
    let mut checks = Checks::new();
    let mut read = form::read(form, &mut checks);
    secrets.check(&mut checks);
    checks.finish()?;
    let mut tx = op.app.db().begin().await?;
    let system = find_system(op, &mut tx, form).await?;
    let organization = organization(op, form, system.as_ref())?;
    policy::may(
        &op.actor,
        Action::RequestIntervention,
        &Resource::of(organization),
    )?;
    let key = form_key(op, &form.idempotency_key);
    if let Some(key) = &key
        && let Some(before) = store::tickets::find_by_idempotency_key(&mut tx, key).await?
    {
        let case = Case::load(&mut tx, before.number, false).await?;
        return filed(op, &mut tx, &case).await;
    }
    settle_ways(&mut read.request, system.as_ref(), !secrets.is_empty());
    let (mut tx, decided) = read.screen(op, tx, (organization, None)).await?;
    // The draft and its credentials before the chain, as whoever saves or sweeps them.
    store::drafts::delete(&mut tx, op.actor.person, NEW_DRAFT).await?;
    credentials::hold_draft(op, &mut tx).await?;
    let new = new_ticket(op, organization, system.as_ref(), &read, key.clone());
    let ticket = match core::insert(op, &mut tx, new).await {
        // The same form came twice at the same moment: the other one filed it.
        Err(error) if core::is_used_key(&error) => {
            drop(tx);
            return filed_before(op, key.as_deref().unwrap_or_default()).await;
        }
        other => other?,
    };
    let id = op.app.id(InterventionId::from_uuid);
    let row = new_row(op, id, &ticket, system.as_ref(), read);
    store::interventions::insert(&mut tx, &row).await?;
    let mut case = Case::load(&mut tx, ticket.number, true).await?;
    let wanted = !form.without_credentials;
    let gone = credentials::adopt_or_begin(op, &mut tx, &mut case, wanted).await?;
    let draft = Procedure::draft();
    case.moves(draft.submit())?;
    let event = case.event(op, EventKind::InterventionRequested);
    case.tell(&op.app, &mut tx, event).await?;
    decided
        .settle(op, &mut tx, &case.ticket, Some(&case))
        .await?;
    credentials::deposit_in(op, &mut tx, &case, secrets, &form.kept).await?;
    super::notify::received(op, &mut tx, &case).await?;
    let filed = filed(op, &mut tx, &case).await?;
    case.save(&op.app, tx).await?;
    if let Some(shard) = gone {
        credentials::shred::unlink(&op.app, shard).await;
    }
    Ok(filed)
}

async fn filed_before(op: &OpContext, key: &str) -> Result<Filed> {
    let mut tx = op.app.db().read().await?;
    let ticket = store::tickets::find_by_idempotency_key(&mut tx, key)
        .await?
        .ok_or(ServiceError::Conflict("changed_meanwhile"))?;
    let case = Case::load(&mut tx, ticket.number, false).await?;
    filed(op, &mut tx, &case).await
}

async fn filed(op: &OpContext, tx: &mut Tx, case: &Case) -> Result<Filed> {
    let may_sign = op.actor.may_authorise_in(case.ticket.organization_id);
    Ok(Filed {
        number: case.ticket.number,
        missing: facts::missing_of(tx, case, may_sign, true, op.now()).await?,
    })
}

/// Changes a request that is not being worked on. What was signed holds until the changed text is signed too; work cannot
/// begin before.
///
/// # Errors
/// [`ServiceError::Held`]; [`ServiceError::Conflict`] `work_runs` while somebody works, `verified` when another system is chosen after the check.
pub async fn edit(
    op: &OpContext,
    number: TicketNumber,
    form: &RequestForm,
    secrets: Credentials,
) -> Result<Filed> {
    let mut checks = Checks::new();
    let mut read = form::read(form, &mut checks);
    secrets.check(&mut checks);
    checks.finish()?;
    let mut tx = op.app.db().begin().await?;
    let mut case = Case::hold(op, &mut tx, number, Action::RequestIntervention).await?;
    let place = (case.ticket.organization_id, Some(case.ticket.id));
    let (mut tx, decided) = read.screen(op, tx, place).await?;
    if !is_editable(&case) {
        return Err(ServiceError::Conflict("work_runs"));
    }
    let system = find_system(op, &mut tx, form).await?;
    if system
        .as_ref()
        .is_some_and(|s| s.organization_id != case.ticket.organization_id)
    {
        return Err(ServiceError::field("system", "unknown"));
    }
    let system_id = system.as_ref().map(|s| s.id);
    let checked = matches!(
        case.procedure
            .resume_state()
            .unwrap_or(case.procedure.state()),
        InterventionState::Verified | InterventionState::Assessed
    );
    if checked && system_id != case.row.system_id {
        return Err(ServiceError::Conflict("verified"));
    }
    credentials::ensure_authorization(op, &mut tx, &mut case).await?;
    let credentials = !secrets.is_empty() || !facts::deposited(&mut tx, &case).await?.is_empty();
    settle_ways(&mut read.request, system.as_ref(), credentials);
    case.row.system_id = system_id;
    case.ticket.system_id = system_id;
    if let Some(authorization) = &mut case.authorization {
        authorization.system_id = system_id;
    }
    case.row.symptom = read.symptom;
    case.row.problem = read.problem;
    case.row.error_messages = read.error_messages;
    case.row.wanted_action = read.wanted_action;
    case.row.contact_phone = read.contact_phone;
    case.row.reachable_until = read.reachable_until;
    // What the work made so far is no answer of the form.
    read.request.new_credentials = case.row.request.new_credentials;
    case.row.request = read.request;
    if let Some(system) = &system {
        store::tickets::replace_systems(&mut tx, case.ticket.id, &[system.id]).await?;
        core::index_ticket(&mut tx, &case.ticket, std::slice::from_ref(system)).await?;
    }
    let event = case.event(op, EventKind::InterventionChanged);
    case.tell(&op.app, &mut tx, event).await?;
    decided
        .settle(op, &mut tx, &case.ticket, Some(&case))
        .await?;
    credentials::deposit_in(op, &mut tx, &case, secrets, &form.kept).await?;
    store::drafts::delete(&mut tx, op.actor.person, &change_draft(number)).await?;
    let filed = filed(op, &mut tx, &case).await?;
    case.save(&op.app, tx).await?;
    Ok(filed)
}

/// Puts credentials into the vault or replaces them: before the signature, or after we said that they do not work.
///
/// # Errors
/// [`ServiceError::Conflict`] `signed` after the signature, [`ServiceError::VaultSealed`].
pub async fn deposit(op: &OpContext, number: TicketNumber, secrets: Credentials) -> Result<()> {
    let mut checks = Checks::new();
    secrets.check(&mut checks);
    checks.finish()?;
    let mut tx = op.app.db().begin().await?;
    let mut case = Case::hold(op, &mut tx, number, Action::DepositCredentials).await?;
    credentials::ensure_authorization(op, &mut tx, &mut case).await?;
    credentials::deposit_in(op, &mut tx, &case, secrets, &[]).await?;
    super::talk::after_deposit(op, &mut tx, &mut case).await?;
    case.save(&op.app, tx).await
}
