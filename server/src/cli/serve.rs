//! `leitstand serve`: web pages and workers in one process.

use std::process::ExitCode;

use clap::Args;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

use crate::config::Config;
use crate::logging;
use crate::startup::{Application, World, announce_setup};

/// Serve the web pages and work on jobs.
#[derive(Debug, Args)]
pub struct Serve {}

impl Serve {
    pub(super) async fn run(self, config: Config) -> anyhow::Result<ExitCode> {
        logging::start(&config)?;
        let application = Application::build(config, World::real()).await?;
        let figures = application.metrics_address();
        let figures = figures.map(tracing::field::display);
        tracing::info!(address = %application.address()?, metrics = figures, "serving");
        announce_setup(application.app().context()).await?;
        application.run(stop_on_signal()?).await;
        tracing::info!("stopped");
        Ok(ExitCode::SUCCESS)
    }
}

/// Cancelled by SIGTERM or SIGINT.
pub(super) fn stop_on_signal() -> anyhow::Result<CancellationToken> {
    let stop = CancellationToken::new();
    let (mut terminate, mut interrupt) = (
        signal(SignalKind::terminate())?,
        signal(SignalKind::interrupt())?,
    );
    let told = stop.clone();
    tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        tracing::info!("stopping: running requests are finished");
        told.cancel();
    });
    Ok(stop)
}
