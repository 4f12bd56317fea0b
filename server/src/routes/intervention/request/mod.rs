//! The request form: new, saved as a draft, filed incomplete or complete, changed until work begins. // I-35, I-36

mod form;
mod view;

use app::forms::Form;
use app::pages::intervention::RequestPage;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use domain::ids::{OrganizationId, TicketNumber};
use domain::policy::{Action, Resource, may};
use domain::time::Timestamp;
use services::context::OpContext;
use services::drafts;
use services::error::ServiceError;
use services::held::Held;
use services::interventions::{self, FormView, NEW_DRAFT, RequestForm, change_draft};

use super::{SECRETS, refused_as, ticket_number};
use crate::router::{Access, Route, get, post};
use crate::routes::brought;
use crate::web::{Fields, Op, Page, Visit, WebResult, deciding, not_kept, see_other};

pub(super) use self::form::credentials;
use self::form::{kept, stored, typed};
use self::view::request_page;

/// The page's names of fields the use case names otherwise.
const NAMES: [(&str, &str); 5] = [
    ("tasks", "task"),
    ("methods", "method"),
    ("acknowledgements", "ack"),
    ("rights", "account_rights"),
    ("system_text", "system"),
];

/// Routes of this part.
pub fn routes() -> Vec<Route> {
    vec![
        get("/interventions/new", Access::Customer, new_page),
        post("/interventions/new", Access::Customer, file),
        get("/interventions/{number}/request", Access::Customer, page),
        post("/interventions/{number}/request", Access::Customer, change),
    ]
}

async fn new_page(visit: Visit, Op(op): Op) -> WebResult {
    let draft = drafts::find(&op, NEW_DRAFT).await?;
    let saved_at = draft.as_ref().map(|draft| draft.updated_at);
    let form = draft.map_or_else(
        || prefilled(&visit),
        |draft| Form::new().keep(drafts::values(&draft), &SECRETS),
    );
    let view = interventions::new_form(&op, form.value("system")).await?;
    Ok(show(&visit, &op, StatusCode::OK, view, form, saved_at).await)
}

/// From a system's page the system is known already.
fn prefilled(visit: &Visit) -> Form {
    visit
        .query("system")
        .map_or_else(Form::new, |system| Form::new().with("system", system))
}

async fn page(visit: Visit, Op(op): Op, Path(number): Path<String>) -> WebResult {
    let number = ticket_number(&number)?;
    let view = interventions::form(&op, number).await?;
    if !view.editable {
        return Ok(see_other(&format!("/tickets/{number}")));
    }
    // What was typed and not submitted comes back to who typed it; the filed version stays a click away. // RULINGS 11
    let draft = match visit.query("filed") {
        Some(_) => None,
        None => drafts::find(&op, &change_draft(number)).await?,
    };
    let saved_at = draft.as_ref().map(|draft| draft.updated_at);
    let form = draft.map_or_else(
        || stored(&view),
        |draft| Form::new().keep(drafts::values(&draft), &SECRETS),
    );
    Ok(show(&visit, &op, StatusCode::OK, view, form, saved_at).await)
}

async fn file(visit: Visit, Op(op): Op, fields: Fields) -> WebResult {
    if fields.text("action") == "save" {
        let (form, secrets) = typed(&fields);
        return match interventions::save_draft(&op, &form, secrets, kept(&fields)).await {
            Ok(left_out) if left_out.is_empty() => Ok(see_other("/interventions/new?ok=saved")),
            Ok(left_out) => {
                let view = interventions::new_form(&op, fields.text("system")).await?;
                let form = not_kept(&visit, &fields, &SECRETS, &left_out);
                let status = StatusCode::UNPROCESSABLE_ENTITY;
                Ok(show(&visit, &op, status, view, form, None).await)
            }
            Err(error) => {
                let view = interventions::new_form(&op, fields.text("system")).await?;
                again(&visit, &op, &fields, view, error).await
            }
        };
    }
    let op = deciding(op, &fields);
    let (form, secrets) = typed(&fields);
    let filed = match organization(&fields) {
        Ok(organization) => {
            let form = RequestForm {
                organization,
                ..form
            };
            interventions::submit(&op, &form, secrets).await
        }
        Err(altered) => Err(altered),
    };
    match filed {
        Ok(filed) => Ok(go_on(&op, &fields, filed.number, filed.missing.is_empty())),
        Err(error) => {
            let view = interventions::new_form(&op, fields.text("system")).await?;
            again(&visit, &op, &fields, view, error).await
        }
    }
}

