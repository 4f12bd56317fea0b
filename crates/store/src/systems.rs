//! Systems: the machines under contract, with their further addresses and names.
//!
//! A customer names a system by address, service id or name (source 004); [`find_in_organization`] takes any of them.

use domain::ids::{OrganizationId, SystemId};
use domain::system::{IpAddress, OsFamily, PrimaryIpv4, ProvisionedBy, SystemKind, WayIn};
use domain::time::Timestamp;

use crate::dialect::Statement;
use crate::row::Record as _;
use crate::{Result, Tx};

record! {
    /// A system as stored.
    pub struct SystemRow in "systems" {
        /// Id.
        pub id: SystemId,
        /// Whose it is.
        pub organization_id: OrganizationId,
        /// Service id, unique.
        pub service_id: String,
        /// Host name or what the customer calls it.
        pub name: String,
        /// Kind of machine.
        pub kind: SystemKind,
        /// Family of the operating system.
        pub os_family: OsFamily,
        /// Its release, as shown.
        pub os_release: String,
        /// Primary, dedicated IPv4 address, unique. // M-08
        pub primary_ipv4: PrimaryIpv4,
        /// Has the option IP-KVM.
        pub ip_kvm: bool,
        /// Has a remote console.
        pub console: bool,
        /// Data centre.
        pub site: String,
        /// Rack and unit.
        pub rack: String,
        /// Who set it up.
        pub provisioned_by: ProvisionedBy,
        /// Land of holidays, where it differs from the organization's. // RULINGS 19
        pub land: Option<String>,
        /// Registered way in.
        pub way_in: WayIn,
        /// Address probes go to, where it differs from the primary one; else empty.
        pub probe_address: String,
        /// Reveals need a second person's approval. // RULINGS 12
        pub four_eyes: bool,
        /// Still in service.
        pub active: bool,
        /// When the row was made.
        pub created_at: Timestamp,
    }
}

const FIND: &str = sql!("SELECT ", SystemRow::COLUMNS, " FROM systems WHERE id = $1");
const LIST: &str = sql!(
    "SELECT ",
    SystemRow::COLUMNS,
    " FROM systems ORDER BY name, id"
);
const LIST_OF_ORGANIZATION: &str = sql!(
    "SELECT ",
    SystemRow::COLUMNS,
    " FROM systems WHERE organization_id = $1 ORDER BY name, id"
);
const UPDATE: &str = sql!("UPDATE systems SET ", SystemRow::SET, " WHERE id = $1");
/// By any of its names, each by its own index.
const NAMED: &str = " systems.id IN (
        SELECT id FROM systems WHERE service_id = $1 OR primary_ipv4 = $1
        UNION SELECT id FROM systems WHERE name = $1
        UNION SELECT system_id FROM system_names WHERE name = $1
        UNION SELECT system_id FROM system_addresses WHERE address = $1)";
const FIND_IN_ORGANIZATION: &str = sql!(
    "SELECT ",
    SystemRow::COLUMNS,
    " FROM systems WHERE",
    NAMED,
    " AND systems.organization_id = $2 ORDER BY systems.name, systems.id"
);
const FIND_NAMED: &str = sql!(
    "SELECT ",
    SystemRow::COLUMNS,
    " FROM systems WHERE",
    NAMED,
    " ORDER BY systems.name, systems.id"
);

/// Adds a system. A primary address in use is a conflict on `systems_primary_ipv4_key`, a service id on
/// `systems_service_id_key`.
pub async fn insert(tx: &mut Tx, system: &SystemRow) -> Result<()> {
    tx.insert(system).await
}

/// The system with this id.
pub async fn find(tx: &mut Tx, id: SystemId) -> Result<Option<SystemRow>> {
    tx.optional(FIND, args![id]).await
}

/// The systems of an organization that go by this address, service id or name (exactly as stored; usually one).
pub async fn find_in_organization(
    tx: &mut Tx,
    organization: OrganizationId,
    text: &str,
) -> Result<Vec<SystemRow>> {
    tx.list(FIND_IN_ORGANIZATION, args![text, organization])
        .await
}

/// The systems of anybody that go by this address, service id or name: for a caller whose account is not known yet.
pub async fn find_named(tx: &mut Tx, text: &str) -> Result<Vec<SystemRow>> {
    tx.list(FIND_NAMED, args![text]).await
}

/// Every system, by name.
pub async fn list(tx: &mut Tx) -> Result<Vec<SystemRow>> {
    tx.list(LIST, args![]).await
}

/// The systems of an organization, by name.
pub async fn list_of_organization(
    tx: &mut Tx,
    organization: OrganizationId,
) -> Result<Vec<SystemRow>> {
    tx.list(LIST_OF_ORGANIZATION, args![organization]).await
}

/// The systems with these ids, by name.
pub async fn list_by_ids(tx: &mut Tx, ids: &[SystemId]) -> Result<Vec<SystemRow>> {
    let mut statement = Statement::new(sql!(
        "SELECT ",
        SystemRow::COLUMNS,
        " FROM systems WHERE id IN "
    ));
    statement.bind_list(ids).push(" ORDER BY name, id");
    let (sql, values) = statement.finish();
    tx.list(sql, values).await
}

/// Writes every column of a system.
pub async fn update(tx: &mut Tx, system: &SystemRow) -> Result<()> {
    tx.change_one(UPDATE, system.values()).await
}

/// The further addresses of a system.
pub async fn list_addresses(tx: &mut Tx, id: SystemId) -> Result<Vec<IpAddress>> {
    let rows: Vec<(IpAddress,)> = tx
        .list(
            "SELECT address FROM system_addresses WHERE system_id = $1 ORDER BY address",
            args![id],
        )
        .await?;
    Ok(rows.into_iter().map(|(address,)| address).collect())
}

/// Puts these addresses in the place of the system's further addresses.
pub async fn replace_addresses(tx: &mut Tx, id: SystemId, addresses: &[IpAddress]) -> Result<()> {
    tx.execute(
        "DELETE FROM system_addresses WHERE system_id = $1",
        args![id],
    )
    .await?;
    for address in addresses {
        tx.change_one(
            "INSERT INTO system_addresses (system_id, address) VALUES ($1, $2)",
            args![id, address],
        )
        .await?;
    }
    Ok(())
}

/// The further names of a system.
pub async fn list_names(tx: &mut Tx, id: SystemId) -> Result<Vec<String>> {
    let rows: Vec<(String,)> = tx
        .list(
            "SELECT name FROM system_names WHERE system_id = $1 ORDER BY name",
            args![id],
        )
        .await?;
    Ok(rows.into_iter().map(|(name,)| name).collect())
}

/// Puts these names in the place of the system's further names.
pub async fn replace_names(tx: &mut Tx, id: SystemId, names: &[String]) -> Result<()> {
    tx.execute("DELETE FROM system_names WHERE system_id = $1", args![id])
        .await?;
    for name in names {
        tx.change_one(
            "INSERT INTO system_names (system_id, name) VALUES ($1, $2)",
            args![id, name],
        )
        .await?;
    }
    Ok(())
}
