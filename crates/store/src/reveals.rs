//! Looks at secrets, granted and denied, and the managers' unlocking of limits. Rows are never removed.

use domain::credential::{PastReveal, RevealOutcome, SecretField, Unlock};
use domain::ids::{InterventionId, OrganizationId, PersonId, RevealId, RowId, SecretId, TicketId};
use domain::time::Timestamp;

use crate::row::{Cells, FromRow};
use crate::{Result, Tx};

record! {
    /// A look as stored.
    pub struct RevealRow in "reveals" {
        /// Id.
        pub id: RevealId,
        /// The customer.
        pub organization_id: OrganizationId,
        /// The ticket.
        pub ticket_id: TicketId,
        /// The intervention.
        pub intervention_id: Option<InterventionId>,
        /// The secret.
        pub secret_id: SecretId,
        /// Its version.
        pub version: i64,
        /// What it is.
        pub field: SecretField,
        /// Who looked.
        pub actor_id: PersonId,
        /// Why, in their words.
        pub reason: String,
        /// How it ended.
        pub outcome: RevealOutcome,
        /// Code of a refusal or failure; else empty.
        pub code: String,
        /// When.
        pub at: Timestamp,
        /// Until when the value may be shown.
        pub lease_until: Option<Timestamp>,
    }
}

impl FromRow for PastReveal {
    const TABLE: &'static str = "reveals";
    fn from_cells(cells: &mut Cells<'_>) -> Result<Self> {
        Ok(Self {
            secret: cells.take()?,
            actor: cells.take()?,
            at: cells.take()?,
            outcome: cells.take()?,
            // A failure's code is the vault's, and counts as none here.
            code: cells.take::<String>()?.parse().ok(),
        })
    }
}

impl FromRow for Unlock {
    const TABLE: &'static str = "reveal_unlocks";
    fn from_cells(cells: &mut Cells<'_>) -> Result<Self> {
        Ok(Self {
            person: cells.take()?,
            secret: cells.take()?,
            at: cells.take()?,
        })
    }
}

const FIND: &str = sql!("SELECT ", RevealRow::COLUMNS, " FROM reveals WHERE id = $1");
const LIST_OF_TICKET: &str = sql!(
    "SELECT ",
    RevealRow::COLUMNS,
    " FROM reveals WHERE ticket_id = $1 ORDER BY at, id"
);
/// By id, so that two looks in the same second stay two.
const LIST_PAST: &str = "SELECT secret_id, actor_id, at, outcome, code FROM reveals WHERE id IN (
        SELECT id FROM reveals WHERE secret_id = $1 AND at > $3
        UNION SELECT id FROM reveals WHERE actor_id = $2 AND at > $4
        UNION SELECT id FROM reveals AS refused WHERE actor_id = $2 AND code = 'day_limit' AND NOT EXISTS (
            SELECT 1 FROM reveal_unlocks WHERE person_id = $2 AND secret_id IS NULL AND reveal_unlocks.at >= refused.at))
    ORDER BY at, id";
const LIST_UNLOCKS: &str = "SELECT person_id, secret_id, at FROM reveal_unlocks
    WHERE (person_id = $1 AND secret_id IS NULL) OR secret_id = $2 ORDER BY at, id";
const INSERT_UNLOCK: &str = "INSERT INTO reveal_unlocks (id, person_id, secret_id, unlocked_by, reason, at) VALUES ($1, $2, $3, $4, $5, $6)";
const FAIL: &str = "UPDATE reveals SET outcome = 'failed', code = $2, lease_until = NULL WHERE id = $1 AND outcome = 'granted'";
const COUNT_BY_OUTCOME: &str =
    "SELECT outcome, COUNT(*) FROM reveals GROUP BY outcome ORDER BY outcome";
const END_LEASES: &str =
    "UPDATE reveals SET lease_until = $2 WHERE intervention_id = $1 AND lease_until > $2";
const END_LEASE: &str = "UPDATE reveals SET lease_until = $2 WHERE id = $1 AND lease_until > $2";

/// Adds a look.
pub async fn insert(tx: &mut Tx, reveal: &RevealRow) -> Result<()> {
    tx.insert(reveal).await
}

/// The look with this id.
pub async fn find(tx: &mut Tx, id: RevealId) -> Result<Option<RevealRow>> {
    tx.optional(FIND, args![id]).await
}

/// The looks on a ticket, granted and denied, in order.
pub async fn list_of_ticket(tx: &mut Tx, ticket: TicketId) -> Result<Vec<RevealRow>> {
    tx.list(LIST_OF_TICKET, args![ticket]).await
}

/// How many looks were granted, denied or failed, by the code of the outcome.
pub async fn count_by_outcome(tx: &mut Tx) -> Result<Vec<(String, i64)>> {
    tx.list(COUNT_BY_OUTCOME, args![]).await
}

/// What the limits count: everybody's looks at the secret within an hour, the actor's within a day, and the actor's
/// refusals for the day's limit that nobody has unlocked.
pub async fn list_past(
    tx: &mut Tx,
    secret: SecretId,
    actor: PersonId,
    now: Timestamp,
) -> Result<Vec<PastReveal>> {
    tx.list(
        LIST_PAST,
        args![
            secret,
            actor,
            now.minus_seconds(3600),
            now.minus_seconds(24 * 3600)
        ],
    )
    .await
}

/// The unlockings of a person's day and of a secret.
pub async fn list_unlocks(tx: &mut Tx, person: PersonId, secret: SecretId) -> Result<Vec<Unlock>> {
    tx.list(LIST_UNLOCKS, args![person, secret]).await
}

/// Adds an unlocking by a manager.
pub async fn insert_unlock(
    tx: &mut Tx,
    id: RowId,
    unlock: &Unlock,
    by: PersonId,
    reason: &str,
) -> Result<()> {
    tx.change_one(
        INSERT_UNLOCK,
        args![id, unlock.person, unlock.secret, by, reason, unlock.at],
    )
    .await
}

/// Notes that a granted look could not be decrypted.
pub async fn mark_failed(tx: &mut Tx, id: RevealId, code: &str) -> Result<()> {
    tx.change_one(FAIL, args![id, code]).await
}

/// Ends the showing of one value: `false` if it was over.
pub async fn end_lease(tx: &mut Tx, id: RevealId, now: Timestamp) -> Result<bool> {
    Ok(tx.execute(END_LEASE, args![id, now]).await? == 1)
}

/// Ends the showing of everything shown in an intervention ("Jetzt sperren"), and says how many panes that closes.
pub async fn end_leases(tx: &mut Tx, intervention: InterventionId, now: Timestamp) -> Result<u64> {
    tx.execute(END_LEASES, args![intervention, now]).await
}
