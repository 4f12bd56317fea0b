//! Lists packed into one cell.
//!
//! The driver works on a thread of its own and hands over every row by itself: fifty rows are fifty wake-ups of two
//! threads, and every cell of them is copied twice before anybody reads it. So a list is asked for as one JSON text,
//! which the database writes as fast as it reads. Bytes, which JSON has none of, travel as hexadecimal digits. Order and
//! contents are those of the statement as it was written: SQLite leaves an inner ORDER BY alone where the outer statement
//! gathers rows in their order.
//!
//! PostgreSQL sends rows well by itself; only lists asked for together are packed there, as an array of records in its
//! binary format ([`records`]). As JSON they cost the database twice what finding them does.

mod records;

use std::borrow::Cow;
use std::collections::HashMap;
use std::marker::PhantomData;
use std::sync::{Arc, LazyLock, RwLock};

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, SeqAccess, Visitor};
use sqlx::postgres::PgConnection;
use sqlx::sqlite::{SqliteArguments, SqliteColumn, SqliteConnection};
use sqlx::{AssertSqlSafe, Column as _, Executor as _, SqlSafeStr as _, SqlStr, Statement as _};
use sqlx::{TypeInfo as _, ValueRef as _};
use uuid::Uuid;

use crate::error::{Result, StoreError};
use crate::row::{FromRow, Row};

/// A value of a packed row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell<'a> {
    /// NULL.
    Null,
    /// A number, or a truth value as 0 or 1.
    Int(i64),
    /// Text; from SQLite also bytes as hexadecimal digits, ids and moments.
    Text(Cow<'a, str>),
    /// Bytes from PostgreSQL.
    Bytes(&'a [u8]),
    /// An id from PostgreSQL.
    Uuid(Uuid),
    /// A moment from PostgreSQL, in seconds since 1970.
    Time(i64),
    /// A number with a fraction. No table has one and nothing here reads one, so a list with one is refused where it
    /// is read, by table, column and row, as a single row would be.
    Fraction,
}

/// A statement with its packing.
#[derive(Clone)]
struct Packing {
    sql: SqlStr,
    /// Names of the columns, for error messages.
    columns: Arc<[String]>,
}

/// Packings are learned once a process: the schema does not change under it. Statements that are put together have a
/// limited number of forms; the cap is for the day that is no longer true.
static LEARNED: LazyLock<RwLock<HashMap<String, Packing>>> = LazyLock::new(RwLock::default);
const MOST: usize = 2_000;

/// Whether a statement only reads, so that it may stand inside another one.
pub(crate) fn applies(sql: &str) -> bool {
    let sql = sql.trim_start();
    sql.starts_with("SELECT") || sql.starts_with("WITH")
}

/// Every row of a statement that [`applies`].
pub(crate) async fn list<R: FromRow>(
    connection: &mut SqliteConnection,
    sql: SqlStr,
    arguments: SqliteArguments,
) -> Result<Vec<R>> {
    let packing = packing(connection, sql).await?;
    let row = sqlx::query_with(packing.sql, arguments)
        .fetch_one(connection)
        .await?;
    let value = sqlx::Row::try_get_raw(&row, 0)?;
    debug_assert!(!value.is_null(), "an aggregate always answers");
    rows(sqlx::Row::try_get(&row, 0)?, &packing.columns)
}

/// The rows in a cell.
pub(crate) fn rows<R: FromRow>(text: &str, columns: &[String]) -> Result<Vec<R>> {
    let mut reader = serde_json::Deserializer::from_str(text);
    let rows = Rows(columns, PhantomData).deserialize(&mut reader);
    let rows = rows.and_then(|rows| reader.end().map(|()| rows));
    rows.map_err(unreadable::<R>)?
}

/// Reads rows one by one: all cells of a long list at once take more room than its rows.
struct Rows<'c, R>(&'c [String], PhantomData<R>);

impl<'de, R: FromRow> DeserializeSeed<'de> for Rows<'de, R> {
    type Value = Result<Vec<R>>;
    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Self::Value, D::Error> {
        from.deserialize_seq(self)
    }
}

