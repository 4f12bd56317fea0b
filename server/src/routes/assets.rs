//! Built files under `/pkg/`, cached for ever because their names hold their content's hash; the icon and robots file.

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;

use crate::assets::Asset;
use crate::router::{Access, Route, get};
use crate::state::App;
use crate::web::{Failure, WebResult};

const FOR_EVER: &str = "public, max-age=31536000, immutable";
const AN_HOUR: &str = "public, max-age=3600";

/// Routes of this area.
pub fn routes() -> Vec<Route> {
    vec![
        get("/pkg/{file}", Access::Asset, pkg),
        get("/favicon.svg", Access::Asset, icon),
        get("/robots.txt", Access::Asset, robots),
    ]
}

async fn pkg(State(app): State<App>, Path(file): Path<String>, headers: HeaderMap) -> WebResult {
    let asset = app.assets().pkg(&file).ok_or(Failure::not_found())?;
    Ok(answer(asset, &headers, FOR_EVER))
}

async fn icon(State(app): State<App>, headers: HeaderMap) -> WebResult {
    let asset = app
        .assets()
        .root("favicon.svg")
        .ok_or(Failure::not_found())?;
    Ok(answer(asset, &headers, AN_HOUR))
}

/// Nothing here is for search engines.
async fn robots() -> Response {
    let mut response = Response::new(Body::from("User-agent: *\nDisallow: /\n"));
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/plain; charset=utf-8"),
    );
    response
}

fn answer(asset: &Asset, request: &HeaderMap, caching: &'static str) -> Response {
    let takes_brotli = request
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| {
            value
                .split(',')
                .any(|part| part.trim().split(';').next() == Some("br"))
        });
    let compressed = asset.brotli.as_ref().filter(|_| takes_brotli);
    let body = compressed.unwrap_or(&asset.plain).clone();
    let mut response = Response::new(Body::from(body));
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static(asset.content_type),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
    if asset.brotli.is_some() {
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    }
    if compressed.is_some() {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("br"));
    }
    response
}
