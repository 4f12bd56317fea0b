//! Log-in and sessions: the same answers for everybody, delays, beginning and end.

use reqwest::{Method, StatusCode};

use super::desk::{Browser, Desk, PASSWORD, Page, Result};

const MAIL: &str = "anna@example.org";

async fn wrong(browser: &Browser, email: &str) -> Result<Page> {
    browser
        .post(
            "/login",
            &[("email", email), ("password", "falsch falsch falsch")],
        )
        .await
}

/// What differs between two answers of the same kind: ids, nonces, dates.
fn comparable(page: &Page, email: &str) -> String {
    let nonce = page
        .header("content-security-policy")
        .split("nonce-")
        .nth(1)
        .and_then(|rest| rest.split('\'').next())
        .unwrap_or_default()
        .to_owned();
    let mut names: Vec<_> = page.headers.keys().map(ToString::to_string).collect();
    names.sort();
    let text = page.text.replace(email, "MAIL");
    let text = if nonce.is_empty() {
        text
    } else {
        text.replace(&nonce, "NONCE")
    };
    format!("{} {names:?} {text}", page.status)
}

#[tokio::test]
async fn known_and_unknown_accounts_get_the_same_answer_at_the_same_cost() -> Result {
    let desk = Desk::start().await?;
    desk.person(MAIL, None).await?;
    let browser = desk.browser();
    let mut answers = Vec::new();
    for email in [MAIL, "nobody@example.org"] {
        let before = desk.context().hasher().verifications();
        let page = wrong(&browser, email).await?;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(desk.context().hasher().verifications() - before, 1);
        answers.push(comparable(&page, email));
    }
    assert_eq!(answers[0], answers[1]);
    assert!(answers[0].contains("E-Mail-Adresse oder Passwort stimmt nicht."));
    assert!(answers[0].contains("value=\"MAIL\""), "the address is kept");
    assert!(!answers[0].contains("falsch falsch"), "the password is not");
    desk.stop().await
}

#[tokio::test]
async fn delays_grow_and_are_the_same_for_unknown_accounts() -> Result {
    let desk = Desk::start().await?;
    desk.person(MAIL, None).await?;
    for email in [MAIL, "nobody@example.org"] {
        let browser = desk.browser();
        for _ in 0..4 {
            assert_eq!(
                wrong(&browser, email).await?.status,
                StatusCode::UNPROCESSABLE_ENTITY
            );
        }
        let before = desk.context().hasher().verifications();
        let page = browser.log_in(email).await?;
        assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS, "{email}");
        assert_eq!(page.header("retry-after"), "5");
        assert_eq!(
            desk.context().hasher().verifications(),
            before,
            "refused unread"
        );
    }
    desk.clock.advance(5);
    let page = desk.browser().log_in(MAIL).await?;
    assert_eq!(
        page.location(),
        "/",
        "the owner gets in when the delay is over"
    );
    desk.stop().await
}

