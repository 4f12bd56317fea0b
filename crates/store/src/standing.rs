//! Standing authorizations: signed once, never changed, revoked once. The database itself refuses anything else. // I-04
//!
//! What one allows stands in its signed terms; `standing_systems` is only the way from a system to them.

use domain::account::{Locale, MemberRole};
use domain::ids::{OrganizationId, PersonId, StandingId, SystemId};
use domain::intervention::SecondFactor;
use domain::intervention::authorization::{Standing, StandingTerms};
use domain::time::Timestamp;

use crate::dialect::Spelled;
use crate::{Digest, Result, Tx};

record! {
    /// A signed standing authorization as stored.
    pub struct StandingRow in "standing_authorizations" {
        /// Id.
        pub id: StandingId,
        /// The customer.
        pub organization_id: OrganizationId,
        /// Running number within the organization, from 1.
        pub number: i64,
        /// Language of the text.
        pub language: Locale,
        /// Version of the wording.
        pub text_version: String,
        /// The text as it was shown and signed.
        pub text: String,
        /// SHA-256 of the text.
        pub text_sha256: Digest,
        /// What the text says, as data.
        pub terms: StandingTerms,
        /// From when it holds: never before the signature.
        pub valid_from: Timestamp,
        /// First instant at which it is over; `None`: until revoked.
        pub valid_until: Option<Timestamp>,
        /// Who signed.
        pub signer_id: PersonId,
        /// The name they typed.
        pub signer_name: String,
        /// Their role then.
        pub signer_role: MemberRole,
        /// What they proved themself with.
        pub second_factor: SecondFactor,
        /// When they signed.
        pub signed_at: Timestamp,
        /// From which address.
        pub ip: String,
        /// When the customer revoked it.
        pub revoked_at: Option<Timestamp>,
        /// Who revoked it.
        pub revoked_by: Option<PersonId>,
    }
}

impl StandingRow {
    /// What the domain decides by: the signed terms, when they were signed and revoked, nothing else.
    pub fn standing(&self) -> Standing {
        Standing {
            organization: self.organization_id,
            systems: self.terms.systems.iter().map(|s| s.id).collect(),
            acts: self.terms.acts.clone(),
            from: self.terms.period.from_signature(self.signed_at),
            until: self.terms.period.until,
            revoked_at: self.revoked_at,
        }
    }
}

const FIND: &str = sql!(
    "SELECT ",
    StandingRow::COLUMNS,
    " FROM standing_authorizations WHERE id = $1"
);
const FIND_LOCKED: Spelled = locking!(FIND);
const LIST: &str = sql!(
    "SELECT ",
    StandingRow::COLUMNS,
    " FROM standing_authorizations WHERE organization_id = $1 ORDER BY number DESC"
);
const LIST_OF_SYSTEM: &str = sql!(
    "SELECT ",
    StandingRow::COLUMNS,
    " FROM standing_authorizations JOIN standing_systems ON standing_systems.standing_id = standing_authorizations.id
    WHERE standing_systems.system_id = $1 ORDER BY standing_authorizations.number DESC"
);
const LIST_REVOKERS: &str = "SELECT id, name FROM people
    WHERE id IN (SELECT revoked_by FROM standing_authorizations WHERE organization_id = $1)";
const LAST_NUMBER: &str =
    "SELECT COALESCE(MAX(number), 0) FROM standing_authorizations WHERE organization_id = $1";
const INSERT_SYSTEM: &str = "INSERT INTO standing_systems (standing_id, system_id) VALUES ($1, $2)";
const REVOKE: &str = "UPDATE standing_authorizations SET revoked_at = $2, revoked_by = $3
    WHERE id = $1 AND revoked_at IS NULL";

/// Adds a signed one, with the way to it from each system of its terms. A number twice is a conflict on
/// `standing_authorizations_organization_id_number_key`.
pub async fn insert(tx: &mut Tx, standing: &StandingRow) -> Result<()> {
    tx.insert(standing).await?;
    for system in &standing.terms.systems {
        tx.change_one(INSERT_SYSTEM, args![standing.id, system.id])
            .await?;
    }
    Ok(())
}

/// The one with this id.
pub async fn find(tx: &mut Tx, id: StandingId) -> Result<Option<StandingRow>> {
    tx.optional(FIND, args![id]).await
}

/// The one with this id, held until the unit of work ends: of two revocations one comes first.
pub async fn find_for_update(tx: &mut Tx, id: StandingId) -> Result<Option<StandingRow>> {
    let sql = tx.spell(FIND_LOCKED);
    tx.optional(sql, args![id]).await
}

/// Those of an organization, the newest first.
pub async fn list(tx: &mut Tx, organization: OrganizationId) -> Result<Vec<StandingRow>> {
    tx.list(LIST, args![organization]).await
}

/// Id and name of everybody who revoked one of an organization.
pub async fn list_revokers(
    tx: &mut Tx,
    organization: OrganizationId,
) -> Result<Vec<(PersonId, String)>> {
    tx.list(LIST_REVOKERS, args![organization]).await
}

/// Those that name a system, in force or not, the newest first.
pub async fn list_of_system(tx: &mut Tx, system: SystemId) -> Result<Vec<StandingRow>> {
    tx.list(LIST_OF_SYSTEM, args![system]).await
}

/// The highest number of an organization; 0 before the first one.
pub async fn last_number(tx: &mut Tx, organization: OrganizationId) -> Result<i64> {
    let (number,) = tx.one(LAST_NUMBER, args![organization]).await?;
    Ok(number)
}

/// Revokes one; whether it was not revoked before.
pub async fn revoke(tx: &mut Tx, id: StandingId, by: PersonId, now: Timestamp) -> Result<bool> {
    Ok(tx.execute(REVOKE, args![id, now, by]).await? == 1)
}
