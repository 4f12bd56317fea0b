//! Words that stand in different texts of one ticket: the second look of the search, where the first one (all words in
//! one text) found too few.
//!
//! The rarest word leads: the newest [`LED_BY`] texts with it name the tickets looked at, and of these stay the ones in
//! whose texts all the other words stand as well. So the work is bounded however common the words are, and nothing is
//! missed as long as one word stands in no more texts than that. SQLite counts how common a word is; PostgreSQL, which
//! would have to read all of a word's places for that, looks at the newest texts instead.

use crate::Result;
use crate::dialect::{SearchWords, Statement};
use crate::narrowing::Reach;
use crate::search::SearchHit;
use crate::tx::{Dialect, Tx};

/// Texts with the rarest word that are followed to their tickets, the newest.
pub const LED_BY: i64 = 2_000;
/// Texts with another word that are looked at, the newest among those of the tickets followed; SQLite.
const LOOKED_AT: i64 = 200_000;
/// Texts that show how common a word is, the newest; PostgreSQL.
const SAMPLE: i64 = 1_000;
/// So often in the sample, and a word is looked for in the newer texts one by one instead of by the index; PostgreSQL.
const COMMON: i64 = 5;
/// Those newer texts.
const NEWER: i64 = 20_000;

/// A text that leads to a ticket.
struct Led {
    text: i64,
}

impl crate::row::FromRow for Led {
    const TABLE: &'static str = "search_documents";
    fn from_cells(cells: &mut crate::row::Cells<'_>) -> Result<Self> {
        Ok(Self {
            text: cells.take()?,
        })
    }
}

/// The tickets whose texts together have all the words, what was written last first. Where nothing else was found, a
/// common word is followed beyond the newer texts as well: nobody is told that there is nothing because it is old.
pub(crate) async fn find(
    tx: &mut Tx,
    words: &SearchWords,
    reach: Reach<'_>,
    limit: usize,
    nothing_else: bool,
) -> Result<Vec<SearchHit>> {
    let mut words = words.each();
    let dialect = tx.dialect();
    let (sql, values) = match dialect {
        Dialect::Sqlite => counts_sqlite(&words),
        Dialect::Postgres => counts_postgres(&words),
    }
    .finish();
    let counts: Vec<(i64, i64)> = tx.list(sql, values).await?;
    let Some((place, count)) = counts
        .into_iter()
        .min_by_key(|(place, count)| (*count, *place))
    else {
        return Ok(Vec::new());
    };
    let place = usize::try_from(place)
        .unwrap_or_default()
        .min(words.len() - 1);
    let leading = words.swap_remove(place);
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    // Counted, not guessed: a word that stands nowhere.
    if dialect == Dialect::Sqlite && count == 0 {
        return Ok(Vec::new());
    }
    let led = |newer: bool| match dialect {
        Dialect::Sqlite => led_sqlite(&leading, &words, reach, limit),
        Dialect::Postgres => led_postgres(&leading, &words, reach, limit, newer),
    };
    let newer = dialect == Dialect::Postgres && count >= COMMON;
    let (sql, values) = led(newer).finish();
    let mut led_to: Vec<Led> = tx.list(sql, values).await?;
    if newer && nothing_else && led_to.is_empty() {
        let (sql, values) = led(false).finish();
        led_to = tx.list(sql, values).await?;
    }
    let mut texts: Vec<i64> = led_to.into_iter().map(|led| led.text).collect();
    let (Some(first), Some(last)) = (texts.iter().min().copied(), texts.iter().max().copied())
    else {
        return Ok(Vec::new());
    };
    // Few lengths, so few statements to plan and to remember.
    texts.resize(texts.len().next_power_of_two(), last);
    let (sql, values) = match dialect {
        Dialect::Sqlite => hits_sqlite(&leading, &texts, first, last),
        Dialect::Postgres => hits_postgres(&leading, &texts),
    }
    .finish();
    tx.list(sql, values).await
}

fn counts_sqlite(words: &[SearchWords]) -> Statement {
    let mut query = Statement::default();
    for (place, word) in (0_i64..).zip(words) {
        query
            .push(if place == 0 { "SELECT " } else { " UNION ALL SELECT " })
            .bind(place)
            .push(" AS word, COUNT(*) AS texts FROM (SELECT 1 FROM search_index WHERE search_index MATCH ")
            .bind(word.fts5())
            .limit(Dialect::Sqlite, LED_BY + 1)
            .push(")");
    }
    query
}

fn counts_postgres(words: &[SearchWords]) -> Statement {
    let mut query = Statement::new(
        "WITH newest AS MATERIALIZED (SELECT vector FROM search_documents ORDER BY n DESC",
    );
    query.limit(Dialect::Postgres, SAMPLE).push(")");
    for (place, word) in (0_i64..).zip(words) {
        query
            .push(if place == 0 {
                " SELECT "
            } else {
                " UNION ALL SELECT "
            })
            .bind(place)
            .push(" AS word, COUNT(*) AS texts FROM newest WHERE vector @@ ");
        asked(&mut query, word);
    }
    query
}

/// A word as PostgreSQL asks for it, made once a statement: as it is, and by its German stem.
fn asked(query: &mut Statement, word: &SearchWords) {
    query
        .push("(SELECT to_tsquery('simple', ")
        .bind(word.tsquery())
        .push(") || plainto_tsquery('german', ")
        .bind(word.plain())
        .push("))");
}

