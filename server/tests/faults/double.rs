//! The same form twice at the same moment, on two connections: somebody clicked twice, or a proxy sent it again.

use std::sync::Arc;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::Barrier;

use crate::browser::{Browser, encode};
use crate::ground::{Ground, PASSWORD, Result};
use crate::house::{House, file, hidden};

/// So often; two that come together do not always meet.
const ROUNDS: usize = 6;

/// An answer: status and where it leads.
type Answer = (u16, String);

/// Sends a form on a connection of its own, all but its last byte; that one when the other is ready too.
async fn send(
    address: std::net::SocketAddr,
    cookie: String,
    path: String,
    body: String,
    both: Arc<Barrier>,
) -> Result<Answer> {
    let mut stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nSec-Fetch-Site: same-origin\r\nCookie: {cookie}\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    let (most, last) = body.split_at(body.len() - 1);
    stream.write_all((head + most).as_bytes()).await?;
    stream.flush().await?;
    both.wait().await;
    stream.write_all(last.as_bytes()).await?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await?;
    let answer = String::from_utf8_lossy(&answer);
    let status = answer.split(' ').nth(1).unwrap_or_default().parse()?;
    let location = answer
        .lines()
        .take_while(|line| !line.is_empty())
        .find_map(|line| line.strip_prefix("location: "))
        .unwrap_or_default();
    Ok((status, location.to_owned()))
}

/// Both answers.
async fn twice(
    ground: &Ground,
    browser: &Browser,
    path: &str,
    fields: &[(&str, &str)],
) -> Result<[Answer; 2]> {
    let both = Arc::new(Barrier::new(2));
    let one = || {
        tokio::spawn(send(
            ground.address(),
            browser.cookie(),
            path.to_owned(),
            encode(fields),
            both.clone(),
        ))
    };
    let (first, second) = (one(), one());
    Ok([first.await??, second.await??])
}

/// Both are led to the same place.
fn to_the_same(answers: &[Answer; 2]) -> String {
    assert_eq!(answers[0].0, 303, "{answers:?}");
    assert_eq!(answers[0], answers[1]);
    answers[0].1.clone()
}

on_both! {
    async fn two_clicks_at_once_make_one_ticket_and_one_message(ground) {
        let (petra, _) = ground.customer("petra@example.test", "10001").await?;
        let talk = file(&petra, "Gespräch").await?;
        for round in 0..ROUNDS {
            let page = petra.get("/tickets/new").await?;
            let key = hidden(&page.text, "idempotency_key");
            assert!(!key.is_empty());
            let subject = format!("Zweimal {round}");
            let fields = [("subject", subject.as_str()), ("class", "fault"), ("department", "technical"),
                ("body", "Seit heute früh."), ("idempotency_key", &key)];
            to_the_same(&twice(&ground, &petra, "/tickets/new", &fields).await?);
            let filed = format!("SELECT COUNT(*) FROM tickets WHERE subject = '{subject}'");
            assert_eq!(ground.raw.count(&filed).await?, 1);

            let key = hidden(&petra.get(&talk).await?.text, "idempotency_key");
            assert!(!key.is_empty());
            let body = format!("Nur einmal {round}.");
            let fields = [("body", body.as_str()), ("idempotency_key", &key)];
            to_the_same(&twice(&ground, &petra, &format!("{talk}/messages"), &fields).await?);
            let sent = format!("SELECT COUNT(*) FROM messages WHERE body = '{body}'");
            assert_eq!(ground.raw.count(&sent).await?, 1);
        }
        let tickets = i64::try_from(ROUNDS)? + 1;
        let opened = "SELECT COUNT(*) FROM audit_events WHERE kind = 'ticket.opened'";
        assert_eq!(ground.raw.count(opened).await?, tickets);
        assert_eq!(ground.raw.count("SELECT COUNT(*) FROM tickets").await?, tickets);
        ground.every_mail_is_sent().await?;
        ground.assert_sound().await?;
        ground.end().await?;
    }


    async fn two_clicks_at_once_make_one_request_and_one_signature(ground) {
        let house = House::open(&ground).await?;
        for round in 1..=ROUNDS {
            house.another_system(&ground, round).await?;
            let page = house.petra.get("/interventions/new").await?;
            let key = hidden(&page.text, "idempotency_key");
            assert!(!key.is_empty());
            let system = house.present_system();
            let mut fields = crate::house::request(&system);
            fields.push(("idempotency_key", &key));
            let sign = to_the_same(&twice(&ground, &house.petra, "/interventions/new", &fields).await?);
            let sign = sign.split('?').next().unwrap_or_default().to_owned();
            let all = i64::try_from(round)?;
            for table in ["tickets", "interventions", "authorizations", "shards"] {
                let count = format!("SELECT COUNT(*) FROM {table}");
                assert_eq!(ground.raw.count(&count).await?, all, "{table}");
            }
            assert_eq!(ground.raw.count("SELECT COUNT(*) FROM secrets").await?, 2 * all, "user name and password");

            let (sha256, shown_at, code) = house.ready_to_sign(&ground, &sign).await?;
            let fields = [("signer_name", "petra"), ("password", PASSWORD), ("mail_code", &code),
                ("sha256", &sha256), ("shown_at", &shown_at)];
            let answers = twice(&ground, &house.petra, &sign, &fields).await?;
            // The code works once: the second click is refused, or told that it is signed already.
            let signed = answers.iter().filter(|(status, to)| *status == 303 && to.ends_with("?ok=signed")).count();
            assert_eq!(signed, 1, "{answers:?}");
            assert!(answers.iter().all(|(status, _)| [303, 409, 422].contains(status)), "{answers:?}");
            for count in [
                "SELECT COUNT(*) FROM authorization_versions",
                "SELECT COUNT(*) FROM audit_events WHERE kind = 'authorization.signed'",
                "SELECT COUNT(*) FROM audit_events WHERE kind = 'intervention.requested'",
            ] {
                assert_eq!(ground.raw.count(count).await?, all, "{count}");
            }
        }
        ground.every_mail_is_sent().await?;
        ground.assert_sound().await?;
        ground.end().await?;
    }
}
