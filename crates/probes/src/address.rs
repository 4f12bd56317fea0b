//! Addresses: read strictly, sorted by where they lead, collected into networks.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

/// Reads an address: four decimal numbers without leading zeros, or RFC 4291 text. No names, no decimal, octal or hexadecimal
/// spellings, no zone, no brackets, no spaces, no port: whatever another reader could take for another address is refused.
/// IPv4 addresses written as IPv6 come back as IPv4.
pub fn parse_address(text: &str) -> Option<IpAddr> {
    text.parse::<IpAddr>()
        .ok()
        .map(|address| address.to_canonical())
}

/// Where an address leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// A machine in the Internet.
    Public,
    /// This machine.
    Loopback,
    /// The same wire.
    LinkLocal,
    /// No machine.
    Unspecified,
    /// Many machines.
    Multicast,
    /// All machines.
    Broadcast,
    /// A private network (RFC 1918, unique local, carrier NAT).
    Private,
    /// A cloud's metadata service, which hands out credentials.
    Metadata,
    /// An IPv4 address inside an IPv6 one: a gateway would lead to wherever that points.
    Translated,
    /// Documentation, benchmarks, reserved.
    Reserved,
}

/// Metadata services of the large clouds; two of them hide in public or shared ranges.
const METADATA: [IpAddr; 5] = [
    IpAddr::V4(Ipv4Addr::new(169, 254, 169, 254)),
    IpAddr::V4(Ipv4Addr::new(168, 63, 129, 16)),
    IpAddr::V4(Ipv4Addr::new(100, 100, 100, 200)),
    IpAddr::V4(Ipv4Addr::new(192, 0, 0, 192)),
    IpAddr::V6(Ipv6Addr::new(0xfd00, 0x0ec2, 0, 0, 0, 0, 0, 0x0254)),
];

/// IPv4 ranges that are not public, by RFC 6890 and its successors.
const V4: [(Scope, [u8; 4], u8); 16] = [
    (Scope::Unspecified, [0, 0, 0, 0], 8),
    (Scope::Private, [10, 0, 0, 0], 8),
    (Scope::Private, [100, 64, 0, 0], 10),
    (Scope::Loopback, [127, 0, 0, 0], 8),
    (Scope::LinkLocal, [169, 254, 0, 0], 16),
    (Scope::Private, [172, 16, 0, 0], 12),
    (Scope::Reserved, [192, 0, 0, 0], 24),
    (Scope::Reserved, [192, 0, 2, 0], 24),
    (Scope::Reserved, [192, 88, 99, 0], 24),
    (Scope::Private, [192, 168, 0, 0], 16),
    (Scope::Reserved, [198, 18, 0, 0], 15),
    (Scope::Reserved, [198, 51, 100, 0], 24),
    (Scope::Reserved, [203, 0, 113, 0], 24),
    (Scope::Multicast, [224, 0, 0, 0], 4),
    (Scope::Broadcast, [255, 255, 255, 255], 32),
    (Scope::Reserved, [240, 0, 0, 0], 4),
];

/// IPv6 ranges that are not public. What no entry covers is public only inside 2000::/3.
const V6: [(Scope, [u16; 8], u8); 16] = [
    (Scope::Unspecified, [0; 8], 128),
    (Scope::Loopback, [0, 0, 0, 0, 0, 0, 0, 1], 128),
    // ::a.b.c.d and ::ffff:0:a.b.c.d, NAT64 in both ranges, 6to4, Teredo.
    (Scope::Translated, [0; 8], 96),
    (Scope::Translated, [0, 0, 0, 0, 0xffff, 0, 0, 0], 96),
    (Scope::Translated, [0x64, 0xff9b, 0, 0, 0, 0, 0, 0], 96),
    (Scope::Translated, [0x64, 0xff9b, 1, 0, 0, 0, 0, 0], 48),
    (Scope::Translated, [0x2002, 0, 0, 0, 0, 0, 0, 0], 16),
    (Scope::Translated, [0x2001, 0, 0, 0, 0, 0, 0, 0], 32),
    (Scope::Reserved, [0x2001, 0, 0, 0, 0, 0, 0, 0], 23),
    (Scope::Reserved, [0x2001, 0x0db8, 0, 0, 0, 0, 0, 0], 32),
    (Scope::Reserved, [0x3fff, 0, 0, 0, 0, 0, 0, 0], 20),
    (Scope::Reserved, [0x0100, 0, 0, 0, 0, 0, 0, 0], 64),
    (Scope::Private, [0xfc00, 0, 0, 0, 0, 0, 0, 0], 7),
    (Scope::LinkLocal, [0xfe80, 0, 0, 0, 0, 0, 0, 0], 10),
    (Scope::Private, [0xfec0, 0, 0, 0, 0, 0, 0, 0], 10),
    (Scope::Multicast, [0xff00, 0, 0, 0, 0, 0, 0, 0], 8),
];

