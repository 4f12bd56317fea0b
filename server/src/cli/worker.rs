//! `leitstand worker`: jobs only.

use std::process::ExitCode;

use clap::Args;

use super::serve::stop_on_signal;
use crate::config::Config;
use crate::startup::{Work, World, lease, open};
use crate::{hardening, logging};

/// Work on jobs only.
#[derive(Debug, Args)]
pub struct Worker {
    /// Run what is due now and stop.
    #[arg(long)]
    once: bool,
}

impl Worker {
    pub(super) async fn run(self, config: Config) -> anyhow::Result<ExitCode> {
        logging::start(&config)?;
        hardening::apply();
        let context = open(&config, World::real()).await?;
        let lease = lease(&context).await?;
        if self.once {
            let count = services::jobs::run_due(&context).await?;
            println!("{count} jobs run");
            if let Some(lease) = lease {
                lease.release().await;
            }
            return Ok(ExitCode::SUCCESS);
        }
        let stop = stop_on_signal()?;
        let work = Work::start(&context, config.concurrency, lease, &stop);
        stop.cancelled().await;
        work.finish().await;
        context.db().close().await;
        Ok(ExitCode::SUCCESS)
    }
}
