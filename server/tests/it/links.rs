//! Links from mails: reset, invitation, set-up.

use std::time::Duration;

use domain::account::StaffRole;
use domain::ids::JobId;
use reqwest::StatusCode;
use store::jobs::{self, NewJob};

use super::desk::{Desk, PASSWORD, Result};

const MAIL: &str = "anna@example.org";
const NEW: &str = "Drei Boote am Steg und Nebel";

#[tokio::test]
async fn a_reset_link_works_once_ends_all_sessions_and_does_not_log_in() -> Result {
    let desk = Desk::start().await?;
    let logged_in = desk.customer(MAIL, "K-1").await?;
    let browser = desk.browser();
    let page = browser.post("/password/forgot", &[("email", MAIL)]).await?;
    assert!(page.status == StatusCode::OK && page.text.contains("Sehen Sie in Ihr Postfach"));
    let link = desk.link_to(MAIL).await?;
    let page = browser.get(&link).await?;
    assert_eq!(
        (page.status, page.header("referrer-policy")),
        (StatusCode::OK, "no-referrer")
    );

    let short = [("password", "kurz"), ("password_repeat", "kurz")];
    let page = browser.post(&link, &short).await?;
    assert!(
        page.status == StatusCode::UNPROCESSABLE_ENTITY && !page.text.contains("value=\"kurz\"")
    );
    let fields = [("password", NEW), ("password_repeat", NEW)];
    assert_eq!(
        browser.post(&link, &fields).await?.location(),
        "/login?ok=password_reset"
    );
    assert_eq!(browser.cookie(), "", "not logged in");
    assert_eq!(
        logged_in.get("/account").await?.status,
        StatusCode::SEE_OTHER
    );
    assert_eq!(
        browser.post(&link, &fields).await?.status,
        StatusCode::GONE,
        "used up"
    );
    assert_eq!(
        browser.log_in(MAIL).await?.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    let page = browser
        .post("/login", &[("email", MAIL), ("password", NEW)])
        .await?;
    assert_eq!(page.location(), "/");
    desk.stop().await
}

#[tokio::test]
async fn a_reset_does_not_pass_by_the_second_factor() -> Result {
    let desk = Desk::start().await?;
    desk.staff(MAIL, StaffRole::Engineer).await?;
    let browser = desk.browser();
    browser.post("/password/forgot", &[("email", MAIL)]).await?;
    let link = desk.link_to(MAIL).await?;
    let fields = [("password", NEW), ("password_repeat", NEW)];
    browser.post(&link, &fields).await?;
    let page = browser
        .post("/login", &[("email", MAIL), ("password", NEW)])
        .await?;
    assert_eq!(page.location(), "/login/factor");
    desk.stop().await
}

#[tokio::test]
async fn asking_for_a_link_says_the_same_for_unknown_accounts() -> Result {
    let desk = Desk::start().await?;
    desk.person(MAIL, None).await?;
    let browser = desk.browser();
    let mut answers = Vec::new();
    for email in [MAIL, "nobody@example.org"] {
        let page = browser
            .post("/password/forgot", &[("email", email)])
            .await?;
        answers.push((page.status, page.text));
    }
    assert_eq!(answers[0], answers[1]);
    assert_eq!(desk.mail_to("nobody@example.org").await?, None);
    assert!(desk.mail_to(MAIL).await?.is_some());
    desk.stop().await
}

/// What the others here rely on: a job that somebody else has begun is waited for, and so is what comes of it.
#[tokio::test]
async fn whoever_waits_for_mails_waits_for_jobs_in_other_hands_too() -> Result {
    let desk = Desk::start().await?;
    let (id, now) = (desk.context().id(JobId::from_uuid), desk.context().now());
    let job = NewJob {
        id,
        kind: "mail.send".to_owned(),
        payload: "{}".to_owned(),
        unique_key: None,
        run_at: now,
        created_at: now,
    };
    let mut tx = desk.context().db().begin().await?;
    jobs::insert(&mut tx, &job).await?;
    let claimed = jobs::claim(&mut tx, "elsewhere", now, now.plus_seconds(60), 1).await?;
    tx.save().await?;
    assert_eq!(claimed.len(), 1);
    let early = tokio::time::timeout(Duration::from_millis(300), desk.work()).await;
    assert!(early.is_err(), "the job is not done: {early:?}");
    let mut tx = desk.context().db().begin().await?;
    assert!(jobs::finish(&mut tx, id, "elsewhere").await?);
    tx.save().await?;
    desk.work().await?;
    desk.stop().await
}

#[tokio::test]
async fn a_link_expires_and_a_newer_one_takes_its_place() -> Result {
    let desk = Desk::start().await?;
    desk.person(MAIL, None).await?;
    let browser = desk.browser();
    browser.post("/password/forgot", &[("email", MAIL)]).await?;
    let first = desk.link_to(MAIL).await?;
    browser.post("/password/forgot", &[("email", MAIL)]).await?;
    assert_eq!(
        desk.link_to(MAIL).await?,
        first,
        "no second mail within five minutes"
    );
    desk.clock.advance(300);
    browser.post("/password/forgot", &[("email", MAIL)]).await?;
    let second = desk.link_to(MAIL).await?;
    assert_ne!(first, second);
    assert_eq!(browser.get(&first).await?.status, StatusCode::GONE);
    desk.clock.advance(3600);
    assert_eq!(browser.get(&second).await?.status, StatusCode::GONE);
    desk.stop().await
}

#[tokio::test]
async fn the_first_start_sets_up_provider_and_admin_once() -> Result {
    let desk = Desk::start().await?;
    let public = desk.context().settings().public_url.clone();
    let old = services::accounts::setup_link(desk.context())
        .await?
        .ok_or("no link")?;
    let new = services::accounts::setup_link(desk.context())
        .await?
        .ok_or("no link")?;
    let browser = desk.browser();
    assert_eq!(
        browser.get(&old.replace(&public, "")).await?.status,
        StatusCode::GONE
    );
    let path = new.replace(&public, "");
    assert_eq!(browser.get(&path).await?.status, StatusCode::OK);
    let missing = browser.post(&path, &[("name", "Ada <b>")]).await?;
    assert_eq!(missing.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        missing.text.contains("value=\"Ada &lt;b&gt;\""),
        "typed values are kept, escaped"
    );
    let fields = [
        ("provider", "Kastell Hosting"),
        ("name", "Ada"),
        ("email", MAIL),
        ("password", PASSWORD),
        ("password_repeat", PASSWORD),
    ];
    assert_eq!(
        browser.post(&path, &fields).await?.location(),
        "/login?ok=set_up"
    );
    assert_eq!(browser.post(&path, &fields).await?.status, StatusCode::GONE);
    assert_eq!(browser.log_in(MAIL).await?.location(), "/login/enrol");
    assert_eq!(services::accounts::setup_link(desk.context()).await?, None);
    let login = desk.browser().get("/login").await?;
    assert!(login.text.contains("Kastell Hosting"));
    desk.stop().await
}

#[tokio::test]
async fn the_operators_links_create_staff_and_open_a_locked_out_account() -> Result {
    let desk = Desk::start().await?;
    let public = desk.context().settings().public_url.clone();
    let link =
        services::accounts::operator_link(desk.context(), MAIL, "Ada", Some(StaffRole::Admin));
    let path = link.await?.replace(&public, "");
    let browser = desk.browser();
    let page = browser.get(&path).await?;
    assert!(page.text.contains(MAIL) && page.text.contains("value=\"Ada\""));
    let fields = [
        ("name", "Ada"),
        ("password", PASSWORD),
        ("password_repeat", PASSWORD),
    ];
    let page = browser.post(&path, &fields).await?;
    assert_eq!(page.location(), "/login?ok=invitation_accepted");
    assert_eq!(browser.post(&path, &fields).await?.status, StatusCode::GONE);
    assert_eq!(browser.log_in(MAIL).await?.location(), "/login/enrol");

    let link = services::accounts::operator_link(desk.context(), MAIL, "", None).await?;
    assert!(link.contains("/password/reset/"));
    let nobody = services::accounts::operator_link(desk.context(), "x@example.org", "", None).await;
    assert!(matches!(
        nobody,
        Err(services::error::ServiceError::NotFound)
    ));
    desk.stop().await
}
