//! *Meine Systeme*: the list, and one system with its contracts and tickets.

use std::borrow::Cow;

use domain::time::Timestamp;
use leptos::prelude::*;
use services::tickets::{SystemPage, SystemRow};

use crate::components::{
    Breadcrumbs, Column, DataTable, Empty, Facts, LinkButton, Panel, Section, Shape, badge,
};
use crate::i18n::Messages;
use crate::markup::{IntoMarkup, Markup};
use crate::pages::tickets::row;

/// The table of systems.
pub(super) fn table(t: &'static Messages, systems: &[SystemRow]) -> Markup {
    if systems.is_empty() {
        return view! { <Empty title=t.portal.no_systems text=t.portal.no_systems_text /> }
            .markup();
    }
    let columns = [
        t.portal.system,
        t.portal.kind,
        t.portal.address,
        t.portal.service_id,
    ]
    .map(Column::text)
    .to_vec();
    let rows = systems
        .iter()
        .map(|system| {
            let href = format!("/systems/{}", system.id);
            let out = (!system.active).then(|| badge(Shape::Off, t.portal.out_of_service));
            view! {
                <tr role="row">
                    <th role="rowheader" scope="row" class="wide"><a href=href>{system.name.as_str()}</a><span class="sub">{system.os_release.as_str()}</span>{out}</th>
                    <td role="cell" data-label=t.portal.kind>{t.label.system_kind(system.kind)}</td>
                    <td role="cell" data-label=t.portal.address>{system.primary_ipv4.to_string()}</td>
                    <td role="cell" data-label=t.portal.service_id>{system.service_id.as_str()}</td>
                </tr>
            }
            .markup()
        })
        .collect::<Vec<_>>();
    view! {
        <DataTable caption=t.portal.systems columns=columns class="systems"><tbody role="rowgroup">{rows}</tbody></DataTable>
    }
    .markup()
}

/// The list.
pub fn systems(t: &'static Messages, systems: &[SystemRow]) -> Markup {
    view! {
        <main id="main" class="page stack gap-6"><h1>{t.portal.systems}</h1>{table(t, systems)}</main>
    }
    .markup()
}

/// One system.
pub fn system(t: &'static Messages, page: &SystemPage, now: Timestamp) -> Markup {
    let system = &page.system;
    let text = |text: &str| view! { {text} }.markup();
    let mut facts: Vec<(Cow<'static, str>, Markup)> = vec![
        (t.portal.os.into(), text(&system.os_release)),
        (t.portal.kind.into(), text(t.label.system_kind(system.kind))),
        (
            t.portal.address.into(),
            text(&system.primary_ipv4.to_string()),
        ),
        (t.portal.service_id.into(), text(&system.service_id)),
        (t.portal.site.into(), text(&system.site)),
    ];
    if !page.addresses.is_empty() {
        facts.push((t.portal.addresses.into(), text(&page.addresses.join(", "))));
    }
    if !page.names.is_empty() {
        facts.push((t.portal.names.into(), text(&page.names.join(", "))));
    }
    let mut ways: Vec<&str> = Vec::new();
    if system.ip_kvm {
        ways.push(t.portal.kvm);
    }
    if system.console {
        ways.push(t.portal.console);
    }
    if !ways.is_empty() {
        facts.push((t.portal.ways.into(), text(&ways.join(", "))));
    }
    let contracts = page
        .contracts
        .iter()
        .map(|c| {
            let covers = c.covers_interventions.then(|| badge(Shape::Ok, t.portal.covers));
            let until = c.ends_on.as_ref().map(|end| format!(" {} {end}", t.portal.until));
            view! {
                <li><p><b>{t.label.plan(c.plan)}</b>" "<span class="muted">{c.number.as_str()}", "{t.portal.since}" "{c.starts_on.as_str()}{until}</span></p>{covers}</li>
            }
            .markup()
        })
        .collect::<Vec<_>>();
    let contracts = (!page.contracts.is_empty()).then(|| {
        view! { <Panel id="contracts" title=t.portal.contract><ul class="stack gap-2">{contracts}</ul></Panel> }
    });
    let tickets = page
        .tickets
        .iter()
        .map(|ticket| row(t, ticket, now))
        .collect::<Vec<_>>();
    let tickets = if tickets.is_empty() {
        view! { <Empty title=t.tickets.none_title text=t.tickets.none_text /> }.markup()
    } else {
        view! { <ul class="rows rows--ticket">{tickets}</ul> }.markup()
    };
    let request = page.may_request.then(|| {
        let href = format!("/interventions/new?system={}", system.service_id);
        view! { <LinkButton href=href>{t.tickets.intervention_link}</LinkButton> }
    });
    let trail = vec![("/systems".to_owned(), Cow::Borrowed(t.portal.systems))];
    view! {
        <main id="main" class="page stack gap-6">
            <Breadcrumbs t=t trail=trail here=system.name.clone() />
            <header class="cluster between"><div><h1>{system.name.as_str()}</h1><p class="muted">{page.organization.name.as_str()}</p></div>{request}</header>
            <Panel id="facts" title=t.tickets.facts><Facts rows=facts /></Panel>
            {contracts}
            <Section id="tickets" title=t.portal.tickets>{tickets}</Section>
        </main>
    }
    .markup()
}
