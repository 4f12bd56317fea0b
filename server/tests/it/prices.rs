//! Who changed which price when: an event in the provider's own chain, read on the page of the prices. // I-19

use std::process::Output;

use domain::account::StaffRole;
use reqwest::StatusCode;

use crate::commands::{beside, code, err, out};
use crate::desk::{Browser, Desk, Result};

const PATH: &str = "/admin/catalogue";

/// The form as it is shipped, with other ways for data recovery and malware.
fn fields<'a>(recovery: &'a str, price: &'a str, malware: &'a str) -> Vec<(&'static str, &'a str)> {
    vec![
        ("mode_application_troubleshooting", "plan_tariff"),
        ("mode_data_recovery", recovery),
        ("price_data_recovery", price),
        ("mode_performance_tuning", "plan_tariff"),
        ("mode_malware_removal", malware),
    ]
}

/// The panel of the changes, without its tags.
async fn changes(browser: &Browser) -> Result<String> {
    let page = browser.get(PATH).await?.text;
    let panel = page.split("id=\"changes\"").nth(1).ok_or("no changes")?;
    let panel = panel.split("</section>").next().unwrap_or_default();
    let texts = panel.split('<').filter_map(|part| part.split_once('>'));
    Ok(texts.map(|(_, text)| text).collect())
}

/// Events of the provider's chain.
async fn events(desk: &Desk) -> Result<Vec<store::audit::AuditRow>> {
    let mut tx = desk.context().db().read().await?;
    Ok(store::audit::list_since(&mut tx, domain::audit::HOUSE, 0, 100).await?)
}

fn verified(desk: &Desk, organization: &str) -> Result<Output> {
    beside(desk, &["audit", "verify", "--organization", organization])
}

#[tokio::test]
async fn a_changed_price_is_an_event_with_its_author_before_and_after() -> Result {
    let desk = Desk::start().await?;
    let admin = desk.staff("adam@example.test", StaffRole::Admin).await?;
    assert!(changes(&admin).await?.contains("Noch nichts geändert"));
    // Neither what is refused nor what changes nothing is a change.
    let refused = admin
        .post(PATH, &fields("price", "viel", "on_request"))
        .await?;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("Noch nichts geändert"));
    let same = admin
        .post(PATH, &fields("plan_tariff", "", "on_request"))
        .await?;
    assert_eq!(same.status, StatusCode::SEE_OTHER);
    assert_eq!(events(&desk).await?, []);

    for (recovery, price, malware) in [
        ("price", "249", "on_request"),
        ("price", "199,50", "not_offered"),
    ] {
        let saved = admin.post(PATH, &fields(recovery, price, malware)).await?;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    }
    let told = events(&desk).await?;
    let kinds: Vec<&str> = told.iter().map(|row| row.kind.as_str()).collect();
    assert_eq!(kinds, ["catalogue.changed", "catalogue.changed"]);
    let facts = told[1].payload.facts()?;
    assert_eq!(facts.event.actor_name.as_deref(), Some("adam"));
    assert!(!facts.event.visible, "no customer's business");
    let expected = serde_json::json!({
        "data_recovery": { "before": { "mode": "price", "price": 24_900 }, "after": { "mode": "price", "price": 19_950 } },
        "malware_removal": { "before": { "mode": "on_request" }, "after": { "mode": "not_offered" } },
    });
    assert_eq!(serde_json::Value::Object(facts.event.data), expected);

    // The newest first, in words.
    let shown = changes(&admin).await?;
    let at = |text: &str| {
        shown
            .find(text)
            .ok_or_else(|| format!("{text} is not in {shown}"))
    };
    let newest = at("zum Festpreis 249,00\u{a0}€ → zum Festpreis 199,50\u{a0}€")?;
    assert!(newest < at("zum Satz des Tarifs → zum Festpreis 249,00\u{a0}€")?);
    at("nach Angebot → gar nicht")?;
    assert_eq!(shown.matches("adam").count(), 2);
    let english = admin.post("/account/locale", &[("locale", "en")]).await?;
    assert_eq!(english.status, StatusCode::SEE_OTHER);
    assert!(
        changes(&admin)
            .await?
            .contains("at a fixed price €249.00 → at a fixed price €199.50")
    );
    desk.stop().await
}

#[tokio::test]
async fn the_providers_chain_is_exported_and_a_price_changed_below_the_program_is_noticed() -> Result
{
    let desk = Desk::start().await?;
    let admin = desk.staff("adam@example.test", StaffRole::Admin).await?;
    desk.customer("petra@example.test", "10001").await?;
    let none = beside(&desk, &["audit", "verify"])?;
    assert!(
        !out(&none).contains("provider:"),
        "it has not begun: {}",
        out(&none)
    );
    admin
        .post(PATH, &fields("price", "249", "on_request"))
        .await?;
    let saved = admin
        .post(
            "/admin/provider",
            &[("name", "Kastell Hosting GmbH"), ("country", "DE")],
        )
        .await?;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    let told = events(&desk).await?;
    assert_eq!(
        told.last().map(|row| row.kind.as_str()),
        Some("provider.changed")
    );
    let sound = beside(&desk, &["audit", "verify"])?;
    assert_eq!(code(&sound), 0, "{}", err(&sound));
    assert!(
        out(&sound).contains("provider: 2 events"),
        "{}",
        out(&sound)
    );
    let exported = beside(&desk, &["audit", "export", "--organization", "provider"])?;
    assert_eq!(code(&exported), 0, "{}", err(&exported));
    let file = desk.app.config().data_dir.join("provider.jsonl");
    std::fs::write(&file, &exported.stdout)?;
    let path = file.display().to_string();
    let stranger = beside(&desk, &["audit", "verify", "--export", &path])?;
    assert_eq!(code(&stranger), 0, "{}", err(&stranger));
    // No customer is called so.
    let new = [
        ("number", "provider"),
        ("name", "Firma"),
        ("street", "Weg 1"),
        ("postal_code", "20457"),
        ("city", "Hamburg"),
        ("country", "DE"),
        ("land", "HH"),
    ];
    let refused = admin.post("/admin/organizations", &new).await?;
    assert!(
        refused.text.contains("id=\"f-number-error\""),
        "{}",
        refused.text
    );

    let store::Db::Sqlite { write, .. } = desk.context().db() else {
        return Err("not SQLite".into());
    };
    sqlx::query("DROP TRIGGER audit_events_no_update")
        .execute(write)
        .await?;
    sqlx::query("UPDATE audit_events SET payload = replace(payload, '24900', '14900')")
        .execute(write)
        .await?;
    for wrong in [
        verified(&desk, "provider")?,
        beside(&desk, &["audit", "verify"])?,
    ] {
        assert_eq!(code(&wrong), 3, "{}", err(&wrong));
        assert!(err(&wrong).contains("provider: hash"), "{}", err(&wrong));
    }
    assert_eq!(code(&verified(&desk, "10001")?), 0);
    desk.stop().await
}
