//! What waits for approval. // billing rule 9

use app::forms::Form;
use app::pages::work::{self as pages, WaitingPage};
use app::render::Nav;
use axum::extract::Path;
use axum::http::StatusCode;
use domain::ids::WorkEntryId;
use services::context::OpContext;
use services::error::ServiceError;
use services::work;

use crate::router::{Access, Route, get, post};
use crate::web::{Failure, Fields, Op, Page, Visit, WebResult, refused, see_other};

/// Routes of this area.
pub fn routes() -> Vec<Route> {
    vec![
        get("/desk/work", Access::Manager, page),
        post("/desk/work/approve", Access::Manager, approve),
        post("/desk/work/{entry}/reverse", Access::Manager, reverse),
    ]
}

async fn show(
    visit: &Visit,
    op: &OpContext,
    (status, form, reversal): (StatusCode, Form, Option<(String, Form)>),
) -> WebResult {
    let page = WaitingPage {
        waiting: work::waiting(op).await?,
        form,
        reversal,
    };
    let t = visit.t();
    Ok(Page::new(visit, t.billing.approve_title)
        .status(status)
        .nav(Nav::Statements)
        .render(move || pages::waiting(t, &page))
        .await)
}

async fn page(visit: Visit, Op(op): Op) -> WebResult {
    show(&visit, &op, (StatusCode::OK, Form::new(), None)).await
}

async fn approve(visit: Visit, Op(op): Op, fields: Fields) -> WebResult {
    // Everything that stood on the page: what came meanwhile was not looked at.
    let name = if fields.text("all") == "yes" {
        "shown"
    } else {
        "entry"
    };
    let mut ids: Vec<WorkEntryId> = Vec::new();
    for text in fields.all(name) {
        ids.push(text.parse().map_err(|_| Failure::bad_request("entry"))?);
    }
    match work::approve(&op, &ids).await {
        Ok(_) => Ok(see_other("/desk/work?ok=approved")),
        Err(ServiceError::Invalid(errors)) => {
            let form = refused(&visit, &fields, &[], errors);
            show(&visit, &op, (StatusCode::UNPROCESSABLE_ENTITY, form, None)).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn reverse(visit: Visit, Op(op): Op, Path(entry): Path<String>, fields: Fields) -> WebResult {
    let id: WorkEntryId = entry.parse().map_err(|_| Failure::not_found())?;
    match work::reverse(&op, id, fields.text("why")).await {
        Ok(()) => Ok(see_other("/desk/work?ok=saved")),
        Err(ServiceError::Invalid(errors)) => {
            let form = refused(&visit, &fields, &[], errors).at("why", format!("why-{entry}"));
            let typed = (
                StatusCode::UNPROCESSABLE_ENTITY,
                form.clone(),
                Some((entry, form)),
            );
            show(&visit, &op, typed).await
        }
        Err(error) => Err(error.into()),
    }
}
