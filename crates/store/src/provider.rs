//! The provider: one row of facts handed out to customers (page *Anbieter*). // RULINGS 21

use domain::time::Timestamp;

use crate::row::Record as _;
use crate::{Ask, Result, Tx};

record! {
    /// The provider as stored.
    pub struct ProviderRow in "provider" {
        /// Always [`ProviderRow::ID`].
        pub id: i64,
        /// Legal name.
        pub name: String,
        /// Street and house number.
        pub street: String,
        /// Postal code.
        pub postal_code: String,
        /// City.
        pub city: String,
        /// ISO country code.
        pub country: String,
        /// German Land, which decides the holidays.
        pub land: Option<String>,
        /// VAT id.
        pub vat_id: String,
        /// Address customers write to.
        pub email: String,
        /// Phone number in office hours.
        pub phone: String,
        /// Those hours, as printed.
        pub phone_hours: String,
        /// Phone number for emergencies.
        pub emergency_phone: String,
        /// Addresses we come from, one a line.
        pub source_ips: String,
        /// Our public SSH key.
        pub ssh_public_key: String,
        /// Our name servers, one a line.
        pub name_servers: String,
        /// Link to the guide for customers.
        pub guide_url: String,
        /// A demo database: mails stay here, accounts are known.
        pub is_demo: bool,
        /// Last change.
        pub updated_at: Option<Timestamp>,
    }
}

impl ProviderRow {
    /// The id of the only row.
    pub const ID: i64 = 1;
}

const FIND: &str = sql!(
    "SELECT ",
    ProviderRow::COLUMNS,
    " FROM provider WHERE id = 1"
);
const UPDATE: &str = sql!("UPDATE provider SET ", ProviderRow::SET, " WHERE id = $1");

/// The provider, as a question without an answer before the set-up.
pub fn ask() -> Ask<ProviderRow> {
    Ask::new(FIND, args![])
}

/// The provider; `None` before the set-up.
pub async fn find(tx: &mut Tx) -> Result<Option<ProviderRow>> {
    tx.optional(FIND, args![]).await
}

/// Writes the provider.
pub async fn put(tx: &mut Tx, provider: &ProviderRow) -> Result<()> {
    if tx.execute(UPDATE, provider.values()).await? == 0 {
        tx.insert(provider).await?;
    }
    Ok(())
}
