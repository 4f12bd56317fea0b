//! Routes of the area `admin`.

use crate::router::Route;

/// Routes of this area.
pub const fn routes() -> Vec<Route> {
    Vec::new()
}
