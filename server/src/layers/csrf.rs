//! Foreign posts are refused before their body is read. // RULINGS 15
//!
//! `CsrfLayer` compares `Sec-Fetch-Site` and `Origin`; it lets requests pass that have neither, since those are no
//! browsers. With a session cookie they are refused here, so that an old or crippled browser is no way around.

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use tower_http::csrf::{CsrfLayer, ProtectionError};

use crate::state::App;
use crate::web::{FailureNote, read_session};

fn refusal(_error: ProtectionError) -> Response<Body> {
    FailureNote::of(StatusCode::FORBIDDEN, "cross_site").into_response()
}

/// The layer; behind a TLS proxy our own public origin is trusted whatever `Host` the proxy passes on.
pub fn layer(public_url: &str) -> CsrfLayer<fn(ProtectionError) -> Response<Body>> {
    let layer = CsrfLayer::new();
    let layer = layer
        .add_trusted_origin(public_url)
        .unwrap_or_else(|_| CsrfLayer::new());
    layer.with_rejection_response(refusal)
}

/// Refuses unsafe requests that carry a session but say nothing about where they come from.
pub async fn must_say_origin(State(app): State<App>, request: Request, next: Next) -> Response {
    let headers = request.headers();
    let silent = !headers.contains_key("sec-fetch-site") && !headers.contains_key("origin");
    if silent
        && !request.method().is_safe()
        && read_session(headers, app.config().https()).is_some()
    {
        return FailureNote::of(StatusCode::FORBIDDEN, "cross_site").into_response();
    }
    next.run(request).await
}
