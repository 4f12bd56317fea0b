//! The page *Notfälle*. // M-30

use app::forms::Form;
use app::pages::admin::EmergenciesPage;
use axum::http::StatusCode;
use domain::account::StaffRole;
use services::context::OpContext;
use services::emergencies::{self, EmergenciesForm, LINES, Line};
use services::error::ServiceError;

use super::sheet;
use crate::router::{Access, Route, get, post};
use crate::web::{Fields, Op, Visit, WebResult, refused, see_other};

/// Routes of this area.
pub fn routes() -> Vec<Route> {
    vec![
        get("/admin/emergencies", Access::Manager, page),
        post("/admin/emergencies", Access::Manager, update),
    ]
}

async fn page(visit: Visit, Op(op): Op) -> WebResult {
    show(&visit, &op, StatusCode::OK, Form::new()).await
}

async fn update(visit: Visit, Op(op): Op, fields: Fields) -> WebResult {
    let line = |names: &emergencies::LineNames| Line {
        code: fields.text(names.code).to_owned(),
        de: fields.text(names.de).to_owned(),
        en: fields.text(names.en).to_owned(),
        card: fields.checked(names.card),
        managed: fields.checked(names.managed),
    };
    let entered = EmergenciesForm {
        lines: LINES.iter().map(line).collect(),
        excluded_de: fields.text("excluded_de").to_owned(),
        excluded_en: fields.text("excluded_en").to_owned(),
    };
    match emergencies::update(&op, &entered).await {
        Ok(()) => Ok(see_other("/admin/emergencies?ok=saved")),
        Err(ServiceError::Invalid(errors)) => {
            let form = refused(&visit, &fields, &[], errors);
            show(&visit, &op, StatusCode::UNPROCESSABLE_ENTITY, form).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn show(visit: &Visit, op: &OpContext, status: StatusCode, form: Form) -> WebResult {
    let page = EmergenciesPage {
        emergencies: emergencies::view(op).await?,
        is_admin: op.actor.staff == Some(StaffRole::Admin),
        form,
    };
    let title = visit.t().emergencies.title;
    Ok(sheet(visit, title, status, move |t| {
        app::pages::admin::emergencies(t, &page)
    })
    .await)
}
