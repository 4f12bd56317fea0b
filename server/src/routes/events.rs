//! The stream behind live pages.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::sse::{KeepAlive, Sse};
use axum::response::{IntoResponse as _, Response};
use services::watch;

use super::ticket_number;
use crate::router::{Access, Route, get};
use crate::streams;
use crate::web::{Failure, Op, Visit, WebResult};

/// Routes of this area.
pub fn routes() -> Vec<Route> {
    vec![get("/events", Access::LoggedIn, stream)]
}

async fn stream(visit: Visit, Op(op): Op, headers: axum::http::HeaderMap) -> WebResult {
    let number = ticket_number(&visit.query("ticket").unwrap_or_default())?;
    let token = visit.token().cloned().ok_or(Failure::NotLoggedIn)?;
    let after = headers
        .get("last-event-id")
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.parse().ok());
    let watch = watch::begin(&op, number, after).await?;
    let app = visit.app();
    let Some(ticket) = app.streams().enter(op.session.session) else {
        return Err(Failure::status(
            StatusCode::TOO_MANY_REQUESTS,
            "too_many_streams",
        ));
    };
    let events = streams::events(op.app.clone(), token, watch, app.stopping().clone(), ticket);
    let mut response: Response = Sse::new(events)
        .keep_alive(KeepAlive::default())
        .into_response();
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // Proxies must not wait for more.
    headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
    Ok(response)
}
