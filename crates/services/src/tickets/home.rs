//! The customer's pages: first page, list of tickets, systems.

use domain::contract::OrderState;
use domain::credential::HandoverState;
use domain::ids::{SystemId, TicketNumber};
use domain::intervention::{InterventionState, Missing};
use domain::policy::{self, Action, Resource};
use domain::ticket::TicketState;
use domain::time::Timestamp;
use store::contracts::ContractRow;
use store::interventions::CustomerCase;
use store::organizations::OrganizationRow;
use store::queue::QueueRow;
use store::systems::SystemRow;

use super::organizations;
use crate::clocks;
use crate::context::OpContext;
use crate::error::{Result, ServiceError};
use crate::standing;

/// Rows of one page of the customer's list.
const PAGE: usize = 30;
/// Open tickets on the first page.
const HOME: i64 = 20;
/// Tickets are counted so far.
pub const COUNTED: i64 = 1_000;

/// The customer's first page.
#[derive(Debug)]
pub struct Home {
    /// Open tickets that wait for the customer.
    pub waiting: Vec<QueueRow>,
    /// What else waits for the customer, the most pressing first.
    pub todos: Vec<Todo>,
    /// Work going on now.
    pub working: Vec<Working>,
    /// The other open tickets: what is due next first, then the newest.
    pub open: Vec<QueueRow>,
    /// All tickets, the done ones too; counted up to [`COUNTED`].
    pub tickets: i64,
    /// Systems in service.
    pub systems: Vec<SystemRow>,
    /// May file tickets.
    pub may_file: bool,
    /// May ask for an intervention.
    pub may_request: bool,
    /// May read standing authorizations of one organization at least.
    pub may_read_standing: bool,
}

/// Work going on now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Working {
    /// The ticket.
    pub number: TicketNumber,
    /// The system; empty before one was chosen.
    pub system: String,
    /// May watch it live; everybody else follows the ticket.
    pub may_watch: bool,
}

/// Something only the customer can do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Todo {
    /// What.
    pub kind: TodoKind,
    /// On which ticket.
    pub number: TicketNumber,
    /// The system it is about; empty before one was chosen.
    pub system: String,
    /// Since when.
    pub since: Timestamp,
}

/// Kinds of [`Todo`], the most pressing first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TodoKind {
    /// Sign the authorization.
    Sign,
    /// Complete the request.
    Complete,
    /// Extend the authorization.
    Extend,
    /// Answer an offer.
    Offer,
    /// Fetch new credentials.
    Fetch,
    /// Change the passwords and say so.
    ConfirmPassword,
}

/// Interventions looked at for the first page.
const CASES: i64 = 20;
/// Lines of the access log's list.
const ACCESSES: i64 = 200;

/// The customer's interventions whose access log the actor may read, the newest first. // I-43
///
/// # Errors
/// The database does not answer.
pub async fn accesses(op: &OpContext) -> Result<Vec<CustomerCase>> {
    let readable = organizations(op, Action::ReadAccessLog);
    if readable.is_empty() {
        return Ok(Vec::new());
    }
    let mut tx = op.app.db().read().await?;
    Ok(store::interventions::list_of_customer(&mut tx, &readable, ACCESSES).await?)
}

/// What the actor has to do: about interventions, and offers on other tickets.
async fn todos(op: &OpContext, cases: &[CustomerCase]) -> Result<Vec<Todo>> {
    let mut all = Vec::new();
    for case in cases {
        if let Some(kind) = todo(op, case).await? {
            all.push(Todo {
                kind,
                number: case.number,
                system: case.system_name.clone().unwrap_or_default(),
                since: case.closed_at.unwrap_or(case.updated_at),
            });
        }
    }
    for item in crate::credentials::handovers(op).await? {
        if item.state == HandoverState::Waiting {
            all.push(Todo {
                kind: TodoKind::Fetch,
                number: item.number,
                system: item.system,
                since: item.created_at,
            });
        }
    }
    let payers = organizations(op, Action::AcceptPrice);
    if !payers.is_empty() {
        let mut tx = op.app.db().read().await?;
        let open = store::orders::list_open(&mut tx, &payers, op.now(), CASES).await?;
        all.extend(open.into_iter().map(|(number, system, since)| Todo {
            kind: TodoKind::Offer,
            number,
            system: system.unwrap_or_default(),
            since,
        }));
    }
    all.sort_by_key(|todo| (todo.kind, std::cmp::Reverse(todo.number.0)));
    Ok(all)
}

