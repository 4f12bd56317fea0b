//! *Meldungen*: what people of the staff were told.

use app::render::Nav;
use domain::account::StaffRole;
use services::notifications;

use crate::router::{Access, Route, get, post};
use crate::routes::brought;
use crate::web::{Fields, Op, Page, Visit, WebResult, see_other};

/// Routes of this area.
pub fn routes() -> Vec<Route> {
    vec![
        get("/notifications", Access::Staff, page),
        post("/notifications/read", Access::Staff, read),
    ]
}

async fn page(visit: Visit, Op(op): Op) -> WebResult {
    let rows = notifications::list(&op).await?;
    let (t, now) = (visit.t(), op.now());
    let reads = op.actor.staff != Some(StaffRole::Admin);
    Ok(Page::new(&visit, t.notifications.title)
        .nav(Nav::Notifications)
        .render(move || app::pages::desk::notifications(t, &rows, reads, now))
        .await)
}

async fn read(_visit: Visit, Op(op): Op, fields: Fields) -> WebResult {
    let up_to = brought(fields.text("up_to"))?;
    notifications::mark_all_read(&op, up_to).await?;
    Ok(see_other("/notifications"))
}
