//! ICMP echo. Datagram sockets where the system's `ping_group_range` allows them, else raw sockets (root), else unknown.

use std::io;
use std::net::IpAddr;
use std::process;
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::{Duration, Instant};

use surge_ping::{
    Client, Config, ICMP, IcmpPacket, PingIdentifier, PingSequence, Pinger, SurgeError,
};

use crate::outcome::{ProbeOutcome, Reason};

/// A lost packet is no silent system: so many are sent, the first answer ends it.
const PACKETS: u16 = 3;
const PAYLOAD: &[u8; 16] = b"Leitstand probe.";

/// Sends up to three echo requests within the time.
pub(crate) async fn echo(address: IpAddr, timeout: Duration) -> ProbeOutcome {
    let config = match address {
        IpAddr::V4(_) => Config::default(),
        IpAddr::V6(_) => Config::builder().kind(ICMP::V6).build(),
    };
    let client = match Client::new(&config) {
        Ok(client) => client,
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
            return ProbeOutcome::unknown(Reason::IcmpNotPermitted);
        }
        Err(error) => {
            tracing::debug!(%error, "no ICMP socket");
            return ProbeOutcome::unknown(Reason::LocalError);
        }
    };
    let mut pinger = client.pinger(address, identifier()).await;
    pinger.timeout(timeout / u32::from(PACKETS));
    ask(&mut pinger).await
}

async fn ask(pinger: &mut Pinger) -> ProbeOutcome {
    let mut unreachable = false;
    for sequence in 0..PACKETS {
        let started = Instant::now();
        match pinger.ping(PingSequence(sequence), PAYLOAD).await {
            Ok((packet, latency)) if is_reply(&packet) => return ProbeOutcome::answers(latency),
            // A router's error in place of the answer; the next packet may still arrive.
            Ok(_) => unreachable = true,
            Err(SurgeError::Timeout { .. }) => {}
            Err(SurgeError::IOError(error)) => {
                return ProbeOutcome::failed(&error, started.elapsed());
            }
            Err(error) => {
                tracing::debug!(%error, "echo request failed");
                return ProbeOutcome::unknown(Reason::LocalError);
            }
        }
    }
    ProbeOutcome::silent(if unreachable {
        Reason::HostUnreachable
    } else {
        Reason::Timeout
    })
}

/// Echo reply is type 0 in ICMP and 129 in ICMPv6; errors are handed to us as well.
fn is_reply(packet: &IcmpPacket) -> bool {
    match packet {
        IcmpPacket::V4(packet) => packet.get_icmp_type().0 == 0,
        IcmpPacket::V6(packet) => packet.get_icmpv6_type().0 == 129,
    }
}

/// Tells our replies from those of other pings on this machine, which raw sockets see too.
fn identifier() -> PingIdentifier {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let process = u16::from_le_bytes([
        process::id().to_le_bytes()[0],
        process::id().to_le_bytes()[1],
    ]);
    PingIdentifier(process.wrapping_add(NEXT.fetch_add(1, Ordering::Relaxed).wrapping_mul(0x9E37)))
}
