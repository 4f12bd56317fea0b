//! Systems, as admins register them.

use domain::audit::EventKind;
use domain::ids::{OrganizationId, SystemId};
use domain::policy::{Action, Resource, may};
use domain::system::{IpAddress, OsFamily, PrimaryIpv4, ProvisionedBy, SystemKind, WayIn};
use store::StoreError;
use store::systems::SystemRow;

use super::find;
use crate::audit;
use crate::context::OpContext;
use crate::error::{Checks, FieldError, Result, ServiceError};
use crate::places;

/// The form of a system.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemFields<'a> {
    /// Service id, unique.
    pub service_id: &'a str,
    /// Host name.
    pub name: &'a str,
    /// Code of the kind.
    pub kind: &'a str,
    /// Code of the family of the operating system.
    pub os_family: &'a str,
    /// Release of the operating system.
    pub os_release: &'a str,
    /// Primary IPv4 address, unique.
    pub primary_ipv4: &'a str,
    /// Has IP-KVM.
    pub ip_kvm: bool,
    /// Has a remote console.
    pub console: bool,
    /// Data centre.
    pub site: &'a str,
    /// Rack and unit.
    pub rack: &'a str,
    /// Code of who set it up.
    pub provisioned_by: &'a str,
    /// Land of holidays, where it differs.
    pub land: &'a str,
    /// Code of the way in.
    pub way_in: &'a str,
    /// Address probes go to, where it differs.
    pub probe_address: &'a str,
    /// Reveals need a second person.
    pub four_eyes: bool,
    /// Still in service.
    pub active: bool,
    /// Further addresses, separated by blanks, commas or lines.
    pub addresses: &'a str,
    /// Further names, likewise.
    pub names: &'a str,
}

/// A system with its further addresses and names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SystemView {
    /// Its row.
    pub system: SystemRow,
    /// Name of the customer.
    pub organization: String,
    /// Further addresses.
    pub addresses: Vec<IpAddress>,
    /// Further names.
    pub names: Vec<String>,
}

/// A line of the list of all systems.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SystemListing {
    /// Id.
    pub id: SystemId,
    /// Host name.
    pub name: String,
    /// Service id.
    pub service_id: String,
    /// Primary address.
    pub primary_ipv4: String,
    /// The customer: id and name.
    pub organization: (OrganizationId, String),
    /// Still in service.
    pub active: bool,
}

struct Checked {
    row: SystemRow,
    addresses: Vec<IpAddress>,
    names: Vec<String>,
}

/// All systems with their customers, by name.
///
/// # Errors
/// `Denied` for everybody but admins.
pub async fn list_systems(op: &OpContext) -> Result<Vec<SystemListing>> {
    may(&op.actor, Action::ManageSystems, &Resource::provider())?;
    let mut tx = op.app.db().read().await?;
    let customers: std::collections::BTreeMap<_, _> = store::organizations::list(&mut tx)
        .await?
        .into_iter()
        .map(|row| (row.id, row.name))
        .collect();
    Ok(store::systems::list(&mut tx)
        .await?
        .into_iter()
        .map(|row| SystemListing {
            organization: (
                row.organization_id,
                customers
                    .get(&row.organization_id)
                    .cloned()
                    .unwrap_or_default(),
            ),
            id: row.id,
            name: row.name,
            service_id: row.service_id,
            primary_ipv4: row.primary_ipv4.to_string(),
            active: row.active,
        })
        .collect())
}

/// A system, for the admin's form.
///
/// # Errors
/// `Denied`, `NotFound`.
pub async fn system(op: &OpContext, id: SystemId) -> Result<SystemView> {
    may(&op.actor, Action::ManageSystems, &Resource::provider())?;
    let mut tx = op.app.db().read().await?;
    let row = store::systems::find(&mut tx, id)
        .await?
        .ok_or(ServiceError::NotFound)?;
    Ok(SystemView {
        organization: find(&mut tx, row.organization_id).await?.name,
        addresses: store::systems::list_addresses(&mut tx, id).await?,
        names: store::systems::list_names(&mut tx, id).await?,
        system: row,
    })
}

/// Registers a system of a customer.
///
/// # Errors
/// `Denied`, `NotFound`, or `Invalid` on the fields.
pub async fn create_system(
    op: &OpContext,
    organization: OrganizationId,
    fields: SystemFields<'_>,
) -> Result<SystemId> {
    may(&op.actor, Action::ManageSystems, &Resource::provider())?;
    let id = SystemId::new(op.now(), op.app.random());
    let checked = check(op, id, organization, fields)?;
    let mut tx = op.app.db().begin().await?;
    find(&mut tx, organization).await?;
    let row = SystemRow {
        active: true,
        ..checked.row
    };
    store::systems::insert(&mut tx, &row).await.map_err(taken)?;
    store::systems::replace_addresses(&mut tx, id, &checked.addresses).await?;
    store::systems::replace_names(&mut tx, id, &checked.names).await?;
    let event = audit::by(op, EventKind::SystemCreated)
        .with("system", id.to_string())
        .with("name", row.name.as_str())
        .with("service_id", row.service_id.as_str());
    audit::append(&op.app, &mut tx, organization, event).await?;
    tx.save().await?;
    Ok(id)
}

