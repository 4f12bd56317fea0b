//! `kill -9` while people work: what was acknowledged is there afterwards, and nothing is there by half.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use crate::browser::Browser;
use crate::ground::{Ground, LONG, Result};
use crate::house::{CANARY, CLOSING, House, REASON, file, work};

/// The process dies so many milliseconds after it has acknowledged something.
const MOMENTS: [u64; 4] = [1, 17, 60, 140];

/// Posts one text after the other until nobody answers any more. Says what was tried, and what was acknowledged.
async fn burst(
    browser: Browser,
    path: String,
    field: &'static str,
    round: usize,
    acknowledgements: Arc<AtomicUsize>,
) -> Result<(Vec<String>, Vec<String>)> {
    let (mut tried, mut acknowledged) = (Vec::new(), Vec::new());
    for n in 0_usize.. {
        let text = format!("Text {field} {round} {n}.");
        let key = format!("{field}-{round}-{n}");
        tried.push(text.clone());
        let mut fields = vec![(field, text.as_str()), ("idempotency_key", &key)];
        if path == "/tickets/new" {
            fields.extend([
                ("body", "Seit eben."),
                ("class", "fault"),
                ("department", "technical"),
            ]);
        }
        match browser.post(&path, &fields).await {
            Ok(page) if page.status.as_u16() == 303 => {
                acknowledged.push(text);
                acknowledgements.fetch_add(1, Ordering::SeqCst);
            }
            Ok(page) => return Err(format!("{path}: {}", page.main()).into()),
            Err(_) => break,
        }
    }
    Ok((tried, acknowledged))
}

/// How often a text was stored.
async fn stored(ground: &Ground, text: &str) -> Result<i64> {
    let sql = format!(
        "SELECT (SELECT COUNT(*) FROM messages WHERE body = '{text}') + (SELECT COUNT(*) FROM tickets WHERE subject = '{text}')"
    );
    ground.raw.count(&sql).await
}

