//! Tariffs as the rules read them. // S-17

mod edit;

use domain::billing::{PriceBook, Pricing, TariffHistory, TariffVersion};
use domain::calendar::History;
use store::Tx;

use crate::calendars;
use crate::error::{Result, ServiceError};

pub use edit::{
    ARTICLES, ARTICLES_MAX, ArticleFields, ArticleNames, TariffForm, TariffVersionView, add,
    versions,
};

/// The list.
pub(crate) async fn list(tx: &mut Tx) -> Result<PriceBook> {
    let versions = store::tariffs::list_versions(tx, store::tariffs::LIST).await?;
    let versions = versions.into_iter().map(TariffVersion::from).collect();
    Ok(PriceBook {
        list: TariffHistory::new(versions).map_err(ServiceError::internal)?,
        contract: None,
    })
}

/// What prices time.
pub(crate) struct Prices {
    /// The billing calendar.
    pub(crate) calendar: History,
    /// The tariffs.
    pub(crate) book: PriceBook,
}

impl Prices {
    /// As they are known now.
    pub(crate) async fn load(tx: &mut Tx) -> Result<Self> {
        Ok(Self {
            calendar: calendars::billing(tx).await?,
            book: list(tx).await?,
        })
    }

    /// The same for the rules.
    pub(crate) const fn pricing(&self) -> Pricing<'_> {
        Pricing {
            calendar: &self.calendar,
            book: &self.book,
        }
    }
}
