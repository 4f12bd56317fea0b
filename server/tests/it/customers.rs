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
    // The first one also takes the tick from *active*, the last of the fields.
    let first = data(stamp(&opened), "Erste GmbH", "Weg 1");
    let first = first.each_ref().map(|(n, v)| (*n, v.as_str()));
    let saved = one.post(&path, &first[..first.len() - 1]).await?;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.main());
    // A typo is told of alone, and does not stand for having read what was saved meanwhile.
    let typo = data(stamp(&opened), "", "Weg 1");
    let refused = two
        .post(&path, &typo.each_ref().map(|(n, v)| (*n, v.as_str())))
        .await?;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(stamp(&refused.text), stamp(&opened));
    let second = data(stamp(&refused.text), "Zweite GmbH", "Weg 1");
    let refused = two
        .post(&path, &second.each_ref().map(|(n, v)| (*n, v.as_str())))
        .await?;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for said in [
        "hat diese Daten inzwischen geändert",
        "Inzwischen gespeichert: Erste GmbH",
        "Inzwischen gespeichert: nein",
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