async fn todo(op: &OpContext, case: &CustomerCase) -> Result<Option<TodoKind>> {
    use InterventionState as S;
    match case.state {
        S::Declined | S::Withdrawn | S::Revoked => return Ok(None),
        S::Closed if case.password_change_confirmed_at.is_some() => return Ok(None),
        _ => {}
    }
    let Some(panel) = crate::interventions::panel(op, case.number).await? else {
        return Ok(None);
    };
    let may = |action| panel.may.contains(&action);
    if case.state == S::Closed {
        return Ok(may(Action::ConfirmPasswordChange).then_some(TodoKind::ConfirmPassword));
    }
    let offered = panel
        .offers
        .iter()
        .any(|order| order.state == OrderState::Offered && op.now() < order.valid_until);
    if offered && may(Action::AcceptPrice) {
        return Ok(Some(TodoKind::Offer));
    }
    let expired = panel
        .clarify
        .is_some_and(domain::intervention::ClarifyReason::is_expired);
    if expired {
        return Ok(may(Action::ExtendAuthorization).then_some(TodoKind::Extend));
    }
    let lacks = panel.missing.iter().any(|m| *m != Missing::Signature);
    Ok(match (panel.missing.is_empty(), lacks) {
        (true, _) => None,
        (_, true) => may(Action::RequestIntervention).then_some(TodoKind::Complete),
        (_, false) => may(Action::SignAuthorization).then_some(TodoKind::Sign),
    })
}

/// The customer's first page.
///
/// # Errors
/// The database does not answer.
pub async fn home(op: &OpContext) -> Result<Home> {
    let readable = organizations(op, Action::ReadTicket);
    let mut tx = op.app.db().read().await?;
    let mut rows = if readable.is_empty() {
        Vec::new()
    } else {
        store::queue::customer_page(&mut tx, &readable, Some(true), None, None, HOME).await?
    };
    clocks::stand(&mut tx, rows.iter_mut(), op.now()).await?;
    let tickets = store::queue::customer_count(&mut tx, &readable, COUNTED).await?;
    let (waiting, mut open): (Vec<_>, Vec<_>) = rows
        .into_iter()
        .partition(|row| row.state == TicketState::WaitingCustomer);
    open.sort_by_key(|row: &QueueRow| row.next_breach_at);
    let mut systems = Vec::new();
    for organization in organizations(op, Action::ReadSystems) {
        systems.extend(store::systems::list_of_organization(&mut tx, organization).await?);
    }
    systems.retain(|system| system.active);
    let cases = if readable.is_empty() {
        Vec::new()
    } else {
        store::interventions::list_of_customer(&mut tx, &readable, CASES).await?
    };
    let watchable = organizations(op, Action::ReadAccessLog);
    let watched: Vec<_> = if watchable == readable {
        cases.iter().map(|case| case.number).collect()
    } else if watchable.is_empty() {
        Vec::new()
    } else {
        let theirs = store::interventions::list_of_customer(&mut tx, &watchable, CASES).await?;
        theirs.iter().map(|case| case.number).collect()
    };
    drop(tx);
    let working = cases
        .iter()
        .filter(|case| case.state == InterventionState::Running)
        .map(|case| Working {
            number: case.number,
            system: case.system_name.clone().unwrap_or_default(),
            may_watch: watched.contains(&case.number),
        })
        .collect();
    Ok(Home {
        waiting,
        todos: todos(op, &cases).await?,
        working,
        open,
        tickets,
        systems,
        may_file: !organizations(op, Action::FileTicket).is_empty(),
        may_request: !organizations(op, Action::RequestIntervention).is_empty(),
        may_read_standing: !organizations(op, Action::ReadStanding).is_empty(),
    })
}

/// A page of the customer's tickets.
#[derive(Debug)]
pub struct TicketList {
    /// The newest first.
    pub rows: Vec<QueueRow>,
    /// The next page begins below this number.
    pub next: Option<TicketNumber>,
    /// May file tickets.
    pub may_file: bool,
}

