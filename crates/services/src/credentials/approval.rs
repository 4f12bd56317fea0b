//! Four eyes: a second person agrees before a look. // RULINGS 12

use domain::audit::EventKind;
use domain::credential::{
    Approval, ApprovalFacts, ApprovalRefusal, ApprovalState, Giver, RevealFacts, SecretClass,
    SecretField, SecretState, Use,
};
use domain::ids::{ApprovalId, PersonId, SecretId, TicketNumber};
use domain::policy::{self, Action};
use domain::time::Timestamp;
use store::Tx;
use store::approvals::ApprovalRow;

use super::second_person;
use crate::context::OpContext;
use crate::error::{Result, ServiceError};
use crate::interventions::Case;

/// A request that waits for a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApprovalView {
    /// Id.
    pub id: ApprovalId,
    /// Ticket.
    pub number: TicketNumber,
    /// Subject of the ticket.
    pub subject: String,
    /// Who asks.
    pub asked_by: String,
    /// When.
    pub asked_at: Timestamp,
    /// Why.
    pub reason: String,
    /// Which part of the credential.
    pub field: SecretField,
}

impl From<ApprovalRefusal> for ServiceError {
    fn from(refusal: ApprovalRefusal) -> Self {
        match refusal {
            ApprovalRefusal::OwnRequest | ApprovalRefusal::Assignee => Self::Denied("involved"),
            ApprovalRefusal::NotEntitled => Self::Denied("role"),
            ApprovalRefusal::Settled(_) => Self::Conflict("decided"),
            ApprovalRefusal::NotApproved | ApprovalRefusal::OtherUse => {
                Self::Conflict("not_approved")
            }
            ApprovalRefusal::TooLate => Self::Conflict("too_late"),
        }
    }
}

/// The assignee asks for a second person; whoever may decide is told. Asking again while it waits is the same request.
///
/// # Errors
/// [`ServiceError::Invalid`] without a reason, [`ServiceError::Denied`] for others than the assignee; [`ServiceError::Held`].
pub async fn request_approval(
    op: &OpContext,
    number: TicketNumber,
    secret: SecretId,
    reason: &str,
) -> Result<ApprovalId> {
    let reason = crate::interventions::reason("reason", reason)?;
    let mut tx = op.app.db().begin().await?;
    let case = Case::hold(op, &mut tx, number, Action::RequestApproval).await?;
    let secret = store::secrets::find(&mut tx, secret)
        .await?
        .filter(|s| s.ticket_id == Some(case.ticket.id) && s.class == SecretClass::Intervention)
        .ok_or(ServiceError::NotFound)?;
    if secret.state != SecretState::Stored {
        return Err(ServiceError::Conflict("secret_destroyed"));
    }
    let (mut tx, [reason]) = case.screen(op, tx, [("reason", &reason)]).await?;
    let me = op.actor.person;
    let newest = store::approvals::find_newest(&mut tx, case.row.id, secret.id, me).await?;
    if let Some(row) = newest
        && row.approval.state == ApprovalState::Requested
        && row.approval.version == secret.version
        && row.approval.expire(op.now()) == row.approval
    {
        return Ok(row.approval.id);
    }
    let wanted = Use {
        intervention: case.row.id,
        secret: secret.id,
        version: secret.version,
        actor: me,
        giver_entitled: false,
    };
    let approval = Approval::request(op.app.id(ApprovalId::from_uuid), &wanted, op.now());
    store::approvals::insert(&mut tx, &approval, &reason).await?;
    let event = case
        .event(op, EventKind::RevealApprovalRequested)
        .with("approval", approval.id.to_string())
        .with("secret", secret.id.to_string())
        .with("reason", reason.clone());
    case.tell(&op.app, &mut tx, event).await?;
    let about = (secret.field, reason.as_str());
    second_person::ask(&op.app, &mut tx, &case, &approval, about).await?;
    tx.save().await?;
    case.wake(&op.app);
    Ok(approval.id)
}

/// What waits for a decision of the actor.
///
/// # Errors
/// The database does not answer.
pub async fn approvals(op: &OpContext) -> Result<Vec<ApprovalView>> {
    let mut tx = op.app.db().read().await?;
    let open = tx.answer(store::approvals::open()).await?;
    approvals_of(op, &mut tx, open).await
}

