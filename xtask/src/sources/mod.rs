//! Which requirement is fulfilled where: `docs/SOURCES.md`, made from comments in the code.
//!
//! `docs/requirements.tsv` lists every sentence of the source documents with an id. Code that
//! fulfils one names its id in a comment, and so does a test that fails when the rule is broken. A
//! test counts for three ids at most, so that no test can claim to show everything.

mod places;
mod report;
mod requirements;

use anyhow::{Context as _, Result, bail};

use crate::paths::Paths;
use crate::ui::Steps;

const REPORT: &str = "docs/SOURCES.md";

/// Writes the report.
pub fn write(steps: &mut Steps, paths: &Paths) -> Result<()> {
    steps.run(REPORT, |progress| {
        let (report, counts) = make(paths)?;
        std::fs::write(paths.root.join(REPORT), report)
            .with_context(|| format!("cannot write {REPORT}"))?;
        progress.note(counts);
        Ok(())
    })
}

/// Fails when the report in the repository is not what the code says.
pub fn check(paths: &Paths) -> Result<()> {
    let (report, _) = make(paths)?;
    let have = std::fs::read_to_string(paths.root.join(REPORT)).unwrap_or_default();
    if report == have {
        return Ok(());
    }
    let first = report
        .lines()
        .zip(have.lines())
        .find(|(new, old)| new != old)
        .map_or_else(String::new, |(new, old)| format!("\n- {old}\n+ {new}"));
    bail!("{REPORT} is stale: run `cargo xtask sources`{first}")
}

fn make(paths: &Paths) -> Result<(String, String)> {
    let list = std::fs::read_to_string(paths.root.join("docs/requirements.tsv"))
        .context("cannot read docs/requirements.tsv")?;
    let requirements = requirements::parse(&list)?;
    let places = places::find(paths)?;
    report::render(&requirements, &places)
}
