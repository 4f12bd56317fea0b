//! The conversation of a ticket: what was said and what happened, then the composers. The ticket's own page and the
//! intervention's workspace show the same.

use domain::ids::{MessageId, TicketNumber};
use domain::ticket::MessageKind;
use domain::time::{Timestamp, clock_time};
use leptos::prelude::*;
use services::held::Held;
use services::tickets::{Talk, TicketView};

use super::{events, held_notice};
use crate::components::{
    Audience, Choice, Composer, Entry, FileRef, Pending, Timeline, timeline_entry,
};
use crate::forms::Form;
use crate::i18n::Messages;
use crate::islands::{Insert, LiveTimeline};
use crate::markup::{IntoMarkup, Markup};

/// A composer with what was typed into it.
#[derive(Debug, Clone)]
pub struct Writing {
    /// Values and problems; the text is `body` for messages, `note` for notes.
    pub form: Form,
    /// Texts that were held back.
    pub held: Vec<Held>,
    /// When the draft shown was stored.
    pub saved: Option<Timestamp>,
}

/// Everything the conversation shows.
#[derive(Debug, Clone)]
pub struct Conversation {
    /// Number of the ticket.
    pub number: i64,
    /// The entries, the oldest first.
    pub entries: Vec<Entry>,
    /// Address of the entries before these.
    pub older: Option<String>,
    /// Address of the newest entries, where these are others.
    pub latest: Option<String>,
    /// For whom a message would be; `None` where the reader may not write.
    pub audience: Option<Audience>,
    /// The composer of messages.
    pub message: Writing,
    /// The composer of notes, for the desk.
    pub note: Option<Writing>,
    /// Offers to wait for the customer's answer.
    pub asks: bool,
    /// Accepted file types.
    pub accept: &'static str,
    /// How many of them, and how large.
    pub limits: services::attachments::Limits,
    /// Against double submits; one for both composers, because only one is sent.
    pub form_key: String,
    /// Where a sent text leads back to, if not to the ticket's own page: the intervention's workspace.
    pub back: Option<String>,
    /// Now.
    pub now: Timestamp,
}

impl Conversation {
    /// The conversation of a ticket as its reader sees it, with the drafts in the composers.
    pub fn of(
        t: &'static Messages,
        view: &TicketView,
        me: domain::ids::PersonId,
        now: Timestamp,
    ) -> Self {
        let number = view.ticket.number;
        let desk = view.may.desk;
        let audience = view.may.write.then(|| {
            if desk {
                Audience::Customer(addressee(view))
            } else {
                Audience::Us
            }
        });
        Self {
            number: number.0,
            entries: entries(t, number, &view.talk, me, !desk),
            older: view
                .talk
                .older
                .map(|key| format!("/tickets/{}?before={key}#timeline", number.0)),
            latest: (!view.talk.newest).then(|| format!("/tickets/{}#timeline", number.0)),
            audience,
            message: drafted(view.message_draft.as_ref()),
            note: desk.then(|| drafted(view.note_draft.as_ref())),
            asks: desk && view.ticket.class != domain::ticket::Class::Intervention,
            accept: services::attachments::ACCEPT,
            limits: view.limits,
            form_key: view.form_key.clone(),
            back: None,
            now,
        }
    }
}

/// Who reads the message first: the caller, else whoever filed the ticket, else the customer.
fn addressee(view: &TicketView) -> String {
    let opener = view
        .members
        .iter()
        .find(|m| m.person.id == view.ticket.opened_by);
    match (view.ticket.caller_name.as_str(), opener) {
        ("", Some(member)) => member.person.name.clone(),
        ("", None) => view.organization.name.clone(),
        (caller, _) => caller.to_owned(),
    }
}

fn drafted(draft: Option<&services::tickets::DraftRow>) -> Writing {
    let mut form = Form::new();
    if let Some(draft) = draft {
        form = form.keep(services::drafts::values(draft), &[]);
    }
    Writing {
        form,
        held: Vec::new(),
        saved: draft.map(|draft| draft.updated_at),
    }
}

/// Messages and moments in the order of time.
pub fn entries(
    t: &'static Messages,
    number: TicketNumber,
    talk: &Talk,
    me: domain::ids::PersonId,
    customer: bool,
) -> Vec<Entry> {
    let mut all = entries_of(number, talk, me);
    all.extend(
        talk.events
            .iter()
            .map(|event| events::entry(t, event, customer)),
    );
    // Stable: what happened with a message stands behind it.
    all.sort_by_key(at);
    all
}

