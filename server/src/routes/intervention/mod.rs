//! The OS intervention over HTTP: request, signature, the customer's acts, live view, workspace, credentials, papers.
//!
//! Secrets go from the body straight into secret types and never into a page again; the one answer that carries a value is
//! [`secrets`]' reveal. Every path names its ticket; what is none of the visitor's looks as if it did not exist.

mod acts;
mod approvals;
mod case;
mod live;
mod map;
mod papers;
mod request;
mod secrets;
pub(super) mod sign;
mod timing;
mod vault;
mod workspace;

use ::vault::SecretBytes;
use app::forms::Form;
use axum::response::Response;
use services::error::FieldError;
use services::held::Held;

use super::ticket_number;
use crate::router::Route;
use crate::web::{Failure, Fields, Visit, held_page, refused};

pub use case::panel_data;

/// Routes of this area.
pub fn routes() -> Vec<Route> {
    let mut all = request::routes();
    all.extend(sign::routes());
    all.extend(case::routes());
    all.extend(live::routes());
    all.extend(papers::routes());
    all.extend(workspace::routes());
    all.extend(acts::routes());
    all.extend(secrets::routes());
    all.extend(vault::routes());
    all.extend(approvals::routes());
    all
}

/// An id in a path; what is none leads nowhere.
fn id<T: std::str::FromStr>(text: &str) -> Result<T, Failure> {
    text.parse().map_err(|_| Failure::not_found())
}

/// What a use case calls a field, and what the page does, where they differ.
type Names<'a> = &'a [(&'a str, &'static str)];

/// The page's name of a field.
fn named(names: Names<'_>, field: &'static str) -> &'static str {
    names
        .iter()
        .find(|(theirs, _)| *theirs == field)
        .map_or(field, |(_, ours)| ours)
}

/// Texts that were held back, as a page that asks, under the page's names.
async fn ask_first(
    visit: &Visit,
    fields: &Fields,
    mut held: Vec<Held>,
    names: Names<'_>,
) -> Response {
    for text in &mut held {
        text.field = named(names, text.field);
    }
    held_page(visit, fields, held).await
}

/// The form to show again, where the use case names its fields otherwise than the page does.
fn refused_as(
    visit: &Visit,
    fields: &Fields,
    secrets: &[&str],
    mut errors: Vec<FieldError>,
    names: Names<'_>,
) -> Form {
    for error in &mut errors {
        error.field = named(names, error.field);
    }
    refused(visit, fields, secrets, errors)
}

/// A field's text as a secret, `None` when nothing was typed.
fn secret_bytes(fields: &Fields, name: &str) -> Option<SecretBytes> {
    let typed = fields.text(name);
    (!typed.is_empty()).then(|| SecretBytes::from(typed.to_owned()))
}

/// Fields whose values never come back into a page.
const SECRETS: [&str; 9] = [
    "username",
    "password",
    "private_key",
    "code",
    "mail_code",
    "handover_username",
    "handover_password",
    "handover_private_key",
    "handover_key_file",
];
