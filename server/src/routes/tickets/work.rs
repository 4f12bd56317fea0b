//! Work on a ticket: its page, the timer, entries. // billing rules 2 to 9

use app::forms::Form;
use app::pages::work::{self as pages, EntryPage, WorkPage};
use app::render::Nav;
use axum::extract::Path;
use axum::http::StatusCode;
use domain::ids::{TicketNumber, WorkEntryId};
use services::context::OpContext;
use services::error::ServiceError;
use services::work::{self, Quote, WorkForm};

use super::number;
use crate::router::{Access, Route, get, post};
use crate::web::{Failure, Fields, Op, Page, Visit, WebResult, refused, see_other};

/// Routes of this area.
pub fn routes() -> Vec<Route> {
    vec![
        get("/tickets/{number}/work", Access::Staff, page),
        post("/tickets/{number}/work", Access::Staff, enter),
        post("/tickets/{number}/work/start", Access::Staff, start),
        post("/tickets/{number}/work/stop", Access::Staff, stop),
        get("/tickets/{number}/work/{entry}", Access::Staff, entry),
        post("/tickets/{number}/work/{entry}", Access::Staff, change),
        post(
            "/tickets/{number}/work/{entry}/discard",
            Access::Staff,
            discard,
        ),
    ]
}

/// What was typed on the page.
#[derive(Default)]
struct Typed {
    enter: Form,
    stop: Form,
    quote: Option<Quote>,
}

async fn show(
    visit: &Visit,
    op: &OpContext,
    number: TicketNumber,
    (status, typed): (StatusCode, Typed),
) -> WebResult {
    let page = WorkPage {
        view: work::view(op, number).await?,
        form: typed.enter,
        stop: typed.stop,
        quote: typed.quote,
        now: op.now(),
    };
    let title = visit.t().billing.work_of(&number.0.to_string());
    let t = visit.t();
    Ok(Page::new(visit, title)
        .status(status)
        .nav(Nav::Queue)
        .render(move || pages::work(t, &page))
        .await)
}

async fn page(visit: Visit, Op(op): Op, Path(path): Path<String>) -> WebResult {
    let typed = (StatusCode::OK, Typed::default());
    show(&visit, &op, number(&path)?, typed).await
}

fn form(fields: &Fields) -> WorkForm {
    let text = |name| fields.text(name).to_owned();
    WorkForm {
        from: text("from"),
        to: text("to"),
        article: text("article"),
        order: text("order"),
        appointment: fields.checked("appointment"),
        note: text("note"),
        waived: fields.checked("waived"),
        reason: text("reason"),
        why: text("why"),
    }
}

/// Enters work; or says what it would cost, and keeps what was typed.
async fn enter(visit: Visit, Op(op): Op, Path(path): Path<String>, fields: Fields) -> WebResult {
    let number = number(&path)?;
    let entered = form(&fields);
    let result = if fields.text("act") == "preview" {
        work::preview(&op, number, &entered).await.map(Some)
    } else {
        work::enter(&op, number, &entered).await.map(|_| None)
    };
    match result {
        Ok(None) => Ok(see_other(&format!("/tickets/{path}/work?ok=saved"))),
        Ok(quote) => {
            let typed = Typed {
                enter: refused(&visit, &fields, &[], Vec::new()),
                quote,
                ..Typed::default()
            };
            show(&visit, &op, number, (StatusCode::OK, typed)).await
        }
        Err(ServiceError::Invalid(errors)) => {
            let typed = Typed {
                enter: refused(&visit, &fields, &[], errors),
                ..Typed::default()
            };
            let typed = (StatusCode::UNPROCESSABLE_ENTITY, typed);
            show(&visit, &op, number, typed).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn start(Op(op): Op, Path(path): Path<String>) -> WebResult {
    work::start(&op, number(&path)?).await?;
    Ok(see_other(&format!("/tickets/{path}/work?ok=timer_started")))
}

async fn stop(visit: Visit, Op(op): Op, Path(path): Path<String>, fields: Fields) -> WebResult {
    let number = number(&path)?;
    let mut entered = form(&fields);
    // One field says both: that nothing is charged, and why.
    entered.waived = !entered.reason.trim().is_empty();
    match work::stop(&op, number, &entered).await {
        Ok(()) => Ok(see_other(&format!("/tickets/{path}/work?ok=timer_stopped"))),
        Err(ServiceError::Invalid(mut errors)) => {
            // When it began was not typed: what is wrong with it is said at the end.
            for error in errors.iter_mut().filter(|error| error.field == "from") {
                error.field = "to";
            }
            let mut form = refused(&visit, &fields, &[], errors);
            for name in ["to", "article", "order", "note", "reason"] {
                form = form.at(name, format!("stop-{name}"));
            }
            let typed = Typed {
                stop: form,
                ..Typed::default()
            };
            let typed = (StatusCode::UNPROCESSABLE_ENTITY, typed);
            show(&visit, &op, number, typed).await
        }
        Err(error) => Err(error.into()),
    }
}

fn id(text: &str) -> Result<WorkEntryId, Failure> {
    text.parse().map_err(|_| Failure::not_found())
}

async fn show_entry(
    visit: &Visit,
    op: &OpContext,
    (number, id): (TicketNumber, WorkEntryId),
    (status, form, discard): (StatusCode, Form, Form),
) -> WebResult {
    let page = EntryPage {
        view: work::entry(op, number, id).await?,
        form,
        discard,
        now: op.now(),
    };
    let t = visit.t();
    Ok(Page::new(visit, t.billing.entry)
        .status(status)
        .nav(Nav::Queue)
        .render(move || pages::entry(t, &page))
        .await)
}

async fn entry(visit: Visit, Op(op): Op, Path((path, entry)): Path<(String, String)>) -> WebResult {
    let of = (number(&path)?, id(&entry)?);
    let fresh = (StatusCode::OK, Form::new(), Form::new());
    show_entry(&visit, &op, of, fresh).await
}

async fn change(
    visit: Visit,
    Op(op): Op,
    Path((path, entry)): Path<(String, String)>,
    fields: Fields,
) -> WebResult {
    let (number, id) = (number(&path)?, id(&entry)?);
    match work::change(&op, number, id, &form(&fields)).await {
        Ok(()) => Ok(see_other(&format!("/tickets/{path}/work?ok=saved"))),
        Err(ServiceError::Invalid(errors)) => {
            let typed = refused(&visit, &fields, &[], errors);
            let typed = (StatusCode::UNPROCESSABLE_ENTITY, typed, Form::new());
            show_entry(&visit, &op, (number, id), typed).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn discard(
    visit: Visit,
    Op(op): Op,
    Path((path, entry)): Path<(String, String)>,
    fields: Fields,
) -> WebResult {
    let (number, id) = (number(&path)?, id(&entry)?);
    match work::discard(&op, number, id, fields.text("why")).await {
        Ok(()) => Ok(see_other(&format!("/tickets/{path}/work?ok=saved"))),
        Err(ServiceError::Invalid(errors)) => {
            let typed = refused(&visit, &fields, &[], errors).at("why", "discard-why");
            let typed = (StatusCode::UNPROCESSABLE_ENTITY, Form::new(), typed);
            show_entry(&visit, &op, (number, id), typed).await
        }
        Err(error) => Err(error.into()),
    }
}
