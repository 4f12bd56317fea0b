//! Who visits: what the layers found out about a request, for handlers and pages.

use std::net::IpAddr;
use std::sync::{Arc, OnceLock};

use app::components::Tone;
use app::i18n::{Messages, messages};
use app::render::Flash;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, Uri, header};
use domain::account::{Actor, Locale, Theme};
use secrecy::SecretString;
use services::context::{OpContext, SessionFacts};
use services::held::OnSecret;
use services::sessions::Visitor;

use super::{Failure, cookies, own_path};
use crate::state::App;

/// One request, as far as the layers know it.
#[derive(Clone)]
pub struct Visit(Arc<Inner>);

struct Inner {
    app: App,
    ip: IpAddr,
    request_id: String,
    nonce: String,
    path_and_query: String,
    referer: Option<String>,
    safe: bool,
    json: bool,
    locale: Locale,
    user_agent: String,
    token: Option<SecretString>,
    visitor: Option<Visitor>,
    typed: Arc<OnceLock<Vec<(String, String)>>>,
}

impl Visit {
    /// What the head of a request says.
    pub fn new(
        app: &App,
        ip: IpAddr,
        request_id: String,
        nonce: String,
        method: &Method,
        uri: &Uri,
        headers: &HeaderMap,
    ) -> Self {
        let header = |name| headers.get(name).and_then(|value| value.to_str().ok());
        Self(Arc::new(Inner {
            ip,
            request_id,
            nonce,
            path_and_query: uri
                .path_and_query()
                .map_or("/", http::uri::PathAndQuery::as_str)
                .to_owned(),
            referer: header(header::REFERER)
                .and_then(|referer| own_referer(referer, &app.config().settings.public_url)),
            safe: method.is_safe(),
            json: header(header::ACCEPT).is_some_and(|accept| accept.contains("application/json")),
            locale: anonymous_locale(uri, header(header::ACCEPT_LANGUAGE)),
            user_agent: header(header::USER_AGENT)
                .unwrap_or_default()
                .chars()
                .filter(|c| !c.is_control())
                .take(200)
                .collect(),
            token: cookies::read_session(headers, app.config().https()),
            visitor: None,
            typed: Arc::default(),
            app: app.clone(),
        }))
    }

    /// The same request with its visitor known.
    pub fn with_visitor(&self, visitor: Option<Visitor>) -> Self {
        let inner = &self.0;
        Self(Arc::new(Inner {
            app: inner.app.clone(),
            ip: inner.ip,
            request_id: inner.request_id.clone(),
            nonce: inner.nonce.clone(),
            path_and_query: inner.path_and_query.clone(),
            referer: inner.referer.clone(),
            safe: inner.safe,
            json: inner.json,
            locale: visitor
                .as_ref()
                .and_then(|known| known.actor.as_ref())
                .map_or(inner.locale, |actor| actor.locale),
            user_agent: inner.user_agent.clone(),
            token: inner.token.clone(),
            visitor,
            typed: inner.typed.clone(),
        }))
    }

    /// The application.
    pub fn app(&self) -> &App {
        &self.0.app
    }

    /// Where the request came from; proxies are believed only when they are trusted.
    pub fn ip(&self) -> IpAddr {
        self.0.ip
    }

    /// Id of the request, in logs and on error pages.
    pub fn request_id(&self) -> &str {
        &self.0.request_id
    }

    /// The nonce of this answer's content security policy.
    pub fn nonce(&self) -> &str {
        &self.0.nonce
    }

    /// What the browser calls itself, cut to 200 characters.
    pub fn user_agent(&self) -> &str {
        &self.0.user_agent
    }

    /// The session's secret as sent.
    pub fn token(&self) -> Option<&SecretString> {
        self.0.token.as_ref()
    }

    /// Who is behind the session, also half-way through a log-in.
    pub fn visitor(&self) -> Option<&Visitor> {
        self.0.visitor.as_ref()
    }

    /// Who acts, if the log-in is complete.
    pub fn actor(&self) -> Option<&Actor> {
        self.visitor()?.actor.as_ref()
    }

    /// Remembers what a form brought, without its secrets, for the page that says that it could not be saved.
    pub fn keep_typed(&self, fields: impl Iterator<Item = (String, String)>) {
        let _ = self.0.typed.set(fields.collect());
    }

