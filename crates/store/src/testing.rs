//! Fresh databases for tests, here and in the crates above.
//!
//! ```ignore
//! store::both_databases! {
//!     async fn a_person_is_found_by_mail(db: Db) {
//!         let mut tx = db.begin().await?;
//!         // …
//!     }
//! }
//! ```
//!
//! Each story runs on a SQLite file of its own, and on a PostgreSQL database of its own when `TEST_POSTGRES_URL` names
//! a server where databases may be created. The PostgreSQL schema is migrated once into a template and cloned.

pub mod policy;
pub mod rows;

use std::error::Error;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::str::FromStr as _;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use domain::ids::OrganizationId;
use domain::time::{Clock, Random, Timestamp};
use sha2::{Digest as _, Sha256};
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, Executor as _};

pub use policy::promise;

use crate::dialect::Statement;
use crate::queue::{self, QueueFilter, QueueKey};
use crate::search::{self, Narrowing, SearchHit, Searcher};
use crate::tx::Dialect;
use crate::{Db, Options, Tx};

/// What a story returns; `?` takes every error.
pub type TestResult = Result<(), Box<dyn Error + Send + Sync>>;

/// Environment variable with the URL of a PostgreSQL server for tests.
pub const POSTGRES_URL: &str = "TEST_POSTGRES_URL";

