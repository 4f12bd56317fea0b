//! The whole procedure with a password that is looked for everywhere afterwards; and what a thief of the database, of
//! the log or of a cookie gets.

use std::path::{Path, PathBuf};
use std::process::Command;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use server::router::{Access, routes};

use crate::ground::{Ground, PASSWORD, Result};
use crate::house::{CANARY, CLOSING, House, REASON, step, work};
use crate::raw::Raw;

/// How a text may look in some file: as it is, in hex, in base64 wherever it begins, in UTF-16, escaped for a URL.
pub fn disguises(text: &str) -> Vec<(&'static str, Vec<u8>)> {
    let plain = text.as_bytes();
    let mut all = vec![
        ("plain", plain.to_vec()),
        ("hex", hex::encode(plain).into_bytes()),
        ("HEX", hex::encode_upper(plain).into_bytes()),
        (
            "UTF-16",
            text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        ),
    ];
    for shift in 0..3 {
        let shifted = [&vec![b'x'; shift][..], plain].concat();
        for (name, coded) in [
            ("base64", STANDARD_NO_PAD.encode(&shifted)),
            ("base64url", URL_SAFE_NO_PAD.encode(&shifted)),
        ] {
            // The first and last letters depend on what stands around.
            all.push((name, coded.as_bytes()[4..coded.len() - 4].to_vec()));
        }
    }
    all
}

fn assert_without(secret: &str, place: &str, bytes: &[u8]) {
    for (name, needle) in disguises(secret) {
        let found = bytes.windows(needle.len()).any(|window| window == needle);
        assert!(!found, "{place} holds a secret ({name})");
    }
}

/// Everything in the database, as a dump would show it.
async fn dump(ground: &Ground) -> Result<Vec<u8>> {
    let Raw::Postgres(_) = ground.raw else {
        let mut all = Vec::new();
        for end in ["", "-wal"] {
            let file = ground.data.join(format!("db/leitstand.sqlite{end}"));
            all.extend(std::fs::read(file).unwrap_or_default());
        }
        return Ok(all);
    };
    let tables =
        "SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'public'";
    let mut all = String::new();
    for table in ground.raw.texts(tables).await? {
        let rows = ground
            .raw
            .texts(&format!("SELECT t::text FROM \"{table}\" t"))
            .await?;
        all.push_str(&rows.join("\n"));
    }
    Ok(all.into_bytes())
}

/// The folder for temporary files that the program is given.
fn temp(ground: &Ground) -> PathBuf {
    ground.data.with_file_name("temp")
}

/// The program, telling everything it can tell, with a temporary folder of its own.
fn talkative(ground: &Ground) -> Result<Command> {
    let temp = temp(ground);
    std::fs::create_dir_all(&temp)?;
    let mut command = Command::new(env!("CARGO_BIN_EXE_leitstand"));
    command
        .env("LEITSTAND_LOG_FILTER", "trace")
        .env("TMPDIR", &temp)
        .env("SQLITE_TMPDIR", &temp);
    Ok(command)
}

/// Neither the data directory nor the temporary folder holds it, nor a file that was deleted and is still open.
fn assert_no_file_holds(secret: &str, ground: &Ground) {
    for folder in [&ground.data, &temp(ground)] {
        for file in files(folder) {
            let bytes = std::fs::read(&file).unwrap_or_default();
            assert_without(secret, &file.display().to_string(), &bytes);
        }
    }
    let open = std::fs::read_dir(format!("/proc/{}/fd", ground.pid()));
    for descriptor in open.into_iter().flatten().flatten() {
        let to = std::fs::read_link(descriptor.path()).unwrap_or_default();
        if to.to_string_lossy().ends_with(" (deleted)") {
            let bytes = std::fs::read(descriptor.path()).unwrap_or_default();
            assert_without(secret, &to.display().to_string(), &bytes);
        }
    }
}

