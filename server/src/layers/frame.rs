//! The outermost layer: names the request, measures it, writes its log line, turns refusals and panics into pages, sets
//! the headers.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::panic::AssertUnwindSafe;
use std::time::Instant;

use axum::extract::{ConnectInfo, Request, State};
use axum::http::response::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use futures::FutureExt as _;
use tracing::Instrument as _;

use super::{client_ip, headers};
use crate::metrics::RouteIndex;
use crate::state::App;
use crate::web::{FailureNote, Visit, render_failure};

/// Who acted, for the log line; set by the guard.
#[derive(Debug, Clone)]
pub struct LoggedActor(pub String);

/// The layer.
pub async fn frame(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let started = Instant::now();
    let request_id = hex::encode(app.context().random_bytes::<8>());
    let nonce =
        base64::engine::general_purpose::STANDARD.encode(app.context().random_bytes::<16>());
    let ip = address(&app, &request);
    let visit = Visit::new(
        &app,
        ip,
        request_id.clone(),
        nonce.clone(),
        request.method(),
        request.uri(),
        request.headers(),
    );
    request.extensions_mut().insert(visit.clone());
    let method = request.method().clone();
    let span = tracing::info_span!("request", id = %request_id, secret = tracing::field::Empty);
    let mut response = answer(&visit, request, next).instrument(span.clone()).await;
    if method == axum::http::Method::HEAD {
        *response.body_mut() = axum::body::Body::empty();
    }
    headers::apply(&mut response, &nonce, app.config().https(), &request_id);
    log(&app, &response, &method, ip, started, &span);
    response
}

async fn answer(visit: &Visit, request: Request, next: Next) -> Response {
    // Length and chunks together are what a proxy and we could read differently; hyper hides the length then. No browser
    // sends chunks, so they are refused alone, too. // ASVS 4.2.1
    if request.headers().contains_key(header::TRANSFER_ENCODING) {
        let note = FailureNote::of(StatusCode::LENGTH_REQUIRED, "length_required");
        let mut response = render_failure(visit, &note).await;
        response
            .headers_mut()
            .insert(header::CONNECTION, HeaderValue::from_static("close"));
        return response;
    }
    let mut response = match AssertUnwindSafe(next.run(request)).catch_unwind().await {
        Ok(response) => response,
        Err(panic) => {
            tracing::error!(reason = panic_text(panic.as_ref()), "a handler panicked");
            FailureNote::of(StatusCode::INTERNAL_SERVER_ERROR, "internal").into_response()
        }
    };
    // Refusals of routes were rendered by their guard, with the visitor's name; these never met one.
    if let Some(note) = headers::refusal_of(&mut response) {
        response = rendered(visit, &note, response.into_parts().0).await;
    }
    response
}

/// Renders a refusal and keeps what the refusing answer said besides its body.
pub async fn rendered(visit: &Visit, note: &FailureNote, refused: Parts) -> Response {
    if let Some(log) = &note.log {
        tracing::error!(code = note.code, error = %log, "a request failed");
    }
    let mut response = render_failure(visit, note).await;
    for name in [header::ALLOW, header::SET_COOKIE] {
        if let Some(value) = refused.headers.get(&name) {
            response.headers_mut().insert(name, value.clone());
        }
    }
    response.extensions_mut().extend(refused.extensions);
    response
}

fn address(app: &App, request: &Request) -> IpAddr {
    let peer = request
        .extensions()
        .get::<ConnectInfo<SocketAddr>>()
        .map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |info| info.0.ip());
    client_ip::client_ip(peer, request.headers(), &app.config().trusted_proxies)
}

fn log(
    app: &App,
    response: &Response,
    method: &axum::http::Method,
    ip: IpAddr,
    started: Instant,
    span: &tracing::Span,
) {
    let took = started.elapsed();
    let index = response.extensions().get::<RouteIndex>().copied();
    let status = response.status().as_u16();
    let (_, route) = app.metrics().count(index, status, took);
    let actor = response
        .extensions()
        .get::<LoggedActor>()
        .map_or("-", |actor| actor.0.as_str());
    let _inside = span.enter();
    // The route's pattern, never the path: one-time tokens stand in paths. // ASVS 14.2.1
    tracing::info!(
        target: "http",
        %method,
        route,
        status,
        took_us = u64::try_from(took.as_micros()).unwrap_or(u64::MAX),
        %ip,
        actor,
        "answered"
    );
}

fn panic_text(panic: &(dyn std::any::Any + Send)) -> &str {
    panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("unknown")
}
