//! A unit of work, or a reading connection: what every function of the store takes.
//!
//! Statements go through four small functions, which are the only places that meet a driver. They are compiled once per
//! database by [`on!`](macro@crate::tx::on); everything above is compiled once.

use std::any::Any;
use std::sync::Arc;

use sqlx::pool::PoolConnection;
use sqlx::{Postgres, Sqlite, Transaction};
use sqlx::{SqlSafeStr, SqlStr};

use crate::error::{Result, StoreError};
use crate::group::GroupSync;
use crate::order::Known;
use crate::packed;
use crate::row::{FromRow, Record, Row};
use crate::together::Gathered;
use crate::value::{self, Value};

/// One unit of work. Dropped without [`Tx::save`], it is rolled back.
pub struct Tx(Inner, Known, Gathered, Otherwise);

/// What is done if a unit of work never happens.
#[derive(Default)]
struct Otherwise(Vec<Box<dyn FnOnce() + Send + Sync>>);

impl Drop for Otherwise {
    fn drop(&mut self) {
        for act in self.0.drain(..) {
            act();
        }
    }
}

enum Inner {
    Sqlite(Transaction<'static, Sqlite>, Option<Arc<GroupSync>>),
    SqliteReader(PoolConnection<Sqlite>),
    Postgres(Transaction<'static, Postgres>),
    PostgresReader(PoolConnection<Postgres>),
}

/// Which database a unit of work runs on, for the few statements that must differ ([`crate::dialect`]).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// SQLite.
    Sqlite,
    /// PostgreSQL.
    Postgres,
}

/// Runs the body on the connection inside a [`Tx`], with the arguments made for its driver: compiled once per database.
macro_rules! on {
    ($tx:expr, $values:expr, |$connection:ident, $arguments:ident, $row:ident| $body:expr) => {
        match &mut $tx.0 {
            Inner::Sqlite(tx, _) => on!(@run &mut **tx, value::sqlite($values), Row::Sqlite, $connection, $arguments, $row, $body),
            Inner::SqliteReader(c) => on!(@run &mut **c, value::sqlite($values), Row::Sqlite, $connection, $arguments, $row, $body),
            Inner::Postgres(tx) => on!(@run &mut **tx, value::postgres($values), Row::Postgres, $connection, $arguments, $row, $body),
            Inner::PostgresReader(c) => on!(@run &mut **c, value::postgres($values), Row::Postgres, $connection, $arguments, $row, $body),
        }
    };
    (@run $borrow:expr, $made:expr, $wrap:path, $connection:ident, $arguments:ident, $row:ident, $body:expr) => {{
        let ($connection, $arguments, $row) = ($borrow, $made.map_err(sqlx::Error::Encode)?, $wrap);
        $body
    }};
}

impl Tx {
    pub(crate) const fn sqlite(
        tx: Transaction<'static, Sqlite>,
        group: Option<Arc<GroupSync>>,
    ) -> Self {
        Self(
            Inner::Sqlite(tx, group),
            Known::NOTHING,
            Gathered::NONE,
            Otherwise(Vec::new()),
        )
    }

    pub(crate) const fn sqlite_reader(connection: PoolConnection<Sqlite>) -> Self {
        Self(
            Inner::SqliteReader(connection),
            Known::NOTHING,
            Gathered::NONE,
            Otherwise(Vec::new()),
        )
    }

    pub(crate) const fn postgres(tx: Transaction<'static, Postgres>) -> Self {
        Self(
            Inner::Postgres(tx),
            Known::NOTHING,
            Gathered::NONE,
            Otherwise(Vec::new()),
        )
    }

    pub(crate) const fn postgres_reader(connection: PoolConnection<Postgres>) -> Self {
        Self(
            Inner::PostgresReader(connection),
            Known::NOTHING,
            Gathered::NONE,
            Otherwise(Vec::new()),
        )
    }

