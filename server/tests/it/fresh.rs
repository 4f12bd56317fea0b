//! The fresh check before acts that give rights, and the form that waits for it.

use domain::account::StaffRole;
use reqwest::StatusCode;

use super::desk::{Desk, PASSWORD, Result};

const MAIL: &str = "anna@example.org";

#[tokio::test]
async fn a_fresh_check_gives_a_new_session_and_leads_only_to_own_pages() -> Result {
    let desk = Desk::start().await?;
    let browser = desk.customer(MAIL, "K-1").await?;
    desk.clock.advance(301);
    let page = browser.post("/account/factor/start", &[]).await?;
    assert_eq!(page.location(), "/reauth?next=/", "too long ago");
    let before = browser.cookie();
    let page = browser
        .post("/reauth", &[("proof", "falsch"), ("next", "/account")])
        .await?;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(browser.cookie(), before);
    let page = browser
        .post("/reauth", &[("proof", PASSWORD), ("next", "//evil.test/")])
        .await?;
    assert_eq!(page.location(), "/");
    assert_ne!(browser.cookie(), before, "a new session");
    let page = browser.post("/account/factor/start", &[]).await?;
    assert_eq!(page.location(), "/account/factor");
    desk.stop().await
}

#[tokio::test]
async fn what_gives_rights_asks_who_is_there_when_the_last_proof_is_old() -> Result {
    let desk = Desk::start().await?;
    let owner = desk.customer(MAIL, "K-1").await?;
    let admin = desk.staff("adam@example.test", StaffRole::Admin).await?;
    let organization = owner.get("/organization").await?.location().to_owned();
    let page = if organization.is_empty() {
        "/organization".to_owned()
    } else {
        organization
    };
    let text = owner.get(&page).await?.text;
    let (_, rest) = text
        .split_once("action=\"/organization/")
        .ok_or("no form")?;
    let id = rest.split('/').next().ok_or("no id")?;
    desk.clock.advance(301);
    let fields = [
        ("email", "neu@example.test"),
        ("role", "owner"),
        ("name", "Neu"),
    ];
    for path in [
        "/account/factor/start".to_owned(),
        "/account/factor/remove".to_owned(),
        "/account/factor/codes".to_owned(),
        format!("/organization/{id}/invitations"),
    ] {
        let page = owner.post(&path, &fields).await?;
        assert!(
            page.location().starts_with("/reauth") || page.text.contains("action=\"/reauth\""),
            "{path}: {}",
            page.main()
        );
    }
    let fields = [
        ("email", "neu@example.test"),
        ("role", "engineer"),
        ("name", "Neu"),
    ];
    let page = admin.post("/admin/people/invitations", &fields).await?;
    assert_eq!(page.status, StatusCode::FORBIDDEN, "{}", page.main());
    assert!(
        desk.mail_to("neu@example.test").await?.is_none(),
        "nobody was invited"
    );
    desk.stop().await
}

/// The hidden fields of the form that goes to `action`, as a browser would send them.
fn hidden_fields(page: &str, action: &str) -> Vec<(String, String)> {
    let text = |text: &str| {
        let quotes = text.replace("&quot;", "\"").replace("&#x27;", "'");
        quotes
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&amp;", "&")
    };
    let form = page.split(&format!("action=\"{action}\"")).nth(1);
    let form = form.and_then(|rest| rest.split("</form>").next());
    let fields = form.unwrap_or_default().split("<input ").skip(1);
    fields
        .filter(|field| field.contains("type=\"hidden\""))
        .map(|field| {
            let of = |name: &str| {
                let value = field.split(&format!(" {name}=\"")).nth(1);
                text(value.and_then(|v| v.split('"').next()).unwrap_or_default())
            };
            (of("name"), of("value"))
        })
        .collect()
}

fn borrowed(fields: &[(String, String)]) -> Vec<(&str, &str)> {
    let fields = fields.iter();
    fields.map(|(n, v)| (n.as_str(), v.as_str())).collect()
}

#[tokio::test]
async fn what_was_typed_outlives_the_fresh_check_without_its_secrets() -> Result {
    let desk = Desk::start().await?;
    let owner = desk.customer(MAIL, "K-1").await?;
    let text = owner.get("/organization").await?;
    let text = match text.location() {
        "" => text.text,
        to => owner.get(to).await?.text,
    };
    let (_, rest) = text
        .split_once("action=\"/organization/")
        .ok_or("no form")?;
    let id = rest.split('/').next().ok_or("no id")?;
    let path = format!("/organization/{id}/invitations");
    desk.clock.advance(301);
    let typed = [
        ("email", "neu@example.test"),
        ("role", "technical"),
        ("comment", "Anführungszeichen \" & <b>spitze</b> Klammern"),
        ("new_password", "Geheimes Wort 4711"),
        ("access_token", "geheim-4712"),
    ];
    let page = owner.post(&path, &typed).await?;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    assert!(!page.text.contains("4711") && !page.text.contains("4712"));
    assert!(page.text.contains("bleibt erhalten"), "{}", page.main());
    // A wrong proof loses nothing either.
    let mut proof = hidden_fields(&page.text, "/reauth");
    proof.push(("proof".to_owned(), "falsch falsch".to_owned()));
    let page = owner.post("/reauth", &borrowed(&proof)).await?;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let mut proof = hidden_fields(&page.text, "/reauth");
    proof.push(("proof".to_owned(), PASSWORD.to_owned()));
    let page = owner.post("/reauth", &borrowed(&proof)).await?;
    assert_eq!(page.status, StatusCode::OK, "{}", page.main());
    let again = hidden_fields(&page.text, &path);
    let expected: Vec<_> = typed[..3]
        .iter()
        .map(|(n, v)| ((*n).to_owned(), (*v).to_owned()))
        .collect();
    assert_eq!(again, expected);
    let page = owner.post(&path, &borrowed(&again)).await?;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.main());
    assert!(desk.mail_to("neu@example.test").await?.is_some());
    // Nobody is sent to a form that is not ours.
    desk.clock.advance(301);
    let foreign = r#"["//evil.test/",[["email","a@b.test"]]]"#;
    let fields = [("proof", PASSWORD), ("waiting_form", foreign)];
    let page = owner.post("/reauth", &fields).await?;
    assert_eq!(page.location(), "/");
    desk.stop().await
}
