//! Attack 18 against the running program: somebody gives an address that is this machine, its network or a service that
//! hands out credentials, and the three probes are asked to go there. They do not: nothing is connected to.

use std::io::ErrorKind;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use domain::account::StaffRole;
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{Instant, sleep};

use crate::browser::{Browser, Page};
use crate::ground::{Ground, LONG, Result};
use crate::house::{House, step, work};

/// An address of this machine that nobody else uses.
const HERE: &str = "127.66.0.1";
/// What the probes of such a system connect to. The first need rights that not everybody has.
const PORTS: [u16; 5] = [22, 80, 443, 3389, 5900];
/// Ping, SSH's port, SSH's greeting, a web server, a console.
const PROBES: i64 = 5;

/// Well-formed addresses, with the reason they are refused for.
const ADDRESSES: &[(&str, &str)] = &[
    (HERE, "loopback"),
    ("127.0.0.1", "loopback"),
    ("::1", "loopback"),
    ("::ffff:127.66.0.1", "loopback"),
    ("::ffff:7f42:1", "loopback"),
    ("64:ff9b::7f42:1", "translated"),
    ("2002:7f42:1::", "translated"),
    ("0.0.0.0", "unspecified"),
    ("::", "unspecified"),
    ("169.254.169.254", "metadata"),
    ("::ffff:169.254.169.254", "metadata"),
    ("fd00:ec2::254", "metadata"),
    ("169.254.1.1", "link_local"),
    ("fe80::1", "link_local"),
    ("10.0.0.1", "private"),
    ("192.168.1.1", "private"),
    ("fc00::1", "private"),
    ("224.0.0.1", "multicast"),
    ("255.255.255.255", "broadcast"),
    ("203.0.113.7", "reserved"),
];

/// Other spellings, and names: of this machine, of one that answers with its address, of one that answers with a public
/// address first and with its own the second time. No name is ever resolved.
const SPELLINGS: &[&str] = &[
    "2130706433",
    "0x7f420001",
    "017720400001",
    "0177.0102.0.1",
    "127.66.1",
    "127.66.0.1.",
    "127.66.0.1:5900",
    "[::1]",
    "::1%lo",
    "8.8.8.8@127.66.0.1",
    "http://127.66.0.1/",
    "localhost",
    "127.66.0.1.nip.io",
    "erst-oeffentlich-dann-hier.example",
];

/// Counts connections to this machine on the ports of the probes.
struct Trap {
    caught: Arc<AtomicUsize>,
    /// Ports of [`HERE`] that are watched.
    ports: Vec<u16>,
}

impl Trap {
    async fn set() -> Result<Self> {
        let caught = Arc::new(AtomicUsize::new(0));
        let mut ports = Vec::new();
        let here: IpAddr = HERE.parse()?;
        for port in PORTS {
            for address in [here, IpAddr::V6(Ipv6Addr::LOCALHOST)] {
                let listener = match TcpListener::bind(SocketAddr::new(address, port)).await {
                    Ok(listener) => listener,
                    // Somebody else's port, no right to it, no IPv6.
                    Err(error) => {
                        assert_ne!(error.kind(), ErrorKind::InvalidInput, "{address} {port}");
                        continue;
                    }
                };
                if address == here {
                    ports.push(port);
                }
                let caught = caught.clone();
                tokio::spawn(async move {
                    while listener.accept().await.is_ok() {
                        caught.fetch_add(1, Ordering::SeqCst);
                    }
                });
            }
        }
        assert!(
            ports.contains(&5900),
            "{HERE}:5900 is not free: nothing could be noticed"
        );
        Ok(Self { caught, ports })
    }

    /// How many connections came since the last question. One of our own on each port goes last: when they have been
    /// counted, all before them have been.
    async fn caught(&self) -> Result<usize> {
        let before = self.caught.load(Ordering::SeqCst);
        for port in &self.ports {
            TcpStream::connect((HERE, *port)).await?;
        }
        let end = Instant::now() + LONG;
        while self.caught.load(Ordering::SeqCst) < before + self.ports.len() {
            assert!(Instant::now() < end, "the trap does not work");
            sleep(Duration::from_millis(5)).await;
        }
        Ok(self.caught.swap(0, Ordering::SeqCst) - self.ports.len())
    }
}

/// The form of the system, with this way to it.
fn system<'a>(primary: &'a str, probe: &'a str) -> Vec<(&'static str, &'a str)> {
    vec![
        ("service_id", "S-7"),
        ("name", "web-03"),
        ("kind", "dedicated"),
        ("os_family", "linux"),
        ("os_release", "Debian 12"),
        ("primary_ipv4", primary),
        ("probe_address", probe),
        ("console", "on"),
        ("provisioned_by", "provider"),
        ("way_in", "direct"),
        ("active", "on"),
    ]
}

