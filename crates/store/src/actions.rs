//! The action log of an intervention: numbered, append-only. Corrections are new entries. // I-43

use domain::ids::{ActionId, InterventionId, PersonId};
use domain::intervention::Task;
use domain::intervention::action_log::{Entry, LogMethod, Logged};
use domain::time::Timestamp;

use crate::row::{Cells, FromRow};
use crate::{Result, Tx};

record! {
    /// An entry as stored.
    pub struct ActionRow in "action_entries" {
        /// Id.
        pub id: ActionId,
        /// The intervention.
        pub intervention_id: InterventionId,
        /// Its number in the log, from 1; given by [`append`].
        pub seq: i64,
        /// Who wrote it.
        pub author_id: PersonId,
        /// When it was done.
        pub at: Timestamp,
        /// How it was done.
        pub method: LogMethod,
        /// What was done.
        pub what: String,
        /// To what.
        pub target: String,
        /// With what result.
        pub result: String,
        /// The file or setting that was changed.
        pub changed_file: String,
        /// Why.
        pub why: String,
        /// Whether the change was taken back.
        pub reverted: bool,
        /// Whether the customer sees it.
        pub visible: bool,
        /// The entry this one corrects.
        pub corrects_id: Option<ActionId>,
        /// Its event in the audit chain.
        pub audit_seq: i64,
        /// When it was written, where that is later than it was done.
        pub written_at: Option<Timestamp>,
        /// The signed task it belongs to.
        pub task: Option<Task>,
    }
}

impl ActionRow {
    /// The entry as the domain knows it.
    pub fn logged(&self) -> Logged {
        Logged {
            id: self.id,
            at: self.at,
            entry: Entry {
                method: self.method,
                what: self.what.clone(),
                target: self.target.clone(),
                result: self.result.clone(),
                changed_file: self.changed_file.clone(),
                why: self.why.clone(),
                reverted: self.reverted,
                visible: self.visible,
                corrects: self.corrects_id,
                task: self.task,
            },
        }
    }
}

/// An entry with its author's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActionLine {
    /// The entry.
    pub action: ActionRow,
    /// Its author's name.
    pub author_name: String,
}

impl FromRow for ActionLine {
    const TABLE: &'static str = "action_entries";
    fn from_cells(cells: &mut Cells<'_>) -> Result<Self> {
        Ok(Self {
            action: ActionRow::from_cells(cells)?,
            author_name: cells.take()?,
        })
    }
}

const APPEND: &str = "INSERT INTO action_entries (id, intervention_id, seq, author_id, at, method, what, target, result,
        changed_file, why, reverted, visible, corrects_id, audit_seq, written_at, task)
    SELECT $1, $2, COALESCE(MAX(seq), 0) + 1, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16
    FROM action_entries WHERE intervention_id = $2 RETURNING seq";
const SELECT: &str = sql!(
    "SELECT ",
    ActionRow::COLUMNS,
    ", people.name FROM action_entries JOIN people ON people.id = action_entries.author_id
    WHERE action_entries.intervention_id = $1"
);
const LIST: &str = sql!(SELECT, " ORDER BY action_entries.seq");
const LIST_VISIBLE: &str = sql!(
    SELECT,
    " AND action_entries.visible = TRUE ORDER BY action_entries.seq"
);

/// Appends an entry and says its number; `entry.seq` is ignored. Two at the same moment are a conflict on
/// `action_entries_intervention_id_seq_key` unless the caller holds the intervention.
pub async fn append(tx: &mut Tx, entry: &ActionRow) -> Result<i64> {
    let e = entry;
    let values = args![
        e.id,
        e.intervention_id,
        e.author_id,
        e.at,
        e.method,
        e.what,
        e.target,
        e.result,
        e.changed_file,
        e.why,
        e.reverted,
        e.visible,
        e.corrects_id,
        e.audit_seq,
        e.written_at,
        e.task
    ];
    Ok(tx.one::<(i64,)>(APPEND, values).await?.0)
}

/// The whole log in order.
pub async fn list(tx: &mut Tx, intervention: InterventionId) -> Result<Vec<ActionLine>> {
    tx.list(LIST, args![intervention]).await
}

/// The part of the log the customer sees.
pub async fn list_visible(tx: &mut Tx, intervention: InterventionId) -> Result<Vec<ActionLine>> {
    tx.list(LIST_VISIBLE, args![intervention]).await
}
