//! Teams.

use app::forms::Form;
use app::pages::admin::TeamsView;
use axum::extract::Path;
use axum::http::StatusCode;
use services::context::OpContext;
use services::error::ServiceError;
use services::teams;

use super::{id, sheet};
use crate::router::{Access, Route, get, post};
use crate::web::{Fields, Op, Visit, WebResult, refused, see_other};

/// Routes of this area.
pub fn routes() -> Vec<Route> {
    vec![
        get("/admin/teams", Access::Admin, page),
        post("/admin/teams", Access::Admin, create),
        post("/admin/teams/{id}", Access::Admin, update),
    ]
}

async fn page(visit: Visit, Op(op): Op) -> WebResult {
    show(&visit, &op, StatusCode::OK, Form::new()).await
}

async fn show(visit: &Visit, op: &OpContext, status: StatusCode, form: Form) -> WebResult {
    let t = visit.t();
    let page = TeamsView {
        teams: teams::list(op).await?,
        form,
    };
    Ok(sheet(visit, t.admin.teams, status, move |t| {
        app::pages::admin::teams(t, &page)
    })
    .await)
}

async fn create(visit: Visit, Op(op): Op, fields: Fields) -> WebResult {
    match teams::create(&op, fields.text("name")).await {
        Ok(_) => Ok(see_other("/admin/teams?ok=created")),
        Err(ServiceError::Invalid(errors)) => {
            let form = refused(&visit, &fields, &[], errors);
            show(&visit, &op, StatusCode::UNPROCESSABLE_ENTITY, form).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn update(visit: Visit, Op(op): Op, Path(team): Path<String>, fields: Fields) -> WebResult {
    let (name, members) = (fields.text("name"), fields.all("members"));
    match teams::update(&op, id(&team)?, name, &members).await {
        Ok(()) => Ok(see_other("/admin/teams?ok=saved")),
        Err(ServiceError::Invalid(errors)) => {
            // The form of an existing team keeps its stored name; what is wrong stands on top of the page.
            let form = refused(&visit, &Fields::default(), &[], errors);
            show(&visit, &op, StatusCode::UNPROCESSABLE_ENTITY, form).await
        }
        Err(error) => Err(error.into()),
    }
}
