//! What the use case tells about a case is what the document shows: nothing is lost on the way into the printed pack.

use std::time::Duration;

use axum::http::StatusCode;
use documents::EvidencePack;
use serde_json::Value;

use super::house::{CANARY, House, REASON, as_json, request, work};
use crate::desk::Result;

/// Without what is not there: `null` and a missing field say the same.
fn present(value: Value) -> Value {
    match value {
        Value::Object(fields) => fields
            .into_iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(name, value)| (name, present(value)))
            .collect(),
        Value::Array(items) => items.into_iter().map(present).collect(),
        other => other,
    }
}

/// How often somebody downloaded the pack, by the chain.
async fn packs(house: &House, ticket: i64) -> Result<usize> {
    let mut tx = house.desk.context().db().read().await?;
    let ticket = store::tickets::find(&mut tx, domain::ids::TicketNumber(ticket)).await?;
    let organization = ticket.ok_or("no ticket")?.organization_id;
    let events = store::audit::list_since(&mut tx, organization, 0, 10_000).await?;
    let packs = events
        .iter()
        .filter(|event| event.kind == "export.evidence");
    Ok(packs.count())
}

// I-43
#[tokio::test]
async fn a_pack_comes_by_a_button_and_following_a_link_writes_nothing() -> Result {
    let mut house = House::open().await?;
    house
        .step(true, "/interventions/new", &request("sign"))
        .await?;
    let ticket = house.sign_last().await?;
    let page = house.look(true, &format!("/tickets/{ticket}")).await?;
    for (done, kind) in ["pdf", "json"].into_iter().enumerate() {
        let path = format!("/tickets/{ticket}/evidence.{kind}");
        let button = format!("<form method=\"post\" action=\"{path}\">");
        assert!(page.contains(&button) && !page.contains(&format!("href=\"{path}\"")));
        let followed = house.petra.get(&path).await?;
        assert_eq!(followed.status, StatusCode::METHOD_NOT_ALLOWED);
        assert_eq!(packs(&house, ticket).await?, done, "a GET wrote an event");
        let file = house.petra.post(&path, &[]).await?;
        assert_eq!(file.status, StatusCode::OK, "{}", file.main());
        assert!(file.header("content-disposition").starts_with("attachment"));
        assert_eq!(packs(&house, ticket).await?, done + 1);
    }
    house.desk.stop().await
}

