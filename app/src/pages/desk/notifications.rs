//! *Meldungen*: what somebody of the staff was told, read and unread.

use domain::escalation::NotificationKind;
use domain::time::Timestamp;
use leptos::prelude::*;
use services::notifications::Told;

use crate::components::{Empty, PostButton, when};
use crate::i18n::Messages;
use crate::markup::{IntoMarkup, Markup};

/// The page; `reads`: the reader may read tickets.
pub fn notifications(t: &'static Messages, rows: &[Told], reads: bool, now: Timestamp) -> Markup {
    let n = &t.notifications;
    let list = if rows.is_empty() {
        view! { <Empty title=n.empty text=n.empty_text /> }.markup()
    } else {
        let lines = rows
            .iter()
            .map(|told| line(t, told, reads, now))
            .collect::<Vec<_>>();
        view! { <ul class="rows rows--action">{lines}</ul> }.markup()
    };
    let newest = rows.first().map(|told| told.row.created_at);
    let unread = rows.iter().any(|told| told.row.read_at.is_none());
    let all = newest.filter(|_| unread).map(|newest| {
        let fields = vec![("up_to", newest.to_string())];
        view! { <PostButton action="/notifications/read" fields=fields>{n.mark_all}</PostButton> }
    });
    view! {
        <main id="main" class="page stack gap-6">
            <h1>{n.title}</h1>
            <p class="lead">{n.lead}</p>
            {all}
            {list}
        </main>
    }
    .markup()
}

/// What the line says of the promise.
fn what(t: &'static Messages, told: &Told) -> String {
    let n = &t.notifications;
    let promise = t.label.clock(told.clock);
    match told.row.percent {
        0 => n.began(promise),
        100.. => n.missed(promise),
        percent => n.share(promise, &percent),
    }
}

fn line(t: &'static Messages, told: &Told, reads: bool, now: Timestamp) -> Markup {
    let n = &t.notifications;
    let (row, number) = (&told.row, told.number.0);
    let unread = row.read_at.is_none();
    let fresh = unread.then(|| view! { <b>{n.unread}</b>" · " });
    let asked = (row.kind == NotificationKind::Page).then(|| view! { <b>{n.asked}</b>" · " });
    let what = match row.kind {
        NotificationKind::Nobody => n.nobody(&what(t, told)),
        NotificationKind::Step | NotificationKind::Page => what(t, told),
    };
    // Admins keep accounts and read no tickets: nobody is led to a page that is refused.
    let ticket = if reads {
        let name = format!("{number} {}", told.subject);
        view! { <a href=format!("/tickets/{number}")>{name}</a> }.markup()
    } else {
        view! { <span>{n.ticket(&number)}</span> }.markup()
    };
    let way = (row.kind == NotificationKind::Nobody)
        .then(|| view! { " · "<a href="/admin/oncall">{n.look}</a> });
    let act = (reads && unread && row.kind != NotificationKind::Nobody).then(|| {
        let action = format!("/tickets/{number}/change");
        let fields = vec![("act", "on_it".to_owned())];
        view! { <PostButton action=action small=true fields=fields>{n.on_it}</PostButton> }
    });
    view! {
        <li>
            <div>
                <h2>{ticket}</h2>
                <p>{fresh}{asked}{what}</p>
                <p class="muted">{when(row.created_at, now, t)}{way}</p>
            </div>
            {act}
        </li>
    }
    .markup()
}
