//! The conversation: messages to and from the customer, internal notes, what happened in between.
//!
//! A note and a message never look alike: other colour, other place, other words, other button.

use std::borrow::Cow;

use domain::time::Timestamp;
use leptos::prelude::*;

use super::button::{Button, ButtonKind};
use super::field::{Field, Input};
use super::icon::{Icon, icon};
use super::state::{Shape, badge};
use super::text::{file_size, paragraphs, when};
use crate::forms::{Form, field_id};
use crate::i18n::Messages;
use crate::islands::{DraftSaver, UndoSend};
use crate::markup::{IntoMarkup, Markup, Slot};

/// A file beside a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileRef {
    /// Where it is downloaded.
    pub href: String,
    /// Its name as uploaded.
    pub name: String,
    /// Its size in bytes.
    pub size: i64,
}

/// A list of files.
#[component]
pub fn Files(
    /// Texts.
    t: &'static Messages,
    /// The files.
    files: Vec<FileRef>,
) -> Markup {
    if files.is_empty() {
        return Markup::EMPTY;
    }
    let items = files
        .into_iter()
        .map(|file| {
            let size = file_size(file.size, t.lang);
            view! { <li>{icon(Icon::File)}<a href=file.href download=true>{file.name}</a><span class="muted">{size}</span></li> }
        })
        .collect::<Vec<_>>();
    view! { <ul class="files" aria-label=t.parts.files>{items}</ul> }.markup()
}

/// A message that can still be taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pending {
    /// Where the undo button posts to.
    pub undo_action: String,
    /// When the message is released.
    pub release_at: Timestamp,
    /// Seconds between writing and release.
    pub waits: i64,
}

/// One entry of the conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry {
    /// What the customer reads.
    Message {
        /// Anchor and key of live insertion.
        id: String,
        /// Who wrote it.
        author: String,
        /// Written by us.
        from_us: bool,
        /// When.
        at: Timestamp,
        /// The text as typed.
        body: String,
        /// Files sent along.
        files: Vec<FileRef>,
        /// Can still be taken back (the author's own view only).
        pending: Option<Pending>,
    },
    /// What the customer never sees.
    Note {
        /// Anchor and key of live insertion.
        id: String,
        /// Who wrote it.
        author: String,
        /// When.
        at: Timestamp,
        /// The text as typed.
        body: String,
        /// Files, internal as well.
        files: Vec<FileRef>,
    },
    /// Something that happened.
    Event {
        /// Anchor and key of live insertion.
        id: String,
        /// Its shape.
        shape: Shape,
        /// What happened, in a sentence.
        text: String,
        /// When.
        at: Timestamp,
    },
}

/// The whole conversation.
#[component]
pub fn Timeline(
    /// Texts.
    t: &'static Messages,
    /// The moment of this response.
    now: Timestamp,
    /// The entries, oldest first.
    entries: Vec<Entry>,
) -> impl IntoView {
    let entries = entries
        .into_iter()
        .map(|entry| timeline_entry(t, now, entry))
        .collect::<Vec<_>>();
    view! { <ol class="timeline" id="timeline">{entries}</ol> }
}

/// One entry as list item; also what the fragment route of the live timeline answers.
pub fn timeline_entry(t: &'static Messages, now: Timestamp, entry: Entry) -> Markup {
    match entry {
        Entry::Message {
            id,
            author,
            from_us,
            at,
            body,
            files,
            pending,
        } => view! {
            <li id=id>
                <article class="message" data-from=from_us.then_some("us")>
                    <header><b>{author}</b>{when(at, now, t)}</header>
                    {paragraphs(&body)}
                    <Files t=t files=files />
                </article>
                {pending.map(|pending| undo(t, now, pending))}
            </li>
        }
        .markup(),
        Entry::Note {
            id,
            author,
            at,
            body,
            files,
        } => view! {
            <li id=id>
                <article class="note">
                    <header>
                        <b>{icon(Icon::Lock)}" "{t.parts.internal_note}</b>
                        <span>{author}", "{when(at, now, t)}</span>
                    </header>
                    {paragraphs(&body)}
                    <Files t=t files=files />
                </article>
            </li>
        }
        .markup(),
        Entry::Event {
            id,
            shape,
            text,
            at,
        } => view! { <li class="event" id=id>{badge(shape, text)}{when(at, now, t)}</li> }.markup(),
    }
}