on_both! {
    // I-05, I-35
    async fn a_deposited_password_is_in_one_answer_and_nowhere_else(mut ground) {
        ground.kill()?;
        let command = talkative(&ground)?;
        ground.start_by(command).await?;
        let house = House::open(&ground).await?;
        let ticket = house.running(&ground).await?;
        let secret = house.password(ticket).await?;
        let look = house.jana.ask(&secret, &[("reason", REASON)]).await?;
        assert!(look.status.as_u16() == 200 && look.text.contains(CANARY), "{}", look.main());
        assert_eq!(look.header("cache-control"), "no-store");
        // Pasted into ordinary text it is held back.
        let messages = format!("/tickets/{ticket}/messages");
        let held = house.petra.post(&messages, &[("body", &format!("Das Passwort ist {CANARY}"))]).await?;
        assert_eq!(held.status.as_u16(), 422, "{}", held.main());
        house.logged(ticket).await?;
        step(&house.jana, &work(ticket, "/close"), CLOSING).await?;
        ground.every_mail_is_sent().await?;

        let mut paths: Vec<String> = routes().iter()
            .filter(|route| route.method == "GET" && !route.path.contains('{') && route.path != "/events")
            .filter(|route| route.access != Access::Asset)
            .map(|route| route.path.to_owned())
            .collect();
        for browser in [&house.petra, &house.jana] {
            let pack = browser.post(&format!("/tickets/{ticket}/evidence.json"), &[]).await?;
            assert_eq!(pack.status.as_u16(), 200, "{}", pack.main());
            assert!(!pack.text.contains(CANARY));
        }
        for rest in ["", "/timeline", "/history", "/live", "/live/log", "/protocol.jsonl"] {
            paths.push(format!("/tickets/{ticket}{rest}"));
        }
        paths.push(work(ticket, ""));
        paths.push(format!("/tickets?q={}", &CANARY[..8]));
        paths.push(format!("/desk/search?q={}", &CANARY[..8]));
        for browser in [&house.petra, &house.jana, &ground.browser()?] {
            for path in &paths {
                let page = browser.get(path).await?;
                assert!(page.status.as_u16() < 500, "{path}: {}", page.main());
                assert!(!page.text.contains(CANARY), "{path}");
            }
        }
        for mail in ground.smtp.taken() {
            assert_without(CANARY, "a mail", mail.text.as_bytes());
        }
        let log = ground.log();
        assert!(log.lines().any(|line| line.contains("\"TRACE\"")), "the log is not at its most talkative");
        assert_without(CANARY, "the log", log.as_bytes());
        assert_without(PASSWORD, "the log", log.as_bytes());
        let dump = dump(&ground).await?;
        let there = b"lt-einsatz";
        assert!(!dump.windows(there.len()).any(|window| window == there), "the user name is a secret, too");
        assert!(dump.windows(SYSTEM.len()).any(|window| window == SYSTEM), "this is no dump");
        assert_without(CANARY, "the database", &dump);
        assert_without(PASSWORD, "the database", &dump);
        assert_no_file_holds(CANARY, &ground);
        assert_no_file_holds(PASSWORD, &ground);
        // Mails with digits that sign something are kept without them.
        let kept = ground.raw.texts("SELECT body_text || ' ' || body_html FROM mails WHERE kind = 'signing_code'").await?;
        let codes = house.codes();
        assert!(!codes.is_empty() && kept.len() >= codes.len());
        for code in codes {
            assert!(kept.iter().all(|mail| !mail.contains(&code)), "a code is kept");
        }
        ground.end().await?;
    }

    // I-05, I-61
    async fn a_key_handed_over_as_a_file_is_in_one_answer_and_nowhere_else(mut ground) {
        ground.kill()?;
        let command = talkative(&ground)?;
        ground.start_by(command).await?;
        let house = House::open(&ground).await?;
        let ticket = house.running(&ground).await?;
        let line = KEY.lines().nth(2).ok_or("a short key")?;
        let part = |name: &str, more: &str, value: &str| {
            format!("--XX\r\nContent-Disposition: form-data; name=\"{name}\"{more}\r\n\r\n{value}\r\n")
        };
        let form = [
            part("handover_label", "", "Schluessel"),
            part("handover_key_file", "; filename=\"id_ed25519\"", KEY),
            "--XX--\r\n".to_owned(),
        ]
        .concat();
        let path = work(ticket, "/handover");
        let body = || Some(("multipart/form-data; boundary=XX", form.clone().into()));
        // Whoever is logged out sends it, too: it touches no disk on its way to nowhere.
        let nobody = ground.browser()?.send(reqwest::Method::POST, &path, &[], body()).await?;
        assert!(!nobody.status.is_success() && !nobody.status.is_server_error(), "{}", nobody.main());
        assert!(!nobody.text.contains(line), "the log-in page gives it back");
        let handed = house.jana.send(reqwest::Method::POST, &path, &[], body()).await?;
        assert_eq!(handed.status.as_u16(), 303, "{}", handed.main());
        house.logged(ticket).await?;
        let closing: Vec<_> = CLOSING
            .iter()
            .map(|(name, value)| (*name, if *name == "new_login" { "handed" } else { *value }))
            .collect();
        step(&house.jana, &work(ticket, "/close"), &closing).await?;
        ground.every_mail_is_sent().await?;
        for path in ["", "/timeline", "/history", "/live", "/protocol.jsonl", "/evidence.json"] {
            for browser in [&house.petra, &house.jana] {
                let path = format!("/tickets/{ticket}{path}");
                let page = if path.ends_with("evidence.json") {
                    browser.post(&path, &[]).await?
                } else {
                    browser.get(&path).await?
                };
                assert!(!page.text.contains(line), "{path}");
            }
        }
        let vault = house.petra.get("/vault").await?;
        let door = vault.text.split("action=\"").skip(1).filter_map(|rest| rest.split('"').next());
        let door = door.filter(|action| action.ends_with("/reveal")).last().ok_or("no door")?;
        assert!(!vault.text.contains(line), "the page holds no value");
        let file = house.petra.post(door, &[("as", "file")]).await?;
        assert_eq!((file.status.as_u16(), file.text.as_str()), (200, KEY));
        for mail in ground.smtp.taken() {
            assert_without(line, "a mail", mail.text.as_bytes());
        }
        assert_without(line, "the log", ground.log().as_bytes());
        assert_without(line, "the database", &dump(&ground).await?);
        assert_no_file_holds(line, &ground);
        ground.end().await?;
    }

    async fn a_thief_of_database_or_log_cannot_log_in_and_a_stolen_cookie_dies(mut ground) {
        ground.kill()?;
        let command = talkative(&ground)?;
        ground.start_by(command).await?;
        let (petra, _) = ground.customer("petra@example.test", "10001").await?;
        let cookie = petra.cookie();
        let token = cookie.split('=').nth(1).ok_or("no cookie")?.to_owned();
        assert!(token.len() >= 43, "256 bits");
        let page = ground.browser()?.post("/login", &[("email", "petra@example.test"), ("password", PASSWORD)]).await?;
        let flags = page.header("set-cookie").split_once("; ").map(|(_, flags)| flags.to_owned());
        assert_eq!(flags.as_deref(), Some("Path=/; HttpOnly; SameSite=Lax"));
        let page = petra.post("/password/forgot", &[("email", "petra@example.test")]).await?;
        assert!(page.status.is_success() || page.status.is_redirection(), "{}", page.main());
        while ground.raw.count("SELECT COUNT(*) FROM mails WHERE kind = 'password_reset'").await? == 0 {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        ground.every_mail_is_sent().await?;
        assert_without(&token, "the log", ground.log().as_bytes());
        assert_without(&token, "the database", &dump(&ground).await?);
        // The mail that was sent has a link that logs in; the one that is stored has not.
        let newest = store::mails::list_newest(&mut ground.context.db().read().await?, 1).await?;
        let mail = newest.into_iter().next().ok_or("no mail")?;
        assert_eq!(mail.kind, "password_reset");
        assert!(mail.sent_at.is_some() && mail.sealed.is_none(), "the link outlives its mail");
        let text = ground.text_of(mail)?;
        let link = text.split_once("/password/reset/").ok_or("no link")?.1;
        let link = link.split_whitespace().next().ok_or("no link")?.to_owned();
        assert!(link.len() >= 43, "256 bits");
        assert_without(&link, "the log", ground.log().as_bytes());
        assert_without(&link, "the database", &dump(&ground).await?);

        // A cookie somebody planted before the log-in is not taken over.
        let planted = ground.browser()?;
        let fixed = format!("leitstand={}", "A".repeat(43));
        let headers = [("cookie", fixed.as_str())];
        let fields = crate::browser::encode(&[("email", "petra@example.test"), ("password", PASSWORD)]);
        let body = ("application/x-www-form-urlencoded", fields.into());
        let page = planted.send(reqwest::Method::POST, "/login", &headers, Some(body)).await?;
        assert_eq!(page.status.as_u16(), 303);
        assert!(!planted.cookie().contains("AAAAAAAA") && planted.cookie().len() > 43);
        let page = ground.browser()?.send(reqwest::Method::GET, "/account", &headers, None).await?;
        assert!(page.location().starts_with("/login"));

        // Logging out, and being switched off, ends a copy of the cookie with the next request.
        let copy = planted.cookie();
        let thief = [("cookie", copy.as_str())];
        let nobody = ground.browser()?;
        assert_eq!(nobody.send(reqwest::Method::GET, "/account", &thief, None).await?.status.as_u16(), 200);
        step(&planted, "/logout", &[]).await?;
        assert!(nobody.send(reqwest::Method::GET, "/account", &thief, None).await?.location().starts_with("/login"));
        let petra = ground.log_in("petra@example.test").await?;
        assert_eq!(petra.get("/account").await?.status.as_u16(), 200);
        ground.raw.run("UPDATE people SET active = FALSE").await?;
        assert!(petra.get("/account").await?.location().starts_with("/login"));
        ground.end().await?;
    }
}

/// Opens nothing.
const KEY: &str = include_str!("../../../crates/services/src/credentials/private_key/ed25519.txt");

/// Every file below a directory.
fn files(dir: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(dir).into_iter().flatten().flatten();
    entries
        .flat_map(|entry| match entry.path() {
            path if path.is_dir() => files(&path),
            path => vec![path],
        })
        .collect()
}

/// In the clear in every database.
const SYSTEM: &[u8] = b"web-03";
