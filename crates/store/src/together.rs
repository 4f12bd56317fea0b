//! Writes nobody waits for one by one, sent as one.
//!
//! Filing a ticket adds rows to a dozen tables. Said one after the other, each costs a wake-up of two threads (SQLite, where
//! the only writing connection is held meanwhile) or a way to the server and back (PostgreSQL). A unit of work that
//! [gathers](Tx::gather) keeps what it adds until somebody asks a question or saves, and sends it then: SQLite gets the
//! statements in their order as one text, PostgreSQL one statement with a part for each. What a part refuses is refused as a whole,
//! with the error of that part, so nothing is said twice and nothing half.
//!
//! PostgreSQL runs the parts of a statement on what was there before it. So only writes that do not build on each other are
//! kept: rows that are added, and changes of rows that were there before.

use std::fmt::Write as _;
use std::ops::RangeInclusive;

use sqlx::{AssertSqlSafe, SqlSafeStr, SqlStr};

use crate::asks::shifted;
use crate::error::{Result, StoreError};
use crate::tx::{Dialect, Tx};
use crate::value::Value;

/// Bound values of one statement: PostgreSQL counts them in 16 bits, SQLite takes 32,766.
const VALUES: usize = 16_000;

/// What a unit of work has said and not sent.
pub struct Gathered {
    on: bool,
    writes: Vec<Write>,
}

impl Gathered {
    /// Each write is sent when it is said.
    pub(crate) const NONE: Self = Self {
        on: false,
        writes: Vec::new(),
    };

    /// Whether a write may wait with the others: PostgreSQL runs the parts of a statement on what was there before it, so a
    /// change of a table and another write of that table could miss each other.
    fn takes(&self, sql: &str, values: usize) -> bool {
        let waiting: usize = self.writes.iter().map(|write| write.values.len()).sum();
        let meets = |write: &Write| {
            let other = write.sql.as_str();
            !(adds(sql) && adds(other)) && table(sql) == table(other)
        };
        waiting + values <= VALUES && !self.writes.iter().any(meets)
    }
}

struct Write {
    sql: SqlStr,
    values: Vec<Value>,
    rows: RangeInclusive<u64>,
}

impl Tx {
    /// From here to the end of this unit of work, rows that are added are sent together. An error of theirs (a key in use)
    /// then shows at the next question or when the unit of work is saved.
    pub fn gather(&mut self) {
        self.gathered().on = true;
    }

    /// A write that builds on nothing gathered before it, and how many rows it must change.
    pub(crate) async fn write(
        &mut self,
        sql: impl SqlSafeStr,
        values: Vec<Value>,
        rows: RangeInclusive<u64>,
    ) -> Result<()> {
        let sql = sql.into_sql_str();
        if !self.gathered().on {
            let actual = self.execute(sql, values).await?;
            return counted(&rows, actual);
        }
        if !self.gathered().takes(sql.as_str(), values.len()) {
            self.send_gathered().await?;
        }
        self.gathered().writes.push(Write { sql, values, rows });
        Ok(())
    }

    /// Sends what was gathered.
    pub(crate) async fn send_gathered(&mut self) -> Result<()> {
        let mut writes = std::mem::take(&mut self.gathered().writes);
        for write in &writes {
            self.known().before(write.sql.as_str(), &write.values);
        }
        match writes.len() {
            0 => Ok(()),
            1 => {
                let Some(Write { sql, values, rows }) = writes.pop() else {
                    return Ok(());
                };
                let actual = self.run_now(sql, values).await?;
                counted(&rows, actual)
            }
            _ => {
                let (least, most) = writes.iter().fold((0, 0), |(least, most), write| {
                    (least + write.rows.start(), most + write.rows.end())
                });
                let dialect = self.dialect();
                let sql = AssertSqlSafe(joined(dialect, &writes)).into_sql_str();
                let values = writes.into_iter().flat_map(|write| write.values).collect();
                let actual = match dialect {
                    Dialect::Sqlite => self.run_now(sql, values).await?,
                    Dialect::Postgres => self.count_now(sql, values).await?,
                };
                counted(&(least..=most), actual)
            }
        }
    }
}

