//! Pages behind one-time links: a new password, an invitation, the first set-up. Their addresses are secrets: no referrer
//! leaves them, no log line holds them.

use app::forms::Form;
use app::pages::auth::{InvitationPage, SetupPage};
use axum::extract::Path;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use services::accounts::{self, NewDesk};
use services::error::ServiceError;

use super::auth::with_retry;
use crate::router::{Access, Route, get, post};
use crate::web::{Fields, Page, Visit, WebResult, refused, see_other};

const PASSWORDS: [&str; 2] = ["password", "password_repeat"];

/// Routes of this area.
pub fn routes() -> Vec<Route> {
    vec![
        get("/password/forgot", Access::Public, forgot_page),
        post("/password/forgot", Access::Public, forgot),
        get("/password/reset/{token}", Access::Public, reset_page),
        post("/password/reset/{token}", Access::Public, reset),
        get("/invitation/{token}", Access::Public, invitation_page),
        post("/invitation/{token}", Access::Public, accept),
        get("/setup/{token}", Access::Public, setup_page),
        post("/setup/{token}", Access::Public, set_up),
    ]
}

/// A page whose address is secret. Over plain http browsers say where a post comes from only by `Origin`, which
/// `no-referrer` would empty.
fn secret_address(visit: &Visit, mut response: Response) -> Response {
    let policy = if visit.app().config().insecure_http {
        "strict-origin"
    } else {
        "no-referrer"
    };
    response
        .headers_mut()
        .insert(header::REFERRER_POLICY, HeaderValue::from_static(policy));
    response
}

async fn forgot_page(visit: Visit) -> WebResult {
    Ok(show_forgot(&visit, StatusCode::OK, Form::new()).await)
}

async fn forgot(visit: Visit, fields: Fields) -> WebResult {
    let context = visit.app().context();
    match accounts::forgot_password(context, fields.text("email"), visit.ip()).await {
        Ok(()) => {
            let t = visit.t();
            Ok(Page::new(&visit, t.login.forgot_sent_title)
                .render(move || app::pages::auth::forgot_sent(t))
                .await)
        }
        Err(ServiceError::Invalid(errors)) => {
            let form = refused(&visit, &fields, &[], errors);
            Ok(show_forgot(&visit, StatusCode::UNPROCESSABLE_ENTITY, form).await)
        }
        Err(ServiceError::Throttled { retry_after_s }) => {
            let text = visit.t().login.throttled(retry_after_s);
            let form = fields.form(&[]).problem("email", text);
            let page = show_forgot(&visit, StatusCode::TOO_MANY_REQUESTS, form).await;
            Ok(with_retry(page, retry_after_s))
        }
        Err(error) => Err(error.into()),
    }
}

async fn show_forgot(visit: &Visit, status: StatusCode, form: Form) -> Response {
    let t = visit.t();
    Page::new(visit, t.login.forgot_title)
        .status(status)
        .render(move || app::pages::auth::forgot(t, &form))
        .await
}

async fn reset_page(visit: Visit, Path(token): Path<String>) -> WebResult {
    accounts::check_reset_link(visit.app().context(), &token).await?;
    Ok(show_reset(&visit, StatusCode::OK, Form::new()).await)
}

async fn reset(visit: Visit, Path(token): Path<String>, fields: Fields) -> WebResult {
    let (password, repeat) = (fields.secret("password"), fields.secret("password_repeat"));
    let context = visit.app().context();
    match accounts::reset_password(context, &token, &password, &repeat).await {
        Ok(()) => Ok(see_other("/login?ok=password_reset")),
        Err(ServiceError::Invalid(errors)) => {
            let form = refused(&visit, &fields, &PASSWORDS, errors);
            Ok(show_reset(&visit, StatusCode::UNPROCESSABLE_ENTITY, form).await)
        }
        Err(error) => Err(error.into()),
    }
}

async fn show_reset(visit: &Visit, status: StatusCode, form: Form) -> Response {
    let t = visit.t();
    let page = Page::new(visit, t.login.reset_title)
        .status(status)
        .render(move || app::pages::auth::reset(t, &form))
        .await;
    secret_address(visit, page)
}

async fn invitation_page(visit: Visit, Path(token): Path<String>) -> WebResult {
    show_invitation(&visit, StatusCode::OK, Form::new(), &token).await
}

async fn accept(visit: Visit, Path(token): Path<String>, fields: Fields) -> WebResult {
    let (password, repeat) = (fields.secret("password"), fields.secret("password_repeat"));
    let (context, name) = (visit.app().context(), fields.text("name"));
    match accounts::accept_invitation(context, &token, name, &password, &repeat).await {
        Ok(()) => Ok(see_other("/login?ok=invitation_accepted")),
        Err(ServiceError::Invalid(errors)) => {
            let form = refused(&visit, &fields, &PASSWORDS, errors);
            show_invitation(&visit, StatusCode::UNPROCESSABLE_ENTITY, form, &token).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn show_invitation(visit: &Visit, status: StatusCode, form: Form, token: &str) -> WebResult {
    let invitation = accounts::find_invitation(visit.app().context(), token).await?;
    let provider = visit.app().provider().await;
    let page = InvitationPage {
        form,
        email: invitation.email,
        name: invitation.name,
        member: invitation.organization.zip(invitation.member_role),
        staff: invitation
            .staff_role
            .map(|role| (provider.name.clone(), role)),
        is_new: invitation.is_new,
    };
    let t = visit.t();
    let page = Page::new(visit, t.login.invitation_title)
        .status(status)
        .face(app::render::Face::Entry)
        .render(move || app::pages::auth::invitation(t, page))
        .await;
    Ok(secret_address(visit, page))
}

async fn setup_page(visit: Visit, Path(token): Path<String>) -> WebResult {
    accounts::check_setup_link(visit.app().context(), &token).await?;
    Ok(show_setup(&visit, StatusCode::OK, Form::new()).await)
}

async fn set_up(visit: Visit, Path(token): Path<String>, fields: Fields) -> WebResult {
    let desk = NewDesk {
        provider: fields.text("provider"),
        name: fields.text("name"),
        email: fields.text("email"),
        password: fields.secret("password"),
        repeat: fields.secret("password_repeat"),
    };
    match accounts::set_up(visit.app().context(), &token, desk).await {
        Ok(()) => {
            visit.app().forget_provider();
            Ok(see_other("/login?ok=set_up"))
        }
        Err(ServiceError::Invalid(errors)) => {
            let form = refused(&visit, &fields, &PASSWORDS, errors);
            Ok(show_setup(&visit, StatusCode::UNPROCESSABLE_ENTITY, form).await)
        }
        Err(error) => Err(error.into()),
    }
}

async fn show_setup(visit: &Visit, status: StatusCode, form: Form) -> Response {
    let t = visit.t();
    let page = Page::new(visit, t.login.setup_title)
        .status(status)
        .render(move || app::pages::auth::set_up(t, &SetupPage { form }))
        .await;
    secret_address(visit, page)
}
