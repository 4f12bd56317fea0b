//! What is promised to a ticket: asked of the policy in force, by class, priority, complexity and contract (rules 24 and 26).

use domain::ids::SystemId;
use domain::intervention::Complexity;
use domain::sla::ClockKind;
use domain::sla::engine::Promised;
use domain::sla::promise::{Case, ContractKind, PolicyVersion, Reason};
use domain::ticket::{Class, Priority};
use domain::time::{Timestamp, local};
use store::Tx;
use store::policies::InForce;
use store::tickets::TicketRow;

use crate::error::{Result, ServiceError};

/// The answer of the policy to one case.
#[derive(Debug, Clone)]
pub(crate) struct Promises {
    policy: PolicyVersion,
    case: Case,
}

impl Promises {
    /// The promise of a kind; `None`: nothing is promised, and no clock starts.
    pub(crate) fn of(&self, kind: ClockKind) -> Option<Promised> {
        let selection = self.policy.select(&self.case);
        let promise = selection.promise(kind)?;
        Some(promise.promised(self.policy.version, selection.reason()?))
    }

    /// Whether a kind is promised otherwise than in the case before. A clock that was started keeps what it was promised when
    /// only the policy changed meanwhile (rule 24).
    pub(crate) fn differ(&self, before: &Self, kind: ClockKind) -> bool {
        let numbers = |promised: &Promised| (promised.target_s, promised.calendar.clone());
        before.of(kind).as_ref().map(numbers) != self.of(kind).as_ref().map(numbers)
    }

    /// The rule that holds; `None`: none does.
    pub(crate) fn reason(&self) -> Option<Reason> {
        self.policy.select(&self.case).reason()
    }

    /// What the same policy promises in another case.
    ///
    /// # Errors
    /// The database does not answer.
    pub(crate) async fn in_case(&self, tx: &mut Tx, asked: Asked, now: Timestamp) -> Result<Self> {
        by(tx, self.policy.clone(), asked, now).await
    }

    /// Everything that is promised of some kinds.
    pub(crate) fn all(&self, kinds: &[ClockKind]) -> Vec<(ClockKind, Promised)> {
        let promised = |kind: &ClockKind| Some((*kind, self.of(*kind)?));
        kinds.iter().filter_map(promised).collect()
    }
}

/// What the policy asks about.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked {
    /// Art of the ticket.
    pub(crate) class: Class,
    /// Its priority.
    pub(crate) priority: Priority,
    /// What the work was assessed as.
    pub(crate) complexity: Option<Complexity>,
    /// The system it is mainly about.
    pub(crate) system: Option<SystemId>,
}

impl Asked {
    /// By a ticket as it is held.
    pub(crate) const fn of(ticket: &TicketRow, complexity: Option<Complexity>) -> Self {
        Self {
            class: ticket.class,
            priority: ticket.priority,
            complexity,
            system: ticket.system_id,
        }
    }
}

/// What a question for the policy in force came to. There is always one: the database ships the first, and takes none away.
///
/// # Errors
/// Somebody emptied the table.
pub(crate) fn in_force(mut rows: Vec<InForce>) -> Result<PolicyVersion> {
    let found = rows.pop().map(|InForce(policy)| policy);
    found.ok_or_else(|| ServiceError::internal("no policy is in force"))
}

/// The promises to a ticket by the policy in force.
///
/// # Errors
/// The database does not answer.
pub(crate) async fn promises(tx: &mut Tx, asked: Asked, now: Timestamp) -> Result<Promises> {
    let policy = in_force(tx.answer(store::policies::in_force(now)).await?)?;
    by(tx, policy, asked, now).await
}

/// The promises to a ticket by this policy. The contract is looked up only where a rule asks for it.
///
/// # Errors
/// The database does not answer.
pub(crate) async fn by(
    tx: &mut Tx,
    policy: PolicyVersion,
    asked: Asked,
    now: Timestamp,
) -> Result<Promises> {
    let mut plan = None;
    if let Some(system) = asked.system.filter(|_| policy.asks_for_the_contract()) {
        let contracts = store::contracts::list_of_system(tx, system).await?;
        plan = crate::tickets::plan_in_force(&contracts, &local(now).date().to_string());
    }
    let contract = ContractKind::from(plan);
    let case = Case {
        class: asked.class,
        priority: asked.priority,
        complexity: asked.complexity,
        contract,
        // SLA Premium is not recorded yet. // RULINGS 17
        premium: contract.includes_premium(),
    };
    Ok(Promises { policy, case })
}

/// The promises to a ticket as it stands, an intervention with what it was assessed as.
///
/// # Errors
/// The database does not answer.
pub(crate) async fn to_ticket(tx: &mut Tx, ticket: &TicketRow, now: Timestamp) -> Result<Promises> {
    let complexity = match ticket.class {
        Class::Intervention => store::interventions::find_by_ticket(tx, ticket.id)
            .await?
            .and_then(|case| case.complexity),
        _ => None,
    };
    promises(tx, Asked::of(ticket, complexity), now).await
}
