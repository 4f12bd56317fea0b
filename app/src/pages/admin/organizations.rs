//! The list of customers, and the form for a new one.

use leptos::prelude::*;

use services::organizations::OrganizationSummary;

use super::places::{Stored, address_fields};
use super::records::{Cell, Record, records};
use super::{Area, page};
use crate::components::{Button, ButtonKind, Choice, Empty, ErrorSummary, Field, Input, Panel};
use crate::forms::Form;
use crate::i18n::Messages;
use crate::markup::{IntoMarkup, Markup};

/// What the page shows.
pub struct OrganizationsPage {
    /// All customers.
    pub organizations: Vec<OrganizationSummary>,
    /// Values and problems of the new one.
    pub form: Form,
}

/// The page *Organisationen*.
pub fn organizations(t: &'static Messages, data: &OrganizationsPage) -> Markup {
    let a = &t.admin;
    let list = if data.organizations.is_empty() {
        view! { <Empty title=a.organizations_empty text=a.organizations_empty_text /> }.markup()
    } else {
        table(t, &data.organizations)
    };
    let content = view! {
        <p class="lead">{a.organizations_lead}</p>
        {list}
        {create(t, &data.form)}
    }
    .markup();
    page(t, Area::Organizations, a.organizations, content)
}

fn table(t: &'static Messages, organizations: &[OrganizationSummary]) -> Markup {
    let a = &t.admin;
    let heads = [a.name, a.number, a.city];
    let rows = organizations.iter().map(|row| Record {
        href: format!("/admin/organizations/{}", row.id),
        name: row.name.clone(),
        cells: vec![Cell::Text(row.number.clone()), Cell::Text(row.city.clone())],
        active: row.active,
    });
    records(t, a.organizations, &heads, rows)
}

fn create(t: &'static Messages, form: &Form) -> Markup {
    let a = &t.admin;
    let labels = vec![
        ("number", a.number),
        ("name", a.name),
        ("country", a.country),
        ("vat_id", a.vat_id),
        ("owner_name", a.owner_name),
        ("owner_email", a.owner_email),
    ];
    view! {
        <Panel id="new" title=a.organization_new>
            <form method="post" action="/admin/organizations" class="stack form" novalidate>
                <ErrorSummary form=form t=t labels=labels />
                <Field form=form name="number" label=a.number required=true maxlength=32 />
                <Field form=form name="name" label=a.name required=true maxlength=120 />
                {address_fields(t, form, Stored::default())}
                <Choice form=form name="business" label=a.business checked=form.problems().is_empty() />
                <h3>{a.owner}</h3>
                <Field form=form name="owner_name" label=a.owner_name autocomplete="off" maxlength=120 />
                <Field form=form name="owner_email" label=a.owner_email input=Input::Email autocomplete="off" maxlength=254 />
                <p class="hint">{a.invite_hint}</p>
                <div><Button kind=ButtonKind::Primary>{a.create}</Button></div>
            </form>
        </Panel>
    }
    .markup()
}
