//! What the program keeps is for its own account alone: directories 0700, files 0600. In a new installation, and in an
//! older one from its next start on.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use reqwest::Method;

use crate::browser::Browser;
use crate::ground::{Ground, LONG, Result};
use crate::house::file;

/// Keys and shards, which are refused and not closed.
const APART: &str = "keep-out-of-backup";

/// The program under an account that lets everybody read what it creates.
fn careless() -> Command {
    let mut command = Command::new("sh");
    command.args([
        "-c",
        "umask 0022; exec \"$0\" \"$@\"",
        env!("CARGO_BIN_EXE_leitstand"),
    ]);
    command
}

/// Every path below and including a directory, with its permission bits.
fn modes(directory: &Path) -> Result<Vec<(PathBuf, u32)>> {
    let bits = |path: &Path| {
        Ok::<_, std::io::Error>(fs::symlink_metadata(path)?.permissions().mode() & 0o7777)
    };
    let mut all = vec![(directory.to_owned(), bits(directory)?)];
    for entry in fs::read_dir(directory)? {
        let path = entry?.path();
        if path.is_dir() {
            all.extend(modes(&path)?);
        } else {
            all.push((path.clone(), bits(&path)?));
        }
    }
    Ok(all)
}

fn assert_closed(data: &Path) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for (path, mode) in modes(data)? {
        let private = if path.is_dir() { 0o700 } else { 0o600 };
        // The tag says to backup programs what this directory is; it is no secret, and nobody gets there.
        if path.file_name().is_none_or(|name| name != "CACHEDIR.TAG") {
            assert_eq!(
                format!("{mode:04o}"),
                format!("{private:04o}"),
                "{}",
                path.display()
            );
        }
        names.push(path.strip_prefix(data)?.to_string_lossy().into_owned());
    }
    Ok(names)
}

/// A message with a file.
async fn attach(browser: &Browser, ticket: &str) -> Result {
    let body = "--xx\r\nContent-Disposition: form-data; name=\"body\"\r\n\r\nanbei\r\n--xx\r\n\
        Content-Disposition: form-data; name=\"files\"; filename=\"mehr.txt\"\r\n\r\nMehr.\r\n--xx--\r\n";
    let body = ("multipart/form-data; boundary=xx", body.into());
    let page = browser
        .send(Method::POST, &format!("{ticket}/messages"), &[], Some(body))
        .await?;
    assert_eq!(page.status.as_u16(), 303, "{}", page.main());
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_installation_is_closed_whatever_the_umask_is() -> Result {
    let mut ground = Ground::prepare(None, None).await?;
    ground.let_go().await;
    let data = ground.data.with_file_name("new");
    ground.move_to(&data)?;
    let mut demo = careless();
    demo.args(["demo", "--config"]).arg(ground.configured());
    let built = demo.stdin(Stdio::null()).output()?;
    assert!(
        built.status.success(),
        "{}",
        String::from_utf8_lossy(&built.stderr)
    );
    assert_closed(&data)?;
    ground.start_by(careless()).await?;
    ground.look_into(&data).await?;
    let (petra, _) = ground.customer("petra@example.test", "99001").await?;
    let ticket = file(&petra, "Dateien").await?;
    attach(&petra, &ticket).await?;
    ground.every_mail_is_sent().await?;
    let names = assert_closed(&data)?;
    for kept in [
        "db/leitstand.sqlite",
        "db/leitstand.sqlite-wal",
        "db/leitstand.sqlite-shm",
        "demo-accounts.json",
    ] {
        assert!(names.iter().any(|name| name == kept), "{kept} of {names:?}");
    }
    for folder in [
        "files/",
        "mail/",
        "keep-out-of-backup/keys/",
        "keep-out-of-backup/shards/",
    ] {
        assert!(
            names.iter().any(|name| name.starts_with(folder)),
            "nothing in {folder}: {names:?}"
        );
    }
    assert!(
        !ground.log().contains("data.closed"),
        "there was nothing to close"
    );
    ground.end().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_older_installation_is_closed_at_its_next_start_and_the_log_says_so_once() -> Result {
    let mut ground = Ground::sqlite().await?;
    let (petra, _) = ground.customer("petra@example.test", "10001").await?;
    let ticket = file(&petra, "Dateien").await?;
    attach(&petra, &ticket).await?;
    ground.kill()?;
    assert!(
        !ground.log().contains("data.closed"),
        "there was nothing to close"
    );
    for (path, _) in modes(&ground.data)? {
        if !path.components().any(|part| part.as_os_str() == APART) {
            let open = if path.is_dir() { 0o755 } else { 0o644 };
            fs::set_permissions(&path, Permissions::from_mode(open))?;
        }
    }
    ground.start().await?;
    let names = assert_closed(&ground.data)?;
    assert!(
        names.iter().any(|name| name.starts_with("files/")),
        "{names:?}"
    );
    let log = ground.log();
    assert_eq!(log.matches("data.closed").count(), 1, "{log}");
    let line = log
        .lines()
        .rfind(|line| line.contains("data.closed"))
        .unwrap_or_default();
    assert!(
        line.contains("\"mode\":\"0755\"") && line.contains("\"WARN\""),
        "{line}"
    );
    assert_eq!(
        petra.get(&ticket).await?.status.as_u16(),
        200,
        "it serves as before"
    );
    ground.crash().await?;
    assert_eq!(ground.log().matches("data.closed").count(), 1, "told again");

    // What others could read of the keys stays refused.
    ground.kill()?;
    let key = ground.data.join(APART).join("keys/vault.key");
    fs::set_permissions(&key, Permissions::from_mode(0o644))?;
    ground.start().await?;
    assert_eq!(fs::metadata(&key)?.permissions().mode() & 0o777, 0o644);
    let end = tokio::time::Instant::now() + LONG;
    while !ground.log().contains("the vault is sealed") {
        assert!(tokio::time::Instant::now() < end, "{}", ground.log());
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    ground.end().await
}
