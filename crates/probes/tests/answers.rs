//! Probes against real sockets on loopback, and the listeners of the demo.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::io::ErrorKind;
use std::net::{Ipv4Addr, SocketAddrV4};
use std::time::{Duration, Instant};

use probes::demo::{Behaviour, DEMO_NETWORK, DemoListeners};
use probes::{Guard, ProbeKind, ProbeOutcome, ProbeResult, Question, Reason, ask, run};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

const ENOUGH: Duration = Duration::from_secs(3);
const SOON: Duration = Duration::from_millis(300);

fn guard(port: u16) -> Guard {
    Guard::new(["127.0.0.0/8".parse().unwrap(), "::1".parse().unwrap()]).with_ports([port])
}

async fn tcp(address: &str, port: u16, timeout: Duration) -> ProbeOutcome {
    ask(Question::Tcp { port }, address, &guard(port), timeout).await
}

async fn ssh(address: &str, port: u16, timeout: Duration) -> ProbeOutcome {
    ask(Question::SshBanner { port }, address, &guard(port), timeout).await
}

/// A port on which somebody sends these bytes, then closes or keeps silent.
async fn says(bytes: &'static [u8], closes: bool) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        let mut held = Vec::new();
        while let Ok((mut stream, _)) = listener.accept().await {
            stream.write_all(bytes).await.unwrap();
            if closes {
                stream.shutdown().await.unwrap();
            }
            held.push(stream);
        }
    });
    port
}

/// A port on which nobody listens.
async fn closed_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    listener.local_addr().unwrap().port()
}

async fn demo(behaviour: Behaviour) -> (DemoListeners, u16) {
    let plan = vec![(Ipv4Addr::new(127, 20, 0, 9), behaviour)];
    let (listeners, failed) = DemoListeners::start(plan).await;
    assert_eq!(failed, []);
    let port = listeners.addresses()[0].port();
    (listeners, port)
}

#[tokio::test]
async fn an_open_port_answers_and_a_closed_one_refuses() {
    let port = says(b"", false).await;
    let answer = tcp("127.0.0.1", port, ENOUGH).await;
    assert_eq!((answer.result, answer.reason), (ProbeResult::Answers, None));
    assert!(
        answer
            .latency_us
            .is_some_and(|us| (0..3_000_000).contains(&us))
    );
    assert_eq!(answer.detail(), "");

    let port = closed_port().await;
    let answer = tcp("127.0.0.1", port, ENOUGH).await;
    assert_eq!(answer.result, ProbeResult::Refused);
    assert_eq!(answer.detail(), "connection_refused");
    assert!(answer.latency_us.is_some());
    let answer = tcp("::1", port, ENOUGH).await;
    assert_eq!(answer.reason, Some(Reason::ConnectionRefused));
}

#[tokio::test]
async fn the_greeting_is_read_and_cleaned() {
    let port = says(b"SSH-2.0-OpenSSH_9.2p1 \x1b[2JDebian\r\nleftover", false).await;
    let answer = ssh("127.0.0.1", port, ENOUGH).await;
    assert_eq!(answer.result, ProbeResult::Answers);
    assert_eq!(
        answer.banner.as_deref(),
        Some("SSH-2.0-OpenSSH_9.2p1 ?[2JDebian")
    );
    assert_eq!(answer.detail(), "SSH-2.0-OpenSSH_9.2p1 ?[2JDebian");
    assert!(answer.latency_us.is_some());
}

#[tokio::test]
async fn a_port_without_a_greeting_is_told_apart() {
    let cases: [(&[u8], bool, ProbeResult, Reason); 5] = [
        (b"", false, ProbeResult::Silent, Reason::NoBanner),
        (
            b"SSH-2.0-slow",
            false,
            ProbeResult::Silent,
            Reason::NoBanner,
        ),
        (b"", true, ProbeResult::Refused, Reason::ClosedEarly),
        (
            b"HTTP/1.1 400 Bad Request\r\n",
            true,
            ProbeResult::Refused,
            Reason::ClosedEarly,
        ),
        (
            b"220 mail.example ESMTP",
            true,
            ProbeResult::Unknown,
            Reason::NotSsh,
        ),
    ];
    for (bytes, closes, result, reason) in cases {
        let port = says(bytes, closes).await;
        let answer = ssh("127.0.0.1", port, SOON).await;
        assert_eq!(
            (answer.result, answer.reason),
            (result, Some(reason)),
            "{bytes:?}"
        );
        assert_eq!(answer.banner, None);
    }
    let answer = ssh("127.0.0.1", closed_port().await, SOON).await;
    assert_eq!(answer.reason, Some(Reason::ConnectionRefused));
}

#[tokio::test]
async fn a_black_hole_is_silent_and_the_time_is_kept() {
    let (listeners, port) = demo(Behaviour::Drop { port: 0 }).await;
    for question in [Question::Tcp { port }, Question::SshBanner { port }] {
        let started = Instant::now();
        let answer = ask(question, "127.20.0.9", &guard(port), SOON).await;
        assert_eq!(
            (answer.result, answer.reason),
            (ProbeResult::Silent, Some(Reason::Timeout))
        );
        assert_eq!(answer.latency_us, None);
        assert!(started.elapsed() >= SOON);
        assert!(started.elapsed() < ENOUGH);
    }
    listeners.shutdown().await;
    assert_eq!(
        tcp("127.20.0.9", port, ENOUGH).await.result,
        ProbeResult::Refused
    );
}