impl<'de, R: FromRow> Visitor<'de> for Rows<'de, R> {
    type Value = Result<Vec<R>>;
    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("rows")
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut from: A) -> Result<Self::Value, A::Error> {
        let mut rows = Ok(Vec::new());
        let mut cells = Vec::with_capacity(self.0.len());
        while let Some(()) = from.next_element_seed(OneRow(&mut cells))? {
            let row = Row::Packed(cells, self.0);
            // The rest is read over, so that what is no list at all is told first.
            rows = rows.and_then(|mut rows| {
                rows.push(R::from_row(&row)?);
                Ok(rows)
            });
            cells = row.into_cells();
        }
        Ok(rows)
    }
}

/// Reads the cells of a row into the place of the one before.
struct OneRow<'v, 'de>(&'v mut Vec<Cell<'de>>);

impl<'de> DeserializeSeed<'de> for OneRow<'_, 'de> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        Vec::deserialize_in_place(from, self.0)
    }
}

/// A cell that does not hold rows.
pub(crate) fn unreadable<R: FromRow>(why: impl std::fmt::Display) -> StoreError {
    StoreError::Inconsistent {
        table: R::TABLE,
        column: "(packed)".to_owned(),
        id: why.to_string(),
    }
}

async fn packing(connection: &mut SqliteConnection, sql: SqlStr) -> Result<Packing> {
    if let Some(known) = LEARNED
        .read()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
        .get(sql.as_str())
    {
        return Ok(known.clone());
    }
    let text = sql.as_str().to_owned();
    let statement = connection.prepare(sql).await?;
    let packing = Packing {
        sql: AssertSqlSafe(packed(&text, statement.columns())).into_sql_str(),
        columns: statement
            .columns()
            .iter()
            .map(|column| column.name().to_owned())
            .collect(),
    };
    let mut learned = LEARNED
        .write()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    if learned.len() < MOST {
        learned.insert(text, packing.clone());
    }
    Ok(packing)
}

pub(crate) use records::rows as records;

/// The same for PostgreSQL, where only questions asked together are packed: a statement of its packing and the names of
/// its columns.
pub(crate) async fn postgres(
    connection: &mut PgConnection,
    sql: SqlStr,
) -> Result<(String, Vec<String>)> {
    let text = sql.as_str().to_owned();
    let statement = connection.prepare(sql).await?;
    let names = statement.columns().iter().map(|c| c.name().to_owned());
    let (listed, cells) = aliased(statement.columns(), |_, name| name.to_owned());
    let packed =
        format!("WITH listed({listed}) AS ({text}) SELECT array_agg(ROW({cells})) FROM listed");
    Ok((packed, names.collect()))
}

/// The statement around a statement for SQLite and the names of its columns.
pub(crate) async fn sqlite(
    connection: &mut SqliteConnection,
    sql: SqlStr,
) -> Result<(String, Vec<String>)> {
    let packing = packing(connection, sql).await?;
    Ok((packing.sql.as_str().to_owned(), packing.columns.to_vec()))
}

/// The statement around the statement. Columns get names of their own, because joined tables share some.
fn packed(sql: &str, columns: &[SqliteColumn]) -> String {
    let (listed, cells) = aliased(columns, |column, name| match column.type_info().name() {
        "BLOB" => format!("iif({name} IS NULL, NULL, hex({name}))"),
        // An expression: the table does not say what it is.
        "NULL" => format!("iif(typeof({name}) = 'blob', hex({name}), {name})"),
        _ => name.to_owned(),
    });
    format!(
        "WITH listed({listed}) AS ({sql}) SELECT json_group_array(json_array({cells})) FROM listed"
    )
}

/// Names of the columns' own, and what is made of each.
fn aliased<C>(columns: &[C], cell: impl Fn(&C, &str) -> String) -> (String, String) {
    let names: Vec<String> = (0..columns.len()).map(|n| format!("c{n}")).collect();
    let cells: Vec<String> = columns
        .iter()
        .zip(&names)
        .map(|(c, n)| cell(c, n))
        .collect();
    (names.join(", "), cells.join(", "))
}

