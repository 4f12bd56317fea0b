//! Credentials the customer is asked for again, moved out of a text, or takes from the account.

use axum::http::StatusCode;

use super::house::{
    CANARY, House, JANA, PETRA, REASON, SYSTEM, as_json, main, number, request, work,
};
use crate::desk::Result;

/// Both come back after their sessions ended.
async fn log_in_again(house: &House) -> Result {
    house.petra.log_in(PETRA).await?;
    house.jana.log_in(JANA).await?;
    let code = services::accounts::present_code(house.desk.context(), JANA).await?;
    let page = house.jana.post("/login/factor", &[("code", &code)]).await?;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", main(&page));
    Ok(())
}

// I-26
#[tokio::test]
async fn a_day_after_the_end_the_page_asks_for_credentials_and_then_for_a_signature() -> Result {
    let mut house = House::open().await?;
    // Credentials are the only way in.
    let mut fields = request("sign");
    fields.retain(|(_, value)| *value != "rescue");
    let to = house.step(true, "/interventions/new", &fields).await?;
    let ticket = number(&to, "/sign").ok_or("complete")?;
    house.sign(ticket).await?;
    house.begin(ticket).await?;
    house.desk.clock.advance(29 * 3600);
    let context = house.desk.context();
    services::interventions::expire_overdue(context).await?;
    services::credentials::sweep(context).await?;
    log_in_again(&house).await?;

    let path = format!("/tickets/{ticket}");
    let page = house.look(true, &path).await?;
    let deposit = format!("/interventions/{ticket}/credentials");
    assert!(page.contains(&deposit) && page.contains("unterschreiben Sie danach neu"));
    // Nothing is offered that leads back here.
    for circle in ["/extend", "/request", "/sign"] {
        let href = format!("href=\"/interventions/{ticket}{circle}\"");
        assert!(!page.contains(&href), "{circle} is offered");
    }
    for way in ["/extend", "/sign"] {
        let mut to = format!("/interventions/{ticket}{way}");
        for _ in 0..3 {
            let answer = house.petra.get(&to).await?;
            if answer.status != StatusCode::SEE_OTHER {
                break;
            }
            answer.location().clone_into(&mut to);
        }
        assert_eq!(to, format!("{path}#intervention"), "{way}");
    }

    let fields = [
        ("username", "lt-einsatz"),
        ("password", "N3u-hinterlegt-Tanne"),
    ];
    house.step(true, &deposit, &fields).await?;
    let page = house.look(true, &path).await?;
    assert!(!page.contains(&deposit) && page.contains("Jetzt unterschreiben"));
    house.sign(ticket).await?;
    let secret = house.password_path(ticket).await?;
    let shown = as_json(&house.jana, &secret, &[("reason", REASON)]).await?;
    assert_eq!(shown.status, StatusCode::OK, "{}", shown.text);
    assert!(shown.text.contains("N3u-hinterlegt-Tanne"));
    // I-05
    assert_eq!(
        house
            .look(false, &work(ticket, ""))
            .await?
            .matches("N3u-")
            .count(),
        0
    );
    house.assert_no_secret();
    house.desk.stop().await
}

// I-36
#[tokio::test]
async fn what_was_changed_and_not_submitted_is_there_again() -> Result {
    let mut house = House::open().await?;
    let ticket = house.filed().await?;
    let path = format!("/interventions/{ticket}/request");
    let typed = [
        ("problem", "Seit 13 Uhr geht auch FTP nicht."),
        ("access", "credentials"),
        ("password", CANARY),
        ("ack", "backups"),
    ];
    let saved = house
        .petra
        .post(&format!("/drafts/intervention-{ticket}"), &typed)
        .await?;
    assert_eq!(saved.status, StatusCode::OK, "{}", saved.text);
    let page = house.look(true, &path).await?;
    assert!(
        page.contains("Seit 13 Uhr geht auch FTP nicht.")
            && page.contains("Das sind Ihre Änderungen")
    );
    // What was filed is there too, and nobody else sees what Petra typed.
    let page = house.look(true, &format!("{path}?filed=1")).await?;
    assert!(page.contains("Seit 12:40 Uhr") && !page.contains("Das sind Ihre Änderungen"));

    let fields: Vec<_> = request("save")
        .into_iter()
        .filter(|(name, _)| !matches!(*name, "problem" | "username" | "password"))
        .chain([("problem", "Seit 13 Uhr geht auch FTP nicht.")])
        .collect();
    house.step(true, &path, &fields).await?;
    let page = house.look(true, &path).await?;
    assert!(
        page.contains("FTP") && !page.contains("Das sind Ihre Änderungen"),
        "submitted is no draft"
    );
    house.assert_no_secret();
    house.desk.stop().await
}

