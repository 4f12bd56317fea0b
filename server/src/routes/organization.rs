//! Routes of the area `organization`.

use crate::router::Route;

/// Routes of this area.
pub const fn routes() -> Vec<Route> {
    Vec::new()
}
