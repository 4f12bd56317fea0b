//! One ticket: its page, its conversation, its files, what changes it.

use std::fmt::Write as _;

use app::forms::Form;
use app::markup::Markup;
use app::pages::tickets::{self as pages, Conversation, TicketPage};
use app::render::Nav;
use axum::body::Body;
use axum::extract::Path;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use domain::ids::{MessageId, TicketNumber};
use domain::time::Timestamp;
use services::context::OpContext;
use services::error::ServiceError;
use services::held::Held;
use services::tickets::{Act, Because, Chronicle, Posted, TalkKey, Text};

use super::number;
use crate::routes::brought;
use crate::web::{
    Failure, Fields, Op, Page, Uploads, Visit, WebResult, again, deciding, json, own_path, refused,
    see_other,
};

/// What was asked for besides the ticket itself, and what a refused form puts back into the page.
#[derive(Default)]
pub(super) struct Typed {
    message: Option<(Form, Vec<Held>)>,
    note: Option<(Form, Vec<Held>)>,
    act: Option<Form>,
    /// The page of the conversation that was asked for.
    before: Option<TalkKey>,
}

impl Typed {
    /// A form beside the conversation.
    pub(super) fn act(form: Form) -> Self {
        Self {
            act: Some(form),
            ..Self::default()
        }
    }
}

pub(super) async fn page(visit: Visit, Op(op): Op, Path(text): Path<String>) -> WebResult {
    let typed = Typed {
        before: visit.query("before").as_deref().and_then(TalkKey::parse),
        ..Typed::default()
    };
    show(&visit, &op, number(&text)?, StatusCode::OK, typed).await
}

pub(super) async fn show(
    visit: &Visit,
    op: &OpContext,
    number: TicketNumber,
    status: StatusCode,
    typed: Typed,
) -> Result<Response, Failure> {
    let chronicle = typed.before.map_or(Chronicle::Moments, Chronicle::Before);
    let view = services::tickets::view(op, number, chronicle).await?;
    let panel = crate::routes::intervention::panel_data(visit, op, number).await?;
    let (t, me, now) = (visit.t(), op.actor.person, op.now());
    let nav = if view.may.desk {
        Nav::Queue
    } else {
        Nav::Tickets
    };
    let title = format!("{} {}", number.0, view.ticket.subject);
    Ok(Page::new(visit, title)
        .status(status)
        .nav(nav)
        .render(move || {
            let mut talk = Conversation::of(t, &view, me, now);
            if let Some((form, held)) = typed.message {
                talk.message.form = form;
                talk.message.held = held;
            }
            if let (Some((form, held)), Some(note)) = (typed.note, talk.note.as_mut()) {
                note.form = form;
                note.held = held;
            }
            let page = TicketPage {
                view,
                talk,
                form: typed.act.unwrap_or_default(),
                me,
                more: panel.map_or(Markup::EMPTY, |panel| {
                    app::pages::intervention::case_panel(t, &panel)
                }),
                now,
            };
            pages::ticket(t, page)
        })
        .await)
}

/// The entries alone, for the live timeline.
pub(super) async fn timeline(visit: Visit, Op(op): Op, Path(text): Path<String>) -> WebResult {
    let number = number(&text)?;
    let view = services::tickets::view(&op, number, Chronicle::Moments).await?;
    let (t, now) = (visit.t(), op.now());
    let html = app::render::fragment(|| {
        let entries = pages::entries(t, number, &view.talk, op.actor.person, !view.may.desk);
        pages::fragment(t, now, entries)
    });
    let mut response = Response::new(Body::from(html));
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/html; charset=utf-8"),
    );
    Ok(response)
}

pub(super) async fn history(visit: Visit, Op(op): Op, Path(text): Path<String>) -> WebResult {
    let before = visit.query("before").and_then(|seq| seq.parse().ok());
    let page = services::tickets::history(&op, number(&text)?, before).await?;
    let (t, now) = (visit.t(), op.now());
    Ok(Page::new(&visit, t.tickets.history)
        .nav(if page.desk { Nav::Queue } else { Nav::Tickets })
        .render(move || pages::history_page(t, now, &page, before.is_some()))
        .await)
}

