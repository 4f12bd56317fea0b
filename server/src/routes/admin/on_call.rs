//! *Bereitschaft*: the next weeks, entries, handing over, the rotation. // rule 28

use app::forms::Form;
use app::pages::admin::{OnCallView, RotationPage, rotation_values};
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use domain::account::StaffRole;
use services::context::OpContext;
use services::error::{Result, ServiceError};
use services::on_call::{self, EntryFields, HandOverFields, RotationFields};

use super::{id, sheet};
use crate::router::{Access, Route, get, post};
use crate::web::{Fields, Op, Visit, WebResult, refused, see_other};

const HERE: &str = "/admin/oncall";
/// Fields a link may fill in.
const FILLED: [&str; 4] = ["from", "until", "shift_from", "shift_until"];

/// Routes of this area.
pub fn routes() -> Vec<Route> {
    vec![
        get("/admin/oncall", Access::Staff, page),
        post("/admin/oncall", Access::Manager, enter),
        post("/admin/oncall/hand-over", Access::Staff, hand_over),
        post("/admin/oncall/{id}/withdraw", Access::Manager, withdraw),
        get("/admin/oncall/rotation", Access::Manager, rotation),
        post("/admin/oncall/rotation", Access::Manager, rotate),
    ]
}

/// The guard of these routes lets staff in only.
fn role(op: &OpContext) -> StaffRole {
    op.actor.staff.unwrap_or(StaffRole::Engineer)
}

async fn page(visit: Visit, Op(op): Op) -> WebResult {
    let filled = FILLED.into_iter().fold(Form::new(), |form, name| {
        let text = visit.query(name);
        text.into_iter()
            .fold(form, |form, text| form.with(name, text))
    });
    show(&visit, &op, StatusCode::OK, filled).await
}

async fn show(visit: &Visit, op: &OpContext, status: StatusCode, form: Form) -> WebResult {
    let page = OnCallView {
        page: on_call::page(op).await?,
        form,
        reader: role(op),
        now: op.now(),
    };
    let title = visit.t().on_call.title;
    Ok(sheet(visit, title, status, move |t| {
        app::pages::admin::on_call(t, &page)
    })
    .await)
}

/// Done: back to the page. Otherwise the page again, with what is wrong.
async fn answer(visit: &Visit, op: &OpContext, fields: &Fields, done: Result<()>) -> WebResult {
    match done {
        Ok(()) => Ok(see_other(&format!("{HERE}?ok=saved"))),
        Err(ServiceError::Invalid(errors)) => {
            let form = refused(visit, fields, &[], errors);
            show(visit, op, StatusCode::UNPROCESSABLE_ENTITY, form).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn enter(visit: Visit, Op(op): Op, fields: Fields) -> WebResult {
    let typed = EntryFields {
        kind: fields.text("kind"),
        person: fields.text("person"),
        from: fields.text("from"),
        until: fields.text("until"),
        note: fields.text("note"),
    };
    let done = Box::pin(on_call::enter(&op, &typed)).await;
    answer(&visit, &op, &fields, done).await
}

async fn hand_over(visit: Visit, Op(op): Op, fields: Fields) -> WebResult {
    let typed = HandOverFields {
        takes: fields.text("takes"),
        shift_from: fields.text("shift_from"),
        shift_until: fields.text("shift_until"),
    };
    let done = Box::pin(on_call::hand_over(&op, &typed)).await;
    answer(&visit, &op, &fields, done).await
}

async fn withdraw(_visit: Visit, Op(op): Op, Path(stint): Path<String>) -> WebResult {
    Box::pin(on_call::withdraw(&op, id(&stint)?)).await?;
    Ok(see_other(&format!("{HERE}?ok=removed")))
}

async fn rotation(visit: Visit, Op(op): Op) -> WebResult {
    let page = on_call::page(&op).await?;
    let form = rotation_values(page.rotations.first());
    Ok(rotation_form(&visit, &op, page, StatusCode::OK, form).await)
}

async fn rotate(visit: Visit, Op(op): Op, fields: Fields) -> WebResult {
    let places = on_call::PLACES.map(|place| fields.text(place));
    let typed = RotationFields {
        begins: fields.text("begins"),
        hand_over: fields.text("hand_over"),
        people: places,
        reason: fields.text("reason"),
        base: fields.text("base"),
    };
    match Box::pin(on_call::rotate(&op, &typed)).await {
        Ok(()) => Ok(see_other(&format!("{HERE}?ok=saved"))),
        Err(ServiceError::Invalid(errors)) => {
            let form = refused(&visit, &fields, &[], errors);
            let page = on_call::page(&op).await?;
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            Ok(rotation_form(&visit, &op, page, status, form).await)
        }
        Err(error) => Err(error.into()),
    }
}

async fn rotation_form(
    visit: &Visit,
    op: &OpContext,
    page: on_call::OnCallPage,
    status: StatusCode,
    form: Form,
) -> Response {
    let page = RotationPage {
        page,
        form,
        reader: role(op),
        now: op.now(),
    };
    let title = visit.t().on_call.rotation;
    sheet(visit, title, status, move |t| {
        app::pages::admin::rotation(t, &page)
    })
    .await
}
