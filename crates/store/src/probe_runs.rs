//! Probes started by hand: what the access-method advisor saw.

use domain::ids::{InterventionId, PersonId, ProbeRunId, SystemId};
use domain::intervention::{ProbeKind, ProbeResult};
use domain::time::Timestamp;

use crate::{Result, Tx};

record! {
    /// A run as stored.
    pub struct ProbeRunRow in "probe_runs" {
        /// Id.
        pub id: ProbeRunId,
        /// The system.
        pub system_id: SystemId,
        /// For which intervention.
        pub intervention_id: Option<InterventionId>,
        /// What was asked.
        pub kind: ProbeKind,
        /// Whom: address and port.
        pub target: String,
        /// What came back.
        pub result: ProbeResult,
        /// More about it: a banner, a reason.
        pub detail: String,
        /// How long the answer took, microseconds.
        pub latency_us: Option<i64>,
        /// Who started it.
        pub run_by: PersonId,
        /// When.
        pub run_at: Timestamp,
    }
}

const LIST: &str = sql!(
    "SELECT ",
    ProbeRunRow::COLUMNS,
    " FROM probe_runs WHERE intervention_id = $1 ORDER BY run_at, id"
);
/// UUIDv7 sort by time: of the runs of one second the later one has the greater id.
const LIST_NEWEST: &str = sql!(
    "SELECT ",
    ProbeRunRow::COLUMNS,
    " FROM probe_runs
    WHERE intervention_id = $1 AND NOT EXISTS (SELECT 1 FROM probe_runs AS later
        WHERE later.intervention_id = probe_runs.intervention_id AND later.kind = probe_runs.kind
            AND (later.run_at, later.id) > (probe_runs.run_at, probe_runs.id))
    ORDER BY kind"
);

/// Adds a run.
pub async fn insert(tx: &mut Tx, run: &ProbeRunRow) -> Result<()> {
    tx.insert(run).await
}

/// The runs of an intervention in order.
pub async fn list(tx: &mut Tx, intervention: InterventionId) -> Result<Vec<ProbeRunRow>> {
    tx.list(LIST, args![intervention]).await
}

/// The newest run of each kind of an intervention.
pub async fn list_newest(tx: &mut Tx, intervention: InterventionId) -> Result<Vec<ProbeRunRow>> {
    tx.list(LIST_NEWEST, args![intervention]).await
}
