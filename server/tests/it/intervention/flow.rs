//! The way through: from the request to the evidence, live pages, what is kept of a form.

use std::time::Duration;

use axum::http::{Method, StatusCode};

use super::house::{CANARY, House, REASON, as_json, main, number, request, work};
use crate::desk::{Browser, Result};

// I-35, I-39, I-43
#[tokio::test]
async fn authorise_access_log_close_and_the_value_is_in_one_answer_only() -> Result {
    let mut house = House::open().await?;
    let ticket = house.running().await?;
    let secret = house.password_path(ticket).await?;

    let shown = as_json(&house.jana, &secret, &[("reason", REASON)]).await?;
    assert_eq!(shown.status, StatusCode::OK, "{}", shown.text);
    assert_eq!(shown.header("cache-control"), "no-store");
    let body: serde_json::Value = serde_json::from_str(&shown.text)?;
    assert_eq!(body["value"], CANARY);
    assert_eq!(body["seconds"], 30);
    let hide = body["hide_url"].as_str().unwrap_or_default().to_owned();
    assert_eq!(
        as_json(&house.jana, &hide, &[("how", "button")])
            .await?
            .status,
        StatusCode::OK
    );

    let live = house.look(true, &format!("/tickets/{ticket}/live")).await?;
    assert!(
        live.contains("eingesehen") && live.contains(REASON),
        "the customer sees who looked and why"
    );
    assert!(live.contains("<noscript><meta http-equiv=\"refresh\" content=\"15\">"));

    let entry = [
        ("what", "Regel für TCP 22 ergänzt"),
        ("log_method", "ssh_rdp"),
        ("changed_file", "/etc/nftables.conf"),
        ("why", "Die Kette input verwarf jede neue SSH-Verbindung."),
        ("result", "SSH antwortet wieder"),
        ("visible", "customer"),
    ];
    house.step(false, &work(ticket, "/log"), &entry).await?;
    let internal = [
        ("what", "Nur für uns"),
        ("log_method", "ssh_rdp"),
        ("visible", "no"),
    ];
    house.step(false, &work(ticket, "/log"), &internal).await?;
    // What the papers must be able to say as well: a look from outside, and time that is charged.
    let outside = [("what", "Von außen geprüft"), ("log_method", "outside")];
    house.step(false, &work(ticket, "/log"), &outside).await?;
    for act in ["/timer/start", "/timer/stop"] {
        house.desk.clock.advance(60);
        let note = [("timer_note", "Firewall geprüft")];
        house.step(false, &work(ticket, act), &note).await?;
    }
    let log = house
        .look(true, &format!("/tickets/{ticket}/live/log"))
        .await?;
    assert!(log.starts_with("<li") && log.contains("Regel für TCP 22"));
    assert!(
        !log.contains("Nur für uns"),
        "internal entries stay internal"
    );
    let protocol = house
        .look(true, &format!("/tickets/{ticket}/protocol.jsonl"))
        .await?;
    assert!(
        protocol
            .lines()
            .all(|line| serde_json::from_str::<serde_json::Value>(line).is_ok())
    );
    assert!(protocol.contains("reveal.granted") && !protocol.contains("Nur für uns"));

    let incomplete = house
        .jana
        .post(&work(ticket, "/close"), &[("summary", "Erledigt.")])
        .await?;
    assert_eq!(incomplete.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(incomplete.text.contains("Erledigt.") && incomplete.text.contains("f-cause-error"));
    let closing = [
        ("summary", "SSH ist wieder erreichbar."),
        ("cause", "network_rule"),
        ("avoidable", "avoidable"),
        (
            "avoidable_reason",
            "Das Playbook sollte die Regel enthalten.",
        ),
        ("new_login", "none"),
    ];
    house.step(false, &work(ticket, "/close"), &closing).await?;
    let page = house.look(true, &format!("/tickets/{ticket}")).await?;
    assert!(page.contains("Passwort geändert"));
    house
        .step(
            true,
            &format!("/interventions/{ticket}/password-changed"),
            &[],
        )
        .await?;
    for (method, paper) in [
        (Method::GET, "authorization.pdf"),
        (Method::POST, "evidence.pdf"),
    ] {
        let path = format!("/tickets/{ticket}/{paper}");
        let own = [("sec-fetch-site", "same-origin")];
        let pdf = house.petra.send(method, &path, None, &own).await?;
        assert_eq!(pdf.status, StatusCode::OK, "{paper}: {}", main(&pdf));
        assert!(
            pdf.text.starts_with("%PDF-")
                && pdf.header("content-disposition").starts_with("attachment")
        );
    }
    let pack = house
        .download(true, &format!("/tickets/{ticket}/evidence.json"))
        .await?;
    assert!(pack.contains("leitstand-evidence-1") && pack.contains("/etc/nftables.conf"));
    let json: serde_json::Value = serde_json::from_str(&pack)?;
    assert_eq!(json["case"]["work"][0]["note"], "Firewall geprüft");
    assert!(json["case"]["work"][0]["rate"].is_i64() && json["case"]["work"][0]["net"].is_i64());
    let gone = as_json(&house.jana, &secret, &[("reason", REASON)]).await?;
    assert_eq!(gone.status, StatusCode::FORBIDDEN);
    assert!(!gone.text.contains(CANARY));
    house.look(false, &work(ticket, "")).await?;
    house.assert_no_secret();
    house.desk.stop().await
}

// I-36
#[tokio::test]
async fn a_request_is_kept_and_what_is_missing_is_listed_and_secrets_never_come_back() -> Result {
    let mut house = House::open().await?;
    let page = house.look(true, "/interventions/new").await?;
    assert!(!page.contains("name=\"ack\" checked") && !page.contains("checked=\"\" name=\"ack\""));
    let mut wrong = request("sign");
    wrong.retain(|(name, _)| *name != "system" && *name != "ceiling");
    wrong.extend([("system", "gibt-es-nicht"), ("ceiling", "viel")]);
    let page = house.petra.post("/interventions/new", &wrong).await?;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.text.contains("value=\"gibt-es-nicht\"") && page.text.contains("Seit 12:40 Uhr"));
    house.seen.push(page.text);

    house
        .step(
            true,
            "/interventions/new",
            &[("problem", "Entwurf im Tun"), ("action", "save")],
        )
        .await?;
    assert!(
        house
            .look(true, "/interventions/new")
            .await?
            .contains("Entwurf im Tun")
    );

    let mut half = request("sign");
    half.retain(|(name, _)| !matches!(*name, "ack" | "symptom"));
    let to = house.step(true, "/interventions/new", &half).await?;
    let ticket = number(&to, "/request").ok_or("the form again")?;
    let page = house.look(true, &to).await?;
    assert!(page.contains("Es fehlt noch") && page.contains("Im Tresor hinterlegt"));
    let refused = house
        .petra
        .get(&format!("/interventions/{ticket}/sign"))
        .await?;
    assert_eq!(
        refused.status,
        StatusCode::SEE_OTHER,
        "nothing incomplete can be signed"
    );
    house.assert_no_secret();
    house.desk.stop().await
}

