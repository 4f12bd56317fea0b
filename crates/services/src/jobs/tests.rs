//! The workers on both databases: what is claimed at once, what is written off, and by whom.

use std::net::{IpAddr, Ipv4Addr};
use std::path::Path;
use std::time::Duration;

use domain::account::{Locale, Theme};
use domain::ids::PersonId;
use secrecy::SecretString;
use store::people::PersonRow;
use store::testing::{SeededRandom, StandingClock};
use store::{Db, Hidden};
use vault::{DatabaseFacts, KekSource, Vault};

use super::*;
use crate::context::Parts;
use crate::events::Hub;
use crate::hashing::{Cost, Hasher};
use crate::keys::{self, KeyPaths};
use crate::mail::{self, Concerns, Content, Recipient};
use crate::settings::Settings;

type Outcome<T = ()> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

const MAIL: &str = "anna@example.test";

/// Where the clock stands.
fn now() -> Timestamp {
    Timestamp::from_unix(1_800_000_000)
}

async fn context(db: Db, dir: &Path) -> Outcome<Context> {
    let random = Arc::new(SeededRandom::new(7));
    let paths = KeyPaths {
        keys: dir.join("keys"),
        shards: dir.join("shards"),
    };
    std::fs::create_dir_all(&paths.keys)?;
    keys::create_for_empty_database(&paths, true, random.as_ref())?;
    let source = KekSource::File(paths.vault_key());
    let booted = Vault::boot(&source, &DatabaseFacts::default()).await;
    keys::record(&db, &booted.record, now()).await?;
    Ok(Context::new(Parts {
        db,
        clock: Arc::new(StandingClock::at(now().unix())),
        random,
        settings: Settings::for_tests(dir),
        hub: Hub::default(),
        hasher: Hasher::new(Cost::TEST, [1; 16])?,
        keys: keys::load(&paths, source, booted.vault)?,
    }))
}

/// Somebody with a password.
async fn anna(context: &Context) -> Outcome<PersonRow> {
    let password = SecretString::from("Regenschirm im Treppenhaus 7");
    let row = PersonRow {
        id: context.id(PersonId::from_uuid),
        email: MAIL.to_owned(),
        name: "Anna".to_owned(),
        phone: String::new(),
        locale: Locale::De,
        theme: Theme::System,
        shortcuts: true,
        staff_role: None,
        may_approve_reveals: false,
        active: true,
        password_hash: Some(Hidden(context.hasher().hash(password, [9; 16]).await?)),
        password_changed_at: Some(now()),
        totp_seed: None,
        totp_enrolled_at: None,
        totp_last_step: 0,
        totp_pending: None,
        created_at: now(),
    };
    let mut tx = context.db().begin().await?;
    store::people::insert(&mut tx, &row).await?;
    tx.save().await?;
    Ok(row)
}

/// So many mails to Anna wait to be sent.
async fn mails(context: &Context, to: &PersonRow, count: usize) -> Outcome {
    let mut tx = context.db().begin().await?;
    for n in 0..count {
        let content = Content::new(format!("Nummer {n}")).say("Guten Tag.");
        let to = Recipient::from(to);
        mail::enqueue(context, &mut tx, "test", &to, Concerns::default(), &content).await?;
    }
    tx.save().await?;
    Ok(())
}

/// Jobs that are not given up, of those in a worker's hands, given up.
async fn counts(context: &Context) -> Outcome<(i64, i64, i64)> {
    let mut tx = context.db().read().await?;
    let counts = store::jobs::count(&mut tx, now()).await?;
    Ok((counts.waiting, counts.claimed, counts.dead))
}

fn letters(context: &Context) -> Outcome<usize> {
    Ok(std::fs::read_dir(&context.settings().mail_dir)?.count())
}

async fn the_only_job(context: &Context) -> Outcome<Claim> {
    let mut claims = claim(context, &"w".into(), 16).await?;
    assert_eq!(claims.len(), 1);
    Ok(claims.remove(0))
}

/// The only mail there is.
async fn the_mail(context: &Context) -> Outcome<store::mails::MailRow> {
    let mut tx = context.db().read().await?;
    let mut mails = store::mails::list_newest(&mut tx, 2).await?;
    assert_eq!(mails.len(), 1);
    Ok(mails.remove(0))
}

