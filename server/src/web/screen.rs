//! The texts of a form, looked through for secrets before a use case gets them.

use app::forms::Form;
use axum::http::StatusCode;
use services::context::OpContext;
use services::tickets::{Held, OnSecret, Pieces, Place, Screened};

use super::{Failure, Fields, Page, Visit};

/// Where the person's decision stands in a form.
const DECISION: &str = "secrets";
/// Parts of the names of fields whose values never come back into a page.
const SECRET: [&str; 4] = ["password", "username", "private_key", "code"];

/// What a look at a form's texts found.
pub enum Looked {
    /// Go on with these fields; the pieces belong into the vault of the ticket to come.
    Go(Fields, Pieces),
    /// These look like secrets.
    Held(Fields, Vec<Held>),
}

/// Looks through the named fields. What the person decided to move into the vault is replaced in them.
///
/// # Errors
/// The use case's.
pub async fn look(
    op: &OpContext,
    place: Place,
    mut fields: Fields,
    names: &[&'static str],
) -> Result<Looked, Failure> {
    let texts: Vec<(&'static str, &str)> = names
        .iter()
        .map(|name| (*name, fields.text(name)))
        .collect();
    let decision = OnSecret::from_code(fields.text(DECISION));
    match services::tickets::screen(op, place, &texts, decision).await? {
        Screened::Held(held) => Ok(Looked::Held(fields, held)),
        Screened::Go(left, pieces) => {
            for (name, text) in names.iter().zip(left) {
                fields.replace(name, text);
            }
            Ok(Looked::Go(fields, pieces))
        }
    }
}

/// The same for a form of an existing ticket. What is held back is answered with a page of its own, on which the texts can be
/// changed, moved into the vault or sent all the same; whatever else the form held goes along.
///
/// # Errors
/// [`Failure::Answer`] with that page; the use case's.
pub async fn screened(
    visit: &Visit,
    op: &OpContext,
    place: Place,
    fields: Fields,
    names: &[&'static str],
) -> Result<Fields, Failure> {
    match look(op, place, fields, names).await? {
        Looked::Go(fields, _) => Ok(fields),
        Looked::Held(fields, held) => {
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
            let answer = Page::new(visit, t.tickets.held_title)
                .status(StatusCode::UNPROCESSABLE_ENTITY)
                .render(move || app::pages::tickets::held_page(t, &page))
                .await;
            Err(Failure::Answer(Box::new(answer)))
        }
    }
}
