//! *Freigaben*: looks that wait for a second person. // RULINGS 12

use app::pages::intervention::{ApprovalLine, ApprovalsPage};
use app::render::Nav;
use axum::extract::Path;
use domain::time::day_and_time;
use services::credentials;

use super::{id, map};
use crate::router::{Access, Route, get, post};
use crate::web::{Failure, Fields, Op, Page, Visit, WebResult, see_other};

/// Routes of this part.
pub fn routes() -> Vec<Route> {
    vec![
        get("/desk/approvals", Access::Staff, page),
        post("/desk/approvals/{approval}", Access::Staff, decide),
    ]
}

async fn page(visit: Visit, Op(op): Op) -> WebResult {
    let t = visit.t();
    let now = op.now();
    let requests = credentials::approvals(&op)
        .await?
        .into_iter()
        .map(|view| ApprovalLine {
            id: view.id.to_string(),
            ticket: view.number.0,
            title: t
                .work
                .approval_of(&view.asked_by, t.label.secret_field(view.field)),
            subject: view.subject,
            reason: view.reason,
            when: day_and_time(view.asked_at, now, map::german(visit.locale())),
        })
        .collect();
    let page = ApprovalsPage { requests };
    Ok(Page::new(&visit, t.work.approvals)
        .nav(Nav::Approvals)
        .render(move || app::pages::intervention::approvals(t, &page))
        .await)
}

async fn decide(Op(op): Op, Path(approval): Path<String>, fields: Fields) -> WebResult {
    let (approve, done) = match fields.text("answer") {
        "approve" => (true, "approved"),
        "refuse" => (false, "refused"),
        _ => return Err(Failure::bad_request("answer")),
    };
    credentials::decide_approval(&op, id(&approval)?, approve).await?;
    Ok(see_other(&format!("/desk/approvals?ok={done}")))
}
