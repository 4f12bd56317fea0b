//! `leitstand check-config`: what is wrong, and where.

use std::path::Path;
use std::process::ExitCode;

use clap::Args;

use crate::config::Config;

/// Check the configuration and say what is wrong and where.
#[derive(Debug, Args)]
pub struct CheckConfig {}

impl CheckConfig {
    pub(super) fn run(file: Option<&Path>) -> ExitCode {
        match Config::load(file) {
            Ok(config) => {
                println!("the configuration is right");
                println!(
                    "  serves on {} as {}",
                    config.listen, config.settings.public_url
                );
                for warning in vault::Layout::new(&config.data_dir).warnings() {
                    println!("  warning: {warning}");
                }
                let present = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok());
                for warning in crate::config::unknown_variables(present) {
                    println!("  warning: {warning}");
                }
                ExitCode::SUCCESS
            }
            Err(problems) => {
                for problem in problems {
                    eprintln!("{problem}");
                }
                ExitCode::FAILURE
            }
        }
    }
}
