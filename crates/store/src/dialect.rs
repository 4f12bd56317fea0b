//! What only one of the two databases can say, and texts that are put together while running.
//!
//! Everything else in this crate is one constant text for both. A text made here consists of constants, numbered
//! placeholders and whole numbers of rows; values never become part of it, which is what [`AssertSqlSafe`] asserts.

use std::fmt::Write as _;

use sqlx::AssertSqlSafe;

use crate::narrowing::Reach;
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
            sqlite: sql!($text, " /* FOR NO KEY UPDATE */"),
            postgres: sql!($text, " FOR NO KEY UPDATE"),
        }
    };
}

impl Dialect {
    /// The spelling for this database.
    pub const fn spell(self, spelled: Spelled) -> &'static str {
        match self {
            Self::Sqlite => spelled.sqlite,
            Self::Postgres => spelled.postgres,
        }
    }
}

impl Tx {
    /// The spelling for this database.
    pub(crate) const fn spell(&self, spelled: Spelled) -> &'static str {
        self.dialect().spell(spelled)
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

    /// Goes on behind a text that has these values.
    pub fn continued(text: &'static str, values: Vec<Value>) -> Self {
        Self {
            text: text.to_owned(),
            values,
        }
    }

    /// Appends a placeholder for a value, and is done with that.
    pub fn and(mut self, value: impl Bind) -> Self {
        self.bind(value);
        self
    }

    /// Appends a text.
    pub fn push(&mut self, text: &'static str) -> &mut Self {
        self.text.push_str(text);
        self
    }

    /// Appends a placeholder for a value.
    pub fn bind(&mut self, value: impl Bind) -> &mut Self {
        self.place(value.bind())
    }

    /// Appends a placeholder for a value that is bound already.
    pub fn place(&mut self, value: Value) -> &mut Self {
        self.values.push(value);
        write!(self.text, "${}", self.values.len()).expect("a String takes every text");
        self
    }

    /// Appends ` LIMIT` and a number of rows the program itself chose. PostgreSQL is told the number, because it plans
    /// a statement once for all its values and would take an unknown number for a tenth of the table.
    pub fn limit(&mut self, dialect: Dialect, rows: i64) -> &mut Self {
        self.push(" LIMIT ");
        match dialect {
            Dialect::Sqlite => self.bind(rows),
            Dialect::Postgres => {
                write!(self.text, "{rows}").expect("a String takes every text");
                self
            }
        }
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

    /// Asks how the database would run it instead of running it.
    #[cfg(feature = "testing")]
    pub fn explained(mut self, dialect: Dialect) -> Self {
        let prefix = match dialect {
            Dialect::Sqlite => "EXPLAIN QUERY PLAN ",
            Dialect::Postgres => "EXPLAIN ",
        };
        self.text.insert_str(0, prefix);
        self
    }

    /// Text and values, ready to run.
    pub fn finish(self) -> (AssertSqlSafe<String>, Vec<Value>) {
        (AssertSqlSafe(self.text), self.values)
    }
}

/// Marks the beginning of a hit in an excerpt.
pub const HIT_BEGINS: char = '⟦';
/// Marks the end of a hit in an excerpt.
pub const HIT_ENDS: char = '⟧';
/// Texts looked at for each ticket wanted: several texts of one ticket may match.
const TEXTS_PER_TICKET: usize = 4;
/// Words of a search beyond which the rest is not asked.
const MOST_WORDS: usize = 12;
/// A word is completed only from this length on, which the FTS5 prefix index covers.
const COMPLETED_FROM: usize = 3;

/// What is looked for: words, each taken apart at its signs. Parts consist of letters and digits only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchWords(Vec<Vec<String>>);

impl SearchWords {
    /// The words of a text; `None` if there are none.
    pub fn parse(text: &str) -> Option<Self> {
        let parts = |word: &str| -> Vec<String> {
            word.split(|c: char| !c.is_alphanumeric())
                .filter(|part| !part.is_empty())
                .map(str::to_owned)
                .collect()
        };
        let words: Vec<_> = text
            .split_whitespace()
            .map(parts)
            .filter(|word| !word.is_empty())
            .take(MOST_WORDS)
            .collect();
        (!words.is_empty()).then_some(Self(words))
    }

    /// The words one by one.
    pub(crate) fn each(&self) -> Vec<Self> {
        self.0.iter().map(|word| Self(vec![word.clone()])).collect()
    }

    /// More than one.
    pub(crate) const fn are_several(&self) -> bool {
        self.0.len() > 1
    }

    /// `"web 03"* "down"`: phrases, all of which must match.
    pub(crate) fn fts5(&self) -> String {
        let phrase = |word: &Vec<String>| {
            format!(
                "\"{}\"{}",
                word.join(" "),
                if completed(word) { "*" } else { "" }
            )
        };
        self.0.iter().map(phrase).collect::<Vec<_>>().join(" ")
    }

    /// `'web' <-> '03':* & 'down':*`, against the plain words.
    pub(crate) fn tsquery(&self) -> String {
        let phrase = |word: &Vec<String>| {
            let parts: Vec<_> = word.iter().map(|part| format!("'{part}'")).collect();
            format!(
                "{}{}",
                parts.join(" <-> "),
                if completed(word) { ":*" } else { "" }
            )
        };
        self.0.iter().map(phrase).collect::<Vec<_>>().join(" & ")
    }

