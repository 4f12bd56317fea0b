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
        let run = |spec: &Path| spec_command(paths, site, postgres, spec).loud(progress);
        let outcome = with_second_trial(&specs(paths)?, run);
        if !outcome.unsteady.is_empty() {
            progress.note(format!(
                "UNSTEADY, a bug of the page or of the test, passed at the second trial only: {}",
                told(&outcome.unsteady)
            ));
        }
        ensure!(
            outcome.failed.is_empty(),
            "failed twice: {}",
            told(&outcome.failed)
        );
        Ok(())
    });
}

fn spec_command(paths: &Paths, site: &Path, postgres: Option<&Postgres>, spec: &Path) -> Cmd {
    let mut cmd = Cmd::new("node")
        .args(["--test", "--test-concurrency=1", "--test-reporter=spec"])
        .args([spec])
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
    cmd
}

/// What became of the files: those that passed at once are in neither list.
#[derive(Default)]
struct Outcome {
    /// Failed, then passed, with the first error.
    unsteady: Vec<(PathBuf, anyhow::Error)>,
    /// Failed twice, with the second error.
    failed: Vec<(PathBuf, anyhow::Error)>,
}

fn told(list: &[(PathBuf, anyhow::Error)]) -> String {
    let lines = list
        .iter()
        .map(|(spec, error)| format!("{}: {error:#}", spec.display()));
    lines.collect::<Vec<_>>().join("; ")
}

/// Runs every file; those that failed once more, after all others.
///
/// A browser, a database and a mail server on a busy machine stumble now and then without anything being wrong in the
/// change. Failing for that stops everybody's work; not telling it hides real races. So it is told, loudly, and not fatal.
fn with_second_trial(specs: &[PathBuf], mut run: impl FnMut(&Path) -> Result<()>) -> Outcome {
    let first: Vec<_> = specs
        .iter()
        .filter_map(|spec| Some((spec, run(spec).err()?)))
        .collect();
    let mut outcome = Outcome::default();
    for (spec, error) in first {
        match run(spec) {
            Ok(()) => outcome.unsteady.push((spec.clone(), error)),
            Err(again) => outcome.failed.push((spec.clone(), again)),
        }
    }
    outcome
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_fails_once_is_told_and_one_that_fails_twice_fails() {
        let specs = ["steady", "unsteady", "broken"].map(PathBuf::from);
        let mut order = Vec::new();
        let outcome = with_second_trial(&specs, |spec| {
            order.push(spec.display().to_string());
            let again = order
                .iter()
                .filter(|run| **run == spec.display().to_string())
                .count()
                > 1;
            ensure!(
                spec.ends_with("steady") || again && !spec.ends_with("broken"),
                "red"
            );
            Ok(())
        });
        assert_eq!(
            order,
            ["steady", "unsteady", "broken", "unsteady", "broken"]
        );
        let names = |list: &[(PathBuf, anyhow::Error)]| {
            list.iter()
                .map(|(spec, _)| spec.clone())
                .collect::<Vec<_>>()
        };
        assert_eq!(names(&outcome.unsteady), [specs[1].clone()]);
        assert_eq!(names(&outcome.failed), [specs[2].clone()]);
        assert!(told(&outcome.failed).contains("broken: red"));
    }
}
