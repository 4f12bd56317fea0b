//! The test's own way into the program's database: SQL by hand, for what no store function does.

use std::path::Path;
use std::time::Duration;

use sqlx::postgres::PgPool;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePool, SqlitePoolOptions};
use sqlx::{AssertSqlSafe, Row as _};

use crate::ground::Result;

/// A connection to either database.
#[derive(Clone)]
pub enum Raw {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

/// Keeps others from committing, until dropped.
pub enum Hold {
    Sqlite(
        #[expect(dead_code, reason = "dropping it lets go")]
        sqlx::Transaction<'static, sqlx::Sqlite>,
    ),
    Postgres(
        #[expect(dead_code, reason = "dropping it lets go")]
        sqlx::Transaction<'static, sqlx::Postgres>,
    ),
}

impl Raw {
    /// The database of a data directory.
    pub async fn sqlite(data: &Path) -> Result<Self> {
        let options = SqliteConnectOptions::new()
            .filename(data.join("db/leitstand.sqlite"))
            .busy_timeout(Duration::from_secs(10));
        let pool = SqlitePoolOptions::new().max_connections(2);
        Ok(Self::Sqlite(pool.connect_with(options).await?))
    }

    /// A PostgreSQL database.
    pub async fn postgres(url: &str) -> Result<Self> {
        Ok(Self::Postgres(PgPool::connect(url).await?))
    }

    /// Ends its connections.
    pub async fn close(&self) {
        match self {
            Self::Sqlite(pool) => pool.close().await,
            Self::Postgres(pool) => pool.close().await,
        }
    }

    /// Runs statements.
    pub async fn run(&self, sql: &str) -> Result {
        let sql = AssertSqlSafe(sql.to_owned());
        match self {
            Self::Sqlite(pool) => {
                sqlx::raw_sql(sql).execute(pool).await?;
            }
            Self::Postgres(pool) => {
                sqlx::raw_sql(sql).execute(pool).await?;
            }
        }
        Ok(())
    }

    /// One number.
    pub async fn count(&self, sql: &str) -> Result<i64> {
        let sql = AssertSqlSafe(format!("SELECT CAST(({sql}) AS BIGINT)"));
        Ok(match self {
            Self::Sqlite(pool) => sqlx::query_scalar(sql).fetch_one(pool).await?,
            Self::Postgres(pool) => sqlx::query_scalar(sql).fetch_one(pool).await?,
        })
    }

    /// One column of texts.
    pub async fn texts(&self, sql: &str) -> Result<Vec<String>> {
        let sql = AssertSqlSafe(sql.to_owned());
        Ok(match self {
            Self::Sqlite(pool) => {
                let rows = sqlx::query(sql).fetch_all(pool).await?;
                rows.iter().map(|row| row.get(0)).collect()
            }
            Self::Postgres(pool) => {
                let rows = sqlx::query(sql).fetch_all(pool).await?;
                rows.iter().map(|row| row.get(0)).collect()
            }
        })
    }

    /// Nobody commits a change of this table (on SQLite: of anything) until the answer is dropped.
    pub async fn hold(&self, table: &str) -> Result<Hold> {
        Ok(match self {
            Self::Sqlite(pool) => Hold::Sqlite(pool.begin_with("BEGIN IMMEDIATE").await?),
            Self::Postgres(pool) => {
                let mut tx = pool.begin().await?;
                let sql = AssertSqlSafe(format!("SELECT 1 FROM {table} FOR UPDATE"));
                sqlx::query(sql).fetch_all(&mut *tx).await?;
                Hold::Postgres(tx)
            }
        })
    }

    /// Nobody writes into this table (on SQLite: into any) until the answer is dropped.
    pub async fn hold_table(&self, table: &str) -> Result<Hold> {
        let Self::Postgres(pool) = self else {
            return self.hold(table).await;
        };
        let mut tx = pool.begin().await?;
        let sql = AssertSqlSafe(format!("LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE"));
        sqlx::query(sql).execute(&mut *tx).await?;
        Ok(Hold::Postgres(tx))
    }

    /// Every insert into a table fails from now on.
    pub async fn refuse_inserts(&self, table: &str) -> Result {
        let sql = match self {
            Self::Sqlite(_) => format!(
                "CREATE TRIGGER trouble BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, 'trouble'); END"
            ),
            Self::Postgres(_) => format!(
                "CREATE FUNCTION trouble() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''trouble''; END';
                CREATE TRIGGER trouble BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION trouble()"
            ),
        };
        self.run(&sql).await
    }

    /// They work again.
    pub async fn allow_inserts(&self, table: &str) -> Result {
        match self {
            Self::Sqlite(_) => self.run("DROP TRIGGER trouble").await,
            Self::Postgres(_) => {
                let sql = format!("DROP TRIGGER trouble ON {table}; DROP FUNCTION trouble()");
                self.run(&sql).await
            }
        }
    }
}
