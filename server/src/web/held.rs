//! Texts that look like secrets: what the person decided about them, and the page that asks.

use app::forms::Form;
use axum::http::StatusCode;
use axum::response::Response;
use services::context::OpContext;
use services::error::ServiceError;
use services::held::{Held, OnSecret};

use super::{Failure, Fields, Page, Visit, refused};

/// Where the person's decision stands in a form.
const DECISION: &str = "secrets";
/// Parts of the names of fields whose values never come back into a page.
const SECRET: [&str; 4] = ["password", "username", "private_key", "code"];

/// What use cases take, with the decision that came in this form.
pub fn deciding(op: OpContext, fields: &Fields) -> OpContext {
    OpContext {
        on_secret: OnSecret::from_code(fields.text(DECISION)),
        ..op
    }
}

/// What a page shows again when a use case refused what was typed: the form with what is wrong, or with what was held back.
///
/// # Errors
/// Whatever else the use case said.
pub fn again(
    visit: &Visit,
    fields: &Fields,
    secrets: &[&str],
    error: ServiceError,
) -> Result<(Form, Vec<Held>), Failure> {
    match error {
        ServiceError::Held(held) => Ok((fields.form(secrets), held)),
        ServiceError::Invalid(errors) => Ok((refused(visit, fields, secrets, errors), Vec::new())),
        error => Err(error.into()),
    }
}

/// A form that was held back, on a page of its own: the texts can be changed there, moved into the vault or sent all the
/// same; whatever else the form held goes along.
pub async fn held_page(visit: &Visit, fields: &Fields, held: Vec<Held>) -> Response {
    let t = visit.t();
    let page = app::pages::tickets::HeldPage {
        action: visit.path_and_query().to_owned(),
        held,
        form: fields
            .pairs()
            .filter(|(name, _)| {
                name != DECISION && !SECRET.iter().any(|secret| name.contains(secret))
            })
            .fold(Form::new(), |form, (name, value)| form.with(&name, value)),
    };
    Page::new(visit, t.tickets.held_title)
        .status(StatusCode::UNPROCESSABLE_ENTITY)
        .render(move || app::pages::tickets::held_page(t, &page))
        .await
}
