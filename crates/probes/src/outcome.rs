//! What a probe is asked and what it answers.

use std::io;
use std::time::Duration;

use domain::intervention::{ProbeKind, ProbeResult};

/// One question to a system, on a port of the caller's choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Question {
    /// ICMP echo.
    Ping,
    /// Does the port take a connection?
    Tcp {
        /// The port.
        port: u16,
    },
    /// Does an SSH server greet on the port?
    SshBanner {
        /// The port.
        port: u16,
    },
}

impl Question {
    /// The port it connects to, if it does.
    pub const fn port(self) -> Option<u16> {
        match self {
            Self::Ping => None,
            Self::Tcp { port } | Self::SshBanner { port } => Some(port),
        }
    }

    /// What a probe of this kind asks. A web server may answer on either port; a console is VNC's first display.
    pub const fn of(kind: ProbeKind) -> &'static [Self] {
        match kind {
            ProbeKind::Ping => &[Self::Ping],
            ProbeKind::SshPort => &[Self::Tcp { port: 22 }],
            ProbeKind::RdpPort => &[Self::Tcp { port: 3389 }],
            ProbeKind::SshBanner => &[Self::SshBanner { port: 22 }],
            ProbeKind::Http => &[Self::Tcp { port: 443 }, Self::Tcp { port: 80 }],
            ProbeKind::Console => &[Self::Tcp { port: 5900 }],
        }
    }
}

domain::codes! {
    /// Why a probe did not find an answer.
    pub enum Reason {
        /// Nothing came back in time.
        Timeout => "timeout",
        /// The port is closed.
        ConnectionRefused => "connection_refused",
        /// A router or the last hop said that the machine cannot be reached.
        HostUnreachable => "host_unreachable",
        /// Connected, but the other side closed without a greeting.
        ClosedEarly => "closed_early",
        /// Connected, but no greeting came in time.
        NoBanner => "no_banner",
        /// Something answered that is not an SSH server.
        NotSsh => "not_ssh",
        /// Our side has no way there.
        NoRoute => "no_route",
        /// Our side may not send ICMP: neither root nor inside `ping_group_range`.
        IcmpNotPermitted => "icmp_not_permitted",
        /// Our side failed otherwise.
        LocalError => "local_error",
        /// The target is not a numeric address in its usual spelling.
        NotNumeric => "not_numeric",
        /// The port is not on the list.
        PortNotAllowed => "port_not_allowed",
        /// Refused: this machine.
        Loopback => "loopback",
        /// Refused: the same wire.
        LinkLocal => "link_local",
        /// Refused: no machine.
        Unspecified => "unspecified",
        /// Refused: many machines.
        Multicast => "multicast",
        /// Refused: all machines.
        Broadcast => "broadcast",
        /// Refused: a private network that `probes.allow` does not name.
        Private => "private",
        /// Refused: a metadata service.
        Metadata => "metadata",
        /// Refused: an IPv4 address hidden in an IPv6 one.
        Translated => "translated",
        /// Refused: documentation and other reserved addresses.
        Reserved => "reserved",
    }
}

/// The answer of one probe.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProbeOutcome {
    /// What was found out.
    pub result: ProbeResult,
    /// Why it is not an answer; `None` for [`ProbeResult::Answers`].
    pub reason: Option<Reason>,
    /// The greeting of an SSH server: printable ASCII, at most 255 characters.
    pub banner: Option<String>,
    /// From asking to the answer, in microseconds.
    pub latency_us: Option<i64>,
}

impl ProbeOutcome {
    /// The text to store beside the result: the greeting, or the reason's code, or nothing.
    pub fn detail(&self) -> &str {
        self.banner
            .as_deref()
            .or(self.reason.map(Reason::code))
            .unwrap_or_default()
    }

