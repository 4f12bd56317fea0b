//! Former rounds of an intervention: what came of it before it was authorised anew. Written once, never changed. // I-60

use domain::ids::{InterventionId, PersonId, RowId, SystemId};
use domain::intervention::{AccessMethod, Cause, Complexity};
use domain::time::Timestamp;

use crate::{Result, Tx};

record! {
    /// A round as stored.
    pub struct RoundRow in "intervention_rounds" {
        /// Id.
        pub id: RowId,
        /// The intervention.
        pub intervention_id: InterventionId,
        /// Which round, from 1.
        pub cycle: i64,
        /// The system it was about.
        pub system_id: Option<SystemId>,
        /// Standard or complex.
        pub complexity: Option<Complexity>,
        /// The way in.
        pub method: Option<AccessMethod>,
        /// Why it was chosen.
        pub method_reason: String,
        /// When the work began.
        pub started_at: Option<Timestamp>,
        /// Who began it.
        pub started_by: Option<PersonId>,
        /// Summary for the customer.
        pub summary: String,
        /// What was the matter.
        pub cause: Option<Cause>,
        /// Whether it could have been avoided.
        pub avoidable: Option<bool>,
        /// Why, or why not.
        pub avoidable_reason: String,
        /// When it was closed; `None` where the customer locked it before.
        pub closed_at: Option<Timestamp>,
        /// When the customer confirmed the password change.
        pub password_change_confirmed_at: Option<Timestamp>,
        /// Who confirmed it.
        pub password_change_confirmed_by: Option<PersonId>,
    }
}

const LIST: &str = sql!(
    "SELECT ",
    RoundRow::COLUMNS,
    " FROM intervention_rounds WHERE intervention_id = $1 ORDER BY cycle"
);

/// Keeps a round.
pub async fn insert(tx: &mut Tx, round: &RoundRow) -> Result<()> {
    tx.insert(round).await
}

/// The former rounds of an intervention, the first one first.
pub async fn list(tx: &mut Tx, intervention: InterventionId) -> Result<Vec<RoundRow>> {
    tx.list(LIST, args![intervention]).await
}