/// Those of these open requests that the actor may decide on.
pub(crate) async fn approvals_of(
    op: &OpContext,
    tx: &mut Tx,
    open: Vec<ApprovalRow>,
) -> Result<Vec<ApprovalView>> {
    let mut all = Vec::new();
    for row in open {
        if row.approval.expire(op.now()) != row.approval {
            continue;
        }
        let found = store::interventions::find(tx, row.approval.intervention).await?;
        let Some(intervention) = found else { continue };
        let ticket = store::tickets::find_by_id(tx, intervention.ticket_id).await?;
        let secret = store::secrets::find(tx, row.approval.secret).await?;
        let (Some(ticket), Some(secret)) = (ticket, secret) else {
            continue;
        };
        let resource = policy::Resource::of(ticket.organization_id)
            .assigned_to(ticket.assignee_id)
            .written_by(Some(row.approval.requested_by));
        if policy::may(&op.actor, Action::ApproveReveal, &resource).is_err() {
            continue;
        }
        let asked_by = store::people::find(tx, row.approval.requested_by).await?;
        all.push(ApprovalView {
            id: row.approval.id,
            number: ticket.number,
            subject: ticket.subject,
            asked_by: asked_by.map(|p| p.name).unwrap_or_default(),
            asked_at: row.approval.requested_at,
            reason: row.reason,
            field: secret.field,
        });
    }
    Ok(all)
}

/// Approves or refuses.
///
/// # Errors
/// [`ServiceError::Denied`] for the asker, the assignee and people without the right; [`ServiceError::NotFresh`] for agreeing;
/// [`ServiceError::Conflict`] when decided or too late.
pub async fn decide_approval(op: &OpContext, id: ApprovalId, approve: bool) -> Result<()> {
    let mut tx = op.app.db().begin().await?;
    let row = store::approvals::find(&mut tx, id)
        .await?
        .ok_or(ServiceError::NotFound)?;
    let intervention = store::interventions::find(&mut tx, row.approval.intervention)
        .await?
        .ok_or(ServiceError::NotFound)?;
    let ticket = store::tickets::find_by_id(&mut tx, intervention.ticket_id)
        .await?
        .ok_or(ServiceError::NotFound)?;
    let case = Case::load(&mut tx, ticket.number, true).await?;
    let resource = case.resource().written_by(Some(row.approval.requested_by));
    policy::may(&op.actor, Action::ApproveReveal, &resource)?;
    // Agreeing opens a secret to somebody; refusing opens nothing.
    if approve && !op.is_fresh() {
        return Err(ServiceError::NotFresh);
    }
    let giver = giver(&mut tx, op.actor.person)
        .await?
        .ok_or(ServiceError::NotFound)?;
    let assignee = case.ticket.assignee_id;
    let next = if approve {
        row.approval.approve(&giver, assignee, op.now())?
    } else {
        row.approval.deny(&giver, assignee, op.now())?
    };
    if !store::approvals::update(&mut tx, &next, row.approval.state).await? {
        return Err(ServiceError::Conflict("decided"));
    }
    let kind = if approve {
        EventKind::RevealApproved
    } else {
        EventKind::RevealApprovalDenied
    };
    let event = case.event(op, kind).with("approval", id.to_string());
    case.tell(&op.app, &mut tx, event).await?;
    second_person::answer(&op.app, &mut tx, &case, &next).await?;
    tx.save().await?;
    case.wake(&op.app);
    Ok(())
}

/// Whether looks of this case need one: what cannot be found does.
pub(crate) async fn four_eyes(tx: &mut Tx, case: &Case) -> Result<bool> {
    let organization = store::organizations::find(tx, case.ticket.organization_id).await?;
    let system = match case.row.system_id {
        Some(id) => store::systems::find(tx, id).await?,
        None => None,
    };
    Ok(organization.is_none_or(|o| o.four_eyes) || system.is_none_or(|s| s.four_eyes))
}

/// What was approved of this look, if anything was asked.
pub(super) async fn given(
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
async fn giver(tx: &mut Tx, person: PersonId) -> Result<Option<Giver>> {
    Ok(store::people::actor(tx, person).await?.map(|actor| Giver {
        person,
        active: true,
        role: actor.staff,
        right: actor.may_approve_reveals,
    }))
}

/// An approval is good for one look.
pub(super) async fn use_up(
    tx: &mut Tx,
    facts: &RevealFacts<'_>,
    given: ApprovalFacts,
) -> Result<()> {
    let wanted = Use {
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
