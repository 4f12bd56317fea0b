//! The record of one customer: members, systems, contracts; and the forms of data and of a new contract, each a page of its
//! own.

use leptos::prelude::*;

use domain::contract::Plan;
use domain::ids::ContractId;
use domain::time::Timestamp;
use services::organizations::OrganizationRecord;

use super::places::{Stored, address_fields};
use super::records::{Cell, Record, records};
use super::{Area, page};
use crate::components::{
    Button, ButtonKind, Choice, Column, DataTable, Empty, ErrorSummary, Field, Hidden, Input,
    LinkButton, Menu, Opt, Panel,
};
use crate::forms::Form;
use crate::i18n::Messages;
use crate::markup::{IntoMarkup, Markup};
use crate::pages::organization::{members_panel, security};
use crate::pages::standing::list_path;

/// What the page shows.
pub struct OrganizationRecordPage {
    /// The customer.
    pub record: OrganizationRecord,
    /// Values and problems of the invitation.
    pub invite_form: Form,
    /// Problems of the member table.
    pub member_form: Form,
    /// Values and problems of the end of one contract: `contract`, `ends_on`.
    pub contract_form: Form,
    /// Now.
    pub now: Timestamp,
}

/// What the page of a customer's data, or of a new contract, shows.
pub struct RecordFormPage {
    /// The customer.
    pub record: OrganizationRecord,
    /// Values and problems.
    pub form: Form,
}

/// The page of one customer.
pub fn organization_record(t: &'static Messages, data: &OrganizationRecordPage) -> Markup {
    let view = &data.record.view;
    let back = format!("/admin/organizations/{}", view.organization.id);
    let content = view! {
        <div class="cluster">
            <LinkButton href=format!("{back}/data")>{t.admin.data}</LinkButton>
            <LinkButton href=list_path(view.organization.id)>{t.standing.title}</LinkButton>
        </div>
        {members_panel(t, view, &data.invite_form, &data.member_form, &back, data.now)}
        {security(t, view, &back)}
        {systems(t, data, &back)}
        {contracts(t, data, &back)}
    }
    .markup();
    page(t, Area::Organizations, &view.organization.name, content)
}

/// The page *Stammdaten*.
pub fn organization_data(t: &'static Messages, data: &RecordFormPage) -> Markup {
    let a = &t.admin;
    let form = &data.form;
    let row = &data.record.view.organization;
    let fresh = form.problems().is_empty();
    // What was emptied on purpose stays empty when the form comes back.
    let (number, name, stored) = if fresh {
        let stored = Stored {
            street: &row.street,
            postal_code: &row.postal_code,
            city: &row.city,
            country: &row.country,
            land: row.land.as_deref().unwrap_or_default(),
            vat_id: &row.vat_id,
        };
        (row.number.clone(), row.name.clone(), stored)
    } else {
        (String::new(), String::new(), Stored::default())
    };
    // After a refusal what was stored when the form was opened, or what the reader was told of since.
    let stamp = match form.value("stamp") {
        "" => services::organizations::stamp(row),
        known => known.to_owned(),
    };
    let record = format!("/admin/organizations/{}", row.id);
    let content = view! {
            <p><a href=record.clone()>{row.name.as_str()}</a></p>
            <form method="post" action=format!("{record}/data") class="stack form" novalidate>
                <ErrorSummary form=form t=t />
                <Hidden name="stamp" value=stamp />
                <Field form=form name="number" label=a.number value=number required=true maxlength=32 />
                <Field form=form name="name" label=a.name value=name required=true maxlength=120 />
                {address_fields(t, form, stored)}
                <Choice form=form name="business" label=a.business checked=fresh && row.business />
                <Choice form=form name="active" label=a.is_active checked=fresh && row.active />
                <div><Button kind=ButtonKind::Primary>{t.common.save}</Button></div>
            </form>
    }
    .markup();
    page(t, Area::Organizations, a.data, content)
}

fn systems(t: &'static Messages, data: &OrganizationRecordPage, back: &str) -> Markup {
    let a = &t.admin;
    let list = if data.record.systems.is_empty() {
        view! { <Empty title=a.systems_empty text=a.systems_empty_text /> }.markup()
    } else {
        let heads = [a.host_name, a.service_id, a.primary_ipv4, a.os_family];
        let rows = data.record.systems.iter().map(|row| Record {
            href: format!("/admin/systems/{}", row.id),
            name: row.name.clone(),
            cells: vec![
                Cell::Text(row.service_id.clone()),
                Cell::Mono(row.primary_ipv4.to_string()),
                Cell::Text(row.os_release.clone()),
            ],
            active: row.active,
        });
        records(t, a.systems, &heads, rows)
    };
    let new = format!("{back}/systems/new");
    view! {
        <Panel id="systems" title=a.systems>
            <div class="stack">{list}<div><LinkButton href=new>{a.system_new}</LinkButton></div></div>
        </Panel>
    }
    .markup()
}

