//! VAT as the rules read it: rates, where provider and customers are taxed, what VIES answered. // V-01 to V-09, RULINGS 20

use std::collections::BTreeMap;

use domain::audit::EventKind;
use domain::billing::vat::{
    Abroad, Country, Customer, Place, RateClass, RateRefusal, RateTable, SpecialArea, Supplier,
    VatId, Vies, typed_rate,
};
use domain::calendar::Date;
use domain::ids::{OrganizationId, RowId};
use domain::policy::{Action, Resource, may};
use domain::time::local;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::Tx;
use store::organizations::OrganizationRow;
use store::tariffs::VatRateRow;
pub use store::tax::{TaxPlaceRow, ViesRow};

use crate::context::OpContext;
use crate::error::{Checks, FieldError, Result, ServiceError};
use crate::{audit, house};

/// Key of the provider's own setting.
const KEY: &str = "tax";

/// How the provider itself is taxed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct OwnTax {
    /// An area whose VAT is not that of its country.
    pub area: Option<SpecialArea>,
    /// Electronic services for private people in other member states are taxed where they live (OSS).
    pub one_stop_shop: bool,
}

/// Everything a statement needs to know about VAT.
pub(crate) struct Taxes {
    pub(crate) table: RateTable,
    pub(crate) supplier: Supplier,
    pub(crate) customer: Customer,
}

/// Where somebody sits. A country nobody knows is a third country: nothing is taxed there, and it says so.
/// // V-06, V-07, V-08
fn place(country: &str, area: Option<SpecialArea>) -> Result<Place> {
    let country: Country = country.parse().map_err(ServiceError::internal)?;
    Place::new(country, area).map_err(ServiceError::internal)
}

async fn own(tx: &mut Tx) -> Result<OwnTax> {
    match store::settings::find(tx, KEY).await? {
        Some(json) => serde_json::from_str(&json).map_err(ServiceError::internal),
        None => Ok(OwnTax::default()),
    }
}

impl Taxes {
    /// Reads it.
    pub(crate) async fn of(tx: &mut Tx, organization: &OrganizationRow) -> Result<Self> {
        let own = own(tx).await?;
        let provider = store::provider::find(tx).await?;
        let home = provider.map_or_else(|| "DE".to_owned(), |row| row.country);
        let row = store::tax::find_place(tx, organization.id).await?;
        let area = row.as_ref().and_then(|row| row.area);
        let answers = store::tax::list_vies(tx, organization.id).await?;
        Ok(Self {
            table: table(tx).await?,
            supplier: Supplier {
                place: place(&home, own.area)?,
                one_stop_shop: own.one_stop_shop,
            },
            customer: Customer {
                place: place(&organization.country, area)?,
                business: organization.business,
                vat_id: organization.vat_id.parse().ok(),
                vies: answers.iter().filter_map(answer).collect(),
                abroad: row.and_then(|row| row.abroad),
            },
        })
    }
}

async fn table(tx: &mut Tx) -> Result<RateTable> {
    let rows = store::tariffs::list_vat(tx).await?;
    RateTable::new(rows.iter().filter_map(VatRateRow::rate)).map_err(ServiceError::internal)
}

fn answer(row: &ViesRow) -> Option<Vies> {
    Some(Vies {
        about: row.about.parse().ok()?,
        valid: row.valid,
        on: row.on_day.parse().ok()?,
        own: row.own.parse().ok()?,
        number: row.number.clone(),
    })
}

/// Rates of VAT by place, and how the provider is taxed.
#[derive(Debug, Clone)]
pub struct VatView {
    /// The rates of each place, the newest first.
    pub places: BTreeMap<(Country, Option<SpecialArea>, RateClass), Vec<VatRateRow>>,
    /// The provider's own.
    pub own: OwnTax,
    /// The provider's country.
    pub home: String,
}

/// The rates, for whoever keeps tariffs.
///
/// # Errors
/// `Denied` for everybody but managers and admins.
pub async fn view(op: &OpContext) -> Result<VatView> {
    may(&op.actor, Action::ManageTariffs, &Resource::provider())?;
    let mut tx = op.app.db().read().await?;
    let mut places: BTreeMap<_, Vec<VatRateRow>> = BTreeMap::new();
    for row in store::tariffs::list_vat(&mut tx).await? {
        let key = (row.country, row.area, row.class);
        places.entry(key).or_default().insert(0, row);
    }
    let home = store::provider::find(&mut tx).await?;
    Ok(VatView {
        places,
        own: own(&mut tx).await?,
        home: home.map(|row| row.country).unwrap_or_default(),
    })
}

/// A rate as typed.
#[derive(Debug, Clone, Default)]
pub struct RateForm {
    /// Two letters.
    pub country: String,
    /// Code of an area of it, or empty.
    pub area: String,
    /// Which rate.
    pub class: String,
    /// In percent, `25,5`.
    pub rate: String,
    /// Its first day, `2026-11-21`.
    pub from: String,
}

