//! `leitstand migrate`: the database's schema, nothing else.

use std::process::ExitCode;

use anyhow::Context as _;
use clap::Args;
use secrecy::ExposeSecret as _;

use crate::config::Config;
use crate::startup::prepare_directories;

/// Bring the database's schema up to date.
#[derive(Debug, Args)]
pub struct Migrate {}

impl Migrate {
    pub(super) async fn run(self, config: Config) -> anyhow::Result<ExitCode> {
        prepare_directories(&config)?;
        let url = config.database_url.expose_secret();
        let db = store::Db::open(url, &store::Options::default())
            .await
            .context("opening the database")?;
        db.migrate().await.context("migrating")?;
        db.close().await;
        println!("the schema is up to date");
        Ok(ExitCode::SUCCESS)
    }
}
