//! The second factor: enrolled, replaced, removed; its codes, and the log-in that waits for one.

use domain::account::StaffRole;
use reqwest::StatusCode;
use secrecy::SecretString;

use super::desk::{Desk, PASSWORD, Result};

const MAIL: &str = "anna@example.org";

#[tokio::test]
async fn staff_get_nowhere_without_a_second_factor() -> Result {
    let desk = Desk::start().await?;
    desk.person(MAIL, Some(StaffRole::Engineer)).await?;
    let browser = desk.browser();
    let page = browser.log_in(MAIL).await?;
    assert_eq!(page.location(), "/login/enrol");
    let half_way = browser.cookie();
    assert_eq!(
        browser.get("/account").await?.location(),
        "/login?next=/account"
    );
    let page = browser.get("/login/enrol").await?;
    assert!(page.text.contains("<svg") && page.text.contains("Zweiten Faktor einrichten"));

    let page = browser.post("/login/enrol", &[("code", "000000")]).await?;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let code = services::accounts::present_code(desk.context(), MAIL).await?;
    let page = browser.post("/login/enrol", &[("code", &code)]).await?;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(
        page.text.matches("class=\"mono\"").count(),
        10,
        "ten recovery codes"
    );
    assert_ne!(
        browser.cookie(),
        half_way,
        "a new session with the new right"
    );
    assert_eq!(browser.get("/account").await?.status, StatusCode::OK);
    let stale = desk.browser().with_cookie(&half_way);
    assert_eq!(
        stale.get("/login/enrol").await?.location(),
        "/login?next=/login/enrol"
    );
    desk.stop().await
}

#[tokio::test]
async fn a_log_in_half_way_ends_with_the_address_and_the_password_it_began_with() -> Result {
    // ASVS 7.4.3
    const NEW: &str = "neue.adresse@example.test";
    let desk = Desk::start().await?;
    let id = desk.person(MAIL, Some(StaffRole::Engineer)).await?;
    for (address, another) in [(MAIL, true), (NEW, false)] {
        let browser = desk.browser();
        assert_eq!(browser.log_in(address).await?.location(), "/login/enrol");
        let context = desk.context();
        let code = services::accounts::present_code(context, address).await?;
        desk.clock.advance(1);
        let mut tx = context.db().begin().await?;
        if another {
            store::people::update_email(&mut tx, id, NEW).await?;
        } else {
            let password = SecretString::from(PASSWORD.to_owned());
            let hash = store::Hidden(context.hasher().hash(password, [7; 16]).await?);
            store::people::update_password(&mut tx, id, &hash, context.now()).await?;
        }
        tx.save().await?;
        let page = browser.post("/login/enrol", &[("code", &code)]).await?;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{}", page.main());
        let account = browser.get("/account").await?;
        assert_eq!(account.location(), "/login?next=/account");
    }
    desk.stop().await
}

#[tokio::test]
async fn a_factor_holds_until_the_one_that_replaces_it_is_confirmed() -> Result {
    let desk = Desk::start().await?;
    let browser = desk.staff(MAIL, StaffRole::Engineer).await?;
    let page = browser.post("/account/factor/start", &[]).await?;
    assert_eq!(page.location(), "/account/factor", "{}", page.main());
    let page = browser.get("/account/factor").await?;
    assert!(page.text.contains("<svg"), "{}", page.main());
    // Begun and not finished: what there was opens, what is new does not.
    let other = desk.browser();
    assert_eq!(other.log_in(MAIL).await?.location(), "/login/factor");
    let new = services::accounts::present_code_of_new(desk.context(), MAIL).await?;
    let page = other.post("/login/factor", &[("code", &new)]).await?;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let old = services::accounts::present_code(desk.context(), MAIL).await?;
    assert_ne!(old, new);
    let page = other.post("/login/factor", &[("code", &old)]).await?;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.main());
    assert_eq!(browser.get("/account").await?.status, StatusCode::OK);
    // A seed somebody left lying shows and confirms itself to nobody without the fresh check.
    desk.clock.advance(301);
    let new = services::accounts::present_code_of_new(desk.context(), MAIL).await?;
    for page in [
        other.get("/account/factor").await?,
        other.post("/account/factor", &[("code", &new)]).await?,
    ] {
        assert!(page.location().starts_with("/reauth"), "{}", page.main());
    }
    let proof = services::accounts::present_code(desk.context(), MAIL).await?;
    let page = browser.post("/reauth", &[("proof", &proof)]).await?;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.main());
    let page = browser.post("/account/factor", &[("code", &new)]).await?;
    assert_eq!(page.status, StatusCode::OK, "{}", page.main());
    assert_eq!(page.text.matches("class=\"mono\"").count(), 10);
    // Now the other session has ended, the former factor is gone, and its person was told.
    assert_eq!(
        other.get("/account").await?.location(),
        "/login?next=/account"
    );
    desk.clock.advance(30);
    assert_eq!(other.log_in(MAIL).await?.location(), "/login/factor");
    let code = services::accounts::present_code(desk.context(), MAIL).await?;
    let page = other.post("/login/factor", &[("code", &code)]).await?;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.main());
    let mut tx = desk.context().db().read().await?;
    let mails = store::mails::list_newest(&mut tx, 50).await?;
    drop(tx);
    let told = |kind: &str| mails.iter().filter(|mail| mail.kind == kind).count();
    assert_eq!((told("factor_replaced"), told("factor_removed")), (1, 0));
    desk.stop().await
}