#[tokio::test]
async fn too_many_papers_at_once_are_refused_before_anything_is_written() -> Result {
    let mut house = House::open().await?;
    house
        .step(true, "/interventions/new", &request("sign"))
        .await?;
    let ticket = house.sign_last().await?;
    let layouts = house.desk.app.layouts().clone();
    let mut others = Vec::new();
    while layouts.places_left() > 0 {
        let (queue, left) = (layouts.clone(), layouts.places_left());
        others.push(tokio::spawn(async move {
            let _turn = queue.turn().await;
            std::future::pending::<()>().await;
        }));
        while layouts.places_left() == left {
            tokio::task::yield_now().await;
        }
    }
    for path in ["evidence.pdf", "evidence.json"] {
        let path = format!("/tickets/{ticket}/{path}");
        let busy = house.petra.post(&path, &[]).await?;
        assert_eq!(busy.status, StatusCode::SERVICE_UNAVAILABLE);
        assert!(busy.header("retry-after").parse::<u32>()? > 0);
        assert!(
            busy.text.contains("Gerade entstehen zu viele Papiere"),
            "{}",
            busy.main()
        );
    }
    let signed = format!("/tickets/{ticket}/authorization.pdf");
    let busy = house.petra.get(&signed).await?;
    assert_eq!(busy.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(packs(&house, ticket).await?, 0, "an event without its pack");
    for other in others {
        other.abort();
    }
    // Whoever waits for a turn gets it; a lost place would let this wait for ever.
    let pack = format!("/tickets/{ticket}/evidence.json");
    let pack = tokio::time::timeout(Duration::from_mins(1), async {
        loop {
            let answer = house.petra.post(&pack, &[]).await?;
            if answer.status != StatusCode::SERVICE_UNAVAILABLE {
                return Ok::<_, Box<dyn std::error::Error + Send + Sync>>(answer);
            }
        }
    });
    assert_eq!(pack.await??.status, StatusCode::OK);
    house.desk.stop().await
}

// I-43
#[tokio::test]
async fn every_fact_of_the_evidence_has_its_place_in_the_document() -> Result {
    let mut house = House::open().await?;
    let mut asked = request("sign");
    asked.push(("task", "malware_removal"));
    house.step(true, "/interventions/new", &asked).await?;
    let ticket = house.sign_last().await?;
    house.step(false, &work(ticket, "/take"), &[]).await?;
    house.step(false, &work(ticket, "/verify"), &[]).await?;
    let offer = [
        ("offer_task", "malware_removal"),
        ("offer_scope", "Dateien prüfen"),
        ("offer_kind", "time"),
        ("offer_ceiling", "400"),
    ];
    house.step(false, &work(ticket, "/offer"), &offer).await?;
    let assessment = [
        ("method", "ssh_rdp"),
        ("method_reason", "Port 22 antwortet"),
        ("complexity", "standard"),
        ("symptom", "firewall_locked_out"),
    ];
    house
        .step(false, &work(ticket, "/assess"), &assessment)
        .await?;
    house.step(false, &work(ticket, "/start"), &[]).await?;
    house
        .step(false, &work(ticket, "/timer/start"), &[])
        .await?;
    let secret = house.password_path(ticket).await?;
    let shown = as_json(&house.jana, &secret, &[("reason", REASON)]).await?;
    assert_eq!(shown.status, StatusCode::OK, "{}", shown.text);
    as_json(&house.jana, &secret, &[("reason", "kurz")]).await?;
    for visible in ["customer", "no"] {
        let entry = [
            ("what", "Regel für TCP 22 ergänzt"),
            ("log_method", "ssh_rdp"),
            ("target", "nftables"),
            ("changed_file", "/etc/nftables.conf"),
            ("why", "Die Kette input verwarf jede neue Verbindung."),
            ("result", "SSH antwortet wieder"),
            ("visible", visible),
        ];
        house.step(false, &work(ticket, "/log"), &entry).await?;
    }
    house
        .step(
            false,
            &work(ticket, "/clarify"),
            &[("question", "Dürfen wir neu starten?")],
        )
        .await?;
    house
        .step(
            true,
            &format!("/tickets/{ticket}/messages"),
            &[("body", "Ja, bitte.")],
        )
        .await?;
    house.desk.clock.advance(600);
    let note = [("timer_note", "Firewall geprüft")];
    house
        .step(false, &work(ticket, "/timer/stop"), &note)
        .await?;
    let new = [
        ("handover_label", "root auf web-03"),
        ("handover_username", "root"),
        ("handover_password", "Neu-4711-Passwort"),
    ];
    house.step(false, &work(ticket, "/handover"), &new).await?;
    let closing = [
        ("summary", "SSH ist wieder erreichbar."),
        ("cause", "network_rule"),
        ("avoidable", "avoidable"),
        ("avoidable_reason", "Die Regel fehlte im Playbook."),
        ("new_login", "handed"),
    ];
    house.step(false, &work(ticket, "/close"), &closing).await?;
    house
        .step(
            true,
            &format!("/interventions/{ticket}/password-changed"),
            &[],
        )
        .await?;

    for browser in [&house.petra, &house.jana] {
        let path = format!("/tickets/{ticket}/evidence.json");
        let page = browser.post(&path, &[]).await?;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text);
        assert!(!page.text.contains(CANARY) && !page.text.contains("Neu-4711-Passwort"));
        let pack: Value = serde_json::from_str(&page.text)?;
        let case = pack["case"].clone();
        for list in [
            "authorizations",
            "gate",
            "clocks",
            "reveals",
            "actions",
            "messages",
            "charges",
            "ceilings",
            "work",
            "orders",
            "handovers",
            "destroyed",
        ] {
            let rows = case[list].as_array().map_or(0, Vec::len);
            assert!(rows > 0, "{list} is empty: the test shows nothing about it");
        }
        let document: EvidencePack = serde_json::from_value(case.clone())?;
        assert_eq!(present(serde_json::to_value(&document)?), present(case));
    }
    house.desk.stop().await
}
