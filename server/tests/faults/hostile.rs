//! Hostile files and floods: refused while they arrive, never opened, never shown, never in the way of others.

use std::time::Duration;

use reqwest::Method;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::browser::{Browser, Page};
use crate::ground::{Ground, Result};
use crate::house::file;

const PETRA: &str = "petra@example.test";

/// A message with one file, as a browser sends it.
async fn upload(browser: &Browser, path: &str, name: &str, bytes: &[u8]) -> Result<Page> {
    let head = format!(
        "--xx\r\nContent-Disposition: form-data; name=\"body\"\r\n\r\nanbei\r\n--xx\r\n\
         Content-Disposition: form-data; name=\"files\"; filename=\"{name}\"\r\nContent-Type: text/html\r\n\r\n"
    );
    let body = [head.as_bytes(), bytes, b"\r\n--xx--\r\n"].concat();
    let body = ("multipart/form-data; boundary=xx", body.into());
    browser
        .send(Method::POST, &format!("{path}/messages"), &[], Some(body))
        .await
}

/// The most memory the process ever had, in KiB.
fn peak(ground: &Ground) -> Result<u64> {
    let status = std::fs::read_to_string(format!("/proc/{}/status", ground.pid()))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    Ok(line
        .ok_or("no VmHWM")?
        .trim()
        .trim_end_matches(" kB")
        .parse()?)
}

