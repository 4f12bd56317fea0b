//! Hardware cases: what an intervention turns into when a part is at fault. // I-59

use domain::ids::{HardwareCaseId, InterventionId, PersonId, TicketId};
use domain::intervention::HardwareState;
use domain::time::Timestamp;

use crate::{Result, Tx};

record! {
    /// A case as stored.
    pub struct HardwareCaseRow in "hardware_cases" {
        /// Id.
        pub id: HardwareCaseId,
        /// The intervention it came from.
        pub intervention_id: InterventionId,
        /// Its own ticket.
        pub ticket_id: TicketId,
        /// The faulty part, as far as known.
        pub component: String,
        /// What shows it.
        pub evidence: String,
        /// Where it stands.
        pub state: HardwareState,
        /// Who reported it.
        pub created_by: PersonId,
        /// When.
        pub created_at: Timestamp,
        /// Last change.
        pub updated_at: Timestamp,
        /// When the part is replaced, once that is agreed.
        pub appointment_at: Option<Timestamp>,
        /// Where.
        pub appointment_place: String,
    }
}

const LIST: &str = sql!(
    "SELECT ",
    HardwareCaseRow::COLUMNS,
    " FROM hardware_cases WHERE intervention_id = $1 ORDER BY created_at, id"
);
const UPDATE: &str =
    "UPDATE hardware_cases SET component = $3, evidence = $4, state = $5, updated_at = $6,
        appointment_at = $7, appointment_place = $8
    WHERE id = $1 AND state = $2";

/// Adds a case.
pub async fn insert(tx: &mut Tx, case: &HardwareCaseRow) -> Result<()> {
    tx.insert(case).await
}

/// The cases of an intervention in order.
pub async fn list(tx: &mut Tx, intervention: InterventionId) -> Result<Vec<HardwareCaseRow>> {
    tx.list(LIST, args![intervention]).await
}

/// Moves a case on from the state it was read in: `false` if somebody else did.
pub async fn update(tx: &mut Tx, case: &HardwareCaseRow, read: HardwareState) -> Result<bool> {
    let values = args![
        case.id,
        read,
        case.component,
        case.evidence,
        case.state,
        case.updated_at,
        case.appointment_at,
        case.appointment_place
    ];
    Ok(tx.execute(UPDATE, values).await? == 1)
}
