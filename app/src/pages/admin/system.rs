//! Systems: the list of all, and the form of one.

use leptos::prelude::*;

use domain::ids::OrganizationId;
use domain::system::{OsFamily, ProvisionedBy, SystemKind, WayIn};
use services::organizations::{SystemListing, SystemView};

use super::places::laender;
use super::records::{Cell, Record, records};
use super::{Area, page};
use crate::components::{Button, ButtonKind, Choice, Empty, ErrorSummary, Field, Input, Opt};
use crate::forms::Form;
use crate::i18n::Messages;
use crate::markup::{IntoMarkup, Markup};

/// What the list shows.
pub struct SystemsPage {
    /// All systems with their customers.
    pub systems: Vec<SystemListing>,
}

/// What the page of one system shows.
pub struct SystemPage {
    /// The system.
    pub system: SystemView,
    /// Values and problems.
    pub form: Form,
}

/// What the page of a new system shows.
pub struct NewSystemPage {
    /// Id and name of the customer.
    pub organization: (OrganizationId, String),
    /// Values and problems.
    pub form: Form,
}

/// Stored values of a system's form.
#[derive(Debug, Clone, Default)]
struct Kept {
    service_id: String,
    name: String,
    kind: &'static str,
    os_family: &'static str,
    os_release: String,
    primary_ipv4: String,
    addresses: String,
    names: String,
    site: String,
    rack: String,
    provisioned_by: &'static str,
    land: String,
    way_in: &'static str,
    probe_address: String,
    ip_kvm: bool,
    console: bool,
    four_eyes: bool,
    active: Option<bool>,
}

impl Kept {
    fn of(view: &SystemView) -> Self {
        let row = &view.system;
        let lines = |items: Vec<String>| items.join("\n");
        Self {
            service_id: row.service_id.clone(),
            name: row.name.clone(),
            kind: row.kind.code(),
            os_family: row.os_family.code(),
            os_release: row.os_release.clone(),
            primary_ipv4: row.primary_ipv4.to_string(),
            addresses: lines(view.addresses.iter().map(ToString::to_string).collect()),
            names: lines(view.names.clone()),
            site: row.site.clone(),
            rack: row.rack.clone(),
            provisioned_by: row.provisioned_by.code(),
            land: row.land.clone().unwrap_or_default(),
            way_in: row.way_in.code(),
            probe_address: row.probe_address.clone(),
            ip_kvm: row.ip_kvm,
            console: row.console,
            four_eyes: row.four_eyes,
            active: Some(row.active),
        }
    }
}

/// The page *Systeme*.
pub fn systems(t: &'static Messages, data: &SystemsPage) -> Markup {
    let a = &t.admin;
    let content = if data.systems.is_empty() {
        view! { <Empty title=a.systems_empty text=a.systems_empty_text /> }.markup()
    } else {
        let heads = [a.host_name, a.organizations, a.service_id, a.primary_ipv4];
        let rows = data.systems.iter().map(|row| {
            let customer = format!("/admin/organizations/{}", row.organization.0);
            Record {
                href: format!("/admin/systems/{}", row.id),
                name: row.name.clone(),
                cells: vec![
                    Cell::Link(customer, row.organization.1.clone()),
                    Cell::Text(row.service_id.clone()),
                    Cell::Mono(row.primary_ipv4.clone()),
                ],
                active: row.active,
            }
        });
        records(t, a.systems, &heads, rows)
    };
    page(t, Area::Systems, a.systems, content)
}

/// The page of one system.
pub fn system(t: &'static Messages, data: &SystemPage) -> Markup {
    let row = &data.system.system;
    let customer = format!("/admin/organizations/{}", row.organization_id);
    // What was emptied on purpose stays empty when the form comes back.
    let kept = if data.form.problems().is_empty() {
        Kept::of(&data.system)
    } else {
        Kept {
            active: Some(false),
            ..Kept::default()
        }
    };
    let content = view! {
        <p><a href=customer>{data.system.organization.as_str()}</a></p>
        {system_form(t, &data.form, format!("/admin/systems/{}", row.id), &kept, t.common.save)}
    }
    .markup();
    page(t, Area::Systems, &row.name, content)
}

