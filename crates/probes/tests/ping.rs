//! Echo requests over the kernel's real ICMP, as root and as nobody.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "tests")]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use probes::{Guard, ProbeKind, ProbeOutcome, ProbeResult, Reason, run};

const ENOUGH: Duration = Duration::from_secs(3);

async fn ping(target: &str) -> ProbeOutcome {
    let guard = Guard::new(["127.0.0.0/8", "::1", "240.0.0.0/4"].map(|n| n.parse().unwrap()));
    run(ProbeKind::Ping, target, &guard, ENOUGH).await
}

/// Whether this process may open an ICMP socket, asked of the kernel and not of the code under test.
fn may_ping() -> bool {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let field = |name: &str| {
        let line = status.lines().find(|line| line.starts_with(name)).unwrap();
        line.split_whitespace().nth(1).unwrap().to_owned()
    };
    let net_raw = u64::from_str_radix(&field("CapEff:"), 16).unwrap() >> 13 & 1 == 1;
    let range = fs::read_to_string("/proc/sys/net/ipv4/ping_group_range").unwrap();
    let mut bounds = range
        .split_whitespace()
        .map(|bound| bound.parse::<u32>().unwrap());
    let (low, high) = (bounds.next().unwrap(), bounds.next().unwrap());
    net_raw || (low..=high).contains(&field("Gid:").parse().unwrap())
}

#[tokio::test]
async fn this_machine_answers_or_says_why_it_was_not_asked() {
    for target in ["127.0.0.1", "127.20.3.4", "::ffff:127.0.0.1", "::1"] {
        let answer = ping(target).await;
        if may_ping() {
            assert_eq!(
                (answer.result, answer.reason),
                (ProbeResult::Answers, None),
                "{target}"
            );
            assert!(
                answer
                    .latency_us
                    .is_some_and(|us| (0..3_000_000).contains(&us))
            );
        } else {
            assert_eq!(answer.result, ProbeResult::Unknown, "{target}");
            assert_eq!(answer.reason, Some(Reason::IcmpNotPermitted), "{target}");
            assert_eq!(answer.detail(), "icmp_not_permitted");
        }
    }
}

#[tokio::test]
async fn many_pings_at_once_do_not_take_each_others_answers() {
    if !may_ping() {
        return;
    }
    let pings: Vec<_> = (1..=40)
        .map(|n| tokio::spawn(async move { ping(&format!("127.20.0.{}", n % 4 + 1)).await }))
        .collect();
    for answer in pings {
        assert_eq!(answer.await.unwrap().result, ProbeResult::Answers);
    }
}

#[tokio::test]
async fn no_way_there_is_our_trouble_and_not_the_systems() {
    if !may_ping() {
        return;
    }
    let started = Instant::now();
    let answer = ping("240.0.0.1").await;
    assert_ne!(answer.result, ProbeResult::Answers);
    assert!(answer.reason.is_some());
    assert!(started.elapsed() < ENOUGH + Duration::from_secs(1));
}

/// Root's tests run once more as nobody: there the kernel's `ping_group_range` decides.
#[test]
fn without_root_the_outcome_follows_the_kernels_rule() {
    let is_root = fs::metadata("/proc/self").is_ok_and(|facts| {
        use std::os::unix::fs::MetadataExt;
        facts.uid() == 0
    });
    if !is_root || !Path::new("/usr/bin/setpriv").exists() {
        return;
    }
    let place = tempfile::Builder::new().tempdir_in("/tmp").unwrap();
    fs::set_permissions(place.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let copy = place.path().join("ping");
    fs::copy(std::env::current_exe().unwrap(), &copy).unwrap();
    fs::set_permissions(&copy, fs::Permissions::from_mode(0o755)).unwrap();
    let output = Command::new("/usr/bin/setpriv")
        .args([
            "--reuid=65534",
            "--regid=65534",
            "--clear-groups",
            "--bounding-set=-all",
            "--inh-caps=-all",
        ])
        .arg(&copy)
        .args([
            "--exact",
            "this_machine_answers_or_says_why_it_was_not_asked",
        ])
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && text.contains("1 passed"),
        "{text}"
    );
}
