//! What pages show of an intervention: the customer's panel, the live view, the engineer's workspace. Never a secret.

use domain::audit::EventKind;
use domain::charge::Tariff;
use domain::contract::Plan;
use domain::credential::{DenyCode, RevealOutcome, SecretField, SecretState, ShredReason};
use domain::ids::{ActionId, PersonId, RevealId, SecretId, TicketNumber};
use domain::intervention::authorization::Terms;
use domain::intervention::{
    AccessMethod, AuthorizationState, ClarifyReason, Complexity, EndReason, InterventionState,
    Missing, Symptom, Task,
};
use domain::policy::{self, Action};
use domain::sla::{ClockEventDraft, ClockRow};
use domain::time::Timestamp;
use store::Tx;
use store::actions::ActionLine;
use store::audit::EventFilter;
use store::hardware::HardwareCaseRow;
use store::interventions::InterventionRow;
use store::orders::OrderRow;
use store::systems::SystemRow;
use store::work::WorkEntryRow;

use super::{
    Advice, Case, ChainView, ClosingView, Gate, assess, chain, close, facts, gate, offers,
};
use crate::clocks;
use crate::context::OpContext;
use crate::credentials::{self, HandoverItem};
use crate::error::Result;

/// A hand-over as pages list it.
pub type HandoverView = HandoverItem;

/// The authorization in force or its draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthorizationView {
    /// Its state; `Expired` as soon as the time is over, whether or not a worker noticed.
    pub state: AuthorizationState,
    /// Why it ended.
    pub end_reason: Option<EndReason>,
    /// The signed version in force; 0 before the first signature.
    pub version: i64,
    /// Who signed.
    pub signer_name: String,
    /// When.
    pub signed_at: Option<Timestamp>,
    /// First instant at which it is over.
    pub valid_until: Option<Timestamp>,
    /// Digest of the text, hexadecimal.
    pub text_sha256: String,
    /// The text.
    pub text: String,
    /// The terms.
    pub terms: Option<Terms>,
    /// It holds now.
    pub is_valid: bool,
}

/// A credential as lists show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecretView {
    /// Id.
    pub id: SecretId,
    /// Which part.
    pub field: SecretField,
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

/// What happened, as the live view tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LiveEvent {
    /// Somebody looked, or was refused.
    Reveal {
        /// Id.
        id: RevealId,
        /// When.
        at: Timestamp,
        /// Who.
        who: String,
        /// Which part.
        field: SecretField,
        /// How it ended.
        outcome: RevealOutcome,
        /// Why it was refused.
        code: Option<DenyCode>,
        /// Why it was wanted.
        reason: String,
    },
    /// Something was done.
    Action {
        /// The entry with its author.
        line: Box<ActionLine>,
        /// The entry was corrected by a later one.
        corrected: bool,
    },
    /// A step of the procedure.
    Step {
        /// Number in the chain.
        seq: i64,
        /// When.
        at: Timestamp,
        /// What.
        kind: EventKind,
        /// Who; empty for the software.
        who: String,
    },
}

impl LiveEvent {
    /// When it happened.
    pub fn at(&self) -> Timestamp {
        match self {
            Self::Reveal { at, .. } | Self::Step { at, .. } => *at,
            Self::Action { line, .. } => line.action.at,
        }
    }
}

/// The live view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Live {
    /// Ticket.
    pub number: TicketNumber,
    /// Subject.
    pub subject: String,
    /// Where it stands.
    pub state: InterventionState,
    /// The system's name.
    pub system: String,
    /// Who works on it.
    pub engineer: Option<String>,
    /// The authorization.
    pub authorization: Option<AuthorizationView>,
    /// What happened, the newest first.
    pub events: Vec<LiveEvent>,
    /// Why it waits.
    pub clarify: Option<ClarifyReason>,
    /// When the work began.
    pub started_at: Option<Timestamp>,
    /// Clocks with their events.
    pub clocks: Vec<(ClockRow, Vec<ClockEventDraft>)>,
    /// The case's part of the audit chain.
    pub chain: ChainView,
    /// The actor may lock now.
    pub may_lock: bool,
    /// The actor may extend now.
    pub may_extend: bool,
    /// Now, on the server.
    pub now: Timestamp,
}

