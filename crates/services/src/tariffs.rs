//! Tariffs as the rules read them. // S-17

use domain::billing::{PriceBook, TariffHistory, TariffVersion};
use store::Tx;

use crate::error::{Result, ServiceError};

/// The list.
pub(crate) async fn list(tx: &mut Tx) -> Result<PriceBook> {
    let versions = store::tariffs::list_versions(tx, store::tariffs::LIST).await?;
    let versions = versions.into_iter().map(TariffVersion::from).collect();
    Ok(PriceBook {
        list: TariffHistory::new(versions).map_err(ServiceError::internal)?,
        contract: None,
    })
}
