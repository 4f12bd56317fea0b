//! Clippy and the tests of the crates.
//!
//! Three groups, each with the features it is really built with: everything that runs on the
//! server, the islands, and xtask itself. In one cargo call their features would be merged, and
//! what `cargo run` has compiled would be compiled once more.

use super::postgres::Postgres;
use crate::paths::Paths;
use crate::process::Cmd;
use crate::ui::Steps;

const SERVER: [&str; 5] = ["--workspace", "--exclude", "frontend", "--exclude", "xtask"];
const ISLANDS: [&str; 2] = ["--package", "frontend"];
const XTASK: [&str; 2] = ["--package", "xtask"];

/// Clippy without mercy; the islands are checked for this machine instead of the browser.
pub fn clippy(steps: &mut Steps, paths: &Paths) {
    let groups: [(&str, &[&str], &[&str]); 3] = [
        ("clippy", &SERVER, &["--all-targets"]),
        ("clippy of the islands", &ISLANDS, &[]),
        ("clippy of xtask", &XTASK, &["--all-targets"]),
    ];
    for (name, group, targets) in groups {
        steps.attempt(name, |progress| {
            cargo(paths, &["clippy", "--locked"])
                .args(group)
                .args(targets)
                .args(["--", "-D", "warnings"])
                .quiet(progress, &paths.log(name)?)
        });
    }
}

/// Unit, property and integration tests, then the examples in the documentation.
pub fn tests(steps: &mut Steps, paths: &Paths, postgres: Option<&Postgres>) {
    let with_database = |cmd: Cmd| match postgres {
        Some(postgres) => cmd.env("TEST_POSTGRES_URL", postgres.url()),
        None => cmd.without_env("TEST_POSTGRES_URL"),
    };
    let nextest = Cmd::cargo().args(["nextest", "--version"]).succeeds();
    let runner: &[&str] = if nextest {
        &["nextest", "run"]
    } else {
        &["test", "--tests"]
    };
    let run = |group: &[&str]| cargo(paths, runner).args(["--locked"]).args(group);

    steps.attempt("compile the tests", |progress| {
        run(&SERVER)
            .args(["--no-run"])
            .quiet(progress, &paths.log("tests-build")?)
    });
    let databases = if postgres.is_some() {
        "SQLite and PostgreSQL"
    } else {
        "SQLite"
    };
    steps.attempt(&format!("tests ({databases})"), |progress| {
        with_database(run(&SERVER))
            .args(["--no-fail-fast"])
            .loud(progress)
    });
    steps.attempt("tests of xtask", |progress| {
        run(&XTASK).args(["--no-fail-fast"]).loud(progress)
    });
    steps.attempt("examples in the documentation", |progress| {
        let cmd = cargo(paths, &["test", "--locked", "--doc"]).args(SERVER);
        with_database(cmd).quiet(progress, &paths.log("tests-doc")?)
    });
}

/// Cargo in the workspace.
pub fn cargo(paths: &Paths, args: &[&str]) -> Cmd {
    let cmd = Cmd::cargo().args(args).dir(&paths.root);
    // Incremental files are never used again on a machine that builds once.
    if std::env::var_os("CI").is_some() {
        cmd.env("CARGO_INCREMENTAL", "0")
    } else {
        cmd
    }
}
