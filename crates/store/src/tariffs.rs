//! Tariffs and rates of VAT. A version and a rate are written once; an edit adds the next one. The database refuses
//! anything else. // S-17

use std::collections::BTreeMap;

use domain::billing::vat::{Country, RateClass, RateRow, SpecialArea};
use domain::billing::{Article, ArticleCode, TariffVersion};
use domain::ids::{ContractId, OrganizationId, PersonId, RowId, SystemId};
use domain::time::Timestamp;

use crate::contracts::ContractRow;
use crate::row::{Cells, FromRow};
use crate::{Result, Tx};

/// The code of the list, which counts for everybody whose contract has no tariff of its own.
pub const LIST: &str = "list";

record! {
    /// A tariff as stored; its prices stand in its versions.
    pub struct TariffRow in "tariffs" {
        /// What addresses of pages call it.
        pub code: String,
        /// The contract it is for; `None`: the list.
        pub contract_id: Option<ContractId>,
        /// When it was made.
        pub created_at: Timestamp,
    }
}

record! {
    /// A version as stored.
    pub struct TariffVersionRow in "tariff_versions" {
        /// The tariff.
        pub tariff: String,
        /// Its number, from 1.
        pub version: i64,
        /// From when it holds.
        pub valid_from: Timestamp,
        /// Seconds that may lie between entries of one Einsatz.
        pub gap_s: i64,
        /// The least number of units of an Einsatz.
        pub least_units: i64,
        /// The items.
        pub articles: BTreeMap<ArticleCode, Article>,
        /// Who wrote it; `None`: shipped.
        pub author_id: Option<PersonId>,
        /// Why.
        pub reason: String,
        /// When it was written.
        pub created_at: Timestamp,
    }
}

impl From<TariffVersionRow> for TariffVersion {
    fn from(row: TariffVersionRow) -> Self {
        Self {
            version: row.version,
            valid_from: row.valid_from,
            gap_s: row.gap_s,
            least_units: row.least_units,
            articles: row.articles,
        }
    }
}

record! {
    /// A rate of VAT as stored.
    pub struct VatRateRow in "vat_rates" {
        /// Id.
        pub id: RowId,
        /// The country.
        pub country: Country,
        /// An area of it with its own rate.
        pub area: Option<SpecialArea>,
        /// Which rate.
        pub class: RateClass,
        /// Hundredths of a percent.
        pub basis_points: i64,
        /// Its first day, `2026-11-21`.
        pub from_day: String,
        /// Who entered it; `None`: shipped.
        pub author_id: Option<PersonId>,
        /// When.
        pub created_at: Timestamp,
    }
}

impl VatRateRow {
    /// As the rules read it; `None` where somebody wrote a day or a place there is not.
    pub fn rate(&self) -> Option<RateRow> {
        Some(RateRow {
            place: domain::billing::vat::Place::new(self.country, self.area).ok()?,
            class: self.class,
            basis_points: self.basis_points.try_into().ok()?,
            from: self.from_day.parse().ok()?,
        })
    }
}

/// A version of a contract's own tariff, with the contract.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnVersion {
    /// The contract.
    pub contract: ContractRow,
    /// The version.
    pub version: TariffVersionRow,
}

impl FromRow for OwnVersion {
    const TABLE: &'static str = "tariff_versions";
    fn from_cells(cells: &mut Cells<'_>) -> Result<Self> {
        Ok(Self {
            contract: ContractRow::from_cells(cells)?,
            version: TariffVersionRow::from_cells(cells)?,
        })
    }
}

/// Whose tariff is one's own, for lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnTariff {
    /// The contract.
    pub id: ContractId,
    /// Number of the contract.
    pub contract: String,
    /// Name of the customer.
    pub customer: String,
    /// Name of the system.
    pub system: String,
}

impl FromRow for OwnTariff {
    const TABLE: &'static str = "contracts";
    fn from_cells(cells: &mut Cells<'_>) -> Result<Self> {
        Ok(Self {
            id: cells.take()?,
            contract: cells.take()?,
            customer: cells.take()?,
            system: cells.take()?,
        })
    }
}

