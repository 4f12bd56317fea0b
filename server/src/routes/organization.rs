//! The organization's page and what its owners change; admins use the same posts from their record of the customer.

use app::forms::Form;
use app::pages::admin::OrganizationRecordPage;
use app::pages::organization::OrganizationPage;
use app::render::Nav;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use domain::account::StaffRole;
use domain::ids::{OrganizationId, PersonId};
use services::context::OpContext;
use services::error::{FieldError, ServiceError};
use services::organizations;

use crate::router::{Access, Route, get, post};
use crate::web::{Failure, Fields, Op, Page, Visit, WebResult, own_path, refused, see_other};

/// Routes of this area.
pub fn routes() -> Vec<Route> {
    vec![
        get("/organization", Access::Customer, page),
        post("/organization/{id}/invitations", Access::LoggedIn, invite),
        post(
            "/organization/{id}/invitations/{invitation}/withdraw",
            Access::LoggedIn,
            withdraw,
        ),
        post("/organization/{id}/demands", Access::LoggedIn, demands),
        post(
            "/organization/{id}/members/{person}/role",
            Access::LoggedIn,
            change_role,
        ),
        post(
            "/organization/{id}/members/{person}/remove",
            Access::LoggedIn,
            remove,
        ),
        post(
            "/organization/{id}/members/{person}/authorise",
            Access::LoggedIn,
            authorise,
        ),
    ]
}

fn id<T: std::str::FromStr>(text: &str) -> Result<T, Failure> {
    text.parse().map_err(|_| Failure::not_found())
}

async fn page(visit: Visit, Op(op): Op) -> WebResult {
    let id = visit.query("id").map(|text| id(&text)).transpose()?;
    let view = organizations::view(&op, id).await?;
    let page = OrganizationPage {
        view,
        invite_form: Form::new(),
        member_form: Form::new(),
        now: op.now(),
    };
    Ok(show(&visit, StatusCode::OK, page).await)
}

async fn show(visit: &Visit, status: StatusCode, page: OrganizationPage) -> Response {
    let t = visit.t();
    let title = page.view.organization.name.clone();
    Page::new(visit, title)
        .status(status)
        .nav(Nav::Organization)
        .render(move || app::pages::organization::organization(t, &page))
        .await
}

/// The page a refused form stood on, with what is wrong: the customer's own, or the admin's record.
async fn refuse(
    visit: &Visit,
    op: &OpContext,
    id: OrganizationId,
    invite_form: Form,
    member_form: Form,
) -> WebResult {
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    if op.actor.staff != Some(StaffRole::Admin) {
        let page = OrganizationPage {
            view: organizations::view(op, Some(id)).await?,
            invite_form,
            member_form,
            now: op.now(),
        };
        return Ok(show(visit, status, page).await);
    }
    let page = OrganizationRecordPage {
        record: organizations::record(op, id).await?,
        invite_form,
        member_form,
        contract_form: Form::new(),
        now: op.now(),
    };
    Ok(super::admin::show_record(visit, status, page).await)
}

fn back(fields: &Fields, id: OrganizationId, done: &str) -> Response {
    let own = format!("/organization?id={id}");
    let path = own_path(fields.text("back")).unwrap_or(&own);
    let join = if path.contains('?') { '&' } else { '?' };
    see_other(&format!("{path}{join}ok={done}"))
}

/// Problems of the member table carry no typed values.
fn member_problems(visit: &Visit, errors: Vec<FieldError>) -> Form {
    refused(visit, &Fields::default(), &[], errors)
}

async fn invite(
    visit: Visit,
    Op(op): Op,
    Path(organization): Path<String>,
    fields: Fields,
) -> WebResult {
    let organization = id(&organization)?;
    let (email, role) = (fields.text("email"), fields.text("role"));
    match organizations::invite_member(&op, organization, email, role).await {
        Ok(()) => Ok(back(&fields, organization, "invited")),
        Err(ServiceError::Invalid(errors)) => {
            let form = refused(&visit, &fields, &[], errors);
            refuse(&visit, &op, organization, form, Form::new()).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn withdraw(
    Op(op): Op,
    Path((organization, invitation)): Path<(String, String)>,
    fields: Fields,
) -> WebResult {
    let organization = id(&organization)?;
    organizations::withdraw_invitation(&op, organization, id(&invitation)?).await?;
    Ok(back(&fields, organization, "removed"))
}

async fn demands(Op(op): Op, Path(organization): Path<String>, fields: Fields) -> WebResult {
    let organization = id(&organization)?;
    let (factor, eyes) = (fields.checked("second_factor"), fields.checked("four_eyes"));
    organizations::change_demands(&op, organization, factor, eyes).await?;
    Ok(back(&fields, organization, "saved"))
}

async fn change_role(
    visit: Visit,
    Op(op): Op,
    Path((organization, person)): Path<(String, String)>,
    fields: Fields,
) -> WebResult {
    let (organization, person): (OrganizationId, PersonId) = (id(&organization)?, id(&person)?);
    match organizations::change_role(&op, organization, person, fields.text("role")).await {
        Ok(()) => Ok(back(&fields, organization, "saved")),
        Err(ServiceError::Invalid(errors)) => {
            let form = member_problems(&visit, errors);
            refuse(&visit, &op, organization, Form::new(), form).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn remove(
    visit: Visit,
    Op(op): Op,
    Path((organization, person)): Path<(String, String)>,
    fields: Fields,
) -> WebResult {
    let (organization, person): (OrganizationId, PersonId) = (id(&organization)?, id(&person)?);
    match organizations::remove_member(&op, organization, person).await {
        Ok(()) => Ok(back(&fields, organization, "removed")),
        Err(ServiceError::Invalid(errors)) => {
            let form = member_problems(&visit, errors);
            refuse(&visit, &op, organization, Form::new(), form).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn authorise(
    Op(op): Op,
    Path((organization, person)): Path<(String, String)>,
    fields: Fields,
) -> WebResult {
    let (organization, person): (OrganizationId, PersonId) = (id(&organization)?, id(&person)?);
    let given = fields.checked("may_authorise");
    organizations::set_authorise(&op, organization, person, given).await?;
    Ok(back(&fields, organization, "saved"))
}
