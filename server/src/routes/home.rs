//! The first page: where somebody's work begins.

use app::render::Nav;
use domain::account::StaffRole;

use crate::router::{Access, Route, get};
use crate::web::{Op, Page, Visit, WebResult, see_other};

/// Routes of this area.
pub fn routes() -> Vec<Route> {
    vec![get("/", Access::LoggedIn, home)]
}

/// Staff begin at the queue, admins at the provider's page, customers at what waits for them.
async fn home(visit: Visit, Op(op): Op) -> WebResult {
    match op.actor.staff {
        Some(StaffRole::Admin) => return Ok(see_other("/admin/provider")),
        Some(_) => return Ok(see_other("/desk/queue")),
        None => {}
    }
    let page = services::tickets::home(&op).await?;
    let (t, now) = (visit.t(), op.now());
    let name = op.actor.name;
    Ok(Page::new(&visit, t.portal.title)
        .nav(Nav::Home)
        .render(move || app::pages::portal::home(t, &name, &page, now))
        .await)
}
