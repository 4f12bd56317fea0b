//! The mailbox of a demo.

use reqwest::StatusCode;
use store::provider::ProviderRow;

use crate::desk::{Desk, Result};

async fn provider(desk: &Desk, is_demo: bool) -> Result {
    let provider = ProviderRow {
        id: ProviderRow::ID,
        name: "Musterhaus".to_owned(),
        street: String::new(),
        postal_code: String::new(),
        city: String::new(),
        country: "DE".to_owned(),
        land: Some("HH".to_owned()),
        vat_id: String::new(),
        email: String::new(),
        phone: String::new(),
        phone_hours: String::new(),
        emergency_phone: String::new(),
        source_ips: String::new(),
        ssh_public_key: String::new(),
        name_servers: String::new(),
        guide_url: String::new(),
        is_demo,
        updated_at: None,
    };
    let mut tx = desk.context().db().begin().await?;
    store::provider::put(&mut tx, &provider).await?;
    tx.save().await?;
    Ok(())
}

#[tokio::test]
async fn mails_of_a_demo_are_files_and_can_be_read_without_log_in_in_both_languages() -> Result {
    let desk = Desk::start().await?;
    provider(&desk, true).await?;
    let visitor = desk.browser();
    let empty = visitor.get("/demo/postfach").await?;
    assert_eq!(empty.status, StatusCode::OK);
    assert!(empty.text.contains("Noch keine Mails"));

    desk.person("petra@example.test", None).await?;
    visitor
        .post("/password/forgot", &[("email", "petra@example.test")])
        .await?;
    // Two jobs, one after the other, in the hands of the application's own workers.
    for _ in 0..100 {
        if desk.mail_to("petra@example.test").await?.is_some() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    let link = desk.link_to("petra@example.test").await?;
    let files: Vec<_> = std::fs::read_dir(&desk.context().settings().mail_dir)?.collect();
    assert_eq!(files.len(), 1, "the mail went to a file");

    let list = visitor.get("/demo/postfach").await?;
    assert!(list.text.contains("petra@example.test"));
    let one = list
        .text
        .split('"')
        .find(|part| part.starts_with("/demo/postfach/"))
        .ok_or("no mail in the list")?
        .to_owned();
    let mail = visitor.get(&one).await?;
    assert_eq!(mail.status, StatusCode::OK);
    assert!(
        mail.text.contains(&format!("href=\"{link}\"")),
        "the link in it works: {}",
        mail.text
    );
    assert!(
        mail.header("content-security-policy")
            .contains("script-src 'nonce-")
    );
    assert!(mail.text.contains(&format!("href=\"{one}/html\"")));
    let english = visitor.get(&format!("{one}?lang=en")).await?;
    assert!(english.text.contains("View the HTML version") && mail.text.contains("HTML-Fassung"));

    let html = visitor.get(&format!("{one}/html")).await?;
    assert_eq!(html.status, StatusCode::OK);
    assert!(html.text.starts_with("<!doctype html>") && html.text.contains(&link));
    let policy = html.header("content-security-policy");
    assert!(
        policy.starts_with("default-src 'none'; style-src 'unsafe-inline'"),
        "{policy}"
    );
    assert!(policy.contains("sandbox allow-popups") && !policy.contains("allow-scripts"));
    assert!(!policy.contains("script-src") && !policy.contains("allow-same-origin"));
    assert_eq!(html.header("cache-control"), "no-store");
    for unknown in [
        "/demo/postfach/x",
        "/demo/postfach/0190d5d0-0000-7000-8000-000000000000",
    ] {
        assert_eq!(
            visitor.get(unknown).await?.status,
            StatusCode::NOT_FOUND,
            "{unknown}"
        );
    }

    // The same mails on a database that is no demo.
    provider(&desk, false).await?;
    for path in ["/demo/postfach", &one, &format!("{one}/html")] {
        let page = visitor.get(path).await?;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
        assert!(!page.text.contains("petra@example.test"));
    }
    desk.stop().await
}
