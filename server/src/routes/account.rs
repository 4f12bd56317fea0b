//! Routes of the area `account`.

use crate::router::Route;

/// Routes of this area.
pub const fn routes() -> Vec<Route> {
    Vec::new()
}
