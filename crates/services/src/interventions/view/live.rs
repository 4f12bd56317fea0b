//! The live view: who looked at what and why, what was done, what was refused. // I-43

use domain::audit::EventKind;
use domain::charge::Cents;
use domain::credential::{DenyCode, RevealOutcome, SecretField};
use domain::ids::{ActionId, RevealId, TicketNumber};
use domain::intervention::{
    AccessMethod, ClarifyReason, Complexity, InterventionState, SecondFactor,
};
use domain::policy::{self, Action};
use domain::sla::engine::Shown;
use domain::time::Timestamp;
use store::Tx;
use store::actions::ActionLine;
use store::audit::{AuditRow, EventFilter};
use store::authorizations::AuthorizationVersionRow;

use super::{AuthorizationView, authorization, name};
use crate::context::OpContext;
use crate::error::Result;
use crate::interventions::{Case, ChainView, chain, facts};
use crate::{clocks, defaults};

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
        /// What its name alone does not say.
        detail: StepDetail,
    },
}

/// What a step of the procedure says beyond its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StepDetail {
    /// Nothing more.
    None,
    /// How the signer proved themself, and from which address.
    Signed {
        /// Beside the log-in.
        factor: SecondFactor,
        /// As the server saw it.
        ip: String,
    },
    /// The way onto the system, and why this one.
    Method {
        /// The way.
        method: AccessMethod,
        /// The engineer's reason.
        reason: String,
    },
    /// How much time was promised.
    Complexity(Complexity),
    /// Which part of the credentials.
    Field(SecretField),
    /// How high the ceiling is, net.
    Ceiling(Cents),
    /// Why.
    Reason(String),
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
    pub clocks: Vec<Shown>,
    /// The case's part of the audit chain.
    pub chain: ChainView,
    /// The actor may lock now.
    pub may_lock: bool,
    /// The actor may extend now.
    pub may_extend: bool,
    /// Seconds after which the page renews itself where it cannot be told.
    pub refresh_seconds: i64,
    /// Now, on the server.
    pub now: Timestamp,
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
        ..EventFilter::default()
    };
    let signatures = signatures(&mut tx, &case).await?;
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
                detail: detail(kind, &row, &signatures),
            });
        }
    }
    // Within a second the later one stands on top as well.
    events.reverse();
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
        && case.procedure.is_extendable()
        && policy::may(&op.actor, Action::ExtendAuthorization, &case.resource()).is_ok();
    Ok(Live {
        clarify: case.procedure.clarify_reason(),
        started_at: case.row.started_at,
        clocks: clocks::with_events(&mut tx, case.ticket.id, op.now()).await?,
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
        refresh_seconds: defaults::in_force(&mut tx).await?.live_refresh,
        now: op.now(),
    })
}

/// Every signature of the case: which authorization, which version, how proven, from where.
type Signature = (String, i64, SecondFactor, String);

async fn signatures(tx: &mut Tx, case: &Case) -> Result<Vec<Signature>> {
    let all = store::authorizations::list_versions_of_intervention(tx, case.id()).await?;
    let signature = |version: AuthorizationVersionRow| {
        let id = version.authorization_id.to_string();
        (id, version.version, version.second_factor, version.ip)
    };
    Ok(all.into_iter().map(signature).collect())
}

/// What the event's own data say; an event without them (of an older program) says nothing more.
fn detail(kind: EventKind, row: &AuditRow, signatures: &[Signature]) -> StepDetail {
    use EventKind as K;
    let Ok(facts) = row.payload.facts() else {
        return StepDetail::None;
    };
    let data = &facts.event.data;
    let text = |key: &str| data.get(key).and_then(|value| value.as_str());
    let found = match kind {
        K::AuthorizationSigned | K::AuthorizationEdited | K::AuthorizationExtended => {
            let version = data.get("version").and_then(serde_json::Value::as_i64);
            signatures
                .iter()
                .find(|(id, number, ..)| {
                    Some(id.as_str()) == text("authorization") && Some(*number) == version
                })
                .map(|(_, _, factor, ip)| StepDetail::Signed {
                    factor: *factor,
                    ip: ip.clone(),
                })
        }
        K::MethodChosen => text("method")
            .and_then(|code| code.parse().ok())
            .map(|method| StepDetail::Method {
                method,
                reason: text("reason").unwrap_or_default().to_owned(),
            }),
        K::ComplexitySet => text("complexity")
            .and_then(|code| code.parse().ok())
            .map(StepDetail::Complexity),
        K::CeilingRaised | K::CeilingMarked => data
            .get("ceiling_cents")
            .and_then(serde_json::Value::as_i64)
            .map(|cents| StepDetail::Ceiling(Cents(cents))),
        K::WorkWaived => text("reason").map(|reason| StepDetail::Reason(reason.to_owned())),
        K::SecretStored | K::SecretReplaced => text("field")
            .and_then(|code| code.parse().ok())
            .map(StepDetail::Field),
        _ => None,
    };
    found.unwrap_or(StepDetail::None)
}
