//! Mail when the mail server or we fail: nothing is lost, and nothing is repeated but in the gap between the server's
//! 250 and our commit, which nobody can close; there the repetition carries the same Message-ID.

use std::time::Duration;

use crate::ground::{Ground, LONG, Result};
use crate::house::file;
use crate::raw::Raw;
use crate::smtp::Mode;

/// Waits for something the mail server counts.
async fn until(what: &str, mut holds: impl FnMut() -> bool) -> Result {
    let end = tokio::time::Instant::now() + LONG;
    while !holds() {
        if tokio::time::Instant::now() > end {
            return Err(format!("{what} did not happen").into());
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    Ok(())
}

/// Waits until the database counts something.
async fn counted(raw: &Raw, sql: &str) -> Result {
    let end = tokio::time::Instant::now() + LONG;
    while raw.count(sql).await? == 0 {
        if tokio::time::Instant::now() > end {
            return Err(format!("nothing came of {sql}").into());
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Ok(())
}

/// How often the mail of the only ticket was taken, all under one Message-ID.
fn taken(ground: &Ground) -> usize {
    let taken = ground.smtp.taken();
    assert!(
        taken
            .iter()
            .all(|mail| mail.message_id == taken[0].message_id)
    );
    assert!(taken.iter().all(|mail| mail.message_id.len() > 20));
    taken.len()
}

on_both! {
    async fn killed_before_the_250_the_mail_is_sent_once(mut ground) {
        let (petra, _) = ground.customer("petra@example.test", "10001").await?;
        ground.smtp.mode(Mode::Stall);
        file(&petra, "Noch nicht angenommen").await?;
        let smtp = &ground.smtp;
        until("the mail", || smtp.stalled() == 1).await?;
        ground.kill()?;
        let smtp = &ground.smtp;
        until("the end of the connection", || smtp.stalled() == 0).await?;
        ground.smtp.mode(Mode::Take);
        ground.start().await?;
        ground.time_passes().await?;
        ground.every_mail_is_sent().await?;
        assert_eq!(taken(&ground), 1);
        ground.assert_sound().await?;
        ground.end().await?;
    }

    async fn killed_between_the_250_and_the_commit_the_mail_comes_again_under_the_same_message_id(mut ground) {
        let (petra, _) = ground.customer("petra@example.test", "10001").await?;
        ground.smtp.mode(Mode::Stall);
        file(&petra, "In der Lücke").await?;
        let smtp = &ground.smtp;
        until("the mail", || smtp.stalled() == 1).await?;
        // The server takes it, and we find the way to our commit closed.
        let held = ground.raw.hold("mails").await?;
        ground.smtp.mode(Mode::Take);
        let smtp = &ground.smtp;
        until("the 250", || smtp.taken().len() == 1).await?;
        tokio::time::sleep(Duration::from_millis(100)).await;
        ground.kill()?;
        drop(held);
        assert_eq!(taken(&ground), 1);
        assert_eq!(ground.raw.count("SELECT COUNT(*) FROM mails WHERE sent_at IS NULL").await?, 1);
        ground.assert_sound().await?;
        ground.start().await?;
        ground.time_passes().await?;
        ground.every_mail_is_sent().await?;
        assert_eq!(taken(&ground), 2, "nobody may decide that it was not needed");
        ground.assert_sound().await?;
        ground.end().await?;
    }

    async fn killed_after_the_commit_the_mail_is_not_repeated(mut ground) {
        let (petra, _) = ground.customer("petra@example.test", "10001").await?;
        file(&petra, "Längst fort").await?;
        ground.every_mail_is_sent().await?;
        ground.crash().await?;
        ground.time_passes().await?;
        file(&petra, "Danach").await?;
        ground.every_mail_is_sent().await?;
        let mut ids: Vec<_> = ground.smtp.taken().into_iter().map(|mail| mail.message_id).collect();
        ids.sort();
        let all = ids.len();
        ids.dedup();
        assert_eq!((ids.len(), all), (2, 2));
        ground.assert_sound().await?;
        ground.end().await?;
    }

    async fn with_another_login_key_a_mail_waits_and_goes_out_with_the_right_one(mut ground) {
        ground.customer("petra@example.test", "10001").await?;
        ground.smtp.down();
        let asked = ground.browser()?.post("/password/forgot", &[("email", "petra@example.test")]).await?;
        assert!(asked.status.as_u16() < 400, "{}", asked.main());
        let raw = ground.raw.clone();
        counted(&raw, "SELECT COUNT(*) FROM mails WHERE last_error IS NOT NULL").await?;
        ground.kill()?;
        let key = ground.data.join("keep-out-of-backup/keys/login.key");
        let right = std::fs::read(&key)?;
        std::fs::remove_file(&key)?;
        vault::LoginKey::create(&key, &services::context::SystemRandom)?;
        ground.smtp.up();
        ground.start().await?;
        ground.time_passes().await?;
        counted(&raw, "SELECT COUNT(*) FROM mails WHERE last_error LIKE '%another login.key%'").await?;
        assert_eq!(raw.count("SELECT COUNT(*) FROM jobs WHERE dead").await?, 0);
        let line = "a mail waits: its link or code was encrypted under another login.key";
        let log = ground.log();
        let line = log.lines().find(|one| one.contains(line)).ok_or("no line")?;
        assert!(line.contains("\"ERROR\""), "{line}");
        ground.kill()?;
        std::fs::write(&key, right)?;
        ground.start().await?;
        ground.time_passes().await?;
        ground.every_mail_is_sent().await?;
        let taken = ground.smtp.taken();
        assert_eq!(taken.len(), 1);
        assert!(crate::sent::plain(&taken[0].text).contains("/password/reset/"));
        assert_eq!(raw.count("SELECT COUNT(*) FROM mails WHERE sealed IS NOT NULL").await?, 0);
        ground.assert_sound().await?;
        ground.end().await?;
    }

    async fn without_a_mail_server_work_goes_on_and_every_mail_arrives_when_it_is_back(ground) {
        let (petra, _) = ground.customer("petra@example.test", "10001").await?;
        ground.smtp.down();
        for n in 0..3 {
            file(&petra, &format!("Ohne Mailserver {n}")).await?;
        }
        let raw = ground.raw.clone();
        let end = tokio::time::Instant::now() + LONG;
        while raw.count("SELECT COUNT(*) FROM mails WHERE last_error IS NOT NULL").await? < 3 {
            assert!(tokio::time::Instant::now() < end, "no attempt was noted");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        ground.assert_sound().await?;
        ground.smtp.up();
        ground.time_passes().await?;
        ground.every_mail_is_sent().await?;
        assert_eq!(ground.smtp.taken().len(), 3);
        assert!(ground.smtp.taken().iter().all(|mail| mail.to == "petra@example.test"));
        ground.assert_sound().await?;
        ground.end().await?;
    }
}
