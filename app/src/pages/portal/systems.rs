//! *Meine Systeme*: the list, and one system with its contracts and tickets.

use std::borrow::Cow;

use domain::time::Timestamp;
use leptos::prelude::*;
use services::tickets::{SystemPage, SystemRow, Working};

use crate::components::{
    Badge, Breadcrumbs, Column, DataTable, Empty, Facts, LinkButton, Panel, Section, Shape, badge,
};
use crate::i18n::Messages;
use crate::markup::{IntoMarkup, Markup};
use crate::pages::tickets::row;

/// What goes on with a system.
pub(super) enum State {
    /// Nothing is said about it here.
    Unsaid,
    /// An intervention is being worked on: where it is followed.
    Working(String),
    /// So many open tickets.
    Tickets(usize),
}

/// Where work going on is followed: live, or in its ticket by those who may not watch.
pub(super) fn watch(work: &Working) -> String {
    let live = if work.may_watch { "/live" } else { "" };
    format!("/tickets/{}{live}", work.number.0)
}

fn state_cell(t: &'static Messages, state: &State) -> Markup {
    match state {
        State::Unsaid => Markup::EMPTY,
        State::Working(href) => {
            let href = href.clone();
            view! { <Badge shape=Shape::Running><a href=href>{t.portal.state_working}</a></Badge> }
                .markup()
        }
        State::Tickets(0) => badge(Shape::Ok, t.portal.state_quiet).markup(),
        State::Tickets(1) => badge(Shape::Info, t.portal.one_ticket).markup(),
        State::Tickets(n) => badge(Shape::Info, t.portal.open_tickets(*n)).markup(),
    }
}

/// The table of systems, with what goes on where that is known.
pub(super) fn table(
    t: &'static Messages,
    systems: &[SystemRow],
    state: &dyn Fn(&str) -> State,
) -> Markup {
    if systems.is_empty() {
        return view! { <Empty title=t.portal.no_systems text=t.portal.no_systems_text /> }
            .markup();
    }
    let said = systems
        .first()
        .is_some_and(|system| !matches!(state(&system.name), State::Unsaid));
    let mut columns = vec![t.portal.system];
    columns.extend(said.then_some(t.portal.state));
    columns.extend([t.portal.kind, t.portal.service_id]);
    if !said {
        columns.push(t.portal.site);
    }
    let columns = columns.into_iter().map(Column::text).collect();
    let rows = systems
        .iter()
        .map(|system| {
            let href = format!("/systems/{}", system.id);
            let out = (!system.active).then(|| badge(Shape::Off, t.portal.out_of_service));
            let facts = format!("{}, {}", system.os_release, system.primary_ipv4);
            let goes_on = said.then(|| {
                view! { <td role="cell" class="wide">{state_cell(t, &state(&system.name))}</td> }
            });
            let site = (!said).then(|| {
                view! { <td role="cell" data-label=t.portal.site>{system.site.as_str()}</td> }
            });
            view! {
                <tr role="row">
                    <th role="rowheader" scope="row" class="wide"><a href=href>{system.name.as_str()}</a><span class="sub">{facts}</span>{out}</th>
                    {goes_on}
                    <td role="cell" data-label=t.portal.kind>{t.label.system_kind(system.kind)}</td>
                    <td role="cell" data-label=t.portal.service_id>{system.service_id.as_str()}</td>
                    {site}
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
        <main id="main" class="page stack gap-6"><h1>{t.portal.systems}</h1>{table(t, systems, &|_| State::Unsaid)}</main>
    }
    .markup()
}

/// One system.
pub fn system(t: &'static Messages, page: &SystemPage, now: Timestamp, staff: bool) -> Markup {
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
    if !page.name_servers.is_empty() {
        facts.push((
            t.portal.name_servers.into(),
            text(&page.name_servers.join(", ")),
        ));
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
            let until = c
                .ends_on
                .as_ref()
                .map(|end| format!(" {} {}", t.portal.until, day(end, t)));
            view! {
                <li><p><b>{t.label.plan(c.plan)}</b>" "<span class="muted">{c.number.as_str()}", "{t.portal.since}" "{day(&c.starts_on, t)}{until}</span></p>{covers}</li>
            }
            .markup()
        })
        .collect::<Vec<_>>();
    let contracts = (!page.contracts.is_empty()).then(|| {
        view! { <Panel id="contracts" title=t.portal.contract><ul class="stack gap-2">{contracts}</ul></Panel> }
    });
    let standing = page
        .standing
        .as_ref()
        .map(|entries| crate::pages::standing::on_system(t, page.organization.id, entries));
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
    // The list is the customer's own; staff come from their work.
    let (above, name) = if staff {
        ("/desk/queue", t.desk.title)
    } else {
        ("/systems", t.portal.systems)
    };
    let trail = vec![(above.to_owned(), Cow::Borrowed(name))];
    view! {
        <main id="main" class="page stack gap-6">
            <Breadcrumbs t=t trail=trail here=system.name.clone() />
            <header class="cluster between"><div><h1>{system.name.as_str()}</h1><p class="muted">{page.organization.name.as_str()}</p></div>{request}</header>
            <Panel id="facts" title=t.tickets.facts><Facts rows=facts /></Panel>
            {contracts}
            {standing}
            <Section id="tickets" title=t.portal.tickets>{tickets}</Section>
        </main>
    }
    .markup()
}

/// "2026-05-06" as people write it: "06.05.2026".
fn day(iso: &str, t: &'static Messages) -> String {
    let parts: Vec<&str> = iso.split('-').collect();
    match (parts.as_slice(), t.lang) {
        ([year, month, day], crate::wording::Lang::De) => format!("{day}.{month}.{year}"),
        _ => iso.to_owned(),
    }
}