#[tokio::test]
async fn one_network_has_its_own_delay_whatever_the_accounts_and_headers() -> Result {
    let desk = Desk::start().await?;
    let browser = desk.browser();
    for i in 0..16 {
        let body =
            super::desk::encode(&[("email", &format!("a{i}@example.org")), ("password", "x")]);
        let forged = format!("203.0.{i}.7");
        let headers = [
            ("sec-fetch-site", "same-origin"),
            ("x-forwarded-for", forged.as_str()),
        ];
        let page = browser
            .send(Method::POST, "/login", Some(&body), &headers)
            .await?;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let page = wrong(&browser, "b@example.org").await?;
    assert_eq!(
        page.status,
        StatusCode::TOO_MANY_REQUESTS,
        "forged addresses do not help"
    );
    desk.stop().await
}

#[tokio::test]
async fn behind_a_trusted_proxy_each_client_counts_alone() -> Result {
    let desk = Desk::start_with("trusted_proxies = [\"127.0.0.1/32\"]\n").await?;
    let browser = desk.browser();
    for i in 0..20 {
        let body =
            super::desk::encode(&[("email", &format!("a{i}@example.org")), ("password", "x")]);
        let client = format!("203.0.{i}.7");
        let headers = [
            ("sec-fetch-site", "same-origin"),
            ("x-forwarded-for", client.as_str()),
        ];
        let page = browser
            .send(Method::POST, "/login", Some(&body), &headers)
            .await?;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    desk.stop().await
}

#[tokio::test]
async fn a_log_in_brings_a_new_session_and_ends_the_one_before() -> Result {
    let desk = Desk::start().await?;
    let browser = desk.customer(MAIL, "K-1").await?;
    let first = browser.cookie();
    assert!(first.starts_with("leitstand="));
    // An attacker's cookie set before the log-in is not taken over.
    let victim = desk.browser().with_cookie(&first);
    victim.log_in(MAIL).await?;
    assert_ne!(victim.cookie(), first);
    let stale = browser.get("/account").await?;
    assert_eq!(
        stale.location(),
        "/login?next=/account",
        "the old session has ended"
    );
    assert_eq!(victim.get("/account").await?.status, StatusCode::OK);
    desk.stop().await
}

#[tokio::test]
async fn only_the_hash_of_a_session_is_stored() -> Result {
    let desk = Desk::start().await?;
    let browser = desk.customer(MAIL, "K-1").await?;
    let secret = browser.cookie().replace("leitstand=", "");
    assert!(secret.len() >= 43, "256 bits");
    let mut tx = desk.context().db().read().await?;
    let person = store::people::find_by_email(&mut tx, MAIL)
        .await?
        .ok_or("nobody")?;
    let rows = store::sessions::list_by_person(&mut tx, person.id, desk.context().now()).await?;
    drop(tx);
    let dump = format!("{rows:?}{}", rows[0].data.0);
    assert!(!dump.contains(&secret) && !dump.contains(&hex::encode(&secret)));
    desk.stop().await
}

#[tokio::test]
async fn logging_out_ends_the_session_and_clears_the_browser() -> Result {
    let desk = Desk::start().await?;
    let browser = desk.customer(MAIL, "K-1").await?;
    let thief = desk.browser().with_cookie(&browser.cookie());
    let page = browser.post("/logout", &[]).await?;
    assert_eq!(page.location(), "/login?ok=logged_out");
    assert_eq!(
        page.header("clear-site-data"),
        "\"cache\", \"cookies\", \"storage\""
    );
    assert_eq!(browser.cookie(), "");
    assert_eq!(thief.get("/account").await?.status, StatusCode::SEE_OTHER);
    desk.stop().await
}

#[tokio::test]
async fn sessions_end_idle_and_in_any_case_after_twelve_hours() -> Result {
    let desk = Desk::start().await?;
    let browser = desk.customer(MAIL, "K-1").await?;
    for _ in 0..14 {
        desk.clock.advance(3000);
        assert_eq!(browser.get("/account").await?.status, StatusCode::OK);
    }
    desk.clock.advance(1201);
    let page = browser.get("/account").await?;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "twelve hours are over");
    assert_eq!(browser.cookie(), "", "the dead cookie is taken away");

    browser.log_in(MAIL).await?;
    desk.clock.advance(3600);
    assert_eq!(browser.get("/account").await?.status, StatusCode::SEE_OTHER);
    desk.stop().await
}

#[tokio::test]
async fn somebody_switched_off_is_out_with_the_next_click() -> Result {
    let desk = Desk::start().await?;
    let browser = desk.customer(MAIL, "K-1").await?;
    let mut tx = desk.context().db().begin().await?;
    let person = store::people::find_by_email(&mut tx, MAIL)
        .await?
        .ok_or("nobody")?;
    store::people::update_active(&mut tx, person.id, false).await?;
    tx.save().await?;
    assert_eq!(browser.get("/account").await?.status, StatusCode::SEE_OTHER);
    assert_eq!(
        desk.browser().log_in(MAIL).await?.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    desk.stop().await
}

#[tokio::test]
async fn next_leads_only_to_own_pages() -> Result {
    let desk = Desk::start().await?;
    desk.customer(MAIL, "K-1").await?;
    for (next, expected) in [
        ("/account?x=1", "/account?x=1"),
        ("//evil.test", "/"),
        ("https://evil.test", "/"),
        ("/\\evil.test", "/"),
    ] {
        let fields = [("email", MAIL), ("password", PASSWORD), ("next", next)];
        let page = desk.browser().post("/login", &fields).await?;
        assert_eq!(page.location(), expected);
    }
    desk.stop().await
}

/// Somebody left a browser open elsewhere and ends it from here.
#[tokio::test]
async fn a_session_elsewhere_is_ended_from_afar() -> Result {
    let desk = Desk::start().await?;
    let here = desk.customer(MAIL, "K-1").await?;
    let there = desk.browser();
    there.log_in(MAIL).await?;
    assert_eq!(there.get("/account").await?.status, StatusCode::OK);
    let ended = here.post("/account/sessions/end-others", &[]).await?;
    assert_eq!(ended.status, StatusCode::SEE_OTHER, "{}", ended.text);
    assert_eq!(there.get("/account").await?.status, StatusCode::SEE_OTHER);
    assert_eq!(here.get("/account").await?.status, StatusCode::OK);
    desk.stop().await
}
