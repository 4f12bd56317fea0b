//! The first page: what waits for the customer, what is open, what they have with us.

use domain::time::Timestamp;
use leptos::prelude::*;
use services::tickets::{COUNTED, Home, QueueRow, Todo, TodoKind};

use super::systems::{State, table, watch};
use crate::components::{ButtonKind, Empty, LinkButton, Section, when};
use crate::i18n::Messages;
use crate::markup::{IntoMarkup, Markup};
use crate::pages::tickets::row;

/// The page.
pub fn home(t: &'static Messages, name: &str, page: &Home, now: Timestamp) -> Markup {
    let waiting = page
        .waiting
        .iter()
        .map(|ticket| {
            let href = format!("/tickets/{}#reply", ticket.number.0);
            view! {
                <li>
                    <div>
                        <h3>{ticket.subject.as_str()}</h3>
                        <p class="muted">{t.tickets.number(ticket.number.0)}", "{when(ticket.updated_at, now, t)}". "{t.portal.waits_text}</p>
                    </div>
                    <LinkButton href=href>{t.portal.answer}</LinkButton>
                </li>
            }
            .markup()
        })
        .collect::<Vec<_>>();
    let todos = page
        .todos
        .iter()
        .map(|todo| todo_row(t, todo, now))
        .collect::<Vec<_>>();
    let waits = (!page.waiting.is_empty() || !page.todos.is_empty()).then(|| {
        view! { <Section id="waits" title=t.portal.waits><ul class="rows rows--action">{todos}{waiting}</ul></Section> }
    });
    let lead = match page.waiting.len() + page.todos.len() {
        0 => t.portal.nothing_waits.to_owned(),
        1 => t.portal.one_waits.to_owned(),
        n => t.portal.some_wait(n),
    };
    let working = page
        .working
        .iter()
        .map(|work| {
            view! { " "<a href=watch(work)>{t.portal.working_on(&work.system)}</a> }.markup()
        })
        .collect::<Vec<_>>();
    let open = page
        .open
        .iter()
        .map(|ticket| row(t, ticket, now))
        .collect::<Vec<_>>();
    let open = if open.is_empty() {
        view! { <Empty title=t.tickets.none_open text=t.tickets.none_open_text /> }.markup()
    } else {
        view! { <ul class="rows rows--ticket">{open}</ul> }.markup()
    };
    let all = match page.tickets {
        n if n >= COUNTED => t.portal.all_tickets.to_owned(),
        n => t.portal.all_of(n),
    };
    let request = page.may_request.then(|| {
        view! { <LinkButton href="/interventions/new" kind=ButtonKind::Primary>{t.tickets.intervention_link}</LinkButton> }
    });
    let file = page
        .may_file
        .then(|| view! { <LinkButton href="/tickets/new">{t.tickets.new_title}</LinkButton> });
    let standing = page.may_read_standing.then(|| {
        view! { <p class="muted">{t.standing.home}" "<a href="/standing">{t.standing.title}</a></p> }
    });
    view! {
        <main id="main" class="page stack gap-12">
            <header class="cluster between hero">
                <div><h1>{t.portal.hello(name)}</h1><p class="lead">{lead}{working}</p></div>
                <div class="cluster">{request}{file}</div>
            </header>
            {waits}
            <Section id="open" title=t.portal.open more=("/tickets?show=all".to_owned(), all.into())>{open}</Section>
            <Section id="systems" title=t.portal.systems more=("/systems".to_owned(), t.portal.all_systems.into())>{table(t, &page.systems, &|name| state_of(page, name))}{standing}</Section>
        </main>
    }
    .markup()
}

/// What goes on with a system, as far as the open tickets tell.
fn state_of(page: &Home, name: &str) -> State {
    if let Some(work) = page.working.iter().find(|work| work.system == name) {
        return State::Working(watch(work));
    }
    let about = |row: &&QueueRow| row.system_name.as_deref() == Some(name);
    let open = page.open.iter().chain(&page.waiting).filter(about).count();
    State::Tickets(open)
}

fn todo_row(t: &'static Messages, todo: &Todo, now: Timestamp) -> Markup {
    let p = &t.portal;
    let number = todo.number.0;
    let (title, text, act, href) = match todo.kind {
        TodoKind::Sign => (
            p.todo_sign,
            p.todo_sign_text,
            p.todo_sign_act,
            format!("/interventions/{number}/sign"),
        ),
        TodoKind::Complete => (
            p.todo_complete,
            p.todo_complete_text,
            p.todo_complete_act,
            format!("/interventions/{number}/request"),
        ),
        TodoKind::Extend => (
            p.todo_extend,
            p.todo_extend_text,
            p.todo_extend_act,
            format!("/interventions/{number}/extend"),
        ),
        TodoKind::Offer => (
            p.todo_offer,
            p.todo_offer_text,
            p.todo_offer_act,
            format!("/tickets/{number}"),
        ),
        TodoKind::Fetch => (
            p.todo_fetch,
            p.todo_fetch_text,
            p.todo_fetch_act,
            "/vault".to_owned(),
        ),
        TodoKind::ConfirmPassword => (
            p.todo_password,
            p.todo_password_text,
            p.todo_password_act,
            format!("/tickets/{number}"),
        ),
    };
    let system = (!todo.system.is_empty()).then(|| format!(", {}", todo.system));
    view! {
        <li>
            <div>
                <h3>{title}</h3>
                <p class="muted">{t.tickets.number(number)}{system}", "{when(todo.since, now, t)}". "{text}</p>
            </div>
            <LinkButton href=href>{act}</LinkButton>
        </li>
    }
    .markup()
}
