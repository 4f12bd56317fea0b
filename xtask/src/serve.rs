//! `run`, `dev` and `release`: the three ways from the sources to a running program.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use anyhow::{Context as _, Result};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use walkdir::WalkDir;

use crate::paths::Paths;
use crate::process::{Cmd, Running};
use crate::site;
use crate::ui::Steps;

const PROGRAM: &str = "leitstand";
const ADDRESS: &str = "http://127.0.0.1:3000";

/// Builds for real use, fills `./data` with the demo if there is none, and serves.
pub fn run(steps: &mut Steps, paths: &Paths) -> Result<()> {
    let site = site::build(steps, paths, site::Kind::Release)?;
    server(steps, paths, &[])?;
    let program = paths.release(PROGRAM);
    demo(steps, paths, &program)?;
    show_accounts(paths, &program);
    println!("\nLeitstand: {ADDRESS}   (Ctrl-C ends it)\n");
    // The server takes our place, so that it gets Ctrl-C and every signal itself.
    Err(alone(&program)
        .args(["serve"])
        .env("LEITSTAND_SITE", site)
        .dir(&paths.root)
        .become_it())
}

/// One program with everything inside, in `target/dist/`.
pub fn release(steps: &mut Steps, paths: &Paths) -> Result<()> {
    let site = site::build(steps, paths, site::Kind::Release)?;
    let embedded = site::write_embedded(&site)?;
    steps.run("server with its files inside (release)", |progress| {
        build_server(paths, &["--release", "--features", "embed"])
            .env("LEITSTAND_EMBED", &embedded)
            .quiet(progress, &paths.log("server-embed")?)
    })?;
    let dist = paths.target.join("dist");
    fs::create_dir_all(&dist).with_context(|| format!("cannot create {}", dist.display()))?;
    let file = dist.join(PROGRAM);
    fs::copy(paths.release(PROGRAM), &file)
        .with_context(|| format!("cannot write {}", file.display()))?;
    let bytes = fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
    let digest = hex::encode(Sha256::digest(&bytes));
    fs::write(dist.join("SHA256SUMS"), format!("{digest}  {PROGRAM}\n"))
        .context("cannot write SHA256SUMS")?;
    println!(
        "{}  {} MB  sha256 {digest}",
        file.display(),
        bytes.len() / 1_000_000
    );
    Ok(())
}

/// Builds the release server without embedded files.
pub fn server(steps: &mut Steps, paths: &Paths, more: &[&str]) -> Result<()> {
    steps.run("server (release)", |progress| {
        build_server(paths, &["--release"])
            .args(more)
            .quiet(progress, &paths.log("server")?)
    })
}

fn build_server(paths: &Paths, args: &[&str]) -> Cmd {
    Cmd::cargo()
        .args(["build", "--locked", "--package", "server", "--bin", PROGRAM])
        .args(args)
        .dir(&paths.root)
}

/// Serves a debug build; watches the sources, rebuilds what changed, restarts.
pub fn dev(steps: &mut Steps, paths: &Paths) -> Result<()> {
    let program = paths.target.join("debug").join(PROGRAM);
    let mut running: Option<Running> = None;
    loop {
        let state = sources_state(paths);
        match dev_build(steps, paths) {
            Ok(site) => {
                if let Some(old) = running.take() {
                    old.stop();
                } else {
                    demo(steps, paths, &program)?;
                    show_accounts(paths, &program);
                }
                println!("\nLeitstand: {ADDRESS}   (rebuilt on every change, Ctrl-C ends it)\n");
                running = Some(
                    alone(&program)
                        .args(["serve"])
                        .env("LEITSTAND_SITE", site)
                        .dir(&paths.root)
                        .background_loud()?,
                );
            }
            // The old server stays up while a mistake is being mended.
            Err(error) => println!("{error:#}\nwaiting for a change …"),
        }
        while sources_state(paths) == state {
            std::thread::sleep(Duration::from_millis(500));
        }
    }
}

fn dev_build(steps: &mut Steps, paths: &Paths) -> Result<PathBuf> {
    let site = site::build(steps, paths, site::Kind::Dev)?;
    steps.run("server (debug)", |progress| {
        build_server(paths, &[]).quiet(progress, &paths.log("server-debug")?)
    })?;
    Ok(site)
}

