//! A full disk: said clearly, nothing acknowledged is lost, no secret leaves and none comes in halfway, and writing goes on
//! when there is room again.
//!
//! The program gets a small file system of its own, in its own mount namespace, by root or by a user namespace. Where neither is
//! allowed the tests fail and say so: what was not tried is not said to hold.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{ErrorKind, Write as _};
use std::os::fd::AsRawFd as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::browser::{Browser, Page};
use crate::ground::{Ground, Result};
use crate::house::{CANARY, House, REASON, file, request, work};

/// Mounts a small file system over a directory, fills it with another one's content, and becomes the program.
const SCRIPT: &str = "mount -t tmpfs -o size=8m,mode=0755 tmpfs \"$1\" && cp -a \"$2/.\" \"$1/\" && shift 2 && exec \"$@\"";

const PETRA: &str = "petra@example.test";

/// What whoever runs the tests has to know.
const NO_DISK: &str = "a full disk cannot be tried here: this account may neither mount nor make a user namespace. \
    Run the tests as root, or allow user namespaces (sysctl kernel.unprivileged_userns_clone=1 or user.max_user_namespaces).";

/// Whether this machine lets us mount, and how.
fn unshare() -> Option<Vec<&'static str>> {
    let ways = [
        vec!["--mount"],
        vec!["--user", "--map-root-user", "--mount"],
    ];
    ways.into_iter().find(|way| {
        Command::new("unshare")
            .args(way)
            .args(["sh", "-c", "mount -t tmpfs tmpfs /mnt"])
            .output()
            .is_ok_and(|output| output.status.success())
    })
}

/// A small file system that holds the program's data.
struct SmallDisk {
    /// The way into the program's mount namespace.
    inside: PathBuf,
    /// Keeps the file system alive when the process is gone.
    held: File,
}

impl SmallDisk {
    /// Moves the data of a ground whose process is stopped, and starts it there.
    async fn under(ground: &mut Ground) -> Result<Self> {
        let way = unshare().ok_or(NO_DISK)?;
        ground.let_go().await;
        let small = ground.data.with_file_name("small");
        std::fs::create_dir(&small)?;
        let data = ground.data.clone();
        ground.move_to(&small)?;
        let mut command = Command::new("unshare");
        command.args(way).args(["sh", "-c", SCRIPT, "sh"]);
        command.args([&small, &data]);
        command.arg(env!("CARGO_BIN_EXE_leitstand"));
        ground.start_by(command).await?;
        let inside = PathBuf::from(format!("/proc/{}/root{}", ground.pid(), small.display()));
        let held = File::open(&inside)?;
        Ok(Self { inside, held })
    }

    fn ballast(&self) -> PathBuf {
        self.inside.join("ballast")
    }

    /// Takes all the room there is, but so many bytes.
    fn fill(&self, but: u64) -> Result {
        let mut file = File::options()
            .append(true)
            .create(true)
            .open(self.ballast())?;
        for size in [64 * 1024, 4096, 1] {
            loop {
                match file.write_all(&vec![0; size]) {
                    Ok(()) => {}
                    Err(error) if error.kind() == ErrorKind::StorageFull => break,
                    Err(error) => return Err(error.into()),
                }
            }
        }
        Ok(file.set_len(file.metadata()?.len().saturating_sub(but))?)
    }

    fn free(&self) -> Result {
        Ok(std::fs::remove_file(self.ballast())?)
    }

    /// The shards of the vault.
    fn shards(&self) -> Result<BTreeSet<PathBuf>> {
        files(&self.inside.join("keep-out-of-backup/shards"))
    }

    /// Stops the program and looks at a copy of its data: SQLite would resolve the way into the other namespace to one
    /// of ours.
    async fn look_into(&self, ground: &mut Ground) -> Result {
        ground.kill()?;
        let copy = ground.data.with_file_name("copy");
        let from = format!(
            "/proc/{}/fd/{}/.",
            std::process::id(),
            self.held.as_raw_fd()
        );
        let copied = Command::new("cp").arg("-a").arg(from).arg(&copy).status()?;
        assert!(copied.success());
        ground.look_into(&copy).await
    }
}

