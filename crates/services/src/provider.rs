//! The page *Anbieter*: the provider's name, address, numbers, keys; printed where the sources hand them out. // RULINGS 21

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
    let _ = context;
    Ok(Shown::default())
}
