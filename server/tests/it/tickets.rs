//! Tickets over HTTP: forms keep what was typed, nobody sees what is not theirs, nothing typed becomes markup.

use std::fmt::Write as _;

use axum::http::StatusCode;
use domain::account::StaffRole;
use reqwest::Method;

use crate::desk::{Browser, Desk, Page, Result};

const PETRA: &str = "petra@example.test";

/// Files a ticket and says where it is.
async fn file(browser: &Browser, subject: &str, body: &str) -> Result<String> {
    let fields = [
        ("subject", subject),
        ("class", "fault"),
        ("department", "technical"),
        ("body", body),
    ];
    let page = browser.post("/tickets/new", &fields).await?;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text);
    Ok(page
        .location()
        .split('?')
        .next()
        .unwrap_or_default()
        .to_owned())
}

/// A form with one file, as a browser sends it.
async fn upload(
    browser: &Browser,
    path: &str,
    fields: &[(&str, &str)],
    name: &str,
    bytes: &[u8],
) -> Result<Page> {
    let mut body = String::new();
    for (field, value) in fields {
        let _ = write!(
            body,
            "--xx\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n"
        );
    }
    let _ = write!(
        body,
        "--xx\r\nContent-Disposition: form-data; name=\"files\"; filename=\"{name}\"\r\nContent-Type: text/html\r\n\r\n{}\r\n--xx--\r\n",
        String::from_utf8_lossy(bytes)
    );
    browser
        .send_as(Method::POST, path, "multipart/form-data; boundary=xx", body)
        .await
}

#[tokio::test]
async fn a_refused_form_keeps_what_was_typed_and_names_every_problem() -> Result {
    let desk = Desk::start().await?;
    let petra = desk.customer(PETRA, "10001").await?;
    let fields = [
        ("subject", "Nur ein Betreff"),
        ("class", "fault"),
        ("body", " "),
    ];
    let page = petra.post("/tickets/new", &fields).await?;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.text.contains("value=\"Nur ein Betreff\""));
    assert!(
        page.text.contains("id=\"f-body-error\"") && page.text.contains("href=\"#f-department\"")
    );
    assert!(!page.text.contains("id=\"f-subject-error\""));
    // A draft is kept without any check.
    let draft = petra
        .post(
            "/tickets/new",
            &[("subject", "Später"), ("action", "draft")],
        )
        .await?;
    assert_eq!(draft.status, StatusCode::SEE_OTHER);
    assert!(
        petra
            .get("/tickets/new")
            .await?
            .text
            .contains("value=\"Später\"")
    );
    desk.stop().await
}

#[tokio::test]
async fn the_same_form_twice_leads_to_one_ticket() -> Result {
    let desk = Desk::start().await?;
    let petra = desk.customer(PETRA, "10001").await?;
    let fields = [
        ("subject", "Einmal"),
        ("class", "fault"),
        ("department", "technical"),
        ("body", "Bitte nur einmal."),
        ("idempotency_key", "abc"),
    ];
    let (one, two) = tokio::join!(
        petra.post("/tickets/new", &fields),
        petra.post("/tickets/new", &fields)
    );
    let (one, two) = (one?, two?);
    assert_eq!(one.status, StatusCode::SEE_OTHER);
    assert_eq!(one.location(), two.location());
    desk.stop().await
}

#[tokio::test]
async fn a_conversation_with_a_note_and_an_undo() -> Result {
    let desk = Desk::start().await?;
    let petra = desk.customer(PETRA, "10001").await?;
    let jana = desk.staff("jana@example.test", StaffRole::Engineer).await?;
    let path = file(&petra, "Server weg", "Nichts geht mehr.").await?;
    let queue = jana.get("/desk/queue").await?;
    assert!(queue.text.contains("Server weg") && queue.text.contains(&format!("href=\"{path}\"")));
    let note = jana
        .post(&format!("{path}/notes"), &[("note", "Streng vertraulich.")])
        .await?;
    assert_eq!(note.status, StatusCode::SEE_OTHER);
    let sent = jana
        .post(&format!("{path}/messages"), &[("body", "Wir sind dran.")])
        .await?;
    assert_eq!(sent.status, StatusCode::SEE_OTHER);
    let page = jana.get(&path).await?.text;
    assert!(
        page.contains("Wir sind dran.")
            && page.contains("Streng vertraulich.")
            && page.contains("/withdraw\"")
    );
    for path in [
        path.clone(),
        format!("{path}/timeline"),
        format!("{path}/history"),
        "/".to_owned(),
        "/tickets".to_owned(),
        "/tickets?q=vertraulich".to_owned(),
    ] {
        let page = petra.get(&path).await?;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        assert!(
            !page.text.contains("vertraulich.") && !page.text.contains("Wir sind dran."),
            "{path}"
        );
    }
    let undo = page
        .split("action=\"")
        .find(|part| part.contains("/withdraw"))
        .and_then(|part| part.split('"').next())
        .ok_or("no undo")?;
    assert_eq!(jana.post(undo, &[]).await?.status, StatusCode::SEE_OTHER);
    desk.clock.advance(20);
    desk.work().await?;
    assert!(!petra.get(&path).await?.text.contains("Wir sind dran."));
    // The text waits in the composer.
    assert!(jana.get(&path).await?.text.contains("Wir sind dran."));
    desk.stop().await
}

