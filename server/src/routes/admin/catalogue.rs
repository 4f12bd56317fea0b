//! The page *Leistungen*. // I-19

use app::forms::Form;
use app::pages::admin::{CataloguePage, fee_names};
use app::render::Nav;
use axum::http::StatusCode;
use axum::response::Response;
use domain::charge::Cents;
use domain::intervention::scope::Catalogue;
use services::catalogue::{self, FeeFields};
use services::error::ServiceError;

use crate::router::{Access, Route, get, post};
use crate::web::{Fields, Op, Page, Visit, WebResult, refused, see_other};

/// Routes of this area.
pub fn routes() -> Vec<Route> {
    vec![
        get("/admin/catalogue", Access::Admin, page),
        post("/admin/catalogue", Access::Admin, update),
    ]
}

async fn page(visit: Visit, Op(op): Op) -> WebResult {
    let stored = catalogue::view(&op).await?;
    Ok(show(&visit, StatusCode::OK, stored, Form::new()).await)
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
            let stored = catalogue::view(&op).await?;
            Ok(show(&visit, StatusCode::UNPROCESSABLE_ENTITY, stored, form).await)
        }
        Err(error) => Err(error.into()),
    }
}

async fn show(visit: &Visit, status: StatusCode, catalogue: Catalogue, form: Form) -> Response {
    let t = visit.t();
    let page = CataloguePage { catalogue, form };
    Page::new(visit, t.admin.catalogue)
        .status(status)
        .nav(Nav::Admin)
        .render(move || app::pages::admin::catalogue(t, &page))
        .await
}
