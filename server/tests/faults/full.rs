//! A full disk: said clearly, nothing acknowledged is lost, and writing goes on when there is room again.
//!
//! The program gets a small file system of its own, in its own mount namespace; where that is not allowed the test says
//! so and passes.

use std::fs::File;
use std::io::{ErrorKind, Write as _};
use std::os::fd::AsRawFd as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::ground::{Ground, Result};
use crate::house::file;

/// Mounts a small file system over a directory, fills it with another one's content, and becomes the program.
const SCRIPT: &str = "mount -t tmpfs -o size=8m,mode=0755 tmpfs \"$1\" && cp -a \"$2/.\" \"$1/\" && shift 2 && exec \"$@\"";

const PETRA: &str = "petra@example.test";

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

/// Takes all the room there is.
fn fill(ballast: &Path) -> Result {
    let mut file = File::create(ballast)?;
    for size in [64 * 1024, 4096, 1] {
        loop {
            match file.write_all(&vec![0; size]) {
                Ok(()) => {}
                Err(error) if error.kind() == ErrorKind::StorageFull => break,
                Err(error) => return Err(error.into()),
            }
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_is_said_clearly_and_writing_goes_on_when_there_is_room_again() -> Result {
    let Some(way) = unshare() else {
        eprintln!("skipped: nothing may be mounted here");
        return Ok(());
    };
    let mut ground = Ground::prepare(None, None).await?;
    let small = ground.data.with_file_name("small");
    std::fs::create_dir(&small)?;
    ground.owner(PETRA, "10001").await?;
    ground.let_go().await;
    let data = ground.data.clone();
    ground.move_to(&small)?;
    let mut command = Command::new("unshare");
    command.args(way).args(["sh", "-c", SCRIPT, "sh"]);
    command.args([&small, &data]);
    command.arg(env!("CARGO_BIN_EXE_leitstand"));
    ground.start_by(command).await?;
    let inside = PathBuf::from(format!("/proc/{}/root{}", ground.pid(), small.display()));
    // Keeps the file system alive when the process is gone.
    let held = File::open(&inside)?;
    let petra = ground.log_in(PETRA).await?;

    let mut there = vec![file(&petra, "Als noch Platz war").await?];
    let ballast = inside.join("ballast");
    fill(&ballast)?;
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

    std::fs::remove_file(&ballast)?;
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
    // SQLite would resolve the way into the other namespace to one of ours: look at a copy.
    ground.kill()?;
    let copy = ground.data.with_file_name("copy");
    let from = format!("/proc/{}/fd/{}/.", std::process::id(), held.as_raw_fd());
    let copied = Command::new("cp").arg("-a").arg(from).arg(&copy).status()?;
    assert!(copied.success());
    ground.look_into(&copy).await?;
    assert_eq!(
        ground.raw.count("SELECT COUNT(*) FROM tickets").await?,
        i64::try_from(there.len())? + 1
    );
    ground.assert_sound().await?;
    ground.end().await
}