    /// Makes everything since [`crate::Db::begin`] happen.
    pub async fn save(mut self) -> Result<()> {
        self.send_gathered().await?;
        // From here on nobody knows whether it happens, until the database says so.
        let acts = std::mem::take(&mut self.3.0);
        let (ended, group) = match self.0 {
            Inner::Sqlite(tx, group) => (tx.commit().await, group),
            Inner::Postgres(tx) => (tx.commit().await, None),
            Inner::SqliteReader(_) | Inner::PostgresReader(_) => (Ok(()), None),
        };
        if let Err(error) = ended {
            let error = StoreError::from(error);
            if matches!(error, StoreError::Full(_)) {
                drop(Otherwise(acts));
            }
            return Err(error);
        }
        match group {
            Some(group) => group.flush().await,
            None => Ok(()),
        }
    }

    /// Gives everything up now, instead of a moment after the drop.
    pub async fn undo(self) -> Result<()> {
        match self.0 {
            Inner::Sqlite(tx, _) => tx.rollback().await?,
            Inner::Postgres(tx) => tx.rollback().await?,
            Inner::SqliteReader(_) | Inner::PostgresReader(_) => {}
        }
        Ok(())
    }

    /// Does something if this unit of work is given up or refused: takes away what it made outside the database. Not where
    /// nobody knows, because the connection broke while it was saved.
    pub fn otherwise(&mut self, act: impl FnOnce() + Send + Sync + 'static) {
        self.3.0.push(Box::new(act));
    }

    /// What was remembered last in this unit of work, if it is of this kind and no setting was changed since.
    pub fn remembered<T: Any + Send + Sync>(&self) -> Option<Arc<T>> {
        self.1.settings.clone()?.downcast().ok()
    }

    /// Remembers something that was worked out from the settings, so that a unit of work reads them once.
    pub fn remember<T: Any + Send + Sync>(&mut self, value: T) -> Arc<T> {
        let value = Arc::new(value);
        self.1.settings = Some(value.clone());
        value
    }

    /// A setting changes.
    pub(crate) fn forget(&mut self) {
        self.1.settings = None;
    }

    pub(crate) const fn dialect(&self) -> Dialect {
        match self.0 {
            Inner::Sqlite(..) | Inner::SqliteReader(_) => Dialect::Sqlite,
            Inner::Postgres(_) | Inner::PostgresReader(_) => Dialect::Postgres,
        }
    }

    /// Whether it writes where others write at the same time.
    pub(crate) const fn writes_beside_others(&self) -> bool {
        matches!(self.0, Inner::Postgres(_))
    }

    pub(crate) const fn known(&mut self) -> &mut Known {
        &mut self.1
    }

    pub(crate) const fn gathered(&mut self) -> &mut Gathered {
        &mut self.2
    }

    /// Runs a statement and says how many rows it changed.
    pub(crate) async fn execute(
        &mut self,
        sql: impl SqlSafeStr,
        values: Vec<Value>,
    ) -> Result<u64> {
        self.send_gathered().await?;
        let sql = sql.into_sql_str();
        self.1.before(sql.as_str(), &values);
        self.run_now(sql, values).await
    }

    /// Runs a statement that must change exactly one row.
    pub(crate) async fn change_one(
        &mut self,
        sql: impl SqlSafeStr,
        values: Vec<Value>,
    ) -> Result<()> {
        match self.execute(sql, values).await? {
            1 => Ok(()),
            actual => Err(StoreError::RowsAffected {
                expected: 1,
                actual,
            }),
        }
    }

    /// Inserts a record as it is.
    pub(crate) async fn insert<R: Record>(&mut self, record: &R) -> Result<()> {
        self.write(R::INSERT, record.values(), 1..=1).await
    }

    /// The only row, if there is one.
    pub(crate) async fn optional<R: FromRow>(
        &mut self,
        sql: impl SqlSafeStr,
        values: Vec<Value>,
    ) -> Result<Option<R>> {
        self.send_gathered().await?;
        self.beside(sql, values).await
    }

    /// As [`Tx::optional`], for a question whose answer nothing gathered can change.
    pub(crate) async fn beside<R: FromRow>(
        &mut self,
        sql: impl SqlSafeStr,
        values: Vec<Value>,
    ) -> Result<Option<R>> {
        let row = self.fetch_optional(sql.into_sql_str(), values).await?;
        row.as_ref().map(R::from_row).transpose()
    }