pub(super) async fn message(
    visit: Visit,
    Op(op): Op,
    Path(path): Path<String>,
    uploads: Uploads,
) -> WebResult {
    let number = number(&path)?;
    let Uploads { fields, files } = uploads;
    let text = Text {
        body: fields.text("body"),
        asks: fields.checked("asks"),
        files,
        idempotency_key: fields.text("idempotency_key"),
    };
    let op = deciding(op, &fields);
    let sent = services::tickets::send(&op, number, text).await;
    let typed = |form, held| Typed {
        message: Some((form, held)),
        ..Typed::default()
    };
    posted(&visit, &op, number, &fields, sent, typed).await
}

pub(super) async fn note(
    visit: Visit,
    Op(op): Op,
    Path(path): Path<String>,
    uploads: Uploads,
) -> WebResult {
    let number = number(&path)?;
    let Uploads { fields, files } = uploads;
    let text = Text {
        body: fields.text("note"),
        asks: false,
        files,
        idempotency_key: fields.text("idempotency_key"),
    };
    let op = deciding(op, &fields);
    let sent = services::tickets::note(&op, number, text).await;
    let typed = |form, held| Typed {
        note: Some((form, held)),
        ..Typed::default()
    };
    posted(&visit, &op, number, &fields, sent, typed).await
}

/// What follows a sent text: the page with it, or the same page with what is wrong.
async fn posted(
    visit: &Visit,
    op: &OpContext,
    number: TicketNumber,
    fields: &Fields,
    sent: services::error::Result<Posted>,
    typed: impl FnOnce(Form, Vec<Held>) -> Typed,
) -> WebResult {
    match sent {
        Ok(posted) => {
            let own = format!("/tickets/{}", posted.number.0);
            let back = own_path(fields.text("back")).unwrap_or(&own);
            Ok(see_other(&format!("{back}#m{}", posted.message)))
        }
        Err(error) => {
            let (form, held) = again(visit, fields, &["secrets", "idempotency_key"], error)?;
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            show(visit, op, number, status, typed(form, held)).await
        }
    }
}

pub(super) async fn withdraw(
    Op(op): Op,
    Path((path, message)): Path<(String, String)>,
) -> WebResult {
    let number = number(&path)?;
    let message: MessageId = message.parse().map_err(|_| Failure::not_found())?;
    services::tickets::withdraw(&op, number, message).await?;
    Ok(see_other(&format!(
        "/tickets/{}?ok=message_withdrawn#reply",
        number.0
    )))
}

pub(super) async fn change(
    visit: Visit,
    Op(op): Op,
    Path(path): Path<String>,
    fields: Fields,
) -> WebResult {
    let number = number(&path)?;
    if fields.text("act") == "on_it" {
        let taken = services::clocks::take(&op, number).await?;
        let said = if taken { "?ok=saved" } else { "" };
        return Ok(see_other(&format!("/tickets/{}{said}", number.0)));
    }
    let result = match act(&fields) {
        Ok(act) => {
            let because = Because {
                reason: fields.text("breach_reason"),
                note: fields.text("breach_note"),
            };
            services::tickets::change_because(&op, number, act, because).await
        }
        Err(error) => Err(error),
    };
    match result {
        Ok(()) => Ok(see_other(&format!("/tickets/{}?ok=saved", number.0))),
        Err(ServiceError::Invalid(mut errors)) => {
            // The forms of the acts call their one field `value`; each stands in its own place.
            for error in &mut errors {
                if matches!(
                    error.field,
                    "assignee" | "team" | "class" | "priority" | "systems"
                ) {
                    error.field = "value";
                }
            }
            let place = pages::act_field(fields.text("act"));
            let mut form = refused(&visit, &fields, &[], errors).at("value", place);
            if fields.text("act") == "drop" {
                let id = app::forms::field_id;
                form = form
                    .at("breach_reason", id("drop_reason"))
                    .at("breach_note", id("drop_note"));
            }
            let typed = Typed::act(form);
            show(&visit, &op, number, StatusCode::UNPROCESSABLE_ENTITY, typed).await
        }
        Err(error) => Err(error.into()),
    }
}