/// The customer's panel on the ticket page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Panel {
    /// Ticket.
    pub number: TicketNumber,
    /// Where it stands.
    pub state: InterventionState,
    /// Why it waits.
    pub clarify: Option<ClarifyReason>,
    /// What is missing.
    pub missing: Vec<Missing>,
    /// The authorization.
    pub authorization: Option<AuthorizationView>,
    /// Standard or complex.
    pub complexity: Option<Complexity>,
    /// The way in.
    pub method: Option<AccessMethod>,
    /// Hand-overs.
    pub handovers: Vec<HandoverItem>,
    /// Offers.
    pub offers: Vec<OrderRow>,
    /// Where somebody goes and when they are expected, while the way in is the data centre. // I-51
    pub site: Option<(String, Option<Timestamp>)>,
    /// When the password change was confirmed.
    pub password_confirmed_at: Option<Timestamp>,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
    /// Acts the actor may do by policy in this state.
    pub may: Vec<Action>,
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
    /// The actor's timer runs since.
    pub timer_since: Option<Timestamp>,
    /// Clocks with their events.
    pub clocks: Vec<(ClockRow, Vec<ClockEventDraft>)>,
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
    /// The vault is open.
    pub vault_open: bool,
    /// Acts the actor may do by policy; the state decides besides.
    pub may: Vec<Action>,
    /// Now, on the server.
    pub now: Timestamp,
}

fn authorization(case: &Case, now: Timestamp) -> Option<AuthorizationView> {
    let row = case.authorization.as_ref()?;
    let signed = case.signed.as_ref();
    let state = match case.validity() {
        Some(validity) => row.state.expire(&validity, now),
        None => row.state,
    };
    Some(AuthorizationView {
        state,
        end_reason: row.end_reason,
        version: row.current_version,
        signer_name: signed.map(|v| v.signer_name.clone()).unwrap_or_default(),
        signed_at: signed.map(|v| v.signed_at),
        valid_until: row.valid_until,
        text_sha256: signed
            .map(|v| hex::encode(v.text_sha256))
            .unwrap_or_default(),
        text: signed.map(|v| v.text.clone()).unwrap_or_default(),
        terms: signed.map(|v| v.terms.clone()),
        is_valid: case.is_valid(now),
    })
}

fn may(op: &OpContext, case: &Case) -> Vec<Action> {
    let resource = case.resource();
    Action::ALL
        .iter()
        .copied()
        .filter(|action| policy::may(&op.actor, *action, &resource).is_ok())
        .collect()
}

async fn handovers(op: &OpContext, tx: &mut Tx, case: &Case) -> Result<Vec<HandoverItem>> {
    let mut items = Vec::new();
    for row in store::handovers::list_of_ticket(tx, case.ticket.id).await? {
        items.push(credentials::handover_item(op, tx, row).await?);
    }
    Ok(items)
}

/// The customer's panel; `None` for tickets that are no interventions.
///
/// # Errors
/// [`crate::error::ServiceError::NotFound`] for foreign tickets.
pub async fn panel(op: &OpContext, number: TicketNumber) -> Result<Option<Panel>> {
    let mut tx = op.app.db().read().await?;
    let ticket = store::tickets::find(&mut tx, number)
        .await?
        .ok_or(crate::error::ServiceError::NotFound)?;
    policy::may(
        &op.actor,
        Action::ReadTicket,
        &policy::Resource::of(ticket.organization_id),
    )?;
    if store::interventions::find_by_ticket(&mut tx, ticket.id)
        .await?
        .is_none()
    {
        return Ok(None);
    }
    let case = Case::read(op, &mut tx, number, Action::ReadTicket).await?;
    let organization = case.ticket.organization_id;
    let may = may(op, &case);
    // Whoever reads messages only does not learn what lies in the vault.
    let handovers = if may.contains(&Action::ReadHandover) || op.actor.is_staff() {
        handovers(op, &mut tx, &case).await?
    } else {
        Vec::new()
    };
    let shows_authorization = may.contains(&Action::ReadAuthorization);
    let may_sign = op.actor.may_authorise_in(organization);
    Ok(Some(Panel {
        number,
        state: case.procedure.state(),
        clarify: case.procedure.clarify_reason(),
        missing: facts::missing_of(
            &mut tx,
            &case,
            may_sign || op.actor.is_staff(),
            false,
            op.now(),
        )
        .await?,
        authorization: authorization(&case, op.now()).filter(|_| shows_authorization),
        complexity: case.row.complexity,
        method: case.row.method,
        handovers,
        offers: store::orders::list(&mut tx, case.ticket.id).await?,
        site: (case.row.method == Some(AccessMethod::DataCentre) && case.row.closed_at.is_none())
            .then(|| (case.row.site_place.clone(), case.row.site_eta)),
        password_confirmed_at: case.row.password_change_confirmed_at,
        closed_at: case.row.closed_at,
        may,
    }))
}

async fn name(tx: &mut Tx, person: PersonId) -> Result<String> {
    Ok(store::people::find(tx, person)
        .await?
        .map(|p| p.name)
        .unwrap_or_default())
}