store::both_databases! {
    async fn a_mails_link_is_forgotten_once_it_is_sent(db: Db) {
        let dir = tempfile::tempdir()?;
        let context = context(db, dir.path()).await?;
        anna(&context).await?;
        crate::accounts::forgot_password(&context, MAIL, IpAddr::V4(Ipv4Addr::LOCALHOST)).await?;
        let claim = the_only_job(&context).await?;
        run_one(&context, claim).await;
        assert!(the_mail(&context).await?.sealed.is_some());
        run_due(&context).await?;
        let mail = the_mail(&context).await?;
        assert!(mail.sent_at.is_some() && mail.sealed.is_none());
        assert_eq!(letters(&context)?, 1);
    }

    async fn a_mail_that_is_given_up_forgets_its_link(db: Db) {
        let dir = tempfile::tempdir()?;
        let context = context(db, dir.path()).await?;
        let anna = anna(&context).await?;
        let nowhere = Recipient { address: "no address".to_owned(), ..Recipient::from(&anna) };
        let content = Content::new("Ihr Code").code("Code", "123456");
        let mut tx = context.db().begin().await?;
        mail::enqueue(&context, &mut tx, "test", &nowhere, Concerns::default(), &content).await?;
        tx.save().await?;
        assert!(the_mail(&context).await?.sealed.is_some());
        run_due(&context).await?;
        assert_eq!(counts(&context).await?, (0, 0, 1), "given up");
        let mail = the_mail(&context).await?;
        assert!(mail.sent_at.is_none() && mail.sealed.is_none());
    }

    async fn a_job_its_handler_ended_is_not_written_off_again(db: Db) {
        let dir = tempfile::tempdir()?;
        let context = context(db, dir.path()).await?;
        anna(&context).await?;
        let ip = IpAddr::V4(Ipv4Addr::LOCALHOST);
        crate::accounts::forgot_password(&context, MAIL, ip).await?;
        let mut ended = Vec::new();
        for kind in [JobKind::PasswordReset, JobKind::SendMail] {
            let claim = the_only_job(&context).await?;
            assert_eq!(claim.job.kind, kind.code());
            assert!(handle(&context, kind, &claim).await.is_ok());
            ended.push(claim);
        }
        assert_eq!((counts(&context).await?, letters(&context)?), ((0, 0, 0), 1));
        // Whoever asked the database now would be told that it is gone.
        context.db().close().await;
        assert!(context.db().begin().await.is_err());
        for claim in ended {
            let written = settle(&context, &claim, Ok(())).await;
            assert!(written.is_ok(), "{} was written off twice: {written:?}", claim.job.kind);
        }
    }

    async fn a_job_nobody_ended_is_written_off_and_one_whose_end_was_lost_is_tried_again(db: Db) {
        let dir = tempfile::tempdir()?;
        let context = context(db, dir.path()).await?;
        let anna = anna(&context).await?;
        mails(&context, &anna, 2).await?;
        let claims = claim(&context, &"w".into(), 16).await?;
        let [done, lost] = &claims[..] else { panic!("two jobs: {}", claims.len()) };
        settle(&context, done, Ok(())).await?;
        let mut tx = context.db().read().await?;
        assert_eq!(store::jobs::find(&mut tx, done.job.id).await?, None);
        drop(tx);

        // The handler ended it, but could not save that: its effects are gone too.
        let mut tx = context.db().begin().await?;
        lost.finish(&mut tx).await?;
        tx.undo().await?;
        let failed = JobFailure::Later(ServiceError::internal("the disk is full"));
        settle(&context, lost, Err(failed)).await?;
        let mut tx = context.db().read().await?;
        let row = store::jobs::find(&mut tx, lost.job.id).await?.ok_or("the job is lost")?;
        assert_eq!((row.locked_by, row.run_at, row.dead), (None, now().plus_seconds(5), false));
        assert_eq!(row.last_error.as_deref(), Some("internal error: the disk is full"));
    }

    async fn several_jobs_are_claimed_at_once_and_none_twice(db: Db) {
        let dir = tempfile::tempdir()?;
        let context = context(db, dir.path()).await?;
        let anna = anna(&context).await?;
        mails(&context, &anna, 7).await?;
        let mut all = Vec::new();
        for (worker, expected) in [("a", 3), ("b", 3), ("a", 1), ("b", 0)] {
            let claims = claim(&context, &worker.into(), 3).await?;
            assert_eq!(claims.len(), expected);
            all.extend(claims.into_iter().map(|claim| claim.job.id));
        }
        all.sort();
        all.dedup();
        assert_eq!((all.len(), counts(&context).await?), (7, (7, 7, 0)));
    }

    async fn mails_go_together_and_one_that_cannot_holds_up_no_other(db: Db) {
        let dir = tempfile::tempdir()?;
        let context = context(db, dir.path()).await?;
        let anna = anna(&context).await?;
        mails(&context, &anna, 3).await?;
        let mut tx = context.db().begin().await?;
        let nowhere = Recipient { address: "no address".to_owned(), ..Recipient::from(&anna) };
        let code = Content::new("Ihr Code").code("Code", "123456");
        let plain = Content::new("Nummer 4").say("Guten Tag.");
        for (to, content) in [(&nowhere, plain), (&Recipient::from(&anna), code)] {
            mail::enqueue(&context, &mut tx, "test", to, Concerns::default(), &content).await?;
        }
        tx.save().await?;
        let claims = claim(&context, &"w".into(), 16).await?;
        let left = mail::to_files(&context, claims).await;
        assert_eq!((left.len(), letters(&context)?), (2, 3), "the code and the one without an address are left");
        assert_eq!(counts(&context).await?.0, 2, "the others are written off");
        let mut tx = context.db().read().await?;
        let sent = store::mails::list_newest(&mut tx, 9).await?;
        assert_eq!(sent.iter().filter(|mail| mail.sent_at == Some(now())).count(), 3);
        drop(tx);
        run_lane(&context, left).await;
        assert_eq!((counts(&context).await?, letters(&context)?), ((0, 0, 1), 4));
    }

    async fn mails_whose_lease_was_lost_are_not_written_off_with_the_others(db: Db) {
        let dir = tempfile::tempdir()?;
        let context = context(db, dir.path()).await?;
        let anna = anna(&context).await?;
        mails(&context, &anna, 3).await?;
        let claims = claim(&context, &"w".into(), 16).await?;
        let lost = claims.last().ok_or("no job")?.job.id;
        let mut tx = context.db().begin().await?;
        store::jobs::retry(&mut tx, lost, "w", now().plus_seconds(60), "taken away").await?;
        tx.save().await?;
        let left = mail::to_files(&context, claims).await;
        assert_eq!((left.len(), counts(&context).await?.0), (3, 3), "all of them or none");
        run_lane(&context, left).await;
        let mut tx = context.db().read().await?;
        assert!(store::jobs::find(&mut tx, lost).await?.is_some());
        assert_eq!(store::mails::count_unsent(&mut tx).await?, 1, "the others one by one");
    }

    async fn a_worker_works_everything_off_however_many_it_takes_at_once(db: Db) {
        let dir = tempfile::tempdir()?;
        let context = context(db, dir.path()).await?;
        let anna = anna(&context).await?;
        for (round, concurrency) in [1, 4].into_iter().enumerate() {
            mails(&context, &anna, 9).await?;
            let stopping = CancellationToken::new();
            let worker = tokio::spawn(work(context.clone(), "w".to_owned(), concurrency, stopping.clone()));
            let all_gone = async {
                while counts(&context).await?.0 > 0 {
                    tokio::time::sleep(Duration::from_millis(10)).await;
                }
                Outcome::Ok(())
            };
            tokio::time::timeout(Duration::from_mins(1), all_gone).await??;
            stopping.cancel();
            worker.await?;
            assert_eq!(letters(&context)?, 9 * (round + 1));
        }
    }
}

