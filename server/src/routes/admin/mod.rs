//! The administration: provider, staff, customers with systems and contracts, teams, prices, defaults, the log;
//! and who is on call, which engineers read too.

mod calendars;
mod catalogue;
mod defaults;
mod emergencies;
mod log;
mod on_call;
mod organizations;
mod people;
mod policies;
mod provider;
mod systems;
mod tariffs;
mod teams;

use app::i18n::Messages;
use app::markup::Markup;
use app::render::Nav;
use axum::http::StatusCode;
use axum::response::Response;

use crate::router::Route;
use crate::web::{Failure, Page, Visit};

pub(super) use organizations::show_record;

/// Routes of this area.
pub fn routes() -> Vec<Route> {
    let mut all = provider::routes();
    all.extend(people::routes());
    all.extend(organizations::routes());
    all.extend(systems::routes());
    all.extend(teams::routes());
    all.extend(calendars::routes());
    all.extend(policies::routes());
    all.extend(on_call::routes());
    all.extend(catalogue::routes());
    all.extend(emergencies::routes());
    all.extend(tariffs::routes());
    all.extend(defaults::routes());
    all.extend(log::routes());
    all
}

/// An id from the path; one that is none leads nowhere.
fn id<T: std::str::FromStr>(text: &str) -> Result<T, Failure> {
    text.parse().map_err(|_| Failure::not_found())
}

/// A page of the administration: its title, its status, its place in the navigation.
async fn sheet(
    visit: &Visit,
    title: impl Into<String>,
    status: StatusCode,
    view: impl FnOnce(&'static Messages) -> Markup,
) -> Response {
    let t = visit.t();
    Page::new(visit, title)
        .status(status)
        .nav(Nav::Admin)
        .render(move || view(t))
        .await
}
