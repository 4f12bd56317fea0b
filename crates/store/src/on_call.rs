//! Who is on call: rotations, and what is entered beside them. Rows are written once; an entry that no longer holds has a
//! withdrawal beside it. The database refuses anything else.

use domain::escalation::{Rota, StintKind};
use domain::ids::{PersonId, StintId};
use domain::time::Timestamp;

use crate::{Result, Tx};

record! {
    /// A rotation as stored.
    pub struct RotationRow in "rotations" {
        /// Its number, from 1.
        pub version: i64,
        /// From when it holds.
        pub valid_from: Timestamp,
        /// Who follows whom; without absences and overrides.
        pub rota: Rota,
        /// Who wrote it.
        pub author_id: PersonId,
        /// Why.
        pub reason: String,
        /// When it was written.
        pub created_at: Timestamp,
    }
}

record! {
    /// An override, an absence or a shift handed over, as stored.
    pub struct StintRow in "stints" {
        /// Id.
        pub id: StintId,
        /// Which of these.
        pub kind: StintKind,
        /// Whom it concerns: who is on call, or who is away.
        pub person_id: PersonId,
        /// First instant.
        pub begins_at: Timestamp,
        /// First instant after it.
        pub ends_at: Timestamp,
        /// Why, in a few words; may be empty.
        pub note: String,
        /// Who entered it.
        pub author_id: PersonId,
        /// When.
        pub created_at: Timestamp,
    }
}

record! {
    /// An entry that no longer holds.
    pub struct WithdrawalRow in "stint_withdrawals" {
        /// The entry.
        pub stint_id: StintId,
        /// Who took it back.
        pub author_id: PersonId,
        /// When.
        pub created_at: Timestamp,
    }
}

const LIST_ROTATIONS: &str = sql!(
    "SELECT ",
    RotationRow::COLUMNS,
    " FROM rotations ORDER BY version"
);
const LIST_STINTS: &str = sql!(
    "SELECT ",
    StintRow::COLUMNS,
    " FROM stints WHERE ends_at > $1
    AND NOT EXISTS (SELECT 1 FROM stint_withdrawals WHERE stint_withdrawals.stint_id = stints.id)
    ORDER BY begins_at, id"
);

/// Adds a rotation. A number twice is a conflict.
pub async fn insert_rotation(tx: &mut Tx, rotation: &RotationRow) -> Result<()> {
    tx.insert(rotation).await
}

/// Every rotation, in the order of writing.
pub async fn list_rotations(tx: &mut Tx) -> Result<Vec<RotationRow>> {
    tx.list(LIST_ROTATIONS, args![]).await
}

/// Adds an entry.
pub async fn insert_stint(tx: &mut Tx, stint: &StintRow) -> Result<()> {
    tx.insert(stint).await
}

/// Takes an entry back. Twice is a conflict.
pub async fn withdraw_stint(tx: &mut Tx, withdrawal: &WithdrawalRow) -> Result<()> {
    tx.insert(withdrawal).await
}

/// The entries that hold and end after an instant, by their beginnings.
pub async fn list_stints(tx: &mut Tx, after: Timestamp) -> Result<Vec<StintRow>> {
    tx.list(LIST_STINTS, args![after]).await
}
