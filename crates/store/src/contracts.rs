//! Contracts: which plan a system is under, and whether it covers interventions. // RULINGS 33

use domain::contract::Plan;
use domain::ids::{ContractId, OrganizationId, SystemId, TicketId};
use domain::time::Timestamp;

use crate::row::Record as _;
use crate::{Ask, Result, Tx};

record! {
    /// A contract as stored.
    pub struct ContractRow in "contracts" {
        /// Id.
        pub id: ContractId,
        /// Whose it is.
        pub organization_id: OrganizationId,
        /// The system it is for.
        pub system_id: SystemId,
        /// Number, unique.
        pub number: String,
        /// Plan.
        pub plan: Plan,
        /// Whether interventions are part of it.
        pub covers_interventions: bool,
        /// Waiting for third parties pauses promises (rule 12).
        pub third_parties_pause: bool,
        /// Outside the service hours emergencies count only when they were phoned (rule 23).
        pub emergencies_by_phone: bool,
        /// First day, `2026-11-21`, in the provider's zone.
        pub starts_on: String,
        /// Last day; `None` runs on.
        pub ends_on: Option<String>,
        /// When the row was made.
        pub created_at: Timestamp,
    }
}

const FIND: &str = sql!(
    "SELECT ",
    ContractRow::COLUMNS,
    " FROM contracts WHERE id = $1"
);
const FIND_BY_NUMBER: &str = sql!(
    "SELECT ",
    ContractRow::COLUMNS,
    " FROM contracts WHERE number = $1"
);
const LIST_OF_SYSTEM: &str = sql!(
    "SELECT ",
    ContractRow::COLUMNS,
    " FROM contracts WHERE system_id = $1 ORDER BY starts_on DESC, id"
);
const LIST_OF_TICKET: &str = sql!(
    "SELECT ",
    ContractRow::COLUMNS,
    " FROM ticket_systems JOIN systems ON systems.id = ticket_systems.system_id
    JOIN contracts ON contracts.system_id = systems.id WHERE ticket_systems.ticket_id = $1
    ORDER BY systems.name, systems.id, contracts.starts_on DESC, contracts.id"
);
const LIST_OF_ORGANIZATION: &str = sql!(
    "SELECT ",
    ContractRow::COLUMNS,
    " FROM contracts WHERE organization_id = $1 ORDER BY starts_on DESC, id"
);
const UPDATE: &str = sql!("UPDATE contracts SET ", ContractRow::SET, " WHERE id = $1");

/// Adds a contract. A number in use is a conflict on `contracts_number_key`.
pub async fn insert(tx: &mut Tx, contract: &ContractRow) -> Result<()> {
    tx.insert(contract).await
}

/// The contract with this id.
pub async fn find(tx: &mut Tx, id: ContractId) -> Result<Option<ContractRow>> {
    tx.optional(FIND, args![id]).await
}

/// The contract with this number.
pub async fn find_by_number(tx: &mut Tx, number: &str) -> Result<Option<ContractRow>> {
    tx.optional(FIND_BY_NUMBER, args![number]).await
}

/// The contracts of a system, the latest first.
pub async fn list_of_system(tx: &mut Tx, system: SystemId) -> Result<Vec<ContractRow>> {
    tx.list(LIST_OF_SYSTEM, args![system]).await
}

/// The contracts of every system a ticket is about, system by system, the latest of each first.
pub fn of_ticket(ticket: TicketId) -> Ask<ContractRow> {
    Ask::new(LIST_OF_TICKET, args![ticket])
}

/// The contracts of an organization, the latest first.
pub async fn list_of_organization(
    tx: &mut Tx,
    organization: OrganizationId,
) -> Result<Vec<ContractRow>> {
    tx.list(LIST_OF_ORGANIZATION, args![organization]).await
}

/// Writes every column of a contract.
pub async fn update(tx: &mut Tx, contract: &ContractRow) -> Result<()> {
    tx.change_one(UPDATE, contract.values()).await
}
