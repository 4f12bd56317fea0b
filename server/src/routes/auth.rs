//! Log-in.

use axum::http::StatusCode;

use app::forms::Form;

use crate::router::{Access, Route, get, post};
use crate::web::{Fields, Page, Visit, WebResult, own_path};

/// Routes of this area.
pub fn routes() -> Vec<Route> {
    vec![
        get("/login", Access::Public, login_page),
        post("/login", Access::Public, log_in),
    ]
}

async fn login_page(visit: Visit) -> WebResult {
    let next = visit.query("next").unwrap_or_default();
    Ok(show(&visit, StatusCode::OK, Form::new(), next).await)
}

async fn log_in(visit: Visit, fields: Fields) -> WebResult {
    let form = fields
        .form(&["password"])
        .problem("password", visit.t().login.wrong);
    let next = fields.text("next").to_owned();
    Ok(show(&visit, StatusCode::UNPROCESSABLE_ENTITY, form, next).await)
}

async fn show(
    visit: &Visit,
    status: StatusCode,
    form: Form,
    next: String,
) -> axum::response::Response {
    let t = visit.t();
    let next = own_path(&next).unwrap_or_default().to_owned();
    Page::new(visit, t.login.title)
        .status(status)
        .render(move || app::pages::auth::login(t, form, next))
        .await
}