impl<'de: 'a, 'a> Deserialize<'de> for Cell<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = Cell<'de>;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a number, a text or nothing")
            }
            fn visit_unit<E: Error>(self) -> Result<Cell<'de>, E> {
                Ok(Cell::Null)
            }
            fn visit_bool<E: Error>(self, value: bool) -> Result<Cell<'de>, E> {
                Ok(Cell::Int(value.into()))
            }
            fn visit_i64<E: Error>(self, value: i64) -> Result<Cell<'de>, E> {
                Ok(Cell::Int(value))
            }
            fn visit_u64<E: Error>(self, value: u64) -> Result<Cell<'de>, E> {
                i64::try_from(value).map(Cell::Int).map_err(E::custom)
            }
            fn visit_f64<E: Error>(self, _: f64) -> Result<Cell<'de>, E> {
                Ok(Cell::Fraction)
            }
            fn visit_borrowed_str<E: Error>(self, value: &'de str) -> Result<Cell<'de>, E> {
                Ok(Cell::Text(Cow::Borrowed(value)))
            }
            fn visit_str<E: Error>(self, value: &str) -> Result<Cell<'de>, E> {
                Ok(Cell::Text(Cow::Owned(value.to_owned())))
            }
        }
        deserializer.deserialize_any(Any)
    }
}

#[cfg(all(test, feature = "testing"))]
mod same;

#[cfg(test)]
mod tests {
    use sqlx::Connection as _;

    use super::*;

    const TABLE: &str = "CREATE TABLE odd (n INTEGER, bytes BLOB, words TEXT, flag BOOLEAN);
        INSERT INTO odd VALUES (1, x'00ff', 'a \"quote\", a \\ and a
line', TRUE), (2, NULL, NULL, FALSE), (3, x'', 'ä €', TRUE)";

    #[derive(Debug, PartialEq)]
    struct Odd(i64, Option<Vec<u8>>, Option<String>, bool, Vec<u8>);

    impl FromRow for Odd {
        const TABLE: &'static str = "odd";
        fn from_cells(cells: &mut crate::row::Cells<'_>) -> Result<Self> {
            Ok(Self(
                cells.take()?,
                cells.take()?,
                cells.take()?,
                cells.take()?,
                cells.take()?,
            ))
        }
    }

    async fn odd(connection: &mut SqliteConnection, sql: &'static str) -> Result<Vec<Odd>> {
        list(connection, sql.into_sql_str(), SqliteArguments::default()).await
    }

    #[tokio::test]
    async fn every_kind_of_value_comes_out_as_it_went_in_and_in_the_order_asked_for() -> Result<()>
    {
        let mut connection = SqliteConnection::connect("sqlite::memory:").await?;
        sqlx::raw_sql(TABLE).execute(&mut connection).await?;
        // The last column is an expression that no table declares.
        let sql = "SELECT n, bytes, words, flag, coalesce(bytes, x'07') FROM odd ORDER BY n DESC";
        let words = "a \"quote\", a \\ and a\nline".to_owned();
        let expected = [
            Odd(
                3,
                Some(Vec::new()),
                Some("ä €".to_owned()),
                true,
                Vec::new(),
            ),
            Odd(2, None, None, false, vec![7]),
            Odd(1, Some(vec![0, 255]), Some(words), true, vec![0, 255]),
        ];
        assert_eq!(odd(&mut connection, sql).await?, expected);
        assert_eq!(odd(&mut connection, sql).await?, expected, "learned by now");
        let none = "SELECT n, bytes, words, flag, bytes FROM odd WHERE n > 3";
        assert_eq!(odd(&mut connection, none).await?, []);
        let wrong = "SELECT n, bytes, words, words, bytes FROM odd ORDER BY n LIMIT 1";
        let error = odd(&mut connection, wrong).await.err();
        let Some(StoreError::Inconsistent { table, column, id }) = error else {
            panic!("a text is no truth value: {error:?}");
        };
        assert_eq!((table, &*column, &*id), ("odd", "words", "1"));
        Ok(())
    }

    #[test]
    fn only_what_reads_is_packed() {
        assert!(applies(" SELECT 1") && applies("WITH a AS (SELECT 1) SELECT * FROM a"));
        assert!(
            !applies("UPDATE t SET n = 1 RETURNING n") && !applies("DELETE FROM t RETURNING n")
        );
    }
}
