//! Systems and contracts, as admins register them.

use domain::audit::EventKind;
use domain::contract::Plan;
use domain::ids::{ContractId, OrganizationId, SystemId};
use domain::policy::{Action, Resource, may};
use domain::system::{IpAddress, OsFamily, PrimaryIpv4, ProvisionedBy, SystemKind, WayIn};
use store::contracts::ContractRow;
use store::systems::SystemRow;
use store::{StoreError, Tx};

use super::{OrganizationView, find};
use crate::audit;
use crate::context::OpContext;
use crate::error::{Checks, FieldError, Result, ServiceError};
use crate::places;

/// A customer with systems and contracts, for admins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrganizationRecord {
    /// Data and members.
    pub view: OrganizationView,
    /// Systems, by name.
    pub systems: Vec<SystemRow>,
    /// Contracts.
    pub contracts: Vec<ContractRow>,
}

pub(super) async fn with_systems(
    tx: &mut Tx,
    view: OrganizationView,
) -> Result<OrganizationRecord> {
    let id = view.organization.id;
    Ok(OrganizationRecord {
        systems: store::systems::list_of_organization(tx, id).await?,
        contracts: store::contracts::list_of_organization(tx, id).await?,
        view,
    })
}

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

/// The form of a contract.
#[derive(Debug, Clone, Copy, Default)]
pub struct ContractFields<'a> {
    /// Number, unique.
    pub number: &'a str,
    /// Id of the system.
    pub system: &'a str,
    /// Code of the plan.
    pub plan: &'a str,
    /// Interventions are part of it.
    pub covers_interventions: bool,
    /// First day, `2026-11-21`.
    pub starts_on: &'a str,
    /// Last day, or empty.
    pub ends_on: &'a str,
}

/// Enters a contract for a system of the customer. // RULINGS 33
///
/// # Errors
/// `Denied`, `NotFound`, or `Invalid` on the fields.
pub async fn create_contract(
    op: &OpContext,
    organization: OrganizationId,
    fields: ContractFields<'_>,
) -> Result<()> {
    may(&op.actor, Action::ManageSystems, &Resource::provider())?;
    let mut checks = Checks::new();
    let number = checks.text("number", fields.number, 40);
    let plan = checks.code::<Plan>("plan", fields.plan);
    let system = checks.code::<SystemId>("system", fields.system);
    let starts_on = day(&mut checks, "starts_on", fields.starts_on);
    let ends_on = if fields.ends_on.trim().is_empty() {
        None
    } else {
        day(&mut checks, "ends_on", fields.ends_on)
    };
    if let (Some(from), Some(until)) = (&starts_on, &ends_on)
        && until < from
    {
        checks.add(FieldError::new("ends_on", "date"));
    }
    checks.finish()?;
    let (Some(plan), Some(system), Some(starts_on)) = (plan, system, starts_on) else {
        return Err(ServiceError::field("number", "check"));
    };
    let mut tx = op.app.db().begin().await?;
    let theirs = store::systems::find(&mut tx, system)
        .await?
        .is_some_and(|row| row.organization_id == organization);
    if !theirs {
        return Err(ServiceError::field("system", "choice"));
    }
    let row = ContractRow {
        id: ContractId::new(op.now(), op.app.random()),
        organization_id: organization,
        system_id: system,
        number,
        plan,
        covers_interventions: fields.covers_interventions,
        starts_on,
        ends_on,
        created_at: op.now(),
    };
    store::contracts::insert(&mut tx, &row)
        .await
        .map_err(contract_taken)?;
    let event = contract_event(op, EventKind::ContractCreated, &row);
    audit::append(&op.app, &mut tx, organization, event).await?;
    tx.save().await?;
    Ok(())
}

/// Sets the last day of a contract.
///
/// # Errors
/// `Denied`, `NotFound`, or `Invalid` on `ends_on`.
pub async fn end_contract(op: &OpContext, id: ContractId, ends_on: &str) -> Result<OrganizationId> {
    may(&op.actor, Action::ManageSystems, &Resource::provider())?;
    let mut checks = Checks::new();
    let last = day(&mut checks, "ends_on", ends_on);
    checks.finish()?;
    let mut tx = op.app.db().begin().await?;
    let mut row = store::contracts::find(&mut tx, id)
        .await?
        .ok_or(ServiceError::NotFound)?;
    if last.as_ref().is_some_and(|last| *last < row.starts_on) {
        return Err(ServiceError::field("ends_on", "date"));
    }
    row.ends_on = last;
    store::contracts::update(&mut tx, &row).await?;
    let event = contract_event(op, EventKind::ContractChanged, &row);
    audit::append(&op.app, &mut tx, row.organization_id, event).await?;
    tx.save().await?;
    Ok(row.organization_id)
}

fn contract_event(op: &OpContext, kind: EventKind, row: &ContractRow) -> domain::audit::EventDraft {
    audit::by(op, kind)
        .with("number", row.number.as_str())
        .with("system", row.system_id.to_string())
        .with("plan", row.plan.code())
        .with("covers_interventions", row.covers_interventions)
        .with("starts_on", row.starts_on.as_str())
        .with("ends_on", row.ends_on.clone())
}

/// A calendar day, `2026-11-21` or `21.11.2026`.
pub(crate) fn day(checks: &mut Checks, field: &'static str, text: &str) -> Option<String> {
    let text = text.trim();
    if text.is_empty() {
        checks.add(FieldError::new(field, "required"));
        return None;
    }
    let parts: Vec<&str> = if text.contains('.') {
        text.rsplit('.').collect()
    } else {
        text.split('-').collect()
    };
    let number = |i: usize| parts.get(i).and_then(|part| part.parse::<u16>().ok());
    let day = match (parts.len(), number(0), number(1), number(2)) {
        (3, Some(year @ 2000..=2999), Some(month), Some(day)) => {
            time::Month::try_from(u8::try_from(month).unwrap_or(0))
                .ok()
                .and_then(|month| {
                    let day = u8::try_from(day).unwrap_or(0);
                    time::Date::from_calendar_date(i32::from(year), month, day).ok()
                })
        }
        _ => None,
    };
    if day.is_none() {
        checks.add(FieldError::new(field, "date"));
    }
    day.map(|day| {
        format!(
            "{:04}-{:02}-{:02}",
            day.year(),
            u8::from(day.month()),
            day.day()
        )
    })
}

fn contract_taken(error: StoreError) -> ServiceError {
    if error.is_conflict_on("contracts_number_key") {
        ServiceError::field("number", "taken")
    } else {
        error.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_in_both_spellings_and_must_exist() {
        let read = |text: &str| {
            let mut checks = Checks::new();
            day(&mut checks, "starts_on", text)
        };
        assert_eq!(read("21.11.2026").as_deref(), Some("2026-11-21"));
        assert_eq!(read("2026-02-28").as_deref(), Some("2026-02-28"));
        for wrong in ["2026-02-30", "31.11.2026", "morgen", "1.1.26", "2026-1"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