// I-61
#[tokio::test]
async fn what_was_kept_in_the_account_stands_in_the_next_request() -> Result {
    let mut house = House::open().await?;
    let first = house.running().await?;
    let handover = [
        ("handover_label", "Neuer Zugang"),
        ("handover_username", "lt-neu"),
        ("handover_password", "N3u-uebergeben-Tanne"),
    ];
    house
        .step(false, &work(first, "/handover"), &handover)
        .await?;
    let page = house.look(true, "/vault").await?;
    let keep = page
        .split("action=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .find(|action| action.ends_with("/keep"))
        .ok_or("nothing to keep")?
        .to_owned();
    house.step(true, &keep, &[]).await?;

    let page = house.look(true, "/interventions/new").await?;
    assert!(page.contains("Aus Ihrem Konto übernehmen") && page.contains("Neuer Zugang, Passwort"));
    assert!(page.contains(SYSTEM) && !page.contains("N3u-uebergeben"));
    let kept: Vec<String> = page
        .split("name=\"kept\"")
        .skip(1)
        .filter_map(|rest| {
            rest.split("value=\"")
                .nth(1)?
                .split('"')
                .next()
                .map(str::to_owned)
        })
        .collect();
    assert_eq!(kept.len(), 2, "{kept:?}");
    let mut fields = request("sign");
    fields.extend(kept.iter().map(|id| ("kept", id.as_str())));
    let twice = house.petra.post("/interventions/new", &fields).await?;
    assert_eq!(
        twice.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "{kept:?} {}",
        main(&twice)
    );
    assert!(twice.text.contains("gibt es doppelt"), "{}", main(&twice));
    fields.retain(|(name, _)| !matches!(*name, "username" | "password"));
    let to = house.step(true, "/interventions/new", &fields).await?;
    let second = number(&to, "/sign").ok_or("complete with what was kept")?;
    house.sign(second).await?;
    house.begin(second).await?;
    let secret = house.password_path(second).await?;
    let shown = as_json(&house.jana, &secret, &[("reason", REASON)]).await?;
    assert!(
        shown.text.contains("N3u-uebergeben-Tanne"),
        "{}",
        shown.text
    );
    house.assert_no_secret();
    house.desk.stop().await
}

/// Without a script a reason that looks like a secret is asked about as in the composer: it can be changed, or sent all the
/// same, which the log says; what was looked for is shown then.
#[tokio::test]
async fn a_reason_that_looks_like_a_secret_can_be_given_all_the_same() -> Result {
    let mut house = House::open().await?;
    let ticket = house.running().await?;
    let path = house.password_path(ticket).await?;
    let reason = "Anmeldung mit password=Sommerregen2026 klappt nicht";
    let held = house.jana.post(&path, &[("reason", reason)]).await?;
    assert_eq!(
        held.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "{}",
        main(&held)
    );
    let keep = "name=\"secrets\" value=\"keep\"";
    assert!(held.text.contains(keep), "{}", main(&held));
    let action = format!("action=\"{path}\"");
    assert!(held.text.contains(&action), "{}", main(&held));
    assert!(held.text.contains("name=\"reason\""), "{}", main(&held));
    assert!(!held.text.contains(CANARY));

    let kept = [("reason", reason), ("secrets", "keep")];
    let shown = house.jana.post(&path, &kept).await?;
    assert_eq!(shown.status, StatusCode::OK, "{}", main(&shown));
    assert!(shown.text.contains(CANARY));
    let mut tx = house.desk.context().db().read().await?;
    let number = domain::ids::TicketNumber(ticket);
    let ticket = store::tickets::find(&mut tx, number)
        .await?
        .ok_or("no ticket")?;
    let log = store::audit::list_since(&mut tx, ticket.organization_id, 0, 1_000).await?;
    let kinds: Vec<_> = log.iter().map(|row| row.kind.as_str()).collect();
    let place = |wanted: &str| kinds.iter().position(|kind| *kind == wanted);
    let told = ["text.held_back", "text.secret_kept", "reveal.granted"].map(place);
    assert!(told.is_sorted() && told[0].is_some(), "{kinds:?}");
    drop(tx);
    house.desk.stop().await
}

// I-05
#[tokio::test]
async fn the_page_says_whose_a_secret_becomes_before_it_is_moved() -> Result {
    let mut house = House::open().await?;
    let ticket = house.running().await?;
    let text = format!("Das iDRAC-Passwort lautet {CANARY}, bitte nicht weitergeben.");
    let path = format!("/tickets/{ticket}/notes");
    let held = house.jana.post(&path, &[("note", &text)]).await?;
    assert_eq!(
        held.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "{}",
        main(&held)
    );
    assert!(
        held.text
            .contains("Aus dem Tresor kann es danach niemand mehr lesen")
    );
    house
        .step(false, &path, &[("note", &text), ("secrets", "vault")])
        .await?;
    let page = house.look(true, "/vault").await?;
    assert!(
        !page.contains("reveal") && !page.contains(&format!("Ticket {ticket} #1")),
        "{page}"
    );
    let path = format!("/tickets/{ticket}/messages");
    let held = house.petra.post(&path, &[("body", &text)]).await?;
    assert!(
        held.text.contains("Im Tresor liegt es verschlüsselt"),
        "{}",
        main(&held)
    );
    house.assert_no_secret();
    house.desk.stop().await
}

// I-39
#[tokio::test]
async fn a_value_that_was_copied_is_still_shown_until_its_pane_closes() -> Result {
    let mut house = House::open().await?;
    let ticket = house.running().await?;
    let secret = house.password_path(ticket).await?;
    let shown = as_json(&house.jana, &secret, &[("reason", REASON)]).await?;
    let body: serde_json::Value = serde_json::from_str(&shown.text)?;
    for (address, fields) in [
        ("copied_url", [("x", "x")]),
        ("hide_url", [("how", "blur")]),
        ("hide_url", [("how", "left")]),
    ] {
        let path = body[address].as_str().ok_or("no address")?;
        let told = as_json(&house.jana, path, &fields).await?;
        assert_eq!(told.status, StatusCode::OK, "{}", told.text);
    }
    let path = format!("/tickets/{ticket}/protocol.jsonl");
    let protocol = house.look(true, &path).await?;
    assert_eq!(protocol.matches("reveal.copied").count(), 1);
    assert_eq!(protocol.matches("reveal.hidden").count(), 1, "{protocol}");
    assert!(protocol.contains("blur"), "the end has its reason");
    house.desk.stop().await
}