fn contracts(t: &'static Messages, data: &OrganizationRecordPage, back: &str) -> Markup {
    let a = &t.admin;
    let columns = vec![
        Column::text(a.contract_number),
        Column::text(a.systems),
        Column::text(a.plan),
        Column::text(a.covers),
        Column::text(a.starts_on),
        Column::text(a.ends_on),
        Column::text(a.contract_end),
    ];
    let rows = data
        .record
        .contracts
        .iter()
        .map(|row| {
            let system = data
                .record
                .systems
                .iter()
                .find(|system| system.id == row.system_id)
                .map_or("", |system| system.name.as_str());
            let covers = if row.covers_interventions {
                a.covers_yes
            } else {
                a.covers_no
            };
            let terms = [
                (row.third_parties_pause, a.third_parties_pause),
                (row.emergencies_by_phone, a.emergencies_by_phone),
            ];
            let terms = terms.into_iter().filter(|(said, _)| *said);
            let terms = terms
                .map(|(_, term)| view! { <p class="muted">{term}</p> })
                .collect::<Vec<_>>();
            let ends = row.ends_on.clone().unwrap_or_else(|| a.runs_on.to_owned());
            // What was typed belongs to the contract it was typed for.
            let untouched = Form::new();
            let refused = data.contract_form.value("contract") == row.id.to_string();
            let form = if refused { &data.contract_form } else { &untouched };
            view! {
                <tr role="row">
                    <th role="rowheader" scope="row" class="wide">{row.number.as_str()}</th>
                    <td role="cell" data-label=a.systems>{system}</td>
                    <td role="cell" data-label=a.plan>{t.label.plan(row.plan)}{terms}</td>
                    <td role="cell" data-label=a.covers>{covers}</td>
                    <td role="cell" data-label=a.starts_on>{row.starts_on.as_str()}</td>
                    <td role="cell" data-label=a.ends_on>{ends}</td>
                    <td role="cell">
                        <Menu label=format!("{}: {}", a.contract_end, row.number) open=refused>
                            <form method="post" action=format!("/admin/contracts/{}/end", row.id) class="stack gap-2" novalidate>
                                <Field form=form name="ends_on" id=end_field(row.id) label=a.ends_on input=Input::Date required=true />
                                <div><Button small=true>{a.contract_end}</Button></div>
                            </form>
                        </Menu>
                    </td>
                </tr>
            }
        })
        .collect::<Vec<_>>();
    let table = (!data.record.contracts.is_empty()).then(|| {
        view! { <DataTable caption=a.contracts columns=columns><tbody role="rowgroup">{rows}</tbody></DataTable> }
    });
    let new = (!data.record.systems.is_empty()).then(|| {
        let href = format!("{back}/contracts/new");
        view! { <div><LinkButton href=href>{a.contract_new}</LinkButton></div> }
    });
    view! {
        <Panel id="contracts" title=a.contracts>
            <div class="stack"><ErrorSummary form=&data.contract_form t=t />{table}{new}</div>
        </Panel>
    }
    .markup()
}

/// Where the last day of a contract is typed.
pub fn end_field(contract: ContractId) -> String {
    format!("f-ends_on-{contract}")
}

/// The page of a new contract.
pub fn new_contract(t: &'static Messages, data: &RecordFormPage) -> Markup {
    let a = &t.admin;
    let form = &data.form;
    let row = &data.record.view.organization;
    let record = format!("/admin/organizations/{}", row.id);
    let systems = data
        .record
        .systems
        .iter()
        .map(|system| Opt::new(system.id.to_string(), system.name.clone()))
        .collect();
    let plans = Plan::ALL
        .iter()
        .map(|plan| Opt::new(plan.code(), t.label.plan(*plan)))
        .collect();
    let content = view! {
        <p><a href=record.clone()>{row.name.as_str()}</a></p>
        <form method="post" action=format!("{record}/contracts/new") class="stack form" novalidate>
            <ErrorSummary form=form t=t />
            <Field form=form name="number" label=a.contract_number required=true maxlength=40 />
            <Field form=form name="system" label=a.systems input=Input::Select(systems) />
            <Field form=form name="plan" label=a.plan input=Input::Select(plans) />
            <Choice form=form name="covers_interventions" label=a.covers checked=form.problems().is_empty() />
            <Choice form=form name="third_parties_pause" label=a.third_parties_pause />
            <Choice form=form name="emergencies_by_phone" label=a.emergencies_by_phone />
            <Field form=form name="starts_on" label=a.starts_on input=Input::Date required=true />
            <Field form=form name="ends_on" label=a.ends_on hint=a.ends_on_hint input=Input::Date />
            <div><Button kind=ButtonKind::Primary>{a.create}</Button></div>
        </form>
    }
    .markup();
    page(t, Area::Organizations, a.contract_new, content)
}
