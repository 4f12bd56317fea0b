//! The customer's systems; one system also for the desk.

use app::pages::portal as pages;
use app::render::Nav;
use axum::extract::Path;

use crate::router::{Access, Route, get};
use crate::web::{Failure, Op, Page, Visit, WebResult};

/// Routes of this area.
pub fn routes() -> Vec<Route> {
    vec![
        get("/systems", Access::Customer, list),
        get("/systems/{id}", Access::LoggedIn, one),
    ]
}

async fn list(visit: Visit, Op(op): Op) -> WebResult {
    let systems = services::tickets::systems(&op).await?;
    let t = visit.t();
    Ok(Page::new(&visit, t.portal.systems)
        .nav(Nav::Systems)
        .render(move || pages::systems(t, &systems))
        .await)
}

async fn one(visit: Visit, Op(op): Op, Path(id): Path<String>) -> WebResult {
    let id = id.parse().map_err(|_| Failure::not_found())?;
    let page = services::tickets::system(&op, id).await?;
    let (t, now, staff) = (visit.t(), op.now(), op.actor.staff.is_some());
    Ok(Page::new(&visit, page.system.name.clone())
        .nav(Nav::Systems)
        .render(move || pages::system(t, &page, now, staff))
        .await)
}
