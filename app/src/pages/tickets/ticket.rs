//! One ticket: for the desk in three columns, for the customer with the conversation first.

use std::borrow::Cow;

use domain::ids::PersonId;
use domain::ticket::{Class, TicketState};
use domain::time::Timestamp;
use leptos::prelude::*;
use services::tickets::TicketView;

use super::conversation::{Conversation, conversation};
use super::{orders, panel};
use crate::components::{
    Breadcrumbs, ErrorSummary, LinkButton, Notice, Panel, PostButton, Tone, ticket_state,
    ticket_state_customer,
};
use crate::forms::Form;
use crate::i18n::Messages;
use crate::markup::{IntoMarkup, Markup};
use crate::wording::Length;

/// What the page shows.
#[derive(Debug)]
pub struct TicketPage {
    /// The ticket.
    pub view: TicketView,
    /// The conversation with what was typed.
    pub talk: Conversation,
    /// Problems of the acts beside the conversation.
    pub form: Form,
    /// The reader.
    pub me: PersonId,
    /// More for this ticket, rendered by other pages: the intervention's panel for the customer.
    pub more: Markup,
    /// Now.
    pub now: Timestamp,
}

/// The page on the face of its reader.
pub fn ticket(t: &'static Messages, page: TicketPage) -> Markup {
    if page.view.may.desk {
        desk(t, page)
    } else {
        portal(t, page)
    }
}

fn desk(t: &'static Messages, page: TicketPage) -> Markup {
    let view = &page.view;
    let number = view.ticket.number.0;
    let trail = vec![("/desk/queue".to_owned(), t.layout.nav_queue.into())];
    let here: Cow<'static, str> = format!("{number}, {}", t.label.class(view.ticket.class)).into();
    let work = (view.ticket.class == Class::Intervention).then(|| {
        let href = format!("/desk/tickets/{number}/intervention");
        view! { <LinkButton href=href>{t.tickets.workspace}</LinkButton> }
    });
    let time = (view.ticket.class != Class::Intervention).then(|| {
        let href = format!("/tickets/{number}/work");
        view! { <a href=href>{t.billing.work}</a> }
    });
    let clocks = panel::clocks(t, view, page.now, Length::Short);
    let facts = panel::facts(t, view, page.now);
    let around = panel::surroundings(t, view, page.now);
    let acts = panel::acts(t, view, page.me, &page.form);
    let offers = orders::desk(t, view, &page.form, page.now);
    let state = ticket_state(t, view.ticket.state).markup();
    let talk = conversation(t, page.talk);
    view! {
        <main id="main">
            <header class="case-head">
                <div>
                    <Breadcrumbs t=t trail=trail here=here />
                    <h1>{view.ticket.subject.as_str()}</h1>
                </div>
                <div class="cluster between">
                    <p>{state}" "<b>{view.organization.name.as_str()}</b></p>
                    <div class="cluster">{work}{time}<a href=format!("/tickets/{number}/history")>{t.tickets.history_all}</a></div>
                </div>
                <ErrorSummary form=&page.form t=t />
            </header>
            <div class="workspace">
                <div>
                    <Panel id="clocks" title=t.tickets.clocks>{clocks}</Panel>
                    <Panel id="facts" title=t.tickets.facts>{facts}</Panel>
                    {acts}
                </div>
                <div><Panel id="talk" title=t.tickets.conversation class="talk">{talk}</Panel></div>
                <div>{offers}{around}{page.more}</div>
            </div>
        </main>
    }
    .markup()
}

fn portal(t: &'static Messages, page: TicketPage) -> Markup {
    let view = &page.view;
    let number = view.ticket.number.0;
    let trail = vec![
        ("/".to_owned(), Cow::Borrowed(t.portal.title)),
        ("/tickets".to_owned(), Cow::Borrowed(t.tickets.title)),
    ];
    let action = format!("/tickets/{number}/change");
    let open = !matches!(
        view.ticket.state,
        TicketState::Resolved | TicketState::Closed
    );
    let by_hand = view.ticket.class != Class::Intervention;
    let resolve = (view.may.resolve && open && !view.held).then(|| {
        view! { <PostButton action=action.clone() fields=vec![("act", "resolve".to_owned())]>{t.tickets.resolve_customer}</PostButton> }
    });
    let reopen = (view.may.reopen && view.ticket.state == TicketState::Resolved && by_hand).then(|| {
        view! { <PostButton action=action.clone() fields=vec![("act", "reopen".to_owned())]>{t.tickets.reopen}</PostButton> }
    });
    let waits = (view.ticket.state == TicketState::WaitingCustomer)
        .then(|| view! { <Notice tone=Tone::Info title=t.portal.waits><p>{t.portal.waits_text}</p></Notice> });
    let closed = (view.ticket.state == TicketState::Closed).then(|| {
        view! { <Notice tone=Tone::Neutral><p>{t.tickets.closed_note}" "{t.tickets.closed_write}</p></Notice> }
    });
    let clocks = panel::clocks(t, view, page.now, Length::Long);
    let facts = panel::facts(t, view, page.now);
    let around = panel::surroundings(t, view, page.now);
    let offers = orders::customer(t, view, &page.form, page.now);
    let state = ticket_state_customer(t, view.ticket.state).markup();
    let talk = conversation(t, page.talk);
    view! {
        <main id="main" class="page stack gap-6">
            <Breadcrumbs t=t trail=trail here=t.tickets.number(number) />
            <header class="stack gap-2">
                <h1>{view.ticket.subject.as_str()}</h1>
                <p>{state}</p>
                <ErrorSummary form=&page.form t=t />
            </header>
            <div class="with-aside">
                <div class="stack gap-8">
                    {waits}
                    {closed}
                    {offers}
                    {page.more}
                    <section class="talk stack" aria-labelledby="talk"><h2 id="talk">{t.tickets.conversation}</h2>{talk}</section>
                </div>
                <aside class="stack">
                    <Panel id="clocks" title=t.tickets.clocks>{clocks}</Panel>
                    <Panel id="facts" title=t.tickets.facts>{facts}</Panel>
                    {around}
                    <div class="cluster">{resolve}{reopen}</div>
                    <p><a href=format!("/tickets/{number}/history")>{t.tickets.history_all}</a></p>
                </aside>
            </div>
        </main>
    }
    .markup()
}
