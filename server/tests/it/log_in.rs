//! Log-in, sessions, second factor, fresh check.

use domain::account::StaffRole;
use reqwest::{Method, StatusCode};
use secrecy::SecretString;

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
