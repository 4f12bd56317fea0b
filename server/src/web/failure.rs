//! Refusals on their way out: each becomes a page with its request id, or JSON where that was asked for.
//!
//! Handlers return [`Failure`]; its response carries a [`FailureNote`] and no body, and the layers write the page in
//! the reader's language. Details of errors go to the log only. // V16.5.1

use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use services::error::{FieldError, ServiceError};
use store::StoreError;

use super::visit::Visit;
use super::{Page, fresh, see_other};
use crate::layers::pace::TooSlow;

/// Why a request is refused.
#[derive(Debug)]
pub enum Failure {
    /// By a use case.
    Service(ServiceError),
    /// By the web: a status and a code.
    Status(StatusCode, &'static str),
    /// Nobody is logged in.
    NotLoggedIn,
    /// Too many papers are being laid out.
    Busy,
}

/// After so many seconds some of the papers that waited are done.
const BUSY_S: i64 = 10;

impl Failure {
    /// A refusal with this status.
    pub const fn status(status: StatusCode, code: &'static str) -> Self {
        Self::Status(status, code)
    }

    /// A malformed request.
    pub const fn bad_request(code: &'static str) -> Self {
        Self::Status(StatusCode::BAD_REQUEST, code)
    }

    /// There is no such thing.
    pub const fn not_found() -> Self {
        Self::Service(ServiceError::NotFound)
    }

    /// A body that could not be read: too large, too slow, or the connection broke.
    pub fn from_body(error: &dyn std::error::Error) -> Self {
        let mut cause = error.source();
        while let Some(inner) = cause {
            if inner.is::<http_body_util::LengthLimitError>() {
                return Self::Status(StatusCode::PAYLOAD_TOO_LARGE, "too_large");
            }
            if inner.is::<tower_http::timeout::TimeoutError>() || inner.is::<TooSlow>() {
                return Self::Status(StatusCode::REQUEST_TIMEOUT, "too_slow");
            }
            cause = inner.source();
        }
        Self::bad_request("incomplete_body")
    }

    fn note(self) -> FailureNote {
        let (status, code) = match &self {
            Self::Status(status, code) => (*status, *code),
            Self::NotLoggedIn => (StatusCode::UNAUTHORIZED, "not_logged_in"),
            Self::Busy => (StatusCode::SERVICE_UNAVAILABLE, "laying_out"),
            Self::Service(error) => match error {
                ServiceError::Denied(code) => (StatusCode::FORBIDDEN, *code),
                ServiceError::NotFound => (StatusCode::NOT_FOUND, "not_found"),
                ServiceError::Conflict(code) => (StatusCode::CONFLICT, *code),
                ServiceError::Gone => (StatusCode::GONE, "gone"),
                ServiceError::Invalid(_) => (StatusCode::UNPROCESSABLE_ENTITY, "invalid"),
                ServiceError::Held(_) => (StatusCode::UNPROCESSABLE_ENTITY, "held"),
                ServiceError::NotFresh => (StatusCode::FORBIDDEN, "not_fresh"),
                ServiceError::Throttled { .. } => (StatusCode::TOO_MANY_REQUESTS, "throttled"),
                ServiceError::VaultSealed => (StatusCode::SERVICE_UNAVAILABLE, "vault_sealed"),
                ServiceError::Unavailable(error) if is_disk_full(error.as_ref()) => {
                    (StatusCode::INSUFFICIENT_STORAGE, "disk_full")
                }
                ServiceError::Unavailable(_) => (StatusCode::SERVICE_UNAVAILABLE, "unavailable"),
                ServiceError::Internal(_) => (StatusCode::INTERNAL_SERVER_ERROR, "internal"),
            },
        };
        let (mut retry_after_s, mut fields, mut log) = (None, Vec::new(), None);
        match self {
            Self::Service(ServiceError::Throttled { retry_after_s: s }) => retry_after_s = Some(s),
            Self::Busy => retry_after_s = Some(BUSY_S),
            Self::Service(ServiceError::Invalid(errors)) => fields = errors,
            Self::Service(ServiceError::Unavailable(error) | ServiceError::Internal(error)) => {
                log = Some(describe(error.as_ref()));
            }
            _ => {}
        }
        FailureNote {
            status,
            code,
            retry_after_s,
            fields,
            log,
        }
    }
}

impl From<ServiceError> for Failure {
    fn from(error: ServiceError) -> Self {
        Self::Service(error)
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        self.note().into_response()
    }
}

/// A refusal without its page.
#[derive(Debug, Clone)]
pub struct FailureNote {
    /// Status of the answer.
    pub status: StatusCode,
    /// Code of the reason.
    pub code: &'static str,
    /// Seconds until trying again makes sense.
    pub retry_after_s: Option<i64>,
    /// Wrong fields, for JSON.
    pub fields: Vec<FieldError>,
    /// What happened, for the log.
    pub log: Option<String>,
}

impl FailureNote {
    /// A note for a bare status.
    pub const fn of(status: StatusCode, code: &'static str) -> Self {
        Self {
            status,
            code,
            retry_after_s: None,
            fields: Vec::new(),
            log: None,
        }
    }
}

impl IntoResponse for FailureNote {
    fn into_response(self) -> Response {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = self.status;
        response.extensions_mut().insert(self);
        response
    }
}

/// No room for the database or for a file: trying again helps only after somebody made room.
fn is_disk_full(error: &(dyn std::error::Error + 'static)) -> bool {
    let mut next = Some(error);
    while let Some(error) = next {
        let full = matches!(error.downcast_ref(), Some(StoreError::Full(_)));
        let io = error.downcast_ref::<std::io::Error>();
        if full || io.is_some_and(|io| io.kind() == std::io::ErrorKind::StorageFull) {
            return true;
        }
        next = error.source();
    }
    false
}

/// An error with its causes on one line.
fn describe(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text.push_str(": ");
        text.push_str(&inner.to_string());
        cause = inner.source();
    }
    text
}

#[derive(Serialize)]
struct Problem<'a> {
    error: &'a str,
    message: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fields: Vec<FieldProblem<'a>>,
    request_id: &'a str,
}

