//! Tickets: the form, the page on both faces, the conversation that other pages embed, the history, the customer's list.

mod conversation;
mod events;
mod list;
mod new;
mod panel;
mod ticket;

pub use conversation::{Conversation, Writing, conversation, entries, entries_of, fragment};
pub use events::history_page;
pub use list::{ListPage, found, list};
pub(crate) use list::{pager, row};
pub use new::{NewPage, new_ticket};
pub use ticket::{TicketPage, ticket};

use std::borrow::Cow;

use leptos::prelude::*;
use services::tickets::Held;

use crate::components::{Button, ButtonKind, Notice, Tone};
use crate::i18n::Messages;
use crate::markup::{IntoMarkup, Markup};

/// What was held back because it looks like a secret: where, masked, and what to do. The buttons belong to the form
/// around it.
pub fn held_notice(t: &'static Messages, held: &[Held]) -> Markup {
    if held.is_empty() {
        return Markup::EMPTY;
    }
    let found = held
        .iter()
        .map(|held| {
            let label: Cow<'static, str> = match held.field {
                "subject" => t.tickets.subject.into(),
                "files" => t.tickets.files.into(),
                "note" => t.parts.internal_note.into(),
                _ => t.tickets.body.into(),
            };
            view! { <li class="stack gap-1"><b>{label}</b><code class="code" tabindex="0">{held.masked.as_str()}</code></li> }
                .markup()
        })
        .collect::<Vec<_>>();
    // What stands in a file cannot be taken out of it.
    let vault = held.iter().all(|held| held.field != "files").then(|| {
        view! { <Button kind=ButtonKind::Primary name="secrets" value="vault">{t.tickets.held_vault}</Button> }
    });
    view! {
        <Notice tone=Tone::Warn title=t.tickets.held_title alert=true>
            <p>{t.tickets.held_text}</p>
            <p>{t.tickets.held_found}</p>
            <ul class="stack gap-2">{found}</ul>
            <div class="cluster">
                {vault}
                <Button name="secrets" value="keep">{t.tickets.held_keep}</Button>
                <span class="muted">{t.tickets.held_keep_hint}</span>
            </div>
        </Notice>
    }
    .markup()
}
