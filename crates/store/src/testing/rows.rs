//! Rows of a believable customer. A test writes down only what it is about: `SystemRow { console: true, ..system(…) }`.

use domain::account::{Locale, Theme};
use domain::contract::Plan;
use domain::ids::{ContractId, OrganizationId, PersonId, SystemId};
use domain::system::{OsFamily, ProvisionedBy, SystemKind, WayIn};
use domain::time::Timestamp;

use crate::contracts::ContractRow;
use crate::organizations::OrganizationRow;
use crate::people::PersonRow;
use crate::systems::SystemRow;

/// Somebody without role, password and second factor, named like the mail address.
pub fn person(id: PersonId, email: &str, now: Timestamp) -> PersonRow {
    PersonRow {
        id,
        email: email.to_owned(),
        name: email.split('@').next().unwrap_or_default().to_owned(),
        phone: String::new(),
        locale: Locale::De,
        theme: Theme::System,
        shortcuts: true,
        staff_role: None,
        may_approve_reveals: false,
        active: true,
        password_hash: None,
        password_changed_at: None,
        totp_seed: None,
        totp_enrolled_at: None,
        totp_last_step: 0,
        totp_pending: None,
        created_at: now,
    }
}

/// A business in Hamburg that demands nothing special.
pub fn organization(id: OrganizationId, number: &str, now: Timestamp) -> OrganizationRow {
    OrganizationRow {
        id,
        number: number.to_owned(),
        name: format!("Organisation {number}"),
        street: "Hafenstraße 1".to_owned(),
        postal_code: "20457".to_owned(),
        city: "Hamburg".to_owned(),
        country: "DE".to_owned(),
        land: Some("HH".to_owned()),
        business: true,
        vat_id: String::new(),
        requires_second_factor: false,
        four_eyes: false,
        active: true,
        created_at: now,
    }
}

/// A dedicated Linux server of ours with IP-KVM: `S-7`, `web-7.example.org`, 203.0.113.7 for the number 7.
pub fn system(id: SystemId, of: OrganizationId, number: u8, now: Timestamp) -> SystemRow {
    SystemRow {
        id,
        organization_id: of,
        service_id: format!("S-{number}"),
        name: format!("web-{number}.example.org"),
        kind: SystemKind::Dedicated,
        os_family: OsFamily::Linux,
        os_release: "Debian 12".to_owned(),
        primary_ipv4: format!("203.0.113.{number}")
            .parse()
            .expect("a documentation address"),
        ip_kvm: true,
        console: false,
        site: "HH1".to_owned(),
        rack: String::new(),
        provisioned_by: ProvisionedBy::Provider,
        land: None,
        way_in: WayIn::Direct,
        probe_address: String::new(),
        four_eyes: false,
        active: true,
        created_at: now,
    }
}

/// A system's contract that covers interventions since before any test: `V-7` for `S-7`.
pub fn contract(id: ContractId, of: &SystemRow, now: Timestamp) -> ContractRow {
    ContractRow {
        id,
        organization_id: of.organization_id,
        system_id: of.id,
        number: of.service_id.replace("S-", "V-"),
        plan: Plan::ManagedServer,
        covers_interventions: true,
        third_parties_pause: false,
        emergencies_by_phone: false,
        starts_on: "2026-01-01".to_owned(),
        ends_on: None,
        created_at: now,
    }
}
