//! `cargo xtask bench`: builds the benchmark program, runs it, keeps its table.
//!
//! The figures themselves are taken by `leitstand-bench` of the crate `server`: it knows the routes,
//! seeds the databases and measures through real sockets.

use std::fs;

use anyhow::{Context as _, Result, bail};

use crate::check::postgres::Postgres;
use crate::paths::Paths;
use crate::process::Cmd;
use crate::serve;
use crate::site;
use crate::ui::Steps;

const PROGRAM: &str = "leitstand-bench";

/// Runs all benchmarks; arguments are handed on.
pub fn run(steps: &mut Steps, paths: &Paths, args: &[&str]) -> Result<()> {
    let metadata = Cmd::cargo()
        .args(["metadata", "--no-deps", "--format-version", "1", "--locked"])
        .dir(&paths.root)
        .capture()?;
    if !metadata.contains(&format!("\"name\":\"{PROGRAM}\"")) {
        bail!("the crate `server` has no program `{PROGRAM}` yet");
    }
    let site = site::build(steps, paths, site::Kind::Release)?;
    serve::server(steps, paths, &["--bin", PROGRAM])?;
    let postgres = Postgres::provide(steps, paths)?;
    let folder = paths.target.join("bench");
    fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
    let file = folder.join("table.md");
    steps.run("benchmarks", |progress| {
        Cmd::new(paths.release(PROGRAM))
            .args(args)
            .env("LEITSTAND_BIN", paths.release("leitstand"))
            .env("LEITSTAND_SITE", site)
            .env("TEST_POSTGRES_URL", postgres.url())
            .dir(&paths.root)
            .tee(progress, &file)
    })?;
    println!("\nalso in {}", file.display());
    Ok(())
}
