//! The journeys in a real browser, against the release program.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};

use super::postgres::Postgres;
use crate::paths::Paths;
use crate::process::Cmd;
use crate::serve;
use crate::site;
use crate::system;
use crate::ui::Steps;

/// Builds the server and runs every file of `end2end/specs`.
pub fn test(steps: &mut Steps, paths: &Paths, site: &Path, postgres: Option<&Postgres>) {
    let prepared = prepare(steps, paths);
    steps.attempt("browser tests", |progress| {
        prepared.context("not everything they need is there")?;
        let specs = specs(paths)?;
        let mut cmd = Cmd::new("node")
            .args(["--test", "--test-concurrency=1", "--test-reporter=spec"])
            .args(&specs)
            .env("LEITSTAND_BIN", paths.release("leitstand"))
            .env("LEITSTAND_SITE", site)
            .env("END2END_OUT", paths.target.join("end2end"))
            .dir(paths.end2end());
        if let Some(chromium) = system::which("chromium") {
            cmd = cmd.env("CHROMIUM", chromium);
        }
        if let Some(postgres) = postgres {
            cmd = cmd.env("TEST_POSTGRES_URL", postgres.url());
        }
        cmd.loud(progress)
    });
}

fn prepare(steps: &mut Steps, paths: &Paths) -> Result<()> {
    system::provide(
        steps,
        paths,
        &[
            system::NODE,
            system::CHROMIUM,
            system::SMTP,
            system::POPPLER,
        ],
    )?;
    site::npm_packages(steps, paths)?;
    serve::server(steps, paths, &[])
}

fn specs(paths: &Paths) -> Result<Vec<PathBuf>> {
    let folder = paths.end2end().join("specs");
    let mut specs: Vec<PathBuf> = fs::read_dir(&folder)
        .with_context(|| format!("cannot read {}", folder.display()))?
        .flatten()
        .map(|entry| entry.path())
        .filter(|file| file.to_string_lossy().ends_with(".spec.mjs"))
        .collect();
    specs.sort();
    ensure!(
        !specs.is_empty(),
        "there is no test in {}",
        folder.display()
    );
    Ok(specs)
}
