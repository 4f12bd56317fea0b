//! `leitstand admin …` and `leitstand worker`, as an administrator runs them.

use std::process::Stdio;
use std::time::Duration;

use domain::account::StaffRole;
use domain::time::Clock as _;
use reqwest::StatusCode;
use services::context::SystemClock;

use super::{beside, code, err, leitstand, out, run};
use crate::desk::{Desk, PASSWORD, Result};

/// The path in a printed link; the program beside the desk has the default public address.
fn path_of(printed: &str) -> Result<String> {
    let link = printed.trim();
    let path = link.strip_prefix("http://127.0.0.1:3000");
    Ok(path.ok_or_else(|| format!("no link: {link}"))?.to_owned())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_admin_is_made_and_a_locked_out_account_is_opened_by_links() -> Result {
    let desk = Desk::start().await?;
    // Links expire, and the program beside the desk has the machine's clock.
    desk.clock
        .advance(SystemClock.now().seconds_since(desk.clock.now()));
    let made = beside(
        &desk,
        &[
            "admin",
            "create",
            "--email",
            "nora@example.org",
            "--name",
            "Nora",
        ],
    )?;
    assert_eq!(code(&made), 0, "{}", err(&made));
    let path = path_of(&out(&made))?;
    assert!(path.starts_with("/invitation/"), "{path}");
    let visitor = desk.browser();
    assert_eq!(visitor.get(&path).await?.status, StatusCode::OK);

    desk.staff("emil@example.org", StaffRole::Engineer).await?;
    let reset = beside(&desk, &["admin", "reset", "--email", "emil@example.org"])?;
    assert_eq!(code(&reset), 0, "{}", err(&reset));
    let path = path_of(&out(&reset))?;
    assert_eq!(visitor.get(&path).await?.status, StatusCode::OK);
    let new = "Neuer Regenschirm im Keller 8";
    let fields = [("password", new), ("password_repeat", new)];
    let set = visitor.post(&path, &fields).await?;
    assert_eq!(set.status, StatusCode::SEE_OTHER, "{}", set.text);
    let old = desk.browser().log_in("emil@example.org").await?;
    assert_eq!(
        old.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "not {PASSWORD} any more"
    );
    let fields = [("email", "emil@example.org"), ("password", new)];
    let page = desk.browser().post("/login", &fields).await?;
    assert_eq!(
        page.location(),
        "/login/enrol",
        "the second factor was removed"
    );

    for (email, why) in [
        ("nobody@example.org", "nobody with this mail address"),
        ("nonsense", "no mail address"),
    ] {
        let command = if email == "nonsense" {
            "create"
        } else {
            "reset"
        };
        let refused = beside(&desk, &["admin", command, "--email", email])?;
        assert_eq!((code(&refused), out(&refused).as_str()), (1, ""), "{email}");
        assert!(err(&refused).contains(why), "{}", err(&refused));
    }
    desk.stop().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_worker_runs_what_is_due_and_stops_when_told_and_only_one_works_on_sqlite() -> Result {
    let desk = Desk::start().await?;
    let second = beside(&desk, &["worker", "--once"])?;
    assert_eq!(code(&second), 1, "a server holds the lease");
    assert!(
        err(&second)
            .lines()
            .any(|line| line.starts_with("leitstand: ")),
        "{}",
        err(&second)
    );
    desk.stop().await?;

    let dir = tempfile::tempdir()?;
    let once = |dir: &std::path::Path| run(dir, &["worker", "--once"]);
    let idle = once(dir.path())?;
    assert_eq!(code(&idle), 0, "{}", err(&idle));
    assert_eq!(out(&idle), "0 jobs run\n");
    let text = format!("data_dir = \"{}\"\n", dir.path().join("data").display());
    let config = server::config::Config::from_text(Some(("test.toml", &text)), &|_| None)
        .map_err(|problems| format!("{} problems", problems.len()))?;
    let world = server::startup::World {
        hash_cost: services::hashing::Cost::TEST,
        ..server::startup::World::real()
    };
    let context = server::startup::open(&config, world).await?;
    let recipient = services::mail::Recipient {
        person: None,
        address: "petra@example.test".to_owned(),
        name: "Petra".to_owned(),
        locale: domain::account::Locale::De,
    };
    let content = services::mail::Content::new("Probe").say("Eine Mail.");
    for _ in 0..2 {
        let mut tx = context.db().begin().await?;
        let none = services::mail::Concerns::default();
        services::mail::enqueue(&context, &mut tx, "test", &recipient, none, &content).await?;
        tx.save().await?;
    }
    let worked = once(dir.path())?;
    assert_eq!(out(&worked), "2 jobs run\n", "{}", err(&worked));
    let mails = dir.path().join("data").join("mail");
    assert_eq!(std::fs::read_dir(&mails)?.count(), 2);

    let mut worker = leitstand(dir.path(), &["worker"])
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    let mut refused = false;
    for _ in 0..100 {
        tokio::time::sleep(Duration::from_millis(100)).await;
        refused = code(&once(dir.path())?) == 1;
        if refused {
            break;
        }
    }
    let mut tx = context.db().begin().await?;
    let none = services::mail::Concerns::default();
    services::mail::enqueue(&context, &mut tx, "test", &recipient, none, &content).await?;
    tx.save().await?;
    let mut sent = false;
    for _ in 0..100 {
        tokio::time::sleep(Duration::from_millis(100)).await;
        sent = std::fs::read_dir(&mails)?.count() == 3;
        if sent {
            break;
        }
    }
    let pid = rustix::process::Pid::from_child(&worker);
    rustix::process::kill_process(pid, rustix::process::Signal::TERM)?;
    let ended = worker.wait()?;
    assert!(refused, "a second worker is refused while one works");
    assert!(sent, "what came while it worked was done");
    assert_eq!(ended.code(), Some(0), "it stops in order");
    assert_eq!(code(&once(dir.path())?), 0, "the lease was given back");
    context.db().close().await;
    Ok(())
}
