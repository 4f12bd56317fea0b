//! `cargo xtask bench`: builds program and benchmark, runs it, keeps its table in docs/BENCHMARKS.md.
//!
//! The figures themselves are taken by `leitstand-bench` (`crates/bench`): it fills the databases and measures through real
//! sockets. Arguments are handed on; a run over fewer tickets or rows is shown, but never becomes the table.

use std::fs;

use anyhow::{Context as _, Result};

use crate::check::postgres::Postgres;
use crate::paths::Paths;
use crate::process::Cmd;
use crate::serve;
use crate::site;
use crate::ui::Steps;

const PROGRAM: &str = "leitstand-bench";
const PAGE: &str = "docs/BENCHMARKS.md";
const BEGINS: &str = "<!-- figures -->";
const ENDS: &str = "<!-- end of figures -->";

/// Runs all benchmarks; arguments are handed on.
pub fn run(steps: &mut Steps, paths: &Paths, args: &[&str]) -> Result<()> {
    let site = site::build(steps, paths, site::Kind::Release)?;
    // In one build, so that both use the same dependencies.
    serve::server(steps, paths, &["--package", "bench", "--bin", PROGRAM])?;
    let postgres = Postgres::provide_durable(steps, paths)?;
    let folder = paths.target.join("bench");
    fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
    let file = folder.join("table.md");
    steps.run("benchmarks", |progress| {
        Cmd::new(paths.release(PROGRAM))
            .args(args)
            .env("LEITSTAND_BIN", paths.release("leitstand"))
            .env("LEITSTAND_SITE", site)
            .env("LEITSTAND_BENCH_DIR", &folder)
            .env("TEST_POSTGRES_URL", postgres.url())
            .dir(&paths.root)
            .tee(progress, &file)
    })?;
    let whole = args
        .iter()
        .all(|arg| *arg == "--note" || !arg.starts_with("--"));
    if whole {
        keep(
            paths,
            &fs::read_to_string(&file).context("cannot read the table")?,
        )?;
        println!("\nwritten to {PAGE}");
    } else {
        println!("\nonly in {}", file.display());
    }
    Ok(())
}

/// Puts the table between the markers of the page.
fn keep(paths: &Paths, table: &str) -> Result<()> {
    let page = paths.root.join(PAGE);
    let text = fs::read_to_string(&page).with_context(|| format!("cannot read {PAGE}"))?;
    let text = replaced(&text, table).with_context(|| format!("{PAGE} has lost its markers"))?;
    fs::write(&page, text).with_context(|| format!("cannot write {PAGE}"))
}

fn replaced(page: &str, table: &str) -> Option<String> {
    let (before, rest) = page.split_once(BEGINS)?;
    let (_, after) = rest.split_once(ENDS)?;
    Some(format!("{before}{BEGINS}\n{table}{ENDS}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_stands_between_the_markers_and_the_words_around_it_stay() {
        let page = format!("# Figures\n{BEGINS}\nold\n{ENDS}\nwords\n");
        let new = replaced(&page, "| a |\n").expect("both markers are there");
        assert_eq!(new, format!("# Figures\n{BEGINS}\n| a |\n{ENDS}\nwords\n"));
        assert_eq!(replaced("no markers", "x"), None);
    }
}
