//! `cargo xtask test`: everything that has to hold before a change is taken.
//!
//! A step that fails does not hide the later ones; the closing line counts them. What a step needs
//! from outside cargo is installed first, where that is possible.

mod browser;
mod gates;
pub mod postgres;
mod rust;

use anyhow::{Context as _, Result, ensure};

use self::postgres::Postgres;
use crate::paths::Paths;
use crate::process::Cmd;
use crate::site;
use crate::sources;
use crate::system;
use crate::ui::Steps;

/// Upper limits after brotli, in bytes (UI budget of docs/ARCHITECTURE.md).
const WASM_BUDGET: u64 = 100_000;
const JS_BUDGET: u64 = 10_000;

/// How much is tested.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// Everything.
    All,
    /// Without PostgreSQL and the browser.
    Fast,
}

/// Runs the checks; true when all passed.
pub fn test(steps: &mut Steps, paths: &Paths, extent: Extent) -> bool {
    if let Err(error) = system::provide_components(steps, paths) {
        println!("{error:#}");
    }
    without_compiler(steps, paths);
    if let Err(error) = system::provide(steps, paths, &[system::SMTP, system::POPPLER]) {
        println!("{error:#}");
    }
    rust::clippy(steps, paths);
    let postgres = match extent {
        Extent::All => Postgres::provide(steps, paths)
            .inspect_err(|error| println!("{error:#}"))
            .ok(),
        Extent::Fast => {
            steps.skip("PostgreSQL", "--fast");
            None
        }
    };
    rust::tests(steps, paths, postgres.as_ref());
    match site::build(steps, paths, site::Kind::Release) {
        Ok(site) => {
            if let Some(sizes) = site::brotli_sizes(&site).transpose() {
                steps.attempt("size of the islands", |progress| {
                    let (wasm, js) = sizes?;
                    progress.note(format!(
                        "wasm {wasm} of {WASM_BUDGET} bytes, glue {js} of {JS_BUDGET}"
                    ));
                    within_budget(wasm, js)
                });
            }
            match extent {
                Extent::All => browser::test(steps, paths, &site, postgres.as_ref()),
                Extent::Fast => steps.skip("browser tests", "--fast"),
            }
        }
        Err(error) => println!("{error:#}"),
    }
    drop(postgres);
    steps.close()
}

/// What can be checked in seconds; true when all is well.
pub fn rules(steps: &mut Steps, paths: &Paths) -> bool {
    without_compiler(steps, paths);
    steps.close()
}

fn without_compiler(steps: &mut Steps, paths: &Paths) {
    gates::check(steps, paths);
    steps.attempt("docs/SOURCES.md is up to date", |_| sources::check(paths));
    steps.attempt("cargo fmt --check", |progress| {
        rust::cargo(paths, &["fmt", "--all", "--check"]).quiet(progress, &paths.log("fmt")?)
    });
    if Cmd::cargo().args(["deny", "--version"]).succeeds() {
        steps.attempt("cargo deny", |progress| {
            let args = ["deny", "--offline", "check", "bans", "licenses", "sources"];
            rust::cargo(paths, &args).quiet(progress, &paths.log("deny")?)
        });
    } else {
        steps.skip(
            "licences and sources of dependencies",
            "there is no cargo-deny here",
        );
    }
}

fn within_budget(wasm: u64, js: u64) -> Result<()> {
    ensure!(
        wasm <= WASM_BUDGET,
        "the wasm has {wasm} bytes after brotli, allowed are {WASM_BUDGET}"
    );
    ensure!(
        js <= JS_BUDGET,
        "the glue has {js} bytes after brotli, allowed are {JS_BUDGET}"
    );
    Ok(())
}

/// Reads a text file of the workspace.
fn read(paths: &Paths, file: &str) -> Result<String> {
    std::fs::read_to_string(paths.root.join(file)).with_context(|| format!("cannot read {file}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_byte_over_the_budget_is_too_much() {
        assert!(within_budget(WASM_BUDGET, JS_BUDGET).is_ok());
        assert!(within_budget(WASM_BUDGET + 1, 0).is_err());
        assert!(within_budget(0, JS_BUDGET + 1).is_err());
    }
}
