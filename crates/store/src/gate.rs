//! The gate: its lines as they were checked in each cycle, and who overrode one.

use domain::ids::{InterventionId, PersonId, RowId};
use domain::intervention::GateLine;
use domain::time::Timestamp;

use crate::row::Record as _;
use crate::{Result, Tx};

record! {
    /// A line as stored.
    pub struct GateLineRow in "gate_lines" {
        /// Id.
        pub id: RowId,
        /// The intervention.
        pub intervention_id: InterventionId,
        /// Its cycle.
        pub cycle: i64,
        /// Which line.
        pub line: GateLine,
        /// Cannot be overridden.
        pub hard: bool,
        /// Holds by itself.
        pub passed: bool,
        /// What was found, as a code with facts for people.
        pub detail: String,
        /// Who had it checked.
        pub checked_by: PersonId,
        /// When.
        pub checked_at: Timestamp,
        /// Who let it pass all the same.
        pub override_by: Option<PersonId>,
        /// Why.
        pub override_reason: String,
        /// When.
        pub override_at: Option<Timestamp>,
    }
}

const PUT: &str = sql!(
    "INSERT INTO gate_lines (id, intervention_id, cycle, line, hard, passed, detail, checked_by, checked_at, override_by,
        override_reason, override_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
    ON CONFLICT (intervention_id, cycle, line) DO UPDATE SET
        passed = excluded.passed, detail = excluded.detail, checked_by = excluded.checked_by, checked_at = excluded.checked_at"
);
const LIST: &str = sql!(
    "SELECT ",
    GateLineRow::COLUMNS,
    " FROM gate_lines WHERE intervention_id = $1 AND cycle = $2"
);
const LIST_ALL: &str = sql!(
    "SELECT ",
    GateLineRow::COLUMNS,
    " FROM gate_lines WHERE intervention_id = $1"
);
const OVERRIDE: &str = "UPDATE gate_lines SET override_by = $4, override_reason = $5, override_at = $6
    WHERE intervention_id = $1 AND cycle = $2 AND line = $3 AND hard = FALSE AND passed = FALSE AND override_at IS NULL";

/// Writes a line as checked. Checked again, it keeps its id and an override.
pub async fn put(tx: &mut Tx, line: &GateLineRow) -> Result<()> {
    tx.change_one(PUT, line.values()).await
}

/// The lines of a cycle, in the order of the rules.
pub async fn list(
    tx: &mut Tx,
    intervention: InterventionId,
    cycle: i64,
) -> Result<Vec<GateLineRow>> {
    let lines = tx.list(LIST, args![intervention, cycle]).await?;
    Ok(in_order(lines))
}

/// The lines of all cycles, in the order of the rules.
pub async fn list_all(tx: &mut Tx, intervention: InterventionId) -> Result<Vec<GateLineRow>> {
    let lines = tx.list(LIST_ALL, args![intervention]).await?;
    Ok(in_order(lines))
}

/// They are written in one second, so that neither time nor id puts them into an order.
fn in_order(mut lines: Vec<GateLineRow>) -> Vec<GateLineRow> {
    let place = |line| GateLine::ALL.iter().position(|known| *known == line);
    lines.sort_by_key(|row| (row.cycle, place(row.line)));
    lines
}

/// Overrides a soft line that does not hold: `false` if there is no such line or it was overridden before. // RULINGS 3
pub async fn put_override(
    tx: &mut Tx,
    intervention: InterventionId,
    cycle: i64,
    line: GateLine,
    by: PersonId,
    reason: &str,
    now: Timestamp,
) -> Result<bool> {
    Ok(tx
        .execute(OVERRIDE, args![intervention, cycle, line, by, reason, now])
        .await?
        == 1)
}