/// The newest change and the number of files: enough to see edits, additions and removals.
fn sources_state(paths: &Paths) -> (Option<SystemTime>, usize) {
    let mut newest = None;
    let mut count = 0;
    for folder in [
        "app",
        "crates",
        "server",
        "migrations",
        "style",
        "public",
        "Cargo.toml",
    ] {
        for entry in WalkDir::new(paths.root.join(folder))
            .into_iter()
            .filter_map(Result::ok)
        {
            count += 1;
            newest = newest.max(entry.metadata().ok().and_then(|data| data.modified().ok()));
        }
    }
    (newest, count)
}

/// The program without what the shell says about another desk: else the demo would go into that one's database, and be
/// served from it.
fn alone(program: &Path) -> Cmd {
    let names = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok());
    names
        .filter(|name| is_of_a_desk(name))
        .fold(Cmd::new(program), |cmd, name| cmd.without_env(&name))
}

fn is_of_a_desk(variable: &str) -> bool {
    variable == "DATABASE_URL" || variable.starts_with("LEITSTAND_")
}

fn demo(steps: &mut Steps, paths: &Paths, program: &Path) -> Result<()> {
    let data = paths.root.join("data");
    if data.exists() {
        return Ok(());
    }
    // Half a demo would be served as a whole one the next time: it is made beside its place, whatever stops us.
    let half = paths.root.join("data.new");
    if half.exists() {
        fs::remove_dir_all(&half)?;
    }
    steps.run("demo provider in ./data", |progress| {
        alone(program)
            .args(["demo"])
            .env("LEITSTAND_DATA_DIR", &half)
            .dir(&paths.root)
            .quiet(progress, &paths.log("demo")?)
    })?;
    Ok(fs::rename(half, data)?)
}

fn show_accounts(paths: &Paths, program: &Path) {
    let file = paths.root.join("data/demo-accounts.json");
    let Some(accounts) = fs::read_to_string(file)
        .ok()
        .and_then(|text| serde_json::from_str::<Value>(&text).ok())
    else {
        return;
    };
    println!("\nDemo log-ins (all of them: data/demo-accounts.json)");
    for line in account_lines(&accounts) {
        println!("  {line}");
    }
    println!(
        "* has a second factor; its code now: {} demo otp LOGIN",
        program.display()
    );
}

/// Two accounts of each role: log-in, password, role, and a star for a second factor.
fn account_lines(accounts: &Value) -> Vec<String> {
    let mut shown: BTreeMap<String, u32> = BTreeMap::new();
    let mut lines = Vec::new();
    for account in accounts.as_array().into_iter().flatten() {
        let text = |name: &str| account[name].as_str().unwrap_or_default().to_owned();
        let count = shown.entry(text("role")).or_default();
        *count += 1;
        if *count > 2 {
            continue;
        }
        let star = if text("totp_seed").is_empty() {
            ""
        } else {
            " *"
        };
        lines.push(format!(
            "{:<38} {:<36} {}{star}",
            text("login"),
            text("password"),
            text("role")
        ));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_shell_says_of_another_desk_is_left_out() {
        for name in ["DATABASE_URL", "LEITSTAND_DATA_DIR", "LEITSTAND_VAULT_KEYS"] {
            assert!(is_of_a_desk(name), "{name}");
        }
        for name in ["PATH", "HOME", "TEST_POSTGRES_URL", "MY_LEITSTAND_URL"] {
            assert!(!is_of_a_desk(name), "{name}");
        }
    }

    #[test]
    fn two_accounts_of_each_role_are_shown() {
        let account = |login: &str, role: &str, seed: &str| serde_json::json!({"login": login, "password": "lange Wörter", "role": role, "totp_seed": seed});
        let accounts = serde_json::json!([
            account("a@b.example", "owner", ""),
            account("b@b.example", "owner", ""),
            account("c@b.example", "owner", ""),
            account("d@b.example", "engineer", "JBSWY3DP"),
        ]);
        let lines = account_lines(&accounts);
        assert_eq!(lines.len(), 3);
        let words: Vec<&str> = lines[2].split_whitespace().collect();
        assert_eq!(words, ["d@b.example", "lange", "Wörter", "engineer", "*"]);
    }
}
