//! Several questions in one hand-over.
//!
//! A page is put together from a dozen lists. Asked one after the other, each costs a wake-up of two threads (SQLite) or
//! a way to the server and back (PostgreSQL), more than the database needs to find the rows. So lists that do not depend on
//! each other are asked together: one statement with one cell for each question, and in the cell the rows,
//! [`packed`]. Rows, order and errors are those of the questions asked alone.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::marker::PhantomData;
use std::sync::{Arc, LazyLock, PoisonError, RwLock};

use sqlx::{AssertSqlSafe, SqlSafeStr, SqlStr};

use crate::error::Result;
use crate::packed;
use crate::row::{FromRow, Row};
use crate::tx::{Dialect, Tx};
use crate::value::Value;

/// A question: a statement that only reads, its values, and what its rows are read as.
pub struct Ask<R> {
    sql: SqlStr,
    values: Vec<Value>,
    row: PhantomData<fn() -> R>,
}

impl<R: FromRow> Ask<R> {
    pub(crate) fn new(sql: impl SqlSafeStr, values: Vec<Value>) -> Self {
        let sql = sql.into_sql_str();
        debug_assert!(packed::applies(sql.as_str()), "only what reads is asked");
        Self {
            sql,
            values,
            row: PhantomData,
        }
    }
}

/// Questions to be asked together.
#[derive(Default)]
pub struct Asks {
    parts: Vec<SqlStr>,
    values: Vec<Vec<Value>>,
}

/// Where the answer to a question will be.
pub struct Place<R>(usize, PhantomData<fn() -> R>);

impl Asks {
    /// Adds a question.
    pub fn add<R: FromRow>(&mut self, ask: Ask<R>) -> Place<R> {
        self.parts.push(ask.sql);
        self.values.push(ask.values);
        Place(self.parts.len() - 1, PhantomData)
    }
}

/// The answers to questions asked together.
pub struct Answers {
    row: Row<'static>,
    bundle: Arc<Bundle>,
}

impl Answers {
    /// The rows that answer a question, in the order it asked for.
    ///
    /// # Errors
    /// [`crate::StoreError::Inconsistent`] for a row that cannot be read.
    pub fn of<R: FromRow>(&self, place: &Place<R>) -> Result<Vec<R>> {
        let columns = &self.bundle.columns[place.0];
        if let Row::Postgres(row) = &self.row {
            return packed::records(row, place.0, columns);
        }
        let text = self
            .row
            .text(place.0)
            .map_err(|_| packed::unreadable::<R>("the answer is no text"))?;
        packed::rows(text, columns)
    }

    /// The one row that answers a question which always has one.
    ///
    /// # Errors
    /// As [`Answers::of`]; [`crate::StoreError::RowsAffected`] where it has none.
    pub fn only<R: FromRow>(&self, place: &Place<R>) -> Result<R> {
        let mut rows = self.of(place)?;
        let actual = u64::try_from(rows.len()).unwrap_or(u64::MAX);
        match (rows.pop(), actual) {
            (Some(row), 1) => Ok(row),
            _ => Err(crate::StoreError::RowsAffected {
                expected: 1,
                actual,
            }),
        }
    }

    /// As [`Answers::of`], for a question that was not always asked.
    ///
    /// # Errors
    /// As [`Answers::of`].
    pub fn of_some<R: FromRow>(&self, place: Option<&Place<R>>) -> Result<Vec<R>> {
        place.map_or_else(|| Ok(Vec::new()), |place| self.of(place))
    }
}

/// Questions as one statement, with the names of each one's columns.
struct Bundle {
    sql: SqlStr,
    columns: Vec<Vec<String>>,
}

/// Learned once a process, as the packing of single lists is.
static LEARNED: LazyLock<RwLock<HashMap<String, Arc<Bundle>>>> = LazyLock::new(RwLock::default);
const MOST: usize = 500;

impl Tx {
    /// The rows that answer one question.
    ///
    /// # Errors
    /// The database does not answer, or a row cannot be read.
    pub async fn answer<R: FromRow>(&mut self, ask: Ask<R>) -> Result<Vec<R>> {
        self.list(ask.sql, ask.values).await
    }

    /// Asks everything at once.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn answers(&mut self, asks: Asks) -> Result<Answers> {
        let bundle = self.bundle(&asks.parts).await?;
        let values = asks.values.into_iter().flatten().collect();
        let row = self.fetch_one(bundle.sql.clone(), values).await?;
        Ok(Answers { row, bundle })
    }

    async fn bundle(&mut self, parts: &[SqlStr]) -> Result<Arc<Bundle>> {
        let key = key(self.dialect(), parts);
        let known = LEARNED
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&key)
            .cloned();
        if let Some(known) = known {
            return Ok(known);
        }
        let mut text = "SELECT ".to_owned();
        let mut columns = Vec::with_capacity(parts.len());
        let mut places = 0;
        for (n, part) in parts.iter().enumerate() {
            let (packed, names) = self.packing(part.clone()).await?;
            let _ = write!(text, "{}(", if n == 0 { "" } else { ", " });
            places = shifted(&packed, places, &mut text);
            text.push(')');
            columns.push(names);
        }
        let sql = AssertSqlSafe(text).into_sql_str();
        let bundle = Arc::new(Bundle { sql, columns });
        let mut learned = LEARNED.write().unwrap_or_else(PoisonError::into_inner);
        if learned.len() < MOST {
            learned.insert(key, bundle.clone());
        }
        Ok(bundle)
    }
}

fn key(dialect: Dialect, parts: &[SqlStr]) -> String {
    let mut key = format!("{dialect:?}");
    for part in parts {
        key.push('\0');
        key.push_str(part.as_str());
    }
    key
}

/// Appends a statement with its placeholders counted on from `before`; gives the highest one. Texts in quotes stay as they
/// are.
pub(crate) fn shifted(sql: &str, before: usize, into: &mut String) -> usize {
    let mut highest = before;
    let mut quoted = false;
    let mut rest = sql;
    while let Some(at) = rest.find(['$', '\'']) {
        let (head, tail) = rest.split_at(at + 1);
        into.push_str(head);
        let digits = tail.len() - tail.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        rest = tail;
        if head.ends_with('\'') {
            quoted = !quoted;
        } else if let (false, Ok(number)) = (quoted, tail[..digits].parse::<usize>()) {
            let _ = write!(into, "{}", before + number);
            highest = highest.max(before + number);
            rest = &tail[digits..];
        }
    }
    into.push_str(rest);
    highest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_count_on_and_texts_stay() {
        let mut text = String::new();
        let sql = "SELECT '$1 it''s $2', a ->> '$.x' FROM t WHERE b = $2 AND c IN ($10, $1)";
        assert_eq!(shifted(sql, 7, &mut text), 17);
        assert_eq!(
            text,
            "SELECT '$1 it''s $2', a ->> '$.x' FROM t WHERE b = $9 AND c IN ($17, $8)"
        );
        let mut none = String::new();
        assert_eq!(shifted("SELECT 1", 3, &mut none), 3);
    }
}
