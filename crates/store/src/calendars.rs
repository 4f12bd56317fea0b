//! Calendars and their versions. A version is written once; an edit adds the next one. The database refuses anything else.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, LazyLock, PoisonError, RwLock};
use std::time::Duration;

use domain::calendar::{Calendar, CalendarVersion, Definition, History, Purpose};
use domain::ids::PersonId;
use domain::sla::engine::{CalendarCode, Registry};
use domain::time::Timestamp;

use crate::row::{Cells, FromRow};
use crate::{Result, StoreError, Tx};

/// Calendars that were built, by what they say. It never changes what it means, so whoever asks again need not build it.
static BUILT: LazyLock<RwLock<HashMap<String, Arc<Calendar>>>> = LazyLock::new(RwLock::default);
/// More of them than anybody keeps: then it begins anew.
const BUILT_MOST: usize = 1_000;

record! {
    /// A calendar as stored; what it says stands in its versions.
    pub struct CalendarRow in "calendars" {
        /// What clocks and addresses of pages call it.
        pub code: String,
        /// Its name in German.
        pub name_de: String,
        /// Its name in English.
        pub name_en: String,
        /// What it is for.
        pub purpose: Purpose,
        /// When it was made.
        pub created_at: Timestamp,
    }
}

record! {
    /// A version as stored.
    pub struct CalendarVersionRow in "calendar_versions" {
        /// The calendar.
        pub calendar: String,
        /// Its number, from 1.
        pub version: i64,
        /// From when it holds.
        pub valid_from: Timestamp,
        /// What it says.
        pub definition: Definition,
        /// Who wrote it; `None`: shipped.
        pub author_id: Option<PersonId>,
        /// Why.
        pub reason: String,
        /// When it was written.
        pub created_at: Timestamp,
    }
}

/// A running clock, as far as a change of its calendar concerns it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RunningClock {
    /// The promise in seconds.
    pub target_s: i64,
    /// Seconds counted up to `running_since`.
    pub consumed_s: i64,
    /// Since when it counts.
    pub running_since: Timestamp,
    /// Last instant at which the promise is kept; `None`: it never ends.
    pub breach_at: Option<Timestamp>,
}

impl FromRow for RunningClock {
    const TABLE: &'static str = "clocks";
    fn from_cells(cells: &mut Cells<'_>) -> Result<Self> {
        Ok(Self {
            target_s: cells.take()?,
            consumed_s: cells.take()?,
            running_since: cells.take()?,
            breach_at: cells.take()?,
        })
    }
}

const FIND: &str = sql!(
    "SELECT ",
    CalendarRow::COLUMNS,
    " FROM calendars WHERE code = $1"
);
const LIST: &str = sql!(
    "SELECT ",
    CalendarRow::COLUMNS,
    " FROM calendars ORDER BY created_at, code"
);
const LIST_VERSIONS: &str = sql!(
    "SELECT ",
    CalendarVersionRow::COLUMNS,
    " FROM calendar_versions WHERE calendar = $1 ORDER BY version"
);
const LIST_ALL_VERSIONS: &str = sql!(
    "SELECT ",
    CalendarVersionRow::COLUMNS,
    " FROM calendar_versions ORDER BY calendar, version"
);
const LIST_AUTHORS: &str = "SELECT id, name FROM people
    WHERE id IN (SELECT author_id FROM calendar_versions WHERE calendar = $1) ORDER BY id";
const LIST_RUNNING: &str = "SELECT target_s, consumed_s, running_since, breach_at FROM clocks
    WHERE calendar = $1 AND state = 'running' AND running_since IS NOT NULL ORDER BY clocks.id";

/// What stands for all calendars among the locks of PostgreSQL.
const GATE: i64 = 7_019_034;
const ALONE: &str = "SELECT pg_advisory_xact_lock($1) IS NOT NULL";
const BESIDE: &str = "SELECT pg_try_advisory_xact_lock_shared($1)";
/// How often, and how long after one another, it is asked whether calendars are free: two seconds in all.
const TRIES: usize = 40;
const BETWEEN: Duration = Duration::from_millis(50);

/// Adds a calendar; its first version is added beside it. A code in use is a conflict on `calendars_pkey`.
pub async fn insert(tx: &mut Tx, calendar: &CalendarRow) -> Result<()> {
    tx.insert(calendar).await
}

/// The calendar with this code.
pub async fn find(tx: &mut Tx, code: &str) -> Result<Option<CalendarRow>> {
    tx.optional(FIND, args![code]).await
}

