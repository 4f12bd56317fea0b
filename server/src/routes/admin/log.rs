//! The provider's own log, for managers and admins.

use app::pages::admin::HouseLogPage;
use axum::http::StatusCode;
use domain::account::StaffRole;
use services::house::{self, LogFilter};

use super::sheet;
use crate::router::{Access, Route, get};
use crate::web::{Op, Visit, WebResult};

/// Routes of this area.
pub fn routes() -> Vec<Route> {
    vec![get("/admin/log", Access::Manager, page)]
}

async fn page(visit: Visit, Op(op): Op) -> WebResult {
    let filter = LogFilter::parse(&visit.query("kind").unwrap_or_default());
    let before = visit.query("before").and_then(|seq| seq.parse().ok());
    let page = HouseLogPage {
        log: house::page(&op, filter, before).await?,
        filter,
        is_later: before.is_some(),
        is_admin: op.actor.staff == Some(StaffRole::Admin),
        now: op.now(),
    };
    let t = visit.t();
    Ok(sheet(&visit, t.house.title, StatusCode::OK, move |t| {
        app::pages::admin::house_log(t, &page)
    })
    .await)
}
