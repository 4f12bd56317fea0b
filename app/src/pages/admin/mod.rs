//! The administration: provider, staff, customers with their systems and contracts, teams, the log of all that.

mod calendars;
mod catalogue;
mod defaults;
mod emergencies;
mod log;
mod on_call;
mod organization;
mod organizations;
mod people;
mod places;
mod policies;
mod provider;
mod records;
mod system;
mod tariffs;
mod teams;
mod vat;

use domain::account::StaffRole;
use domain::audit::HouseTopic;
use domain::time::Timestamp;
use leptos::prelude::*;

use crate::components::{Panel, when};
use crate::i18n::Messages;
use crate::markup::{IntoMarkup, Markup};

pub use calendars::{
    CalendarFormPage, CalendarPage, CalendarsPage, calendar, calendar_form, calendar_values,
    calendars,
};
pub use catalogue::{CataloguePage, catalogue, names as fee_names};
pub use defaults::{DefaultsPage, defaults, reset_name};
pub use emergencies::{EmergenciesPage, emergencies};
pub use log::{HouseLogPage, house_log};
pub use on_call::{OnCallView, RotationPage, on_call, rotation, rotation_values};
pub use organization::{
    OrganizationRecordPage, RecordFormPage, end_field, new_contract, organization_data,
    organization_record,
};
pub use organizations::{OrganizationsPage, organizations};
pub(in crate::pages) use people::email_path;
pub use people::{PeoplePage, people, person_email};
pub use policies::{
    PoliciesPage, PolicyFormPage, PolicyPage, policies, policy, policy_form, rule_values,
};
pub use provider::{ProviderPage, provider};
pub use system::{NewSystemPage, SystemPage, SystemsPage, new_system, system, systems};
pub use tariffs::{TariffsPage, tariff_path, tariffs};
pub use teams::{TeamsView, teams};
pub use vat::{VatPage, vat};

/// Address of the provider's log.
const LOG: &str = "/admin/log";

/// The way from a page to what the log tells of it.
fn log_link(t: &'static Messages, topic: HouseTopic) -> Markup {
    let href = format!("{LOG}?kind={}", topic.code());
    view! { <p><a href=href>{t.house.see}</a></p> }.markup()
}

/// Who changed what when, newest first, as the provider's chain tells it: beside a form whose numbers are promises.
fn change_list<'a>(
    t: &'static Messages,
    now: Timestamp,
    changes: impl Iterator<Item = (Timestamp, &'a str, Vec<String>)>,
) -> Markup {
    let a = &t.admin;
    let rows = changes
        .map(|(at, by, turns)| {
            let turns = turns
                .into_iter()
                .map(|turn| view! { <li>{turn}</li> })
                .collect::<Vec<_>>();
            view! {
                <li>
                    <div>
                        <p class="muted">{when(at, now, t)}", "{by.to_owned()}</p>
                        <ul class="bullets">{turns}</ul>
                    </div>
                </li>
            }
        })
        .collect::<Vec<_>>();
    let list = if rows.is_empty() {
        view! { <p class="muted">{a.changes_none}</p> }.markup()
    } else {
        view! { <ul class="rows">{rows}</ul> }.markup()
    };
    view! { <Panel id="changes" title=a.changes>{list}</Panel> }.markup()
}

/// Areas of the administration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Area {
    Provider,
    People,
    Organizations,
    Systems,
    Teams,
    Catalogue,
    Defaults,
    Calendars,
    Policies,
    Emergencies,
    Tariffs,
    Vat,
    OnCall,
    Log,
}

/// A page of the administration: the areas at its side, above it where the screen is narrow.
fn page(t: &'static Messages, current: Area, title: &str, content: Markup) -> Markup {
    page_for(t, current, true, title, content)
}

/// The same for managers, who keep calendars, promises and the rota, read the log, and nothing else here.
fn page_for(
    t: &'static Messages,
    current: Area,
    is_admin: bool,
    title: &str,
    content: Markup,
) -> Markup {
    let reader = if is_admin {
        StaffRole::Admin
    } else {
        StaffRole::Manager
    };
    page_of(t, current, reader, title, content)
}

/// The same by the role of the reader. Engineers have one area, and nothing beside it.
fn page_of(
    t: &'static Messages,
    current: Area,
    reader: StaffRole,
    title: &str,
    content: Markup,
) -> Markup {
    let main = view! {
        <main id="main" class="page stack gap-6">
            <h1>{title.to_owned()}</h1>
            {content}
        </main>
    };
    if reader == StaffRole::Engineer {
        return main.markup();
    }
    let is_admin = reader == StaffRole::Admin;
    let a = &t.admin;
    let links = [
        (Area::Provider, "/admin/provider", a.provider),
        (Area::People, "/admin/people", a.people),
        (Area::Organizations, "/admin/organizations", a.organizations),
        (Area::Systems, "/admin/systems", a.systems),
        (Area::Teams, "/admin/teams", a.teams),
        (Area::Catalogue, "/admin/catalogue", a.catalogue),
        (Area::Defaults, "/admin/defaults", t.defaults.title),
        (Area::Calendars, "/admin/calendars", t.calendars.title),
        (Area::Policies, "/admin/policies", t.policies.title),
        (Area::Emergencies, "/admin/emergencies", t.emergencies.title),
        (Area::Tariffs, "/admin/tariffs", t.billing.tariffs),
        (Area::Vat, "/admin/vat", t.billing.rates),
        (Area::OnCall, "/admin/oncall", t.on_call.title),
        (Area::Log, LOG, t.house.short),
    ]
    .into_iter()
    .filter(|(area, ..)| {
        let kept = matches!(
            area,
            Area::Calendars
                | Area::Policies
                | Area::Emergencies
                | Area::Tariffs
                | Area::Vat
                | Area::OnCall
                | Area::Log
        );
        is_admin || kept
    })
    .map(|(area, href, name)| {
        let here = (area == current).then_some("page");
        view! { <li><a href=href aria-current=here>{name}</a></li> }
    })
    .collect::<Vec<_>>();
    view! {
        <div class="with-side">
            <nav class="areas" aria-label=a.nav><ul>{links}</ul></nav>
            {main}
        </div>
    }
    .markup()
}
