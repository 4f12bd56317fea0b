//! The page *Leistungen*. // I-19

use app::forms::Form;
use app::pages::admin::{CataloguePage, fee_names};
use axum::http::StatusCode;
use domain::charge::Cents;
use domain::intervention::scope::Catalogue;
use services::catalogue::{self, FeeFields};
use services::context::OpContext;
use services::error::ServiceError;

use super::sheet;
use crate::router::{Access, Route, get, post};
use crate::web::{Fields, Op, Visit, WebResult, refused, see_other};

/// Routes of this area.
pub fn routes() -> Vec<Route> {
    vec![
        get("/admin/catalogue", Access::Admin, page),
        post("/admin/catalogue", Access::Admin, update),
    ]
}

async fn page(visit: Visit, Op(op): Op) -> WebResult {
    show(&visit, &op, StatusCode::OK, Form::new()).await
}

async fn update(visit: Visit, Op(op): Op, fields: Fields) -> WebResult {
    let entered = Catalogue::FEE_TASKS.map(|task| {
        let names = fee_names(task);
        FeeFields {
            task,
            names,
            mode: fields.text(names.0),
            price: Cents::typed(fields.text(names.1)),
        }
    });
    match catalogue::update(&op, &entered).await {
        Ok(()) => Ok(see_other("/admin/catalogue?ok=saved")),
        Err(ServiceError::Invalid(errors)) => {
            let form = refused(&visit, &fields, &[], errors);
            show(&visit, &op, StatusCode::UNPROCESSABLE_ENTITY, form).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn show(visit: &Visit, op: &OpContext, status: StatusCode, form: Form) -> WebResult {
    let t = visit.t();
    let page = CataloguePage {
        catalogue: catalogue::view(op).await?,
        changes: catalogue::changes(op).await?,
        now: op.now(),
        form,
    };
    Ok(sheet(visit, t.admin.catalogue, status, move |t| {
        app::pages::admin::catalogue(t, &page)
    })
    .await)
}
