//! Rows for the stories.

use domain::account::{Locale, Theme};
use domain::ids::{OrganizationId, PersonId};
use domain::time::Timestamp;
use store::organizations::OrganizationRow;
use store::people::PersonRow;
use store::testing::SeededRandom;
use store::{Db, organizations, people};

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
