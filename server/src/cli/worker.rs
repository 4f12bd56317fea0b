//! `leitstand worker`: jobs only.

use std::process::ExitCode;

use clap::Args;

use super::serve::stop_on_signal;
use crate::config::Config;
use crate::startup::{World, open};
use crate::{hardening, logging};

/// Work on jobs only.
#[derive(Debug, Args)]
pub struct Worker {}

impl Worker {
    pub(super) async fn run(self, config: Config) -> anyhow::Result<ExitCode> {
        logging::start(&config)?;
        hardening::apply();
        let context = open(&config, World::real()).await?;
        stop_on_signal()?.cancelled().await;
        context.db().close().await;
        Ok(ExitCode::SUCCESS)
    }
}
