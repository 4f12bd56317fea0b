//! Which addresses and ports a probe may reach. Everything not allowed is refused, with the reason.

use std::net::IpAddr;

use crate::address::{Network, Scope, parse_address};
use crate::outcome::{Question, Reason};

/// Ports that probes of interventions need: SSH, web, RDP, VNC consoles.
pub const DEFAULT_PORTS: [u16; 14] = [
    22, 80, 443, 3389, 5900, 5901, 5902, 5903, 5904, 5905, 5906, 5907, 5908, 5909,
];

/// The rules of one installation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Guard {
    allowed: Vec<Network>,
    ports: Vec<u16>,
}

impl Guard {
    /// Public addresses and [`DEFAULT_PORTS`]; other networks only where `allowed` (the setting `probes.allow`) names them.
    /// A metadata service needs its own entry: a larger network around it does not open it.
    pub fn new(allowed: impl IntoIterator<Item = Network>) -> Self {
        Self {
            allowed: allowed.into_iter().collect(),
            ports: DEFAULT_PORTS.to_vec(),
        }
    }

    /// More ports, for consoles on other ones.
    #[must_use]
    pub fn with_ports(mut self, ports: impl IntoIterator<Item = u16>) -> Self {
        self.ports.extend(ports);
        self
    }

    /// The address to probe, or why it is refused.
    pub fn admit(&self, question: Question, target: &str) -> Result<IpAddr, Reason> {
        let address = parse_address(target).ok_or(Reason::NotNumeric)?;
        self.admit_address(address)?;
        match question.port() {
            Some(port) if !self.ports.contains(&port) => Err(Reason::PortNotAllowed),
            _ => Ok(address),
        }
    }

    fn admit_address(&self, address: IpAddr) -> Result<(), Reason> {
        let named = |network: &Network| match Scope::of(address) {
            Scope::Metadata => network.is_exactly(address),
            _ => network.contains(address),
        };
        let reason = match Scope::of(address) {
            Scope::Public => return Ok(()),
            // Many machines at once, or none: no entry makes that one system.
            Scope::Multicast => return Err(Reason::Multicast),
            Scope::Broadcast => return Err(Reason::Broadcast),
            Scope::Unspecified => return Err(Reason::Unspecified),
            Scope::Loopback => Reason::Loopback,
            Scope::LinkLocal => Reason::LinkLocal,
            Scope::Private => Reason::Private,
            Scope::Metadata => Reason::Metadata,
            Scope::Translated => Reason::Translated,
            Scope::Reserved => Reason::Reserved,
        };
        if self.allowed.iter().any(named) {
            Ok(())
        } else {
            Err(reason)
        }
    }
}
