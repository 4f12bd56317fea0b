//! Standing authorizations: the list, one of them, revoking; choosing and signing a new one. // I-04
//!
//! The customer signs and revokes, staff read. Every page works without JavaScript.

mod sign;

use domain::ids::OrganizationId;
use domain::intervention::authorization::StandingState;
use domain::time::{Timestamp, date};
use leptos::prelude::*;
use services::standing::{Entry, List, OrganizationRow, StandingRow};

use crate::components::{
    Breadcrumbs, ButtonKind, Column, DataTable, Empty, Facts, LinkButton, Notice, Panel,
    PostButton, Shape, Tone, badge, on_day, when,
};
use crate::i18n::Messages;
use crate::markup::{IntoMarkup, Markup};
use crate::pages::intervention::paper;
use crate::wording::Lang;

pub use sign::{NewPage, SignPage, new, sign};

/// Names of systems a row of the list says; the page of one says all.
const NAMED: usize = 3;

/// Where a customer's list lies.
pub fn list_path(organization: OrganizationId) -> String {
    format!("/organization/{organization}/standing")
}

/// The list of an organization.
pub fn list(t: &'static Messages, list: &List, staff: bool) -> Markup {
    let s = &t.standing;
    let path = list_path(list.organization.id);
    let new = list.may_sign.then(|| {
        let href = format!("{path}/new");
        view! { <LinkButton href=href kind=ButtonKind::Primary>{s.new}</LinkButton> }
    });
    let rows = if list.entries.is_empty() {
        let text = if staff { s.none_staff } else { s.none_text };
        view! { <Empty title=s.none_title text=text /> }.markup()
    } else {
        table(t, &list.entries)
    };
    let lead = if staff { s.lead_staff } else { s.lead };
    view! {
        <main id="main" class="page stack gap-8">
            <Breadcrumbs t=t trail=above(t, &list.organization, staff) here=s.title />
            <header class="cluster between">
                <div class="stack"><h1>{s.title}</h1><p class="lead">{lead}</p>{others(t, &list.others)}</div>
                {new}
            </header>
            {rows}
        </main>
    }
    .markup()
}

/// The customer's own page, or nothing: staff come from a system.
fn above(
    t: &'static Messages,
    organization: &OrganizationRow,
    staff: bool,
) -> Vec<(String, std::borrow::Cow<'static, str>)> {
    if staff {
        return Vec::new();
    }
    let href = format!("/organization?id={}", organization.id);
    vec![(href, t.organization.title.into())]
}

fn others(t: &'static Messages, others: &[(OrganizationId, String)]) -> Markup {
    if others.is_empty() {
        return Markup::EMPTY;
    }
    let links = others
        .iter()
        .map(|(id, name)| view! { <li><a href=list_path(*id)>{name.as_str()}</a></li> })
        .collect::<Vec<_>>();
    view! { <nav aria-label=t.organization.switch><ul class="cluster">{links}</ul></nav> }.markup()
}

fn table(t: &'static Messages, entries: &[Entry]) -> Markup {
    let s = &t.standing;
    let columns = [s.which, s.state, s.systems, s.period, s.signed, s.revoke];
    let columns = columns.into_iter().map(Column::text).collect();
    let rows = entries
        .iter()
        .map(|entry| row(t, entry))
        .collect::<Vec<_>>();
    view! {
        <DataTable caption=s.title columns=columns><tbody role="rowgroup">{rows}</tbody></DataTable>
    }
    .markup()
}

fn row(t: &'static Messages, entry: &Entry) -> Markup {
    let s = &t.standing;
    let row = &entry.row;
    let number = row.number;
    let href = format!("/standing/{}", row.id);
    let revoke = entry.may_revoke.then(|| {
        let href = format!("{href}/revoke");
        view! { <LinkButton href=href small=true>{s.revoke_which(number)}</LinkButton> }
    });
    let revoked = row
        .revoked_at
        .map(|at| view! { <span class="sub">{on_day(at, t)}</span> });
    let digest = format!("SHA-256 {}…", &entry.text_sha256()[..16]);
    view! {
        <tr role="row">
            <th role="rowheader" scope="row" class="wide"><a href=href>{s.number(number)}</a><span class="sub">{acts(t, row)}</span></th>
            <td role="cell" data-label=s.state>{state(t, entry.state)}{revoked}</td>
            <td role="cell" data-label=s.systems class="wide">{some_systems(t, row)}</td>
            <td role="cell" data-label=s.period>{period(t, row)}</td>
            <td role="cell" data-label=s.signed>{row.signer_name.clone()}", "{on_day(row.signed_at, t)}<span class="sub mono">{digest}</span></td>
            <td role="cell" class="wide">{revoke}</td>
        </tr>
    }
    .markup()
}

/// One of them: what was signed, word for word.
pub fn one(
    t: &'static Messages,
    entry: &Entry,
    organization: &OrganizationRow,
    now: Timestamp,
    staff: bool,
) -> Markup {
    let s = &t.standing;
    let row = &entry.row;
    let heading = s.heading(row.number);
    let path = format!("/standing/{}", row.id);
    let revoke = entry.may_revoke.then(|| {
        let href = format!("{path}/revoke");
        view! { <LinkButton href=href>{s.revoke}</LinkButton> }
    });
    view! {
        <main id="main" class="page page--narrow stack gap-8">
            <Breadcrumbs t=t trail=trail(t, organization, staff) here=heading.clone() />
            <header class="cluster between"><h1>{heading}</h1>{state(t, entry.state)}</header>
            <Facts rows=facts(t, entry, organization, now) />
            <div class="cluster"><LinkButton href=format!("{path}/authorization.pdf") download=true>{s.pdf}</LinkButton>{revoke}</div>
            {paper(t, &row.text, &entry.text_sha256())}
        </main>
    }
    .markup()
}

