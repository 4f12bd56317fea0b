//! Live probes of a customer's system: does it answer a ping, does a port take connections, does an SSH server greet?
//!
//! A probe makes this server open connections to an address that somebody typed into the inventory. The [`Guard`] therefore
//! decides first: numeric addresses only, public ones only unless the configuration names a network, a short list of ports. It
//! is asked inside [`run`], not before it, so that no caller can forget it.
//!
//! What went wrong on our side is [`ProbeResult::Unknown`] with the reason, never "the system is down". [`demo`] opens the
//! listeners that answer for the systems of a demo database.

mod address;
pub mod demo;
mod guard;
mod outcome;
mod ping;
mod ssh;
mod tcp;

use std::net::IpAddr;
use std::time::Duration;

pub use address::{Network, NotANetwork, Scope, parse_address};
pub use guard::{DEFAULT_PORTS, Guard};
pub use outcome::{ProbeKind, ProbeOutcome, ProbeResult, Reason};

/// Longest time a probe may take; a longer `timeout` is cut to this.
pub const MAX_TIMEOUT: Duration = Duration::from_secs(30);

/// Runs one probe against a numeric address, if the guard allows it. Ends after `timeout` at the latest; never fails: what
/// could not be asked is [`ProbeResult::Unknown`].
pub async fn run(kind: ProbeKind, target: &str, guard: &Guard, timeout: Duration) -> ProbeOutcome {
    let timeout = timeout.min(MAX_TIMEOUT);
    match guard.admit(kind, target) {
        Ok(address) => allowed(kind, address, timeout).await,
        Err(reason) => {
            tracing::debug!(kind = kind.code(), reason = reason.code(), "probe refused");
            ProbeOutcome::unknown(reason)
        }
    }
}

async fn allowed(kind: ProbeKind, address: IpAddr, timeout: Duration) -> ProbeOutcome {
    match kind {
        ProbeKind::Ping => ping::echo(address, timeout).await,
        ProbeKind::Tcp { port } => tcp::connect(address, port, timeout).await,
        ProbeKind::SshBanner { port } => ssh::banner(address, port, timeout).await,
    }
}
