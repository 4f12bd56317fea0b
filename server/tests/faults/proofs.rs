//! A proof that is missing is asked for at a field that is there, whoever signs what.

use crate::browser::{Page, encode};
use crate::double::Choice;
use crate::ground::{Ground, Result};
use crate::house::{House, hidden};

/// Refused, and every link inside the page leads to something on it; one of them to this field.
fn assert_leads_to(page: &Page, field: &str) {
    assert_eq!(page.status.as_u16(), 422, "{}", page.main());
    let targets: Vec<&str> = page
        .text
        .split("href=\"#")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect();
    for target in &targets {
        let there = page.text.contains(&format!("id=\"{target}\""));
        assert!(there, "nothing is called {target}: {}", page.main());
    }
    assert!(targets.contains(&field), "{targets:?}: {}", page.main());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_signature_without_any_proof_is_sent_back_to_a_field_of_its_page() -> Result {
    let ground = Ground::sqlite().await?;
    let house = House::open(&ground).await?;
    let choice = Choice::of(&ground, house.organization).await?;
    let chosen = [
        ("acts", "patching"),
        ("systems", &*choice.system),
        ("from", &*choice.from),
    ];
    let standing = format!("/organization/{}/standing/sign", house.organization);
    let filed = format!("/interventions/{}/sign", house.filed().await?);
    let shown = [
        (
            &standing,
            format!("{standing}?{}", encode(&chosen)),
            &chosen[..],
        ),
        (&filed, filed.clone(), &[]),
    ];
    for (path, page, chosen) in shown {
        let page = house.petra.get(&page).await?.text;
        let (sha256, shown_at) = (hidden(&page, "sha256"), hidden(&page, "shown_at"));
        let text = [
            ("signer_name", "petra"),
            ("sha256", &*sha256),
            ("shown_at", &*shown_at),
        ];
        let text = [&text[..], chosen].concat();
        // As the page sends it, nothing filled in; and by hand, without these fields at all.
        for empty in [&[("password", ""), ("mail_code", "")][..], &[]] {
            let form = [&text[..], empty].concat();
            let refused = house.petra.post(path, &form).await?;
            assert_leads_to(&refused, "f-mail_code");
        }
    }
    ground.end().await
}
