//! Tariffs and rates of VAT. A version and a rate are written once; an edit adds the next one. The database refuses
//! anything else. // S-17

use std::collections::BTreeMap;

use domain::billing::vat::{Country, RateClass, RateRow, SpecialArea};
use domain::billing::{Article, ArticleCode, TariffVersion};
use domain::ids::{ContractId, PersonId, RowId};
use domain::time::Timestamp;

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