/// The page of a new system.
pub fn new_system(t: &'static Messages, data: &NewSystemPage) -> Markup {
    let (id, name) = &data.organization;
    let customer = format!("/admin/organizations/{id}");
    let action = format!("{customer}/systems/new");
    let content = view! {
        <p><a href=customer>{name.as_str()}</a></p>
        {system_form(t, &data.form, action, &Kept::default(), t.admin.create)}
    }
    .markup();
    page(t, Area::Organizations, t.admin.system_new, content)
}

/// The form of a system, new or known.
fn system_form(
    t: &'static Messages,
    form: &Form,
    action: String,
    kept: &Kept,
    submit: &'static str,
) -> Markup {
    let a = &t.admin;
    let fresh = form.problems().is_empty();
    let kinds = options(SystemKind::ALL, |kind| {
        Opt::new(kind.code(), t.label.system_kind(*kind))
    });
    let families = options(OsFamily::ALL, |family| {
        Opt::new(family.code(), t.label.os_family(*family))
    });
    let makers = options(ProvisionedBy::ALL, |by| {
        Opt::new(by.code(), t.label.provisioned_by(*by))
    });
    let ways = options(WayIn::ALL, |way| Opt::new(way.code(), t.label.way_in(*way)));
    let active = kept.active.map(|active| {
        view! { <Choice form=form name="active" label=a.in_service checked=fresh && active /> }
    });
    let labels = vec![
        ("name", a.host_name),
        ("service_id", a.service_id),
        ("os_release", a.os_release),
        ("primary_ipv4", a.primary_ipv4),
        ("addresses", a.addresses),
        ("names", a.names),
        ("probe_address", a.probe_address),
    ];
    view! {
        <form method="post" action=action class="stack form" novalidate>
            <ErrorSummary form=form t=t labels=labels />
            <Field form=form name="name" label=a.host_name value=kept.name.clone() mono=true required=true maxlength=120 />
            <Field form=form name="service_id" label=a.service_id value=kept.service_id.clone() mono=true required=true maxlength=40 />
            <Field form=form name="kind" label=a.kind value=kept.kind input=Input::Select(kinds) />
            <Field form=form name="os_family" label=a.os_family value=kept.os_family input=Input::Select(families) />
            <Field form=form name="os_release" label=a.os_release value=kept.os_release.clone() required=true maxlength=60 />
            <Field form=form name="primary_ipv4" label=a.primary_ipv4 value=kept.primary_ipv4.clone() mono=true required=true maxlength=15 />
            <Field form=form name="addresses" label=a.addresses hint=a.addresses_hint value=kept.addresses.clone() input=Input::Area(2) mono=true />
            <Field form=form name="names" label=a.names hint=a.addresses_hint value=kept.names.clone() input=Input::Area(2) mono=true />
            <Field form=form name="site" label=a.site value=kept.site.clone() maxlength=60 />
            <Field form=form name="rack" label=a.rack value=kept.rack.clone() maxlength=60 />
            <Field form=form name="provisioned_by" label=a.provisioned_by value=kept.provisioned_by input=Input::Select(makers) />
            <Field form=form name="way_in" label=a.way_in value=kept.way_in input=Input::Select(ways) />
            <Field form=form name="probe_address" label=a.probe_address hint=a.probe_address_hint value=kept.probe_address.clone() mono=true maxlength=45 />
            <Field form=form name="land" label=a.land_differs value=kept.land.clone() input=Input::Select(laender(t)) />
            <Choice form=form name="ip_kvm" label=a.ip_kvm checked=fresh && kept.ip_kvm />
            <Choice form=form name="console" label=a.console checked=fresh && kept.console />
            <Choice form=form name="four_eyes" label=a.four_eyes checked=fresh && kept.four_eyes />
            {active}
            <div><Button kind=ButtonKind::Primary>{submit}</Button></div>
        </form>
    }
    .markup()
}

fn options<T>(all: &[T], make: impl Fn(&T) -> Opt) -> Vec<Opt> {
    all.iter().map(make).collect()
}
