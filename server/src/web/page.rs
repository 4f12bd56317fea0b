//! Building answers: HTML pages, JSON, redirects.

use app::forms::Form;
use app::markup::Markup;
use app::render::{Face, Flash, Nav, Refresh, Shell, ShellUser};
use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use domain::account::Actor;
use domain::policy::{Action, Denied, Reason, Resource, may};
use serde::Serialize;
use services::error::FieldError;

use super::fields::Fields;
use super::visit::Visit;

/// A page in the making. Face and language follow the visitor unless said otherwise.
pub struct Page<'a> {
    visit: &'a Visit,
    title: String,
    status: StatusCode,
    face: Face,
    current: Option<Nav>,
    query: String,
    refresh: Option<Refresh>,
    flash: Option<Flash>,
}

impl<'a> Page<'a> {
    /// A page with this title.
    pub fn new(visit: &'a Visit, title: impl Into<String>) -> Self {
        let face = match visit.actor() {
            Some(actor) if actor.is_staff() => Face::Desk,
            Some(_) => Face::Portal,
            None => Face::Entry,
        };
        Self {
            visit,
            title: title.into(),
            status: StatusCode::OK,
            face,
            current: None,
            query: String::new(),
            refresh: None,
            flash: visit.flash(),
        }
    }

    /// Another status than 200: 422 for a refused form.
    #[must_use]
    pub const fn status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    /// Another face than the visitor's.
    #[must_use]
    pub const fn face(mut self, face: Face) -> Self {
        self.face = face;
        self
    }

    /// Marks the entry of the navigation.
    #[must_use]
    pub const fn nav(mut self, nav: Nav) -> Self {
        self.current = Some(nav);
        self
    }

    /// What was searched for, kept in the search field.
    #[must_use]
    pub fn query(mut self, query: &str) -> Self {
        query.clone_into(&mut self.query);
        self
    }

    /// Reloads the page.
    #[must_use]
    pub fn refresh(mut self, refresh: Refresh) -> Self {
        self.refresh = Some(refresh);
        self
    }

    /// Renders the view inside the shell. It runs while nothing else of this request does: no await inside.
    pub async fn render(self, view: impl FnOnce() -> Markup) -> Response {
        let app = self.visit.app();
        let shell = Shell {
            t: self.visit.t(),
            theme: self.visit.theme(),
            face: self.face,
            title: self.title,
            nonce: self.visit.nonce().to_owned(),
            assets: app.asset_urls(),
            provider: app.provider().await,
            user: self.visit.visitor().and_then(|visitor| {
                let actor = visitor.actor.as_ref()?;
                Some(ShellUser {
                    name: actor.name.clone(),
                    staff: actor.staff,
                    organizations: visitor.organizations.clone(),
                    shortcuts: visitor.shortcuts,
                    approves: approves(actor),
                    unread: visitor.unread,
                })
            }),
            current: self.current,
            path: self.visit.path_and_query().to_owned(),
            query: self.query,
            flash: self.flash,
            now: app.context().now(),
            refresh: self.refresh,
        };
        let html = app::render::document(&shell, view);
        let mut response = Response::new(Body::from(html));
        *response.status_mut() = self.status;
        response.headers_mut().insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("text/html; charset=utf-8"),
        );
        response
    }
}

/// The form to show again after a refusal: what was typed, without the named secret fields, with one message per field.
pub fn refused(visit: &Visit, fields: &Fields, secrets: &[&str], errors: Vec<FieldError>) -> Form {
    errors
        .into_iter()
        .fold(fields.form(secrets), |form, error| {
            form.refuse(visit.t(), error.field, error.code, &error.params)
        })
}

/// Whether somebody has the right to approve looks, of whatever case; to be no party of it is asked at each.
fn approves(actor: &Actor) -> bool {
    matches!(
        may(actor, Action::ApproveReveal, &Resource::provider()),
        Ok(()) | Err(Denied::Forbidden(Reason::Involved))
    )
}

/// The fields of a form whose draft was kept without some of them, with what to know at each.
pub fn not_kept(visit: &Visit, fields: &Fields, secrets: &[&str], left_out: &[String]) -> Form {
    left_out.iter().fold(fields.form(secrets), |form, name| {
        form.refuse(visit.t(), name, "draft_secret", &[])
    })
}

/// A JSON answer.
pub fn json(body: &impl Serialize) -> Response {
    match serde_json::to_vec(body) {
        Ok(bytes) => {
            let mut response = Response::new(Body::from(bytes));
            response.headers_mut().insert(
                header::CONTENT_TYPE,
                HeaderValue::from_static("application/json; charset=utf-8"),
            );
            response
        }
        Err(error) => {
            super::Failure::from(services::error::ServiceError::internal(error)).into_response()
        }
    }
}

/// 303 to a page of ours: what every successful form post answers. Anything else than an own path leads home.
pub fn see_other(path: &str) -> Response {
    let path = own_path(path).unwrap_or("/");
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::SEE_OTHER;
    response.headers_mut().insert(
        header::LOCATION,
        HeaderValue::from_str(path).unwrap_or(HeaderValue::from_static("/")),
    );
    response
}

/// The text if it is a path of ours: `//evil`, `/\evil`, `https:evil` and control characters are not. // ASVS 3.7.2
pub fn own_path(text: &str) -> Option<&str> {
    let rest = text.strip_prefix('/')?;
    let own = !rest.starts_with(['/', '\\'])
        && text
            .bytes()
            .all(|byte| (0x21..0x7f).contains(&byte) && byte != b'\\');
    own.then_some(text)
}

#[cfg(test)]
mod tests {
    use super::own_path;

    #[test]
    fn only_own_paths_are_followed() {
        for own in ["/", "/tickets/40001?ok=sent", "/a/b#c"] {
            assert_eq!(own_path(own), Some(own));
        }
        for foreign in [
            "",
            "//evil.test",
            "/\\evil.test",
            "\\\\evil.test",
            "https:evil.test",
            "https://evil.test/",
            "/a\\b",
            "/a\r\nSet-Cookie: x=y",
            "/\t/evil.test",
            "/ä",
            "javascript:alert(1)",
        ] {
            assert_eq!(own_path(foreign), None, "{foreign:?}");
        }
    }
}
