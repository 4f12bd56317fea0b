//! Keys, audit, database and clock in trouble: the desk goes on as far as it can, and no secret leaves.

use std::fs;
use std::sync::Arc;
use std::time::Duration;

use domain::time::Clock as _;
use services::context::SystemRandom;
use store::testing::{StandingClock, TestDatabase};
use tokio::time::{Instant, sleep};
use vault::KeyFile;

use crate::ground::{Ground, LONG, Result};
use crate::house::{CANARY, House, REASON, file, step, work};
use crate::proxy::Proxy;
use crate::raw::Raw;

/// Nothing of the machinery is told to people.
pub fn tells_nothing(text: &str) {
    for inner in [
        "sqlx",
        "SQLITE",
        "sqlite",
        "postgres",
        "audit_events",
        "/tmp/",
        "trouble",
        "panick",
    ] {
        assert!(!text.contains(inner), "{inner} in {text}");
    }
}

/// What the log says of one event to whoever watches for break-ins.
pub fn security(ground: &Ground, event: &str) -> Vec<serde_json::Value> {
    let log = ground.log();
    let lines = log
        .lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
    lines
        .filter(|line| line["target"] == "security" && line["event"] == event)
        .collect()
}

/// The first address of a page that begins and ends like this.
fn path_in(page: &str, begin: &str, end: &str) -> Option<String> {
    let paths = page.match_indices(begin);
    let mut paths = paths.filter_map(|(at, _)| page[at..].split('"').next());
    paths.find(|path| path.ends_with(end)).map(str::to_owned)
}

