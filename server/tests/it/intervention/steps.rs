//! Steps of the procedure a page once lacked: open again by the desk, keys handed over, entries written later.

use axum::http::StatusCode;
use reqwest::Method;

use super::house::{House, main, work};
use crate::desk::{Page, Result};

const KEY: &str =
    include_str!("../../../../crates/services/src/credentials/private_key/ed25519.txt");
const FINGERPRINT: &str =
    include_str!("../../../../crates/services/src/credentials/private_key/ed25519.fingerprint");

const CLOSING: [(&str, &str); 5] = [
    ("summary", "SSH ist wieder erreichbar."),
    ("cause", "network_rule"),
    ("avoidable", "avoidable"),
    ("avoidable_reason", "Die Regel fehlte im Playbook."),
    ("new_login", "none"),
];

/// A hand-over with a file, as a browser sends it.
async fn hand_over_file(house: &House, ticket: i64, file: &str) -> Result<Page> {
    let part = |name: &str, more: &str, value: &str| {
        format!("--XX\r\nContent-Disposition: form-data; name=\"{name}\"{more}\r\n\r\n{value}\r\n")
    };
    let body = [
        part("handover_label", "", "Schlüssel für deploy"),
        part("handover_username", "", ""),
        part("handover_password", "", ""),
        part("handover_private_key", "", ""),
        part("handover_key_file", "; filename=\"id_ed25519\"", file),
        "--XX--\r\n".to_owned(),
    ]
    .concat();
    let path = work(ticket, "/handover");
    let kind = "multipart/form-data; boundary=XX";
    house.jana.send_as(Method::POST, &path, kind, body).await
}

// I-64
#[tokio::test]
async fn the_desk_opens_a_closed_intervention_again_from_its_page() -> Result {
    let mut house = House::open().await?;
    let ticket = house.running().await?;
    let path = work(ticket, "/reopen");
    let button = format!("action=\"{path}\"");
    assert!(
        !house
            .look(false, &work(ticket, ""))
            .await?
            .contains(&button)
    );
    house.step(false, &work(ticket, "/close"), &CLOSING).await?;
    assert!(
        house
            .look(false, &work(ticket, ""))
            .await?
            .contains(&button)
    );
    let refused = house.jana.post(&path, &[("reopen_reason", "kurz")]).await?;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.text.contains("id=\"f-reopen_reason-error\""),
        "{}",
        main(&refused)
    );
    let why = "Port 22 antwortet seit eben wieder nicht.";
    house.step(false, &path, &[("reopen_reason", why)]).await?;
    let page = house.look(true, &format!("/tickets/{ticket}")).await?;
    assert!(page.contains(why), "the customer reads why");
    assert!(
        page.contains(&format!("/interventions/{ticket}/withdraw")),
        "and can take it back: {page}"
    );
    house.desk.stop().await
}

// I-61
#[tokio::test]
async fn a_key_is_handed_over_as_a_file_and_downloaded_through_the_same_door() -> Result {
    let mut house = House::open().await?;
    let ticket = house.running().await?;
    for wrong in ["kein Schlüssel", &KEY.replace("BEGIN", "BEGAN")] {
        let refused = hand_over_file(&house, ticket, wrong).await?;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            refused.text.contains("id=\"f-handover_key_file-error\"")
                && refused
                    .text
                    .contains("kein vollständiger privater Schlüssel"),
            "{}",
            main(&refused)
        );
    }
    let large = hand_over_file(&house, ticket, &"x".repeat(40_000)).await?;
    assert_eq!(large.status, StatusCode::PAYLOAD_TOO_LARGE);
    let handed = hand_over_file(&house, ticket, KEY).await?;
    assert_eq!(handed.status, StatusCode::SEE_OTHER, "{}", main(&handed));

    let page = house.look(true, "/vault").await?;
    assert!(page.contains(FINGERPRINT.trim()), "{page}");
    let door = page
        .split("action=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .find(|action| action.ends_with("/reveal"))
        .ok_or("no door")?
        .to_owned();
    let file = house.petra.post(&door, &[("as", "file")]).await?;
    assert_eq!((file.status, file.text.as_str()), (StatusCode::OK, KEY));
    assert_eq!(file.header("cache-control"), "no-store");
    assert_eq!(
        file.header("content-disposition"),
        "attachment; filename=\"privater-schluessel.pem\""
    );
    let shown = house.petra.post(&door, &[]).await?;
    assert!(shown.text.contains("BEGIN OPENSSH PRIVATE KEY"));

    // The evidence names it and does not contain it.
    let line = KEY.lines().nth(2).unwrap_or_default();
    house
        .step(
            false,
            &work(ticket, "/close"),
            &CLOSING.map(|(name, value)| match name {
                "new_login" => (name, "handed"),
                _ => (name, value),
            }),
        )
        .await?;
    let pack = house
        .download(true, &format!("/tickets/{ticket}/evidence.json"))
        .await?;
    assert!(pack.contains(FINGERPRINT.trim()));
    assert!(house.seen.iter().all(|page| !page.contains(line)));
    house.desk.stop().await
}