on_both! {
    // RULINGS 32
    async fn killed_while_people_write_nothing_acknowledged_is_lost_and_nothing_is_half_there(mut ground) {
        let house = House::open(&ground).await?;
        let ticket = file(&house.petra, "Der Webserver antwortet nicht").await?;
        let (mut all, mut confirmed) = (Vec::new(), 0);
        for (round, moment) in MOMENTS.into_iter().enumerate() {
            let seen = Arc::new(AtomicUsize::new(0));
            let begin = |browser: &Browser, path: String, field| {
                tokio::spawn(burst(browser.clone(), path, field, round, seen.clone()))
            };
            let bursts = [
                begin(&house.petra, format!("{ticket}/messages"), "body"),
                begin(&house.petra, "/tickets/new".to_owned(), "subject"),
                begin(&house.jana, format!("{ticket}/notes"), "note"),
            ];
            let end = tokio::time::Instant::now() + LONG;
            while seen.load(Ordering::SeqCst) == 0 {
                assert!(tokio::time::Instant::now() < end, "nothing is acknowledged");
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            tokio::time::sleep(Duration::from_millis(moment)).await;
            ground.kill()?;
            for one in bursts {
                let (tried, acknowledged) = one.await??;
                for text in &acknowledged {
                    assert_eq!(stored(&ground, text).await?, 1, "acknowledged and lost: {text}");
                }
                confirmed += acknowledged.len();
                for text in &tried {
                    assert!(stored(&ground, text).await? <= 1, "twice: {text}");
                }
                all.extend(tried);
            }
            ground.assert_sound().await?;
            ground.start().await?;
        }
        assert!(confirmed >= MOMENTS.len());

        // Who was in doubt sends the same form again, and there is one.
        let last = all.iter().rfind(|text| text.contains(" subject ")).ok_or("no ticket was tried")?;
        let key = last.trim_start_matches("Text ").trim_end_matches('.').replace(' ', "-");
        let fields = [("subject", last.as_str()), ("body", "Seit eben."), ("class", "fault"),
            ("department", "technical"), ("idempotency_key", &key)];
        let again = house.petra.post("/tickets/new", &fields).await?;
        assert_eq!(again.status.as_u16(), 303, "{}", again.main());
        assert_eq!(stored(&ground, last).await?, 1);

        // Every mail arrives; what arrives twice is recognisable as the same.
        ground.time_passes().await?;
        ground.every_mail_is_sent().await?;
        let taken = ground.smtp.taken();
        let mut tx = ground.context.db().read().await?;
        for mail in store::mails::list_newest(&mut tx, 10_000).await? {
            let count = taken.iter().filter(|t| t.message_id == mail.message_id).count();
            assert!((1..=MOMENTS.len()).contains(&count), "{} arrived {count} times", mail.kind);
        }
        drop(tx);
        ground.assert_sound().await?;
        ground.end().await?;
    }

    // I-43
    async fn killed_during_a_look_the_customer_never_sees_less_than_was_shown(mut ground) {
        let house = House::open(&ground).await?;
        let ticket = house.running(&ground).await?;
        let secrets = house.reveals(ticket).await?;
        let mut shown = 0;
        for moment in [2, 6, 12] {
            let looks: Vec<_> = secrets.iter().map(|path| {
                let (browser, path) = (house.jana.clone(), path.clone());
                tokio::spawn(async move { browser.ask(&path, &[("reason", REASON)]).await })
            }).collect();
            tokio::time::sleep(Duration::from_millis(moment)).await;
            ground.kill()?;
            for look in looks {
                shown += i64::from(look.await?.is_ok_and(|page| page.status.as_u16() == 200));
            }
            let granted = ground.raw.count("SELECT COUNT(*) FROM reveals WHERE outcome = 'granted'").await?;
            assert!(granted >= shown, "{shown} shown, {granted} recorded");
            ground.assert_sound().await?;
            ground.start().await?;
        }
        // And it goes on.
        let look = house.jana.ask(&secrets[secrets.len() - 1], &[("reason", REASON)]).await?;
        assert!(look.status.as_u16() == 200 && look.text.contains(CANARY), "{}", look.main());
        let sql = "SELECT COUNT(*) FROM audit_events WHERE kind = 'reveal.granted'";
        let granted = ground.raw.count("SELECT COUNT(*) FROM reveals WHERE outcome = 'granted'").await?;
        assert_eq!(ground.raw.count(sql).await?, granted);
        assert!(granted > shown, "this look, too");
        ground.assert_sound().await?;
        ground.time_passes().await?;
        ground.every_mail_is_sent().await?;
        assert!(!ground.smtp.taken().iter().any(|mail| mail.text.contains(CANARY)));
        assert!(!ground.log().contains(CANARY));
        ground.end().await?;
    }

    // I-39
    async fn killed_during_a_close_the_case_is_closed_whole_or_not_at_all(mut ground) {
        let house = House::open(&ground).await?;
        let shards = ground.data.join("keep-out-of-backup/shards");
        let mut kept = Vec::new();
        for (n, moment) in [1, 8, 20, 45].into_iter().enumerate() {
            house.another_system(&ground, n).await?;
            let ticket = house.running(&ground).await?;
            for shard in std::fs::read_dir(&shards)? {
                let path = shard?.path();
                kept.push((path.clone(), std::fs::read(path)?));
            }
            house.logged(ticket).await?;
            // The first time somebody is in the way of the commit: there it surely dies before.
            let held = match moment {
                1 => Some(ground.raw.hold("tickets").await?),
                _ => None,
            };
            let (browser, path) = (house.jana.clone(), work(ticket, "/close"));
            let closing = tokio::spawn(async move { browser.post(&path, CLOSING).await });
            tokio::time::sleep(Duration::from_millis(moment)).await;
            ground.kill()?;
            let acknowledged = closing.await?.is_ok_and(|page| page.status.as_u16() == 303);
            let surely_before = held.is_some();
            drop(held);
            let closed = is_closed(&ground, ticket).await?;
            assert!(closed || !acknowledged, "acknowledged and lost");
            assert!(!(closed && surely_before), "closed without a commit");
            ground.assert_sound().await?;
            ground.start().await?;
            if !closed {
                let page = house.jana.post(&work(ticket, "/close"), CLOSING).await?;
                assert_eq!(page.status.as_u16(), 303, "{}", page.main());
                assert!(is_closed(&ground, ticket).await?);
            }
        }
        // Keys of ended authorizations do not stay, wherever the process died, and do not come back from a backup.
        no_shards(&shards).await?;
        assert_eq!(kept.len(), 4);
        ground.kill()?;
        for (path, bytes) in kept {
            use std::io::Write as _;
            use std::os::unix::fs::OpenOptionsExt as _;
            let mut options = std::fs::OpenOptions::new();
            options.write(true).create_new(true).mode(0o600).open(path)?.write_all(&bytes)?;
        }
        ground.start().await?;
        no_shards(&shards).await?;
        ground.assert_sound().await?;
        ground.time_passes().await?;
        ground.every_mail_is_sent().await?;
        ground.end().await?;
    }
}

/// Closed with everything that belongs to it; anything between is a failure.
async fn is_closed(ground: &Ground, ticket: i64) -> Result<bool> {
    let of = format!("ticket_id = (SELECT id FROM tickets WHERE number = {ticket})");
    let parts = [
        format!("SELECT COUNT(*) FROM interventions WHERE {of} AND state = 'closed'"),
        format!("SELECT COUNT(*) FROM audit_events WHERE {of} AND kind = 'intervention.closed'"),
        format!("SELECT COUNT(*) FROM audit_events WHERE {of} AND kind = 'authorization.ended'"),
        format!("SELECT CASE WHEN COUNT(*) > 0 THEN 0 ELSE 1 END FROM secrets WHERE {of} AND state = 'stored'"),
        format!("SELECT CASE WHEN COUNT(*) > 0 THEN 0 ELSE 1 END FROM secret_versions v JOIN secrets s ON s.id = v.secret_id
            WHERE s.{of} AND v.blob IS NOT NULL"),
    ];
    let mut found = Vec::new();
    for part in &parts {
        found.push(ground.raw.count(part).await?);
    }
    assert!(
        found.iter().all(|n| *n == 1) || found.iter().all(|n| *n == 0),
        "closed by half: {found:?}"
    );
    Ok(found[0] == 1)
}

/// Waits until the directory of shards is empty.
async fn no_shards(shards: &std::path::Path) -> Result {
    let end = tokio::time::Instant::now() + LONG;
    while std::fs::read_dir(shards)?.count() > 0 {
        assert!(
            tokio::time::Instant::now() < end,
            "shards of closed cases stay"
        );
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    Ok(())
}
