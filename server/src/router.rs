//! The one list of routes. What is not in it does not exist; each entry says who may pass.
//!
//! The list builds the router and is walked by the authorization test, so that a route without a declared access cannot
//! be written, and one without a row in the test fails it. // ASVS 8.2.1

use axum::Router;
use axum::handler::Handler;
use axum::http::Method;
use axum::routing::{MethodFilter, MethodRouter, on};

use crate::layers::{csrf, frame, guard};
use crate::routes;
use crate::state::App;

/// Who may pass a route's guard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Files and health: no session is even looked at.
    Asset,
    /// Everybody.
    Public,
    /// Everybody with a session, also half-way through a log-in (second factor, enrolment).
    LoggingIn,
    /// Everybody logged in.
    LoggedIn,
    /// Customers.
    Customer,
    /// Everybody who works for the provider.
    Staff,
    /// Engineers.
    Engineer,
    /// Managers and admins.
    Manager,
    /// Admins.
    Admin,
}

/// Largest form body in bytes, unless the route says otherwise.
pub const FORM_BYTES: usize = 512 * 1024;

/// The same of a form that takes files, without the files themselves.
const FILE_FORM_BYTES: usize = 2 * 1024 * 1024;

/// Largest body of a form with files where so many files of so many bytes are allowed.
pub fn upload_bytes(files: usize, bytes: u64) -> usize {
    usize::try_from(bytes)
        .unwrap_or(usize::MAX)
        .saturating_mul(files)
        .saturating_add(FILE_FORM_BYTES)
}

/// One entry of the list.
pub struct Route {
    /// GET or POST.
    pub method: Method,
    /// Path pattern.
    pub path: &'static str,
    /// Who may pass.
    pub access: Access,
    /// Largest body in bytes, files left out.
    pub body_limit: usize,
    /// Takes files as well, so many and so large as configured.
    pub takes_files: bool,
    handler: MethodRouter<App>,
}

/// A page: changes nothing.
pub fn get<H, T>(path: &'static str, access: Access, handler: H) -> Route
where
    H: Handler<T, App>,
    T: 'static,
{
    Route {
        method: Method::GET,
        path,
        access,
        body_limit: 0,
        takes_files: false,
        handler: on(MethodFilter::GET, handler),
    }
}

/// A form post.
pub fn post<H, T>(path: &'static str, access: Access, handler: H) -> Route
where
    H: Handler<T, App>,
    T: 'static,
{
    Route {
        method: Method::POST,
        path,
        access,
        body_limit: FORM_BYTES,
        takes_files: false,
        handler: on(MethodFilter::POST, handler),
    }
}

impl Route {
    /// The form takes files too.
    #[must_use]
    pub const fn with_files(mut self) -> Self {
        self.body_limit = FILE_FORM_BYTES;
        self.takes_files = true;
        self
    }
}

/// All routes.
pub fn routes() -> Vec<Route> {
    let mut all = Vec::new();
    all.extend(routes::health::routes());
    all.extend(routes::assets::routes());
    all.extend(routes::home::routes());
    all.extend(routes::tickets::routes());
    all.extend(routes::systems::routes());
    all.extend(routes::desk::routes());
    all.extend(routes::notifications::routes());
    all.extend(routes::auth::routes());
    all.extend(routes::links::routes());
    all.extend(routes::account::routes());
    all.extend(routes::organization::routes());
    all.extend(routes::reports::routes());
    all.extend(routes::statements::routes());
    all.extend(routes::work::routes());
    all.extend(routes::standing::routes());
    all.extend(routes::admin::routes());
    all.extend(routes::demo::routes());
    all.extend(routes::events::routes());
    all.extend(routes::intervention::routes());
    all
}

/// The router: every route behind its guard, everything behind the common layers.
pub fn router(app: &App) -> Router {
    let mut router = Router::new();
    let settings = &app.config().settings;
    let with_files = upload_bytes(settings.max_files, settings.max_file_bytes);
    for (index, route) in routes().into_iter().enumerate() {
        let rule = guard::Rule {
            app: app.clone(),
            access: route.access,
            body_limit: if route.takes_files {
                with_files
            } else {
                route.body_limit
            },
            takes_files: route.takes_files,
            index,
        };
        let guarded = route
            .handler
            .layer(axum::middleware::from_fn_with_state(rule, guard::guard));
        router = router.route(route.path, guarded);
    }
    let missing = guard::Rule {
        app: app.clone(),
        access: Access::Public,
        body_limit: 0,
        takes_files: false,
        index: usize::MAX,
    };
    router
        .fallback_service(
            axum::routing::any(routes::health::missing)
                .layer(axum::middleware::from_fn_with_state(missing, guard::guard))
                .with_state(app.clone()),
        )
        .layer(axum::extract::DefaultBodyLimit::disable())
        .layer(axum::middleware::from_fn_with_state(
            app.clone(),
            csrf::must_say_origin,
        ))
        .layer(csrf::layer(&app.config().settings.public_url))
        .layer(axum::middleware::from_fn_with_state(
            app.clone(),
            frame::frame,
        ))
        .with_state(app.clone())
}
