//! The admin's record of customers: list, create, change.

use domain::account::MemberRole;
use domain::audit::EventKind;
use domain::ids::{ContractId, OrganizationId};
use domain::policy::{Action, Resource, may};
use sha2::{Digest as _, Sha256};
use store::contracts::ContractRow;
use store::organizations::OrganizationRow;
use store::systems::SystemRow;
use store::{StoreError, Tx};

use super::members::{first_owner, fresh, send_invitation};
use super::{OrganizationView, hold, view};
use crate::audit;
use crate::context::OpContext;
use crate::error::{Checks, FieldError, Result, ServiceError};
use crate::places::AddressFields;

/// A line of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrganizationSummary {
    /// Id.
    pub id: OrganizationId,
    /// Customer number.
    pub number: String,
    /// Name.
    pub name: String,
    /// City.
    pub city: String,
    /// Still a customer.
    pub active: bool,
}

/// A customer with systems and contracts, for admins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrganizationRecord {
    /// Data and members.
    pub view: OrganizationView,
    /// Systems, by name.
    pub systems: Vec<SystemRow>,
    /// Contracts.
    pub contracts: Vec<ContractRow>,
}
/// The form of an organization.
#[derive(Debug, Clone, Copy, Default)]
pub struct OrganizationFields<'a> {
    /// Customer number, unique.
    pub number: &'a str,
    /// Name.
    pub name: &'a str,
    /// Address and VAT id.
    pub address: AddressFields<'a>,
    /// A business, not a consumer.
    pub business: bool,
    /// Still a customer.
    pub active: bool,
    /// The [`stamp`] of the data the form was opened with; not at creation.
    pub stamp: &'a str,
    /// Mail address of the first owner, at creation.
    pub owner_email: &'a str,
    /// Name of the first owner, at creation.
    pub owner_name: &'a str,
}

/// All customers, by name.
///
/// # Errors
/// `Denied` for everybody but admins.
pub async fn list(op: &OpContext) -> Result<Vec<OrganizationSummary>> {
    may(
        &op.actor,
        Action::ManageOrganizations,
        &Resource::provider(),
    )?;
    let mut tx = op.app.db().read().await?;
    Ok(store::organizations::list(&mut tx)
        .await?
        .into_iter()
        .map(|row| OrganizationSummary {
            id: row.id,
            number: row.number,
            name: row.name,
            city: row.city,
            active: row.active,
        })
        .collect())
}

/// A customer with members, systems and contracts, for admins.
///
/// # Errors
/// `Denied`, `NotFound`.
pub async fn record(op: &OpContext, id: OrganizationId) -> Result<OrganizationRecord> {
    may(
        &op.actor,
        Action::ManageOrganizations,
        &Resource::provider(),
    )?;
    let view = view(op, Some(id)).await?;
    let mut tx = op.app.db().read().await?;
    Ok(OrganizationRecord {
        systems: store::systems::list_of_organization(&mut tx, view.organization.id).await?,
        contracts: store::contracts::list_of_organization(&mut tx, view.organization.id).await?,
        view,
    })
}

/// The same by one of the customer's contracts.
///
/// # Errors
/// `Denied`, `NotFound`.
pub async fn record_of_contract(op: &OpContext, id: ContractId) -> Result<OrganizationRecord> {
    may(
        &op.actor,
        Action::ManageOrganizations,
        &Resource::provider(),
    )?;
    let mut tx = op.app.db().read().await?;
    let contract = store::contracts::find(&mut tx, id)
        .await?
        .ok_or(ServiceError::NotFound)?;
    drop(tx);
    record(op, contract.organization_id).await
}

/// Creates a customer; a first owner is invited by mail.
///
/// # Errors
/// `Denied`, `NotFresh` where a first owner is invited, or `Invalid` on the fields (`number` also when it is in use).
pub async fn create_organization(
    op: &OpContext,
    fields: OrganizationFields<'_>,
) -> Result<OrganizationId> {
    may(
        &op.actor,
        Action::ManageOrganizations,
        &Resource::provider(),
    )?;
    let mut checks = Checks::new();
    let id = OrganizationId::new(op.now(), op.app.random());
    let row = row(&mut checks, id, fields, op);
    let owner = first_owner(&mut checks, fields.owner_email, fields.owner_name);
    checks.finish()?;
    if owner.is_some() {
        fresh(op)?;
    }
    let mut tx = op.app.db().begin().await?;
    store::organizations::insert(&mut tx, &row)
        .await
        .map_err(number_taken)?;
    let event = audit::by(op, EventKind::OrganizationCreated)
        .with("number", row.number.as_str())
        .with("name", row.name.as_str());
    audit::append(&op.app, &mut tx, id, event).await?;
    if let Some((address, name)) = owner {
        send_invitation(op, &mut tx, id, &address, &name, MemberRole::Owner).await?;
    }
    tx.save().await?;
    Ok(id)
}

