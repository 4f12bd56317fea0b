//! The page *Vorgaben*: the shipped defaults of the procedure. // RULINGS

use app::forms::Form;
use app::pages::admin::{DefaultsPage, reset_name};
use axum::http::StatusCode;
use domain::rules::Rule;
use services::context::OpContext;
use services::defaults::{self, Typed};
use services::error::ServiceError;

use super::sheet;
use crate::router::{Access, Route, get, post};
use crate::web::{Fields, Op, Visit, WebResult, refused, see_other};

/// Routes of this area.
pub fn routes() -> Vec<Route> {
    vec![
        get("/admin/defaults", Access::Admin, page),
        post("/admin/defaults", Access::Admin, update),
    ]
}

async fn page(visit: Visit, Op(op): Op) -> WebResult {
    show(&visit, &op, StatusCode::OK, Form::new()).await
}

async fn update(visit: Visit, Op(op): Op, fields: Fields) -> WebResult {
    let typed: Vec<Typed<'_>> = Rule::ALL
        .iter()
        .map(|rule| Typed {
            rule: *rule,
            text: fields.text(rule.code()),
            reset: fields.checked(&reset_name(*rule)),
        })
        .collect();
    let version = fields.text("version");
    match defaults::update(&op, version, &typed).await {
        Ok(()) => Ok(see_other("/admin/defaults?ok=saved")),
        Err(ServiceError::Invalid(errors)) => {
            // What was typed stays; what was not touched shows what is in force by now.
            let untouched = defaults::untouched(&op, version, &typed).await?;
            let untouched: Vec<&str> = untouched.iter().map(|rule| rule.code()).collect();
            let form = refused(&visit, &fields, &untouched, errors);
            show(&visit, &op, StatusCode::UNPROCESSABLE_ENTITY, form).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn show(visit: &Visit, op: &OpContext, status: StatusCode, form: Form) -> WebResult {
    let t = visit.t();
    let page = DefaultsPage {
        view: defaults::view(op).await?,
        now: op.now(),
        form,
    };
    Ok(sheet(visit, t.defaults.title, status, move |t| {
        app::pages::admin::defaults(t, &page)
    })
    .await)
}
