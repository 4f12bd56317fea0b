//! The demo's 120 systems: documentation addresses to look at, addresses in 127.20.0.0/16 to probe.

use std::net::Ipv4Addr;

use domain::contract::Plan;
use domain::ids::{ContractId, OrganizationId, SystemId};
use domain::system::{OsFamily, ProvisionedBy, SystemKind, WayIn};
use probes::demo::Behaviour;
use store::Tx;
use store::contracts::ContractRow;
use store::systems::SystemRow;

use super::cast::years_ago;
use super::content::Customer;
use crate::context::Context;
use crate::error::{Result, ServiceError};

/// Systems of each customer.
const EACH: usize = 3;
/// Host names by their place.
const NAMES: [&str; 6] = ["web", "db", "mail", "app", "files", "erp"];
const SITES: [(&str, &str); 3] = [("FRA2", "Reihe B"), ("SBR1", "Raum 2"), ("HAM1", "Halle 1")];
const LINUX: [&str; 6] = [
    "Debian 13",
    "Debian 12",
    "Ubuntu 24.04 LTS",
    "Rocky Linux 9",
    "Ubuntu 22.04 LTS",
    "CentOS Stream 9",
];
const WINDOWS: [&str; 2] = ["Windows Server 2025", "Windows Server 2022"];

/// The public address of the n-th system: the three documentation networks, one after the other.
fn public_address(n: usize) -> String {
    let host = n % 100 + 20;
    match n / 100 {
        0 => format!("203.0.113.{host}"),
        _ => format!("198.51.100.{host}"),
    }
}

/// Where probes of the n-th system go.
fn probe_address(n: usize) -> Ipv4Addr {
    let [high, low] = u16::try_from(n + 1).unwrap_or(u16::MAX).to_be_bytes();
    Ipv4Addr::new(127, 20, high, low)
}

/// What listens there: most answer, some refuse, some drop.
fn behaviours(n: usize) -> Vec<(Ipv4Addr, Behaviour)> {
    let at = probe_address(n);
    match n % 7 {
        2 => Vec::new(),
        5 => vec![
            (at, Behaviour::Drop { port: 22 }),
            (at, Behaviour::Http { port: 80 }),
        ],
        _ => vec![
            (
                at,
                Behaviour::Ssh {
                    port: 22,
                    banner: "SSH-2.0-OpenSSH_10.0p2 Debian-7".to_owned(),
                },
            ),
            (at, Behaviour::Http { port: 80 }),
        ],
    }
}

/// The listeners `serve` opens on a demo database.
pub fn listeners() -> Vec<(Ipv4Addr, Behaviour)> {
    (0..40 * EACH).flat_map(behaviours).collect()
}

/// A customer's systems with their contracts.
pub(super) async fn of_party(
    context: &Context,
    tx: &mut Tx,
    index: usize,
    organization: OrganizationId,
    customer: &Customer,
) -> Result<Vec<SystemId>> {
    let mut ids = Vec::new();
    for place in 0..EACH {
        let n = index * EACH + place;
        let system = system(context, n, place, organization, customer)?;
        let id = system.id;
        store::systems::insert(tx, &system).await?;
        let names = [
            system.name.clone(),
            format!("{}.{}", short(n, place), customer.domain),
        ];
        store::systems::replace_names(tx, id, &names[1..]).await?;
        let v6 = format!("2001:db8:{:x}::{:x}", n + 16, place + 1)
            .parse()
            .map_err(ServiceError::internal)?;
        store::systems::replace_addresses(tx, id, &[v6]).await?;
        contract(context, tx, n, organization, id).await?;
        ids.push(id);
    }
    Ok(ids)
}

fn short(n: usize, place: usize) -> String {
    format!("srv{}-{}", n + 1, place + 1)
}

fn system(
    context: &Context,
    n: usize,
    place: usize,
    organization: OrganizationId,
    customer: &Customer,
) -> Result<SystemRow> {
    let kind = match n % 5 {
        0 | 2 => SystemKind::Dedicated,
        4 if n.is_multiple_of(3) => SystemKind::Appliance,
        _ => SystemKind::Vps,
    };
    let windows = n % 11 == 3;
    let release = if windows {
        WINDOWS[n % WINDOWS.len()]
    } else {
        LINUX[n % LINUX.len()]
    };
    let (site, room) = SITES[n % SITES.len()];
    let name = format!(
        "{}-{:02}.{}",
        NAMES[(n + place) % NAMES.len()],
        place + 1,
        customer.domain
    );
    Ok(SystemRow {
        id: context.id(SystemId::from_uuid),
        organization_id: organization,
        service_id: format!("SRV-{}", 20_401 + n),
        name,
        kind,
        os_family: if windows {
            OsFamily::Windows
        } else {
            OsFamily::Linux
        },
        os_release: release.to_owned(),
        primary_ipv4: public_address(n).parse().map_err(ServiceError::internal)?,
        ip_kvm: kind == SystemKind::Dedicated && n % 4 != 2,
        console: kind == SystemKind::Vps,
        site: site.to_owned(),
        rack: format!("{room}, Schrank {}, HE {}", n % 12 + 1, n % 40 + 1),
        provisioned_by: if n % 9 == 8 {
            ProvisionedBy::Customer
        } else {
            ProvisionedBy::Provider
        },
        land: None,
        way_in: if kind == SystemKind::Appliance {
            WayIn::Appliance
        } else {
            WayIn::Direct
        },
        probe_address: probe_address(n).to_string(),
        four_eyes: false,
        active: true,
        created_at: years_ago(context.now(), index_of(n)),
    })
}

const fn index_of(n: usize) -> usize {
    n / EACH
}

async fn contract(
    context: &Context,
    tx: &mut Tx,
    n: usize,
    organization: OrganizationId,
    system: SystemId,
) -> Result<()> {
    if n % 13 == 12 {
        return Ok(());
    }
    let now = context.now();
    let row = ContractRow {
        id: context.id(ContractId::from_uuid),
        organization_id: organization,
        system_id: system,
        number: format!("V-{}", 5_501 + n),
        plan: if n % 3 == 1 {
            Plan::ManagedServer
        } else {
            Plan::ServiceCard
        },
        covers_interventions: n % 10 != 9,
        third_parties_pause: n % 10 == 4,
        emergencies_by_phone: n % 10 == 7,
        starts_on: years_ago(now, index_of(n)).to_string()[..10].to_owned(),
        ends_on: None,
        created_at: years_ago(now, index_of(n)),
    };
    Ok(store::contracts::insert(tx, &row).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_unique_and_meant_for_documentation() {
        let mut seen: Vec<String> = (0..40 * EACH).map(public_address).collect();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), 120);
        assert!((0..120).all(|n| probe_address(n).octets()[..2] == [127, 20]));
    }
}
