//! Where a customer is taxed, and what VIES answered. // V-08, V-09

use domain::billing::vat::{Abroad, SpecialArea};
use domain::ids::{OrganizationId, PersonId, RowId};
use domain::time::Timestamp;

use crate::{Result, Tx};

record! {
    /// Where a customer is taxed, beyond the country of the address, as stored.
    pub struct TaxPlaceRow in "tax_places" {
        /// The customer.
        pub organization_id: OrganizationId,
        /// An area whose VAT is not that of its country.
        pub area: Option<SpecialArea>,
        /// What was decided where this is a private person outside the EU.
        pub abroad: Option<Abroad>,
        /// Who decided.
        pub changed_by: PersonId,
        /// When.
        pub changed_at: Timestamp,
    }
}

record! {
    /// An answer of VIES as stored. Written once, never changed.
    pub struct ViesRow in "vies_answers" {
        /// Id.
        pub id: RowId,
        /// The customer.
        pub organization_id: OrganizationId,
        /// The VAT id that was asked about.
        pub about: String,
        /// What it said; `None`: it was unavailable.
        pub valid: Option<bool>,
        /// When it was asked, `2026-11-21`.
        pub on_day: String,
        /// Our own VAT id it was asked with.
        pub own: String,
        /// The number of the consultation.
        pub number: String,
        /// Who entered it.
        pub entered_by: PersonId,
        /// When.
        pub entered_at: Timestamp,
    }
}

const FIND_PLACE: &str = sql!(
    "SELECT ",
    TaxPlaceRow::COLUMNS,
    " FROM tax_places WHERE organization_id = $1"
);
const UPDATE_PLACE: &str = sql!(
    "UPDATE tax_places SET ",
    TaxPlaceRow::SET,
    " WHERE organization_id = $1"
);
const LIST_VIES: &str = sql!(
    "SELECT ",
    ViesRow::COLUMNS,
    " FROM vies_answers WHERE organization_id = $1 ORDER BY on_day DESC, entered_at DESC, id"
);

/// Where a customer is taxed; `None`: in the country of the address.
pub async fn find_place(tx: &mut Tx, organization: OrganizationId) -> Result<Option<TaxPlaceRow>> {
    tx.optional(FIND_PLACE, args![organization]).await
}

/// Says so from now on. Whoever does holds the customer's row.
pub async fn put_place(tx: &mut Tx, place: &TaxPlaceRow) -> Result<()> {
    let p = place;
    let values = args![
        p.organization_id,
        p.area,
        p.abroad,
        p.changed_by,
        p.changed_at
    ];
    if tx.execute(UPDATE_PLACE, values).await? == 0 {
        tx.insert(place).await?;
    }
    Ok(())
}

/// Keeps an answer of VIES.
pub async fn insert_vies(tx: &mut Tx, answer: &ViesRow) -> Result<()> {
    tx.insert(answer).await
}

/// What VIES answered about a customer, the latest first.
pub async fn list_vies(tx: &mut Tx, organization: OrganizationId) -> Result<Vec<ViesRow>> {
    tx.list(LIST_VIES, args![organization]).await
}