/// The messages alone.
pub fn entries_of(number: TicketNumber, talk: &Talk, me: domain::ids::PersonId) -> Vec<Entry> {
    talk.entries
        .iter()
        .map(|entry| {
            let message = &entry.message;
            let files = files(talk, message.id);
            let author = entry.author_name.clone().unwrap_or_default();
            if message.kind == MessageKind::Note {
                return Entry::Note {
                    id: format!("m{}", message.id),
                    author,
                    at: message.created_at,
                    body: message.body.clone(),
                    files,
                };
            }
            let undo = message.released_at.is_none() && message.author_id == Some(me);
            Entry::Message {
                id: format!("m{}", message.id),
                author,
                // What a caller said was only written down by us.
                from_us: message.from_staff && message.kind == MessageKind::Message,
                at: message.created_at,
                body: message.body.clone(),
                files,
                pending: undo.then(|| Pending {
                    undo_action: format!("/tickets/{}/messages/{}/withdraw", number.0, message.id),
                    release_at: message.release_at,
                    waits: message.release_at.seconds_since(message.created_at),
                }),
            }
        })
        .collect()
}

fn files(talk: &Talk, message: MessageId) -> Vec<FileRef> {
    talk.files
        .iter()
        .filter(|file| file.message_id == Some(message))
        .map(|file| FileRef {
            href: format!("/attachments/{}", file.id),
            name: file.file_name.clone(),
            size: file.size,
        })
        .collect()
}

const fn at(entry: &Entry) -> Timestamp {
    match entry {
        Entry::Message { at, .. } | Entry::Note { at, .. } | Entry::Event { at, .. } => *at,
    }
}

/// The entries as list items: what the live timeline inserts.
pub fn fragment(t: &'static Messages, now: Timestamp, entries: Vec<Entry>) -> Markup {
    let items = entries
        .into_iter()
        .map(|entry| timeline_entry(t, now, entry))
        .collect::<Vec<_>>();
    view! { {items} }.markup()
}

/// Timeline and composers.
pub fn conversation(t: &'static Messages, page: Conversation) -> Markup {
    let number = page.number;
    let source = format!("/tickets/{number}/timeline");
    let message = page
        .audience
        .clone()
        .map(|audience| message_composer(t, &page, audience));
    let read_only = page
        .audience
        .is_none()
        .then(|| view! { <p class="muted">{t.tickets.read_only}</p> });
    let note = page
        .note
        .as_ref()
        .map(|writing| note_composer(t, &page, writing));
    let (now, entries) = (page.now, page.entries);
    // New entries belong below the newest ones only.
    let live = page.latest.is_none().then(|| {
        view! { <LiveTimeline ticket=number list="timeline".to_owned() source=source insert=Insert::AtEnd rendered=clock_time(now) lang=t.lang /> }
    });
    let older = page
        .older
        .map(|href| view! { <a href=href rel="prev">{t.tickets.older}</a> });
    let latest = page
        .latest
        .map(|href| view! { <p class="pager"><a href=href rel="next">{t.tickets.latest}</a></p> });
    view! {
        <div class="cluster between">{older}{live}</div>
        <Timeline t=t now=now entries=entries />
        {latest}
        {message}
        {read_only}
        {note}
    }
    .markup()
}

fn message_composer(t: &'static Messages, page: &Conversation, audience: Audience) -> Markup {
    let number = page.number;
    let writing = &page.message;
    let saved = writing.saved.map(clock_time).unwrap_or_default();
    let asks = page.asks.then(|| {
        view! { <Choice form=&writing.form name="asks" label=t.tickets.asks hint=t.tickets.asks_hint /> }
    });
    let more = view! { {back(page)}{held_notice(t, &writing.held)}{asks} }.markup();
    view! {
        <Composer
            t=t
            form=&writing.form
            audience=audience
            action=format!("/tickets/{number}/messages")
            draft_key=format!("ticket-{number}-message")
            idempotency_key=page.form_key.clone()
            draft_saved=saved
            files=page.accept
            files_hint=super::files_hint(t, page.limits)
        >
            {more}
        </Composer>
    }
    .markup()
}

fn back(page: &Conversation) -> Option<impl IntoView> {
    let back = page.back.clone()?;
    Some(view! { <input type="hidden" name="back" value=back /> })
}

fn note_composer(t: &'static Messages, page: &Conversation, writing: &Writing) -> Markup {
    let number = page.number;
    let saved = writing.saved.map(clock_time).unwrap_or_default();
    let more = view! { {back(page)}{held_notice(t, &writing.held)} }.markup();
    view! {
        <Composer
            t=t
            form=&writing.form
            audience=Audience::Team
            action=format!("/tickets/{number}/notes")
            draft_key=format!("ticket-{number}-note")
            idempotency_key=format!("{}n", page.form_key)
            draft_saved=saved
            files=page.accept
            files_hint=super::files_hint(t, page.limits)
        >
            {more}
        </Composer>
    }
    .markup()
}
