//! Words for what happened on a ticket, and the page of its whole history.

use domain::audit::EventKind;
use domain::ticket::{Class, DropReason, Priority, TicketState};
use leptos::prelude::*;
use services::tickets::{HistoryEntry, HistoryPage};

use crate::components::{Breadcrumbs, Entry, Shape, badge, when};
use crate::i18n::Messages;
use crate::markup::{IntoMarkup, Markup};
use domain::time::Timestamp;

use super::pager;

/// A line between the messages.
pub(super) fn entry(t: &'static Messages, event: &HistoryEntry, customer: bool) -> Entry {
    Entry::Event {
        id: format!("e{}", event.seq),
        shape: shape(event.kind),
        text: sentence(t, event, customer),
        at: event.at,
    }
}

const fn shape(kind: EventKind) -> Shape {
    match kind {
        EventKind::ClockPaused => Shape::Waiting,
        EventKind::ClockBreached
        | EventKind::AuthorizationRevoked
        | EventKind::InterventionRevoked => Shape::Crit,
        EventKind::RevealDenied => Shape::Denied,
        EventKind::TicketResolved | EventKind::InterventionClosed | EventKind::ClockStopped => {
            Shape::Done
        }
        EventKind::TicketClosed => Shape::Closed,
        EventKind::TicketOpened => Shape::New,
        EventKind::ClockResumed | EventKind::TicketReopened | EventKind::InterventionStarted => {
            Shape::Running
        }
        _ => Shape::Info,
    }
}

/// What happened in one line: the event, what it became, who did it.
pub(super) fn sentence(t: &'static Messages, event: &HistoryEntry, customer: bool) -> String {
    let text = |key: &str| event.data.get(key).and_then(|value| value.as_str());
    let what = t.label.event(event.kind);
    if event.kind == EventKind::TicketAssigned
        && let Some(to) = text("to_name")
    {
        return match event.actor_name.as_deref() {
            Some(who) if who == to => t.tickets.took_over(who),
            Some(who) => t.tickets.by(&t.tickets.assigned_to(to), who),
            None => t.tickets.assigned_to(to),
        };
    }
    if event.kind == EventKind::TicketAssigned
        && let Some(team) = text("team")
    {
        let line = match text("team_name") {
            Some(name) => t.tickets.team_is(name),
            None if team.is_empty() => t.tickets.no_team.to_owned(),
            None => what.to_owned(),
        };
        return match event.actor_name.as_deref() {
            Some(who) => t.tickets.by(&line, who),
            None => line,
        };
    }
    let to = text("to").and_then(|code| match event.kind {
        EventKind::TicketStateChanged => code.parse::<TicketState>().ok().map(|state| {
            if customer {
                t.label.ticket_state_customer(state)
            } else {
                t.label.ticket_state(state)
            }
        }),
        EventKind::TicketClassChanged => {
            code.parse::<Class>().ok().map(|class| t.label.class(class))
        }
        EventKind::TicketPriorityChanged => {
            code.parse::<Priority>().ok().map(|p| t.label.priority(p))
        }
        _ => None,
    });
    let detail = match event.kind {
        EventKind::TicketAssigned => Some(t.common.nobody),
        EventKind::TicketSystemsChanged => text("systems"),
        EventKind::TicketClosed => text("dropped")
            .and_then(|code| code.parse::<DropReason>().ok())
            .map(|reason| reason.label(t.label.locale())),
        EventKind::ClockStarted
        | EventKind::ClockPaused
        | EventKind::ClockResumed
        | EventKind::ClockStopped
        | EventKind::ClockBreached => text("clock")
            .and_then(|code| code.parse().ok())
            .map(|kind| t.label.clock(kind)),
        _ => None,
    };
    let mut line = match to.or(detail) {
        Some(to) => t.tickets.changed(what, to),
        None => what.to_owned(),
    };
    if let Some(who) = &event.actor_name {
        line = t.tickets.by(&line, who);
    }
    line
}

/// A page of the whole history of a ticket, as far as the reader may see it; the newest first.
pub fn history_page(
    t: &'static Messages,
    now: Timestamp,
    page: &HistoryPage,
    is_later: bool,
) -> Markup {
    let number = page.number.0;
    let lines = page
        .entries
        .iter()
        .map(|event| {
            let text = sentence(t, event, !page.desk);
            view! {
                <li id=format!("e{}", event.seq)>
                    <span>{badge(shape(event.kind), text)}</span>
                    <span class="muted">{when(event.at, now, t)}", "{t.tickets.chain_number(event.seq)}</span>
                </li>
            }
            .markup()
        })
        .collect::<Vec<_>>();
    let trail = vec![(
        format!("/tickets/{number}"),
        t.tickets.number(number).into(),
    )];
    let own = format!("/tickets/{number}/history");
    let next = page.older.map(|seq| format!("{own}?before={seq}"));
    let foot = pager(t, page.entries.len(), next, is_later.then_some(own));
    view! {
        <main id="main" class="page stack gap-6">
            <Breadcrumbs t=t trail=trail here=t.tickets.history />
            <h1>{t.tickets.history}" "<span class="muted">{page.subject.as_str()}</span></h1>
            <p class="muted">{t.tickets.history_hint}</p>
            <ol class="rows">{lines}</ol>
            {foot}
        </main>
    }
    .markup()
}