#[tokio::test]
async fn demo_systems_greet_and_serve_their_page() {
    let banner = "SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3".to_owned();
    let (listeners, port) = demo(Behaviour::Ssh {
        port: 0,
        banner: banner.clone(),
    })
    .await;
    let answer = ssh("127.20.0.9", port, ENOUGH).await;
    assert_eq!(answer.banner, Some(banner));
    listeners.shutdown().await;
    assert_eq!(
        ssh("127.20.0.9", port, ENOUGH).await.reason,
        Some(Reason::ConnectionRefused)
    );

    let (listeners, port) = demo(Behaviour::Http { port: 0 }).await;
    assert_eq!(
        tcp("127.20.0.9", port, ENOUGH).await.result,
        ProbeResult::Answers
    );
    let mut browser = TcpStream::connect(("127.20.0.9", port)).await.unwrap();
    browser
        .write_all(b"GET / HTTP/1.1\r\nHost: demo\r\n\r\n")
        .await
        .unwrap();
    let mut page = String::new();
    browser.read_to_string(&mut page).await.unwrap();
    let (head, body) = page.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("HTTP/1.1 200 OK"));
    assert!(head.contains(&format!("Content-Length: {}\r\n", body.len())));
    assert!(body.contains("Demosystem"));
    listeners.shutdown().await;
}

#[tokio::test]
async fn demo_listeners_are_bounded_and_end_with_their_connections() {
    let banner = "SSH-2.0-demo".to_owned();
    let (listeners, port) = demo(Behaviour::Ssh { port: 0, banner }).await;
    let mut served = Vec::new();
    let mut turned_away = 0;
    for _ in 0..80 {
        let mut stream = TcpStream::connect(("127.20.0.9", port)).await.unwrap();
        let mut first = [0];
        match stream.read(&mut first).await {
            Ok(1) => served.push(stream),
            _ => turned_away += 1,
        }
    }
    assert_eq!((served.len(), turned_away), (64, 16));
    listeners.shutdown().await;
    for mut stream in served {
        let mut rest = Vec::new();
        // Closed or reset, but over.
        let _ = tokio::time::timeout(ENOUGH, stream.read_to_end(&mut rest))
            .await
            .unwrap();
    }
    assert_eq!(
        tcp("127.20.0.9", port, ENOUGH).await.result,
        ProbeResult::Refused
    );
}

#[tokio::test]
async fn what_cannot_be_opened_is_reported_and_the_rest_runs() {
    let (taken, port) = demo(Behaviour::Http { port: 0 }).await;
    let plan = vec![
        (Ipv4Addr::LOCALHOST, Behaviour::Http { port: 0 }),
        (Ipv4Addr::UNSPECIFIED, Behaviour::Drop { port: 0 }),
        (Ipv4Addr::new(127, 20, 0, 9), Behaviour::Http { port }),
        (Ipv4Addr::new(127, 20, 0, 10), Behaviour::Http { port: 0 }),
    ];
    let (listeners, failed) = DemoListeners::start(plan).await;
    let failed: Vec<_> = failed.into_iter().map(|f| (f.address, f.error)).collect();
    assert_eq!(
        failed,
        [
            (
                SocketAddrV4::new(Ipv4Addr::LOCALHOST, 0),
                ErrorKind::InvalidInput
            ),
            (
                SocketAddrV4::new(Ipv4Addr::UNSPECIFIED, 0),
                ErrorKind::InvalidInput
            ),
            (
                SocketAddrV4::new(Ipv4Addr::new(127, 20, 0, 9), port),
                ErrorKind::AddrInUse
            ),
        ]
    );
    assert_eq!(listeners.addresses().len(), 1);
    listeners.shutdown().await;
    taken.shutdown().await;
}

/// The usual ports need root; elsewhere the demo says what it could not open.
#[tokio::test]
async fn every_kind_of_probe_finds_its_demo_system() {
    let ip = Ipv4Addr::new(127, 20, 77, 1);
    let banner = "SSH-2.0-demo".to_owned();
    let plan = vec![
        (ip, Behaviour::Ssh { port: 22, banner }),
        (ip, Behaviour::Http { port: 80 }),
        (ip, Behaviour::Drop { port: 3389 }),
    ];
    let (listeners, failed) = DemoListeners::start(plan).await;
    if failed
        .iter()
        .any(|f| f.error == ErrorKind::PermissionDenied)
    {
        assert!(failed.iter().all(|f| f.address.port() < 1024));
        return;
    }
    let guard = Guard::new([DEMO_NETWORK.parse().unwrap()]);
    let found = async |kind| {
        let answer = run(kind, &ip.to_string(), &guard, Duration::from_secs(1)).await;
        (answer.result, answer.detail().to_owned())
    };
    let expected = [
        (ProbeKind::SshPort, ProbeResult::Answers, ""),
        (ProbeKind::SshBanner, ProbeResult::Answers, "SSH-2.0-demo"),
        // Nobody listens on 443; 80 answers.
        (ProbeKind::Http, ProbeResult::Answers, ""),
        (ProbeKind::RdpPort, ProbeResult::Silent, "timeout"),
        (
            ProbeKind::Console,
            ProbeResult::Refused,
            "connection_refused",
        ),
    ];
    for (kind, result, detail) in expected {
        assert_eq!(found(kind).await, (result, detail.to_owned()), "{kind}");
    }
    listeners.shutdown().await;
    let (result, _) = found(ProbeKind::Http).await;
    assert_eq!(result, ProbeResult::Refused);
}