/// A page of the customer's tickets: open, done or all.
///
/// # Errors
/// The database does not answer.
pub async fn tickets(
    op: &OpContext,
    open: Option<bool>,
    before: Option<TicketNumber>,
) -> Result<TicketList> {
    let readable = organizations(op, Action::ReadTicket);
    let may_file = !organizations(op, Action::FileTicket).is_empty();
    if readable.is_empty() {
        return Ok(TicketList {
            rows: Vec::new(),
            next: None,
            may_file,
        });
    }
    let mut tx = op.app.db().read().await?;
    let limit = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
    let mut rows =
        store::queue::customer_page(&mut tx, &readable, open, None, before, limit).await?;
    let more = rows.len() > PAGE;
    rows.truncate(PAGE);
    clocks::stand(&mut tx, rows.iter_mut(), op.now()).await?;
    Ok(TicketList {
        next: if more {
            rows.last().map(|row| row.number)
        } else {
            None
        },
        rows,
        may_file,
    })
}

/// The customer's systems in service, by name.
///
/// # Errors
/// The database does not answer.
pub async fn systems(op: &OpContext) -> Result<Vec<SystemRow>> {
    let mut tx = op.app.db().read().await?;
    let mut systems = Vec::new();
    for organization in organizations(op, Action::ReadSystems) {
        systems.extend(store::systems::list_of_organization(&mut tx, organization).await?);
    }
    Ok(systems)
}

/// One system with what belongs to it.
#[derive(Debug)]
pub struct SystemPage {
    /// The system.
    pub system: SystemRow,
    /// The customer.
    pub organization: OrganizationRow,
    /// Further addresses.
    pub addresses: Vec<String>,
    /// Further names.
    pub names: Vec<String>,
    /// The provider's name servers, which answer for the system's addresses and names. // M-09
    pub name_servers: Vec<String>,
    /// Contracts, where the reader may see them.
    pub contracts: Vec<ContractRow>,
    /// Standing authorizations of it, in force or still to come, where the reader may see them. // I-04
    pub standing: Option<Vec<standing::Entry>>,
    /// Its latest tickets.
    pub tickets: Vec<QueueRow>,
    /// May ask for an intervention on it.
    pub may_request: bool,
}

/// A system the actor may see.
///
/// # Errors
/// Not found for foreign systems and ids nobody has.
pub async fn system(op: &OpContext, id: SystemId) -> Result<SystemPage> {
    let mut tx = op.app.db().read().await?;
    let system = store::systems::find(&mut tx, id)
        .await?
        .ok_or(ServiceError::NotFound)?;
    let about = Resource::of(system.organization_id);
    policy::may(&op.actor, Action::ReadSystems, &about)?;
    let can = |action| policy::may(&op.actor, action, &about).is_ok();
    let organization = store::organizations::find(&mut tx, system.organization_id)
        .await?
        .ok_or(ServiceError::NotFound)?;
    let addresses = store::systems::list_addresses(&mut tx, id).await?;
    let names = store::systems::list_names(&mut tx, id).await?;
    let name_servers = store::provider::find(&mut tx)
        .await?
        .map(|provider| provider.name_servers)
        .unwrap_or_default();
    let name_servers = name_servers.lines().map(str::to_owned).collect();
    let contracts = if can(Action::ReadContracts) {
        store::contracts::list_of_system(&mut tx, id).await?
    } else {
        Vec::new()
    };
    let mut tickets = if can(Action::ReadTicket) {
        let whose = [system.organization_id];
        store::queue::customer_page(&mut tx, &whose, None, Some(id), None, 20).await?
    } else {
        Vec::new()
    };
    clocks::stand(&mut tx, tickets.iter_mut(), op.now()).await?;
    let standing = standing::of_system(op, &mut tx, system.organization_id, id).await?;
    Ok(SystemPage {
        standing,
        organization,
        addresses: addresses.iter().map(ToString::to_string).collect(),
        names,
        name_servers,
        contracts,
        tickets,
        may_request: can(Action::RequestIntervention),
        system,
    })
}
