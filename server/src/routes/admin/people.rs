//! The provider's people.

use app::forms::Form;
use app::pages::admin::PeoplePage;
use axum::extract::Path;
use axum::http::StatusCode;
use domain::ids::PersonId;
use services::context::OpContext;
use services::error::ServiceError;
use services::staff;

use super::{id, sheet};
use crate::router::{Access, Route, get, post};
use crate::web::{Fields, Op, Visit, WebResult, refused, see_other};

/// Routes of this area.
pub fn routes() -> Vec<Route> {
    vec![
        get("/admin/people", Access::Admin, page),
        post("/admin/people/invitations", Access::Admin, invite),
        post(
            "/admin/people/invitations/{id}/withdraw",
            Access::Admin,
            withdraw,
        ),
        post("/admin/people/{id}/change", Access::Admin, change),
        get("/admin/people/{id}/email", Access::Admin, email),
        post("/admin/people/{id}/email", Access::Admin, change_email),
        post("/admin/people/{id}/active", Access::Admin, set_active),
        post(
            "/admin/people/{id}/reset-factor",
            Access::Admin,
            reset_factor,
        ),
        post(
            "/admin/people/{id}/end-sessions",
            Access::Admin,
            end_sessions,
        ),
    ]
}

async fn page(visit: Visit, Op(op): Op) -> WebResult {
    show(&visit, &op, StatusCode::OK, Form::new()).await
}

async fn show(visit: &Visit, op: &OpContext, status: StatusCode, form: Form) -> WebResult {
    let t = visit.t();
    let page = PeoplePage {
        staff: staff::list(op).await?,
        form,
        now: op.now(),
    };
    Ok(sheet(visit, t.admin.people, status, move |t| {
        app::pages::admin::people(t, &page)
    })
    .await)
}

async fn invite(visit: Visit, Op(op): Op, fields: Fields) -> WebResult {
    let (email, name, role) = (
        fields.text("email"),
        fields.text("name"),
        fields.text("role"),
    );
    match staff::invite(&op, email, name, role).await {
        Ok(()) => Ok(see_other("/admin/people?ok=invited")),
        Err(ServiceError::Invalid(errors)) => {
            let form = refused(&visit, &fields, &[], errors);
            show(&visit, &op, StatusCode::UNPROCESSABLE_ENTITY, form).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn withdraw(Op(op): Op, Path(invitation): Path<String>) -> WebResult {
    staff::withdraw_invitation(&op, id(&invitation)?).await?;
    Ok(see_other("/admin/people?ok=removed"))
}

async fn change(Op(op): Op, Path(person): Path<String>, fields: Fields) -> WebResult {
    let approves = fields.checked("may_approve_reveals");
    staff::change(&op, id(&person)?, fields.text("role"), approves).await?;
    Ok(see_other("/admin/people?ok=saved"))
}

async fn email(visit: Visit, Op(op): Op, Path(person): Path<String>) -> WebResult {
    let person = id(&person)?;
    show_email(&visit, &op, person, StatusCode::OK, Form::new()).await
}

async fn show_email(
    visit: &Visit,
    op: &OpContext,
    person: PersonId,
    status: StatusCode,
    form: Form,
) -> WebResult {
    let person = staff::addressee(op, person).await?;
    let title = visit.t().admin.email_change;
    Ok(sheet(visit, title, status, move |t| {
        app::pages::admin::person_email(t, &person, &form)
    })
    .await)
}

/// Back to where the person is listed.
async fn change_email(
    visit: Visit,
    Op(op): Op,
    Path(person): Path<String>,
    fields: Fields,
) -> WebResult {
    let person = id(&person)?;
    match staff::change_email(&op, person, fields.text("email")).await {
        Ok(()) => {
            let list = match staff::addressee(&op, person).await?.customer {
                Some((organization, _)) => format!("/admin/organizations/{organization}"),
                None => "/admin/people".to_owned(),
            };
            Ok(see_other(&format!("{list}?ok=email_changed")))
        }
        Err(ServiceError::Invalid(errors)) => {
            let form = refused(&visit, &fields, &[], errors);
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            show_email(&visit, &op, person, status, form).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn set_active(Op(op): Op, Path(person): Path<String>, fields: Fields) -> WebResult {
    staff::set_active(&op, id(&person)?, fields.checked("active")).await?;
    Ok(see_other("/admin/people?ok=saved"))
}

async fn reset_factor(Op(op): Op, Path(person): Path<String>) -> WebResult {
    staff::reset_factor(&op, id(&person)?).await?;
    Ok(see_other("/admin/people?ok=factor_removed"))
}

async fn end_sessions(Op(op): Op, Path(person): Path<String>) -> WebResult {
    staff::end_sessions(&op, id(&person)?).await?;
    Ok(see_other("/admin/people?ok=session_ended"))
}