/// Files in the store.
fn kept(ground: &Ground) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(ground.data.join("files"))? {
        names.push(entry?.file_name().to_string_lossy().into_owned());
    }
    Ok(names)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_too_large_is_answered_before_it_has_all_arrived_and_is_kept_nowhere() -> Result {
    let ground = Ground::sqlite().await?;
    let (petra, _) = ground.customer(PETRA, "10001").await?;
    let path = file(&petra, "Zu viel").await?;
    let before = peak(&ground)?;
    let claimed = 10 * server::router::upload_bytes(10, 20 * 1024 * 1024);
    let mut stream = TcpStream::connect(ground.address()).await?;
    let head = format!(
        "POST {path}/messages HTTP/1.1\r\nHost: x\r\nSec-Fetch-Site: same-origin\r\nCookie: {}\r\n\
         Content-Type: multipart/form-data; boundary=xx\r\nContent-Length: {claimed}\r\n\r\n\
         --xx\r\nContent-Disposition: form-data; name=\"files\"; filename=\"lang.txt\"\r\n\r\n",
        petra.cookie()
    );
    stream.write_all(head.as_bytes()).await?;
    let (mut read, mut write) = stream.split();
    let chunk = vec![b'x'; 256 * 1024];
    let (mut sent, mut answer) = (0, vec![0; 4096]);
    let answered = loop {
        tokio::select! {
            biased;
            got = read.read(&mut answer) => break got?,
            wrote = write.write(&chunk) => sent += wrote?,
        }
    };
    let answer = String::from_utf8_lossy(&answer[..answered]).into_owned();
    assert!(answer.starts_with("HTTP/1.1 422"), "{answer}");
    assert!(sent < claimed / 2, "{sent} bytes were read");
    assert_eq!(kept(&ground)?, Vec::<String>::new());
    let grown = peak(&ground)? - before;
    assert!(
        grown < 64 * 1024,
        "{grown} KiB more memory for a file that is streamed"
    );

    // Too large for a file, small enough for a form: said at the field.
    let page = upload(&petra, &path, "lang.txt", &vec![b'x'; 21 * 1024 * 1024]).await?;
    assert_eq!(page.status.as_u16(), 422);
    assert!(
        page.text.contains("files-error\"") && page.text.contains("anbei"),
        "{}",
        page.main()
    );
    assert_eq!(kept(&ground)?, Vec::<String>::new());
    ground.assert_sound().await?;
    ground.end().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_is_kept_under_a_random_name_never_opened_and_only_ever_downloaded() -> Result {
    let ground = Ground::sqlite().await?;
    let (petra, _) = ground.customer(PETRA, "10001").await?;
    let path = file(&petra, "Dateien").await?;
    for (name, bytes) in [
        ("seite.html", &b"<script>alert(1)</script>"[..]),
        ("bild.svg", b"<svg onload=alert(1)>"),
        ("bild.png", b"<script>alert(1)</script>"),
        ("programm.exe", b"MZ"),
        ("leer.txt", b""),
        ("liste.txt\u{202e}gpj", b"text"),
    ] {
        let page = upload(&petra, &path, name, bytes).await?;
        assert_eq!(page.status.as_u16(), 422, "{name}: {}", page.main());
        assert!(page.text.contains("files-error\""), "{name}");
    }
    assert_eq!(
        kept(&ground)?,
        Vec::<String>::new(),
        "refused files stay nowhere"
    );

    // Twelve bytes that claim to be four gigabytes, and a document that is an archive: both are only bytes to us.
    let bomb = [
        &b"PK\x03\x04"[..],
        &[0xff; 60],
        b"<script>alert(1)</script>",
    ]
    .concat();
    let before = peak(&ground)?;
    for (name, shown) in [
        (
            "../../../../tmp/leitstand-entkommen.txt",
            "leitstand-entkommen.txt",
        ),
        ("..\\..\\leitstand-entkommen.log", "leitstand-entkommen.log"),
        ("/etc/leitstand-entkommen.conf", "leitstand-entkommen.conf"),
        ("bombe.zip", "bombe.zip"),
    ] {
        let bytes = if name.ends_with("zip") {
            &bomb[..]
        } else {
            b"harmlos"
        };
        let page = upload(&petra, &path, name, bytes).await?;
        assert_eq!(page.status.as_u16(), 303, "{name}: {}", page.main());
        let page = petra.get(&path).await?;
        let href = page
            .text
            .split("href=\"")
            .filter(|part| part.starts_with("/attachments/"))
            .find(|part| part.contains(shown))
            .and_then(|part| part.split('"').next())
            .ok_or_else(|| format!("{shown} is not on the page: {}", page.main()))?
            .to_owned();
        let file = petra.get(&href).await?;
        assert_eq!(file.status.as_u16(), 200);
        assert_eq!(
            file.text.as_bytes(),
            String::from_utf8_lossy(bytes).as_bytes(),
            "byte for byte"
        );
        assert_eq!(
            file.header("content-disposition"),
            format!("attachment; filename*=UTF-8''{shown}")
        );
        assert_eq!(file.header("x-content-type-options"), "nosniff");
        assert_eq!(
            file.header("content-security-policy"),
            "sandbox; default-src 'none'"
        );
        assert!(!file.header("content-type").contains("html"));
        let stranger = ground.browser()?;
        assert!(stranger.get(&href).await?.location().starts_with("/login"));
    }
    assert!(
        peak(&ground)? - before < 32 * 1024,
        "somebody unpacked the archive"
    );
    let names = kept(&ground)?;
    assert_eq!(names.len(), 4);
    for name in names {
        assert!(
            name.len() == 40 && name.bytes().all(|b| b.is_ascii_hexdigit()),
            "{name}"
        );
    }
    for outside in [
        "/tmp/leitstand-entkommen.txt",
        "/etc/leitstand-entkommen.conf",
    ] {
        assert!(!std::path::Path::new(outside).exists());
    }
    ground.assert_sound().await?;
    ground.end().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_log_ins_at_once_are_answered_and_nobody_else_waits_for_them() -> Result {
    let ground = Ground::sqlite().await?;
    let (petra, _) = ground.customer(PETRA, "10001").await?;
    let mut flood = tokio::task::JoinSet::new();
    for n in 0..200 {
        let browser = ground.browser()?;
        flood.spawn(async move {
            let email = format!("niemand{n}@example.test");
            let fields = [
                ("email", email.as_str()),
                ("password", "geraten und falsch"),
            ];
            browser
                .post("/login", &fields)
                .await
                .map(|page| page.status.as_u16())
        });
    }
    // A log-in takes a tenth of a second of a core; behind two hundred of them this would take ten seconds.
    for _ in 0..5 {
        let page = tokio::time::timeout(Duration::from_secs(5), petra.get("/tickets")).await??;
        assert_eq!(page.status.as_u16(), 200);
    }
    let mut answers = std::collections::BTreeMap::<u16, usize>::new();
    while let Some(status) = flood.join_next().await {
        *answers.entry(status??).or_default() += 1;
    }
    assert!(
        answers
            .keys()
            .all(|status| [422, 429, 503].contains(status)),
        "{answers:?}"
    );
    assert_eq!(answers.values().sum::<usize>(), 200);
    // Two hashes at once, of 46 MiB each.
    let peak = peak(&ground)?;
    assert!(peak < 300 * 1024, "{peak} KiB");
    assert_eq!(petra.get("/tickets").await?.status.as_u16(), 200);
    ground.end().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn silent_connections_and_endless_texts_stop_nobody() -> Result {
    let ground = Ground::sqlite().await?;
    let (petra, _) = ground.customer(PETRA, "10001").await?;
    let path = file(&petra, "Lange Texte").await?;
    let mut silent = Vec::new();
    for _ in 0..300 {
        let mut stream = TcpStream::connect(ground.address()).await?;
        stream
            .write_all(b"GET /login HTTP/1.1\r\nHost: x\r\nX-Slow: ")
            .await?;
        silent.push(stream);
    }
    let messages = format!("{path}/messages");
    let tags = "<div>".repeat(20_000);
    let lines = "a\n".repeat(100_000);
    let words = "passwort passwort: ".repeat(12_000);
    for text in [&tags, &lines, &words] {
        let page = petra.post(&messages, &[("body", text)]).await?;
        assert_eq!(page.status.as_u16(), 422, "{}", page.main());
    }
    let page = petra
        .post(&messages, &[("body", &"x".repeat(600 * 1024))])
        .await?;
    assert_eq!(page.status.as_u16(), 413);
    assert_eq!(petra.get(&path).await?.status.as_u16(), 200);
    // They are hung up on, all of them.
    for mut stream in silent {
        let mut rest = Vec::new();
        tokio::time::timeout(Duration::from_secs(20), stream.read_to_end(&mut rest)).await??;
    }
    ground.end().await
}
