//! What only one of the two databases can say, and texts that are put together while running.
//!
//! Everything else in this crate is one constant text for both. A text made here consists of constants and numbered
//! placeholders only; values never become part of it, which is what [`AssertSqlSafe`] asserts.

use std::fmt::Write as _;

use sqlx::AssertSqlSafe;

use crate::tx::{Dialect, Tx};
use crate::value::{Bind, Value};

/// One statement in two spellings.
#[derive(Debug, Clone, Copy)]
pub struct Spelled {
    /// For SQLite.
    pub sqlite: &'static str,
    /// For PostgreSQL.
    pub postgres: &'static str,
}

/// A SELECT that also locks what it finds until the unit of work ends. On SQLite units of work follow one another anyway.
macro_rules! locking {
    ($text:expr) => {
        $crate::dialect::Spelled {
            sqlite: $text,
            postgres: sql!($text, " FOR UPDATE"),
        }
    };
}

impl Tx {
    /// The spelling for this database.
    pub(crate) const fn spell(&self, spelled: Spelled) -> &'static str {
        match self.dialect() {
            Dialect::Sqlite => spelled.sqlite,
            Dialect::Postgres => spelled.postgres,
        }
    }
}

/// A statement put together from constants and values.
#[derive(Debug, Default)]
pub struct Statement {
    text: String,
    values: Vec<Value>,
}

impl Statement {
    /// Begins with a text.
    pub fn new(text: &'static str) -> Self {
        Self {
            text: text.to_owned(),
            values: Vec::new(),
        }
    }

    /// Appends a text.
    pub fn push(&mut self, text: &'static str) -> &mut Self {
        self.text.push_str(text);
        self
    }

    /// Appends a placeholder for a value.
    pub fn bind(&mut self, value: impl Bind) -> &mut Self {
        self.values.push(value.bind());
        write!(self.text, "${}", self.values.len()).expect("a String takes every text");
        self
    }

    /// Appends `(…, …)` with a placeholder for each value; `(NULL)` for none, which nothing equals.
    pub fn bind_list<T: Bind>(&mut self, values: impl IntoIterator<Item = T>) -> &mut Self {
        self.push("(");
        let before = self.values.len();
        for value in values {
            if self.values.len() > before {
                self.push(", ");
            }
            self.bind(value);
        }
        if self.values.len() == before {
            self.push("NULL");
        }
        self.push(")")
    }

    /// Text and values, ready to run.
    pub fn finish(self) -> (AssertSqlSafe<String>, Vec<Value>) {
        (AssertSqlSafe(self.text), self.values)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_numbered_and_an_empty_list_matches_nothing() {
        let mut statement = Statement::new("SELECT 1 WHERE a = ");
        statement
            .bind(1_i64)
            .push(" AND b IN ")
            .bind_list(["x", "y"])
            .push(" AND c IN ")
            .bind_list(Vec::<i64>::new());
        assert_eq!(
            statement.text,
            "SELECT 1 WHERE a = $1 AND b IN ($2, $3) AND c IN (NULL)"
        );
        assert_eq!(statement.values.len(), 3);
    }
}