/// Changes a customer's data. Demands on members stay as they are.
///
/// # Errors
/// `Denied`, `NotFound`, or `Invalid` on the fields; `organization_changed` with who it was when somebody saved since the form
/// was opened, and at each field that says something else now.
pub async fn update_organization(
    op: &OpContext,
    id: OrganizationId,
    fields: OrganizationFields<'_>,
) -> Result<()> {
    may(
        &op.actor,
        Action::ManageOrganizations,
        &Resource::provider(),
    )?;
    let mut checks = Checks::new();
    let changed = row(&mut checks, id, fields, op);
    checks.finish()?;
    let mut tx = op.app.db().begin().await?;
    let provider = Resource::provider();
    let before = hold(op, &mut tx, id, Action::ManageOrganizations, &provider).await?;
    if stamp(&before) != fields.stamp {
        return Err(overtaken(&mut tx, &before, &changed).await);
    }
    let after = OrganizationRow {
        requires_second_factor: before.requires_second_factor,
        four_eyes: before.four_eyes,
        created_at: before.created_at,
        active: fields.active,
        ..changed
    };
    store::organizations::update(&mut tx, &after)
        .await
        .map_err(number_taken)?;
    let event = audit::by(op, EventKind::OrganizationChanged)
        .with("number", after.number.as_str())
        .with("name", after.name.as_str())
        .with("active", after.active);
    audit::append(&op.app, &mut tx, id, event).await?;
    tx.save().await?;
    Ok(())
}

/// What the data of a customer were when somebody opened their form.
pub fn stamp(row: &OrganizationRow) -> String {
    let data = (
        [&row.number, &row.name, &row.street, &row.postal_code],
        [&row.city, &row.country, &row.vat_id],
        (&row.land, row.business, row.active),
    );
    hex::encode(Sha256::digest(format!("{data:?}")))
}

/// Somebody else saved first: who it was, and what differs now from what was typed here.
async fn overtaken(tx: &mut Tx, now: &OrganizationRow, typed: &OrganizationRow) -> ServiceError {
    let kinds = [EventKind::OrganizationChanged];
    let newest = match store::audit::list_newest(tx, now.id, &kinds, None, 20).await {
        Ok(newest) => newest,
        Err(error) => return error.into(),
    };
    // What a customer demands of looks and log-ins is told by the same kind, and is no part of this form.
    let facts = newest
        .into_iter()
        .filter_map(|row| row.payload.facts().ok());
    let saved = facts
        .map(|facts| facts.event)
        .find(|event| event.data.contains_key("name"));
    let by = saved.and_then(|event| event.actor_name).unwrap_or_default();
    let whole = FieldError::new("", "organization_changed")
        .with("by", by)
        .with("stamp", stamp(now));
    let (land, typed_land) = (
        now.land.clone().unwrap_or_default(),
        typed.land.clone().unwrap_or_default(),
    );
    let stored = [
        ("number", &now.number, &typed.number),
        ("name", &now.name, &typed.name),
        ("street", &now.street, &typed.street),
        ("postal_code", &now.postal_code, &typed.postal_code),
        ("city", &now.city, &typed.city),
        ("country", &now.country, &typed.country),
        ("vat_id", &now.vat_id, &typed.vat_id),
        ("land", &land, &typed_land),
    ];
    let choices = [
        ("business", now.business, typed.business),
        ("active", now.active, typed.active),
    ];
    let choices = choices
        .into_iter()
        .filter(|(_, now, typed)| now != typed)
        .map(|(field, now, _)| {
            FieldError::new(field, if now { "stored_yes" } else { "stored_no" })
        });
    let others = stored
        .into_iter()
        .filter(|(_, now, typed)| now != typed)
        .map(|(field, now, _)| FieldError::new(field, "stored_now").with("value", now));
    ServiceError::Invalid(
        std::iter::once(whole)
            .chain(others)
            .chain(choices)
            .collect(),
    )
}

fn row(
    checks: &mut Checks,
    id: OrganizationId,
    fields: OrganizationFields<'_>,
    op: &OpContext,
) -> OrganizationRow {
    let number = checks.text("number", fields.number, 32);
    // The provider's own chain is called so.
    if number == crate::audit_admin::HOUSE_NAME {
        checks.add(FieldError::new("number", "taken"));
    }
    let name = checks.text("name", fields.name, 120);
    let address = fields.address.check(checks, true);
    OrganizationRow {
        id,
        number,
        name,
        street: address.street,
        postal_code: address.postal_code,
        city: address.city,
        country: address.country,
        land: address.land,
        business: fields.business,
        vat_id: address.vat_id,
        requires_second_factor: false,
        four_eyes: false,
        active: true,
        created_at: op.now(),
    }
}

fn number_taken(error: StoreError) -> ServiceError {
    if error.is_conflict_on("organizations_number_key") {
        ServiceError::field("number", "taken")
    } else {
        error.into()
    }
}
