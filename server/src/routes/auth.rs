//! Log-in in its steps, log-out, the fresh check. Passwords and codes go from the body straight into secret types.

use app::forms::Form;
use app::pages::auth::{EnrolPage, FactorPage, LoginPage};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use secrecy::{ExposeSecret, SecretString};
use services::accounts::{self, Attempt};
use services::error::ServiceError;
use services::sessions::Stage;

use crate::router::{Access, Route, get, post};
use crate::web::{
    Failure, Fields, Op, Page, Visit, WebResult, clear_session, fresh, own_path, refused,
    see_other, session_cookie,
};

/// Routes of this area.
pub fn routes() -> Vec<Route> {
    vec![
        get("/login", Access::Public, login_page),
        post("/login", Access::Public, log_in),
        get("/login/factor", Access::LoggingIn, factor_page),
        post("/login/factor", Access::LoggingIn, pass_factor),
        get("/login/enrol", Access::LoggingIn, enrol_page),
        post("/login/enrol", Access::LoggingIn, enrol),
        post("/logout", Access::LoggingIn, log_out),
        get("/reauth", Access::LoggedIn, reauth_page),
        post("/reauth", Access::LoggedIn, reauth),
    ]
}

async fn login_page(visit: Visit) -> WebResult {
    let next = visit.query("next").unwrap_or_default();
    match visit.visitor().map(|visitor| visitor.stage) {
        Some(Stage::Complete) => Ok(see_other(or_home(&next))),
        _ => Ok(show_login(&visit, StatusCode::OK, Form::new(), &next).await),
    }
}

async fn log_in(visit: Visit, fields: Fields) -> WebResult {
    let next = fields.text("next").to_owned();
    let attempt = Attempt {
        email: fields.text("email"),
        password: fields.secret("password"),
        ip: visit.ip(),
        user_agent: visit.user_agent(),
        previous: visit.token(),
    };
    match accounts::log_in(visit.app().context(), attempt).await {
        Ok(begun) => Ok(go_on(&visit, begun.stage, &begun.token, &next)),
        Err(ServiceError::Invalid(errors)) => {
            let form = refused(&visit, &fields, &["password"], errors);
            Ok(show_login(&visit, StatusCode::UNPROCESSABLE_ENTITY, form, &next).await)
        }
        Err(ServiceError::Throttled { retry_after_s }) => {
            let text = visit.t().login.throttled(retry_after_s);
            let form = fields.form(&["password"]).problem("password", text);
            let page = show_login(&visit, StatusCode::TOO_MANY_REQUESTS, form, &next).await;
            Ok(with_retry(page, retry_after_s))
        }
        Err(error) => Err(error.into()),
    }
}

async fn show_login(visit: &Visit, status: StatusCode, form: Form, next: &str) -> Response {
    let t = visit.t();
    let page = LoginPage {
        form,
        next: own_path(next).unwrap_or_default().to_owned(),
    };
    Page::new(visit, t.login.title)
        .status(status)
        .render(move || app::pages::auth::login(t, page))
        .await
}

/// The next step of a log-in, with the session's new cookie.
fn go_on(visit: &Visit, stage: Stage, token: &SecretString, next: &str) -> Response {
    let next = own_path(next).filter(|next| *next != "/");
    let step = match stage {
        Stage::Factor => "/login/factor",
        Stage::Enrol => "/login/enrol",
        Stage::Complete => next.unwrap_or("/"),
    };
    let response = match (stage, next) {
        (Stage::Factor | Stage::Enrol, Some(next)) => {
            see_other(&format!("{step}?next={}", Visit::encode(next)))
        }
        _ => see_other(step),
    };
    with_session(visit, response, token)
}

