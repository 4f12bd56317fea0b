//! `cargo xtask`: everything about this project that is more than one cargo command.
//!
//! It needs nothing but cargo, says what it does line by line, and can be repeated at any time: what
//! is up to date is not built again.

mod bench;
mod check;
mod paths;
mod process;
mod serve;
mod site;
mod source_text;
mod sources;
mod system;
mod ui;

use std::process::ExitCode;

use anyhow::{Result, bail};

use crate::paths::Paths;
use crate::ui::Steps;

const HELP: &str = "\
cargo xtask COMMAND

  run            build everything and serve the demo on http://127.0.0.1:3000
  dev            the same in debug, rebuilding and restarting on every change
  test [--fast]  every check and test; --fast leaves out PostgreSQL and the browser
  bench          the benchmarks; the table is also written to target/bench/
  release        one self-contained program in target/dist/
  sources        write docs/SOURCES.md: where each requirement is implemented and tested
  rules          only the checks that need no compiler: seconds
  site           only the browser's files, into target/site/
  postgres       a PostgreSQL for tests that you start yourself, until Ctrl-C
";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match command(&args) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("\n{error:#}");
            ExitCode::FAILURE
        }
    }
}

/// False when the command ran, but something it checked is wrong.
fn command(args: &[&str]) -> Result<bool> {
    process::end_children_on_signals()?;
    let paths = Paths::find()?;
    let mut steps = Steps::new();
    match args {
        ["run"] => serve::run(&mut steps, &paths).map(|()| true),
        ["dev"] => serve::dev(&mut steps, &paths).map(|()| true),
        ["test"] => Ok(check::test(&mut steps, &paths, check::Extent::All)),
        ["test", "--fast"] => Ok(check::test(&mut steps, &paths, check::Extent::Fast)),
        ["rules"] => Ok(check::rules(&mut steps, &paths)),
        ["bench", rest @ ..] => bench::run(&mut steps, &paths, rest).map(|()| true),
        ["release"] => serve::release(&mut steps, &paths).map(|()| true),
        ["sources"] => sources::write(&mut steps, &paths).map(|()| true),
        ["site"] => site::build(&mut steps, &paths, site::Kind::Release).map(|_| true),
        ["postgres"] => check::postgres::hold(&mut steps, &paths).map(|()| true),
        [] | ["help" | "--help" | "-h"] => {
            print!("{HELP}");
            Ok(true)
        }
        other => bail!("unknown command `{}`\n\n{HELP}", other.join(" ")),
    }
}
