//! The engineer's page in one reading.

use domain::charge::Tariff;
use domain::contract::Plan;
use domain::credential::{SecretField, SecretState, ShredReason};
use domain::ids::{ActionId, PersonId, SecretId, TicketNumber};
use domain::intervention::authorization::AgreedTask;
use domain::intervention::{ClarifyReason, Missing, Symptom, Task};
use domain::policy::Action;
use domain::rules::HouseRules;
use domain::sla::engine::Shown;
use domain::time::Timestamp;
use store::Tx;
use store::actions::ActionLine;
use store::ceilings::{MarkRow, RaiseRow};
use store::hardware::HardwareCaseRow;
use store::interventions::InterventionRow;
use store::orders::OrderRow;
use store::systems::SystemRow;
use store::work::WorkEntryRow;

use super::{AuthorizationView, authorization, may, name};
use crate::context::OpContext;
use crate::credentials::{self, HandoverItem};
use crate::error::Result;
use crate::interventions::ceiling::{self, Budget};
use crate::interventions::money::{self, Money};
use crate::interventions::{
    Advice, Case, ChainView, ClosingView, Gate, Seen, assess, chain, close, facts, gate, offers,
};
use crate::{clocks, defaults};

/// A credential as lists show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecretView {
    /// Id.
    pub id: SecretId,
    /// Which part.
    pub field: SecretField,
    /// What it is called; empty for the parts of a log-in.
    pub label: String,
    /// Version.
    pub version: i64,
    /// Whether it still exists.
    pub state: SecretState,
    /// What the account may do.
    pub rights: Option<domain::credential::AccountRights>,
    /// When it was first deposited.
    pub created_at: Timestamp,
    /// When it was destroyed.
    pub shredded_at: Option<Timestamp>,
    /// Why.
    pub shred_reason: Option<ShredReason>,
}

/// The engineer's page.
#[derive(Debug, Clone)]
pub struct Workspace {
    /// Ticket.
    pub number: TicketNumber,
    /// Subject.
    pub subject: String,
    /// The customer's name.
    pub organization: String,
    /// The row.
    pub row: InterventionRow,
    /// Why it waits.
    pub clarify: Option<ClarifyReason>,
    /// The symptom.
    pub symptom: Option<Symptom>,
    /// The system.
    pub system: Option<SystemRow>,
    /// The assignee.
    pub assignee: Option<(PersonId, String)>,
    /// What is missing.
    pub missing: Vec<Missing>,
    /// The authorization.
    pub authorization: Option<AuthorizationView>,
    /// The gate.
    pub gate: Gate,
    /// The ranking, once system and symptom are there.
    pub advice: Option<Advice>,
    /// Credentials of every authorization.
    pub secrets: Vec<SecretView>,
    /// A second person has to approve looks.
    pub four_eyes: bool,
    /// Newest approval of each secret the actor asked for.
    pub approvals: Vec<domain::credential::Approval>,
    /// Looks, the newest first, with the name of who looked.
    pub reveals: Vec<(store::reveals::RevealRow, String)>,
    /// The action log.
    pub log: Vec<ActionLine>,
    /// Entries that were corrected.
    pub corrected: Vec<ActionId>,
    /// Work time.
    pub work: Vec<WorkEntryRow>,
    /// The actor's timer.
    pub timer: Option<WorkEntryRow>,
    /// The signed tasks work can belong to, with their prices.
    pub signed_tasks: Vec<AgreedTask>,
    /// The one that is preset.
    pub usual_task: Option<Task>,
    /// How the cost ceiling stands.
    pub budget: Option<Budget>,
    /// How often the customer raised the ceiling, with the name of who did.
    pub raises: Vec<(RaiseRow, String)>,
    /// Marks of a ceiling the customer was told of.
    pub marks: Vec<MarkRow>,
    /// Clocks with their events.
    pub clocks: Vec<Shown>,
    /// Closing checklist.
    pub closing: ClosingView,
    /// Hand-overs.
    pub handovers: Vec<HandoverItem>,
    /// Hardware cases.
    pub hardware: Vec<HardwareCaseRow>,
    /// Offers.
    pub offers: Vec<OrderRow>,
    /// Chosen tasks without a price and without an open offer.
    pub awaiting_offer: Vec<Task>,
    /// Tasks a price can be offered for, those that wait first.
    pub offerable: Vec<Task>,
    /// The plan in force for the system.
    pub plan: Option<Plan>,
    /// What work by time costs under the plan in force.
    pub work_tariff: Tariff,
    /// The house rules in force.
    pub rules: HouseRules,
    /// The case's part of the audit chain.
    pub chain: ChainView,
    /// The vault is open.
    pub vault_open: bool,
    /// Acts the actor may do by policy; the state decides besides.
    pub may: Vec<Action>,
    /// Now, on the server.
    pub now: Timestamp,
}

