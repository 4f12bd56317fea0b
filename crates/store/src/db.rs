//! The database: SQLite in a file, or PostgreSQL.
//!
//! ```no_run
//! # async fn example() -> store::Result<()> {
//! let db = store::Db::open("sqlite:data/db/leitstand.sqlite", &store::Options::default()).await?;
//! db.migrate().await?;
//! let mut tx = db.begin().await?; // a unit of work
//! // … store functions taking `&mut tx` …
//! tx.save().await?;
//! # Ok(())
//! # }
//! ```
//!
//! Writing and reading have their own pools. SQLite knows one writer at a time, so its write pool is one connection and
//! a unit of work waits in our queue instead of in busy loops, and commits are synced in groups; units begin IMMEDIATE, because a deferred one that reads
//! first fails at once when somebody else has written. Reading connections refuse every change by themselves.

use std::str::FromStr as _;
use std::sync::Arc;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePool, SqlitePoolOptions,
    SqliteSynchronous,
};
use sqlx::{ConnectOptions as _, Connection as _};

use crate::error::Result;
use crate::group::GroupSync;
use crate::tx::Tx;

/// A database, cheap to clone.
#[derive(Debug, Clone)]
pub enum Db {
    /// One file.
    Sqlite {
        /// The only writing connection.
        write: SqlitePool,
        /// Reading connections.
        read: SqlitePool,
        /// Makes commits durable, several at once; none where durability was not asked for.
        group: Option<Arc<GroupSync>>,
    },
    /// A server.
    Postgres {
        /// Connections for units of work.
        write: PgPool,
        /// Connections that only read, with a time limit on every statement.
        read: PgPool,
    },
}

/// How to open a database.
#[derive(Debug, Clone)]
pub struct Options {
    /// Connections of the reading pool.
    pub readers: u32,
    /// Connections of PostgreSQL's writing pool; SQLite has one.
    pub writers: u32,
    /// Whether a saved unit of work survives a power cut. Only tests may say no.
    pub durable: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            readers: 4,
            writers: 8,
            durable: true,
        }
    }
}

/// How long a statement waits for another process's lock, and a unit of work for a free connection.
const WAIT: Duration = Duration::from_secs(5);
/// Statements kept prepared on each connection.
const PREPARED: usize = 512;
/// A connection idle for longer is asked whether it still lives.
const TRUSTED_IDLE: Duration = Duration::from_secs(5);
/// How PostgreSQL plans our statements: once for each connection, whatever the values, because all of them are short
/// walks along an index and planning took longer than running them; without machine code and helping processes, which
/// cost more than such a statement; and taking a page from anywhere for as cheap as it is in memory or on flash.
const PLANNING: [(&str, &str); 4] = [
    ("plan_cache_mode", "force_generic_plan"),
    ("jit", "off"),
    ("max_parallel_workers_per_gather", "0"),
    ("random_page_cost", "1.1"),
];

impl Db {
    /// Opens `sqlite:PATH` (created if missing) or `postgres://…`. The schema is [`Db::migrate`]'s business.
    pub async fn open(url: &str, options: &Options) -> Result<Self> {
        if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            open_postgres(PgConnectOptions::from_str(url)?, options).await
        } else {
            open_sqlite(SqliteConnectOptions::from_str(url)?, options).await
        }
    }

    /// Begins a unit of work. Dropped without [`Tx::save`], nothing of it happened.
    pub async fn begin(&self) -> Result<Tx> {
        Ok(match self {
            Self::Sqlite { write, group, .. } => {
                Tx::sqlite(write.begin_with("BEGIN IMMEDIATE").await?, group.clone())
            }
            Self::Postgres { write, .. } => Tx::postgres(write.begin().await?),
        })
    }

    /// A connection for reading: each statement sees what was saved before it, none can change anything.
    pub async fn read(&self) -> Result<Tx> {
        Ok(match self {
            Self::Sqlite { read, .. } => Tx::sqlite_reader(read.acquire().await?),
            Self::Postgres { read, .. } => Tx::postgres_reader(read.acquire().await?),
        })
    }

    /// Like [`Db::read`], but all statements see the same moment: for exports and evidence.
    pub async fn snapshot(&self) -> Result<Tx> {
        const POSTGRES: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
        Ok(match self {
            Self::Sqlite { read, .. } => Tx::sqlite(read.begin().await?, None),
            Self::Postgres { read, .. } => Tx::postgres(read.begin_with(POSTGRES).await?),
        })
    }

    /// Brings the schema up to date.
    pub async fn migrate(&self) -> Result<()> {
        match self {
            Self::Sqlite { write, .. } => {
                sqlx::migrate!("../../migrations/sqlite").run(write).await?;
            }
            Self::Postgres { write, .. } => {
                sqlx::migrate!("../../migrations/postgres")
                    .run(write)
                    .await?;
            }
        }
        Ok(())
    }

    /// Whether this is SQLite, where a second server is refused.
    pub const fn is_sqlite(&self) -> bool {
        matches!(self, Self::Sqlite { .. })
    }

    /// Closes every connection once its work is done.
    pub async fn close(&self) {
        match self {
            Self::Sqlite { write, read, .. } => {
                read.close().await;
                write.close().await;
            }
            Self::Postgres { write, read } => {
                read.close().await;
                write.close().await;
            }
        }
    }
}