/// Changes a system.
///
/// # Errors
/// `Denied`, `NotFound`, or `Invalid` on the fields.
pub async fn update_system(op: &OpContext, id: SystemId, fields: SystemFields<'_>) -> Result<()> {
    may(&op.actor, Action::ManageSystems, &Resource::provider())?;
    let mut tx = op.app.db().begin().await?;
    let before = store::systems::find(&mut tx, id)
        .await?
        .ok_or(ServiceError::NotFound)?;
    let checked = check(op, id, before.organization_id, fields)?;
    let row = SystemRow {
        created_at: before.created_at,
        ..checked.row
    };
    store::systems::update(&mut tx, &row).await.map_err(taken)?;
    store::systems::replace_addresses(&mut tx, id, &checked.addresses).await?;
    store::systems::replace_names(&mut tx, id, &checked.names).await?;
    let event = audit::by(op, EventKind::SystemChanged)
        .with("system", id.to_string())
        .with("name", row.name.as_str())
        .with("active", row.active);
    audit::append(&op.app, &mut tx, row.organization_id, event).await?;
    tx.save().await?;
    Ok(())
}

fn check(
    op: &OpContext,
    id: SystemId,
    organization: OrganizationId,
    fields: SystemFields<'_>,
) -> Result<Checked> {
    let mut checks = Checks::new();
    let service_id = checks.text("service_id", fields.service_id, 40);
    let name = checks.text("name", fields.name, 120);
    let kind = checks.code::<SystemKind>("kind", fields.kind);
    let os_family = checks.code::<OsFamily>("os_family", fields.os_family);
    let os_release = checks.text("os_release", fields.os_release, 60);
    let primary_ipv4 = fields.primary_ipv4.parse::<PrimaryIpv4>().ok();
    if primary_ipv4.is_none() {
        checks.add(FieldError::new("primary_ipv4", "ip"));
    }
    let site = checks.optional("site", fields.site, 60);
    let rack = checks.optional("rack", fields.rack, 60);
    let provisioned_by = checks.code::<ProvisionedBy>("provisioned_by", fields.provisioned_by);
    let land = places::land(&mut checks, "land", fields.land);
    let way_in = checks.code::<WayIn>("way_in", fields.way_in);
    let probe_address = fields.probe_address.trim().to_owned();
    if !probe_address.is_empty() && probe_address.parse::<IpAddress>().is_err() {
        checks.add(FieldError::new("probe_address", "ip"));
    }
    let addresses = split(fields.addresses)
        .map(str::parse)
        .collect::<Result<Vec<IpAddress>, _>>();
    if addresses.is_err() {
        checks.add(FieldError::new("addresses", "ip"));
    }
    let names: Vec<String> = split(fields.names).map(str::to_owned).collect();
    if names.iter().any(|name| name.chars().count() > 120) {
        checks.add(FieldError::new("names", "too_long").with("max", 120));
    }
    checks.finish()?;
    let missing = || ServiceError::field("name", "check");
    Ok(Checked {
        row: SystemRow {
            id,
            organization_id: organization,
            service_id,
            name,
            kind: kind.ok_or_else(missing)?,
            os_family: os_family.ok_or_else(missing)?,
            os_release,
            primary_ipv4: primary_ipv4.ok_or_else(missing)?,
            ip_kvm: fields.ip_kvm,
            console: fields.console,
            site,
            rack,
            provisioned_by: provisioned_by.ok_or_else(missing)?,
            land,
            way_in: way_in.ok_or_else(missing)?,
            probe_address,
            four_eyes: fields.four_eyes,
            active: fields.active,
            created_at: op.now(),
        },
        addresses: unique(addresses.unwrap_or_default()),
        names: unique(names),
    })
}

fn split(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c.is_whitespace() || c == ',' || c == ';')
        .filter(|part| !part.is_empty())
}

fn unique<T: Ord>(mut items: Vec<T>) -> Vec<T> {
    items.sort();
    items.dedup();
    items
}

fn taken(error: StoreError) -> ServiceError {
    if error.is_conflict_on("systems_primary_ipv4_key") {
        ServiceError::field("primary_ipv4", "taken")
    } else if error.is_conflict_on("systems_service_id_key") {
        ServiceError::field("service_id", "taken")
    } else {
        error.into()
    }
}
