//! `leitstand admin create|reset`: for the administrator at the machine, when nobody can get in any other way.
//!
//! Both print a link; no password is ever typed into a shell.

use std::process::ExitCode;

use clap::{Args, Subcommand, ValueEnum};
use domain::account::StaffRole;

use crate::config::Config;
use crate::startup::{World, open};

/// Create staff or open a locked-out account.
#[derive(Debug, Args)]
pub struct Admin {
    #[command(subcommand)]
    command: AdminCommand,
}

#[derive(Debug, Subcommand)]
enum AdminCommand {
    /// Print a link that makes somebody staff.
    Create {
        /// Mail address.
        #[arg(long)]
        email: String,
        /// Name.
        #[arg(long, default_value = "")]
        name: String,
        /// Role.
        #[arg(long, value_enum, default_value_t = Role::Admin)]
        role: Role,
    },
    /// Print a link that sets a new password; removes the second factor, ends all sessions, switches the account on.
    Reset {
        /// Mail address.
        #[arg(long)]
        email: String,
    },
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Role {
    Engineer,
    Manager,
    Admin,
}

impl Admin {
    pub(super) async fn run(self, config: Config) -> anyhow::Result<ExitCode> {
        let context = open(&config, World::real()).await?;
        let link = match &self.command {
            AdminCommand::Create { email, name, role } => {
                let role = match role {
                    Role::Engineer => StaffRole::Engineer,
                    Role::Manager => StaffRole::Manager,
                    Role::Admin => StaffRole::Admin,
                };
                services::accounts::operator_link(&context, email, name, Some(role)).await
            }
            AdminCommand::Reset { email } => {
                services::accounts::operator_link(&context, email, "", None).await
            }
        };
        context.db().close().await;
        match link {
            Ok(link) => println!("{link}"),
            Err(services::error::ServiceError::NotFound) => {
                anyhow::bail!("there is nobody with this mail address")
            }
            Err(services::error::ServiceError::Invalid(_)) => {
                anyhow::bail!("this is no mail address")
            }
            Err(error) => return Err(error.into()),
        }
        Ok(ExitCode::SUCCESS)
    }
}
