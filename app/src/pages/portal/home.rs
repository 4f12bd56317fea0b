//! The first page: what waits for the customer, what is open, what they have with us.

use domain::time::Timestamp;
use leptos::prelude::*;
use services::tickets::Home;

use super::systems::table;
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
    let waits = (!page.waiting.is_empty()).then(|| {
        view! { <Section id="waits" title=t.portal.waits><ul class="rows rows--action">{waiting}</ul></Section> }
    });
    let lead = match page.waiting.len() {
        0 => t.portal.nothing_waits.to_owned(),
        1 => t.portal.one_waits(1),
        n => t.portal.some_wait(n),
    };
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
    let request = page.may_request.then(|| {
        view! { <LinkButton href="/interventions/new" kind=ButtonKind::Primary>{t.tickets.intervention_link}</LinkButton> }
    });
    let file = page
        .may_file
        .then(|| view! { <LinkButton href="/tickets/new">{t.tickets.new_title}</LinkButton> });
    view! {
        <main id="main" class="page stack gap-12">
            <header class="cluster between hero">
                <div><h1>{t.portal.hello(name)}</h1><p class="lead">{lead}</p></div>
                <div class="cluster">{request}{file}</div>
            </header>
            {waits}
            <Section id="open" title=t.portal.open more=("/tickets".to_owned(), t.portal.all_tickets)>{open}</Section>
            <Section id="systems" title=t.portal.systems>{table(t, &page.systems)}</Section>
        </main>
    }
    .markup()
}
