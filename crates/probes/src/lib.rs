//! Live probes of a customer's system: does it answer a ping, does a port take connections, does an SSH server greet?
//!
//! A probe makes this server open connections to an address that somebody typed into the inventory. The [`Guard`] therefore
//! decides first: numeric addresses only, public ones only unless the configuration names a network, a short list of ports. It
//! is asked inside [`run`] and [`ask`], not before them, so that no caller can forget it.
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
pub use domain::intervention::{ProbeKind, ProbeResult};
pub use guard::{DEFAULT_PORTS, Guard};
pub use outcome::{ProbeOutcome, Question, Reason};

/// Longest time a probe may take; a longer `timeout` is cut to this.
pub const MAX_TIMEOUT: Duration = Duration::from_secs(30);

/// Runs one probe against a numeric address, if the guard allows it. Ends after `timeout` at the latest; never fails: what
/// could not be asked is [`ProbeResult::Unknown`]. Where a kind means several ports, the first that answers counts.
pub async fn run(kind: ProbeKind, target: &str, guard: &Guard, timeout: Duration) -> ProbeOutcome {
    let questions = Question::of(kind);
    let share = u32::try_from(questions.len()).unwrap_or(u32::MAX);
    let mut best = ProbeOutcome::unknown(Reason::LocalError);
    for question in questions {
        best = best.better(ask(*question, target, guard, timeout / share).await);
        if best.result == ProbeResult::Answers {
            break;
        }
    }
    best
}

/// Asks one question, on any port that the guard allows.
pub async fn ask(
    question: Question,
    target: &str,
    guard: &Guard,
    timeout: Duration,
) -> ProbeOutcome {
    let timeout = timeout.min(MAX_TIMEOUT);
    match guard.admit(question, target) {
        Ok(address) => allowed(question, address, timeout).await,
        Err(reason) => {
            tracing::debug!(?question, reason = reason.code(), "probe refused");
            ProbeOutcome::unknown(reason)
        }
    }
}

async fn allowed(question: Question, address: IpAddr, timeout: Duration) -> ProbeOutcome {
    match question {
        Question::Ping => ping::echo(address, timeout).await,
        Question::Tcp { port } => tcp::connect(address, port, timeout).await,
        Question::SshBanner { port } => ssh::banner(address, port, timeout).await,
    }
}
