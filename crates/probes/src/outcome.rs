//! What a probe is asked and what it answers.

use std::io;
use std::time::Duration;

/// A question to a system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ProbeKind {
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

impl ProbeKind {
    /// Stored code, without the port.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Ping => "ping",
            Self::Tcp { .. } => "tcp",
            Self::SshBanner { .. } => "ssh_banner",
        }
    }

    /// The port it connects to, if it does.
    pub const fn port(self) -> Option<u16> {
        match self {
            Self::Ping => None,
            Self::Tcp { port } | Self::SshBanner { port } => Some(port),
        }
    }
}

domain::codes! {
    /// What a probe found out.
    pub enum ProbeResult {
        /// It answers.
        Answers => "answers",
        /// Nothing came back in time.
        Silent => "silent",
        /// It said no.
        Refused => "refused",
        /// We could not ask, or the answer means nothing.
        Unknown => "unknown",
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