    /// The words as typed, for German stems.
    pub(crate) fn plain(&self) -> String {
        self.0
            .iter()
            .map(|word| word.join(" "))
            .collect::<Vec<_>>()
            .join(" ")
    }
}

fn completed(word: &[String]) -> bool {
    word.last()
        .is_some_and(|part| part.chars().count() >= COMPLETED_FROM)
}

/// The search itself: columns of a [`crate::search::SearchHit`].
pub fn search(dialect: Dialect, words: &SearchWords, reach: Reach<'_>, limit: usize) -> Statement {
    let texts = rows(limit.saturating_mul(TEXTS_PER_TICKET));
    match dialect {
        Dialect::Sqlite => search_sqlite(words, reach, texts),
        Dialect::Postgres => search_postgres(words, reach, rows(limit), texts),
    }
}

fn rows(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn search_sqlite(words: &SearchWords, reach: Reach<'_>, texts: i64) -> Statement {
    let mut query = Statement::new(
        "SELECT tickets.number, tickets.subject, tickets.state, tickets.organization_id, organizations.name, found.kind,
            snippet(search_index, 0, '⟦', '⟧', '…', 24)
        FROM search_index
        JOIN search_documents AS found ON found.n = search_index.rowid
        JOIN tickets ON tickets.number = found.ticket_number
        JOIN organizations ON organizations.id = tickets.organization_id
        WHERE search_index MATCH ",
    );
    query.bind(words.fts5());
    if let Reach::Members(organizations) = reach {
        query
            .push(" AND found.kind <> 'note' AND found.organization_id IN ")
            .bind_list(organizations);
    } else {
        reach.visible(&mut query, Dialect::Sqlite, " AND ");
    }
    query
        .push(" ORDER BY search_index.rowid DESC LIMIT ")
        .bind(texts);
    query
}

/// Texts looked through one by one before anything else, the newest: how common the words are shows there.
const NEWEST: i64 = 1_000;
/// Texts looked through one by one if the words are common: so many of them hold enough hits.
const NEWER: i64 = 20_000;

/// Finds the newest texts in three steps, because PostgreSQL cannot guess how common a word is that is only begun, and
/// the wrong way through common words costs as much as the wrong one through rare words: a look at the newest texts;
/// if the words are common there, the newer texts, going back until there are enough; if there still are not enough,
/// all of them by the index. A step that is not needed is not taken. Excerpts are made only for the tickets returned.
fn search_postgres(words: &SearchWords, reach: Reach<'_>, limit: i64, texts: i64) -> Statement {
    let mut query = Statement::new("WITH asked AS MATERIALIZED (SELECT to_tsquery('simple', ");
    query
        .bind(words.tsquery())
        .push(") || plainto_tsquery('german', ")
        .bind(words.plain())
        .push(
            ") AS query),
            newest AS MATERIALIZED (SELECT 1 FROM (SELECT vector FROM search_documents",
        );
    reach.visible(&mut query, Dialect::Postgres, " WHERE ");
    query
        .push(" ORDER BY n DESC")
        .limit(Dialect::Postgres, NEWEST)
        .push(
            ") AS found WHERE found.vector @@ (SELECT query FROM asked)),
            newer AS MATERIALIZED (SELECT found.n, found.ticket_number
                FROM (SELECT n, ticket_number, vector FROM search_documents",
        );
    reach.visible(&mut query, Dialect::Postgres, " WHERE ");
    query
        .push(" ORDER BY n DESC")
        .limit(Dialect::Postgres, NEWER)
        .push(
            ") AS found WHERE found.vector @@ (SELECT query FROM asked)
                AND (SELECT COUNT(*) FROM newest) >= ",
        )
        .bind((texts.saturating_mul(NEWEST) / NEWER).max(1))
        .push(" ORDER BY found.n DESC")
        .limit(Dialect::Postgres, texts)
        .push(
            "),
            indexed AS MATERIALIZED (SELECT n, ticket_number FROM search_documents
                WHERE vector @@ (SELECT query FROM asked) AND (SELECT COUNT(*) FROM newer) < ",
        )
        .bind(texts);
    reach.visible(&mut query, Dialect::Postgres, " AND ");
    query
        .push(
            "),
            hits AS (SELECT n, ticket_number FROM newer WHERE (SELECT COUNT(*) FROM newer) >= ",
        )
        .bind(texts)
        .push(" UNION ALL (SELECT n, ticket_number FROM indexed ORDER BY n DESC")
        .limit(Dialect::Postgres, texts)
        .push(
            ")),
            page AS (SELECT MAX(n) AS n FROM hits GROUP BY ticket_number ORDER BY 1 DESC",
        )
        .limit(Dialect::Postgres, limit)
        .push(
            ")
            SELECT tickets.number, tickets.subject, tickets.state, tickets.organization_id, organizations.name, hit.kind,
                ts_headline('german', hit.body, (SELECT query FROM asked), 'StartSel=⟦, StopSel=⟧, MaxWords=28, MinWords=12')
            FROM page
            JOIN search_documents AS hit ON hit.n = page.n
            JOIN tickets ON tickets.number = hit.ticket_number
            JOIN organizations ON organizations.id = tickets.organization_id
            ORDER BY hit.n DESC",
        );
    query
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

    #[test]
    fn words_are_taken_apart_and_quoted() {
        let words =
            SearchWords::parse("web-03.lindner  ab \"größe\" OR ' --").expect("there are words");
        assert_eq!(words.fts5(), "\"web 03 lindner\"* \"ab\" \"größe\"* \"OR\"");
        assert_eq!(
            words.tsquery(),
            "'web' <-> '03' <-> 'lindner':* & 'ab' & 'größe':* & 'OR'"
        );
        assert_eq!(SearchWords::parse(" -- \" "), None);
    }
}
