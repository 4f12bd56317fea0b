//! What is typed and not sent yet: drafts of every form, and how much a form may bring along.

use axum::http::StatusCode;
use reqwest::Method;
use store::drafts::DraftRow;

use crate::desk::{Desk, Result};
use crate::intervention::{House, main, request, work};

const PETRA: &str = "petra@example.test";
const SECRET: &str = "Das Passwort lautet K4n4r1e-7714-Tenne.";

/// A form with a text and files of so many bytes, as a browser sends it.
fn form(text: &str, files: &[usize]) -> String {
    use std::fmt::Write as _;
    let mut body = String::new();
    let fields = [
        ("subject", "Mit Anlagen"),
        ("class", "fault"),
        ("department", "technical"),
        ("body", text),
    ];
    for (name, value) in fields {
        let _ = write!(
            body,
            "--xx\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
        );
    }
    for bytes in files {
        let _ = write!(
            body,
            "--xx\r\nContent-Disposition: form-data; name=\"files\"; filename=\"a.pdf\"\r\n\r\n%PDF-{}\r\n",
            "x".repeat(bytes.saturating_sub(5))
        );
    }
    body.push_str("--xx--\r\n");
    body
}

#[tokio::test]
async fn the_configuration_says_how_much_a_form_takes_and_the_form_says_it_too() -> Result {
    let desk = Desk::start_with("uploads.max_file_mib = 1\nuploads.max_files = 2").await?;
    let petra = desk.customer(PETRA, "10001").await?;
    let limits = "bis zu 2 Dateien mit je höchstens 1\u{a0}MB";
    let page = petra.get("/tickets/new").await?;
    assert!(page.text.contains(limits), "{}", page.main());
    let send = |text: &'static str, files: Vec<usize>| {
        let kind = "multipart/form-data; boundary=xx";
        petra.send_as(Method::POST, "/tickets/new", kind, form(text, &files))
    };
    let mib = 1024 * 1024;
    // Together more than the form may hold: said at the field, and what was typed is still there.
    let page = send("Das habe ich lange getippt.", vec![4 * mib]).await?;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        page.text.contains("id=\"f-files-error\"")
            && page.text.contains("Zusammen sind die Dateien zu groß")
            && page.text.contains("Das habe ich lange getippt."),
        "{}",
        page.main()
    );
    let page = send("Passt genau.", vec![mib, mib]).await?;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.main());
    let path = page
        .location()
        .split('?')
        .next()
        .unwrap_or_default()
        .to_owned();
    let page = petra.get(&path).await?;
    assert!(page.text.contains(limits), "{}", page.main());
    desk.stop().await
}

#[tokio::test]
async fn what_a_draft_leaves_out_is_said_with_and_without_a_script() -> Result {
    let house = House::open().await?;
    let (petra, jana) = (&house.petra, &house.jana);
    let typed = [("subject", "Anmeldung"), ("body", SECRET)];
    let answer = petra.post("/drafts/ticket-new", &typed).await?;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(
        answer.text.contains("\"saved\":false") && answer.text.contains("\"left_out\":[\"body\"]"),
        "{}",
        answer.text
    );
    let harmless = [("subject", "Anmeldung"), ("body", "Geht nicht.")];
    let answer = petra.post("/drafts/ticket-new", &harmless).await?;
    assert!(answer.text.contains("\"saved\":true"), "{}", answer.text);

    let said = "Nicht gesichert: enthält vermutlich Zugangsdaten";
    let typed = [typed[0], typed[1], ("action", "draft")];
    for (browser, path) in [(petra, "/tickets/new"), (jana, "/desk/tickets/new")] {
        let page = browser.post(path, &typed).await?;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
        assert!(
            page.text.contains(said) && page.text.contains("id=\"f-body-error\""),
            "{path}: {}",
            main(&page)
        );
        // What was typed is still in the form, and the rest is kept.
        assert!(page.text.contains(SECRET), "{path}");
        let page = browser.get(path).await?;
        assert!(page.text.contains("value=\"Anmeldung\""), "{path}");
        assert!(!page.text.contains(SECRET), "{path}");
    }
    let mut fields = request("save");
    fields.retain(|(name, _)| !matches!(*name, "problem" | "username" | "password"));
    fields.push(("problem", SECRET));
    let page = petra.post("/interventions/new", &fields).await?;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.text.contains(said), "{}", main(&page));
    house.desk.stop().await
}

