//! The desk: queue, search, tickets for callers.

use std::fmt::Write as _;

use app::forms::Form;
use app::pages::desk::{self as pages, CallerPage, QueueView, View};
use app::render::Nav;
use axum::http::StatusCode;
use axum::response::Response;
use domain::ids::TicketNumber;
use domain::ticket::Class;
use domain::ticket::TicketState;
use domain::time::Timestamp;
use services::context::OpContext;
use services::held::Held;
use services::tickets::{Assigned, CALLER_DRAFT, CallerTicket, QueueFilter, QueueKey};

use crate::router::{Access, Route, get, post};
use crate::routes::tickets::drafted;
use crate::web::{Failure, Fields, Op, Page, Visit, WebResult, again, deciding, see_other};

/// Routes of this area.
pub fn routes() -> Vec<Route> {
    vec![
        get("/desk/queue", Access::Staff, queue),
        get("/desk/search", Access::Staff, search),
        get("/desk/tickets/new", Access::Staff, caller),
        post("/desk/tickets/new", Access::Staff, file),
    ]
}

/// Names of the filters in the address.
const FILTERS: [&str; 5] = ["department", "class", "priority", "state", "who"];

async fn queue(visit: Visit, Op(op): Op) -> WebResult {
    let view = View::from_code(&visit.query("view").unwrap_or_default());
    let now = op.now();
    let mut filters = Form::new();
    let mut address = format!("/desk/queue?view={}", view.code());
    for name in FILTERS {
        if let Some(value) = visit.query(name).filter(|value| is_code(value)) {
            let _ = write!(address, "&{name}={value}");
            filters = filters.with(name, value);
        }
    }
    let filter = filter(&op, view, &filters, now);
    let after = visit.query("after").as_deref().and_then(key);
    let page = services::tickets::queue(&op, &filter, after).await?;
    let next = page.next.map(|key| {
        format!(
            "{address}&after={}-{}",
            key.next_breach_at.unix(),
            key.number.0
        )
    });
    let t = visit.t();
    Ok(Page::new(&visit, t.desk.title)
        .nav(Nav::Queue)
        .render(move || {
            let view = QueueView {
                page,
                view,
                filters,
                next,
                first: after.is_some().then_some(address),
                now,
            };
            pages::queue(t, view)
        })
        .await)
}

/// Codes have no signs that mean something in an address.
fn is_code(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
}

fn filter(op: &OpContext, view: View, form: &Form, now: Timestamp) -> QueueFilter {
    let me = Assigned::To(op.actor.person);
    let mut filter = QueueFilter {
        department: form.value("department").parse().ok(),
        class: form.value("class").parse().ok(),
        priority: form.value("priority").parse().ok(),
        state: form.value("state").parse().ok(),
        ..QueueFilter::default()
    };
    match view {
        View::Open => {}
        View::Mine => filter.assigned = me,
        View::Unassigned => filter.assigned = Assigned::Nobody,
        View::Breached => filter.breached_by = Some(now),
        View::Emergencies => filter.class = Some(Class::Emergency),
        View::Interventions => filter.class = Some(Class::Intervention),
        View::Today => filter.breached_by = Some(pages::end_of_day(now)),
        View::Waiting => filter.state = Some(TicketState::WaitingCustomer),
        View::WaitingThird => filter.state = Some(TicketState::WaitingThirdParty),
        View::Done => filter.done = true,
    }
    match form.value("who") {
        "me" => filter.assigned = me,
        "nobody" => filter.assigned = Assigned::Nobody,
        _ => {}
    }
    filter
}

/// Where a page begins: "SECONDS-NUMBER" of the row before.
fn key(text: &str) -> Option<QueueKey> {
    let (at, number) = text.rsplit_once('-')?;
    Some(QueueKey {
        next_breach_at: Timestamp::from_unix(
            at.parse()
                .ok()
                .filter(|s: &i64| (0..=253_402_300_799).contains(s))?,
        ),
        number: TicketNumber(number.parse().ok()?),
    })
}

async fn search(visit: Visit, Op(op): Op) -> WebResult {
    let t = visit.t();
    let query = visit.query("q").unwrap_or_default();
    let hits = services::search::find(&op, &query).await?;
    Ok(Page::new(&visit, t.desk.search_title)
        .nav(Nav::Search)
        .query(&query.clone())
        .render(move || app::pages::tickets::found(t, &query, &hits, true))
        .await)
}

async fn caller(visit: Visit, Op(op): Op) -> WebResult {
    show(&visit, &op, StatusCode::OK, None, Vec::new()).await
}

async fn file(visit: Visit, Op(op): Op, fields: Fields) -> WebResult {
    if fields.text("action") == "draft" {
        services::drafts::put(
            &op,
            CALLER_DRAFT,
            fields.pairs().filter(|(name, _)| name != "action"),
        )
        .await?;
        return Ok(see_other("/desk/tickets/new?ok=draft_saved"));
    }
    let new = CallerTicket {
        organization: fields.text("organization"),
        caller: fields.text("caller"),
        minutes: fields.text("minutes"),
        subject: fields.text("subject"),
        class: fields.text("class"),
        priority: fields.text("priority"),
        department: fields.text("department"),
        systems: fields.text("systems"),
        body: fields.text("body"),
        idempotency_key: fields.text("idempotency_key"),
    };
    let op = deciding(op, &fields);
    match services::tickets::file_for_caller(&op, new).await {
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
    let offer = services::tickets::caller_form(op).await?;
    let saved = offer.draft.as_ref().map(|draft| draft.updated_at);
    let form = form.unwrap_or_else(|| drafted(offer.draft.as_ref()));
    let form_key = match form.value("idempotency_key") {
        "" => services::tickets::new_form_key(op),
        key => key.to_owned(),
    };
    let t = visit.t();
    Ok(Page::new(visit, t.desk.caller_title)
        .status(status)
        .nav(Nav::Caller)
        .render(move || {
            let page = CallerPage {
                form,
                offer,
                held,
                saved,
                form_key,
            };
            pages::caller(t, page)
        })
        .await)
}
