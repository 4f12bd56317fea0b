//! The customer's pages: first page, list of tickets, systems.

use domain::ids::{SystemId, TicketNumber};
use domain::policy::{self, Action, Resource};
use domain::ticket::TicketState;
use store::contracts::ContractRow;
use store::organizations::OrganizationRow;
use store::queue::QueueRow;
use store::systems::SystemRow;

use super::organizations;
use crate::context::OpContext;
use crate::error::{Result, ServiceError};

/// Rows of one page of the customer's list.
const PAGE: usize = 30;
/// Open tickets on the first page.
const HOME: i64 = 20;

/// The customer's first page.
#[derive(Debug)]
pub struct Home {
    /// Open tickets that wait for the customer.
    pub waiting: Vec<QueueRow>,
    /// The other open tickets, the newest first.
    pub open: Vec<QueueRow>,
    /// Systems in service.
    pub systems: Vec<SystemRow>,
    /// May file tickets.
    pub may_file: bool,
    /// May ask for an intervention.
    pub may_request: bool,
}

/// The customer's first page.
///
/// # Errors
/// The database does not answer.
pub async fn home(op: &OpContext) -> Result<Home> {
    let readable = organizations(op, Action::ReadTicket);
    let mut tx = op.app.db().read().await?;
    let rows = if readable.is_empty() {
        Vec::new()
    } else {
        store::queue::customer_page(&mut tx, &readable, Some(true), None, None, HOME).await?
    };
    let (waiting, open) = rows
        .into_iter()
        .partition(|row| row.state == TicketState::WaitingCustomer);
    let mut systems = Vec::new();
    for organization in organizations(op, Action::ReadSystems) {
        systems.extend(store::systems::list_of_organization(&mut tx, organization).await?);
    }
    systems.retain(|system| system.active);
    Ok(Home {
        waiting,
        open,
        systems,
        may_file: !organizations(op, Action::FileTicket).is_empty(),
        may_request: !organizations(op, Action::RequestIntervention).is_empty(),
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
    /// Contracts, where the reader may see them.
    pub contracts: Vec<ContractRow>,
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
    let contracts = if can(Action::ReadContracts) {
        store::contracts::list_of_system(&mut tx, id).await?
    } else {
        Vec::new()
    };
    let tickets = if can(Action::ReadTicket) {
        let whose = [system.organization_id];
        store::queue::customer_page(&mut tx, &whose, None, Some(id), None, 20).await?
    } else {
        Vec::new()
    };
    Ok(SystemPage {
        organization,
        addresses: addresses.iter().map(ToString::to_string).collect(),
        names,
        contracts,
        tickets,
        may_request: can(Action::RequestIntervention),
        system,
    })
}