    /// What the form brought.
    pub fn typed(&self) -> &[(String, String)] {
        self.0.typed.get().map_or(&[], Vec::as_slice)
    }

    /// Path and query.
    pub fn path_and_query(&self) -> &str {
        &self.0.path_and_query
    }

    /// JSON was asked for: an island.
    pub fn wants_json(&self) -> bool {
        self.0.json
    }

    /// The reader's language.
    pub fn locale(&self) -> Locale {
        self.0.locale
    }

    /// Texts of the reader's language.
    pub fn t(&self) -> &'static Messages {
        messages(self.0.locale)
    }

    /// The reader's colours.
    pub fn theme(&self) -> Theme {
        self.visitor()
            .map_or(Theme::System, |visitor| visitor.theme)
    }

    /// One query parameter, decoded.
    pub fn query(&self, name: &str) -> Option<String> {
        let (_, query) = self.0.path_and_query.split_once('?')?;
        let fields = super::Fields::parse(query.as_bytes()).ok()?;
        Some(fields.text(name).to_owned()).filter(|value| !value.is_empty())
    }

    /// Where to go after a detour: this page, or the page a post came from.
    pub fn came_from(&self) -> &str {
        let path = if self.0.safe {
            self.0.path_and_query.as_str()
        } else {
            self.0.referer.as_deref().unwrap_or("/")
        };
        own_path(path).unwrap_or("/")
    }

    /// The same, encoded for a query.
    pub fn return_path(&self) -> String {
        Self::encode(self.came_from())
    }

    /// A path as the value of a query parameter.
    pub fn encode(path: &str) -> String {
        let mut encoded = String::with_capacity(path.len());
        for byte in path.bytes() {
            match byte {
                b'%' => encoded.push_str("%25"),
                b'&' => encoded.push_str("%26"),
                b'+' => encoded.push_str("%2B"),
                b'#' => encoded.push_str("%23"),
                b'?' => encoded.push_str("%3F"),
                b'=' => encoded.push_str("%3D"),
                _ => encoded.push(char::from(byte)),
            }
        }
        encoded
    }

    /// What the page before said has been done (`?ok=saved`): only known codes become words.
    pub fn flash(&self) -> Option<Flash> {
        let code = self.query("ok")?;
        Some(Flash {
            tone: Tone::Ok,
            text: self.t().done.text(&code)?.to_owned(),
        })
    }

    /// What use cases take.
    ///
    /// # Errors
    /// Nobody is logged in.
    pub fn op(&self) -> Result<OpContext, Failure> {
        let visitor = self.visitor().ok_or(Failure::NotLoggedIn)?;
        let actor = visitor.actor.clone().ok_or(Failure::NotLoggedIn)?;
        Ok(OpContext {
            app: self.0.app.context().clone(),
            actor,
            ip: self.0.ip,
            session: SessionFacts {
                session: visitor.session,
                mfa_at: visitor.mfa_at,
                fresh_at: visitor.fresh_at,
            },
            request_id: self.0.request_id.clone(),
            // A form brings the decision; see `deciding`.
            on_secret: OnSecret::Ask,
        })
    }
}

impl FromRequestParts<App> for Visit {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _app: &App) -> Result<Self, Self::Rejection> {
        parts.extensions.get::<Self>().cloned().ok_or_else(|| {
            Failure::from(services::error::ServiceError::internal(
                "a route without its guard",
            ))
        })
    }
}

/// What use cases take, as an argument of a handler.
pub struct Op(pub OpContext);

impl FromRequestParts<App> for Op {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        Visit::from_request_parts(parts, app).await?.op().map(Self)
    }
}

/// Path and query of a referring page, if it is ours.
fn own_referer(referer: &str, public_url: &str) -> Option<String> {
    let path = referer.strip_prefix(public_url)?;
    own_path(path).map(str::to_owned)
}

/// German, unless English was asked for by link or is what the browser prefers.
fn anonymous_locale(uri: &Uri, accept: Option<&str>) -> Locale {
    let asked = uri
        .query()
        .and_then(|query| query.split('&').find_map(|pair| pair.strip_prefix("lang=")));
    let text = asked.or(accept).unwrap_or_default();
    if text.trim_start().to_ascii_lowercase().starts_with("en") {
        Locale::En
    } else {
        Locale::De
    }
}