fn rate_refused(refusal: RateRefusal) -> FieldError {
    let (de, en) = match refusal {
        RateRefusal::Empty => (
            "Geben Sie den Satz an. Ein leeres Feld würde als 0 % gelesen.",
            "Enter the rate. An empty field would be read as 0 %.",
        ),
        RateRefusal::Zero => (
            "0 % ist kein Satz: was nicht besteuert wird, folgt aus dem Sitz des Kunden.",
            "0 % is no rate: what is not taxed follows from where the customer is.",
        ),
        RateRefusal::TooHigh => ("Höchstens 50 %.", "At most 50 %."),
        RateRefusal::NotANumber | RateRefusal::Twice(..) => (
            "Bitte eine Zahl mit höchstens zwei Nachkommastellen, zum Beispiel 25,5.",
            "Please enter a number with at most two decimals, for example 25.5.",
        ),
    };
    FieldError::said("rate", de, en)
}

/// Adds a rate of VAT; those before it stay, because lines keep the rate of their day. An empty one is refused: it would be read
/// as 0 %. // V-05
///
/// # Errors
/// [`ServiceError::Invalid`] on every field; `Denied`.
pub async fn add_rate(op: &OpContext, form: &RateForm) -> Result<()> {
    may(&op.actor, Action::ManageTariffs, &Resource::provider())?;
    let mut tx = house::begin(&op.app).await?;
    let mut checks = Checks::new();
    let country: Option<Country> = form.country.trim().to_uppercase().parse().ok();
    if country.is_none() {
        checks.add(FieldError::new("country", "country"));
    }
    let area = match form.area.as_str() {
        "" => None,
        text => checks.code::<SpecialArea>("area", text),
    };
    if let Some(country) = country
        && Place::new(country, area).is_err()
    {
        checks.add(FieldError::new("area", "choice"));
    }
    let class = checks.code::<RateClass>("class", &form.class);
    let points = typed_rate(&form.rate);
    if let Err(refusal) = &points {
        checks.add(rate_refused(*refusal));
    }
    let from = form.from.parse::<Date>().ok();
    if from.is_none() {
        checks.add(FieldError::new("from", "date"));
    }
    let known = store::tariffs::list_vat(&mut tx).await?;
    let same = |row: &&VatRateRow| {
        (Some(row.country), row.area, Some(row.class)) == (country, area, class)
            && Some(&row.from_day) == from.map(|day| day.to_string()).as_ref()
    };
    if known.iter().any(|row| same(&row)) {
        checks.add(FieldError::new("from", "taken"));
    }
    checks.finish()?;
    let (Some(country), Some(class), Ok(points), Some(from)) = (country, class, points, from)
    else {
        return Err(ServiceError::NotFound);
    };
    let row = VatRateRow {
        id: op.app.id(RowId::from_uuid),
        country,
        area,
        class,
        basis_points: points.into(),
        from_day: from.to_string(),
        author_id: Some(op.actor.person),
        created_at: op.now(),
    };
    store::tariffs::insert_vat(&mut tx, &row).await?;
    let event = audit::by(op, EventKind::VatChanged)
        .with("place", country.to_string())
        .with("area", area.map(SpecialArea::code))
        .with("class", class.code())
        .with("basis_points", i64::from(points))
        .with("from", row.from_day.as_str());
    house::tell(&op.app, &mut tx, event).await?;
    tx.save().await?;
    Ok(())
}

/// Says how the provider itself is taxed.
///
/// # Errors
/// [`ServiceError::Invalid`] on `area`; `Denied`.
pub async fn set_own(op: &OpContext, area: &str, one_stop_shop: bool) -> Result<()> {
    may(&op.actor, Action::ManageTariffs, &Resource::provider())?;
    let mut tx = house::begin(&op.app).await?;
    let provider = store::provider::find(&mut tx).await?;
    let home = provider.map_or_else(|| "DE".to_owned(), |row| row.country);
    let mut checks = Checks::new();
    let area = match area {
        "" => None,
        text => checks.code::<SpecialArea>("own_area", text),
    };
    if place(&home, area).is_err() {
        checks.add(FieldError::new("own_area", "choice"));
    }
    checks.finish()?;
    let (before, after) = (
        own(&mut tx).await?,
        OwnTax {
            area,
            one_stop_shop,
        },
    );
    let json = serde_json::to_string(&after).map_err(ServiceError::internal)?;
    store::settings::put(&mut tx, KEY, &json, op.now()).await?;
    let event = audit::by(op, EventKind::VatChanged)
        .with("own", json!({ "before": before, "after": after }));
    house::tell(&op.app, &mut tx, event).await?;
    tx.save().await?;
    Ok(())
}

/// How a customer is taxed.
#[derive(Debug, Clone)]
pub struct TaxView {
    /// The customer.
    pub organization: OrganizationRow,
    /// Where, beyond the address; `None`: nobody said.
    pub place: Option<TaxPlaceRow>,
    /// Answers of VIES, the latest first.
    pub vies: Vec<ViesRow>,
    /// Our own VAT id, to ask VIES with.
    pub own: String,
}