/// FTS5 answers for a word as a whole, never for one text: so the other words' texts run past those of the tickets, not
/// the other way round. CROSS JOIN and the plus signs keep that order.
fn led_sqlite(
    leading: &SearchWords,
    others: &[SearchWords],
    reach: Reach<'_>,
    limit: i64,
) -> Statement {
    let mut query = Statement::new(
        "WITH led AS MATERIALIZED (SELECT search_documents.n, search_documents.ticket_number FROM search_index
            CROSS JOIN search_documents ON search_documents.n = search_index.rowid WHERE search_index MATCH ",
    );
    query.bind(leading.fts5());
    reach.visible(&mut query, Dialect::Sqlite, " AND ");
    query
        .push(" ORDER BY search_index.rowid DESC")
        .limit(Dialect::Sqlite, LED_BY)
        .push(
            "),
            candidates AS MATERIALIZED (SELECT ticket_number AS number, MAX(n) AS n FROM led GROUP BY ticket_number),
            texts AS MATERIALIZED (SELECT search_documents.n, search_documents.ticket_number FROM candidates
                CROSS JOIN search_documents ON search_documents.ticket_number = candidates.number",
        );
    reach.visible_texts(&mut query, " WHERE ");
    query.push(") SELECT candidates.n AS n FROM candidates WHERE TRUE");
    for word in others {
        query
            .push(
                " AND candidates.number IN (SELECT texts.ticket_number
                FROM (SELECT search_index.rowid AS n FROM search_index WHERE search_index MATCH ",
            )
            .bind(word.fts5())
            .push(
                " AND search_index.rowid >= (SELECT MIN(n) FROM texts) AND search_index.rowid <= (SELECT MAX(n) FROM texts)
                ORDER BY search_index.rowid DESC",
            )
            .limit(Dialect::Sqlite, LOOKED_AT)
            .push(") AS other CROSS JOIN texts ON texts.n = other.n)");
    }
    query.push(" ORDER BY n DESC").limit(Dialect::Sqlite, limit);
    query
}

/// The texts of a ticket followed are read and asked for the other words: a few each, newest ticket first, until there
/// are enough.
fn led_postgres(
    leading: &SearchWords,
    others: &[SearchWords],
    reach: Reach<'_>,
    limit: i64,
    newer: bool,
) -> Statement {
    let dialect = Dialect::Postgres;
    let mut query = Statement::new("WITH matching AS MATERIALIZED (SELECT n, ticket_number FROM ");
    if newer {
        query.push("(SELECT n, ticket_number, vector FROM search_documents");
        reach.visible(&mut query, dialect, " WHERE ");
        query
            .push(" ORDER BY n DESC")
            .limit(dialect, NEWER)
            .push(") AS newer WHERE vector @@ ");
        asked(&mut query, leading);
    } else {
        query.push("search_documents WHERE vector @@ ");
        asked(&mut query, leading);
        reach.visible(&mut query, dialect, " AND ");
    }
    query
        .push(
            "),
            candidates AS MATERIALIZED (SELECT ticket_number AS number, MAX(n) AS n
                FROM (SELECT n, ticket_number FROM matching ORDER BY n DESC",
        )
        .limit(dialect, LED_BY)
        .push(
            ") AS led GROUP BY ticket_number)
            SELECT candidate.n FROM (SELECT number, n FROM candidates ORDER BY n DESC OFFSET 0) AS candidate
            WHERE (SELECT TRUE",
        );
    for word in others {
        query.push(" AND bool_or(vector @@ ");
        asked(&mut query, word);
        query.push(")");
    }
    query.push(" FROM search_documents WHERE ticket_number = candidate.number");
    reach.visible(&mut query, dialect, " AND ");
    query
        .push(") ORDER BY candidate.n DESC")
        .limit(dialect, limit);
    query
}

fn hits_sqlite(leading: &SearchWords, texts: &[i64], first: i64, last: i64) -> Statement {
    let mut query = Statement::new(
        "SELECT tickets.number, tickets.subject, tickets.state, tickets.organization_id, organizations.name, found.kind,
            snippet(search_index, 0, '⟦', '⟧', '…', 24)
        FROM search_index
        CROSS JOIN search_documents AS found ON found.n = search_index.rowid
        JOIN tickets ON tickets.number = found.ticket_number
        JOIN organizations ON organizations.id = tickets.organization_id
        WHERE search_index MATCH ",
    );
    query
        .bind(leading.fts5())
        .push(" AND search_index.rowid >= ")
        .bind(first)
        .push(" AND search_index.rowid <= ")
        .bind(last)
        .push(" AND +search_index.rowid IN ")
        .bind_list(texts.iter().copied())
        .push(" ORDER BY search_index.rowid DESC");
    query
}

fn hits_postgres(leading: &SearchWords, texts: &[i64]) -> Statement {
    let mut query = Statement::new(
        "SELECT tickets.number, tickets.subject, tickets.state, tickets.organization_id, organizations.name, hit.kind,
            ts_headline('german', hit.body, ",
    );
    asked(&mut query, leading);
    query
        .push(
            ", 'StartSel=⟦, StopSel=⟧, MaxWords=28, MinWords=12')
            FROM search_documents AS hit
            JOIN tickets ON tickets.number = hit.ticket_number
            JOIN organizations ON organizations.id = tickets.organization_id
            WHERE hit.n IN ",
        )
        .bind_list(texts.iter().copied())
        .push(" ORDER BY hit.n DESC");
    query
}