const GLOBAL_UNICAST: Network = Network {
    address: IpAddr::V6(Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0)),
    prefix: 3,
};

impl Scope {
    /// The scope of an address; the first range that contains it decides.
    pub fn of(address: IpAddr) -> Self {
        let address = address.to_canonical();
        if METADATA.contains(&address) {
            return Self::Metadata;
        }
        match address {
            IpAddr::V4(_) => V4
                .iter()
                .find(|(_, octets, prefix)| {
                    network(IpAddr::from(*octets), *prefix).contains(address)
                })
                .map_or(Self::Public, |(scope, ..)| *scope),
            IpAddr::V6(_) => V6
                .iter()
                .find(|(_, parts, prefix)| network(IpAddr::from(*parts), *prefix).contains(address))
                .map_or_else(|| Self::beyond(address), |(scope, ..)| *scope),
        }
    }

    fn beyond(address: IpAddr) -> Self {
        if GLOBAL_UNICAST.contains(address) {
            Self::Public
        } else {
            Self::Reserved
        }
    }
}

const fn network(address: IpAddr, prefix: u8) -> Network {
    Network { address, prefix }
}

/// A network in CIDR notation; a bare address is a network of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    prefix: u8,
}

/// A text that is no network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotANetwork {
    /// Not `address` or `address/bits`.
    #[error("this is no network like 10.0.0.0/8 or 2001:db8::/32")]
    Malformed,
    /// More bits than the address has.
    #[error("the prefix is longer than the address")]
    PrefixTooLong,
    /// Bits set behind the prefix: probably a typing error, so it is not guessed what was meant.
    #[error("the address has bits behind the prefix")]
    BitsBehindPrefix,
}

impl Network {
    /// Whether the address lies in it. IPv4 written as IPv6 counts as IPv4.
    pub fn contains(&self, address: IpAddr) -> bool {
        match (self.address, address.to_canonical()) {
            (IpAddr::V4(own), IpAddr::V4(other)) => {
                let apart = own.to_bits() ^ other.to_bits();
                apart.leading_zeros() >= u32::from(self.prefix)
            }
            (IpAddr::V6(own), IpAddr::V6(other)) => {
                let apart = own.to_bits() ^ other.to_bits();
                apart.leading_zeros() >= u32::from(self.prefix)
            }
            _ => false,
        }
    }

    /// Whether it is exactly this one address.
    pub fn is_exactly(&self, address: IpAddr) -> bool {
        self.prefix == bits(self.address) && self.contains(address)
    }
}

const fn bits(address: IpAddr) -> u8 {
    match address {
        IpAddr::V4(_) => 32,
        IpAddr::V6(_) => 128,
    }
}

impl FromStr for Network {
    type Err = NotANetwork;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (address, Some(prefix)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().map_err(|_| NotANetwork::Malformed)?;
        let whole = bits(address);
        let prefix = match prefix {
            Some(text) if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) => {
                text.parse().map_err(|_| NotANetwork::PrefixTooLong)?
            }
            Some(_) => return Err(NotANetwork::Malformed),
            None => whole,
        };
        if prefix > whole {
            return Err(NotANetwork::PrefixTooLong);
        }
        let behind = match address {
            IpAddr::V4(v4) => v4.to_bits().checked_shl(prefix.into()).unwrap_or(0) != 0,
            IpAddr::V6(v6) => v6.to_bits().checked_shl(prefix.into()).unwrap_or(0) != 0,
        };
        if behind {
            return Err(NotANetwork::BitsBehindPrefix);
        }
        Ok(network(address, prefix))
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.address, self.prefix)
    }
}
