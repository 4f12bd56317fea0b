//! The page *Anbieter*: the provider's name, address, numbers, keys; printed where the sources hand them out. // RULINGS 21

use store::provider::ProviderRow;

use crate::context::Context;
use crate::error::Result;

/// What every page shows of the provider.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shown {
    /// Name.
    pub name: String,
    /// Number for emergencies, as people write it.
    pub emergency_phone: String,
    /// Demo data.
    pub is_demo: bool,
}

/// What every page shows of the provider; empty before the set-up.
///
/// # Errors
/// The database does not answer.
pub async fn shown(context: &Context) -> Result<Shown> {
    let mut tx = context.db().read().await?;
    let row = store::provider::find(&mut tx).await?;
    Ok(row
        .map(|row| Shown {
            name: row.name,
            emergency_phone: row.emergency_phone,
            is_demo: row.is_demo,
        })
        .unwrap_or_default())
}

/// A provider of whom only the name is known.
pub(crate) fn empty(name: String) -> ProviderRow {
    ProviderRow {
        id: ProviderRow::ID,
        name,
        street: String::new(),
        postal_code: String::new(),
        city: String::new(),
        country: "DE".to_owned(),
        land: None,
        vat_id: String::new(),
        email: String::new(),
        phone: String::new(),
        phone_hours: String::new(),
        emergency_phone: String::new(),
        source_ips: String::new(),
        ssh_public_key: String::new(),
        name_servers: String::new(),
        guide_url: String::new(),
        is_demo: false,
        updated_at: None,
    }
}