/// How a customer is taxed, for managers and admins.
///
/// # Errors
/// Not found for customers nobody has; `Denied`.
pub async fn of_customer(op: &OpContext, id: OrganizationId) -> Result<TaxView> {
    may(&op.actor, Action::KeepTax, &Resource::of(id))?;
    let mut tx = op.app.db().read().await?;
    let organization = store::organizations::find(&mut tx, id)
        .await?
        .ok_or(ServiceError::NotFound)?;
    let provider = store::provider::find(&mut tx).await?;
    Ok(TaxView {
        place: store::tax::find_place(&mut tx, id).await?,
        vies: store::tax::list_vies(&mut tx, id).await?,
        own: provider.map(|row| row.vat_id).unwrap_or_default(),
        organization,
    })
}

/// An answer of VIES as typed.
#[derive(Debug, Clone, Default)]
pub struct ViesForm {
    /// `yes`, `no`, or `unavailable`.
    pub answer: String,
    /// When it was asked, `2026-11-21`.
    pub on: String,
    /// The number of the consultation.
    pub number: String,
}

/// Enters what VIES answered about the customer's VAT id. // V-09
///
/// # Errors
/// [`ServiceError::Invalid`] on every field, also where the customer or the provider has no VAT id; `Denied`.
pub async fn enter_vies(op: &OpContext, id: OrganizationId, form: &ViesForm) -> Result<()> {
    may(&op.actor, Action::KeepTax, &Resource::of(id))?;
    let mut tx = op.app.db().begin().await?;
    let organization = store::organizations::find_for_update(&mut tx, id)
        .await?
        .ok_or(ServiceError::NotFound)?;
    let provider = store::provider::find(&mut tx).await?;
    let mut checks = Checks::new();
    let valid = match form.answer.as_str() {
        "yes" => Some(Some(true)),
        "no" => Some(Some(false)),
        "unavailable" => Some(None),
        "" => {
            checks.add(FieldError::new("answer", "required_choice"));
            None
        }
        _ => {
            checks.add(FieldError::new("answer", "choice"));
            None
        }
    };
    let on = form.on.parse::<Date>().ok();
    match on {
        None => checks.add(FieldError::new("on", "date")),
        Some(day) if day > local(op.now()).date() => checks.add(FieldError::new("on", "day_ahead")),
        Some(_) => {}
    }
    // A yes counts for years of statements: it is only one with the number that proves it.
    let number = if valid == Some(Some(true)) {
        checks.text("number", &form.number, 60)
    } else {
        checks.optional("number", &form.number, 60)
    };
    let about: Option<VatId> = organization.vat_id.parse().ok();
    if about.is_none() {
        checks.add(FieldError::new("answer", "no_vat_id"));
    }
    let own: Option<VatId> = provider.and_then(|row| row.vat_id.parse().ok());
    if own.is_none() {
        checks.add(FieldError::new("answer", "no_own_vat_id"));
    }
    checks.finish()?;
    let (Some(valid), Some(on), Some(about), Some(own)) = (valid, on, about, own) else {
        return Err(ServiceError::NotFound);
    };
    let row = ViesRow {
        id: op.app.id(RowId::from_uuid),
        organization_id: id,
        about: about.to_string(),
        valid,
        on_day: on.to_string(),
        own: own.to_string(),
        number,
        entered_by: op.actor.person,
        entered_at: op.now(),
    };
    store::tax::insert_vies(&mut tx, &row).await?;
    let event = audit::by(op, EventKind::ViesEntered)
        .with("about", row.about.as_str())
        .with("valid", valid)
        .with("on", row.on_day.as_str())
        .with("number", row.number.as_str());
    audit::append(&op.app, &mut tx, id, event).await?;
    tx.save().await?;
    Ok(())
}

/// Says where a customer is taxed, beyond the address. // billing rule 14, V-06
///
/// # Errors
/// [`ServiceError::Invalid`] on `area` and `abroad`; `Denied`.
pub async fn set_place(op: &OpContext, id: OrganizationId, area: &str, abroad: &str) -> Result<()> {
    may(&op.actor, Action::KeepTax, &Resource::of(id))?;
    let mut tx = op.app.db().begin().await?;
    let organization = store::organizations::find_for_update(&mut tx, id)
        .await?
        .ok_or(ServiceError::NotFound)?;
    let mut checks = Checks::new();
    let area = match area {
        "" => None,
        text => checks.code::<SpecialArea>("area", text),
    };
    if place(&organization.country, area).is_err() {
        checks.add(FieldError::new("area", "choice"));
    }
    let abroad = match abroad {
        "" => None,
        text => checks.code::<Abroad>("abroad", text),
    };
    checks.finish()?;
    let row = TaxPlaceRow {
        organization_id: id,
        area,
        abroad,
        changed_by: op.actor.person,
        changed_at: op.now(),
    };
    store::tax::put_place(&mut tx, &row).await?;
    let event = audit::by(op, EventKind::TaxPlaceChanged)
        .with("area", area.map(SpecialArea::code))
        .with("abroad", abroad.map(Abroad::code));
    audit::append(&op.app, &mut tx, id, event).await?;
    tx.save().await?;
    Ok(())
}
