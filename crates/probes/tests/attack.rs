//! Wrong targets: whatever the inventory holds, no connection to this machine or its networks is ever opened.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use probes::{
    Guard, Network, NotANetwork, ProbeKind, ProbeResult, Question, Reason, Scope, ask, run,
};
use tokio::net::{TcpListener, TcpStream};

const SOON: Duration = Duration::from_millis(300);

/// Counts every connection that arrives at this machine on one port, IPv4 and IPv6.
struct Trap {
    port: u16,
    /// Source ports of all connections, and of those we made ourselves.
    seen: Arc<Mutex<Vec<u16>>>,
    markers: Mutex<Vec<u16>>,
}

impl Trap {
    async fn set() -> Self {
        // One socket for both families, on every address of this machine.
        let listener = TcpListener::bind((Ipv6Addr::UNSPECIFIED, 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let record = seen.clone();
        tokio::spawn(async move {
            while let Ok((_stream, from)) = listener.accept().await {
                record.lock().unwrap().push(from.port());
            }
        });
        Self {
            port,
            seen,
            markers: Mutex::new(Vec::new()),
        }
    }

    /// How many connections arrived. One of our own goes last: when it has been counted, all before it have been.
    async fn caught(&self) -> usize {
        let marker = TcpStream::connect(("127.0.0.1", self.port)).await.unwrap();
        let own = marker.local_addr().unwrap();
        loop {
            let seen = self.seen.lock().unwrap().clone();
            if seen.contains(&own.port()) {
                self.markers.lock().unwrap().push(own.port());
                return seen.len() - self.markers.lock().unwrap().len();
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// Every question that connects.
    fn questions(&self) -> [Question; 2] {
        let port = self.port;
        [Question::Tcp { port }, Question::SshBanner { port }]
    }
}

/// Spellings and addresses that lead here, to the network around, or nowhere, with the reason each is refused for.
const FORBIDDEN: &[(&str, Reason)] = &[
    ("127.0.0.1", Reason::Loopback),
    ("127.255.255.254", Reason::Loopback),
    ("127.20.0.1", Reason::Loopback),
    ("::1", Reason::Loopback),
    ("0:0:0:0:0:0:0:1", Reason::Loopback),
    ("::ffff:127.0.0.1", Reason::Loopback),
    ("::ffff:7f00:1", Reason::Loopback),
    ("0:0:0:0:0:ffff:127.0.0.1", Reason::Loopback),
    ("0.0.0.0", Reason::Unspecified),
    ("0.1.2.3", Reason::Unspecified),
    ("::", Reason::Unspecified),
    ("::ffff:0.0.0.0", Reason::Unspecified),
    ("::127.0.0.1", Reason::Translated),
    ("::ffff:0:127.0.0.1", Reason::Translated),
    ("64:ff9b::127.0.0.1", Reason::Translated),
    ("64:ff9b::7f00:1", Reason::Translated),
    ("64:ff9b:1::a9fe:a9fe", Reason::Translated),
    ("2002:7f00:1::", Reason::Translated),
    ("2001:0:7f00:1::", Reason::Translated),
    ("169.254.1.1", Reason::LinkLocal),
    ("fe80::1", Reason::LinkLocal),
    ("febf::1", Reason::LinkLocal),
    ("169.254.169.254", Reason::Metadata),
    ("::ffff:169.254.169.254", Reason::Metadata),
    ("168.63.129.16", Reason::Metadata),
    ("100.100.100.200", Reason::Metadata),
    ("fd00:ec2::254", Reason::Metadata),
    ("10.0.0.1", Reason::Private),
    ("172.16.0.1", Reason::Private),
    ("172.31.255.255", Reason::Private),
    ("192.168.1.1", Reason::Private),
    ("100.64.0.1", Reason::Private),
    ("fc00::1", Reason::Private),
    ("fdff::1", Reason::Private),
    ("fec0::1", Reason::Private),
    ("224.0.0.1", Reason::Multicast),
    ("239.255.255.255", Reason::Multicast),
    ("ff02::1", Reason::Multicast),
    ("255.255.255.255", Reason::Broadcast),
    ("240.0.0.1", Reason::Reserved),
    ("192.0.2.1", Reason::Reserved),
    ("198.51.100.7", Reason::Reserved),
    ("203.0.113.7", Reason::Reserved),
    ("198.18.0.1", Reason::Reserved),
    ("2001:db8::1", Reason::Reserved),
    ("100::1", Reason::Reserved),
    ("4000::1", Reason::Reserved),
    // Other spellings of the same: decimal, octal, hexadecimal, short, with zone, brackets, port, user, dot, space, name.
    ("2130706433", Reason::NotNumeric),
    ("0x7f000001", Reason::NotNumeric),
    ("017700000001", Reason::NotNumeric),
    ("0x7f.0.0.1", Reason::NotNumeric),
    ("0177.0.0.1", Reason::NotNumeric),
    ("127.000.000.001", Reason::NotNumeric),
    ("127.1", Reason::NotNumeric),
    ("127.0.1", Reason::NotNumeric),
    ("127.0.0.1.", Reason::NotNumeric),
    ("127.0.0.1:22", Reason::NotNumeric),
    (" 127.0.0.1", Reason::NotNumeric),
    ("127.0.0.1\n", Reason::NotNumeric),
    ("127.0.0.1%lo", Reason::NotNumeric),
    ("[::1]", Reason::NotNumeric),
    ("::1%lo", Reason::NotNumeric),
    ("::ffff:127.1", Reason::NotNumeric),
    ("::ffff:0x7f.0.0.1", Reason::NotNumeric),
    ("localhost", Reason::NotNumeric),
    ("user@127.0.0.1", Reason::NotNumeric),
    ("8.8.8.8@127.0.0.1", Reason::NotNumeric),
    ("http://127.0.0.1/", Reason::NotNumeric),
    ("127.0.0.1.nip.io", Reason::NotNumeric),
    ("１２７.0.0.1", Reason::NotNumeric),
    ("127。0。0。1", Reason::NotNumeric),
    ("", Reason::NotNumeric),
];

// research attack 18
#[tokio::test]
async fn no_spelling_of_this_machine_or_its_networks_is_ever_connected_to() {
    let trap = Trap::set().await;
    let guard = Guard::new([]).with_ports([trap.port]);
    for (target, reason) in FORBIDDEN {
        for question in trap.questions() {
            let outcome = ask(question, target, &guard, SOON).await;
            assert_eq!(outcome.result, ProbeResult::Unknown, "{target}");
            assert_eq!(outcome.reason, Some(*reason), "{target}");
        }
        for kind in ProbeKind::ALL {
            let outcome = run(*kind, target, &guard, SOON).await;
            assert_eq!(outcome.reason, Some(*reason), "{kind} {target}");
        }
    }
    assert_eq!(trap.caught().await, 0);

    // The trap works: with the network named, it catches.
    let open = Guard::new(["127.0.0.1".parse().unwrap()]).with_ports([trap.port]);
    let outcome = ask(trap.questions()[0], "127.0.0.1", &open, SOON).await;
    assert_eq!(outcome.result, ProbeResult::Answers);
    assert_eq!(trap.caught().await, 1);
    // Written as IPv6 it is the same address, and the same permission.
    ask(trap.questions()[0], "::ffff:127.0.0.1", &open, SOON).await;
    assert_eq!(trap.caught().await, 2);
    let outcome = ask(trap.questions()[0], "127.0.0.2", &open, SOON).await;
    assert_eq!(outcome.reason, Some(Reason::Loopback));
    assert_eq!(trap.caught().await, 2);
}

// research attack 18
#[tokio::test]
async fn other_ports_are_never_connected_to() {
    let trap = Trap::set().await;
    let guard = Guard::new(["127.0.0.0/8".parse().unwrap()]);
    for question in trap.questions() {
        let outcome = ask(question, "127.0.0.1", &guard, SOON).await;
        assert_eq!(outcome.reason, Some(Reason::PortNotAllowed));
        assert_eq!(outcome.result, ProbeResult::Unknown);
    }
    assert_eq!(trap.caught().await, 0);
}

#[test]
fn naming_a_network_opens_it_and_nothing_beside_it() {
    let admit = |allow: &str, target: &str| {
        let guard = Guard::new([allow.parse::<Network>().unwrap()]);
        guard.admit(Question::Tcp { port: 22 }, target)
    };
    assert_eq!(
        admit("127.20.0.0/16", "127.20.255.255"),
        Ok("127.20.255.255".parse().unwrap())
    );
    assert_eq!(admit("127.20.0.0/16", "127.21.0.0"), Err(Reason::Loopback));
    assert_eq!(
        admit("10.0.0.0/8", "10.255.0.1"),
        Ok("10.255.0.1".parse().unwrap())
    );
    assert_eq!(
        admit("10.0.0.0/8", "11.0.0.1"),
        Ok("11.0.0.1".parse().unwrap()),
        "public"
    );
    assert_eq!(admit("fd00::/8", "fdab::1"), Ok("fdab::1".parse().unwrap()));
    assert_eq!(admit("fd00::/8", "fc00::1"), Err(Reason::Private));
    // Credentials of the cloud: only by their own name.
    assert_eq!(
        admit("169.254.0.0/16", "169.254.169.254"),
        Err(Reason::Metadata)
    );
    assert_eq!(admit("0.0.0.0/0", "169.254.169.254"), Err(Reason::Metadata));
    assert!(admit("169.254.169.254", "169.254.169.254").is_ok());
    // What is not one machine stays closed.
    assert_eq!(admit("0.0.0.0/0", "0.0.0.0"), Err(Reason::Unspecified));
    assert_eq!(admit("0.0.0.0/0", "224.0.0.1"), Err(Reason::Multicast));
    assert_eq!(
        admit("0.0.0.0/0", "255.255.255.255"),
        Err(Reason::Broadcast)
    );
    // A network of the other family opens nothing.
    assert_eq!(admit("::/0", "127.0.0.1"), Err(Reason::Loopback));
}

#[test]
fn the_ports_of_interventions_are_open_and_others_are_not() {
    let admit = |port| Guard::new([]).admit(Question::Tcp { port }, "8.8.8.8");
    for port in [22, 80, 443, 3389, 5900, 5909] {
        assert!(admit(port).is_ok(), "{port}");
    }
    for port in [
        0, 21, 23, 25, 111, 445, 3306, 5432, 5910, 6379, 8080, 9200, 65_535,
    ] {
        assert_eq!(admit(port), Err(Reason::PortNotAllowed), "{port}");
    }
    let more = Guard::new([]).with_ports([8006]);
    assert!(more.admit(Question::Tcp { port: 8006 }, "8.8.8.8").is_ok());
}

#[test]
fn public_addresses_are_public() {
    for text in [
        "8.8.8.8",
        "1.1.1.1",
        "100.63.255.255",
        "100.128.0.0",
        "172.32.0.1",
        "192.0.1.1",
        "223.255.255.255",
        "2a01:4f8::1",
        "2606:4700::1111",
        "2001:4860::8888",
        "::ffff:8.8.8.8",
    ] {
        assert_eq!(
            Scope::of(text.parse::<IpAddr>().unwrap()),
            Scope::Public,
            "{text}"
        );
    }
}

#[test]
fn a_network_is_read_strictly() {
    let read = |text: &str| text.parse::<Network>();
    for good in [
        "127.20.0.0/16",
        "10.0.0.1/32",
        "0.0.0.0/0",
        "fd00::/8",
        "::1/128",
    ] {
        assert_eq!(read(good).unwrap().to_string(), good);
    }
    assert_eq!(read("10.0.0.1").unwrap().to_string(), "10.0.0.1/32");
    for bad in [
        "",
        "10.0.0.0/",
        "10.0.0.0/+8",
        "10.0.0.0/ 8",
        "10/8",
        "lan",
        "10.0.0.0/8/8",
        "010.0.0.0/8",
    ] {
        assert_eq!(read(bad), Err(NotANetwork::Malformed), "{bad}");
    }
    for bad in ["10.0.0.0/33", "fd00::/129", "10.0.0.0/999"] {
        assert_eq!(read(bad), Err(NotANetwork::PrefixTooLong), "{bad}");
    }
    for bad in ["10.0.0.1/8", "127.20.1.0/16", "fd00::1/8", "0.0.0.1/0"] {
        assert_eq!(read(bad), Err(NotANetwork::BitsBehindPrefix), "{bad}");
    }
}

#[test]
fn a_network_contains_its_addresses_only() {
    let contains = |network: &str, address: &str| {
        network
            .parse::<Network>()
            .is_ok_and(|n| address.parse().is_ok_and(|a| n.contains(a)))
    };
    assert!(contains("127.20.0.0/16", "127.20.255.1"));
    assert!(!contains("127.20.0.0/16", "127.21.0.1"));
    assert!(contains("127.20.0.0/16", "::ffff:127.20.0.1"));
    assert!(contains("0.0.0.0/0", "203.0.113.9") && !contains("0.0.0.0/0", "::1"));
    assert!(contains("fc00::/7", "fd12::1") && contains("::1", "::1"));
    for wrong in ["10.0.0.0/33", "example.net", "10.0.0.0/", "/8"] {
        assert!(wrong.parse::<Network>().is_err(), "{wrong}");
    }
}
