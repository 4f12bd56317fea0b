//! `leitstand check-config`: what is wrong, and where.

use std::path::Path;
use std::process::ExitCode;

use clap::Args;

use crate::config::Config;
use crate::preflight;

/// Check the configuration and say what is wrong and where.
#[derive(Debug, Args)]
pub struct CheckConfig {}

impl CheckConfig {
    pub(super) fn run(file: Option<&Path>) -> ExitCode {
        let config = match Config::load(file) {
            Ok(config) => config,
            Err(problems) => {
                for problem in problems {
                    eprintln!("{problem}");
                }
                return ExitCode::FAILURE;
            }
        };
        let found = preflight::check(&config);
        for problem in &found.problems {
            eprintln!("{problem}");
        }
        if found.problems.is_empty() {
            println!("the configuration is right");
            println!(
                "  serves on {} as {}",
                config.listen, config.settings.public_url
            );
        }
        let present = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok());
        let unknown = crate::config::unknown_variables(present);
        for warning in found.warnings.iter().chain(&unknown) {
            println!("  warning: {warning}");
        }
        if found.problems.is_empty() {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        }
    }
}