#[derive(Serialize)]
struct FieldProblem<'a> {
    field: &'a str,
    message: String,
}

/// The page (or JSON) of a refusal.
pub async fn render(visit: &Visit, note: &FailureNote) -> Response {
    let mut response = if visit.wants_json() {
        problem(visit, note)
    } else if note.code == "not_logged_in" {
        return log_in_first(visit);
    } else if note.code == "not_fresh" {
        return fresh::prove_first(visit).await;
    } else {
        let view = app::pages::failure::FailureView {
            status: note.status.as_u16(),
            code: note.code.to_owned(),
            request_id: visit.request_id().to_owned(),
            again: matches!(note.code, "unavailable" | "disk_full")
                .then(|| visit.typed().to_vec())
                .filter(|typed| !typed.is_empty())
                .map(|typed| (visit.path_and_query().to_owned(), typed)),
        };
        let t = visit.t();
        let (title, _) = t.failure.words(note.status.as_u16(), note.code);
        Page::new(visit, title)
            .status(note.status)
            .render(move || app::pages::failure::page(t, view))
            .await
    };
    *response.status_mut() = note.status;
    if let Some(seconds) = note.retry_after_s
        && let Ok(value) = HeaderValue::from_str(&seconds.max(1).to_string())
    {
        response.headers_mut().insert(header::RETRY_AFTER, value);
    }
    response
}

fn problem(visit: &Visit, note: &FailureNote) -> Response {
    let t = visit.t();
    let body = Problem {
        error: note.code,
        message: t.failure.text(note.status.as_u16(), note.code).to_owned(),
        fields: note
            .fields
            .iter()
            .map(|error| FieldProblem {
                field: error.field,
                message: t.errors.field(error.code, &error.params),
            })
            .collect(),
        request_id: visit.request_id(),
    };
    super::json(&body)
}

/// To the log-in and back: pages by their address, posts to the page they came from.
fn log_in_first(visit: &Visit) -> Response {
    match visit.return_path().as_str() {
        "/" => see_other("/login"),
        path => see_other(&format!("/login?next={path}")),
    }
}
