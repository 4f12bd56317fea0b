//! Who may not: looks refused with their reason, locking, strangers, customers in the workspace.

use axum::http::StatusCode;
use domain::account::StaffRole;

use super::house::{CANARY, House, JANA, REASON, as_json, main, work};
use crate::desk::Result;

// I-40
#[tokio::test]
async fn looks_are_refused_with_reason_and_locking_ends_everything() -> Result {
    let mut house = House::open().await?;
    let ticket = house.running().await?;
    let secret = house.password_path(ticket).await?;
    let short = as_json(&house.jana, &secret, &[("reason", "kurz")]).await?;
    assert_eq!(short.status, StatusCode::UNPROCESSABLE_ENTITY);
    let colleague = house
        .desk
        .staff("karl@example.test", StaffRole::Engineer)
        .await?;
    let other = as_json(&colleague, &secret, &[("reason", REASON)]).await?;
    assert_eq!(other.status, StatusCode::FORBIDDEN, "{}", other.text);
    assert!(other.text.contains("Nicht zuständig"));

    // Without JavaScript the value is on a page with nothing around it that leads back.
    let bare = house.jana.post(&secret, &[("reason", REASON)]).await?;
    assert_eq!(bare.status, StatusCode::OK, "{}", main(&bare));
    assert!(
        bare.text.contains(CANARY) && !bare.text.contains("<nav") && !bare.text.contains("<script")
    );
    assert!(
        bare.text
            .contains(&format!("content=\"30;url={}\"", work(ticket, "")))
    );
    assert_eq!(bare.header("cache-control"), "no-store");

    // The factor is asked for again after five minutes; that is no recorded refusal.
    house.desk.clock.advance(6 * 60);
    let stale = as_json(&house.jana, &secret, &[("reason", REASON)]).await?;
    assert_eq!(stale.status, StatusCode::UNPROCESSABLE_ENTITY);
    let code = services::accounts::present_code(house.desk.context(), JANA).await?;
    let fields = [("reason", REASON), ("code", code.as_str())];
    let again = as_json(&house.jana, &secret, &fields).await?;
    assert_eq!(again.status, StatusCode::OK, "{}", again.text);

    let live = house.look(true, &format!("/tickets/{ticket}/live")).await?;
    assert!(live.contains("Einsicht verweigert") && live.contains("karl"));
    house
        .step(true, &format!("/tickets/{ticket}/lock"), &[])
        .await?;
    let locked = as_json(&house.jana, &secret, &[("reason", REASON)]).await?;
    assert_eq!(locked.status, StatusCode::FORBIDDEN);
    assert!(!locked.text.contains(CANARY));
    let page = house.look(false, &work(ticket, "")).await?;
    assert!(page.contains("Vernichtet"));
    house.assert_no_secret();
    house.desk.stop().await
}

#[tokio::test]
async fn strangers_find_nothing_and_customers_no_workspace() -> Result {
    let mut house = House::open().await?;
    let ticket = house.running().await?;
    let secret = house.password_path(ticket).await?;
    let stranger = house.desk.customer("fritz@fremd.test", "20002").await?;
    let pages = [
        format!("/interventions/{ticket}/request"),
        format!("/interventions/{ticket}/sign"),
        format!("/interventions/{ticket}/extend"),
        format!("/tickets/{ticket}/live"),
        format!("/tickets/{ticket}/live/log"),
        format!("/tickets/{ticket}/protocol.jsonl"),
        format!("/events?ticket={ticket}"),
    ];
    for path in &pages {
        assert_eq!(
            stranger.get(path).await?.status,
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
    let posts = [
        format!("/tickets/{ticket}/lock"),
        format!("/interventions/{ticket}/withdraw"),
        format!("/interventions/{ticket}/password-changed"),
        format!("/interventions/{ticket}/reopen"),
        format!("/interventions/{ticket}/request"),
    ];
    for path in &posts {
        let page = stranger
            .post(path, &[("reopen_reason", "Immer noch")])
            .await?;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
    }
    for act in ["", "/log/new"] {
        for browser in [&stranger, &house.petra] {
            let page = browser.get(&work(ticket, act)).await?;
            assert_eq!(
                page.status,
                StatusCode::NOT_FOUND,
                "customers never learn of it"
            );
        }
    }
    for act in [
        "/verify",
        "/start",
        "/log",
        "/close",
        "/handover",
        "/login-wrong",
        "/reopen",
        "/unlock",
    ] {
        let page = house.petra.post(&work(ticket, act), &[]).await?;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{act}");
    }
    let page = as_json(&house.petra, &secret, &[("reason", REASON)]).await?;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    let manager = house
        .desk
        .staff("maja@example.test", StaffRole::Manager)
        .await?;
    let page = as_json(&manager, &secret, &[("reason", REASON)]).await?;
    assert_eq!(
        page.status,
        StatusCode::FORBIDDEN,
        "a manager reads all and never reveals"
    );
    assert_eq!(manager.get(&work(ticket, "")).await?.status, StatusCode::OK);
    house.desk.stop().await
}
