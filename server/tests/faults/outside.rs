//! What the running program shows beside its pages: its memory, its files for browsers, and the command that prints codes
//! of a demo.

use std::process::{Command, Output, Stdio};

use domain::account::StaffRole;
use reqwest::Method;
use store::provider::ProviderRow;

use crate::browser::Page;
use crate::ground::{Ground, Result};

/// The program under an account that would let it dump its memory.
fn with_cores() -> Command {
    let mut command = Command::new("sh");
    command.args([
        "-c",
        "ulimit -S -c \"$(ulimit -H -c)\"; exec \"$0\" \"$@\"",
        env!("CARGO_BIN_EXE_leitstand"),
    ]);
    command
}

// ASVS 11.7
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_running_program_leaves_no_core_file() -> Result {
    let mut ground = Ground::prepare(None, None).await?;
    ground.start_by(with_cores()).await?;
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", ground.pid()))?;
    let line = limits
        .lines()
        .find(|line| line.starts_with("Max core file size"))
        .ok_or("no such limit")?;
    let words: Vec<&str> = line.split_whitespace().collect();
    assert_eq!(words[4..6], ["0", "0"], "soft and hard: {line}");
    ground.end().await
}

on_both! {
    async fn codes_of_a_database_that_is_no_demo_are_printed_for_nobody(ground) {
        ground.staff("jana@example.test", StaffRole::Engineer).await?;
        provider(&ground, false).await?;
        for login in ["jana@example.test", "nobody@example.test"] {
            let said = otp(&ground, login)?;
            assert!(!said.status.success(), "{login}");
            assert_eq!(said.stdout, b"", "{login}");
            let why = String::from_utf8_lossy(&said.stderr).into_owned();
            assert!(why.contains("no demo account"), "{why}");
            assert!(crate::house::digits(&why).is_none(), "{why}");
        }
        // The same account on a demo: it was the database that was refused, not the account.
        provider(&ground, true).await?;
        let said = otp(&ground, "jana@example.test")?;
        assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
        let code = String::from_utf8(said.stdout)?;
        assert!(code.trim().len() == 6 && crate::house::digits(&code).is_some(), "{code}");
        ground.end().await?;
    }
}

/// `leitstand demo otp LOGIN`.
fn otp(ground: &Ground, login: &str) -> Result<Output> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_leitstand"));
    command
        .env_clear()
        .args(["demo", "otp", login, "--config"])
        .arg(ground.configured());
    Ok(command.stdin(Stdio::null()).output()?)
}

/// The provider's row of a real database or of a demo.
async fn provider(ground: &Ground, is_demo: bool) -> Result {
    let mut tx = ground.context.db().begin().await?;
    let row = store::provider::find(&mut tx).await?;
    let row = row.unwrap_or(ProviderRow {
        id: ProviderRow::ID,
        name: "Kastell".to_owned(),
        street: String::new(),
        postal_code: String::new(),
        city: String::new(),
        country: "DE".to_owned(),
        land: None,
        vat_id: String::new(),
        email: String::new(),
        phone: String::new(),
        phone_hours: String::new(),
        emergency_phone: String::new(),
        source_ips: String::new(),
        ssh_public_key: String::new(),
        name_servers: String::new(),
        guide_url: String::new(),
        is_demo,
        updated_at: None,
    });
    store::provider::put(&mut tx, &ProviderRow { is_demo, ..row }).await?;
    tx.save().await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_files_named_by_their_content_are_kept_for_ever() -> Result {
    let mut ground = Ground::prepare(None, None).await?;
    let site = ground.data.with_file_name("site");
    std::fs::create_dir_all(site.join("pkg"))?;
    let manifest = r#"{"css": "leitstand.0a1b.css", "js": "leitstand.0a1b.js", "wasm": "leitstand.0a1b.wasm"}"#;
    std::fs::write(site.join("manifest.json"), manifest)?;
    for name in [
        "leitstand.0a1b.css",
        "leitstand.0a1b.js",
        "leitstand.0a1b.wasm",
    ] {
        std::fs::write(site.join("pkg").join(name), "as built")?;
        std::fs::write(site.join("pkg").join(format!("{name}.br")), "small")?;
    }
    std::fs::write(
        site.join("favicon.svg"),
        "<svg xmlns=\"http://www.w3.org/2000/svg\"/>",
    )?;
    ground.start().await?;
    let browser = ground.browser()?;
    let get = async |path: &str, coding: &str| -> Result<Page> {
        browser
            .send(Method::GET, path, &[("accept-encoding", coding)], None)
            .await
    };
    let page = browser.get("/login").await?;
    let named: Vec<&str> = page
        .text
        .split('"')
        .filter(|part| part.starts_with("/pkg/"))
        .collect();
    assert!(named.contains(&"/pkg/leitstand.0a1b.css"), "{named:?}");
    for path in [
        "/pkg/leitstand.0a1b.css",
        "/pkg/leitstand.0a1b.js",
        "/pkg/leitstand.0a1b.wasm",
    ] {
        for (coding, sent, body) in [
            ("gzip, br;q=0.9", "br", "small"),
            ("br", "br", "small"),
            ("gzip", "", "as built"),
            ("", "", "as built"),
        ] {
            let file = get(path, coding).await?;
            assert_eq!(
                (file.status.as_u16(), file.text.as_str()),
                (200, body),
                "{path} {coding}"
            );
            assert_eq!(file.header("content-encoding"), sent, "{path} {coding}");
            assert_eq!(
                file.header("cache-control"),
                "public, max-age=31536000, immutable",
                "{path}"
            );
            assert_eq!(file.header("vary"), "accept-encoding", "{path}");
            assert_eq!(file.header("x-content-type-options"), "nosniff", "{path}");
        }
    }
    for path in [
        "/favicon.svg",
        "/robots.txt",
        "/login",
        "/healthz",
        "/pkg/leitstand.ffff.css",
        "/pkg/manifest.json",
    ] {
        let file = get(path, "br").await?;
        assert!(
            !file.header("cache-control").contains("immutable"),
            "{path}"
        );
        assert_eq!(file.header("content-encoding"), "", "{path}");
    }
    ground.end().await
}
