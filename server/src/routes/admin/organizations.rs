//! Customers and their contracts.

use app::forms::Form;
use app::pages::admin::{OrganizationRecordPage, OrganizationsPage, RecordFormPage, end_field};
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use domain::ids::{ContractId, OrganizationId};
use services::context::OpContext;
use services::error::ServiceError;
use services::organizations::{self, ContractFields, OrganizationFields};

use super::provider::address;
use super::{id, sheet};
use crate::router::{Access, Route, get, post};
use crate::web::{Fields, Op, Visit, WebResult, refused, see_other};

/// Routes of this area.
pub fn routes() -> Vec<Route> {
    vec![
        get("/admin/organizations", Access::Admin, list),
        post("/admin/organizations", Access::Admin, create),
        get("/admin/organizations/{id}", Access::Admin, record),
        get("/admin/organizations/{id}/data", Access::Admin, data),
        post("/admin/organizations/{id}/data", Access::Admin, update),
        get(
            "/admin/organizations/{id}/contracts/new",
            Access::Admin,
            new_contract,
        ),
        post(
            "/admin/organizations/{id}/contracts/new",
            Access::Admin,
            create_contract,
        ),
        post("/admin/contracts/{id}/end", Access::Admin, end_contract),
    ]
}

async fn list(visit: Visit, Op(op): Op) -> WebResult {
    show_list(&visit, &op, StatusCode::OK, Form::new()).await
}

async fn show_list(visit: &Visit, op: &OpContext, status: StatusCode, form: Form) -> WebResult {
    let t = visit.t();
    let page = OrganizationsPage {
        organizations: organizations::list(op).await?,
        form,
    };
    Ok(sheet(visit, t.admin.organizations, status, move |t| {
        app::pages::admin::organizations(t, &page)
    })
    .await)
}

fn entered(fields: &Fields) -> OrganizationFields<'_> {
    OrganizationFields {
        number: fields.text("number"),
        name: fields.text("name"),
        address: address(fields),
        business: fields.checked("business"),
        active: fields.checked("active"),
        stamp: fields.text("stamp"),
        owner_email: fields.text("owner_email"),
        owner_name: fields.text("owner_name"),
    }
}

async fn create(visit: Visit, Op(op): Op, fields: Fields) -> WebResult {
    match organizations::create_organization(&op, entered(&fields)).await {
        Ok(id) => Ok(see_other(&format!("/admin/organizations/{id}?ok=created"))),
        Err(ServiceError::Invalid(errors)) => {
            let form = refused(&visit, &fields, &[], errors);
            show_list(&visit, &op, StatusCode::UNPROCESSABLE_ENTITY, form).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn record(visit: Visit, Op(op): Op, Path(organization): Path<String>) -> WebResult {
    let page = OrganizationRecordPage {
        record: organizations::record(&op, id(&organization)?).await?,
        invite_form: Form::new(),
        member_form: Form::new(),
        contract_form: Form::new(),
        now: op.now(),
    };
    Ok(show_record(&visit, StatusCode::OK, page).await)
}

/// The admin's record of a customer; also shown again when a member form was refused there.
pub(in crate::routes) async fn show_record(
    visit: &Visit,
    status: StatusCode,
    page: OrganizationRecordPage,
) -> Response {
    let title = page.record.view.organization.name.clone();
    sheet(visit, title, status, move |t| {
        app::pages::admin::organization_record(t, &page)
    })
    .await
}

async fn data(visit: Visit, Op(op): Op, Path(organization): Path<String>) -> WebResult {
    let id = id(&organization)?;
    show_data(&visit, &op, id, StatusCode::OK, Form::new()).await
}

async fn show_data(
    visit: &Visit,
    op: &OpContext,
    id: OrganizationId,
    status: StatusCode,
    form: Form,
) -> WebResult {
    let t = visit.t();
    let record = organizations::record(op, id).await?;
    let page = RecordFormPage { record, form };
    Ok(sheet(visit, t.admin.data, status, move |t| {
        app::pages::admin::organization_data(t, &page)
    })
    .await)
}

async fn update(
    visit: Visit,
    Op(op): Op,
    Path(organization): Path<String>,
    fields: Fields,
) -> WebResult {
    let id: OrganizationId = id(&organization)?;
    match organizations::update_organization(&op, id, entered(&fields)).await {
        Ok(()) => Ok(see_other(&format!("/admin/organizations/{id}?ok=saved"))),
        Err(ServiceError::Invalid(errors)) => {
            // Whoever has read who saved first may save once more; a typo alone says nothing of what others saved.
            let mut params = errors.iter().flat_map(|error| &error.params);
            let read = params.find(|(name, _)| name == "stamp").cloned();
            let form = match read {
                Some((_, stamp)) => {
                    refused(&visit, &fields, &["stamp"], errors).with("stamp", stamp)
                }
                None => refused(&visit, &fields, &[], errors),
            };
            show_data(&visit, &op, id, StatusCode::UNPROCESSABLE_ENTITY, form).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn new_contract(visit: Visit, Op(op): Op, Path(organization): Path<String>) -> WebResult {
    let id = id(&organization)?;
    show_contract(&visit, &op, id, StatusCode::OK, Form::new()).await
}

async fn show_contract(
    visit: &Visit,
    op: &OpContext,
    id: OrganizationId,
    status: StatusCode,
    form: Form,
) -> WebResult {
    let t = visit.t();
    let record = organizations::record(op, id).await?;
    let page = RecordFormPage { record, form };
    Ok(sheet(visit, t.admin.contract_new, status, move |t| {
        app::pages::admin::new_contract(t, &page)
    })
    .await)
}

async fn create_contract(
    visit: Visit,
    Op(op): Op,
    Path(organization): Path<String>,
    fields: Fields,
) -> WebResult {
    let id: OrganizationId = id(&organization)?;
    let entered = ContractFields {
        number: fields.text("number"),
        system: fields.text("system"),
        plan: fields.text("plan"),
        covers_interventions: fields.checked("covers_interventions"),
        third_parties_pause: fields.checked("third_parties_pause"),
        emergencies_by_phone: fields.checked("emergencies_by_phone"),
        starts_on: fields.text("starts_on"),
        ends_on: fields.text("ends_on"),
    };
    match organizations::create_contract(&op, id, entered).await {
        Ok(()) => Ok(see_other(&format!("/admin/organizations/{id}?ok=created"))),
        Err(ServiceError::Invalid(errors)) => {
            let form = refused(&visit, &fields, &[], errors);
            show_contract(&visit, &op, id, StatusCode::UNPROCESSABLE_ENTITY, form).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn end_contract(
    visit: Visit,
    Op(op): Op,
    Path(contract): Path<String>,
    fields: Fields,
) -> WebResult {
    let contract: ContractId = id(&contract)?;
    match organizations::end_contract(&op, contract, fields.text("ends_on")).await {
        Ok(organization) => Ok(see_other(&format!(
            "/admin/organizations/{organization}?ok=saved"
        ))),
        Err(ServiceError::Invalid(errors)) if !visit.wants_json() => {
            let form = refused(&visit, &fields, &[], errors)
                .with("contract", contract.to_string())
                .at("ends_on", end_field(contract));
            let page = OrganizationRecordPage {
                record: organizations::record_of_contract(&op, contract).await?,
                invite_form: Form::new(),
                member_form: Form::new(),
                contract_form: form,
                now: op.now(),
            };
            Ok(show_record(&visit, StatusCode::UNPROCESSABLE_ENTITY, page).await)
        }
        Err(error) => Err(error.into()),
    }
}