// I-43
#[tokio::test]
async fn an_entry_made_later_says_so_to_both_sides() -> Result {
    let mut house = House::open().await?;
    let ticket = house.running().await?;
    house.desk.clock.advance(1_200);
    let now = house.desk.context().now();
    let local = |at: domain::time::Timestamp| {
        let day = domain::time::date(at, true);
        (day, domain::time::clock_time(at))
    };
    let (day, time) = local(now.minus_seconds(600));
    let mut parts = day.split(['.', '/', '-']);
    let (d, m, y) = (parts.next(), parts.next(), parts.next());
    let typed = format!(
        "{}-{}-{}T{time}",
        y.ok_or("year")?,
        m.ok_or("month")?,
        d.ok_or("day")?
    );
    let entry = |at: &'static str| {
        [
            ("log_method", "ssh_rdp"),
            ("what", "nft geprüft"),
            ("log_at", at),
        ]
    };
    for wrong in ["irgendwann", "2099-01-01T00:00", "2001-01-01T00:00"] {
        let refused = house
            .jana
            .post(&work(ticket, "/log"), &entry(wrong))
            .await?;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        assert!(
            refused.text.contains("id=\"f-log_at-error\""),
            "{}",
            main(&refused)
        );
    }
    let fields = [
        ("log_method", "ssh_rdp"),
        ("what", "nft geprüft"),
        ("log_at", typed.as_str()),
    ];
    house.step(false, &work(ticket, "/log"), &fields).await?;
    let told = format!("nachgetragen {}", domain::time::clock_time(now));
    for (by_customer, path) in [
        (false, work(ticket, "")),
        (true, format!("/tickets/{ticket}/live")),
    ] {
        let page = house.look(by_customer, &path).await?;
        assert!(page.contains(&told), "{path}: {page}");
    }
    house.desk.stop().await
}

// I-39
#[tokio::test]
async fn whoever_signs_types_the_name() -> Result {
    let mut house = House::open().await?;
    let ticket = house.filed().await?;
    let page = house
        .look(true, &format!("/interventions/{ticket}/sign"))
        .await?;
    let field = page
        .split("name=\"signer_name\"")
        .nth(1)
        .and_then(|rest| rest.split('>').next())
        .ok_or("no field for the name")?;
    assert!(!field.contains("value="), "{field}");
    house.desk.stop().await
}

// I-54
#[tokio::test]
async fn a_new_authorization_presets_no_acknowledgement() -> Result {
    let mut house = House::open().await?;
    let ticket = house.signed().await?;
    let path = format!("/interventions/{ticket}/request");
    let ticks = |page: &str| {
        page.split("name=\"ack\"")
            .skip(1)
            .filter(|rest| {
                rest.split('>')
                    .next()
                    .is_some_and(|tag| tag.contains("checked"))
            })
            .count()
    };
    assert_eq!(ticks(&house.look(true, &path).await?), 5);
    house.desk.clock.advance(49 * 3_600);
    let context = house.desk.context();
    services::interventions::expire_overdue(context).await?;
    services::credentials::sweep(context).await?;
    house.petra.log_in(super::house::PETRA).await?;
    assert_eq!(ticks(&house.look(true, &path).await?), 0);
    house.desk.stop().await
}

// I-49, I-04
#[tokio::test]
async fn more_time_is_announced_before_the_work_and_not_offered_for_hardware() -> Result {
    let mut house = House::open().await?;
    let ticket = house.signed().await?;
    house.step(false, &work(ticket, "/take"), &[]).await?;
    house.step(false, &work(ticket, "/verify"), &[]).await?;
    let longer = format!("action=\"{}\"", work(ticket, "/longer"));
    assert!(
        !house
            .look(false, &work(ticket, ""))
            .await?
            .contains(&longer)
    );
    let assessment = [
        ("method", "ssh_rdp"),
        (
            "method_reason",
            "Port 22 antwortet, Zugangsdaten liegen vor",
        ),
        ("complexity", "complex"),
        ("symptom", "firewall_locked_out"),
    ];
    house
        .step(false, &work(ticket, "/assess"), &assessment)
        .await?;
    assert!(
        house
            .look(false, &work(ticket, ""))
            .await?
            .contains(&longer)
    );
    let found = [
        ("component", "Netzteil"),
        ("evidence", "Sensor meldet 0 Volt"),
    ];
    let live = format!("/tickets/{ticket}/live");
    let extend = format!("/interventions/{ticket}/extend");
    assert!(house.look(true, &live).await?.contains(&extend));
    house
        .step(false, &work(ticket, "/hardware"), &found)
        .await?;
    assert!(!house.look(true, &live).await?.contains(&extend));
    house.desk.stop().await
}