on_both! {
    // I-05
    async fn without_its_key_the_vault_is_sealed_the_desk_works_and_nothing_is_generated(mut ground) {
        let house = House::open(&ground).await?;
        let ticket = house.running(&ground).await?;
        let secret = house.password(ticket).await?;
        let key = ground.data.join("keep-out-of-backup/keys/vault.key");
        let right = fs::read(&key)?;
        fs::remove_file(&key)?;
        for wrong in [false, true] {
            ground.kill()?;
            if wrong {
                KeyFile::create(key.clone(), &SystemRandom)?;
            }
            let present = fs::read(&key).ok();
            ground.start().await?;
            assert_eq!(house.petra.get("/readyz").await?.status.as_u16(), 200);
            let own = file(&house.petra, "Etwas ganz anderes").await?;
            assert_eq!(house.jana.get(&own).await?.status.as_u16(), 200);
            let look = house.jana.ask(&secret, &[("reason", REASON)]).await?;
            assert_eq!(look.status.as_u16(), 503, "{}", look.main());
            assert!(look.text.contains("vault_sealed") && !look.text.contains(CANARY), "{}", look.text);
            let look = house.jana.post(&secret, &[("reason", REASON)]).await?;
            assert_eq!(look.status.as_u16(), 503);
            assert!(look.text.contains("Der Tresor ist verschlossen"), "{}", look.main());
            assert_eq!(fs::read(&key).ok(), present, "a key appeared or changed");
            assert!(ground.log().contains("the vault is sealed"));
        }
        ground.kill()?;
        fs::write(&key, right)?;
        ground.start().await?;
        let look = house.jana.ask(&secret, &[("reason", REASON)]).await?;
        assert!(look.status.as_u16() == 200 && look.text.contains(CANARY), "{}", look.main());
        ground.assert_sound().await?;
        ground.end().await?;
    }

    // I-05
    async fn what_cannot_be_written_into_the_chain_does_not_happen_and_no_secret_leaves(ground) {
        let house = House::open(&ground).await?;
        let ticket = house.running(&ground).await?;
        let secret = house.password(ticket).await?;
        let everything = "SELECT (SELECT COUNT(*) FROM reveals) + (SELECT COUNT(*) FROM audit_events)
            + (SELECT COUNT(*) FROM mails) + (SELECT COUNT(*) FROM messages)";
        let before = ground.raw.count(everything).await?;
        ground.raw.refuse_inserts("audit_events").await?;
        let json = house.jana.ask(&secret, &[("reason", REASON)]).await?;
        let html = house.jana.post(&secret, &[("reason", REASON)]).await?;
        for look in [&json, &html] {
            assert!(look.status.is_server_error(), "{}", look.main());
            assert!(!look.text.contains(CANARY));
            tells_nothing(&look.text);
        }
        let new = [("subject", "Neu"), ("class", "fault"), ("department", "technical"), ("body", "Text.")];
        let filed = house.petra.post("/tickets/new", &new).await?;
        assert!(filed.status.is_server_error(), "{}", filed.main());
        tells_nothing(&filed.text);
        assert_eq!(ground.raw.count(everything).await?, before, "something remained");
        ground.raw.allow_inserts("audit_events").await?;
        ground.assert_sound().await?;
        let look = house.jana.ask(&secret, &[("reason", REASON)]).await?;
        assert!(look.status.as_u16() == 200 && look.text.contains(CANARY), "{}", look.main());
        ground.assert_sound().await?;
        assert!(!ground.log().contains(CANARY));
        ground.end().await?;
    }

    // I-05, I-61
    async fn a_damaged_entry_is_told_and_alarmed_at_the_customers_doors_as_at_ours(ground) {
        let house = House::open(&ground).await?;
        let ticket = house.running(&ground).await?;
        let secret = house.password(ticket).await?;
        for label in ["Bleibt", "Geht"] {
            let made = [("handover_label", label), ("handover_password", CANARY)];
            step(&house.jana, &work(ticket, "/handover"), &made).await?;
        }
        let page = house.petra.get("/vault").await?;
        let keep = path_in(&page.text, "/vault/handover/", "/keep").ok_or("nothing to keep")?;
        step(&house.petra, &keep, &[]).await?;
        let page = house.petra.get("/vault").await?;
        let handed = path_in(&page.text, "/vault/handover/", "/reveal").ok_or("nothing handed over")?;
        let kept = path_in(&page.text, "/vault/account/", "/reveal").ok_or("nothing kept")?;
        ground.raw.run("UPDATE secret_versions SET wrapped = blob").await?;
        for (browser, path) in [(&house.petra, &handed), (&house.petra, &kept), (&house.jana, &secret)] {
            let id = path.trim_end_matches("/reveal").rsplit('/').next().unwrap_or_default();
            for script in [false, true] {
                let before = security(&ground, "secret.damaged").len();
                let reason = [("reason", REASON)];
                let answer = if script { browser.ask(path, &reason).await? } else { browser.post(path, &reason).await? };
                assert_eq!(answer.status.as_u16(), 409, "{path}: {}", answer.main());
                assert!(answer.text.contains("es wurde nichts gezeigt"), "{path}: {}", answer.main());
                assert!(!answer.text.contains(CANARY), "{path}");
                // Written before the answer.
                let lines = security(&ground, "secret.damaged");
                assert_eq!(lines.len(), before + 1, "{path}");
                let line = lines.last().ok_or("no line")?;
                assert_eq!((line["level"].as_str(), line["span"]["secret"].as_str()), (Some("ERROR"), Some(id)), "{line}");
            }
        }
        assert!(!ground.log().contains(CANARY));
        ground.end().await?;
    }

    async fn a_failed_log_in_is_told_to_whoever_watches_and_names_nobody(ground) {
        ground.customer("petra@example.test", "10001").await?;
        for (n, email) in ["petra@example.test", "niemand@example.test"].into_iter().enumerate() {
            let wrong = [("email", email), ("password", "Sonnenschirm im Keller 8")];
            let page = ground.browser()?.post("/login", &wrong).await?;
            assert_eq!(page.status.as_u16(), 422, "{}", page.main());
            let told = security(&ground, "login.failed");
            assert_eq!(told.len(), n + 1, "{told:?}");
            let line = &told[n];
            assert_eq!((line["level"].as_str(), line["ip"].as_str()), (Some("WARN"), Some("127.0.0.1")));
            assert_eq!(line["locked"].as_bool(), Some(false), "{line}");
            let line = line.to_string();
            assert!(!line.contains("example.test") && !line.contains("Sonnenschirm"), "{line}");
        }
        ground.end().await?;
    }

    // I-38
    async fn a_clock_that_jumps_back_opens_nothing_that_was_over(ground) {
        let house = House::open(&ground).await?;
        let ticket = house.running(&ground).await?;
        let secret = house.password(ticket).await?;
        // The chain has seen tomorrow; then the machine's clock is set back to now.
        let tomorrow = Arc::new(StandingClock::at(ground.context.now().unix() + 24 * 3600));
        assert!(tomorrow.now() > ground.context.now());
        services::audit_admin::export(&ground.context.with_clock(tomorrow), "10001", |_| {}).await?;
        let look = house.jana.ask(&secret, &[("reason", REASON)]).await?;
        assert_eq!(look.status.as_u16(), 403, "{}", look.main());
        assert!(!look.text.contains(CANARY));
        // Whatever is asked first: the second factor and the authorization are both over by then.
        let denied = "SELECT COUNT(*) FROM reveals WHERE outcome = 'denied' AND code IN
            ('second_factor_stale', 'authorization_expired')";
        assert_eq!(ground.raw.count(denied).await?, 1);
        // Told to whoever watches, before the answer.
        let told = security(&ground, "clock.behind");
        assert_eq!(told.len(), 1, "{told:?}");
        assert_eq!(told[0]["level"].as_str(), Some("WARN"));
        assert!(told[0]["chain"].as_str() > told[0]["now"].as_str(), "{told:?}");
        ground.assert_sound().await?;
        ground.end().await?;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_its_database_the_desk_says_so_and_comes_back_by_itself() -> Result {
    let Some(database) = TestDatabase::postgres().await? else {
        return Ok(());
    };
    let (before, rest) = database.url.split_once('@').ok_or("no user in the URL")?;
    let (host, path) = rest.split_once('/').ok_or("no name in the URL")?;
    let mut proxy = Proxy::to(host).await?;
    let url = format!("{before}@{}/{path}", proxy.address);
    let mut ground = Ground::prepare(Some(database), Some(url)).await?;
    ground.start().await?;
    let (petra, _) = ground.customer("petra@example.test", "10001").await?;
    assert_eq!(petra.get("/readyz").await?.status.as_u16(), 200);
    proxy.cut();
    let new = [
        ("subject", "Neu"),
        ("class", "fault"),
        ("department", "technical"),
        ("body", "Nicht verlieren."),
    ];
    let (ready, alive, page, filed) = tokio::join!(
        petra.get("/readyz"),
        petra.get("/healthz"),
        petra.get("/tickets"),
        petra.post("/tickets/new", &new),
    );
    let filed = filed?;
    assert!(
        filed.text.contains("Nicht verlieren.") && filed.text.contains("Noch einmal senden"),
        "what was typed is gone: {}",
        filed.main()
    );
    assert_eq!(ready?.status.as_u16(), 503);
    assert_eq!(alive?.status.as_u16(), 200);
    for answer in [page?, filed] {
        assert_eq!(answer.status.as_u16(), 503);
        assert!(
            answer.text.contains("Gerade nicht möglich"),
            "{}",
            answer.main()
        );
        tells_nothing(&answer.text);
    }
    proxy.mend().await?;
    let end = Instant::now() + LONG;
    while petra.get("/readyz").await?.status.as_u16() != 200 {
        assert!(Instant::now() < end, "it does not come back");
        sleep(Duration::from_millis(100)).await;
    }
    file(&petra, "Wieder da").await?;
    ground.every_mail_is_sent().await?;
    ground.assert_sound().await?;
    ground.end().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_file_held_by_another_process_can_be_read_and_is_written_again_afterwards()
-> Result {
    let mut ground = Ground::sqlite().await?;
    let (petra, _) = ground.customer("petra@example.test", "10001").await?;
    let path = file(&petra, "Vorher").await?;
    // A job in the worker's hands when the file is held keeps its lease for longer than this test waits.
    ground.every_mail_is_sent().await?;
    let Raw::Sqlite(pool) = ground.raw.clone() else {
        return Err("asked for SQLite".into());
    };
    let held = pool.begin_with("BEGIN IMMEDIATE").await?;
    let started = Instant::now();
    let new = [
        ("subject", "Neu"),
        ("class", "fault"),
        ("department", "technical"),
        ("body", "Text."),
    ];
    let filed = petra.post("/tickets/new", &new).await?;
    assert_eq!(filed.status.as_u16(), 503, "{}", filed.main());
    assert!(filed.text.contains("Gerade nicht möglich"));
    tells_nothing(&filed.text);
    assert_eq!(
        petra.get(&path).await?.status.as_u16(),
        200,
        "reading goes on"
    );
    // Longer than the lease of the process lasts: it must not give itself up.
    tokio::time::sleep_until(started + Duration::from_secs(22)).await;
    assert!(
        ground.ended()?.is_none(),
        "the process stopped: {}",
        ground.log()
    );
    drop(held);
    file(&petra, "Nachher").await?;
    ground.every_mail_is_sent().await?;
    ground.assert_sound().await?;
    ground.end().await
}
