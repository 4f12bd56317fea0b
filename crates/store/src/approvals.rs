//! Four eyes: requests for a second person's approval of a look. // RULINGS 12

use domain::credential::{Approval, ApprovalState};
use domain::ids::{ApprovalId, InterventionId, PersonId, SecretId};

use crate::row::{Cells, FromRow};
use crate::{Ask, Result, Tx};

/// A request with the reason given for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApprovalRow {
    /// The approval.
    pub approval: Approval,
    /// Why the engineer wants to look.
    pub reason: String,
}

impl FromRow for ApprovalRow {
    const TABLE: &'static str = "reveal_approvals";
    fn from_cells(cells: &mut Cells<'_>) -> Result<Self> {
        Ok(Self {
            approval: Approval {
                id: cells.take()?,
                intervention: cells.take()?,
                secret: cells.take()?,
                version: cells.take()?,
                requested_by: cells.take()?,
                requested_at: cells.take()?,
                state: cells.take()?,
                decided_by: cells.take()?,
                decided_at: cells.take()?,
                used_at: cells.take()?,
            },
            reason: cells.take()?,
        })
    }
}

const COLUMNS: &str = "id, intervention_id, secret_id, version, requested_by, requested_at, state, decided_by, decided_at, used_at, reason";
const INSERT: &str = sql!(
    "INSERT INTO reveal_approvals (",
    COLUMNS,
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
);
const FIND: &str = sql!("SELECT ", COLUMNS, " FROM reveal_approvals WHERE id = $1");
const LIST: &str = sql!(
    "SELECT ",
    COLUMNS,
    " FROM reveal_approvals WHERE intervention_id = $1 ORDER BY requested_at, id"
);
const LIST_OPEN: &str = sql!(
    "SELECT ",
    COLUMNS,
    " FROM reveal_approvals WHERE state = 'requested' ORDER BY requested_at, id"
);
const FIND_NEWEST: &str = sql!(
    "SELECT ",
    COLUMNS,
    " FROM reveal_approvals WHERE intervention_id = $1 AND secret_id = $2 AND requested_by = $3
    ORDER BY requested_at DESC, id DESC LIMIT 1"
);
const UPDATE: &str = "UPDATE reveal_approvals SET state = $3, decided_by = $4, decided_at = $5, used_at = $6 WHERE id = $1 AND state = $2";

/// Adds a request.
pub async fn insert(tx: &mut Tx, approval: &Approval, reason: &str) -> Result<()> {
    let a = approval;
    let values = args![
        a.id,
        a.intervention,
        a.secret,
        a.version,
        a.requested_by,
        a.requested_at,
        a.state,
        a.decided_by,
        a.decided_at,
        a.used_at,
        reason
    ];
    tx.change_one(INSERT, values).await
}

/// The request with this id.
pub async fn find(tx: &mut Tx, id: ApprovalId) -> Result<Option<ApprovalRow>> {
    tx.optional(FIND, args![id]).await
}

/// The requests of an intervention in order.
pub async fn list(tx: &mut Tx, intervention: InterventionId) -> Result<Vec<ApprovalRow>> {
    tx.list(LIST, args![intervention]).await
}

/// Requests nobody has decided on, the oldest first.
pub fn open() -> Ask<ApprovalRow> {
    Ask::new(LIST_OPEN, args![])
}

/// A person's newest request for a secret.
pub async fn find_newest(
    tx: &mut Tx,
    intervention: InterventionId,
    secret: SecretId,
    by: PersonId,
) -> Result<Option<ApprovalRow>> {
    tx.optional(FIND_NEWEST, args![intervention, secret, by])
        .await
}

/// Moves an approval on from the state it was read in: `false` if somebody else did, so that it is used once.
pub async fn update(tx: &mut Tx, approval: &Approval, read: ApprovalState) -> Result<bool> {
    let a = approval;
    Ok(tx
        .execute(
            UPDATE,
            args![a.id, read, a.state, a.decided_by, a.decided_at, a.used_at],
        )
        .await?
        == 1)
}