/// Every calendar, the oldest first.
pub async fn list(tx: &mut Tx) -> Result<Vec<CalendarRow>> {
    tx.list(LIST, args![]).await
}

/// Adds a version. A number or a beginning twice is a conflict.
pub async fn insert_version(tx: &mut Tx, version: &CalendarVersionRow) -> Result<()> {
    tx.known().calendars = None;
    tx.insert(version).await
}

/// The calendars are about to change: until this unit of work ends nobody else changes a clock that counts in one, so that
/// none is aimed by what is about to be over. Asked for before anything else but the provider's chain. On SQLite units of work
/// follow one another anyway.
pub async fn hold_alone(tx: &mut Tx) -> Result<()> {
    if tx.writes_beside_others() {
        tx.one::<(bool,)>(ALONE, args![GATE]).await?;
    }
    Ok(())
}

/// Counting in a calendar while nobody changes any. Whoever counts holds its ticket, and whoever changes a calendar wants the
/// tickets: so nobody waits here in a queue for the other, only for a moment and then not at all.
async fn count_beside(tx: &mut Tx) -> Result<()> {
    if !tx.writes_beside_others() {
        return Ok(());
    }
    for _ in 0..TRIES {
        let (free,) = tx.one::<(bool,)>(BESIDE, args![GATE]).await?;
        if free {
            return Ok(());
        }
        tokio::time::sleep(BETWEEN).await;
    }
    Err(StoreError::Stale { table: "calendars" })
}

/// Every calendar with all its versions, for clocks to count in; read once in a unit of work.
pub async fn registry(tx: &mut Tx) -> Result<Arc<Registry>> {
    if let Some(known) = &tx.known().calendars {
        return Ok(Arc::clone(known));
    }
    count_beside(tx).await?;
    let mut versions: BTreeMap<String, Vec<CalendarVersionRow>> = BTreeMap::new();
    for row in list_all_versions(tx).await? {
        versions.entry(row.calendar.clone()).or_default().push(row);
    }
    let mut all = Vec::new();
    for (code, rows) in versions {
        let read = |code: &str| Some((code.parse::<CalendarCode>().ok()?, history(&rows)?));
        all.push(read(&code).ok_or(StoreError::Inconsistent {
            table: "calendar_versions",
            column: "definition".to_owned(),
            id: code,
        })?);
    }
    let registry = Arc::new(Registry::new(all));
    tx.known().calendars = Some(Arc::clone(&registry));
    Ok(registry)
}

/// The versions of one calendar; `None` if they are none.
fn history(rows: &[CalendarVersionRow]) -> Option<History> {
    let versions = rows.iter().map(|row| {
        Some(CalendarVersion {
            version: row.version,
            valid_from: row.valid_from,
            calendar: built(&row.definition)?,
        })
    });
    History::new(versions.collect::<Option<_>>()?).ok()
}

fn built(definition: &Definition) -> Option<Arc<Calendar>> {
    let key = serde_json::to_string(definition).ok()?;
    let known = BUILT.read().unwrap_or_else(PoisonError::into_inner);
    if let Some(calendar) = known.get(&key) {
        return Some(Arc::clone(calendar));
    }
    drop(known);
    let calendar = Arc::new(Calendar::new(definition.clone()).ok()?);
    let mut known = BUILT.write().unwrap_or_else(PoisonError::into_inner);
    if known.len() >= BUILT_MOST {
        known.clear();
    }
    known.insert(key, Arc::clone(&calendar));
    Some(calendar)
}

/// The versions of a calendar, the first one first.
pub async fn list_versions(tx: &mut Tx, code: &str) -> Result<Vec<CalendarVersionRow>> {
    tx.list(LIST_VERSIONS, args![code]).await
}

/// The versions of all calendars, by calendar, the first one first.
pub async fn list_all_versions(tx: &mut Tx) -> Result<Vec<CalendarVersionRow>> {
    tx.list(LIST_ALL_VERSIONS, args![]).await
}

/// Who wrote versions of a calendar, by name.
pub async fn list_authors(tx: &mut Tx, code: &str) -> Result<Vec<(PersonId, String)>> {
    tx.list(LIST_AUTHORS, args![code]).await
}

/// The running clocks that count in a calendar.
pub async fn list_running(tx: &mut Tx, code: &str) -> Result<Vec<RunningClock>> {
    tx.list(LIST_RUNNING, args![code]).await
}