/// Gives the browser the session's new secret.
pub(super) fn with_session(
    visit: &Visit,
    mut response: Response,
    token: &SecretString,
) -> Response {
    if let Some(cookie) = session_cookie(visit.app().config().https(), token) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// Says when trying again makes sense.
pub(super) fn with_retry(mut response: Response, seconds: i64) -> Response {
    if let Ok(value) = HeaderValue::from_str(&seconds.max(1).to_string()) {
        response.headers_mut().insert(header::RETRY_AFTER, value);
    }
    response
}

fn or_home(next: &str) -> &str {
    own_path(next).unwrap_or("/")
}

async fn factor_page(visit: Visit) -> WebResult {
    match visit.visitor().map(|visitor| visitor.stage) {
        Some(Stage::Factor) => {
            let next = visit.query("next").unwrap_or_default();
            Ok(show_factor(&visit, StatusCode::OK, Form::new(), &next).await)
        }
        _ => Ok(see_other("/login")),
    }
}

async fn pass_factor(visit: Visit, fields: Fields) -> WebResult {
    let token = visit.token().ok_or(Failure::NotLoggedIn)?;
    let next = fields.text("next").to_owned();
    let code = fields.secret("code");
    match accounts::pass_factor(visit.app().context(), token, &code, visit.ip()).await {
        Ok(begun) => Ok(go_on(&visit, begun.stage, &begun.token, &next)),
        Err(ServiceError::NotFound) => Ok(see_other("/login")),
        Err(ServiceError::Invalid(errors)) => {
            let form = refused(&visit, &fields, &["code"], errors);
            Ok(show_factor(&visit, StatusCode::UNPROCESSABLE_ENTITY, form, &next).await)
        }
        Err(ServiceError::Throttled { retry_after_s }) => {
            let text = visit.t().login.throttled(retry_after_s);
            let form = fields.form(&["code"]).problem("code", text);
            let page = show_factor(&visit, StatusCode::TOO_MANY_REQUESTS, form, &next).await;
            Ok(with_retry(page, retry_after_s))
        }
        Err(error) => Err(error.into()),
    }
}

async fn show_factor(visit: &Visit, status: StatusCode, form: Form, next: &str) -> Response {
    let t = visit.t();
    let next = own_path(next).unwrap_or_default().to_owned();
    Page::new(visit, t.login.factor_title)
        .status(status)
        .render(move || app::pages::auth::factor(t, FactorPage { form, next }))
        .await
}

async fn enrol_page(visit: Visit) -> WebResult {
    match visit.visitor().map(|visitor| visitor.stage) {
        Some(Stage::Enrol) => {
            let next = visit.query("next").unwrap_or_default();
            show_enrol(&visit, StatusCode::OK, Form::new(), "/login/enrol", &next).await
        }
        Some(Stage::Complete) => Ok(see_other("/account/factor")),
        _ => Ok(see_other("/login")),
    }
}

async fn enrol(visit: Visit, fields: Fields) -> WebResult {
    confirm_enrolment(&visit, &fields, "/login/enrol").await
}

/// Confirms an enrolment, from the log-in and from the account page; shows the recovery codes once.
pub(super) async fn confirm_enrolment(
    visit: &Visit,
    fields: &Fields,
    action: &'static str,
) -> WebResult {
    let token = visit.token().ok_or(Failure::NotLoggedIn)?;
    let next = or_home(fields.text("next")).to_owned();
    let code = fields.secret("code");
    match accounts::confirm_enrolment(visit.app().context(), token, &code, visit.ip()).await {
        Ok(enrolled) => {
            let page = show_codes(visit, &enrolled.codes, next).await;
            Ok(with_session(visit, page, &enrolled.token))
        }
        Err(ServiceError::Invalid(errors)) => {
            let form = refused(visit, fields, &["code"], errors);
            show_enrol(visit, StatusCode::UNPROCESSABLE_ENTITY, form, action, &next).await
        }
        Err(ServiceError::Throttled { retry_after_s }) => {
            let text = visit.t().login.throttled(retry_after_s);
            let form = fields.form(&["code"]).problem("code", text);
            let page =
                show_enrol(visit, StatusCode::TOO_MANY_REQUESTS, form, action, &next).await?;
            Ok(with_retry(page, retry_after_s))
        }
        Err(error) => Err(error.into()),
    }
}

/// The enrolment page with QR code.
pub(super) async fn show_enrol(
    visit: &Visit,
    status: StatusCode,
    form: Form,
    action: &'static str,
    next: &str,
) -> WebResult {
    let token = visit.token().ok_or(Failure::NotLoggedIn)?;
    let enrolment = accounts::pending_enrolment(visit.app().context(), token).await?;
    let t = visit.t();
    let next = own_path(next).unwrap_or_default().to_owned();
    Ok(Page::new(visit, t.login.enrol_title)
        .status(status)
        .render(move || {
            let page = EnrolPage {
                form,
                seed: enrolment.seed.expose_secret(),
                uri: enrolment.uri.expose_secret(),
                action,
                next,
            };
            app::pages::auth::enrol(t, &page)
        })
        .await)
}

/// Recovery codes, this one time.
pub(super) async fn show_codes(visit: &Visit, codes: &[SecretString], next: String) -> Response {
    let t = visit.t();
    let codes = codes.to_vec();
    Page::new(visit, t.login.codes_title)
        .render(move || {
            let codes: Vec<&str> = codes.iter().map(ExposeSecret::expose_secret).collect();
            app::pages::auth::recovery_codes(t, &codes, next)
        })
        .await
}

/// Ends the session and lets the browser forget what it holds of us. // ASVS 14.3.1
async fn log_out(visit: Visit) -> WebResult {
    if let Some(token) = visit.token() {
        accounts::log_out(visit.app().context(), token).await?;
    }
    let mut response = see_other("/login?ok=logged_out");
    let headers = response.headers_mut();
    headers.append(
        header::SET_COOKIE,
        clear_session(visit.app().config().https()),
    );
    headers.insert(
        "clear-site-data",
        HeaderValue::from_static("\"cache\", \"cookies\", \"storage\""),
    );
    Ok(response)
}

async fn reauth_page(visit: Visit, Op(op): Op) -> WebResult {
    let next = visit.query("next").unwrap_or_default();
    let proof = accounts::what_proves(&op).await?;
    let way = (next.as_str(), String::new());
    Ok(fresh::show(&visit, StatusCode::OK, Form::new(), way, proof).await)
}

async fn reauth(visit: Visit, Op(op): Op, fields: Fields) -> WebResult {
    let token = visit.token().ok_or(Failure::NotLoggedIn)?;
    let next = fields.text("next");
    // A form of ours that waits for the check: no other one travels on.
    let form_of_ours = fresh::unpack(fields.text("waiting_form"));
    let waiting = form_of_ours
        .as_ref()
        .map_or("", |_| fields.text("waiting_form"));
    let way = (next, waiting.to_owned());
    match accounts::prove(&op, token, &fields.secret("proof")).await {
        Ok(token) => {
            let response = match form_of_ours {
                Some(form) => fresh::done(&visit, form, next).await,
                None => see_other(or_home(next)),
            };
            Ok(with_session(&visit, response, &token))
        }
        Err(ServiceError::Invalid(errors)) => {
            let proof = accounts::what_proves(&op).await?;
            let form = refused(&visit, &fields, &["proof"], errors);
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            Ok(fresh::show(&visit, status, form, way, proof).await)
        }
        Err(ServiceError::Throttled { retry_after_s }) => {
            let proof = accounts::what_proves(&op).await?;
            let text = visit.t().login.throttled(retry_after_s);
            let form = fields.form(&["proof"]).problem("proof", text);
            let status = StatusCode::TOO_MANY_REQUESTS;
            let page = fresh::show(&visit, status, form, way, proof).await;
            Ok(with_retry(page, retry_after_s))
        }
        Err(error) => Err(error.into()),
    }
}