    /// Of two answers the one that says more about the system: an answer, a refusal, silence, nothing.
    pub(crate) fn better(self, other: Self) -> Self {
        let rank = |outcome: &Self| match outcome.result {
            ProbeResult::Answers => 0,
            ProbeResult::Refused => 1,
            ProbeResult::Silent => 2,
            ProbeResult::Unknown => 3,
        };
        if rank(&other) <= rank(&self) {
            other
        } else {
            self
        }
    }

    pub(crate) fn answers(latency: Duration) -> Self {
        Self {
            result: ProbeResult::Answers,
            reason: None,
            banner: None,
            latency_us: Some(micros(latency)),
        }
    }

    pub(crate) fn silent(reason: Reason) -> Self {
        Self::without_latency(ProbeResult::Silent, reason)
    }

    pub(crate) fn refused(reason: Reason, latency: Duration) -> Self {
        Self {
            latency_us: Some(micros(latency)),
            ..Self::without_latency(ProbeResult::Refused, reason)
        }
    }

    pub(crate) fn unknown(reason: Reason) -> Self {
        Self::without_latency(ProbeResult::Unknown, reason)
    }

    /// What an operating system's error means. Only what the other side or the network said counts against the system.
    pub(crate) fn failed(error: &io::Error, latency: Duration) -> Self {
        match error.kind() {
            io::ErrorKind::ConnectionRefused => Self::refused(Reason::ConnectionRefused, latency),
            io::ErrorKind::ConnectionReset => Self::refused(Reason::ClosedEarly, latency),
            io::ErrorKind::TimedOut => Self::silent(Reason::Timeout),
            io::ErrorKind::HostUnreachable => Self::silent(Reason::HostUnreachable),
            io::ErrorKind::NetworkUnreachable => Self::unknown(Reason::NoRoute),
            _ => Self::unknown(Reason::LocalError),
        }
    }

    fn without_latency(result: ProbeResult, reason: Reason) -> Self {
        Self {
            result,
            reason: Some(reason),
            banner: None,
            latency_us: None,
        }
    }
}

fn micros(latency: Duration) -> i64 {
    i64::try_from(latency.as_micros()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_several_answers_the_best_one_counts() {
        let soon = Duration::from_micros(1);
        let ranked = [
            ProbeOutcome::answers(soon),
            ProbeOutcome::refused(Reason::ConnectionRefused, soon),
            ProbeOutcome::silent(Reason::Timeout),
            ProbeOutcome::unknown(Reason::NoRoute),
        ];
        for (place, one) in ranked.iter().enumerate() {
            for (other_place, other) in ranked.iter().enumerate() {
                let best = one.clone().better(other.clone());
                assert_eq!(best, ranked[place.min(other_place)]);
            }
        }
    }

    #[test]
    fn only_what_the_other_side_said_counts_against_it() {
        use io::ErrorKind as E;
        let cases = [
            (
                E::ConnectionRefused,
                ProbeResult::Refused,
                Reason::ConnectionRefused,
            ),
            (
                E::ConnectionReset,
                ProbeResult::Refused,
                Reason::ClosedEarly,
            ),
            (E::TimedOut, ProbeResult::Silent, Reason::Timeout),
            (
                E::HostUnreachable,
                ProbeResult::Silent,
                Reason::HostUnreachable,
            ),
            (E::NetworkUnreachable, ProbeResult::Unknown, Reason::NoRoute),
            (
                E::PermissionDenied,
                ProbeResult::Unknown,
                Reason::LocalError,
            ),
            (
                E::AddrNotAvailable,
                ProbeResult::Unknown,
                Reason::LocalError,
            ),
            (E::OutOfMemory, ProbeResult::Unknown, Reason::LocalError),
        ];
        for (kind, result, reason) in cases {
            let outcome = ProbeOutcome::failed(&kind.into(), Duration::from_micros(42));
            assert_eq!(
                (outcome.result, outcome.reason),
                (result, Some(reason)),
                "{kind}"
            );
            assert_eq!(outcome.detail(), reason.code());
            assert_eq!(outcome.latency_us.is_some(), result == ProbeResult::Refused);
        }
    }
}
