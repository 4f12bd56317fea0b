//! Memberships: who belongs to which organization, in which role, and who may authorise interventions there.
//!
//! A removed membership stays as a row, because signatures refer to it; nothing here returns one unless asked by id.

use domain::account::MemberRole;
use domain::ids::{MembershipId, OrganizationId, PersonId};
use domain::time::Timestamp;

use crate::people::PersonRow;
use crate::row::{Cells, FromRow};
use crate::{Ask, Result, Tx};

record! {
    /// A membership as stored.
    pub struct MembershipRow in "memberships" {
        /// Id.
        pub id: MembershipId,
        /// The organization.
        pub organization_id: OrganizationId,
        /// The person.
        pub person_id: PersonId,
        /// The role.
        pub role: MemberRole,
        /// Whether an owner gave the right to authorise interventions. // I-21
        pub may_authorise: bool,
        /// The owner who gave it.
        pub authorise_granted_by: Option<PersonId>,
        /// When it was given.
        pub authorise_granted_at: Option<Timestamp>,
        /// When the membership began.
        pub created_at: Timestamp,
        /// When it ended.
        pub removed_at: Option<Timestamp>,
    }
}

/// A member: the membership with its person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The membership.
    pub membership: MembershipRow,
    /// The person.
    pub person: PersonRow,
}

impl FromRow for Member {
    const TABLE: &'static str = "memberships";
    fn from_cells(cells: &mut Cells<'_>) -> Result<Self> {
        Ok(Self {
            membership: MembershipRow::from_cells(cells)?,
            person: PersonRow::from_cells(cells)?,
        })
    }
}

const FIND: &str = sql!(
    "SELECT ",
    MembershipRow::COLUMNS,
    " FROM memberships
    WHERE organization_id = $1 AND person_id = $2 AND removed_at IS NULL"
);
const LIST: &str = sql!(
    "SELECT ", MembershipRow::COLUMNS, ", ", PersonRow::COLUMNS, " FROM memberships
    JOIN people ON people.id = memberships.person_id
    WHERE memberships.organization_id = $1 AND memberships.removed_at IS NULL ORDER BY people.name, people.id"
);
const PUT: &str = "INSERT INTO memberships (id, organization_id, person_id, role, may_authorise, created_at)
    VALUES ($1, $2, $3, $4, FALSE, $5)
    ON CONFLICT (organization_id, person_id) DO UPDATE SET
        role = excluded.role, may_authorise = FALSE, authorise_granted_by = NULL, authorise_granted_at = NULL,
        created_at = excluded.created_at, removed_at = NULL
    WHERE memberships.removed_at IS NOT NULL";
const UPDATE_ROLE: &str = "UPDATE memberships SET role = $3 WHERE organization_id = $1 AND person_id = $2 AND removed_at IS NULL";
const GRANT: &str = "UPDATE memberships SET may_authorise = TRUE, authorise_granted_by = $3, authorise_granted_at = $4
    WHERE organization_id = $1 AND person_id = $2 AND removed_at IS NULL";
const REVOKE: &str = "UPDATE memberships SET may_authorise = FALSE, authorise_granted_by = NULL, authorise_granted_at = NULL
    WHERE organization_id = $1 AND person_id = $2 AND removed_at IS NULL";
const REMOVE: &str = "UPDATE memberships SET removed_at = $3, may_authorise = FALSE
    WHERE organization_id = $1 AND person_id = $2 AND removed_at IS NULL";
const COUNT_OWNERS: &str = "SELECT COUNT(*) FROM memberships
    JOIN people ON people.id = memberships.person_id AND people.active
    WHERE memberships.organization_id = $1 AND memberships.role = 'owner' AND memberships.removed_at IS NULL";

/// Adds a membership, or brings a removed one back under the new role and without the right to authorise.
/// `false` if the person is a member already.
pub async fn insert(
    tx: &mut Tx,
    id: MembershipId,
    organization: OrganizationId,
    person: PersonId,
    role: MemberRole,
    now: Timestamp,
) -> Result<bool> {
    Ok(tx
        .execute(PUT, args![id, organization, person, role, now])
        .await?
        == 1)
}

/// A person's living membership in an organization.
pub async fn find(
    tx: &mut Tx,
    organization: OrganizationId,
    person: PersonId,
) -> Result<Option<MembershipRow>> {
    tx.optional(FIND, args![organization, person]).await
}

/// The members of an organization, by name; as a question.
pub fn ask(organization: OrganizationId) -> Ask<Member> {
    Ask::new(LIST, args![organization])
}

/// The members of an organization, by name.
pub async fn list(tx: &mut Tx, organization: OrganizationId) -> Result<Vec<Member>> {
    tx.list(LIST, args![organization]).await
}

/// How many owners able to log in an organization has; the last one must stay.
pub async fn count_owners(tx: &mut Tx, organization: OrganizationId) -> Result<i64> {
    Ok(tx.one::<(i64,)>(COUNT_OWNERS, args![organization]).await?.0)
}

/// Changes a member's role.
pub async fn update_role(
    tx: &mut Tx,
    organization: OrganizationId,
    person: PersonId,
    role: MemberRole,
) -> Result<()> {
    tx.change_one(UPDATE_ROLE, args![organization, person, role])
        .await
}

/// Gives a member the right to authorise interventions.
pub async fn grant_authorise(
    tx: &mut Tx,
    organization: OrganizationId,
    person: PersonId,
    granted_by: PersonId,
    now: Timestamp,
) -> Result<()> {
    tx.change_one(GRANT, args![organization, person, granted_by, now])
        .await
}

/// Takes the right to authorise interventions away.
pub async fn revoke_authorise(
    tx: &mut Tx,
    organization: OrganizationId,
    person: PersonId,
) -> Result<()> {
    tx.change_one(REVOKE, args![organization, person]).await
}

/// Ends a membership.
pub async fn remove(
    tx: &mut Tx,
    organization: OrganizationId,
    person: PersonId,
    now: Timestamp,
) -> Result<()> {
    tx.change_one(REMOVE, args![organization, person, now])
        .await
}
