//! The customer's list of tickets, and what a search found.

use domain::time::Timestamp;
use leptos::prelude::*;
use services::search::SearchHit;
use services::tickets::{QueueRow, TicketList};

use crate::components::{
    Breadcrumbs, ClockBar, ClockFacts, Empty, KeyPager, LinkButton, clock, no_clock,
    ticket_state_customer,
};
use crate::i18n::Messages;
use crate::markup::{IntoMarkup, Markup};
use crate::pages::desk::Searching;
use crate::wording::Length;

/// What the page shows.
#[derive(Debug)]
pub struct ListPage {
    /// The tickets.
    pub list: TicketList,
    /// Open, done, or all of them.
    pub open: Option<bool>,
    /// Not the first page.
    pub further: bool,
    /// Now.
    pub now: Timestamp,
}

/// One ticket as a line of a customer's list.
pub(crate) fn row(t: &'static Messages, row: &QueueRow, now: Timestamp) -> Markup {
    let href = format!("/tickets/{}", row.number.0);
    let system = row.system_name.as_ref().map(|name| format!(", {name}"));
    let who = row
        .assignee_name
        .as_ref()
        .map(|who| format!(", {}", t.tickets.works_on(who)));
    let bar = match &row.clock {
        Some(clock_row) => {
            let facts = ClockFacts::listed(clock_row);
            clock(ClockBar::new(&facts, now, t, Length::Long)).markup()
        }
        None => no_clock(t).markup(),
    };
    view! {
        <li>
            <div>
                <h3><a href=href>{row.subject.as_str()}</a></h3>
                <p class="muted">{row.number.0}{system}{who}</p>
                <p>{ticket_state_customer(t, row.state)}</p>
            </div>
            {bar}
        </li>
    }
    .markup()
}

/// The list.
pub fn list(t: &'static Messages, page: ListPage) -> Markup {
    let tab = |href: &'static str, label: &'static str, of: Option<bool>| {
        let current = (page.open == of).then_some("page");
        view! { <a class="button button--small" href=href aria-current=current>{label}</a> }
            .markup()
    };
    let rows = page
        .list
        .rows
        .iter()
        .map(|ticket| row(t, ticket, page.now))
        .collect::<Vec<_>>();
    let new = page.list.may_file.then(|| {
        view! { <LinkButton href="/tickets/new">{t.tickets.new_title}</LinkButton> }.markup()
    });
    let first_step = new.clone();
    let content = if rows.is_empty() {
        let (title, text) = if page.open == Some(true) {
            (t.tickets.none_open, t.tickets.none_open_text)
        } else {
            (t.tickets.none_title, t.tickets.none_text)
        };
        view! { <Empty title=title text=text>{first_step}</Empty> }.markup()
    } else {
        view! { <ul class="rows rows--ticket">{rows}</ul> }.markup()
    };
    let (state, heading) = match page.open {
        Some(true) => ("open", t.tickets.list_open),
        Some(false) => ("done", t.tickets.list_done),
        None => ("all", t.tickets.list_all),
    };
    let next = page
        .list
        .next
        .map(|number| format!("/tickets?show={state}&before={}", number.0));
    let first = page.further.then(|| format!("/tickets?show={state}"));
    let pager = pager(t, page.list.rows.len(), next, first);
    view! {
        <main id="main" class="page stack gap-6">
            <header class="cluster between"><h1>{t.tickets.title}</h1>{new}</header>
            <form role="search" action="/tickets" class="cluster">
                <label class="visually-hidden" for="find">{t.common.search}</label>
                <input id="find" type="search" name="q" maxlength="200" placeholder=t.tickets.search_hint />
                <button class="button" type="submit">{t.common.search}</button>
            </form>
            <nav class="cluster" aria-label=t.desk.views>
                {tab("/tickets?show=open", t.tickets.list_open, Some(true))}
                {tab("/tickets?show=done", t.tickets.list_done, Some(false))}
                {tab("/tickets?show=all", t.tickets.list_all, None)}
            </nav>
            <h2 class="visually-hidden">{heading}</h2>
            {content}
            {pager}
        </main>
    }
    .markup()
}

/// The pager, where there is more than one page.
pub(crate) fn pager(
    t: &'static Messages,
    shown: usize,
    next: Option<String>,
    first: Option<String>,
) -> Markup {
    match (next, first) {
        (None, None) => Markup::EMPTY,
        (Some(next), None) => view! { <KeyPager t=t shown=shown next=next /> }.markup(),
        (None, Some(first)) => view! { <KeyPager t=t shown=shown first=first /> }.markup(),
        (Some(next), Some(first)) => {
            view! { <KeyPager t=t shown=shown next=next first=first /> }.markup()
        }
    }
}

/// What a search found: also the desk's page, which has filters around it.
pub fn found(
    t: &'static Messages,
    query: &str,
    hits: &[SearchHit],
    searching: Option<Searching>,
) -> Markup {
    let desk = searching.is_some();
    let (fields, chosen, wrong) = searching
        .map_or((Markup::EMPTY, Markup::EMPTY, false), |around| {
            (around.fields, around.chosen, around.wrong)
        });
    let lines = hits
        .iter()
        .map(|hit| {
            let href = format!("/tickets/{}", hit.number.0);
            let place = services::search::place(
                hit.kind,
                t.desk.in_subject,
                t.desk.in_message,
                t.desk.in_note,
                t.desk.in_system,
            );
            let excerpt = hit
                .excerpt
                .iter()
                .map(|part| {
                    if part.hit {
                        view! { <mark>{part.text.as_str()}</mark> }.markup()
                    } else {
                        view! { {part.text.as_str()} }.markup()
                    }
                })
                .collect::<Vec<_>>();
            let state = if desk {
                crate::components::ticket_state(t, hit.state).markup()
            } else {
                ticket_state_customer(t, hit.state).markup()
            };
            let customer = desk.then(|| format!(", {}", hit.organization_name));
            view! {
                <li data-row="">
                    <div>
                        <h2><a href=href>{hit.number.0}" "{hit.subject.as_str()}</a></h2>
                        <p class="muted">{place}{customer}</p>
                        <p>{excerpt}</p>
                    </div>
                    <p>{state}</p>
                </li>
            }
            .markup()
        })
        .collect::<Vec<_>>();
    let content = if query.is_empty() {
        view! { <p class="muted">{t.desk.search_lead}</p> }.markup()
    } else if wrong {
        view! { <Empty title=t.desk.filter_wrong_title text=t.desk.filter_wrong_text /> }.markup()
    } else if hits.is_empty() {
        view! { <Empty title=t.tickets.found_none text=t.tickets.found_none_text /> }.markup()
    } else {
        view! { <p>{t.tickets.results(hits.len(), query)}</p><ul class="rows rows--action">{lines}</ul> }.markup()
    };
    let crumbs = (!desk).then(|| {
        let trail = vec![("/tickets".to_owned(), t.tickets.title.into())];
        view! { <Breadcrumbs t=t trail=trail here=t.desk.search_title /> }
    });
    view! {
        <main id="main" class="page stack gap-6">
            {crumbs}
            <h1>{t.desk.search_title}</h1>
            <form role="search" aria-label=t.desk.search_title action=if desk { "/desk/search" } else { "/tickets" } class="cluster">
                <label class="visually-hidden" for="find">{t.common.search}</label>
                <input id="find" type="search" name="q" maxlength="200" value=query />
                {fields}
                <button class="button" type="submit">{t.common.search}</button>
            </form>
            {chosen}
            {content}
        </main>
    }
    .markup()
}
