//! Systems: the machines under contract.
//!
//! What kind a system is decides which ways in exist for it at all (source: "je nach Servertyp und Problemstellung").

use std::fmt;
use std::net::{IpAddr, Ipv4Addr};
use std::str::FromStr;

use serde::{Deserialize, Serialize};

codes! {
    /// What kind of machine a system is.
    pub enum SystemKind {
        /// A physical server used by one customer alone.
        Dedicated => "dedicated",
        /// A virtual server.
        Vps => "vps",
        /// A firewall or VPN appliance.
        Appliance => "appliance",
    }
}

codes! {
    /// The family of the operating system; decides between SSH and RDP, GRUB and Windows Boot Manager.
    pub enum OsFamily {
        /// Linux and its relatives.
        Linux => "linux",
        /// Windows Server.
        Windows => "windows",
    }
}

codes! {
    /// The registered way of our probes and shells to the system (M: state over SSH needs one).
    pub enum WayIn {
        /// By its own public address.
        Direct => "direct",
        /// Through a firewall or VPN appliance.
        Appliance => "appliance",
        /// Through a satellite inside the customer's network.
        Satellite => "satellite",
        /// None registered.
        None => "none",
    }
}

codes! {
    /// Who set the system up; the customer grants us the ways in where it was them.
    pub enum ProvisionedBy {
        /// The provider.
        Provider => "provider",
        /// The customer, in the cloud portal.
        Customer => "customer",
    }
}

/// Why a text is not accepted as an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AddressProblem {
    /// Not an IP address in its usual spelling.
    #[error("not an IP address")]
    Malformed,
    /// An address nobody can be reached at: unspecified, broadcast or multicast.
    #[error("not the address of one machine")]
    NotOneMachine,
    /// IPv6 where an IPv4 address is needed.
    #[error("not an IPv4 address")]
    NotIpv4,
}

/// An additional address of a system, IPv4 or IPv6, in its canonical spelling.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct IpAddress(IpAddr);

/// The primary, dedicated IPv4 address of a system: no other system has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PrimaryIpv4(Ipv4Addr);

impl IpAddress {
    /// The address itself.
    pub const fn ip(self) -> IpAddr {
        self.0
    }
}

impl PrimaryIpv4 {
    /// The address itself.
    pub const fn ip(self) -> Ipv4Addr {
        self.0
    }
}

impl FromStr for IpAddress {
    type Err = AddressProblem;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let ip: IpAddr = text.trim().parse().map_err(|_| AddressProblem::Malformed)?;
        let one_machine = match ip {
            IpAddr::V4(v4) => !(v4.is_unspecified() || v4.is_broadcast() || v4.is_multicast()),
            IpAddr::V6(v6) => !(v6.is_unspecified() || v6.is_multicast()),
        };
        if one_machine {
            Ok(Self(ip))
        } else {
            Err(AddressProblem::NotOneMachine)
        }
    }
}

impl FromStr for PrimaryIpv4 {
    type Err = AddressProblem;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.parse::<IpAddress>()?.ip() {
            IpAddr::V4(ip) => Ok(Self(ip)),
            IpAddr::V6(_) => Err(AddressProblem::NotIpv4),
        }
    }
}

macro_rules! spelled {
    ($name:ident) => {
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl TryFrom<String> for $name {
            type Error = AddressProblem;
            fn try_from(text: String) -> Result<Self, Self::Error> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(address: $name) -> Self {
                address.to_string()
            }
        }
    };
}
spelled!(IpAddress);
spelled!(PrimaryIpv4);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_primary_address_is_one_reachable_ipv4() {
        // M-08
        assert_eq!(
            " 203.0.113.42 ".parse::<PrimaryIpv4>().map(String::from),
            Ok("203.0.113.42".to_owned())
        );
        for (text, problem) in [
            ("2001:db8::1", AddressProblem::NotIpv4),
            ("0.0.0.0", AddressProblem::NotOneMachine),
            ("255.255.255.255", AddressProblem::NotOneMachine),
            ("224.0.0.1", AddressProblem::NotOneMachine),
            ("203.0.113.256", AddressProblem::Malformed),
            ("0xcb.0.113.42", AddressProblem::Malformed),
            ("203.0.113.042", AddressProblem::Malformed),
            ("web-03.lindner.example", AddressProblem::Malformed),
            ("", AddressProblem::Malformed),
        ] {
            assert_eq!(text.parse::<PrimaryIpv4>(), Err(problem), "{text}");
        }
    }

    #[test]
    fn an_additional_address_has_one_spelling() {
        assert_eq!(
            "2001:DB8:0::1".parse::<IpAddress>().map(String::from),
            Ok("2001:db8::1".to_owned())
        );
        assert_eq!(
            "::".parse::<IpAddress>(),
            Err(AddressProblem::NotOneMachine)
        );
    }
}
