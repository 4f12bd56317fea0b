//! Alive (`/healthz`), ready to work (`/readyz`), not there at all.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};

use crate::router::{Access, Route, get};
use crate::state::App;
use crate::web::Failure;

/// Routes of this area.
pub fn routes() -> Vec<Route> {
    vec![
        get("/healthz", Access::Asset, alive),
        get("/readyz", Access::Asset, ready),
    ]
}

async fn alive() -> Response {
    text(StatusCode::OK, "ok\n")
}

/// Ready: the database answers and the server is not stopping. A sealed vault is no reason to take the desk away.
async fn ready(State(app): State<App>) -> Response {
    if app.stopping().is_cancelled() {
        return text(StatusCode::SERVICE_UNAVAILABLE, "stopping\n");
    }
    match services::figures::ping(app.context()).await {
        Ok(()) => text(StatusCode::OK, "ready\n"),
        Err(error) => {
            tracing::warn!(error = ?error, "not ready");
            text(StatusCode::SERVICE_UNAVAILABLE, "database\n")
        }
    }
}

/// What has no route.
pub async fn missing() -> Failure {
    Failure::not_found()
}

fn text(status: StatusCode, text: &'static str) -> Response {
    (
        status,
        [(header::CONTENT_TYPE, "text/plain; charset=utf-8")],
        text,
    )
        .into_response()
}
