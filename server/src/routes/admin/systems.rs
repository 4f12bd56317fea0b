//! Systems, as admins register them.

use app::forms::Form;
use app::pages::admin::{NewSystemPage, SystemPage, SystemsPage};
use axum::extract::Path;
use axum::http::StatusCode;
use domain::ids::{OrganizationId, SystemId};
use services::context::OpContext;
use services::error::ServiceError;
use services::organizations::{self, SystemFields};

use super::{id, sheet};
use crate::router::{Access, Route, get, post};
use crate::web::{Fields, Op, Visit, WebResult, refused, see_other};

/// Routes of this area.
pub fn routes() -> Vec<Route> {
    vec![
        get("/admin/systems", Access::Admin, list),
        get(
            "/admin/organizations/{id}/systems/new",
            Access::Admin,
            new_system,
        ),
        post(
            "/admin/organizations/{id}/systems/new",
            Access::Admin,
            create,
        ),
        get("/admin/systems/{id}", Access::Admin, system),
        post("/admin/systems/{id}", Access::Admin, update),
    ]
}

fn entered(fields: &Fields) -> SystemFields<'_> {
    SystemFields {
        service_id: fields.text("service_id"),
        name: fields.text("name"),
        kind: fields.text("kind"),
        os_family: fields.text("os_family"),
        os_release: fields.text("os_release"),
        primary_ipv4: fields.text("primary_ipv4"),
        ip_kvm: fields.checked("ip_kvm"),
        console: fields.checked("console"),
        site: fields.text("site"),
        rack: fields.text("rack"),
        provisioned_by: fields.text("provisioned_by"),
        land: fields.text("land"),
        way_in: fields.text("way_in"),
        probe_address: fields.text("probe_address"),
        four_eyes: fields.checked("four_eyes"),
        active: fields.checked("active"),
        addresses: fields.text("addresses"),
        names: fields.text("names"),
    }
}

async fn list(visit: Visit, Op(op): Op) -> WebResult {
    let t = visit.t();
    let page = SystemsPage {
        systems: organizations::list_systems(&op).await?,
    };
    Ok(sheet(&visit, t.admin.systems, StatusCode::OK, move |t| {
        app::pages::admin::systems(t, &page)
    })
    .await)
}

async fn new_system(visit: Visit, Op(op): Op, Path(organization): Path<String>) -> WebResult {
    let id = id(&organization)?;
    show_new(&visit, &op, id, StatusCode::OK, Form::new()).await
}

async fn show_new(
    visit: &Visit,
    op: &OpContext,
    id: OrganizationId,
    status: StatusCode,
    form: Form,
) -> WebResult {
    let t = visit.t();
    let view = organizations::view(op, Some(id)).await?;
    let page = NewSystemPage {
        organization: (id, view.organization.name),
        form,
    };
    Ok(sheet(visit, t.admin.system_new, status, move |t| {
        app::pages::admin::new_system(t, &page)
    })
    .await)
}

async fn create(
    visit: Visit,
    Op(op): Op,
    Path(organization): Path<String>,
    fields: Fields,
) -> WebResult {
    let id: OrganizationId = id(&organization)?;
    match organizations::create_system(&op, id, entered(&fields)).await {
        Ok(_) => Ok(see_other(&format!("/admin/organizations/{id}?ok=created"))),
        Err(ServiceError::Invalid(errors)) => {
            let form = refused(&visit, &fields, &[], errors);
            show_new(&visit, &op, id, StatusCode::UNPROCESSABLE_ENTITY, form).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn system(visit: Visit, Op(op): Op, Path(system): Path<String>) -> WebResult {
    show(&visit, &op, id(&system)?, StatusCode::OK, Form::new()).await
}

async fn show(
    visit: &Visit,
    op: &OpContext,
    id: SystemId,
    status: StatusCode,
    form: Form,
) -> WebResult {
    let system = organizations::system(op, id).await?;
    let title = system.system.name.clone();
    let page = SystemPage { system, form };
    Ok(sheet(visit, title, status, move |t| {
        app::pages::admin::system(t, &page)
    })
    .await)
}

async fn update(visit: Visit, Op(op): Op, Path(system): Path<String>, fields: Fields) -> WebResult {
    let id: SystemId = id(&system)?;
    match organizations::update_system(&op, id, entered(&fields)).await {
        Ok(()) => Ok(see_other(&format!("/admin/systems/{id}?ok=saved"))),
        Err(ServiceError::Invalid(errors)) => {
            let form = refused(&visit, &fields, &[], errors);
            show(&visit, &op, id, StatusCode::UNPROCESSABLE_ENTITY, form).await
        }
        Err(error) => Err(error.into()),
    }
}
