//! Echo requests over the kernel's real ICMP, as root and as nobody.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "tests")]

use std::env;
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use probes::{Guard, ProbeOutcome, ProbeResult, Question, Reason, ask};

const ENOUGH: Duration = Duration::from_secs(3);

async fn ping(target: &str) -> ProbeOutcome {
    let guard = Guard::new(["127.0.0.0/8", "::1", "10.9.0.0/16"].map(|n| n.parse().unwrap()));
    ask(Question::Ping, target, &guard, ENOUGH).await
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

/// Answers one question in the surroundings that the tests below make for it; does nothing by itself.
#[tokio::test]
async fn one_question() {
    let (Ok(target), Ok(expected)) = (env::var("PING_TARGET"), env::var("PING_EXPECTED")) else {
        return;
    };
    let started = Instant::now();
    let answer = ping(&target).await;
    let found = format!("{} {}", answer.result, answer.detail());
    assert_eq!(found, expected, "{target}");
    assert!(started.elapsed() < ENOUGH + Duration::from_secs(1));
    println!("asked");
}

/// This test program, copied to where every user may run it; `None` without root or the tools.
fn copy_for_others(tools: &[&str]) -> Option<(tempfile::TempDir, PathBuf)> {
    let is_root = fs::metadata("/proc/self").is_ok_and(|facts| facts.uid() == 0);
    if !is_root || tools.iter().any(|tool| !Path::new(tool).exists()) {
        eprintln!("skipped: needs root and {tools:?}");
        return None;
    }
    let place = tempfile::Builder::new().tempdir_in("/tmp").unwrap();
    fs::set_permissions(place.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let copy = place.path().join("ping");
    fs::copy(env::current_exe().unwrap(), &copy).unwrap();
    fs::set_permissions(&copy, fs::Permissions::from_mode(0o755)).unwrap();
    Some((place, copy))
}

/// Root's tests run once more as nobody: there the kernel's `ping_group_range` decides.
#[test]
fn without_root_the_outcome_follows_the_kernels_rule() {
    let Some((_place, copy)) = copy_for_others(&["/usr/bin/setpriv"]) else {
        return;
    };
    let output = Command::new("/usr/bin/setpriv")
        .args(["--reuid=65534", "--regid=65534", "--clear-groups"])
        .args(["--bounding-set=-all", "--inh-caps=-all"])
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

/// In a network of its own, where packets can vanish without leaving this machine.
#[test]
fn silence_and_missing_ways_are_told_apart() {
    let Some((_place, copy)) = copy_for_others(&["/usr/bin/unshare", "/usr/sbin/ip"]) else {
        return;
    };
    let roads = "ip link set lo up && ip route add 10.9.9.0/24 dev lo && ip route add unreachable 10.9.8.0/24";
    let cases = [
        ("127.0.0.1", "answers "),
        ("10.9.9.2", "silent timeout"),
        ("10.9.8.1", "silent host_unreachable"),
        ("10.9.7.1", "unknown no_route"),
    ];
    for (target, expected) in cases {
        let output = Command::new("/usr/bin/unshare")
            .args([
                "--net",
                "sh",
                "-c",
                &format!("{roads} && exec \"$0\" \"$@\""),
            ])
            .arg(&copy)
            .args(["--exact", "one_question", "--nocapture"])
            .envs([("PING_TARGET", target), ("PING_EXPECTED", expected)])
            .output()
            .unwrap();
        let text = String::from_utf8_lossy(&output.stdout);
        let trouble = String::from_utf8_lossy(&output.stderr);
        if trouble.contains("unshare failed") {
            eprintln!("skipped: no network namespaces here: {trouble}");
            return;
        }
        assert!(
            output.status.success() && text.contains("asked"),
            "{target}: {text}{trouble}"
        );
    }
}