fn adds(sql: &str) -> bool {
    sql.trim_start().starts_with("INSERT")
}

/// The table a write is about: the first word that is none of the statement's own.
fn table(sql: &str) -> &str {
    let mut words = sql.split_whitespace();
    let own = |word: &&str| matches!(*word, "INSERT" | "INTO" | "UPDATE" | "DELETE" | "FROM");
    words.find(|word| !own(word)).unwrap_or(sql)
}

fn counted(rows: &RangeInclusive<u64>, actual: u64) -> Result<()> {
    if rows.contains(&actual) {
        Ok(())
    } else {
        Err(StoreError::RowsAffected {
            expected: *rows.start(),
            actual,
        })
    }
}

/// The writes as one text, their placeholders counted on; for PostgreSQL with one row that says how many rows they changed.
fn joined(dialect: Dialect, writes: &[Write]) -> String {
    let mut text = String::new();
    let mut places = 0;
    for (n, write) in writes.iter().enumerate() {
        match dialect {
            Dialect::Sqlite => {
                text.push_str(if n == 0 { "" } else { "; " });
                places = shifted(write.sql.as_str(), places, &mut text);
            }
            Dialect::Postgres => {
                text.push_str(if n == 0 { "WITH " } else { ", " });
                let _ = write!(text, "part{n} AS (");
                places = shifted(write.sql.as_str(), places, &mut text);
                text.push_str(" RETURNING 1)");
            }
        }
    }
    if dialect == Dialect::Postgres {
        for n in 0..writes.len() {
            text.push_str(if n == 0 { " SELECT " } else { " + " });
            let _ = write!(text, "(SELECT COUNT(*) FROM part{n})");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn writes() -> Vec<Write> {
        [
            ("INSERT INTO a (x, y) VALUES ($1, $2)", 2_u64),
            ("UPDATE b SET z = $2 WHERE id = $1", 2),
            ("DELETE FROM c WHERE note = '$1'", 0),
        ]
        .into_iter()
        .map(|(sql, values)| Write {
            sql: sql.into_sql_str(),
            values: (0..values).map(|_| Value::Int(None)).collect(),
            rows: 0..=1,
        })
        .collect()
    }

    #[test]
    fn a_change_of_a_table_waits_with_no_other_write_of_it() {
        let mut gathered = Gathered::NONE;
        gathered.writes = writes();
        for (sql, takes) in [
            ("INSERT INTO a (x) VALUES ($1)", true),
            ("INSERT INTO b (z) VALUES ($1)", false),
            ("UPDATE b SET y = $1", false),
            ("DELETE FROM a WHERE x = $1", false),
            ("UPDATE d SET y = $1", true),
        ] {
            assert_eq!(gathered.takes(sql, 1), takes, "{sql}");
        }
        assert!(!gathered.takes("INSERT INTO a (x) VALUES ($1)", VALUES));
    }

    #[test]
    fn each_database_gets_its_own_one_text() {
        assert_eq!(
            joined(Dialect::Sqlite, &writes()),
            "INSERT INTO a (x, y) VALUES ($1, $2); UPDATE b SET z = $4 WHERE id = $3; DELETE FROM c WHERE note = '$1'"
        );
        assert_eq!(
            joined(Dialect::Postgres, &writes()),
            "WITH part0 AS (INSERT INTO a (x, y) VALUES ($1, $2) RETURNING 1), \
             part1 AS (UPDATE b SET z = $4 WHERE id = $3 RETURNING 1), \
             part2 AS (DELETE FROM c WHERE note = '$1' RETURNING 1) \
             SELECT (SELECT COUNT(*) FROM part0) + (SELECT COUNT(*) FROM part1) + (SELECT COUNT(*) FROM part2)"
        );
    }
}
