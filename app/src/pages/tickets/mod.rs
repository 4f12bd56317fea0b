//! Tickets: the form, the page on both faces, the conversation that other pages embed, the history, the customer's list.

mod contact;
mod conversation;
mod ending;
mod events;
mod list;
mod new;
mod panel;
mod ticket;

pub(crate) use contact::contact_notice;
pub use conversation::{Conversation, Writing, conversation, entries, entries_of, fragment};
pub use events::history_page;
pub use list::{ListPage, found, list};
pub(crate) use list::{pager, row};
pub use new::{NewPage, new_ticket};
pub use panel::{act_field, surroundings};
pub use ticket::{TicketPage, ticket};

use std::borrow::Cow;

use leptos::prelude::*;
use services::held::Held;

use crate::components::{Button, ButtonKind, Field, Input, Notice, Tone};
use crate::forms::Form;
use crate::i18n::Messages;
use crate::markup::{IntoMarkup, Markup};

/// How many files a form takes, how large and which.
pub(crate) fn files_hint(t: &'static Messages, limits: services::attachments::Limits) -> String {
    t.tickets
        .files_hint(&limits.files.to_string(), &limits.size())
}

/// What was held back because it looks like a secret: where, masked, and what to do. The buttons belong to the form
/// around it.
pub fn held_notice(t: &'static Messages, held: &[Held]) -> Markup {
    if held.is_empty() {
        return Markup::EMPTY;
    }
    let found = held
        .iter()
        .map(|held| {
            let label = held_label(t, held.field);
            view! { <li class="stack gap-1"><b>{label}</b><code class="code" tabindex="0">{held.masked.as_str()}</code></li> }
                .markup()
        })
        .collect::<Vec<_>>();
    let text = if held.iter().any(|held| held.ours) {
        t.tickets.held_text_ours
    } else {
        t.tickets.held_text
    };
    // What stands in a file cannot be taken out of it.
    let vault = held.iter().all(|held| held.field != "files").then(|| {
        view! { <Button kind=ButtonKind::Primary name="secrets" value="vault">{t.tickets.held_vault}</Button> }
    });
    view! {
        <Notice tone=Tone::Warn title=t.tickets.held_title alert=true>
            <p>{text}</p>
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

/// What a field is called on the page it came from.
fn held_label(t: &'static Messages, field: &str) -> Cow<'static, str> {
    let (i, w) = (&t.intervention, &t.work);
    match field {
        "subject" => t.tickets.subject,
        "caller" => t.desk.caller,
        "reason" => t.parts.secret_reason,
        "ask_reason" => w.four_eyes_reason,
        "unlock_reason" => w.unlock_reason,
        "handover_label" => w.handover_label,
        "files" => t.tickets.files,
        "note" => t.parts.internal_note,
        "problem" => i.problem,
        "error_messages" => i.error_messages,
        "wanted_action" => i.wanted_action,
        "withdraw_reason" => i.withdraw_reason,
        "reopen_reason" => i.reopen_reason,
        "question" => w.question,
        "longer_reason" => w.longer_reason,
        "decline_reason" => w.decline_reason,
        "component" => w.component,
        "evidence" | "hardware_evidence" => w.evidence,
        "hardware_place" => w.hardware_place,
        "method_reason" => w.method_reason,
        "timer_note" => w.timer_note,
        "waive_reason" => w.waive_reason,
        "offer_scope" => w.offer_scope,
        "what" => w.entry_what,
        "target" => w.entry_target,
        "result" => w.entry_result,
        "changed_file" => w.entry_file,
        "why" => w.entry_why,
        "summary" => w.summary,
        "avoidable_reason" => w.avoidable_reason,
        _ => t.tickets.body,
    }
    .into()
}

/// A form that was held back, on a page of its own.
pub struct HeldPage {
    /// Where the form posts to.
    pub action: String,
    /// What was found.
    pub held: Vec<Held>,
    /// Everything that was posted, apart from secrets and the decision.
    pub form: Form,
}

/// Asks what to do with texts that look like secrets: they can be changed here, the rest of the form goes along unseen.
pub fn held_page(t: &'static Messages, page: &HeldPage) -> Markup {
    let shown = |name: &str| page.held.iter().any(|held| held.field == name);
    let hidden = page
        .form
        .values()
        .filter(|(name, _)| !shown(name))
        .map(|(name, value)| {
            view! { <input type="hidden" name=name.to_owned() value=value.to_owned() /> }.markup()
        })
        .collect::<Vec<_>>();
    let fields = page
        .held
        .iter()
        .map(|held| {
            let label = held_label(t, held.field);
            view! { <Field form=&page.form name=held.field label=label input=Input::Area(4) /> }
                .markup()
        })
        .collect::<Vec<_>>();
    view! {
        <main id="main" class="page stack gap-6">
            <h1>{t.tickets.held_title}</h1>
            <form method="post" action=page.action.clone() class="stack form" autocomplete="off">
                {held_notice(t, &page.held)}
                {hidden}
                {fields}
                <div><Button>{t.tickets.held_again}</Button></div>
            </form>
        </main>
    }
    .markup()
}