/// Steps the live view tells besides looks and actions.
const STEPS: &[EventKind] = &[
    EventKind::AuthorizationSigned,
    EventKind::AuthorizationEdited,
    EventKind::AuthorizationExtended,
    EventKind::AuthorizationExpired,
    EventKind::AuthorizationRevoked,
    EventKind::AuthorizationEnded,
    EventKind::GateChecked,
    EventKind::GateOverridden,
    EventKind::InterventionVerified,
    EventKind::MethodChosen,
    EventKind::ComplexitySet,
    EventKind::InterventionStarted,
    EventKind::InterventionResumed,
    EventKind::InterventionSummarised,
    EventKind::InterventionClosed,
    EventKind::InterventionReopened,
    EventKind::ClarificationAsked,
    EventKind::ClarificationAnswered,
    EventKind::SecretStored,
    EventKind::SecretReplaced,
    EventKind::SecretRejected,
    EventKind::SecretShredded,
    EventKind::HandoverCreated,
    EventKind::HandoverRead,
    EventKind::HardwareOpened,
    EventKind::HardwareChanged,
];

/// The live view: who looked at what and why, what was done, what was refused. Internal entries only for staff.
///
/// # Errors
/// [`crate::error::ServiceError::NotFound`] for foreign tickets, [`crate::error::ServiceError::Denied`] for roles without a view
/// of the vault.
pub async fn live(op: &OpContext, number: TicketNumber) -> Result<Live> {
    let mut tx = op.app.db().read().await?;
    let case = Case::read(op, &mut tx, number, Action::ReadAccessLog).await?;
    let mut events = Vec::new();
    for row in store::reveals::list_of_ticket(&mut tx, case.ticket.id).await? {
        events.push(LiveEvent::Reveal {
            id: row.id,
            at: row.at,
            who: name(&mut tx, row.actor_id).await?,
            field: row.field,
            outcome: row.outcome,
            code: row.code.parse().ok(),
            reason: row.reason,
        });
    }
    let lines = if op.actor.is_staff() {
        store::actions::list(&mut tx, case.id()).await?
    } else {
        store::actions::list_visible(&mut tx, case.id()).await?
    };
    let corrected: Vec<ActionId> = lines
        .iter()
        .filter_map(|line| line.action.corrects_id)
        .collect();
    events.extend(lines.into_iter().map(|line| LiveEvent::Action {
        corrected: corrected.contains(&line.action.id),
        line: Box::new(line),
    }));
    let filter = EventFilter {
        visible_only: true,
        kinds: STEPS,
        after: 0,
    };
    for row in store::audit::list_of_ticket(&mut tx, case.ticket.id, filter, 1_000).await? {
        if let Some(kind) = row.kind() {
            let who = match row.actor_id {
                Some(person) => name(&mut tx, person).await?,
                None => String::new(),
            };
            events.push(LiveEvent::Step {
                seq: row.seq,
                at: row.at,
                kind,
                who,
            });
        }
    }
    events.sort_by_key(|event| std::cmp::Reverse(event.at()));
    let system = facts::system(&mut tx, &case)
        .await?
        .map(|s| s.name)
        .unwrap_or_default();
    let engineer = match case.ticket.assignee_id {
        Some(person) => Some(name(&mut tx, person).await?),
        None => None,
    };
    let may_lock = case.procedure.revoke().is_ok()
        && policy::may(&op.actor, Action::LockAuthorization, &case.resource()).is_ok();
    let may_extend = case.signed.is_some()
        && case.procedure.revoke().is_ok()
        && policy::may(&op.actor, Action::ExtendAuthorization, &case.resource()).is_ok();
    Ok(Live {
        clarify: case.procedure.clarify_reason(),
        started_at: case.row.started_at,
        clocks: clocks::with_events(&mut tx, case.ticket.id).await?,
        chain: chain::view(op, &mut tx, &case).await?,
        may_extend,
        number,
        subject: case.ticket.subject.clone(),
        state: case.procedure.state(),
        system,
        engineer,
        authorization: authorization(&case, op.now()),
        events,
        may_lock,
        now: op.now(),
    })
}

/// The engineer's page in one reading.
///
/// # Errors
/// [`crate::error::ServiceError::NotFound`] for customers and foreign tickets.
pub async fn workspace(op: &OpContext, number: TicketNumber) -> Result<Workspace> {
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
        Some(assess::advice(&mut tx, &case, None, false).await?)
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
        timer_since: work
            .iter()
            .find(|entry| entry.person_id == op.actor.person && entry.stopped_at.is_none())
            .map(|entry| entry.started_at),
        work,
        clocks: clocks::with_events(&mut tx, case.ticket.id).await?,
        closing: close::panel(&mut tx, &case).await?,
        handovers: handovers(op, &mut tx, &case).await?,
        hardware: store::hardware::list(&mut tx, case.id()).await?,
        offers: orders,
        awaiting_offer,
        offerable,
        plan,
        work_tariff: Plan::work_tariff(plan),
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
            version: s.version,
            state: s.state,
            rights: s.account_rights,
            created_at: s.created_at,
            shredded_at: s.shredded_at,
            shred_reason: s.shred_reason,
        })
        .collect())
}
