//! The same form twice at the same moment, on two connections: somebody clicked twice, or a proxy sent it again.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use domain::account::{Locale, MemberRole};
use domain::ids::{MembershipId, OrganizationId, TicketNumber};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::Barrier;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep};

use crate::browser::{Browser, encode};
use crate::ground::{Ground, LONG, PASSWORD, Result};
use crate::house::{House, digits, file, hidden, step};
use crate::raw::Raw;

/// So often; two that come together do not always meet.
const ROUNDS: usize = 6;

/// An answer: status, where it leads, what it says.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub to: String,
    pub text: String,
}

/// A form about to be sent: who, where to, what.
pub type Ready<'a> = (&'a Browser, &'a str, &'a [(&'a str, &'a str)]);

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
    let text = String::from_utf8_lossy(&answer).into_owned();
    let status = text.split(' ').nth(1).unwrap_or_default().parse()?;
    let to = text
        .lines()
        .take_while(|line| !line.is_empty())
        .find_map(|line| line.strip_prefix("location: "))
        .unwrap_or_default()
        .to_owned();
    Ok(Answer { status, to, text })
}

/// Both answers.
async fn beside(ground: &Ground, forms: [Ready<'_>; 2]) -> Result<[Answer; 2]> {
    let both = Arc::new(Barrier::new(2));
    let [first, second] = forms.map(|(browser, path, fields)| {
        tokio::spawn(send(
            ground.address(),
            browser.cookie(),
            path.to_owned(),
            encode(fields),
            both.clone(),
        ))
    });
    Ok([first.await??, second.await??])
}

/// A form on its way that waits for nobody else.
pub fn alone(ground: &Ground, (browser, path, fields): Ready<'_>) -> JoinHandle<Result<Answer>> {
    tokio::spawn(send(
        ground.address(),
        browser.cookie(),
        path.to_owned(),
        encode(fields),
        Arc::new(Barrier::new(1)),
    ))
}

/// Both answers, where the second one comes while the first one waits for the end of an audit chain.
async fn behind(ground: &Ground, forms: [Ready<'_>; 2]) -> Result<[Answer; 2]> {
    let hold = ground.raw.hold("audit_heads").await?;
    let first = alone(ground, forms[0]);
    until_waiting(ground, 1).await?;
    let second = alone(ground, forms[1]);
    until_waiting(ground, 2).await?;
    drop(hold);
    Ok([first.await??, second.await??])
}

/// Both answers to the same form.
async fn twice(
    ground: &Ground,
    browser: &Browser,
    path: &str,
    fields: &[(&str, &str)],
) -> Result<[Answer; 2]> {
    beside(ground, [(browser, path, fields); 2]).await
}

/// Both answers, where both requests wait for the same rows before either gets them: they meet for certain.
async fn meeting(ground: &Ground, table: &str, forms: [Ready<'_>; 2]) -> Result<[Answer; 2]> {
    let hold = ground.raw.hold(table).await?;
    let answers = beside(ground, forms);
    tokio::pin!(answers);
    tokio::select! {
        answered = &mut answers => return Err(format!("they did not wait: {answered:?}").into()),
        waiting = until_waiting(ground, 2) => waiting?,
    }
    drop(hold);
    answers.await
}

/// Both answers, where the second had begun before the first was saved, and reads what it signs only afterwards. On SQLite
/// nothing begins before another's end.
async fn overtaken(ground: &Ground, forms: [Ready<'_>; 2]) -> Result<[Answer; 2]> {
    let Raw::Postgres(pool) = ground.raw.clone() else {
        return beside(ground, forms).await;
    };
    let hold = ground.raw.hold("one_time_tokens").await?;
    let first = alone(ground, forms[0]);
    until_waiting(ground, 1).await?;
    // Whoever has read the systems goes before this lock, whoever is about to read them stands behind it.
    let barrier = tokio::spawn(async move {
        let mut tx = pool.begin().await?;
        sqlx::query("LOCK TABLE systems").execute(&mut *tx).await?;
        tx.rollback().await
    });
    sleep(Duration::from_millis(200)).await;
    let in_the_way = i64::from(!barrier.is_finished());
    let second = alone(ground, forms[1]);
    until_waiting(ground, 2 + in_the_way).await?;
    drop(hold);
    barrier.await??;
    Ok([first.await??, second.await??])
}

/// Waits until so many connections wait.
pub async fn until_waiting(ground: &Ground, expected: i64) -> Result {
    let end = Instant::now() + LONG;
    loop {
        sleep(Duration::from_millis(100)).await;
        // On SQLite whoever writes waits; nobody can count them.
        let waiting = match &ground.raw {
            Raw::Sqlite(_) => expected,
            Raw::Postgres(_) => ground.raw.count(WAITING).await?,
        };
        if waiting == expected {
            return Ok(());
        }
        if Instant::now() > end {
            return Err(format!("{waiting} wait, not {expected}").into());
        }
    }
}

/// Connections to this database that wait for a row or a table.
const WAITING: &str = "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";

/// Both are led to the same place.
fn to_the_same([first, second]: &[Answer; 2]) -> String {
    assert_eq!(
        (first.status, second.status),
        (303, 303),
        "{first:?} {second:?}"
    );
    assert_eq!(first.to, second.to);
    first.to.clone()
}

/// A text for a standing authorization as somebody sees it, with the code that was mailed for it.
struct Shown {
    fields: Vec<(&'static str, String)>,
    path: String,
}

impl Shown {
    async fn to(
        ground: &Ground,
        browser: &Browser,
        name: &'static str,
        choice: &Choice,
    ) -> Result<Self> {
        let (acts, system, from) = (
            ("acts", "patching"),
            ("systems", &*choice.system),
            ("from", &*choice.from),
        );
        let path = format!("/organization/{}/standing/sign", choice.organization);
        let query = encode(&[acts, system, from]);
        let page = browser.get(&format!("{path}?{query}")).await?;
        let (sha256, shown_at) = (hidden(&page.text, "sha256"), hidden(&page.text, "shown_at"));
        let text = [
            acts,
            system,
            from,
            ("sha256", &sha256),
            ("shown_at", &shown_at),
        ];
        let before = codes(ground, name).await?;
        step(browser, &format!("{path}/code"), &text).await?;
        let after = codes(ground, name).await?;
        let code = after
            .difference(&before)
            .next()
            .ok_or("no code in a mail")?;
        let mut fields: Vec<_> = text.map(|(name, value)| (name, value.to_owned())).into();
        fields.extend([
            ("signer_name", name.to_owned()),
            ("password", PASSWORD.to_owned()),
            ("mail_code", code.clone()),
        ]);
        Ok(Self { fields, path })
    }

    fn fields(&self) -> Vec<(&str, &str)> {
        self.fields
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect()
    }
}

/// What is to be signed.
pub struct Choice {
    organization: OrganizationId,
    pub system: String,
    pub from: String,
}

impl Choice {
    pub async fn of(ground: &Ground, organization: OrganizationId) -> Result<Self> {
        let mut tx = ground.context.db().read().await?;
        let systems = store::systems::list_of_organization(&mut tx, organization).await?;
        let tomorrow = domain::time::local(ground.context.now().plus_seconds(86_400));
        Ok(Self {
            organization,
            system: systems.first().ok_or("no system")?.id.to_string(),
            from: tomorrow.date().to_string(),
        })
    }
}

/// Every code that was ever mailed to somebody for a signature.
async fn codes(ground: &Ground, name: &str) -> Result<BTreeSet<String>> {
    let mut tx = ground.context.db().read().await?;
    let mails = store::mails::list_newest(&mut tx, 200).await?;
    let to = format!("{name}@example.test");
    let mut codes = BTreeSet::new();
    for mail in mails {
        if mail.kind == "signing_code" && mail.to_address == to {
            codes.insert(digits(&ground.text_of(mail)?).ok_or("a mail without its code")?);
        }
    }
    Ok(codes)
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
            let signed = answers.iter().filter(|one| one.status == 303 && one.to.ends_with("?ok=signed")).count();
            assert_eq!(signed, 1, "{answers:?}");
            assert!(answers.iter().all(|one| [303, 409, 422].contains(&one.status)), "{answers:?}");
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

    async fn two_clicks_at_once_are_one_standing_authorization(ground) {
        // I-04
        let house = House::open(&ground).await?;
        let choice = Choice::of(&ground, house.organization).await?;
        for number in 1_i64..=4 {
            let shown = Shown::to(&ground, &house.petra, "petra", &choice).await?;
            let fields = shown.fields();
            let forms: [Ready<'_>; 2] = [(&house.petra, &shown.path, &fields); 2];
            let answers = match number {
                1 | 3 => meeting(&ground, "one_time_tokens", forms).await?,
                2 => beside(&ground, forms).await?,
                _ => overtaken(&ground, forms).await?,
            };
            let to = to_the_same(&answers);
            assert!(to.starts_with("/standing/") && to.ends_with("?ok=standing_signed"), "{to}");
            for count in [
                "SELECT COUNT(*) FROM standing_authorizations",
                "SELECT MAX(number) FROM standing_authorizations",
                "SELECT COUNT(*) FROM standing_systems",
                "SELECT COUNT(*) FROM audit_events WHERE kind = 'standing.signed'",
                "SELECT COUNT(*) FROM mails WHERE kind = 'standing_signed'",
            ] {
                assert_eq!(ground.raw.count(count).await?, number, "{count}");
            }
            // Nobody guessed: the second click counts as no wrong code.
            assert_eq!(ground.raw.count("SELECT COUNT(*) FROM login_attempts WHERE failures > 0").await?, 0);
        }
        ground.every_mail_is_sent().await?;
        ground.assert_sound().await?;
        ground.end().await?;
    }

    async fn two_owners_who_sign_at_once_do_not_sign_the_same_number(ground) {
        // I-04
        let house = House::open(&ground).await?;
        let paul = ground.person("paul@example.test", None).await?;
        let (context, membership) = (&ground.context, ground.context.id(MembershipId::from_uuid));
        let mut tx = context.db().begin().await?;
        let role = MemberRole::Owner;
        store::memberships::insert(&mut tx, membership, house.organization, paul, role, context.now()).await?;
        tx.save().await?;
        let paul = ground.log_in("paul@example.test").await?;
        let choice = Choice::of(&ground, house.organization).await?;
        for (number, meet) in [(1_i64, true), (3, false), (5, true)] {
            let theirs = [
                Shown::to(&ground, &house.petra, "petra", &choice).await?,
                Shown::to(&ground, &paul, "paul", &choice).await?,
            ];
            let fields = [theirs[0].fields(), theirs[1].fields()];
            let forms: [Ready<'_>; 2] = [(&house.petra, &theirs[0].path, &fields[0]), (&paul, &theirs[1].path, &fields[1])];
            let answers = if meet {
                meeting(&ground, "one_time_tokens", forms).await?
            } else {
                beside(&ground, forms).await?
            };
            let signed = answers.iter().filter(|one| one.status == 303 && one.to.ends_with("?ok=standing_signed"));
            assert_eq!(signed.count(), 1, "{answers:?}");
            let Some(late) = answers.iter().position(|one| one.status == 409) else {
                panic!("one of them was too late: {answers:?}");
            };
            // The page says so, and shows the text as it would be signed now.
            let said = app::i18n::messages(Locale::De).intervention.text_changed;
            assert!(answers[late].text.contains(said), "{}", answers[late].text);
            let now_shown = hidden(&answers[late].text, "sha256");
            assert_eq!(now_shown.len(), 64);
            assert!(!fields[late].contains(&("sha256", &now_shown)), "another number, another text");
            for count in ["SELECT COUNT(*)", "SELECT MAX(number)"] {
                let count = format!("{count} FROM standing_authorizations");
                assert_eq!(ground.raw.count(&count).await?, number, "{count}");
            }
            let (browser, name) = [(&house.petra, "petra"), (&paul, "paul")][late];
            let again = Shown::to(&ground, browser, name, &choice).await?;
            let to = step(browser, &again.path, &again.fields()).await?;
            assert!(to.ends_with("?ok=standing_signed"), "{to}");
            let numbers = "SELECT COUNT(DISTINCT number) FROM standing_authorizations";
            assert_eq!(ground.raw.count(numbers).await?, number + 1);
        }
        ground.every_mail_is_sent().await?;
        ground.assert_sound().await?;
        ground.end().await?;
    }

    async fn a_pane_that_closes_while_the_customer_locks_stands_in_nobodys_way(ground) {
        // I-43
        let house = House::open(&ground).await?;
        let ticket = house.running(&ground).await?;
        let path = house.password(ticket).await?;
        house.jana.post(&path, &[("reason", "Anmeldung für die Fehlersuche")]).await?;
        let mut tx = ground.context.db().read().await?;
        let row = store::tickets::find(&mut tx, TicketNumber(ticket)).await?.ok_or("no ticket")?;
        let looks = store::reveals::list_of_ticket(&mut tx, row.id).await?;
        drop(tx);
        let look = looks.first().ok_or("nobody looked")?;
        let (lock, hidden) = (format!("/tickets/{ticket}/lock"), format!("/desk/reveals/{}/hidden", look.id));
        let [locked, closed] = behind(&ground, [(&house.petra, &lock, &[("x", "x")]), (&house.jana, &hidden, &[("x", "x")])]).await?;
        assert_eq!((locked.status, closed.status), (303, 200), "{locked:?} {closed:?}");
        ground.assert_sound().await?;
        ground.end().await?;
    }
}
