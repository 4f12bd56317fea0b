//! `leitstand worker`: jobs only.

use std::process::ExitCode;

use clap::Args;

use super::serve::stop_on_signal;
use crate::config::Config;
use crate::logging;
use crate::startup::{Work, World, lease, open, warn_if_mails_stay};

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
        let context = open(&config, World::real()).await?;
        warn_if_mails_stay(&context).await?;
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