/// Reads a stream until a text comes, at most so long.
pub async fn heard(response: &mut reqwest::Response, text: &str, within: Duration) -> Result<bool> {
    let mut all = String::new();
    let end = tokio::time::Instant::now() + within;
    while let Ok(Ok(Some(chunk))) = tokio::time::timeout_at(end, response.chunk()).await {
        all.push_str(&String::from_utf8_lossy(&chunk));
        if all.contains(text) {
            return Ok(true);
        }
    }
    Ok(false)
}

// I-43
#[tokio::test]
async fn an_open_page_hears_of_it_within_two_seconds_and_streams_end() -> Result {
    let mut house = House::open().await?;
    let ticket = house.running().await?;
    let url = format!("http://{}/events?ticket={ticket}", house.desk.address);
    let open = |browser: &Browser| {
        let request = reqwest::Client::new()
            .get(&url)
            .header("cookie", browser.cookie());
        async move { request.send().await }
    };
    let mut stream = open(&house.petra).await?;
    assert_eq!(stream.headers()["content-type"], "text/event-stream");
    assert!(heard(&mut stream, "event: changed", Duration::from_secs(5)).await?);
    let entry = [
        ("what", "Dienst geprüft"),
        ("log_method", "outside"),
        ("visible", "customer"),
    ];
    house.step(false, &work(ticket, "/log"), &entry).await?;
    assert!(heard(&mut stream, "event: changed", Duration::from_secs(2)).await?);
    // What another process commits is noticed by its number in the chain.
    house
        .step(true, &format!("/tickets/{ticket}/lock"), &[])
        .await?;
    assert!(heard(&mut stream, "event: revoked", Duration::from_secs(2)).await?);
    // Room for so many, not for more; and none for who is logged out.
    let mut streams = Vec::new();
    for _ in 1..server::streams::MOST_PER_SESSION {
        streams.push(open(&house.petra).await?);
    }
    assert_eq!(
        open(&house.petra).await?.status(),
        reqwest::StatusCode::TOO_MANY_REQUESTS
    );
    house.petra.post("/logout", &[]).await?;
    let note = [
        ("what", "Noch ein Blick"),
        ("log_method", "outside"),
        ("visible", "customer"),
    ];
    house.jana.post(&work(ticket, "/log"), &note).await?;
    let ended = tokio::time::timeout(Duration::from_secs(20), async {
        while let Ok(Some(_)) = stream.chunk().await {}
    });
    assert!(ended.await.is_ok(), "a stream ends with its session");
    house.desk.stop().await
}
