//! `leitstand vault …`: the key ring and the shards, for the administrator at the machine. Runs beside a server, which notices
//! new keys by itself.

use std::process::ExitCode;

use clap::{Args, Subcommand};
use services::context::Context;
use services::error::ServiceError;
use services::{credentials, vault_admin};

use crate::config::Config;
use crate::startup::{World, open_existing};

/// Look after the vault's keys and shards.
#[derive(Debug, Args)]
pub struct Vault {
    #[command(subcommand)]
    command: VaultCommand,
}

#[derive(Debug, Subcommand)]
enum VaultCommand {
    /// Say whether the vault is open, which keys there are and what depends on them. Exit code 1: sealed.
    Status,
    /// Bring in a new key and make it current. Then: back up the key file, `rewrap`, `retire` the old key.
    Rotate,
    /// Move every secret's wrapped key to the current key. Can be stopped and started again at any time.
    Rewrap,
    /// Destroy an old key that no secret needs any more.
    Retire {
        /// Name of the key, for example k1.
        key: String,
    },
    /// Try every stored secret without decrypting it. Exit code 1: some cannot be opened.
    Verify,
    /// Destroy what is due and files that belong to nothing. The server does this by itself.
    ShredDue,
}

impl Vault {
    pub(super) async fn run(self, config: Config) -> anyhow::Result<ExitCode> {
        let context = open_existing(&config, World::real()).await?;
        let outcome = self.command.run(&context).await;
        context.db().close().await;
        outcome.map_err(|error| explained(&context, error))
    }
}

impl VaultCommand {
    async fn run(&self, context: &Context) -> Result<ExitCode, ServiceError> {
        match self {
            Self::Status => status(context).await,
            Self::Rotate => rotate(context).await,
            Self::Rewrap => {
                let moved = vault_admin::rewrap(context).await?;
                println!("{moved} secrets moved to the current key");
                Ok(ExitCode::SUCCESS)
            }
            Self::Retire { key } => {
                vault_admin::retire(context, key).await?;
                println!("{key} is destroyed; remove it from the backups of the keys as well");
                Ok(ExitCode::SUCCESS)
            }
            Self::Verify => verify(context).await,
            Self::ShredDue => shred_due(context).await,
        }
    }
}

async fn status(context: &Context) -> Result<ExitCode, ServiceError> {
    let status = vault_admin::status(context).await?;
    let sealed = context.vault().seal_reason().map(ToString::to_string);
    match (&sealed, status.sealed) {
        (Some(reason), Some(code)) => println!("vault: sealed ({code}): {reason}"),
        _ => println!("vault: open"),
    }
    println!("{:<14} {:<13} {:<22} secrets", "key", "state", "recorded");
    for key in &status.keys {
        println!(
            "{:<14} {:<13} {:<22} {}",
            key.kek,
            key.state.code(),
            key.created_at.to_string(),
            key.rows
        );
    }
    println!(
        "shards: {} living, {} destroyed but not yet unlinked",
        status.living_shards, status.to_unlink
    );
    Ok(if sealed.is_some() {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}

async fn rotate(context: &Context) -> Result<ExitCode, ServiceError> {
    let key = vault_admin::rotate(context).await?;
    println!("{key} is the current key now");
    println!(
        "next: back up the keys; `leitstand vault rewrap`; `leitstand vault retire` the old key"
    );
    Ok(ExitCode::SUCCESS)
}

async fn verify(context: &Context) -> Result<ExitCode, ServiceError> {
    let found = vault_admin::verify(context).await?;
    println!("{} secrets can be opened", found.sound);
    for (secret, version, code) in &found.broken {
        eprintln!("secret {secret}, version {version}: {code}");
    }
    if found.broken.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    eprintln!("{} secrets cannot be opened", found.broken.len());
    Ok(ExitCode::FAILURE)
}

async fn shred_due(context: &Context) -> Result<ExitCode, ServiceError> {
    // What fails in one stops nothing of the other.
    let due = credentials::sweep(context).await;
    let left = credentials::sweep_orphans(context).await;
    let (due, left) = (due?, left?);
    println!(
        "{} shards were due, {} files unlinked, {} files without a living row removed",
        due.due, due.unlinked, left.orphans
    );
    Ok(ExitCode::SUCCESS)
}

/// What was refused, in words for the administrator.
fn explained(context: &Context, error: ServiceError) -> anyhow::Error {
    match error {
        ServiceError::VaultSealed => match context.vault().seal_reason() {
            Some(reason) => anyhow::anyhow!("the vault is sealed: {reason}"),
            None => anyhow::anyhow!("the vault is sealed"),
        },
        ServiceError::Conflict("key_unknown") => {
            anyhow::anyhow!("there is no such key; `leitstand vault status` lists them")
        }
        ServiceError::Conflict("key_active") => {
            anyhow::anyhow!("this is the current key; `leitstand vault rotate` first")
        }
        ServiceError::Conflict("key_destroyed") => anyhow::anyhow!("this key is destroyed already"),
        ServiceError::Conflict("key_in_use") => {
            anyhow::anyhow!("secrets still depend on this key; `leitstand vault rewrap` first")
        }
        ServiceError::Conflict("no_new_key") => anyhow::anyhow!(
            "the source of the keys has no new current key: put one there first, beside the old ones"
        ),
        other => other.into(),
    }
}
