//! The administration: provider, staff, customers with systems and contracts, teams, prices, the log.

mod catalogue;
mod log;
mod organizations;
mod people;
mod provider;
mod systems;
mod teams;

use crate::router::Route;
use crate::web::Failure;

pub(super) use organizations::show_record;

/// Routes of this area.
pub fn routes() -> Vec<Route> {
    let mut all = provider::routes();
    all.extend(people::routes());
    all.extend(organizations::routes());
    all.extend(systems::routes());
    all.extend(teams::routes());
    all.extend(catalogue::routes());
    all.extend(log::routes());
    all
}

/// An id from the path; one that is none leads nowhere.
fn id<T: std::str::FromStr>(text: &str) -> Result<T, Failure> {
    text.parse().map_err(|_| Failure::not_found())
}