const OWN: &str = sql!(
    "SELECT ",
    ContractRow::COLUMNS,
    ", ",
    TariffVersionRow::COLUMNS,
    " FROM contracts JOIN tariffs ON tariffs.contract_id = contracts.id
    JOIN tariff_versions ON tariff_versions.tariff = tariffs.code"
);
const IN_ORDER: &str = " ORDER BY contracts.starts_on, contracts.id, tariff_versions.version";
const OWN_OF_SYSTEM: &str = sql!(OWN, " WHERE contracts.system_id = $1", IN_ORDER);
const OWN_OF_ORGANIZATION: &str = sql!(OWN, " WHERE contracts.organization_id = $1", IN_ORDER);
const WHOSE: &str =
    "SELECT contracts.id, contracts.number, organizations.name, systems.name FROM contracts
    JOIN organizations ON organizations.id = contracts.organization_id
    JOIN systems ON systems.id = contracts.system_id";
const FIND_WHOSE: &str = sql!(WHOSE, " WHERE contracts.id = $1");
const LIST_OWN: &str = sql!(
    WHOSE,
    " WHERE contracts.id IN (SELECT tariffs.contract_id FROM tariffs)
    ORDER BY organizations.name, contracts.number"
);
const FIND_OF_CONTRACT: &str = sql!(
    "SELECT ",
    TariffRow::COLUMNS,
    " FROM tariffs WHERE contract_id = $1"
);
const LIST_TARIFFS: &str = sql!(
    "SELECT ",
    TariffRow::COLUMNS,
    " FROM tariffs ORDER BY created_at, code"
);
const LIST_VERSIONS: &str = sql!(
    "SELECT ",
    TariffVersionRow::COLUMNS,
    " FROM tariff_versions WHERE tariff = $1 ORDER BY version"
);
const LIST_AUTHORS: &str = "SELECT id, name FROM people
    WHERE id IN (SELECT author_id FROM tariff_versions WHERE tariff = $1) ORDER BY id";
const LIST_VAT: &str = sql!(
    "SELECT ",
    VatRateRow::COLUMNS,
    " FROM vat_rates ORDER BY country, area, class, from_day, id"
);

/// Every tariff, the list first.
pub async fn list(tx: &mut Tx) -> Result<Vec<TariffRow>> {
    tx.list(LIST_TARIFFS, args![]).await
}

/// The tariff of a contract.
pub async fn find_of_contract(tx: &mut Tx, contract: ContractId) -> Result<Option<TariffRow>> {
    tx.optional(FIND_OF_CONTRACT, args![contract]).await
}

/// The contracts with a tariff of their own, by customer.
pub async fn list_own(tx: &mut Tx) -> Result<Vec<OwnTariff>> {
    tx.list(LIST_OWN, args![]).await
}

/// Whose a contract is.
pub async fn whose(tx: &mut Tx, contract: ContractId) -> Result<Option<OwnTariff>> {
    tx.optional(FIND_WHOSE, args![contract]).await
}

/// The versions of the tariffs of a system's contracts, contract by contract in the order of time.
pub async fn list_own_of_system(tx: &mut Tx, system: SystemId) -> Result<Vec<OwnVersion>> {
    tx.list(OWN_OF_SYSTEM, args![system]).await
}

/// The same for all contracts of an organization.
pub async fn list_own_of_organization(
    tx: &mut Tx,
    organization: OrganizationId,
) -> Result<Vec<OwnVersion>> {
    tx.list(OWN_OF_ORGANIZATION, args![organization]).await
}

/// Adds the tariff of a contract. A code or a contract twice is a conflict.
pub async fn insert(tx: &mut Tx, tariff: &TariffRow) -> Result<()> {
    tx.insert(tariff).await
}

/// Adds a version. A number or a beginning twice is a conflict.
pub async fn insert_version(tx: &mut Tx, version: &TariffVersionRow) -> Result<()> {
    tx.insert(version).await
}

/// The versions of a tariff, the first one first.
pub async fn list_versions(tx: &mut Tx, code: &str) -> Result<Vec<TariffVersionRow>> {
    tx.list(LIST_VERSIONS, args![code]).await
}

/// Who wrote versions of a tariff, by name.
pub async fn list_authors(tx: &mut Tx, code: &str) -> Result<Vec<(PersonId, String)>> {
    tx.list(LIST_AUTHORS, args![code]).await
}

/// Adds a rate of VAT. Two of a place and class from one day on are a conflict.
pub async fn insert_vat(tx: &mut Tx, rate: &VatRateRow) -> Result<()> {
    tx.insert(rate).await
}

/// Every rate of VAT, by place and day.
pub async fn list_vat(tx: &mut Tx) -> Result<Vec<VatRateRow>> {
    tx.list(LIST_VAT, args![]).await
}