async fn open_sqlite(file: SqliteConnectOptions, options: &Options) -> Result<Db> {
    let common = file
        .clone()
        .foreign_keys(true)
        .busy_timeout(WAIT)
        .statement_cache_capacity(PREPARED)
        .pragma("temp_store", "memory")
        .pragma("cache_size", "-4096")
        .disable_statement_logging();
    // Durable means: checkpoints sync by themselves, commits by the group.
    let synchronous = if options.durable {
        SqliteSynchronous::Normal
    } else {
        SqliteSynchronous::Off
    };
    let group = options.durable.then(|| {
        let mut log = file.get_filename().as_os_str().to_owned();
        log.push("-wal");
        Arc::new(GroupSync::new(log.into()))
    });
    let writing = common
        .clone()
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(synchronous);
    let reading = common.create_if_missing(false).pragma("query_only", "ON");
    let pool = || {
        SqlitePoolOptions::new()
            .acquire_timeout(WAIT)
            .test_before_acquire(false)
            .idle_timeout(None)
            .max_lifetime(None)
            .after_release(|connection, _| Box::pin(is_usable(connection)))
    };
    let write = pool()
        .min_connections(1)
        .max_connections(1)
        .connect_with(writing)
        .await?;
    let read = pool()
        .min_connections(1)
        .max_connections(options.readers)
        .connect_with(reading)
        .await?;
    Ok(Db::Sqlite { write, read, group })
}

/// Whether a connection that comes back may be lent again.
///
/// SQLite ends a transaction by itself when the disk is full or broken. The driver does not notice: its rollback fails,
/// it goes on counting a transaction that is no more, and refuses every further one. With a single writing connection
/// that would be the end of all writing, so such a connection is closed and the pool opens another.
async fn is_usable(connection: &mut SqliteConnection) -> sqlx::Result<bool> {
    if connection.is_in_transaction() {
        // The rollback of a dropped unit of work is still on its way; the answer comes after it.
        connection.ping().await?;
    }
    Ok(!connection.is_in_transaction())
}

async fn open_postgres(server: PgConnectOptions, options: &Options) -> Result<Db> {
    let common = server
        .statement_cache_capacity(PREPARED)
        .application_name("leitstand")
        .options(PLANNING)
        .disable_statement_logging();
    let commit = if options.durable { "on" } else { "off" };
    let writing = common.clone().options([
        ("statement_timeout", "10000"),
        ("lock_timeout", "5000"),
        ("idle_in_transaction_session_timeout", "60000"),
        ("synchronous_commit", commit),
    ]);
    let reading = common.options([
        ("statement_timeout", "2000"),
        ("default_transaction_read_only", "on"),
    ]);
    let pool = || {
        PgPoolOptions::new()
            .acquire_timeout(WAIT)
            .test_before_acquire(false)
            .before_acquire(|connection, meta| {
                Box::pin(async move {
                    if meta.idle_for > TRUSTED_IDLE {
                        connection.ping().await?;
                    }
                    Ok(true)
                })
            })
    };
    let write = pool()
        .max_connections(options.writers)
        .connect_with(writing)
        .await?;
    let read = pool()
        .max_connections(options.readers)
        .connect_with(reading)
        .await?;
    Ok(Db::Postgres { write, read })
}
