//! What is promised to a ticket: asked of the policy in force, by class, priority, complexity and contract (rules 24 and 26).

use domain::ids::SystemId;
use domain::intervention::Complexity;
use domain::sla::ClockKind;
use domain::sla::engine::{CalendarRef, Promised};
use domain::sla::promise::{Case, ContractKind, PolicyVersion, QUESTION_HOURS, Reason};
use domain::ticket::{Channel, Class, Priority};
use domain::time::Timestamp;
use store::Tx;
use store::contracts::ContractRow;
use store::policies::InForce;
use store::tickets::TicketRow;

use crate::error::{Result, ServiceError};
use crate::interventions::facts::is_in_force;

/// The answer of the policy to one case.
#[derive(Debug, Clone)]
pub(crate) struct Promises {
    policy: PolicyVersion,
    case: Case,
    /// An emergency nobody phoned about, under a contract where only those count around the clock (rule 23).
    in_hours: bool,
}

impl Promises {
    /// The promise of a kind; `None`: nothing is promised, and no clock starts.
    pub(crate) fn of(&self, kind: ClockKind) -> Option<Promised> {
        let selection = self.policy.select(&self.case);
        let promise = selection.promise(kind)?;
        let mut promised = promise.promised(self.policy.version, selection.reason()?);
        if self.in_hours {
            let hours = QUESTION_HOURS.parse().ok()?;
            promised.calendar = CalendarRef::new(hours, None);
        }
        Some(promised)
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
    /// Somebody called.
    pub(crate) phoned: bool,
}

impl Asked {
    /// By a ticket as it is held.
    pub(crate) const fn of(ticket: &TicketRow, complexity: Option<Complexity>) -> Self {
        Self {
            class: ticket.class,
            priority: ticket.priority,
            complexity,
            system: ticket.system_id,
            phoned: matches!(ticket.channel, Channel::Phone),
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
    let unphoned = asked.class == Class::Emergency && !asked.phoned;
    let asks = unphoned || policy.asks_for_the_contract();
    let own = match asked.system.filter(|_| asks) {
        Some(system) => contract_in_force(tx, system, now).await?,
        None => None,
    };
    let in_hours = unphoned && own.as_ref().is_some_and(|own| own.emergencies_by_phone);
    let contract = ContractKind::from(own.map(|own| own.plan));
    let case = Case {
        class: asked.class,
        priority: asked.priority,
        complexity: asked.complexity,
        contract,
        // SLA Premium is not recorded yet. // RULINGS 17
        premium: contract.includes_premium(),
    };
    Ok(Promises {
        policy,
        case,
        in_hours,
    })
}

/// The contract of a system that is in force.
///
/// # Errors
/// The database does not answer.
pub(crate) async fn contract_in_force(
    tx: &mut Tx,
    system: SystemId,
    now: Timestamp,
) -> Result<Option<ContractRow>> {
    let contracts = store::contracts::list_of_system(tx, system).await?;
    let mut all = contracts.into_iter();
    Ok(all.find(|one| is_in_force(one, now)))
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