#[tokio::test]
async fn a_code_works_once_even_ten_times_at_once() -> Result {
    let desk = Desk::start().await?;
    desk.staff(MAIL, StaffRole::Engineer).await?;
    let mut browsers = Vec::new();
    for _ in 0..10 {
        let browser = desk.browser();
        let page = browser.log_in(MAIL).await?;
        assert_eq!(page.location(), "/login/factor");
        browsers.push(browser);
    }
    let code = services::accounts::present_code(desk.context(), MAIL).await?;
    let mut tries = Vec::new();
    for browser in browsers {
        let code = code.clone();
        tries.push(tokio::spawn(async move {
            browser
                .post("/login/factor", &[("code", &code)])
                .await
                .map(|page| page.status)
        }));
    }
    let mut through = 0;
    for one in tries {
        if one.await?? == StatusCode::SEE_OTHER {
            through += 1;
        }
    }
    assert_eq!(through, 1);
    desk.stop().await
}

#[tokio::test]
async fn codes_of_two_steps_ago_and_of_the_next_are_refused() -> Result {
    let desk = Desk::start().await?;
    desk.staff(MAIL, StaffRole::Engineer).await?;
    desk.clock.advance(300);
    let early = services::accounts::present_code(desk.context(), MAIL).await?;
    desk.clock.advance(60);
    let browser = desk.browser();
    browser.log_in(MAIL).await?;
    let page = browser.post("/login/factor", &[("code", &early)]).await?;
    assert_eq!(
        page.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "two steps old"
    );
    desk.clock.advance(30);
    let late = services::accounts::present_code(desk.context(), MAIL).await?;
    desk.clock.advance(-30);
    let page = browser.post("/login/factor", &[("code", &late)]).await?;
    assert_eq!(
        page.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "from the future"
    );
    desk.clock.advance(60);
    let page = browser.post("/login/factor", &[("code", &late)]).await?;
    assert_eq!(
        page.status,
        StatusCode::SEE_OTHER,
        "the step just before counts"
    );
    desk.stop().await
}

#[tokio::test]
async fn recovery_codes_open_once_each() -> Result {
    let desk = Desk::start().await?;
    desk.person(MAIL, Some(StaffRole::Admin)).await?;
    let browser = desk.browser();
    browser.log_in(MAIL).await?;
    let code = services::accounts::present_code(desk.context(), MAIL).await?;
    let page = browser.post("/login/enrol", &[("code", &code)]).await?;
    let recovery = page
        .text
        .split("<li class=\"mono\">")
        .nth(1)
        .and_then(|rest| rest.split('<').next())
        .ok_or("no recovery code")?
        .to_owned();
    for expected in [StatusCode::SEE_OTHER, StatusCode::UNPROCESSABLE_ENTITY] {
        let browser = desk.browser();
        browser.log_in(MAIL).await?;
        let page = browser
            .post("/login/factor", &[("code", &recovery.to_lowercase())])
            .await?;
        assert_eq!(page.status, expected);
    }
    desk.stop().await
}

#[tokio::test]
async fn five_wrong_codes_end_the_half_way_log_in() -> Result {
    let desk = Desk::start().await?;
    desk.staff(MAIL, StaffRole::Engineer).await?;
    desk.clock.advance(60);
    let browser = desk.browser();
    browser.log_in(MAIL).await?;
    for _ in 0..5 {
        let page = browser.post("/login/factor", &[("code", "000000")]).await?;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        desk.clock.advance(60);
    }
    let page = browser.post("/login/factor", &[("code", "000000")]).await?;
    assert_eq!(page.location(), "/login");
    desk.stop().await
}

#[tokio::test]
async fn a_factor_that_goes_ends_every_other_session_and_is_told() -> Result {
    let desk = Desk::start().await?;
    let browser = desk.customer(MAIL, "K-1").await?;
    browser.post("/account/factor/start", &[]).await?;
    let code = services::accounts::present_code(desk.context(), MAIL).await?;
    let page = browser.post("/account/factor", &[("code", &code)]).await?;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    for (path, kind) in [
        ("/account/factor", "Zweiter Faktor ersetzt"),
        ("/account/factor/remove", "Zweiter Faktor entfernt"),
    ] {
        desk.clock.advance(30);
        let other = desk.browser();
        other.log_in(MAIL).await?;
        let code = services::accounts::present_code(desk.context(), MAIL).await?;
        other.post("/login/factor", &[("code", &code)]).await?;
        assert_eq!(other.get("/account").await?.status, StatusCode::OK);
        desk.clock.advance(30);
        browser.post("/account/factor/start", &[]).await?;
        assert_eq!(other.get("/account").await?.status, StatusCode::OK);
        let code = services::accounts::present_code_of_new(desk.context(), MAIL).await?;
        browser.post(path, &[("code", &code)]).await?;
        assert_eq!(
            other.get("/account").await?.location(),
            "/login?next=/account",
            "{path}"
        );
        assert_eq!(browser.get("/account").await?.status, StatusCode::OK);
        desk.work().await?;
        let mut tx = desk.context().db().read().await?;
        let mails = store::mails::list_newest(&mut tx, 9).await?;
        assert!(mails.iter().any(|mail| mail.subject == kind), "{kind}");
    }
    desk.stop().await
}