#[tokio::test]
async fn a_secret_is_held_back_masked() -> Result {
    let desk = Desk::start().await?;
    let petra = desk.customer(PETRA, "10001").await?;
    let path = file(&petra, "Anmeldung", "Ich komme nicht hinein.").await?;
    let messages = format!("{path}/messages");
    let page = petra
        .post(&messages, &[("body", "Passwort: Xk9!vQ2#mLp7")])
        .await?;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.text.contains("Trotzdem senden") && page.text.contains("•••••"));
    let kept = petra
        .post(
            &messages,
            &[("body", "Passwort: Xk9!vQ2#mLp7"), ("secrets", "keep")],
        )
        .await?;
    assert_eq!(kept.status, StatusCode::SEE_OTHER);
    desk.stop().await
}

// Research §3 #16
#[tokio::test]
async fn nothing_typed_becomes_markup() -> Result {
    let desk = Desk::start().await?;
    let petra = desk.customer(PETRA, "10001").await?;
    let jana = desk.staff("jana@example.test", StaffRole::Engineer).await?;
    let attacks = [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "\"><svg/onload=alert(1)>",
        "</textarea><script>alert(1)</script>",
        "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
        "javascript:alert(1)",
    ];
    for attack in attacks {
        let path = file(&petra, attack, attack).await?;
        jana.post(&format!("{path}/notes"), &[("note", attack)])
            .await?;
        petra
            .post(
                "/drafts/ticket-new",
                &[("subject", attack), ("body", attack)],
            )
            .await?;
        let mine = [
            path.as_str(),
            "/",
            "/tickets",
            "/tickets/new",
            "/tickets?q=alert",
        ];
        let ours = [path.as_str(), "/desk/queue", "/desk/search?q=alert"];
        for (browser, paths) in [(&petra, &mine[..]), (&jana, &ours[..])] {
            for path in paths {
                let page = browser.get(path).await?;
                assert_eq!(page.status, StatusCode::OK, "{path}");
                for raw in [
                    "<script>alert",
                    "<img src=x",
                    "<svg/onload",
                    "<math>",
                    "href=\"javascript:",
                ] {
                    assert!(!page.text.contains(raw), "{raw} in {path}");
                }
            }
        }
    }
    desk.stop().await
}

// Research §3 #17
#[tokio::test]
async fn uploads_are_checked_while_they_arrive_and_come_back_as_downloads() -> Result {
    let desk = Desk::start().await?;
    let petra = desk.customer(PETRA, "10001").await?;
    let stranger = desk.customer("ute@example.test", "10002").await?;
    let path = file(&petra, "Mit Datei", "Siehe Anhang.").await?;
    let messages = format!("{path}/messages");
    let body = [("body", "anbei")];
    for (name, bytes) in [
        ("seite.html", &b"<script>alert(1)</script>"[..]),
        ("bild.png", b"<svg onload=alert(1)>"),
        ("leer.txt", b""),
    ] {
        let page = upload(&petra, &messages, &body, name, bytes).await?;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
        assert!(page.text.contains("anbei"), "what was typed stays");
    }
    let sent = upload(
        &petra,
        &messages,
        &body,
        "Prüf bericht.txt",
        b"<script>alert(1)</script>",
    )
    .await?;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
    let page = petra.get(&path).await?.text;
    let href = page
        .split("href=\"")
        .find(|part| part.starts_with("/attachments/"))
        .and_then(|part| part.split('"').next())
        .ok_or("no file")?;
    let file = petra.get(href).await?;
    assert_eq!(file.text, "<script>alert(1)</script>");
    assert_eq!(
        file.header("content-disposition"),
        "attachment; filename*=UTF-8''Pr%C3%BCf%20bericht.txt"
    );
    assert_eq!(file.header("x-content-type-options"), "nosniff");
    assert!(file.header("content-security-policy").contains("sandbox"));
    assert_eq!(stranger.get(href).await?.status, StatusCode::NOT_FOUND);
    desk.stop().await
}

