//! *Protokoll des Anbieters*: what was changed about the provider, read by managers and admins, in words.

use domain::account::StaffRole;
use domain::audit::HOUSE;
use reqwest::StatusCode;

use crate::commands::{beside, code, err};
use crate::desk::{Browser, Desk, Result};

const LOG: &str = "/admin/log";

/// The text of the page's content, without its tags.
async fn text(browser: &Browser, path: &str) -> Result<String> {
    let page = browser.get(path).await?;
    assert_eq!(page.status, StatusCode::OK, "{path}");
    let main = page.text.split("<main").nth(1).ok_or("no content")?;
    let main = main.split("</main>").next().unwrap_or_default();
    // The selection names every kind there is; only what stands in the list counts.
    let (before, after) = main.split_once("<select").ok_or("no filter")?;
    let after = after.split_once("</select>").ok_or("no end")?.1;
    let parts = [before, after];
    let texts = parts.iter().flat_map(|part| part.split('<'));
    Ok(texts
        .filter_map(|part| part.split_once('>'))
        .map(|(_, text)| text)
        .collect())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_an_admin_changes_is_read_in_both_languages_with_who_and_when() -> Result {
    let desk = Desk::start().await?;
    let admin = desk.staff("adam@example.test", StaffRole::Admin).await?;
    let manager = desk.staff("maria@example.test", StaffRole::Manager).await?;
    let empty = text(&manager, LOG).await?;
    assert!(empty.contains("Noch nichts geändert"), "{empty}");
    assert!(!empty.contains("Ende der Kette"), "{empty}");

    let emil = desk
        .person("emil@example.test", Some(StaffRole::Engineer))
        .await?;
    for (path, fields) in [
        (
            format!("/admin/people/{emil}/change"),
            &[("role", "manager")][..],
        ),
        (
            "/admin/people/invitations".to_owned(),
            &[
                ("email", "lea@example.test"),
                ("name", "Lea"),
                ("role", "engineer"),
            ],
        ),
        ("/admin/teams".to_owned(), &[("name", "Nachtschicht <b>")]),
        (
            "/admin/provider".to_owned(),
            &[("name", "Kastell GmbH"), ("country", "DE")],
        ),
        (
            "/admin/catalogue".to_owned(),
            &[
                ("mode_application_troubleshooting", "plan_tariff"),
                ("mode_data_recovery", "price"),
                ("price_data_recovery", "249"),
                ("mode_performance_tuning", "plan_tariff"),
                ("mode_malware_removal", "on_request"),
            ],
        ),
    ] {
        let saved = admin.post(&path, fields).await?;
        assert_eq!(
            saved.status,
            StatusCode::SEE_OTHER,
            "{path}: {}",
            saved.text
        );
    }
    let shown = text(&manager, LOG).await?;
    for line in [
        "Rolle oder Rechte geändert: emil",
        "Rolle: Technik → Leitung",
        "Ins Personal eingeladen: Lea",
        "E-Mail-Adresse: lea@example.test",
        "Team angelegt: Nachtschicht &lt;b&gt;",
        "Name des Unternehmens: nichts → Kastell GmbH",
        "Beschädigte oder gelöschte Dateien wiederherstellen: zum Satz des Tarifs → zum Festpreis 249,00\u{a0}€",
    ] {
        assert!(shown.contains(line), "{line} is not in {shown}");
    }
    assert_eq!(shown.matches("adam").count(), 5, "{shown}");
    let newest = shown.find("Leistungen geändert").ok_or("no prices")?;
    assert!(Some(newest) < shown.find("Rolle oder Rechte"), "{shown}");
    // Words, not codes; nothing that lets anybody in.
    for code in [
        "engineer",
        "staff.",
        "catalogue.",
        "data_recovery",
        "may_approve",
    ] {
        assert!(!shown.contains(code), "{code} is in {shown}");
    }
    let link = desk.link_to("lea@example.test").await?;
    let secret = link.rsplit('/').next().unwrap_or_default();
    assert!(secret.len() > 40 && !shown.contains(secret));

    // The end of the chain is the database's, and the command that verifies it stands beside.
    let mut tx = desk.context().db().read().await?;
    let head = store::audit::find_head(&mut tx, HOUSE)
        .await?
        .ok_or("no chain")?;
    drop(tx);
    let hash = app::components::grouped(&head.hash.to_string());
    assert!(shown.contains(&hash), "{hash} is not in {shown}");
    let command = ["audit", "verify", "--organization", "provider"];
    assert!(shown.contains(&format!("leitstand {}", command.join(" "))));
    let verified = beside(&desk, &command)?;
    assert_eq!(code(&verified), 0, "{}", err(&verified));

    manager.post("/account/locale", &[("locale", "en")]).await?;
    let english = text(&manager, LOG).await?;
    for line in [
        "Role or rights changed: emil",
        "The provider's log",
        "Role: ",
    ] {
        assert!(english.contains(line), "{line} is not in {english}");
    }
    desk.stop().await
}

#[tokio::test]
async fn the_log_is_filtered_by_the_address_and_reached_from_what_it_tells_of() -> Result {
    let desk = Desk::start().await?;
    let admin = desk.staff("adam@example.test", StaffRole::Admin).await?;
    for n in 0..60 {
        let name = format!("Team {n}");
        let made = admin.post("/admin/teams", &[("name", &name)]).await?;
        assert_eq!(made.status, StatusCode::SEE_OTHER);
    }
    admin
        .post("/admin/provider", &[("name", "Kastell"), ("country", "DE")])
        .await?;
    for (kind, present, absent) in [
        ("provider", "Angaben des Anbieters", "Team angelegt"),
        (
            "team.created",
            "Team angelegt: Team 59",
            "Angaben des Anbieters",
        ),
        ("teams", "Team angelegt: Team 59", "Angaben des Anbieters"),
        ("team.changed", "Nichts von dieser Art", "Team angelegt"),
        (
            "nonsense",
            "Team angelegt: Team 59",
            "Nichts von dieser Art",
        ),
    ] {
        let path = format!("{LOG}?kind={kind}");
        let shown = text(&admin, &path).await?;
        assert!(
            shown.contains(present) && !shown.contains(absent),
            "{kind}: {shown}"
        );
        let page = admin.get(&path).await?.text;
        let chosen = format!("value=\"{kind}\" selected");
        assert_eq!(page.contains(&chosen), kind != "nonsense", "{kind}");
    }
    let first = admin.get(&format!("{LOG}?kind=teams")).await?.text;
    let next = format!("{LOG}?kind=teams&amp;before=11");
    assert!(first.contains(&format!("href=\"{next}\"")), "{first}");
    let second = text(&admin, &next.replace("&amp;", "&")).await?;
    assert!(
        second.contains("Team 9") && second.contains("Team 0"),
        "{second}"
    );
    assert!(!second.contains("Team 10"), "{second}");
    let strange = text(&admin, &format!("{LOG}?before=x&kind=")).await?;
    assert!(strange.contains("Angaben des Anbieters"));

    for (path, kind) in [
        ("/admin/catalogue", "catalogue"),
        ("/admin/provider", "provider"),
        ("/admin/people", "people"),
        ("/admin/teams", "teams"),
    ] {
        let page = admin.get(path).await?.text;
        assert!(
            page.contains(&format!("href=\"{LOG}?kind={kind}\"")),
            "{path}"
        );
    }
    // A manager reads it and finds no way to what only admins may.
    let manager = desk.staff("maria@example.test", StaffRole::Manager).await?;
    let page = manager.get(LOG).await?.text;
    assert!(page.contains(&format!("href=\"{LOG}\"")) && !page.contains("href=\"/admin/people\""));
    desk.stop().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_done_on_the_command_line_is_read_on_the_page() -> Result {
    let desk = Desk::start().await?;
    let admin = desk.staff("adam@example.test", StaffRole::Admin).await?;
    desk.person("emil@example.test", Some(StaffRole::Engineer))
        .await?;
    for arguments in [
        &[
            "admin",
            "create",
            "--email",
            "nora@example.test",
            "--role",
            "manager",
        ][..],
        &["admin", "reset", "--email", "emil@example.test"],
        &["audit", "export", "--organization", "provider"],
    ] {
        let done = beside(&desk, arguments)?;
        assert_eq!(code(&done), 0, "{}", err(&done));
    }
    let shown = text(&admin, LOG).await?;
    for line in [
        "Ins Personal eingeladen: nora@example.test",
        "Rolle: Leitung",
        "Zugang neu geöffnet: emil",
        "Alle Sitzungen beendet",
        "Protokoll exportiert",
    ] {
        assert!(shown.contains(line), "{line} is not in {shown}");
    }
    assert_eq!(shown.matches("auf der Befehlszeile").count(), 3, "{shown}");
    desk.stop().await
}

/// Somebody with the database changed a line so that it is none any more: the others are still read.
#[tokio::test]
async fn a_line_that_cannot_be_read_is_said_to_be_so() -> Result {
    let desk = Desk::start().await?;
    let admin = desk.staff("adam@example.test", StaffRole::Admin).await?;
    for name in ["Linux", "Windows"] {
        admin.post("/admin/teams", &[("name", name)]).await?;
    }
    let store::Db::Sqlite { write, .. } = desk.context().db() else {
        return Err("not SQLite".into());
    };
    sqlx::query("DROP TRIGGER audit_events_no_update")
        .execute(write)
        .await?;
    sqlx::query("UPDATE audit_events SET payload = 'weg' WHERE seq = 1")
        .execute(write)
        .await?;
    let shown = text(&admin, LOG).await?;
    assert!(shown.contains("Team angelegt: Windows"), "{shown}");
    assert!(shown.contains("Dieser Eintrag ist nicht lesbar"), "{shown}");
    desk.stop().await
}

#[tokio::test]
async fn without_a_mail_server_the_administration_says_so() -> Result {
    let desk = Desk::start().await?;
    let admin = desk.staff("adam@example.test", StaffRole::Admin).await?;
    let page = admin.get("/admin/provider").await?;
    assert!(page.text.contains("mail.smtp_url"), "{}", page.text);
    let page = admin.get("/account").await?;
    assert_eq!(page.status.as_u16(), 200, "{}", page.text);
    assert!(!page.text.contains("mail.smtp_url"), "no other page");
    desk.stop().await
}