/// Every file below a directory.
fn files(directory: &Path) -> Result<BTreeSet<PathBuf>> {
    let mut all = BTreeSet::new();
    for entry in std::fs::read_dir(directory)? {
        let path = entry?.path();
        if path.is_dir() {
            all.extend(files(&path)?);
        } else {
            all.insert(path);
        }
    }
    Ok(all)
}

/// Writes until nothing more goes in, however small. The journal reuses its room, so a disk is full only then.
async fn exhaust(browser: &Browser) -> Result {
    let long = "Der Webserver antwortet nicht. ".repeat(1_000);
    let mut refused = 0;
    for n in 0..2_000 {
        let ticket = [
            ("subject", "Voll"),
            ("class", "fault"),
            ("department", "technical"),
            ("body", long.as_str()),
        ];
        let theme = [("theme", if n % 2 == 0 { "dark" } else { "light" })];
        let page = match refused {
            0 => browser.post("/tickets/new", &ticket).await?,
            _ => browser.post("/account/theme", &theme).await?,
        };
        match page.status.as_u16() {
            303 => {}
            507 => refused += 1,
            _ => return Err(page.main().into()),
        }
        if refused == 4 {
            return Ok(());
        }
    }
    Err("the disk was never full".into())
}

/// Said in words, with what was typed, and without anything secret or of the machinery.
fn assert_told(page: &Page, json: bool) {
    assert_eq!(page.status.as_u16(), 507, "{}", page.main());
    assert!(!page.text.contains(CANARY), "a secret left");
    assert!(
        !page.text.contains("sqlx")
            && !page.text.contains("SQLITE")
            && !page.text.contains("os error")
    );
    let said = if json { "disk_full" } else { "Kein Platz mehr" };
    assert!(page.text.contains(said), "{}", page.main());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_a_full_disk_no_secret_leaves_and_none_comes_in_halfway() -> Result {
    let mut ground = Ground::sqlite().await?;
    let house = House::open(&ground).await?;
    let ticket = house.running(&ground).await?;
    let secret = house.password(ticket).await?;
    house.another_system(&ground, 1).await?;
    ground.every_mail_is_sent().await?;
    ground.kill()?;
    let disk = SmallDisk::under(&mut ground).await?;
    disk.fill(0)?;
    exhaust(&house.petra).await?;

    // A look that cannot be written shows nothing; one that still went in is written.
    let (mut shown, mut refused) = (0, 0);
    while refused < 2 && shown < 4 {
        let json = refused == 0;
        let look = if json {
            house.jana.ask(&secret, &[("reason", REASON)]).await?
        } else {
            house.jana.post(&secret, &[("reason", REASON)]).await?
        };
        if look.status.as_u16() == 200 {
            assert!(look.text.contains(CANARY), "{}", look.main());
            shown += 1;
            exhaust(&house.petra).await?;
        } else {
            assert_told(&look, json);
            refused += 1;
        }
    }
    assert_eq!(refused, 2, "every look went in");

    // Credentials that cannot be kept are not kept in part: neither row nor shard, whether the shard had room or not.
    let shards = disk.shards()?;
    let system = house.present_system();
    let handover = [
        ("handover_label", "Neuer Zugang"),
        ("handover_password", CANARY),
    ];
    for room in [0, 4096] {
        disk.fill(room)?;
        let deposit = house
            .petra
            .post("/interventions/new", &request(&system))
            .await?;
        assert_told(&deposit, false);
        assert!(
            deposit.text.contains("Seit 12:40 Uhr kommt niemand mehr"),
            "what was typed is gone"
        );
        let handed = house
            .jana
            .post(&work(ticket, "/handover"), &handover)
            .await?;
        assert_told(&handed, false);
        assert_eq!(disk.shards()?, shards, "a shard without its secret");
    }
    assert!(
        ground.ended()?.is_none(),
        "the process stopped: {}",
        ground.log()
    );

    disk.free()?;
    let look = house.jana.ask(&secret, &[("reason", REASON)]).await?;
    assert!(
        look.status.as_u16() == 200 && look.text.contains(CANARY),
        "{}",
        look.main()
    );
    house.filed().await?;
    assert_eq!(disk.shards()?.len(), shards.len() + 1);
    disk.look_into(&mut ground).await?;
    let granted = "SELECT COUNT(*) FROM reveals WHERE outcome = 'granted'";
    assert_eq!(ground.raw.count(granted).await?, shown + 1);
    let cases = "SELECT COUNT(*) FROM interventions";
    assert_eq!(ground.raw.count(cases).await?, 2, "a request half-written");
    assert_eq!(ground.raw.count("SELECT COUNT(*) FROM handovers").await?, 0);
    let stored = "SELECT COUNT(*) FROM secrets WHERE state = 'stored'";
    assert_eq!(
        ground.raw.count(stored).await?,
        4,
        "user name and password of two cases"
    );
    assert!(!ground.log().contains(CANARY));
    ground.assert_sound().await?;
    ground.end().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_is_said_clearly_and_writing_goes_on_when_there_is_room_again() -> Result {
    let mut ground = Ground::prepare(None, None).await?;
    ground.owner(PETRA, "10001").await?;
    let disk = SmallDisk::under(&mut ground).await?;
    let petra = ground.log_in(PETRA).await?;

    let mut there = vec![file(&petra, "Als noch Platz war").await?];
    disk.fill(0)?;
    let long = "Der Webserver antwortet nicht. ".repeat(1_000);
    let mut refused = 0;
    for n in 0..40 {
        let subject = format!("Nummer {n}");
        let fields = [
            ("subject", subject.as_str()),
            ("class", "fault"),
            ("department", "technical"),
            ("body", &long),
        ];
        let page = petra.post("/tickets/new", &fields).await?;
        match page.status.as_u16() {
            303 => there.push(
                page.location()
                    .split('?')
                    .next()
                    .unwrap_or_default()
                    .to_owned(),
            ),
            507 => {
                refused += 1;
                assert!(page.text.contains("Kein Platz mehr"), "{}", page.main());
                let kept = page.text.contains(&subject) && page.text.contains(long.trim());
                assert!(kept, "what was typed is gone");
                assert!(!page.text.contains("sqlx") && !page.text.contains("SQLITE"));
                if refused == 3 {
                    break;
                }
            }
            _ => return Err(page.main().into()),
        }
    }
    assert_eq!(refused, 3, "the disk was never full");
    let upload = "--xx\r\nContent-Disposition: form-data; name=\"body\"\r\n\r\nanbei\r\n--xx\r\nContent-Disposition: form-data; \
        name=\"files\"; filename=\"lang.txt\"\r\nContent-Type: text/plain\r\n\r\n".to_owned() + &long + "\r\n--xx--\r\n";
    let body = ("multipart/form-data; boundary=xx", upload.clone().into());
    let page = petra
        .send(
            reqwest::Method::POST,
            &format!("{}/messages", there[0]),
            &[],
            Some(body),
        )
        .await?;
    assert_eq!(page.status.as_u16(), 507, "{}", page.main());
    assert!(page.text.contains("value=\"anbei\""), "{}", page.main());
    // What was acknowledged is there, and can be read all the time.
    for path in &there {
        assert_eq!(petra.get(path).await?.status.as_u16(), 200, "{path}");
    }
    // Longer than the lease of the process lasts.
    tokio::time::sleep(Duration::from_secs(16)).await;
    assert!(
        ground.ended()?.is_none(),
        "the process stopped: {}",
        ground.log()
    );

    disk.free()?;
    file(&petra, "Wieder Platz").await?;
    let body = ("multipart/form-data; boundary=xx", upload.into());
    let page = petra
        .send(
            reqwest::Method::POST,
            &format!("{}/messages", there[0]),
            &[],
            Some(body),
        )
        .await?;
    assert_eq!(page.status.as_u16(), 303, "{}", page.main());
    disk.look_into(&mut ground).await?;
    assert_eq!(
        ground.raw.count("SELECT COUNT(*) FROM tickets").await?,
        i64::try_from(there.len())? + 1
    );
    ground.assert_sound().await?;
    ground.end().await
}