#[tokio::test]
async fn a_foreign_ticket_is_not_found_by_any_route() -> Result {
    let desk = Desk::start().await?;
    let petra = desk.customer(PETRA, "10001").await?;
    let stranger = desk.customer("ute@example.test", "10002").await?;
    let path = file(&petra, "Meins", "Geht niemanden an.").await?;
    for path in [
        path.clone(),
        format!("{path}/timeline"),
        format!("{path}/history"),
    ] {
        assert_eq!(
            stranger.get(&path).await?.status,
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
    let withdraw = format!("{path}/messages/0197b0b0-0000-7000-8000-000000000000/withdraw");
    for (path, fields) in [
        (format!("{path}/messages"), &[("body", "x")][..]),
        (format!("{path}/notes"), &[("note", "x")]),
        (format!("{path}/change"), &[("act", "resolve")]),
        (withdraw, &[]),
    ] {
        assert_eq!(
            stranger.post(&path, fields).await?.status,
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
    for path in [
        "/tickets/0",
        "/tickets/abc",
        "/tickets/999999",
        "/systems/abc",
        "/attachments/abc",
        "/desk/queue",
    ] {
        assert_eq!(
            stranger.get(path).await?.status,
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
    desk.stop().await
}

#[tokio::test]
async fn fifty_rows_stay_below_sixty_kilobytes() -> Result {
    let desk = Desk::start().await?;
    let petra = desk.customer(PETRA, "10001").await?;
    let jana = desk.staff("jana@example.test", StaffRole::Engineer).await?;
    for n in 0..55 {
        file(
            &petra,
            &format!("Webserver {n} antwortet nach dem Update nicht mehr"),
            "Seit heute früh.",
        )
        .await?;
    }
    let page = jana.get("/desk/queue").await?.text;
    assert_eq!(page.matches("data-row").count(), 50);
    assert!(page.len() < 60_000, "{} bytes", page.len());
    let next = page
        .split("href=\"")
        .find(|part| part.contains("after="))
        .and_then(|part| part.split('"').next())
        .ok_or("no next page")?;
    let next = jana.get(&next.replace("&amp;", "&")).await?.text;
    assert_eq!(next.matches("data-row").count(), 5);
    desk.stop().await
}

#[tokio::test]
async fn a_caller_gets_a_ticket_and_the_desk_its_filters() -> Result {
    let desk = Desk::start().await?;
    let petra = desk.customer(PETRA, "10001").await?;
    let jana = desk.staff("jana@example.test", StaffRole::Engineer).await?;
    let refused = jana
        .post("/desk/tickets/new", &[("caller", "Frau Lindner")])
        .await?;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("value=\"Frau Lindner\""));
    // The list on top says which field each message is about.
    for field in ["Kunde", "Betreff", "Abteilung"] {
        assert!(
            refused.text.contains(&format!(">{field}: Bitte ")),
            "{field}"
        );
    }
    let fields = [
        ("organization", "10001"),
        ("caller", "Frau Lindner"),
        ("minutes", "3"),
        ("subject", "Alles steht"),
        ("class", "emergency:server_down"),
        ("priority", "high"),
        ("department", "technical"),
        ("body", "Seit eben."),
    ];
    let filed = jana.post("/desk/tickets/new", &fields).await?;
    assert_eq!(filed.status, StatusCode::SEE_OTHER, "{}", filed.text);
    assert!(petra.get("/").await?.text.contains("Alles steht"));
    for (query, there) in [
        ("view=open", true),
        ("view=mine", false),
        ("view=unassigned", true),
        ("view=emergencies", true),
        ("view=today", true),
        ("view=interventions", false),
        ("view=waiting_third", false),
        ("class=fault", false),
        ("priority=high", true),
        ("view=done", false),
    ] {
        let page = jana.get(&format!("/desk/queue?{query}")).await?;
        assert_eq!(page.text.contains("Alles steht"), there, "{query}");
    }
    desk.stop().await
}

#[tokio::test]
async fn a_refused_act_leads_to_its_own_field() -> Result {
    let desk = Desk::start().await?;
    let petra = desk.customer(PETRA, "10001").await?;
    let jana = desk.staff("jana@example.test", StaffRole::Engineer).await?;
    let path = file(&petra, "Server weg", "Nichts geht mehr.").await?;
    let nobody = domain::ids::PersonId::new(desk.context().now(), desk.context().random());
    for (act, value) in [
        ("assign", nobody.to_string()),
        ("assign", "irgendwer".to_owned()),
        ("prioritise", "sofort".to_owned()),
        ("schedule", "morgen".to_owned()),
        ("systems", "gibt-es-nicht".to_owned()),
    ] {
        let fields = [("act", act), ("value", value.as_str())];
        let page = jana.post(&format!("{path}/change"), &fields).await?;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{act}");
        // That the link arrives is checked for every page; here it arrives at the act that was refused.
        assert!(
            page.text.contains(&format!("href=\"#f-{act}\"")),
            "{act} {value}"
        );
        assert!(
            page.text.contains(&format!("id=\"f-{act}-error\"")),
            "{act} {value}"
        );
    }
    assert!(jana.get(&path).await?.text.contains("id=\"f-systems\""));
    let none = [("act", "systems"), ("value", "")];
    let page = jana.post(&format!("{path}/change"), &none).await?;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "about no system");
    let link = [("act", "link"), ("other", "zwölf"), ("kind", "related")];
    let page = jana.post(&format!("{path}/change"), &link).await?;
    assert!(page.text.contains("value=\"zwölf\"") && page.text.contains("href=\"#f-other\""));
    desk.stop().await
}

#[tokio::test]
async fn the_oldest_entry_of_a_long_conversation_can_be_read() -> Result {
    let desk = Desk::start().await?;
    let petra = desk.customer(PETRA, "10001").await?;
    let path = file(&petra, "Langes Gespräch", "Der allererste Satz.").await?;
    let context = desk.context();
    let mut tx = context.db().begin().await?;
    let number: i64 = path.trim_start_matches("/tickets/").parse()?;
    let number = domain::ids::TicketNumber(number);
    let ticket = store::tickets::find(&mut tx, number)
        .await?
        .ok_or("no ticket")?;
    for n in 0..450 {
        desk.clock.advance(1);
        let row = store::messages::MessageRow {
            id: context.id(domain::ids::MessageId::from_uuid),
            ticket_id: ticket.id,
            author_id: Some(ticket.opened_by),
            kind: domain::ticket::MessageKind::Message,
            from_staff: false,
            body: format!("Satz Nummer {n}."),
            created_at: context.now(),
            release_at: context.now(),
            released_at: Some(context.now()),
            withdrawn_at: None,
            asks_customer: false,
            idempotency_key: None,
        };
        store::messages::insert(&mut tx, &row).await?;
    }
    tx.save().await?;
    let mut next = path.clone();
    let mut seen = Vec::new();
    loop {
        let page = petra.get(&next).await?;
        assert_eq!(page.status, StatusCode::OK, "{next}");
        for n in 0..450 {
            if page.text.contains(&format!("Satz Nummer {n}.")) {
                seen.push(n);
            }
        }
        let Some(link) = page
            .text
            .split("<a href=\"")
            .find(|part| part.contains("rel=\"prev\""))
        else {
            assert!(page.text.contains("Der allererste Satz."));
            assert!(page.text.contains("rel=\"next\""), "the way back");
            break;
        };
        next = link.split('#').next().unwrap_or_default().to_owned();
        assert!(seen.len() <= 450, "the pages go round in circles");
    }
    seen.sort_unstable();
    assert_eq!(seen, (0..450).collect::<Vec<_>>(), "each once");
    desk.stop().await
}

#[tokio::test]
async fn whoever_may_approve_looks_is_led_to_them() -> Result {
    let desk = Desk::start().await?;
    let led = |page: Page| page.text.contains("href=\"/desk/approvals\"");
    let manager = desk.staff("mira@example.test", StaffRole::Manager).await?;
    assert!(led(manager.get("/desk/queue").await?));
    let jana = desk.staff("jana@example.test", StaffRole::Engineer).await?;
    assert!(!led(jana.get("/desk/queue").await?));
    let context = desk.context();
    let mut tx = context.db().begin().await?;
    let id = store::people::find_by_email(&mut tx, "jana@example.test")
        .await?
        .ok_or("nobody")?
        .id;
    store::people::update_staff(&mut tx, id, Some(StaffRole::Engineer), true).await?;
    tx.save().await?;
    assert!(led(jana.get("/desk/queue").await?));
    desk.stop().await
}
