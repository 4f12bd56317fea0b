//! The person's own account.

use app::forms::Form;
use app::pages::account::AccountPage;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use services::accounts;
use services::error::ServiceError;

use super::auth::{confirm_enrolment, show_codes, show_enrol, with_retry, with_session};
use crate::router::{Access, Route, get, post};
use crate::web::{Failure, Fields, Op, Page, Visit, WebResult, own_path, refused, see_other};

const PASSWORDS: [&str; 3] = ["current", "password", "password_repeat"];

/// Routes of this area.
pub fn routes() -> Vec<Route> {
    vec![
        get("/account", Access::LoggedIn, page),
        post("/account/profile", Access::LoggedIn, change_profile),
        post("/account/locale", Access::LoggedIn, change_locale),
        post("/account/theme", Access::LoggedIn, change_theme),
        post("/account/shortcuts", Access::LoggedIn, change_shortcuts),
        post("/account/password", Access::LoggedIn, change_password),
        get("/account/factor", Access::LoggedIn, enrol_page),
        post("/account/factor", Access::LoggedIn, enrol),
        post("/account/factor/start", Access::LoggedIn, start_enrolment),
        post("/account/factor/remove", Access::LoggedIn, remove_factor),
        post("/account/factor/codes", Access::LoggedIn, new_codes),
        post("/account/sessions/end-others", Access::LoggedIn, end_others),
        post("/account/sessions/{id}/end", Access::LoggedIn, end_session),
    ]
}

async fn page(visit: Visit, Op(op): Op) -> WebResult {
    let profile = accounts::profile(&op).await?;
    Ok(show(&visit, StatusCode::OK, profile, Form::new(), Form::new()).await)
}

async fn show(
    visit: &Visit,
    status: StatusCode,
    profile: accounts::Profile,
    profile_form: Form,
    password_form: Form,
) -> Response {
    let t = visit.t();
    let page = AccountPage {
        profile,
        profile_form,
        password_form,
        now: visit.app().context().now(),
    };
    Page::new(visit, t.account.title)
        .status(status)
        .render(move || app::pages::account::account(t, &page))
        .await
}

async fn change_profile(visit: Visit, Op(op): Op, fields: Fields) -> WebResult {
    let (name, phone) = (fields.text("name"), fields.text("phone"));
    match accounts::change_profile(&op, name, phone, fields.text("locale")).await {
        Ok(()) => Ok(see_other("/account?ok=saved")),
        Err(ServiceError::Invalid(errors)) => {
            let profile = accounts::profile(&op).await?;
            let form = refused(&visit, &fields, &[], errors);
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            Ok(show(&visit, status, profile, form, Form::new()).await)
        }
        Err(error) => Err(error.into()),
    }
}

/// Back to the page the form stood on.
fn back(fields: &Fields) -> Response {
    see_other(own_path(fields.text("back")).unwrap_or("/account"))
}

async fn change_locale(Op(op): Op, fields: Fields) -> WebResult {
    accounts::change_locale(&op, fields.text("locale")).await?;
    Ok(back(&fields))
}

async fn change_theme(Op(op): Op, fields: Fields) -> WebResult {
    accounts::change_theme(&op, fields.text("theme")).await?;
    Ok(back(&fields))
}

async fn change_shortcuts(Op(op): Op, fields: Fields) -> WebResult {
    accounts::change_shortcuts(&op, fields.checked("shortcuts")).await?;
    Ok(back(&fields))
}

async fn change_password(visit: Visit, Op(op): Op, fields: Fields) -> WebResult {
    let token = visit.token().ok_or(Failure::NotLoggedIn)?;
    let [current, password, repeat] = PASSWORDS.map(|name| fields.secret(name));
    match accounts::change_password(&op, token, &current, &password, &repeat).await {
        Ok(token) => Ok(with_session(
            &visit,
            see_other("/account?ok=password_changed"),
            &token,
        )),
        Err(ServiceError::Invalid(errors)) => {
            let profile = accounts::profile(&op).await?;
            let form = refused(&visit, &fields, &PASSWORDS, errors);
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            Ok(show(&visit, status, profile, Form::new(), form).await)
        }
        Err(ServiceError::Throttled { retry_after_s }) => {
            let profile = accounts::profile(&op).await?;
            let text = visit.t().login.throttled(retry_after_s);
            let form = fields.form(&PASSWORDS).problem("current", text);
            let status = StatusCode::TOO_MANY_REQUESTS;
            let page = show(&visit, status, profile, Form::new(), form).await;
            Ok(with_retry(page, retry_after_s))
        }
        Err(error) => Err(error.into()),
    }
}

async fn enrol_page(visit: Visit) -> WebResult {
    match show_enrol(
        &visit,
        StatusCode::OK,
        Form::new(),
        "/account/factor",
        "/account",
    )
    .await
    {
        // Nothing under way: the account page says what there is.
        Err(Failure::Service(ServiceError::Conflict(_))) => Ok(see_other("/account")),
        other => other,
    }
}

async fn enrol(visit: Visit, fields: Fields) -> WebResult {
    confirm_enrolment(&visit, &fields, "/account/factor").await
}

async fn start_enrolment(Op(op): Op) -> WebResult {
    accounts::begin_enrolment(&op).await?;
    Ok(see_other("/account/factor"))
}

async fn remove_factor(Op(op): Op) -> WebResult {
    accounts::remove_factor(&op).await?;
    Ok(see_other("/account?ok=factor_removed"))
}

async fn new_codes(visit: Visit, Op(op): Op) -> WebResult {
    let codes = accounts::new_recovery_codes(&op).await?;
    Ok(show_codes(&visit, &codes, "/account".to_owned()).await)
}

async fn end_session(Op(op): Op, Path(id): Path<String>) -> WebResult {
    let id = id.parse().map_err(|_| Failure::not_found())?;
    accounts::end_session(&op, id).await?;
    Ok(see_other("/account?ok=session_ended"))
}

async fn end_others(Op(op): Op) -> WebResult {
    accounts::end_other_sessions(&op).await?;
    Ok(see_other("/account?ok=session_ended"))
}
