//! The first page: where somebody's work begins.

use axum::response::Response;
use domain::account::StaffRole;

use crate::router::{Access, Route, get};
use crate::web::{Visit, see_other};

/// Routes of this area.
pub fn routes() -> Vec<Route> {
    vec![get("/", Access::LoggedIn, home)]
}

/// Staff begin at the queue, admins at the provider's page, customers at their tickets.
async fn home(visit: Visit) -> Response {
    see_other(match visit.actor().map(|actor| actor.staff) {
        Some(Some(StaffRole::Admin)) => "/admin/provider",
        Some(Some(_)) => "/desk/queue",
        _ => "/account",
    })
}
