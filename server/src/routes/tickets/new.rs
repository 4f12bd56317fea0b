//! The customer's form.

use app::forms::Form;
use app::pages::tickets as pages;
use app::render::Nav;
use axum::http::StatusCode;
use axum::response::Response;
use domain::policy::{Action, organizations_where};
use services::context::OpContext;
use services::held::Held;
use services::tickets::{NEW_DRAFT, NewTicket};

use super::drafted;
use crate::web::{
    Failure, Op, Page, Uploads, Visit, WebResult, again, deciding, not_kept, see_other,
};

pub(super) async fn page(visit: Visit, Op(op): Op) -> WebResult {
    show(&visit, &op, StatusCode::OK, None, Vec::new()).await
}

pub(super) async fn file(visit: Visit, Op(op): Op, uploads: Uploads) -> WebResult {
    let Uploads { fields, files } = uploads;
    if fields.text("action") == "draft" {
        let typed = fields.pairs().filter(|(name, _)| name != "action");
        let left_out = services::drafts::put(&op, NEW_DRAFT, typed).await?;
        if left_out.is_empty() {
            return Ok(see_other("/tickets/new?ok=draft_saved"));
        }
        let form = not_kept(&visit, &fields, &["secrets"], &left_out);
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return show(&visit, &op, status, Some(form), Vec::new()).await;
    }
    let new = NewTicket {
        organization: fields.text("organization"),
        subject: fields.text("subject"),
        class: fields.text("class"),
        department: fields.text("department"),
        systems: fields.all("systems"),
        body: fields.text("body"),
        files,
        idempotency_key: fields.text("idempotency_key"),
    };
    let op = deciding(op, &fields);
    match services::tickets::file(&op, new).await {
        Ok(number) => Ok(see_other(&format!("/tickets/{}?ok=ticket_filed", number.0))),
        Err(error) => {
            let (form, held) = again(&visit, &fields, &["secrets"], error)?;
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            show(&visit, &op, status, Some(form), held).await
        }
    }
}

async fn show(
    visit: &Visit,
    op: &OpContext,
    status: StatusCode,
    form: Option<Form>,
    held: Vec<Held>,
) -> Result<Response, Failure> {
    let offer = services::tickets::new_form(op).await?;
    let t = visit.t();
    let saved = offer.draft.as_ref().map(|draft| draft.updated_at);
    let form = form.unwrap_or_else(|| drafted(offer.draft.as_ref()));
    let form_key = match form.value("idempotency_key") {
        "" => services::tickets::new_form_key(op),
        key => key.to_owned(),
    };
    let now = op.now();
    let may_request = !organizations_where(&op.actor, Action::RequestIntervention).is_empty();
    Ok(Page::new(visit, t.tickets.new_title)
        .status(status)
        .nav(Nav::Tickets)
        .render(move || {
            let page = pages::NewPage {
                form,
                offer,
                held,
                saved,
                form_key,
                may_request,
                now,
            };
            pages::new_ticket(t, page)
        })
        .await)
}
