//! The guard of one route: loads the session, asks whether such a visitor may pass, limits the body, then renders the
//! route's refusals with the visitor's face.
//!
//! The guard is coarse on purpose (customer, staff, admin). Whether this person may do this to that ticket is decided by
//! the use case, from `domain::policy`.

use std::time::Duration;

use axum::body::Body;
use axum::extract::{FromRequest as _, Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use domain::account::StaffRole;
use http_body_util::Limited;
use services::sessions::{Stage, Visitor};
use tower_http::timeout::TimeoutBody;

use super::frame::{LoggedActor, rendered};
use super::headers::refusal_of;
use super::pace::{Pace, Paced};
use crate::metrics::RouteIndex;
use crate::router::{Access, FORM_BYTES};
use crate::state::App;
use crate::web::{Failure, FailureNote, SmallFiles, Uploads, Visit, clear_session};

/// A body that stalls for this long is given up.
const BODY_STALL: Duration = Duration::from_secs(10);

/// What the guard of a route knows.
#[derive(Clone)]
pub struct Rule {
    /// The application.
    pub app: App,
    /// Who may pass.
    pub access: Access,
    /// Largest body in bytes.
    pub body_limit: usize,
    /// Takes files as well.
    pub takes_files: bool,
    /// Place in the list of routes, for the figures.
    pub index: usize,
}

/// The layer.
pub async fn guard(State(rule): State<Rule>, mut request: Request, next: Next) -> Response {
    let Some(anonymous) = request.extensions().get::<Visit>().cloned() else {
        return FailureNote::of(StatusCode::INTERNAL_SERVER_ERROR, "internal").into_response();
    };
    let (visit, stale) = match identify(&rule, anonymous.clone()).await {
        Ok(found) => found,
        Err(failure) => {
            if !request.method().is_safe() {
                // Nobody is let in, but what they typed goes back to them.
                let form = limit(request, FORM_BYTES);
                if rule.takes_files {
                    drop(Uploads::from_request(form, &rule.app).await);
                } else {
                    // What comes as a file here may be a key: it touches no disk.
                    drop(SmallFiles::from_request(form, &rule.app).await);
                }
            }
            let refused = failure.into_response();
            return finish(&rule, &anonymous, refused, false).await;
        }
    };
    let mut response = match permit(rule.access, visit.visitor()) {
        Ok(()) => {
            request.extensions_mut().insert(visit.clone());
            next.run(limit(request, rule.body_limit)).await
        }
        Err(failure) => failure.into_response(),
    };
    if let Some(actor) = visit.actor() {
        response
            .extensions_mut()
            .insert(LoggedActor(actor.person.to_string()));
    }
    finish(&rule, &visit, response, stale).await
}

async fn finish(rule: &Rule, visit: &Visit, mut response: Response, stale: bool) -> Response {
    if let Some(note) = refusal_of(&mut response) {
        response = rendered(visit, &note, response.into_parts().0).await;
    }
    if stale && !response.headers().contains_key(header::SET_COOKIE) {
        response
            .headers_mut()
            .append(header::SET_COOKIE, clear_session(rule.app.config().https()));
    }
    response.extensions_mut().insert(RouteIndex(rule.index));
    response
}

/// Who visits; the flag says that the cookie leads nowhere any more.
async fn identify(rule: &Rule, visit: Visit) -> Result<(Visit, bool), Failure> {
    if rule.access == Access::Asset {
        return Ok((visit, false));
    }
    let Some(token) = visit.token() else {
        return Ok((visit, false));
    };
    let visitor = services::sessions::resolve(rule.app.context(), token).await?;
    let stale = visitor.is_none();
    Ok((visit.with_visitor(visitor), stale))
}

fn limit(request: Request, bytes: usize) -> Request {
    request.map(|body| {
        let body = TimeoutBody::new(BODY_STALL, Limited::new(body, bytes));
        Body::new(Paced::new(body, Pace::SHIPPED))
    })
}

/// Whether such a visitor may pass.
///
/// Customers never learn which staff pages exist; staff are told that a page is none of theirs.
fn permit(access: Access, visitor: Option<&Visitor>) -> Result<(), Failure> {
    if matches!(access, Access::Asset | Access::Public) {
        return Ok(());
    }
    let visitor = visitor.ok_or(Failure::NotLoggedIn)?;
    if access == Access::LoggingIn {
        return Ok(());
    }
    if visitor.stage != Stage::Complete {
        return Err(Failure::NotLoggedIn);
    }
    let actor = visitor.actor.as_ref().ok_or(Failure::NotLoggedIn)?;
    let allowed = match access {
        Access::Asset | Access::Public | Access::LoggingIn | Access::LoggedIn => true,
        Access::Customer => !actor.is_staff(),
        Access::Staff => actor.is_staff(),
        Access::Engineer => actor.staff == Some(StaffRole::Engineer),
        Access::Manager => matches!(actor.staff, Some(StaffRole::Manager | StaffRole::Admin)),
        Access::Admin => actor.staff == Some(StaffRole::Admin),
    };
    match (allowed, actor.is_staff()) {
        (true, _) => Ok(()),
        (false, true) => Err(Failure::status(StatusCode::FORBIDDEN, "role")),
        (false, false) => Err(Failure::not_found()),
    }
}
