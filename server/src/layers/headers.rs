//! Security headers of every answer. // ASVS 3.2, 3.4, 14.3.2
//!
//! The content security policy allows our own script by a nonce that is new for each answer, nothing inline, nothing
//! foreign. What says nothing about caching is not stored anywhere.

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::Response;

use crate::web::FailureNote;

const PERMISSIONS: &str = "camera=(), geolocation=(), microphone=(), payment=(), usb=()";
/// For everything that is no page: useless as a document.
const NO_DOCUMENT: &str =
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox";

/// The policy of a page.
pub fn content_security_policy(nonce: &str) -> String {
    format!(
        "default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'; style-src 'self'; \
         img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; object-src 'none'; \
         form-action 'self'; frame-ancestors 'none'"
    )
}

/// Sets them all. Headers a handler set itself (attachments, one-time links) stay.
pub fn apply(response: &mut Response, nonce: &str, https: bool, request_id: &str) {
    let html = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|value| value.as_bytes().starts_with(b"text/html"));
    let headers = response.headers_mut();
    let policy = if html {
        HeaderValue::from_str(&content_security_policy(nonce)).ok()
    } else {
        None
    };
    default(
        headers,
        header::CONTENT_SECURITY_POLICY,
        policy.unwrap_or(HeaderValue::from_static(NO_DOCUMENT)),
    );
    if https {
        default(
            headers,
            header::STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static("max-age=63072000; includeSubDomains"),
        );
    }
    for (name, value) in [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::CACHE_CONTROL, "no-store"),
        (HeaderName::from_static("permissions-policy"), PERMISSIONS),
        (
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        ),
    ] {
        default(headers, name, HeaderValue::from_static(value));
    }
    if let Ok(value) = HeaderValue::from_str(request_id) {
        default(headers, HeaderName::from_static("x-request-id"), value);
    }
}

fn default(headers: &mut HeaderMap, name: HeaderName, value: HeaderValue) {
    headers.entry(name).or_insert(value);
}

/// The refusal an answer stands for: what a handler noted, or a bare error status of the framework (405, 413).
pub fn refusal_of(response: &mut Response) -> Option<FailureNote> {
    if let Some(note) = response.extensions_mut().remove::<FailureNote>() {
        return Some(note);
    }
    let status = response.status();
    let bare = status.is_client_error() || status.is_server_error();
    let ours = response.headers().contains_key(header::CONTENT_TYPE)
        && response
            .headers()
            .get(header::CONTENT_TYPE)
            .is_none_or(|value| !value.as_bytes().starts_with(b"text/plain"));
    (bare && !ours).then(|| FailureNote::of(status, "status"))
}