/// Runs the probes, and says what became of them: target, result, reason.
async fn probe(
    ground: &Ground,
    jana: &Browser,
    ticket: i64,
    fields: &[(&str, &str)],
) -> Result<Vec<String>> {
    let before = ground.raw.count("SELECT COUNT(*) FROM probe_runs").await?;
    step(jana, &work(ticket, "/probe"), fields).await?;
    let all = "SELECT target || ' ' || result || ' ' || detail FROM probe_runs ORDER BY rowid";
    let mut runs = ground
        .raw
        .texts(all)
        .await?
        .split_off(usize::try_from(before)?);
    assert_eq!(runs.len(), usize::try_from(PROBES)?);
    runs.sort();
    runs.dedup();
    Ok(runs)
}

fn assert_refused(answer: &Page, text: &str) {
    assert_eq!(answer.status.as_u16(), 422, "{text}");
    assert!(
        answer.text.contains("id=\"f-probe_address-error\""),
        "{text}: {}",
        answer.main()
    );
}

/// Below the program.
async fn enter_by_hand(ground: &Ground, address: &str) -> Result {
    let sql = format!("UPDATE systems SET probe_address = '{address}'");
    ground.raw.run(&sql).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_probe_of_the_running_program_goes_to_this_machine_or_its_networks() -> Result {
    let trap = Trap::set().await?;
    let mut ground = Ground::sqlite().await?;
    let house = House::open(&ground).await?;
    let admin = ground.staff("anke@example.test", StaffRole::Admin).await?;
    let ticket = house.running(&ground).await?;
    ground.raw.run("UPDATE systems SET console = TRUE").await?;
    let id = ground.raw.texts("SELECT hex(id) FROM systems").await?;
    let page = format!("/admin/systems/{}", uuid::Uuid::parse_str(&id[0])?);
    let probe_address =
        "SELECT COUNT(*) FROM systems WHERE probe_address <> '' OR primary_ipv4 <> '203.0.113.7'";

    // Neither customers nor engineers say where a probe goes.
    for browser in [&house.petra, &house.jana] {
        let refused = browser.post(&page, &system(HERE, HERE)).await?;
        assert!(
            [403, 404].contains(&refused.status.as_u16()),
            "{}",
            refused.main()
        );
    }
    let asked = [
        ("system", HERE),
        ("problem", "Bitte prüfen."),
        ("action", "sign"),
    ];
    house.petra.post("/interventions/new", &asked).await?;
    assert_eq!(ground.raw.count(probe_address).await?, 0);
    let typed = [("target", HERE), ("address", HERE), ("probe_address", HERE)];
    let runs = probe(&ground, &house.jana, ticket, &typed).await?;
    assert_eq!(runs, ["203.0.113.7 unknown reserved"]);

    // An admin may enter addresses of our own, for networks that `probes.allow` names; no probe goes to one it does not
    // name. What the form refuses gets into the database all the same.
    let mut entered = 0;
    for (address, reason) in ADDRESSES {
        let answer = admin.post(&page, &system("203.0.113.7", address)).await?;
        if answer.status.as_u16() == 303 {
            entered += 1;
        } else {
            assert_refused(&answer, address);
            enter_by_hand(&ground, address).await?;
        }
        let runs = probe(&ground, &house.jana, ticket, &[]).await?;
        assert_eq!(runs, [format!("{address} unknown {reason}")]);
    }
    assert!(entered > ADDRESSES.len() / 2, "only {entered} were entered");
    step(&admin, &page, &system(HERE, "")).await?;
    let runs = probe(&ground, &house.jana, ticket, &[]).await?;
    assert_eq!(
        runs,
        [format!("{HERE} unknown loopback")],
        "the primary address, where there is no other"
    );

    // What is no address is refused in the form; and if it got into the database all the same, by the probe.
    for text in SPELLINGS {
        let answer = admin.post(&page, &system("203.0.113.7", text)).await?;
        assert_refused(&answer, text);
        enter_by_hand(&ground, text).await?;
        let runs = probe(&ground, &house.jana, ticket, &[]).await?;
        assert_eq!(runs, [format!("{text} unknown not_numeric")]);
    }
    assert_eq!(trap.caught().await?, 0, "something connected");

    // The trap works: once the configuration names the network, the same probes go there.
    let allow = format!("[probes]\nallow = [\"{HERE}/32\"]\n");
    let mut config = std::fs::read_to_string(ground.configured())?;
    config.push_str(&allow);
    std::fs::write(ground.configured(), config)?;
    ground.crash().await?;
    step(&admin, &page, &system("203.0.113.7", HERE)).await?;
    let runs = probe(&ground, &house.jana, ticket, &[]).await?;
    assert!(
        runs.iter()
            .any(|run| run.starts_with(&format!("{HERE} answers"))),
        "{runs:?}"
    );
    assert!(trap.caught().await? > 0);
    // And to nothing beside it.
    step(&admin, &page, &system("203.0.113.7", "127.66.0.2")).await?;
    let runs = probe(&ground, &house.jana, ticket, &[]).await?;
    assert_eq!(runs, ["127.66.0.2 unknown loopback"]);
    ground.assert_sound().await?;
    ground.end().await
}
