//! The command line: one file per command. A command returns its exit code; errors are told in one line with causes.

mod admin;
mod audit;
mod calendar;
mod check_config;
mod demo;
mod migrate;
mod scan_text;
mod serve;
mod vault;
mod worker;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::config::Config;

/// Support desk of managed-hosting providers.
#[derive(Debug, Parser)]
#[command(name = "leitstand", version, about)]
pub struct Cli {
    /// Configuration file; without it `leitstand.toml` in the working directory, if there is one.
    #[arg(long, global = true, env = "LEITSTAND_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the web pages and work on jobs.
    Serve(serve::Serve),
    /// Work on jobs only (PostgreSQL: as many workers as you like).
    Worker(worker::Worker),
    /// Bring the database's schema up to date.
    Migrate(migrate::Migrate),
    /// Create staff or open a locked-out account; prints a link.
    Admin(admin::Admin),
    /// Fill an empty database with a believable provider to look at.
    Demo(demo::Demo),
    /// Look after the vault's keys and shards.
    Vault(vault::Vault),
    /// Export and check the audit chains.
    Audit(audit::Audit),
    /// Find secrets in texts: JSON lines in, JSON lines out.
    ScanText(scan_text::ScanText),
    /// Ask service calendars: JSON lines in, JSON lines out.
    Calendar(calendar::Calendar),
    /// Check the configuration and say what is wrong and where.
    CheckConfig(check_config::CheckConfig),
}

impl Cli {
    /// Runs the command.
    pub fn run(self) -> ExitCode {
        let file = self.config;
        let outcome = match self.command {
            Command::CheckConfig(_) => return check_config::CheckConfig::run(file.as_deref()),
            Command::Serve(command) => with_config(file, |config| command.run(config)),
            Command::Worker(command) => with_config(file, |config| command.run(config)),
            Command::Admin(command) => with_config(file, |config| command.run(config)),
            Command::Migrate(command) => with_config(file, |config| command.run(config)),
            Command::Demo(command) => with_config(file, |config| command.run(config)),
            Command::Vault(command) => with_config(file, |config| command.run(config)),
            Command::ScanText(_) => return scan_text::ScanText::run(),
            Command::Calendar(command) => return command.run(),
            Command::Audit(command) => match command.files() {
                Some((files, key)) => audit::verify_files(files, key),
                None => with_config(file, |config| command.run(config)),
            },
        };
        outcome.unwrap_or_else(|error| {
            eprintln!("leitstand: {error:#}");
            ExitCode::FAILURE
        })
    }
}

/// Loads the configuration, or says everything that is wrong with it, and runs the command.
fn with_config<F>(
    file: Option<PathBuf>,
    command: impl FnOnce(Config) -> F,
) -> anyhow::Result<ExitCode>
where
    F: Future<Output = anyhow::Result<ExitCode>>,
{
    let config = Config::load(file.as_deref()).map_err(|problems| {
        let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
        anyhow::anyhow!("the configuration is wrong\n  {}", lines.join("\n  "))
    })?;
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?
        .block_on(command(config))
}