/// The engineer's page in one reading.
///
/// # Errors
/// [`crate::error::ServiceError::NotFound`] for customers and foreign tickets.
pub async fn workspace(op: &OpContext, number: TicketNumber) -> Result<Workspace> {
    workspace_seen(op, number, None).await
}

/// The same with the ways ranked as the engineer sees the case now; nothing is chosen by looking. // I-02, I-34
///
/// # Errors
/// As [`workspace`].
pub async fn workspace_seen(
    op: &OpContext,
    number: TicketNumber,
    seen: Option<Seen>,
) -> Result<Workspace> {
    let mut tx = op.app.db().read().await?;
    let case = Case::read(op, &mut tx, number, Action::ReadWorkspace).await?;
    let system = facts::system(&mut tx, &case).await?;
    let entitled = case.signed.is_none() || facts::signer_entitled(&mut tx, &case).await?;
    let organization = store::organizations::find(&mut tx, case.ticket.organization_id).await?;
    let assignee = match case.ticket.assignee_id {
        Some(person) => Some((person, name(&mut tx, person).await?)),
        None => None,
    };
    let advice = if system.is_some() && case.row.symptom.is_some() {
        Some(assess::advice(&mut tx, &case, seen).await?)
    } else {
        None
    };
    let log = store::actions::list(&mut tx, case.id()).await?;
    let work = store::work::list(&mut tx, case.ticket.id).await?;
    let mut reveals = Vec::new();
    for row in store::reveals::list_of_ticket(&mut tx, case.ticket.id)
        .await?
        .into_iter()
        .rev()
    {
        let who = name(&mut tx, row.actor_id).await?;
        reveals.push((row, who));
    }
    let mut raises = Vec::new();
    for row in store::ceilings::list_raises(&mut tx, case.ticket.id).await? {
        let who = name(&mut tx, row.raised_by).await?;
        raises.push((row, who));
    }
    let approvals = store::approvals::list(&mut tx, case.id())
        .await?
        .into_iter()
        .map(|row| row.approval.expire(op.now()))
        .filter(|approval| approval.requested_by == op.actor.person)
        .collect();
    let orders = store::orders::list(&mut tx, case.ticket.id).await?;
    let lines = facts::lines(&mut tx, &case, op.now()).await?;
    let (awaiting_offer, offerable) = offers::open_tasks(&lines, &orders, &case.row.request.tasks);
    let plan = facts::plan(&mut tx, &case, op.now()).await?;
    let rules = defaults::in_force(&mut tx).await?;
    Ok(Workspace {
        number,
        subject: case.ticket.subject.clone(),
        organization: organization.map(|o| o.name).unwrap_or_default(),
        clarify: case.procedure.clarify_reason(),
        symptom: case.row.symptom,
        system,
        assignee,
        missing: facts::missing_of(&mut tx, &case, entitled, false, op.now()).await?,
        authorization: authorization(&case, op.now()),
        gate: gate::panel(op, &mut tx, &case).await?,
        advice,
        secrets: secrets(&mut tx, &case).await?,
        four_eyes: credentials::four_eyes(&mut tx, &case).await?,
        approvals,
        reveals,
        corrected: log
            .iter()
            .filter_map(|line| line.action.corrects_id)
            .collect(),
        log,
        timer: work
            .iter()
            .find(|entry| entry.person_id == op.actor.person && entry.stopped_at.is_none())
            .cloned(),
        signed_tasks: case
            .signed
            .as_ref()
            .map(|version| version.terms.tasks.clone())
            .unwrap_or_default(),
        usual_task: money::usual_task(&case, &work),
        budget: ceiling::budget(&Money::load(&mut tx, &case).await?, op.now()),
        raises,
        marks: store::ceilings::list_marks(&mut tx, case.ticket.id).await?,
        work,
        clocks: clocks::with_events(&mut tx, case.ticket.id, op.now()).await?,
        closing: close::panel(&mut tx, &case).await?,
        handovers: credentials::handovers_of(op, &mut tx, case.ticket.id).await?,
        hardware: store::hardware::list(&mut tx, case.id()).await?,
        offers: orders,
        awaiting_offer,
        offerable,
        plan,
        work_tariff: Plan::work_tariff(plan, rules.rates()),
        rules,
        chain: chain::view(op, &mut tx, &case).await?,
        vault_open: op.app.vault().seal_reason().is_none(),
        may: may(op, &case),
        now: op.now(),
        row: case.row,
    })
}

async fn secrets(tx: &mut Tx, case: &Case) -> Result<Vec<SecretView>> {
    Ok(store::secrets::list_of_ticket(tx, case.ticket.id)
        .await?
        .into_iter()
        .filter(|s| s.class == domain::credential::SecretClass::Intervention)
        .map(|s| SecretView {
            id: s.id,
            field: s.field,
            label: s.label,
            version: s.version,
            state: s.state,
            rights: s.account_rights,
            created_at: s.created_at,
            shredded_at: s.shredded_at,
            shred_reason: s.shred_reason,
        })
        .collect())
}
