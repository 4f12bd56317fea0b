//! The administration: provider, staff, customers with their systems and contracts, teams.

mod catalogue;
mod organization;
mod organizations;
mod people;
mod places;
mod provider;
mod system;
mod teams;

use leptos::prelude::*;

use crate::i18n::Messages;
use crate::markup::{IntoMarkup, Markup};

pub use catalogue::{CataloguePage, catalogue, names as fee_names};
pub use organization::{
    OrganizationRecordPage, RecordFormPage, end_field, new_contract, organization_data,
    organization_record,
};
pub use organizations::{OrganizationsPage, organizations};
pub use people::{PeoplePage, people};
pub use provider::{ProviderPage, provider};
pub use system::{NewSystemPage, SystemPage, SystemsPage, new_system, system, systems};
pub use teams::{TeamsView, teams};

/// Areas of the administration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Area {
    Provider,
    People,
    Organizations,
    Systems,
    Teams,
    Catalogue,
}

/// A page of the administration: the areas at its side, above it where the screen is narrow.
fn page(t: &'static Messages, current: Area, title: &str, content: Markup) -> Markup {
    let a = &t.admin;
    let links = [
        (Area::Provider, "/admin/provider", a.provider),
        (Area::People, "/admin/people", a.people),
        (Area::Organizations, "/admin/organizations", a.organizations),
        (Area::Systems, "/admin/systems", a.systems),
        (Area::Teams, "/admin/teams", a.teams),
        (Area::Catalogue, "/admin/catalogue", a.catalogue),
    ]
    .into_iter()
    .map(|(area, href, name)| {
        let here = (area == current).then_some("page");
        view! { <li><a href=href aria-current=here>{name}</a></li> }
    })
    .collect::<Vec<_>>();
    view! {
        <div class="with-side">
            <nav class="areas" aria-label=a.nav><ul>{links}</ul></nav>
            <main id="main" class="page stack gap-6">
                <h1>{title.to_owned()}</h1>
                {content}
            </main>
        </div>
    }
    .markup()
}