/// The question before revoking; the answer is a post.
pub fn revoke(
    t: &'static Messages,
    entry: &Entry,
    organization: &OrganizationRow,
    now: Timestamp,
) -> Markup {
    let s = &t.standing;
    let path = format!("/standing/{}", entry.row.id);
    let act = if entry.may_revoke {
        view! {
            <p>{s.revoke_text}</p>
            <div class="cluster">
                <PostButton action=format!("{path}/revoke") kind=ButtonKind::Danger large=true>{s.revoke_act}</PostButton>
                <LinkButton href=path.clone()>{s.keep}</LinkButton>
            </div>
        }
        .markup()
    } else {
        view! { <Notice tone=Tone::Warn>{s.over}</Notice> }.markup()
    };
    let mut trail = trail(t, organization, false);
    trail.push((path, s.heading(entry.row.number).into()));
    view! {
        <main id="main" class="page page--narrow stack gap-6">
            <Breadcrumbs t=t trail=trail here=s.revoke />
            <h1>{s.revoke_title}</h1>
            <Facts rows=facts(t, entry, organization, now) />
            {act}
        </main>
    }
    .markup()
}

/// What holds for a system, for its page: each with its work and its end.
pub fn on_system(t: &'static Messages, organization: OrganizationId, entries: &[Entry]) -> Markup {
    let s = &t.standing;
    let rows = entries
        .iter()
        .map(|entry| {
            let row = &entry.row;
            let href = format!("/standing/{}", row.id);
            view! {
                <li class="stack gap-1"><p><a href=href><b>{acts(t, row)}</b></a>" "{state(t, entry.state)}</p><p class="muted">{period(t, row)}", "{s.number(row.number)}</p></li>
            }
            .markup()
        })
        .collect::<Vec<_>>();
    let list = if rows.is_empty() {
        view! { <p class="muted">{s.system_none}</p> }.markup()
    } else {
        view! { <ul class="stack gap-2">{rows}</ul> }.markup()
    };
    view! {
        <Panel id="standing" title=s.on_system><div class="stack">{list}<p><a href=list_path(organization)>{s.all}</a></p></div></Panel>
    }
    .markup()
}

fn trail(
    t: &'static Messages,
    organization: &OrganizationRow,
    staff: bool,
) -> Vec<(String, std::borrow::Cow<'static, str>)> {
    let mut trail = above(t, organization, staff);
    trail.push((list_path(organization.id), t.standing.title.into()));
    trail
}

fn facts(
    t: &'static Messages,
    entry: &Entry,
    organization: &OrganizationRow,
    now: Timestamp,
) -> Vec<(std::borrow::Cow<'static, str>, Markup)> {
    let s = &t.standing;
    let row = &entry.row;
    let names: Vec<&str> = systems(row).collect();
    let mut rows = vec![
        (
            s.organization.into(),
            format!("{} ({})", organization.name, organization.number).markup(),
        ),
        (s.acts.into(), acts(t, row).markup()),
        (s.systems.into(), names.join(", ").markup()),
        (s.period.into(), period(t, row).markup()),
        (s.signer.into(), row.signer_name.clone().markup()),
        (s.signed_at.into(), when(row.signed_at, now, t).markup()),
        (
            s.factor.into(),
            t.label.second_factor(row.second_factor).markup(),
        ),
    ];
    if let Some(at) = row.revoked_at {
        let by = entry.revoked_by.clone();
        let text = view! { {when(at, now, t)}", "{by} }.markup();
        rows.push((s.revoked.into(), text));
    }
    rows
}

fn state(t: &'static Messages, state: StandingState) -> Markup {
    let shape = match state {
        StandingState::Pending => Shape::New,
        StandingState::Valid => Shape::Ok,
        StandingState::Expired => Shape::Closed,
        StandingState::Revoked => Shape::Denied,
    };
    badge(shape, t.label.standing_state(state)).markup()
}

fn acts(t: &'static Messages, row: &StandingRow) -> String {
    let words: Vec<&str> = row
        .terms
        .acts
        .iter()
        .map(|act| t.label.standing_act(*act))
        .collect();
    words.join(", ")
}

fn systems(row: &StandingRow) -> impl Iterator<Item = &str> {
    row.terms.systems.iter().map(|s| s.named.name.as_str())
}

fn some_systems(t: &'static Messages, row: &StandingRow) -> String {
    let names: Vec<&str> = systems(row).collect();
    if names.len() <= NAMED {
        return names.join(", ");
    }
    let rest = t.standing.more_systems(names.len() - NAMED);
    format!("{} {rest}", names[..NAMED].join(", "))
}

/// "22.11.2026 bis 31.12.2027": the last day is one on which it still holds.
fn period(t: &'static Messages, row: &StandingRow) -> String {
    let german = t.lang == Lang::De;
    let from = date(row.valid_from, german);
    match row.valid_until {
        Some(until) => t
            .standing
            .from_to(&from, &date(until.minus_seconds(1), german)),
        None => t.standing.from_on(&from),
    }
}