/// Which change a form asks for.
fn act(fields: &Fields) -> Result<Act, ServiceError> {
    let value = fields.text("value");
    let wrong = |code| ServiceError::field("value", code);
    match fields.text("act") {
        "take" => Ok(Act::Take),
        "assign" if value.is_empty() => Ok(Act::Assign(None)),
        "assign" => value
            .parse()
            .map(|person| Act::Assign(Some(person)))
            .map_err(|_| wrong("choice")),
        "assign_team" if value.is_empty() => Ok(Act::AssignTeam(None)),
        "assign_team" => value
            .parse()
            .map(|team| Act::AssignTeam(Some(team)))
            .map_err(|_| wrong("choice")),
        "classify" => match value.strip_prefix("emergency:") {
            Some(which) => Ok(Act::Emergency(which.to_owned())),
            None => value
                .parse()
                .map(Act::Classify)
                .map_err(|_| wrong("choice")),
        },
        "prioritise" => value
            .parse()
            .map(Act::Prioritise)
            .map_err(|_| wrong("choice")),
        "open" => Ok(Act::Open),
        "wait_customer" => Ok(Act::WaitForCustomer),
        "wait_third_party" => Ok(Act::WaitForThirdParty),
        "schedule" => appointment(value)
            .map(Act::Schedule)
            .ok_or_else(|| wrong("date")),
        "resolve" => Ok(Act::Resolve),
        "close" => Ok(Act::Close),
        "drop" => value.parse().map(Act::Drop).map_err(|_| wrong("choice")),
        "reopen" => Ok(Act::Reopen),
        "explain" => Ok(Act::Explain),
        "systems" => Ok(Act::Systems(value.to_owned())),
        "link" => link(fields),
        "unlink" => brought(value).map(Act::Unlink),
        _ => Err(ServiceError::field("", "altered")),
    }
}

fn link(fields: &Fields) -> Result<Act, ServiceError> {
    let other = fields.text("other").trim();
    let number = other
        .parse()
        .map(TicketNumber)
        .map_err(|_| ServiceError::field("other", "number"))?;
    let kind = fields.text("kind").parse();
    kind.map(|kind| Act::Link(number, kind))
        .map_err(|_| ServiceError::field("kind", "choice"))
}

/// "2026-11-23T14:30" as typed at the desk, in its own time zone.
fn appointment(text: &str) -> Option<Timestamp> {
    domain::time::from_local(text)
}

/// A file, always as a download and never shown inside our pages. // ASVS 3.2.1 5.4.1
pub(super) async fn attachment(Op(op): Op, Path(id): Path<String>) -> WebResult {
    let id = id.parse().map_err(|_| Failure::not_found())?;
    let download = services::attachments::open(&op, id).await?;
    let stream = tokio_util::io::ReaderStream::new(download.file);
    let mut response = Response::new(Body::from_stream(stream));
    let headers = response.headers_mut();
    let set = |value: String| HeaderValue::from_str(&value).map_err(ServiceError::internal);
    headers.insert(header::CONTENT_TYPE, set(download.content_type)?);
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(download.size));
    headers.insert(
        header::CONTENT_DISPOSITION,
        set(format!(
            "attachment; filename*=UTF-8''{}",
            encoded(&download.file_name)
        ))?,
    );
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("sandbox; default-src 'none'"),
    );
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    Ok(response)
}

/// RFC 8187: everything but letters, digits and a few signs is percent-encoded.
fn encoded(name: &str) -> String {
    let mut text = String::with_capacity(name.len() * 3);
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_') {
            text.push(char::from(byte));
        } else {
            let _ = write!(text, "%{byte:02X}");
        }
    }
    text
}

/// Stores a draft for the island.
pub(super) async fn draft(Op(op): Op, Path(key): Path<String>, fields: Fields) -> WebResult {
    let left_out = services::drafts::put(&op, &key, fields.pairs()).await?;
    Ok(json(
        &serde_json::json!({ "saved": left_out.is_empty(), "left_out": left_out }),
    ))
}