async fn change(visit: Visit, Op(op): Op, Path(number): Path<String>, fields: Fields) -> WebResult {
    let number = ticket_number(&number)?;
    let op = deciding(op, &fields);
    let (form, secrets) = typed(&fields);
    match interventions::edit(&op, number, &form, secrets).await {
        Ok(filed) => Ok(go_on(&op, &fields, number, filed.missing.is_empty())),
        Err(error) => {
            let view = interventions::form(&op, number).await?;
            again(&visit, &op, &fields, view, error).await
        }
    }
}

/// For whom it is asked; most people have one organization, and it is in no field they could see.
fn organization(fields: &Fields) -> Result<Option<OrganizationId>, ServiceError> {
    match fields.text("organization") {
        "" => Ok(None),
        id => brought(id).map(Some),
    }
}

/// To the signature where it can be signed, back to the form while something is missing, else to the ticket.
fn go_on(op: &OpContext, fields: &Fields, number: TicketNumber, complete: bool) -> Response {
    let signs = op.actor.memberships.iter().any(|m| {
        may(
            &op.actor,
            Action::SignAuthorization,
            &Resource::of(m.organization),
        )
        .is_ok()
    });
    // A form that was held back says which button began it.
    let action = match fields.text("action") {
        "" => fields.text("held_action"),
        action => action,
    };
    match action {
        "save" => see_other(&format!("/interventions/{number}/request?ok=saved")),
        "sign" if complete && signs => see_other(&format!("/interventions/{number}/sign")),
        "sign" if signs => see_other(&format!(
            "/interventions/{number}/request?ok=filed_incomplete"
        )),
        _ => see_other(&format!("/tickets/{number}?ok=requested")),
    }
}

async fn again(
    visit: &Visit,
    op: &OpContext,
    fields: &Fields,
    view: FormView,
    error: ServiceError,
) -> WebResult {
    let (status, form) = match error {
        ServiceError::Held(held) => return Ok(show_held(visit, op, view, fields, held).await),
        ServiceError::Invalid(errors) => (
            StatusCode::UNPROCESSABLE_ENTITY,
            refused_as(visit, fields, &SECRETS, errors, &NAMES),
        ),
        ServiceError::VaultSealed => (
            StatusCode::SERVICE_UNAVAILABLE,
            fields
                .form(&SECRETS)
                .problem("access", visit.t().intervention.sealed),
        ),
        other => return Err(other.into()),
    };
    Ok(show(visit, op, status, view, form, None).await)
}

/// The page, new or of a filed request.
async fn show(
    visit: &Visit,
    op: &OpContext,
    status: StatusCode,
    view: FormView,
    form: Form,
    saved_at: Option<Timestamp>,
) -> Response {
    let page = request_page(visit, op, view, form, saved_at);
    render(visit, status, page).await
}

async fn render(visit: &Visit, status: StatusCode, page: RequestPage) -> Response {
    let t = visit.t();
    Page::new(visit, t.intervention.request_title)
        .status(status)
        .render(move || app::pages::intervention::request(t, page))
        .await
}

/// The form again, with what looks like a secret and what can be done with it.
async fn show_held(
    visit: &Visit,
    op: &OpContext,
    view: FormView,
    fields: &Fields,
    held: Vec<Held>,
) -> Response {
    let mut page = request_page(visit, op, view, fields.form(&SECRETS), None);
    page.held = held;
    render(visit, StatusCode::UNPROCESSABLE_ENTITY, page).await
}
