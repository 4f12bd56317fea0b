//! The desk: queue, search, tickets for callers.

use app::forms::Form;
use app::i18n::Messages;
use app::pages::desk::{self as pages, CallerPage, QueueView, View, WIDER};
use app::render::Nav;
use axum::http::StatusCode;
use axum::response::Response;
use domain::ids::TicketNumber;
use domain::ticket::Class;
use domain::ticket::TicketState;
use domain::time::Timestamp;
use services::context::OpContext;
use services::held::Held;
use services::search::Narrowing;
use services::tickets::{
    Assigned, CALLER_DRAFT, CallerTicket, ME, NOBODY, Narrowed, QueueFilter, QueueKey, Wanted,
};

use crate::router::{Access, Route, get, post};
use crate::routes::tickets::drafted;
use crate::web::{
    Failure, Fields, Op, Page, Visit, WebResult, again, deciding, not_kept, see_other,
};

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
const FILTERS: [&str; 4] = ["department", "class", "priority", "state"];

async fn queue(visit: Visit, Op(op): Op) -> WebResult {
    let asked = View::from_code(&visit.query("view").unwrap_or_default());
    let (now, t) = (op.now(), visit.t());
    let mut filters = Form::new();
    for name in FILTERS {
        if let Some(value) = visit.query(name).filter(|value| is_code(value)) {
            filters = filters.with(name, value);
        }
    }
    let (mut filters, narrowed) = wider(&visit, &op, filters, false).await?;
    let view = asked.under(&filters, &op.actor.person.to_string());
    let address = pages::filtered(&format!("/desk/queue?view={}", view.code()), &filters, None);
    let mut filter = filter(&op, view, &filters, now);
    if view == View::Teams {
        filter.teams = Some(services::tickets::my_teams(&op).await?);
    }
    if let Some(narrowed) = &narrowed {
        narrowed.apply(&mut filter);
        filters = wrong(t, filters, narrowed);
    }
    let status = status_of(&filters);
    let after = visit.query("after").as_deref().and_then(key);
    let page = services::tickets::queue(&op, &filter, after).await?;
    let next = page.next.map(|key| {
        format!(
            "{address}&after={}-{}",
            key.next_breach_at.unix(),
            key.number.0
        )
    });
    let keys = visit.visitor().is_some_and(|visitor| visitor.shortcuts);
    let taker = keys.then_some(op.actor.person);
    Ok(Page::new(&visit, t.desk.title)
        .status(status)
        .nav(Nav::Queue)
        .render(move || {
            let view = QueueView {
                taker,
                page,
                view,
                left: (view != asked).then_some(asked),
                filters,
                narrowed,
                next,
                first: after.is_some().then_some(address),
                now,
            };
            pages::queue(t, view)
        })
        .await)
}

/// The wider filters of the address beside those known already, looked up where there are any, or where their fields are
/// wanted. Without one, nothing is asked.
async fn wider(
    visit: &Visit,
    op: &OpContext,
    mut filters: Form,
    open: bool,
) -> Result<(Form, Option<Narrowed>), Failure> {
    for name in WIDER {
        if let Some(value) = visit.query(name) {
            filters = filters.with(name, value);
        }
    }
    let set = WIDER.iter().any(|name| is_set(&filters, name));
    if !(open || set || visit.query("more").is_some()) {
        return Ok((filters, None));
    }
    let wanted = Wanted {
        customer: filters.value("customer"),
        system: filters.value("system"),
        who: filters.value("who"),
        team: filters.value("team"),
    };
    let narrowed = services::tickets::narrowed(op, wanted).await?;
    Ok((filters, Some(narrowed)))
}

/// A wider filter that has to be looked up.
fn is_set(filters: &Form, name: &str) -> bool {
    !matches!((name, filters.value(name)), (_, "") | ("who", ME | NOBODY))
}

/// What is wrong with the filters, at their fields.
fn wrong(t: &'static Messages, filters: Form, narrowed: &Narrowed) -> Form {
    narrowed.problems.iter().fold(filters, |form, error| {
        form.refuse(t, error.field, error.code, &error.params)
    })
}

fn status_of(filters: &Form) -> StatusCode {
    if filters.problems().is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    }
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
        View::Open | View::Teams => {}
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
        ME => filter.assigned = me,
        NOBODY => filter.assigned = Assigned::Nobody,
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
    // Here the fields also say whether it is about the reader's tickets or nobody's.
    let mine = visit.query("who").is_some_and(|who| !who.is_empty());
    let (mut filters, narrowed) = wider(&visit, &op, Form::new(), mine).await?;
    let mut hits = Vec::new();
    let mut by = Narrowing::default();
    if let Some(narrowed) = &narrowed {
        filters = wrong(t, filters, narrowed);
        by = narrowed.of_search();
    }
    let status = status_of(&filters);
    if status.is_success() {
        hits = services::search::find_narrowed(&op, &query, by).await?;
    }
    Ok(Page::new(&visit, t.desk.search_title)
        .status(status)
        .nav(Nav::Search)
        .query(&query.clone())
        .render(move || {
            let narrow = pages::searching(t, &query, &filters, narrowed.as_ref());
            app::pages::tickets::found(t, &query, &hits, Some(narrow))
        })
        .await)
}

async fn caller(visit: Visit, Op(op): Op) -> WebResult {
    show(&visit, &op, StatusCode::OK, None, Vec::new()).await
}

async fn file(visit: Visit, Op(op): Op, fields: Fields) -> WebResult {
    if fields.text("action") == "draft" {
        let typed = fields.pairs().filter(|(name, _)| name != "action");
        let left_out = services::drafts::put(&op, CALLER_DRAFT, typed).await?;
        if left_out.is_empty() {
            return Ok(see_other("/desk/tickets/new?ok=draft_saved"));
        }
        let form = not_kept(&visit, &fields, &["secrets"], &left_out);
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return show(&visit, &op, status, Some(form), Vec::new()).await;
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