/// Turns each story into two tests, `NAME::sqlite` and `NAME::postgres`.
#[macro_export]
macro_rules! both_databases {
    ($($(#[$meta:meta])* async fn $name:ident($db:ident: Db) $body:block)+) => {$(
        $(#[$meta])*
        mod $name {
            use super::*;

            async fn story($db: $crate::Db) -> $crate::testing::TestResult {
                $body
                Ok(())
            }

            #[test]
            fn sqlite() {
                $crate::testing::on_sqlite(story);
            }

            #[test]
            fn postgres() {
                $crate::testing::on_postgres(story);
            }
        }
    )+};
}

/// A migrated, empty database that belongs to one test.
pub struct TestDatabase {
    /// The open database.
    pub db: Db,
    /// Its URL, for a second process.
    pub url: String,
    directory: Option<tempfile::TempDir>,
}

static NEXT: AtomicU64 = AtomicU64::new(0);
/// Key of the advisory lock under which the template is made.
const TEMPLATE_LOCK: i64 = 0x6c65_6974;

impl TestDatabase {
    /// A SQLite file in a directory that goes with the value.
    pub async fn sqlite() -> crate::Result<Self> {
        let directory = tempfile::tempdir().map_err(sqlx::Error::Io)?;
        let url = format!(
            "sqlite:{}",
            directory.path().join("leitstand.sqlite").display()
        );
        let db = Db::open(&url, &options()).await?;
        db.migrate().await?;
        Ok(Self {
            db,
            url,
            directory: Some(directory),
        })
    }

    /// A PostgreSQL database; `None` where no server is named.
    pub async fn postgres() -> crate::Result<Option<Self>> {
        let Ok(server) = std::env::var(POSTGRES_URL) else {
            return Ok(None);
        };
        let server = PgConnectOptions::from_str(&server)?.disable_statement_logging();
        let mut admin = PgConnection::connect_with(&server).await?;
        let template = template(&mut admin, &server).await?;
        let name = format!(
            "leitstand_test_{}_{}",
            std::process::id(),
            NEXT.fetch_add(1, Ordering::Relaxed)
        );
        admin
            .execute(AssertSqlSafe(format!(
                "DROP DATABASE IF EXISTS {name} WITH (FORCE)"
            )))
            .await?;
        admin
            .execute(AssertSqlSafe(format!(
                "CREATE DATABASE {name} TEMPLATE {template}"
            )))
            .await?;
        admin.close().await?;
        let url = server.database(&name).to_url_lossy().to_string();
        let db = Db::open(&url, &options()).await?;
        Ok(Some(Self {
            db,
            url,
            directory: None,
        }))
    }

    /// A copy of everything as it is now, as a backup would hold it. This one is closed for it and opened again: whoever had
    /// it open has to take the new [`Self::db`].
    pub async fn copy(&mut self) -> crate::Result<Self> {
        self.db.close().await;
        let (url, directory) = if self.directory.is_some() {
            let directory = tempfile::tempdir().map_err(sqlx::Error::Io)?;
            let copy = directory.path().join("leitstand.sqlite");
            std::fs::copy(self.url.trim_start_matches("sqlite:"), &copy)
                .map_err(sqlx::Error::Io)?;
            (format!("sqlite:{}", copy.display()), Some(directory))
        } else {
            (self.copy_on_server().await?, None)
        };
        self.db = Db::open(&self.url, &options()).await?;
        let db = Db::open(&url, &options()).await?;
        Ok(Self { db, url, directory })
    }

    async fn copy_on_server(&self) -> crate::Result<String> {
        let server = PgConnectOptions::from_str(&self.url)?;
        let from = server.get_database().unwrap_or_default().to_owned();
        let name = format!("{from}_{}", NEXT.fetch_add(1, Ordering::Relaxed));
        let mut admin = PgConnection::connect_with(&server.clone().database("postgres")).await?;
        let copy = format!("CREATE DATABASE {name} TEMPLATE {from}");
        admin.execute(AssertSqlSafe(copy)).await?;
        admin.close().await?;
        Ok(server.database(&name).to_url_lossy().to_string())
    }

    /// Closes and removes the database.
    pub async fn remove(self) -> crate::Result<()> {
        self.db.close().await;
        if self.directory.is_none() {
            let server = PgConnectOptions::from_str(&self.url)?;
            let name = server.get_database().unwrap_or_default().to_owned();
            let mut admin = PgConnection::connect_with(&server.database("postgres")).await?;
            admin
                .execute(AssertSqlSafe(format!(
                    "DROP DATABASE IF EXISTS {name} WITH (FORCE)"
                )))
                .await?;
            admin.close().await?;
        }
        Ok(())
    }
}

fn options() -> Options {
    Options {
        readers: 2,
        writers: 8,
        durable: false,
    }
}

/// The name of a database with the present migrations, made by whoever comes first.
async fn template(admin: &mut PgConnection, server: &PgConnectOptions) -> crate::Result<String> {
    let migrations = sqlx::migrate!("../../migrations/postgres");
    let mut digest = Sha256::new();
    for migration in migrations.iter() {
        digest.update(&*migration.checksum);
    }
    let name: String = digest
        .finalize()
        .iter()
        .take(8)
        .fold("leitstand_template_".to_owned(), |name, byte| {
            format!("{name}{byte:02x}")
        });
    sqlx::query("SELECT pg_advisory_lock($1)")
        .bind(TEMPLATE_LOCK)
        .execute(&mut *admin)
        .await?;
    let exists: Option<(i32,)> = sqlx::query_as("SELECT 1 FROM pg_database WHERE datname = $1")
        .bind(&name)
        .fetch_optional(&mut *admin)
        .await?;
    if exists.is_none() {
        let unfinished = format!("{name}_unfinished");
        admin
            .execute(AssertSqlSafe(format!(
                "DROP DATABASE IF EXISTS {unfinished} WITH (FORCE)"
            )))
            .await?;
        admin
            .execute(AssertSqlSafe(format!("CREATE DATABASE {unfinished}")))
            .await?;
        let mut connection =
            PgConnection::connect_with(&server.clone().database(&unfinished)).await?;
        migrations.run(&mut connection).await?;
        connection.close().await?;
        admin
            .execute(AssertSqlSafe(format!(
                "ALTER DATABASE {unfinished} RENAME TO {name}"
            )))
            .await?;
    }
    sqlx::query("SELECT pg_advisory_unlock($1)")
        .bind(TEMPLATE_LOCK)
        .execute(&mut *admin)
        .await?;
    Ok(name)
}

/// Runs a story on a fresh SQLite file.
///
/// # Panics
/// When the story fails.
pub fn on_sqlite<F: Future<Output = TestResult>>(story: impl FnOnce(Db) -> F) {
    let runtime = runtime();
    let database = runtime
        .block_on(TestDatabase::sqlite())
        .expect("a SQLite file for the test");
    run(&runtime, database, story);
}

/// Runs a story on a fresh PostgreSQL database, if a server is named.
///
/// # Panics
/// When the story fails.
pub fn on_postgres<F: Future<Output = TestResult>>(story: impl FnOnce(Db) -> F) {
    let runtime = runtime();
    match runtime
        .block_on(TestDatabase::postgres())
        .expect("a PostgreSQL database for the test")
    {
        Some(database) => run(&runtime, database, story),
        None => eprintln!("skipped: {POSTGRES_URL} names no server"),
    }
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime for the test")
}

fn run<F: Future<Output = TestResult>>(
    runtime: &tokio::runtime::Runtime,
    database: TestDatabase,
    story: impl FnOnce(Db) -> F,
) {
    let db = database.db.clone();
    let outcome = catch_unwind(AssertUnwindSafe(|| runtime.block_on(story(db))));
    runtime
        .block_on(database.remove())
        .expect("the test's database can be removed");
    match outcome {
        Ok(Ok(())) => {}
        Ok(Err(error)) => panic!("{}", with_sources(error.as_ref())),
        Err(panic) => resume_unwind(panic),
    }
}

fn with_sources(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(inner) = source {
        text = format!("{text}: {inner}");
        source = inner.source();
    }
    text
}

/// How the database would get a page of the queue, one step a line.
///
/// # Errors
/// The database refuses.
pub async fn queue_plan(
    tx: &mut Tx,
    filter: &QueueFilter,
    after: Option<QueueKey>,
) -> crate::Result<Vec<String>> {
    let statement = queue::page_statement(tx.dialect(), filter, after, 51);
    explain(tx, statement).await
}

/// How the database would get a page of a customer's list.
///
/// # Errors
/// The database refuses.
pub async fn customer_plan(
    tx: &mut Tx,
    organizations: &[OrganizationId],
) -> crate::Result<Vec<String>> {
    let statement =
        queue::customer_statement(tx.dialect(), organizations, Some(true), None, None, 51);
    explain(tx, statement).await
}

/// A search of the desk as if tickets with up to so many texts were few.
///
/// # Errors
/// The database refuses.
pub async fn search_from(
    tx: &mut Tx,
    text: &str,
    narrowing: Narrowing,
    few: i64,
) -> crate::Result<Vec<SearchHit>> {
    search::find_from(tx, text, Searcher::Desk(narrowing), 50, few).await
}

async fn explain(tx: &mut Tx, statement: Statement) -> crate::Result<Vec<String>> {
    let (sql, values) = statement.explained(tx.dialect()).finish();
    Ok(match tx.dialect() {
        Dialect::Sqlite => tx
            .list::<(i64, i64, i64, String)>(sql, values)
            .await?
            .into_iter()
            .map(|(.., step)| step)
            .collect(),
        Dialect::Postgres => tx
            .list::<(String,)>(sql, values)
            .await?
            .into_iter()
            .map(|(step,)| step)
            .collect(),
    })
}

/// A clock that stands until it is moved.
#[derive(Debug)]
pub struct StandingClock(AtomicI64);

impl StandingClock {
    /// Stands at this moment.
    pub const fn at(unix: i64) -> Self {
        Self(AtomicI64::new(unix))
    }

    /// Moves on by so many seconds.
    pub fn advance(&self, seconds: i64) {
        self.0.fetch_add(seconds, Ordering::SeqCst);
    }
}

impl Clock for StandingClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_unix(self.0.load(Ordering::SeqCst))
    }
}

/// Random-looking bytes that are the same in every run.
#[derive(Debug)]
pub struct SeededRandom {
    seed: u64,
    drawn: AtomicU64,
}

impl SeededRandom {
    /// A stream of its own for each seed.
    pub const fn new(seed: u64) -> Self {
        Self {
            seed,
            drawn: AtomicU64::new(0),
        }
    }
}

impl Random for SeededRandom {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(32) {
            let block = self.drawn.fetch_add(1, Ordering::SeqCst);
            let mut digest = Sha256::new();
            digest.update(self.seed.to_be_bytes());
            digest.update(block.to_be_bytes());
            let digest = digest.finalize();
            chunk.copy_from_slice(&digest[..chunk.len()]);
        }
    }
}