    /// The row that must be there (a count, a RETURNING).
    pub(crate) async fn one<R: FromRow>(
        &mut self,
        sql: impl SqlSafeStr,
        values: Vec<Value>,
    ) -> Result<R> {
        self.optional(sql, values)
            .await?
            .ok_or(StoreError::RowsAffected {
                expected: 1,
                actual: 0,
            })
    }

    /// Every row.
    pub(crate) async fn list<R: FromRow>(
        &mut self,
        sql: impl SqlSafeStr,
        values: Vec<Value>,
    ) -> Result<Vec<R>> {
        self.send_gathered().await?;
        let sql = sql.into_sql_str();
        let sqlite = match &mut self.0 {
            Inner::Sqlite(tx, _) => Some(&mut **tx),
            Inner::SqliteReader(connection) => Some(&mut **connection),
            Inner::Postgres(_) | Inner::PostgresReader(_) => None,
        };
        if let Some(connection) = sqlite
            && packed::applies(sql.as_str())
        {
            let arguments = value::sqlite(values).map_err(sqlx::Error::Encode)?;
            return packed::list(connection, sql, arguments).await;
        }
        let rows = self.fetch_all(sql, values).await?;
        rows.iter().map(R::from_row).collect()
    }

    /// Runs a statement at once, before anything gathered.
    pub(crate) async fn run_now(&mut self, sql: SqlStr, values: Vec<Value>) -> Result<u64> {
        Ok(on!(self, values, |connection, arguments, _row| {
            sqlx::query_with(sql, arguments)
                .execute(connection)
                .await?
                .rows_affected()
        }))
    }

    /// Runs a statement that answers with one number, at once, before anything gathered.
    pub(crate) async fn count_now(&mut self, sql: SqlStr, values: Vec<Value>) -> Result<u64> {
        let row = on!(self, values, |connection, arguments, row| {
            row(sqlx::query_with(sql, arguments)
                .fetch_one(connection)
                .await?)
        });
        let (count,) = <(i64,)>::from_row(&row)?;
        Ok(u64::try_from(count).unwrap_or(u64::MAX))
    }

    async fn fetch_optional(
        &mut self,
        sql: SqlStr,
        values: Vec<Value>,
    ) -> Result<Option<Row<'static>>> {
        self.1.before(sql.as_str(), &values);
        Ok(on!(self, values, |connection, arguments, row| {
            sqlx::query_with(sql, arguments)
                .fetch_optional(connection)
                .await?
                .map(row)
        }))
    }

    pub(crate) async fn fetch_one(
        &mut self,
        sql: SqlStr,
        values: Vec<Value>,
    ) -> Result<Row<'static>> {
        self.send_gathered().await?;
        self.1.before(sql.as_str(), &values);
        Ok(on!(self, values, |connection, arguments, row| {
            row(sqlx::query_with(sql, arguments)
                .fetch_one(connection)
                .await?)
        }))
    }

    /// A statement as one cell with all its rows, and the names of its columns.
    pub(crate) async fn packing(&mut self, sql: SqlStr) -> Result<(String, Vec<String>)> {
        self.send_gathered().await?;
        match &mut self.0 {
            Inner::Sqlite(tx, _) => packed::sqlite(tx, sql).await,
            Inner::SqliteReader(connection) => packed::sqlite(connection, sql).await,
            Inner::Postgres(tx) => packed::postgres(tx, sql).await,
            Inner::PostgresReader(connection) => packed::postgres(connection, sql).await,
        }
    }

    async fn fetch_all(&mut self, sql: SqlStr, values: Vec<Value>) -> Result<Vec<Row<'static>>> {
        self.send_gathered().await?;
        self.1.before(sql.as_str(), &values);
        Ok(on!(self, values, |connection, arguments, row| {
            sqlx::query_with(sql, arguments)
                .fetch_all(connection)
                .await?
                .into_iter()
                .map(row)
                .collect()
        }))
    }
}
