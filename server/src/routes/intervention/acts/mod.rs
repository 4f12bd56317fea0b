//! What the desk does in the workspace: one post for each act, a room for each part of the procedure.
//!
//! Every act goes the same way: its fields to one use case, then to the workspace with a word of what was done; or the
//! workspace again with what was typed and what is wrong, or the page that asks about a secret.

mod closing;
mod gate;
mod hardware;
mod offers;
mod possible;
mod talk;
mod work;

use app::forms::Form;
use axum::extract::{FromRequest, FromRequestParts as _, Path, Request};
use axum::http::StatusCode;
use axum::response::Response;
use domain::ids::TicketNumber;
use domain::intervention::action_log::EntryProblem;
use domain::intervention::advisor::ChoiceProblem;
use domain::intervention::closing::{ClosingItem, ItemStatus};
use services::context::OpContext;
use services::error::{FieldError, ServiceError};

use super::{Names, SECRETS, ask_first, named, refused_as, ticket_number, workspace};
use crate::router::Route;
use crate::state::App;
use crate::web::{Failure, Fields, Visit, WebResult, deciding, see_other};

pub use possible::{may_become_complex, possible};

/// Path of an act of this workspace.
macro_rules! act {
    ($name:literal) => {
        concat!("/desk/tickets/{number}/intervention/", $name)
    };
}
use act;

/// Routes of this part.
pub fn routes() -> Vec<Route> {
    let mut all = gate::routes();
    all.extend(work::routes());
    all.extend(talk::routes());
    all.extend(hardware::routes());
    all.extend(closing::routes());
    all.extend(offers::routes());
    all
}

/// A posted act: who does what to which ticket.
struct Act {
    visit: Visit,
    op: OpContext,
    number: TicketNumber,
    fields: Fields,
}

impl FromRequest<App> for Act {
    type Rejection = Failure;

    async fn from_request(request: Request, app: &App) -> Result<Self, Self::Rejection> {
        let (mut parts, body) = request.into_parts();
        let visit = Visit::from_request_parts(&mut parts, app).await?;
        let Path(number) = Path::<String>::from_request_parts(&mut parts, app)
            .await
            .map_err(|_| Failure::not_found())?;
        let number = ticket_number(&number)?;
        let fields = Fields::from_request(Request::from_parts(parts, body), app).await?;
        let op = deciding(visit.op()?, &fields);
        Ok(Self {
            visit,
            op,
            number,
            fields,
        })
    }
}

impl Act {
    /// A field as typed.
    fn text(&self, name: &str) -> &str {
        self.fields.text(name)
    }

    /// The same, to put into a form.
    fn owned(&self, name: &str) -> String {
        self.text(name).to_owned()
    }

    /// The answer to what the use case said: with the code of the word, to this place of the workspace; or the workspace
    /// again, its fields under the page's names.
    async fn end(
        &self,
        result: Result<&'static str, ServiceError>,
        place: &str,
        names: Names<'_>,
    ) -> WebResult {
        match result {
            Ok(code) => Ok(self.done(code, place)),
            Err(ServiceError::Held(held)) => {
                Ok(ask_first(&self.visit, &self.fields, held, names).await)
            }
            Err(ServiceError::Invalid(errors)) => {
                let form = problems(&self.visit, &self.fields, errors, names);
                let status = StatusCode::UNPROCESSABLE_ENTITY;
                workspace::show(&self.visit, &self.op, self.number, status, form).await
            }
            Err(other) => Err(other.into()),
        }
    }

    fn done(&self, code: &str, place: &str) -> Response {
        let number = self.number;
        see_other(&format!(
            "/desk/tickets/{number}/intervention?ok={code}#{place}"
        ))
    }
}

/// The form to show again. Messages of the domain's own lists say more than the common ones.
fn problems(visit: &Visit, fields: &Fields, errors: Vec<FieldError>, names: Names<'_>) -> Form {
    let (known, others): (Vec<_>, Vec<_>) = errors
        .into_iter()
        .map(|error| (in_words(visit, &error), error))
        .partition(|(text, _)| text.is_some());
    let others = others.into_iter().map(|(_, error)| error).collect();
    let form = refused_as(visit, fields, &SECRETS, others, names);
    known.into_iter().fold(form, |form, (text, error)| {
        form.problem(named(names, error.field), text.unwrap_or_default())
    })
}

/// An entry's problem, a choice's, or a line of the closing checklist that has no field.
fn in_words(visit: &Visit, error: &FieldError) -> Option<String> {
    let t = visit.t();
    if error.field.is_empty() {
        let item: ClosingItem = error.code.parse().ok()?;
        let status = t.label.item_status(ItemStatus::Missing);
        return Some(format!("{}: {status}", t.label.closing_item(item)));
    }
    if let Ok(problem) = error.code.parse::<EntryProblem>() {
        return Some(t.label.entry_problem(problem).to_owned());
    }
    let problem = error.code.parse::<ChoiceProblem>().ok()?;
    Some(t.label.choice_problem(problem).to_owned())
}
