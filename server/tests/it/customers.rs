//! Two admins with the same customer's data before them.

use domain::account::StaffRole;
use reqwest::StatusCode;

use super::desk::{Desk, Result};

/// The stamp in the form.
fn stamp(page: &str) -> &str {
    let at = page.split("name=\"stamp\" value=\"").nth(1);
    at.and_then(|rest| rest.split('"').next())
        .unwrap_or_default()
}

#[tokio::test]
async fn whoever_saves_second_reads_who_was_first_and_loses_nothing() -> Result {
    let desk = Desk::start().await?;
    let one = desk.staff("adam@example.test", StaffRole::Admin).await?;
    let two = desk.staff("berta@example.test", StaffRole::Admin).await?;
    let id = desk.organization("10001").await?;
    let path = format!("/admin/organizations/{id}/data");
    let opened = one.get(&path).await?.text;
    assert!(!stamp(&opened).is_empty(), "no stamp");
    let data = |stamp: &'_ str, name: &'static str, street: &'static str| {
        [
            ("stamp", stamp.to_owned()),
            ("number", "10001".to_owned()),
            ("name", name.to_owned()),
            ("street", street.to_owned()),
            ("postal_code", "20457".to_owned()),
            ("city", "Hamburg".to_owned()),
            ("country", "DE".to_owned()),
            ("land", "HH".to_owned()),
            ("active", "on".to_owned()),
        ]
    };
    let first = data(stamp(&opened), "Erste GmbH", "Weg 1");
    let saved = one
        .post(&path, &first.each_ref().map(|(n, v)| (*n, v.as_str())))
        .await?;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.main());
    let second = data(stamp(&opened), "Zweite GmbH", "Weg 1");
    let refused = two
        .post(&path, &second.each_ref().map(|(n, v)| (*n, v.as_str())))
        .await?;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for said in [
        "hat diese Daten inzwischen geändert",
        "Inzwischen gespeichert: Erste GmbH",
        "value=\"Zweite GmbH\"",
    ] {
        assert!(refused.text.contains(said), "{said}: {}", refused.main());
    }
    // Who has read it may save all the same.
    let again = data(stamp(&refused.text), "Zweite GmbH", "Weg 1");
    let saved = two
        .post(&path, &again.each_ref().map(|(n, v)| (*n, v.as_str())))
        .await?;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.main());
    desk.stop().await
}
