//! Authorizations of tickets and their signed versions. A version is never changed once signed; the next one supersedes it.
//! Standing authorizations have their own table ([`crate::standing`]).

use domain::account::{Locale, MemberRole};
use domain::ids::{
    AuthorizationId, InterventionId, OrganizationId, PersonId, RowId, SystemId, TicketId,
};
use domain::intervention::authorization::Terms;
use domain::intervention::{AuthorizationState, AuthorizationVersionKind, EndReason, SecondFactor};
use domain::time::Timestamp;

use crate::dialect::Spelled;
use crate::row::Record as _;
use crate::{Digest, Result, Tx};

record! {
    /// An authorization as stored. Its id is also the id of its shard.
    pub struct AuthorizationRow in "authorizations" {
        /// Id.
        pub id: AuthorizationId,
        /// The customer.
        pub organization_id: OrganizationId,
        /// Whose it is: who signs or signed.
        pub person_id: PersonId,
        /// The ticket.
        pub ticket_id: Option<TicketId>,
        /// The intervention.
        pub intervention_id: Option<InterventionId>,
        /// The system, once chosen.
        pub system_id: Option<SystemId>,
        /// Its state.
        pub state: AuthorizationState,
        /// Why it ended.
        pub end_reason: Option<EndReason>,
        /// Number of the version in force; 0 before the first signature.
        pub current_version: i64,
        /// End of validity as it stands.
        pub valid_until: Option<Timestamp>,
        /// The last instant validity can reach without another signature.
        pub latest_until: Option<Timestamp>,
        /// When it was made.
        pub created_at: Timestamp,
        /// When it ended.
        pub ended_at: Option<Timestamp>,
    }
}

record! {
    /// A signed version as stored.
    pub struct AuthorizationVersionRow in "authorization_versions" {
        /// Id.
        pub id: RowId,
        /// The authorization.
        pub authorization_id: AuthorizationId,
        /// Its number, from 1.
        pub version: i64,
        /// What brought it about.
        pub kind: AuthorizationVersionKind,
        /// Language of the text.
        pub language: Locale,
        /// Version of the wording.
        pub text_version: String,
        /// The text as it was shown and signed.
        pub text: String,
        /// SHA-256 of the text.
        pub text_sha256: Digest,
        /// What the text says, as data.
        pub terms: Terms,
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
        /// End of validity as signed.
        pub valid_until: Timestamp,
        /// The last instant validity can reach under this version.
        pub latest_until: Timestamp,
        /// When the next version took its place.
        pub superseded_at: Option<Timestamp>,
    }
}

const FIND: &str = sql!(
    "SELECT ",
    AuthorizationRow::COLUMNS,
    " FROM authorizations WHERE id = $1"
);
const FIND_LOCKED: Spelled = locking!(FIND);
const FIND_UNFILED: &str = sql!(
    "SELECT ",
    AuthorizationRow::COLUMNS,
    " FROM authorizations WHERE person_id = $1 AND state = 'draft' AND intervention_id IS NULL
    ORDER BY created_at DESC, id DESC LIMIT 1"
);
const LIST: &str = sql!(
    "SELECT ",
    AuthorizationRow::COLUMNS,
    " FROM authorizations WHERE intervention_id = $1 ORDER BY created_at, id"
);
const LIST_OVERDUE: &str = sql!(
    "SELECT ",
    AuthorizationRow::COLUMNS,
    " FROM authorizations
    WHERE state = 'active' AND valid_until <= $1 ORDER BY valid_until, id LIMIT $2"
);
const UPDATE: &str = sql!(
    "UPDATE authorizations SET ",
    AuthorizationRow::SET,
    " WHERE id = $1"
);
const SUPERSEDE: &str = "UPDATE authorization_versions SET superseded_at = $2
    WHERE authorization_id = $1 AND superseded_at IS NULL";
const FIND_VERSION: &str = sql!(
    "SELECT ",
    AuthorizationVersionRow::COLUMNS,
    " FROM authorization_versions WHERE authorization_id = $1 AND version = $2"
);
const LIST_VERSIONS: &str = sql!(
    "SELECT ",
    AuthorizationVersionRow::COLUMNS,
    " FROM authorization_versions WHERE authorization_id = $1 ORDER BY version"
);

const LIST_VERSIONS_OF_INTERVENTION: &str = sql!(
    "SELECT ",
    AuthorizationVersionRow::COLUMNS,
    " FROM authorization_versions
    WHERE authorization_id IN (SELECT id FROM authorizations WHERE intervention_id = $1)
    ORDER BY authorization_id, version"
);

/// Adds an authorization.
pub async fn insert(tx: &mut Tx, authorization: &AuthorizationRow) -> Result<()> {
    tx.insert(authorization).await
}

/// The authorization with this id.
pub async fn find(tx: &mut Tx, id: AuthorizationId) -> Result<Option<AuthorizationRow>> {
    tx.optional(FIND, args![id]).await
}

/// The authorization with this id, held until the unit of work ends: signing, extending and locking exclude each other.
pub async fn find_for_update(tx: &mut Tx, id: AuthorizationId) -> Result<Option<AuthorizationRow>> {
    let sql = tx.spell(FIND_LOCKED);
    tx.optional(sql, args![id]).await
}

/// The newest draft of a person that belongs to no intervention yet: of a request that is not filed.
pub async fn find_unfiled(tx: &mut Tx, person: PersonId) -> Result<Option<AuthorizationRow>> {
    tx.optional(FIND_UNFILED, args![person]).await
}

/// The authorizations of an intervention, the oldest first.
pub async fn list(tx: &mut Tx, intervention: InterventionId) -> Result<Vec<AuthorizationRow>> {
    tx.list(LIST, args![intervention]).await
}

/// Active authorizations whose validity is over.
pub async fn list_overdue(
    tx: &mut Tx,
    now: Timestamp,
    limit: i64,
) -> Result<Vec<AuthorizationRow>> {
    tx.list(LIST_OVERDUE, args![now, limit]).await
}

/// Writes every column of an authorization.
pub async fn update(tx: &mut Tx, authorization: &AuthorizationRow) -> Result<()> {
    tx.change_one(UPDATE, authorization.values()).await
}

/// Adds a signed version, which supersedes the one before. The same number twice is a conflict on
/// `authorization_versions_authorization_id_version_key`.
pub async fn insert_version(tx: &mut Tx, version: &AuthorizationVersionRow) -> Result<()> {
    tx.execute(
        SUPERSEDE,
        args![version.authorization_id, version.signed_at],
    )
    .await?;
    tx.insert(version).await
}

/// A version by its number.
pub async fn find_version(
    tx: &mut Tx,
    id: AuthorizationId,
    version: i64,
) -> Result<Option<AuthorizationVersionRow>> {
    tx.optional(FIND_VERSION, args![id, version]).await
}

/// The versions of an authorization in order.
pub async fn list_versions(
    tx: &mut Tx,
    id: AuthorizationId,
) -> Result<Vec<AuthorizationVersionRow>> {
    tx.list(LIST_VERSIONS, args![id]).await
}

/// All signed versions of all authorizations of an intervention; those of one stand together, oldest first.
pub async fn list_versions_of_intervention(
    tx: &mut Tx,
    intervention: InterventionId,
) -> Result<Vec<AuthorizationVersionRow>> {
    tx.list(LIST_VERSIONS_OF_INTERVENTION, args![intervention])
        .await
}