#[tokio::test]
async fn drafts_have_the_keys_of_forms_and_an_end() -> Result {
    let mut house = House::open().await?;
    let ticket = house.filed().await?;
    let typed = [("body", "Noch nicht fertig")];
    let stranger = house.desk.customer("fremd@example.test", "10002").await?;
    let (message, note) = (
        format!("/drafts/ticket-{ticket}-message"),
        format!("/drafts/ticket-{ticket}-note"),
    );
    for (browser, path, status) in [
        (&house.petra, message.as_str(), StatusCode::OK),
        (&house.jana, &message, StatusCode::OK),
        (&house.jana, &note, StatusCode::OK),
        (&house.petra, &note, StatusCode::NOT_FOUND),
        (&stranger, &message, StatusCode::NOT_FOUND),
        (&house.petra, "/drafts/notes", StatusCode::NOT_FOUND),
        (
            &house.petra,
            "/drafts/ticket-999999-message",
            StatusCode::NOT_FOUND,
        ),
    ] {
        assert_eq!(browser.post(path, &typed).await?.status, status, "{path}");
    }

    let many = house.desk.person("viele@example.test", None).await?;
    let organization = house.desk.organization("10003").await?;
    let role = domain::account::MemberRole::Owner;
    house.desk.member(organization, many, role).await?;
    let browser = house.desk.browser();
    browser.log_in("viele@example.test").await?;
    let context = house.desk.context();
    let mut tx = context.db().begin().await?;
    for number in 1..200 {
        let row = DraftRow {
            person_id: many,
            key: format!("ticket-{number}-message"),
            body: "{}".to_owned(),
            updated_at: context.now(),
        };
        store::drafts::put(&mut tx, &row).await?;
    }
    tx.save().await?;
    // The two hundredth is taken and can be changed, another one is not.
    for (key, status) in [
        ("ticket-new", StatusCode::OK),
        ("ticket-new", StatusCode::OK),
        ("intervention-new", StatusCode::UNPROCESSABLE_ENTITY),
    ] {
        let answer = browser.post(&format!("/drafts/{key}"), &typed).await?;
        assert_eq!(answer.status, status, "{key}");
    }
    house.desk.stop().await
}

#[tokio::test]
async fn what_an_engineer_typed_and_did_not_send_is_there_again() -> Result {
    let mut house = House::open().await?;
    let ticket = house.running().await?;
    let key = |form: &str| format!("/drafts/intervention-{ticket}-{form}");
    let (what, why) = (
        "Regel für TCP 22 ergänzt",
        "Die Regel war seit 2019 falsch.",
    );
    let refused = house.petra.post(&key("log"), &[("what", what)]).await?;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
    for (form, field) in [
        ("log", ("what", what)),
        ("close", ("avoidable_reason", why)),
    ] {
        let answer = house.jana.post(&key(form), &[field]).await?;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    }
    let (entered, closing) = (format!("value=\"{what}\""), format!("value=\"{why}\""));
    let page = house.look(false, &work(ticket, "")).await?;
    assert!(page.contains(&entered) && page.contains(&closing), "{page}");
    assert_eq!(page.matches("Entwurf gesichert").count(), 2, "{page}");
    assert!(page.contains("data-key=\"t\""), "a key for the timer");

    let entry = [
        ("log_method", "ssh_rdp"),
        ("what", what),
        ("why", "Die Kette input verwarf jede neue SSH-Verbindung."),
        ("visible", "customer"),
    ];
    house.step(false, &work(ticket, "/log"), &entry).await?;
    let page = house.look(false, &work(ticket, "")).await?;
    assert!(page.contains(what) && !page.contains(&entered), "{page}");
    assert!(page.contains(&closing), "the other form's draft stays");
    let summary = [("summary", "Sie kommen wieder auf Ihr System.")];
    house
        .step(false, &work(ticket, "/summarise"), &summary)
        .await?;
    let page = house.look(false, &work(ticket, "")).await?;
    assert!(!page.contains("Entwurf gesichert"), "{page}");
    house.desk.stop().await
}

/// The part of a form that stands behind its files.
fn behind_the_files(page: &str) -> Vec<&str> {
    let forms = page.split("<form").skip(1);
    let forms = forms.filter_map(|form| form.split("</form>").next());
    forms
        .filter_map(|form| form.split_once("type=\"file\""))
        .map(|(_, rest)| rest)
        .collect()
}

#[tokio::test]
async fn nothing_but_buttons_stands_behind_the_files_of_a_form_and_is_lost_with_them() -> Result {
    let desk = Desk::start_with("uploads.max_file_mib = 1\nuploads.max_files = 2").await?;
    let petra = desk.customer(PETRA, "10001").await?;
    let page = petra
        .post(
            "/tickets/new",
            &[
                ("subject", "Weg"),
                ("class", "fault"),
                ("department", "technical"),
                ("body", "Weg."),
            ],
        )
        .await?;
    let ticket = page
        .location()
        .split('?')
        .next()
        .unwrap_or_default()
        .to_owned();
    assert!(ticket.starts_with("/tickets/"), "{}", page.main());
    for path in ["/tickets/new", &ticket] {
        let page = petra.get(path).await?;
        let parts = behind_the_files(&page.text);
        assert!(!parts.is_empty(), "{path} takes no files");
        for part in parts {
            for field in ["<input", "<textarea", "<select"] {
                assert!(!part.contains(field), "{path}: {part}");
            }
        }
    }
    // Cut off in its file, a form brings all its fields back, the key against sending twice among them.
    let fresh = petra.get("/tickets/new").await?.text;
    let (before, _) = fresh.split_once("type=\"file\"").ok_or("no file field")?;
    let key = before.split("name=\"idempotency_key\" value=\"").nth(1);
    let key = key
        .and_then(|rest| rest.split('"').next())
        .ok_or("no key before the files")?;
    let head = format!(
        "--xx\r\nContent-Disposition: form-data; name=\"idempotency_key\"\r\n\r\n{key}\r\n"
    );
    let body = head + &form("Lange getippt.", &[4 * 1024 * 1024]);
    let kind = "multipart/form-data; boundary=xx";
    let page = petra
        .send_as(Method::POST, "/tickets/new", kind, body)
        .await?;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        page.text.contains("Lange getippt.") && page.text.contains(&format!("value=\"{key}\"")),
        "{}",
        page.main()
    );
    desk.stop().await
}
