//! The list of customers, and the form for a new one.

use leptos::prelude::*;

use services::organizations::OrganizationSummary;

use super::places::{Stored, address_fields};
use super::{Area, page};
use crate::components::{
    Button, ButtonKind, Choice, Column, DataTable, Empty, ErrorSummary, Field, Input, Panel,
};
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
    let columns = vec![
        Column::text(a.name),
        Column::text(a.number),
        Column::text(a.city),
        Column::text(a.state),
    ];
    let rows = organizations
        .iter()
        .map(|row| {
            view! {
                <tr role="row">
                    <th role="rowheader" scope="row" class="wide"><a href=format!("/admin/organizations/{}", row.id)>{row.name.as_str()}</a></th>
                    <td role="cell" data-label=a.number>{row.number.as_str()}</td>
                    <td role="cell" data-label=a.city>{row.city.as_str()}</td>
                    <td role="cell" data-label=a.state>{if row.active { a.active } else { a.inactive }}</td>
                </tr>
            }
        })
        .collect::<Vec<_>>();
    view! { <DataTable caption=a.organizations columns=columns><tbody role="rowgroup">{rows}</tbody></DataTable> }
        .markup()
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