#[test]
fn a_job_that_ends_is_no_reason_to_look_before_half_of_the_places_are_free() {
    for (concurrency, running, one_ended, expected) in [
        (4, 4, false, None),
        (4, 3, false, Some(1)),
        (4, 3, true, None),
        (4, 2, true, Some(2)),
        (4, 0, true, Some(4)),
        (5, 3, true, None),
        (5, 2, true, Some(3)),
        (1, 1, true, None),
        (1, 0, true, Some(1)),
        (1, 0, false, Some(1)),
        (0, 0, true, None),
    ] {
        assert_eq!(
            wanted(concurrency, running, one_ended),
            expected,
            "{running} of {concurrency}, {one_ended}"
        );
    }
}

#[test]
fn pauses_grow_to_an_hour() {
    let pauses: Vec<i64> = (1..=8).map(pause_s).collect();
    assert_eq!(pauses, [5, 15, 45, 135, 405, 1215, 3600, 3600]);
}

#[test]
fn what_is_missing_is_waited_for_however_long_and_other_trouble_is_not() {
    let error = || ServiceError::internal("the disk is full");
    let tried =
        |failure: JobFailure| [1, MAX_TRIES].map(|tries| failure.is_worth_another_try(tries));
    assert_eq!(tried(JobFailure::Missing(error())), [true, true]);
    assert_eq!(tried(JobFailure::Later(error())), [true, false]);
    assert_eq!(tried(JobFailure::Never(error())), [false, false]);
}