/// The seconds in which a message can be taken back; without JavaScript the words stand still and the server decides.
fn undo(t: &'static Messages, now: Timestamp, pending: Pending) -> impl IntoView {
    let left = pending.release_at.seconds_since(now).max(0);
    view! {
        <form class="undo" method="post" action=pending.undo_action>
            <UndoSend seconds=left total=pending.waits lang=t.lang />
            <button class="button button--small" type="submit">{t.parts.undo}</button>
        </form>
    }
}

/// What a composer is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Audience {
    /// Staff writes to the customer; the name of the person.
    Customer(String),
    /// The customer writes to us.
    Us,
    /// An internal note.
    Team,
}

/// A composer: a message or a note, never both.
#[component]
pub fn Composer<'a>(
    /// Texts.
    t: &'static Messages,
    /// Values and problems of this form.
    form: &'a Form,
    /// For whom.
    audience: Audience,
    /// Where it posts to.
    #[prop(into)]
    action: String,
    /// Key of the draft on the server ("ticket-48207-message").
    #[prop(into)]
    draft_key: String,
    /// Key against double submits.
    #[prop(into)]
    idempotency_key: String,
    /// When the draft shown here was stored ("14:04"), if it was.
    #[prop(optional, into)]
    draft_saved: Option<String>,
    /// The accepted file types; none without files.
    #[prop(optional)]
    files: Option<&'static str>,
    /// How many of them, and how large.
    #[prop(optional, into)]
    files_hint: String,
    /// More fields above the button (a question to the customer, a held-back secret).
    #[prop(optional)]
    children: Option<Slot>,
) -> Markup {
    let (id, class, name, key) = match audience {
        Audience::Team => ("note", "composer composer--note", "note", "n"),
        Audience::Customer(_) | Audience::Us => ("reply", "composer", "body", "r"),
    };
    let (label, side, button, kind) = match audience {
        Audience::Customer(person) => (
            Cow::Owned(t.parts.message_to(&person)),
            t.parts.message_visible,
            t.parts.message_send,
            ButtonKind::Primary,
        ),
        Audience::Us => (
            Cow::Borrowed(t.parts.message_to_us),
            t.parts.message_to_us_visible,
            t.parts.message_to_us_send,
            ButtonKind::Primary,
        ),
        Audience::Team => (
            Cow::Borrowed(t.parts.internal_note),
            t.parts.note_never_customer,
            t.parts.note_save,
            ButtonKind::Note,
        ),
    };
    let lock = (kind == ButtonKind::Note).then(|| view! { {icon(Icon::Lock)}" " });
    let text_id = field_id(name);
    let error = form.error(name).map(str::to_owned);
    let described = error.as_ref().map(|_| format!("{text_id}-error"));
    let invalid = error.is_some().then_some("true");
    let error_id = format!("{text_id}-error");
    let typed = format!("\n{}", form.value(name));
    let more = children
        .map(|children| view! { <div class="composer-more stack">{children.content()}</div> });
    let files = files.map(|accept| {
        view! {
            <details class="composer-more fold" open=form.error("files").is_some()>
                <summary>{t.parts.files_add}</summary>
                <Field form=form name="files" label=t.parts.files_add hint=files_hint input=Input::Files(accept) id=format!("{text_id}-files") />
            </details>
        }
    });
    let encoding = files.is_some().then_some("multipart/form-data");
    view! {
        // What stands behind the files is lost where an upload is cut off.
        <form class=class id=id method="post" action=action enctype=encoding>
            <input type="hidden" name="idempotency_key" value=idempotency_key />
            <header><label for=text_id.clone()>{lock}{label}</label><span>{side}</span></header>
            {error.map(|error| view! { <p class="error" id=error_id>{error}</p> })}
            <textarea id=text_id name=name rows="4" data-key=key required=true aria-invalid=invalid aria-describedby=described>
                {typed}
            </textarea>
            {more}
            {files}
            <footer>
                <DraftSaver form=id.to_owned() key=draft_key saved=draft_saved.unwrap_or_default() lang=t.lang />
                <Button kind=kind>{button}</Button>
            </footer>
        </form>
    }
    .markup()
}
