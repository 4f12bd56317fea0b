//! Organizations: the provider's customers.

use domain::ids::OrganizationId;
use domain::time::Timestamp;

use crate::dialect::Spelled;
use crate::{Ask, Result, Tx};

record! {
    /// An organization as stored.
    pub struct OrganizationRow in "organizations" {
        /// Id.
        pub id: OrganizationId,
        /// Customer number.
        pub number: String,
        /// Name.
        pub name: String,
        /// Street and house number.
        pub street: String,
        /// Postal code.
        pub postal_code: String,
        /// City.
        pub city: String,
        /// ISO country code.
        pub country: String,
        /// German Land, which decides the holidays; `None` abroad.
        pub land: Option<String>,
        /// A business, as opposed to a consumer.
        pub business: bool,
        /// VAT id, or empty.
        pub vat_id: String,
        /// Demands a second factor of its members. // RULINGS 13
        pub requires_second_factor: bool,
        /// Reveals need a second person's approval. // RULINGS 12
        pub four_eyes: bool,
        /// Whether it is still a customer.
        pub active: bool,
        /// When the row was made.
        pub created_at: Timestamp,
    }
}

const FIND: &str = sql!(
    "SELECT ",
    OrganizationRow::COLUMNS,
    " FROM organizations WHERE id = $1"
);
const FIND_LOCKED: Spelled = locking!(FIND);
const FIND_BY_NUMBER: &str = sql!(
    "SELECT ",
    OrganizationRow::COLUMNS,
    " FROM organizations WHERE number = $1"
);
const LIST: &str = sql!(
    "SELECT ",
    OrganizationRow::COLUMNS,
    " FROM organizations ORDER BY name, id"
);
const LIST_OF_PERSON: &str = sql!(
    "SELECT ", OrganizationRow::COLUMNS, " FROM organizations
    JOIN memberships ON memberships.organization_id = organizations.id
    WHERE memberships.person_id = $1 AND memberships.removed_at IS NULL ORDER BY organizations.name, organizations.id"
);
const UPDATE: &str = sql!(
    "UPDATE organizations SET ",
    OrganizationRow::SET,
    " WHERE id = $1"
);

/// Adds an organization. A number in use is a conflict on `organizations_number_key`.
pub async fn insert(tx: &mut Tx, organization: &OrganizationRow) -> Result<()> {
    tx.insert(organization).await
}

/// The organization with this id, as a question.
pub fn ask(id: OrganizationId) -> Ask<OrganizationRow> {
    Ask::new(FIND, args![id])
}

/// The organization with this id.
pub async fn find(tx: &mut Tx, id: OrganizationId) -> Result<Option<OrganizationRow>> {
    tx.optional(FIND, args![id]).await
}

/// The organization with this id, held until the unit of work ends: its data and its members' rights stay as they are
/// meanwhile. Comes before its members and their sessions.
pub async fn find_for_update(tx: &mut Tx, id: OrganizationId) -> Result<Option<OrganizationRow>> {
    let find = tx.spell(FIND_LOCKED);
    tx.optional(find, args![id]).await
}

/// The organization with this customer number.
pub async fn find_by_number(tx: &mut Tx, number: &str) -> Result<Option<OrganizationRow>> {
    tx.optional(FIND_BY_NUMBER, args![number]).await
}

/// Every organization, by name.
pub async fn list(tx: &mut Tx) -> Result<Vec<OrganizationRow>> {
    tx.list(LIST, args![]).await
}

/// The same as a question.
pub fn ask_all() -> Ask<OrganizationRow> {
    Ask::new(LIST, args![])
}

/// The organizations a person is a member of, by name.
pub async fn list_of_person(
    tx: &mut Tx,
    person: domain::ids::PersonId,
) -> Result<Vec<OrganizationRow>> {
    tx.list(LIST_OF_PERSON, args![person]).await
}

/// How many organizations there are.
pub async fn count(tx: &mut Tx) -> Result<i64> {
    Ok(tx
        .one::<(i64,)>("SELECT COUNT(*) FROM organizations", args![])
        .await?
        .0)
}

/// Writes every column of an organization.
pub async fn update(tx: &mut Tx, organization: &OrganizationRow) -> Result<()> {
    use crate::row::Record as _;
    tx.change_one(UPDATE, organization.values()).await
}
