//! What goes wrong in the middle of a look: the signed text was changed, the database hangs up, the key server is gone. No
//! secret leaves, people are told, and the next look works.

use std::time::Duration;

use store::testing::TestDatabase;
use tokio::time::{Instant, sleep};

use crate::browser::{Browser, Page};
use crate::engine::{Mood, TOKEN, engine};
use crate::ground::{Ground, LONG, Result};
use crate::house::{CANARY, House, REASON, work};
use crate::trouble::{security, tells_nothing};

/// How long a key server that failed is left alone.
const REST: Duration = Duration::from_secs(30);

on_both! {
    // I-38
    async fn an_altered_authorization_refuses_the_look_and_raises_the_alarm(ground) {
        let house = House::open(&ground).await?;
        let ticket = house.running(&ground).await?;
        let secret = house.password(ticket).await?;
        ground.raw.run("UPDATE authorization_versions SET text = text || 'Alles ist erlaubt.'").await?;
        for script in [true, false] {
            let before = security(&ground, "authorization.altered").len();
            let look = look(&house.jana, &secret, script).await?;
            assert_eq!(look.status.as_u16(), 403, "{}", look.main());
            assert!(!look.text.contains(CANARY));
            // Told to whoever watches, before the answer.
            let told = security(&ground, "authorization.altered");
            assert_eq!(told.len(), before + 1, "{told:?}");
            let line = told.last().ok_or("no line")?;
            let ticket = ticket.to_string();
            assert_eq!((line["level"].as_str(), line["ticket"].as_str()), (Some("ERROR"), Some(ticket.as_str())), "{line}");
        }
        let denied = "SELECT COUNT(*) FROM reveals WHERE outcome = 'denied' AND code = 'text_altered'";
        assert_eq!(ground.raw.count(denied).await?, 2);
        ground.end().await?;
    }
}

async fn look(browser: &Browser, path: &str, script: bool) -> Result<Page> {
    let reason = [("reason", REASON)];
    if script {
        browser.ask(path, &reason).await
    } else {
        browser.post(path, &reason).await
    }
}

/// Said as trouble that passes, without the secret and without the machinery.
fn assert_unavailable(look: &Page) {
    assert_eq!(look.status.as_u16(), 503, "{}", look.main());
    assert!(!look.text.contains(CANARY), "a secret left");
    tells_nothing(&look.text);
}

async fn assert_shown(house: &House, secret: &str) -> Result {
    let look = house.jana.ask(secret, &[("reason", REASON)]).await?;
    assert_eq!(look.status.as_u16(), 200, "{}", look.main());
    assert!(look.text.contains(CANARY), "{}", look.main());
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_connection_that_is_killed_in_the_middle_of_a_look_shows_nothing() -> Result {
    let Some(ground) = Ground::postgres().await? else {
        return Ok(());
    };
    let house = House::open(&ground).await?;
    let ticket = house.running(&ground).await?;
    let secret = house.password(ticket).await?;
    ground.every_mail_is_sent().await?;
    let looks = "SELECT COUNT(*) FROM reveals";
    // At the look's first lock, and when everything is decided and its event is about to be written.
    for held in ["tickets", "audit_heads"] {
        for script in [true, false] {
            let hold = ground.raw.hold(held).await?;
            let asked = look(&house.jana, &secret, script);
            let (answer, killed) = tokio::join!(asked, kill_what_waits(&ground));
            killed?;
            assert_unavailable(&answer?);
            drop(hold);
            assert_eq!(ground.raw.count(looks).await?, 0, "{held}: a look remained");
        }
    }
    assert_shown(&house, &secret).await?;
    assert_eq!(ground.raw.count(looks).await?, 1);
    assert!(!ground.log().contains(CANARY));
    ground.assert_sound().await?;
    ground.end().await
}

/// Ends the connections that wait for a lock, as soon as there are some.
async fn kill_what_waits(ground: &Ground) -> Result {
    let kill = "SELECT COUNT(pg_terminate_backend(pid)) FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock'";
    let end = Instant::now() + LONG;
    while ground.raw.count(kill).await? == 0 {
        assert!(Instant::now() < end, "nobody waited");
        sleep(Duration::from_millis(5)).await;
    }
    Ok(())
}

/// The key server goes away while it is asked, and comes back.
async fn key_server_gone(database: Option<TestDatabase>, mood: Mood) -> Result {
    let (address, engine) = engine()?;
    let dir = tempfile::tempdir()?;
    let token = dir.path().join("token");
    std::fs::write(&token, TOKEN)?;
    let vault = format!(
        "[vault]\nsource = \"transit\"\ntransit_url = \"http://{address}/v1/team/transit\"\n\
         transit_key = \"leitstand\"\ntransit_token_file = \"{}\"\n",
        token.display()
    );
    let mut ground = Ground::prepare_with(database, None, &vault).await?;
    ground.start().await?;
    let house = House::open(&ground).await?;
    let ticket = house.running(&ground).await?;
    let secret = house.password(ticket).await?;
    assert_shown(&house, &secret).await?;
    let set = |mood| engine.lock().map(|mut engine| engine.mood = mood).is_ok();
    assert!(set(mood));
    let told = "SELECT COUNT(*) FROM audit_events WHERE kind = 'reveal.failed'";
    for (n, script) in [(1, true), (2, false)] {
        let asked = Instant::now();
        let answer = look(&house.jana, &secret, script).await?;
        // The program's own limit is two seconds; the rest is for a slow machine.
        let took = asked.elapsed();
        assert!(took < Duration::from_secs(10), "{took:?}");
        assert_unavailable(&answer);
        assert_eq!(ground.raw.count(told).await?, n, "nobody is told");
    }
    assert!(set(Mood::Well));
    // Nobody has to start anything: a server that was down is asked again after a rest of half a minute. What is put into the
    // vault shows it; looks are counted.
    let handover = [
        ("handover_label", "Neuer Zugang"),
        ("handover_password", CANARY),
    ];
    let end = Instant::now() + REST + LONG;
    while house
        .jana
        .post(&work(ticket, "/handover"), &handover)
        .await?
        .status
        .as_u16()
        == 503
    {
        assert!(Instant::now() < end, "it does not come back");
        sleep(Duration::from_secs(1)).await;
    }
    assert_shown(&house, &secret).await?;
    assert!(!ground.log().contains(CANARY));
    ground.assert_sound().await?;
    ground.end().await
}

// I-05
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_server_that_hangs_up_during_a_look_shows_nothing_until_it_is_back() -> Result {
    key_server_gone(None, Mood::HangsUp).await
}

// I-05
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_server_that_never_answers_is_given_up_in_time_and_asked_again_later() -> Result {
    match TestDatabase::postgres().await? {
        Some(database) => key_server_gone(Some(database), Mood::Silent).await,
        None => key_server_gone(None, Mood::Silent).await,
    }
}
