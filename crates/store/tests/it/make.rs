//! Rows for the stories.

use domain::account::{Locale, Theme};
use domain::ids::{OrganizationId, PersonId, SystemId};
use domain::system::{OsFamily, PrimaryIpv4, ProvisionedBy, SystemKind, WayIn};
use domain::time::Timestamp;
use store::organizations::OrganizationRow;
use store::people::PersonRow;
use store::systems::SystemRow;
use store::testing::SeededRandom;
use store::{Db, organizations, people, systems};

pub static RANDOM: SeededRandom = SeededRandom::new(1);

/// The moment the stories begin at: 2026-11-21T20:00:00Z.
pub fn now() -> Timestamp {
    Timestamp::from_unix(1_795_291_200)
}

pub fn person_row(email: &str) -> PersonRow {
    PersonRow {
        id: PersonId::new(now(), &RANDOM),
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
        created_at: now(),
    }
}

pub async fn person(db: &Db, email: &str) -> store::Result<PersonId> {
    let row = person_row(email);
    let mut tx = db.begin().await?;
    people::insert(&mut tx, &row).await?;
    tx.save().await?;
    Ok(row.id)
}

pub fn organization_row(number: &str) -> OrganizationRow {
    OrganizationRow {
        id: OrganizationId::new(now(), &RANDOM),
        number: number.to_owned(),
        name: format!("Kunde {number}"),
        street: "Hauptstraße 1".to_owned(),
        postal_code: "20095".to_owned(),
        city: "Hamburg".to_owned(),
        country: "DE".to_owned(),
        land: Some("HH".to_owned()),
        business: true,
        vat_id: "DE123456789".to_owned(),
        requires_second_factor: false,
        four_eyes: false,
        active: true,
        created_at: now(),
    }
}

pub async fn organization(db: &Db, number: &str) -> store::Result<OrganizationId> {
    let row = organization_row(number);
    let mut tx = db.begin().await?;
    organizations::insert(&mut tx, &row).await?;
    tx.save().await?;
    Ok(row.id)
}

pub fn system_row(organization: OrganizationId, last_octet: u8) -> SystemRow {
    SystemRow {
        id: SystemId::new(now(), &RANDOM),
        organization_id: organization,
        service_id: format!("S-{last_octet}"),
        name: format!("web-{last_octet}.example.org"),
        kind: SystemKind::Dedicated,
        os_family: OsFamily::Linux,
        os_release: "Debian 12".to_owned(),
        primary_ipv4: address(last_octet),
        ip_kvm: true,
        console: false,
        site: "HH1".to_owned(),
        rack: "A 12".to_owned(),
        provisioned_by: ProvisionedBy::Provider,
        land: None,
        way_in: WayIn::Direct,
        probe_address: String::new(),
        four_eyes: false,
        active: true,
        created_at: now(),
    }
}

pub fn address(last_octet: u8) -> PrimaryIpv4 {
    format!("203.0.113.{last_octet}")
        .parse()
        .expect("a documentation address")
}

pub async fn system(
    db: &Db,
    organization: OrganizationId,
    last_octet: u8,
) -> store::Result<SystemId> {
    let row = system_row(organization, last_octet);
    let mut tx = db.begin().await?;
    systems::insert(&mut tx, &row).await?;
    tx.save().await?;
    Ok(row.id)
}
