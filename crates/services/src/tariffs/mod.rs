//! Tariffs as the rules read them. // S-17

mod edit;
mod view;

use std::collections::BTreeMap;

use domain::billing::{
    Article, ArticleCode, ContractTariff, PriceBook, Pricing, TariffHistory, TariffVersion,
};
use domain::calendar::History;
use domain::contract::Cover;
use domain::ids::{OrganizationId, SystemId};
use domain::time::{Timestamp, day_begins, day_ends};
use store::Tx;
use store::contracts::ContractRow;
use store::tariffs::OwnVersion;

use crate::calendars;
use crate::error::{Result, ServiceError};

pub use edit::{ARTICLES, ARTICLES_MAX, ArticleFields, ArticleNames, TariffForm, add};
pub use view::{TariffVersionView, TariffsView, view};

/// The list.
pub(crate) async fn list(tx: &mut Tx) -> Result<TariffHistory> {
    let versions = store::tariffs::list_versions(tx, store::tariffs::LIST).await?;
    let versions = versions.into_iter().map(TariffVersion::from).collect();
    TariffHistory::new(versions).map_err(ServiceError::internal)
}

/// The days of a contract as instants; `None` where somebody wrote no day.
fn cover(contract: &ContractRow) -> Option<Cover> {
    let until = match &contract.ends_on {
        Some(day) => Some(day_ends(day)?),
        None => None,
    };
    Some(Cover {
        plan: contract.plan,
        covers_interventions: contract.covers_interventions,
        from: day_begins(&contract.starts_on)?,
        until,
    })
}

/// Tariffs of contracts, from their versions in order.
fn contracts(versions: Vec<OwnVersion>) -> Result<Vec<ContractTariff>> {
    let mut rows: Vec<(ContractRow, Vec<TariffVersion>)> = Vec::new();
    for OwnVersion { contract, version } in versions {
        match rows.last_mut().filter(|(last, _)| last.id == contract.id) {
            Some((_, known)) => known.push(version.into()),
            None => rows.push((contract, vec![version.into()])),
        }
    }
    let tariff = |(contract, versions): (ContractRow, _)| {
        Ok(ContractTariff {
            contract: contract.id,
            cover: cover(&contract).ok_or_else(|| {
                ServiceError::internal(format!("contract {} has no days", contract.number))
            })?,
            history: TariffHistory::new(versions).map_err(ServiceError::internal)?,
        })
    };
    rows.into_iter().map(tariff).collect()
}

/// Every article an organization's work may be billed by, for its name: the list's, and those of its contracts.
pub(crate) async fn articles(
    tx: &mut Tx,
    organization: OrganizationId,
    at: Timestamp,
) -> Result<BTreeMap<ArticleCode, Article>> {
    let mut all = BTreeMap::new();
    for own in store::tariffs::list_own_of_organization(tx, organization).await? {
        all.extend(own.version.articles);
    }
    if let Some(version) = list(tx).await?.in_force(at) {
        all.extend(version.articles.clone());
    }
    Ok(all)
}

/// What prices time.
pub(crate) struct Prices {
    /// The billing calendar.
    pub(crate) calendar: History,
    /// The tariffs.
    pub(crate) book: PriceBook,
}

impl Prices {
    /// As they are known now, for work on a system.
    pub(crate) async fn load(tx: &mut Tx, system: Option<SystemId>) -> Result<Self> {
        let own = match system {
            Some(system) => store::tariffs::list_own_of_system(tx, system).await?,
            None => Vec::new(),
        };
        Ok(Self {
            calendar: calendars::billing(tx).await?,
            book: PriceBook {
                list: list(tx).await?,
                contracts: contracts(own)?,
            },
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
