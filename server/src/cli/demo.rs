//! `leitstand demo`: a believable provider to look at; `leitstand demo otp LOGIN`: the current one-time code of an account.

use std::fmt::Write as _;
use std::fs::{self, OpenOptions};
use std::io::{IsTerminal as _, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::{Args, Subcommand};
use services::demo::{self, Account, Size};

use crate::config::Config;
use crate::startup::{World, open, open_existing};

/// Fill an empty database with a believable provider, and print its log-ins.
#[derive(Debug, Args)]
pub struct Demo {
    #[command(subcommand)]
    act: Option<Act>,
    /// So many tickets more, with five messages each, for benchmarks
    #[arg(long, value_name = "N", default_value_t = 0)]
    tickets: usize,
    /// So many more that are all open, each with a promise that runs, for benchmarks
    #[arg(long, value_name = "N", default_value_t = 0)]
    open: usize,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// Print the current one-time code of a demo account.
    Otp {
        /// Mail address of the account.
        login: String,
    },
}

impl Demo {
    pub(super) async fn run(self, config: Config) -> anyhow::Result<ExitCode> {
        match self.act {
            Some(Act::Otp { login }) => otp(&config, &login).await,
            None => {
                let size = Size {
                    tickets: self.tickets,
                    open: self.open,
                };
                build(&config, size).await
            }
        }
    }
}

async fn build(config: &Config, size: Size) -> anyhow::Result<ExitCode> {
    let context = open(config, World::real()).await?;
    let accounts = demo::build(&context, size, &progress)
        .await
        .map_err(|error| match error {
            services::error::ServiceError::Conflict("not_empty") => {
                anyhow::anyhow!("the database is not empty: the demo only goes into an empty one")
            }
            other => anyhow::anyhow!(other),
        })?;
    let file = config.data_dir.join("demo-accounts.json");
    write_private(&file, &serde_json::to_string_pretty(&accounts)?)?;
    println!("{}", table(&accounts));
    println!("all of them: {}", file.display());
    context.db().close().await;
    Ok(ExitCode::SUCCESS)
}

/// One line that counts, on the terminal only; a log gets each thing once.
fn progress(what: &str, done: usize, all: usize) {
    let mut out = std::io::stderr();
    let finished = done >= all;
    if out.is_terminal() {
        let _ = write!(
            out,
            "\r{what}: {done} of {all}{}",
            if finished { "\n" } else { "" }
        );
    } else if finished {
        let _ = writeln!(out, "{what}: {all}");
    }
}

/// Staff, and the people of the first customers; the file has everybody.
fn table(accounts: &[Account]) -> String {
    let mut text = String::new();
    let shown = accounts.iter().filter(|a| a.organization.is_empty()).chain(
        accounts
            .iter()
            .filter(|a| !a.organization.is_empty())
            .take(6),
    );
    for a in shown {
        let _ = writeln!(
            text,
            "{:<34} {:<34} {:<10} {}",
            a.login, a.password, a.role, a.totp_seed
        );
    }
    text
}

fn write_private(path: &Path, text: &str) -> anyhow::Result<()> {
    let _ = fs::remove_file(path);
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
        .with_context(|| format!("writing {}", path.display()))?;
    file.write_all(text.as_bytes())?;
    Ok(())
}

async fn otp(config: &Config, login: &str) -> anyhow::Result<ExitCode> {
    let context = open_existing(config, World::real()).await?;
    let code = demo::one_time_code(&context, login).await;
    context.db().close().await;
    match code {
        Ok(code) => {
            println!("{code}");
            Ok(ExitCode::SUCCESS)
        }
        Err(_) => anyhow::bail!("{login} is no demo account with a second factor"),
    }
}
