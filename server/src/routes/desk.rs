//! The desk: queue, search, tickets for callers.

use app::forms::Form;
use app::i18n::Messages;
use app::pages::desk::{self as pages, CallerPage, QueueView, View, WIDER};
use app::render::Nav;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use domain::ids::TicketNumber;
use domain::ticket::Class;
use domain::ticket::TicketState;
use domain::time::Timestamp;
use services::context::OpContext;
use services::error::ServiceError;
use services::held::Held;
use services::search::Narrowing;
use services::tickets::views::{self, Breach, Criteria, NewView, Whose};
use services::tickets::{CALLER_DRAFT, CallerTicket, ME, NOBODY, Narrowed, QueueKey, Wanted};

use crate::router::{Access, Route, get, post};
use crate::routes::tickets::drafted;
use crate::web::{
    Failure, Fields, Op, Page, Visit, WebResult, again, deciding, not_kept, refused, see_other,
};

/// Routes of this area.
pub fn routes() -> Vec<Route> {
    vec![
        get("/desk/queue", Access::Staff, queue),
        get("/desk/search", Access::Staff, search),
        get("/desk/tickets/new", Access::Staff, caller),
        post("/desk/tickets/new", Access::Staff, file),
        post("/desk/views", Access::Staff, keep),
        post("/desk/views/{id}/remove", Access::Staff, remove),
    ]
}

/// Names of the filters in the address.
const FILTERS: [&str; 4] = ["department", "class", "priority", "state"];

async fn queue(visit: Visit, Op(op): Op) -> WebResult {
    let asked = asked(
        &visit,
        &op,
        &|name| visit.query(name),
        visit.query("more").is_some(),
    )
    .await?;
    let status = status_of(&asked.filters);
    show_queue(&visit, &op, asked, status, Form::new()).await
}

/// What the address asks for, looked up.
struct Asked {
    /// The view chosen.
    chosen: View,
    /// The view shown under the filters.
    view: View,
    filters: Form,
    narrowed: Option<Narrowed>,
    criteria: Criteria,
    /// The queue without paging.
    address: String,
}

async fn asked(
    visit: &Visit,
    op: &OpContext,
    value: &(dyn Fn(&str) -> Option<String> + Sync),
    open: bool,
) -> Result<Asked, Failure> {
    let chosen = View::from_code(&value("view").unwrap_or_default());
    let mut filters = Form::new();
    for name in FILTERS {
        if let Some(value) = value(name).filter(|value| is_code(value)) {
            filters = filters.with(name, value);
        }
    }
    let (mut filters, narrowed) = wider(op, filters, value, open).await?;
    let view = chosen.under(&filters, &op.actor.person.to_string());
    let address = pages::filtered(&format!("/desk/queue?view={}", view.code()), &filters, None);
    let mut criteria = criteria(view, &filters);
    if let Some(narrowed) = &narrowed {
        narrowed.apply(&mut criteria);
        filters = wrong(visit.t(), filters, narrowed);
    }
    Ok(Asked {
        chosen,
        view,
        filters,
        narrowed,
        criteria,
        address,
    })
}

/// The queue as asked for; `keep` is the form that keeps a view.
async fn show_queue(
    visit: &Visit,
    op: &OpContext,
    asked: Asked,
    status: StatusCode,
    keep: Form,
) -> WebResult {
    let (now, t) = (op.now(), visit.t());
    let Asked {
        chosen,
        view,
        filters,
        narrowed,
        criteria,
        address,
    } = asked;
    let mut teams = Vec::new();
    if criteria.my_teams {
        teams = services::tickets::my_teams(op).await?;
    }
    let mut filter = criteria.at(op.actor.person, now, &teams);
    if !filters.problems().is_empty() {
        // A list that silently forgot a filter would be read as if it had it.
        filter.teams = Some(Vec::new());
    }
    let mut lists = Vec::new();
    if filters.values().next().is_some() {
        lists = services::tickets::views::lists(op).await?;
    }
    let after = visit.query("after").as_deref().and_then(key);
    let page = services::tickets::queue(op, &filter, after).await?;
    let next = page.next.map(|key| {
        format!(
            "{address}&after={}-{}",
            key.next_breach_at.unix(),
            key.number.0
        )
    });
    let keys = visit.visitor().is_some_and(|visitor| visitor.shortcuts);
    let taker = keys.then_some(op.actor.person);
    Ok(Page::new(visit, t.desk.title)
        .status(status)
        .nav(Nav::Queue)
        .render(move || {
            let view = QueueView {
                taker,
                page,
                view,
                left: (view != chosen).then_some(chosen),
                filters,
                narrowed,
                keep,
                lists,
                next,
                first: after.is_some().then_some(address),
                now,
            };
            pages::queue(t, view)
        })
        .await)
}

async fn keep(visit: Visit, Op(op): Op, fields: Fields) -> WebResult {
    let value = |name: &str| Some(fields.text(name).to_owned()).filter(|value| !value.is_empty());
    let asked = asked(&visit, &op, &value, false).await?;
    let status = status_of(&asked.filters);
    if !status.is_success() {
        return show_queue(&visit, &op, asked, status, Form::new()).await;
    }
    let view = NewView {
        name: fields.text("name"),
        share: fields.text("share"),
        address: asked.address.clone(),
        criteria: asked.criteria.clone(),
    };
    match views::save(&op, view).await {
        Ok(_) => Ok(see_other(&format!("{}&ok=view_saved", asked.address))),
        Err(ServiceError::Invalid(errors)) => {
            let form = refused(&visit, &fields, &[], errors);
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            show_queue(&visit, &op, asked, status, form).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn remove(Op(op): Op, Path(view): Path<String>) -> WebResult {
    let view = view.parse().map_err(|_| Failure::not_found())?;
    views::remove(&op, view).await?;
    Ok(see_other("/desk/queue?ok=view_removed"))
}

/// The wider filters of the address beside those known already, looked up where there are any, or where their fields are
/// wanted. Without one, nothing is asked.
async fn wider(
    op: &OpContext,
    mut filters: Form,
    value: &(dyn Fn(&str) -> Option<String> + Sync),
    open: bool,
) -> Result<(Form, Option<Narrowed>), Failure> {
    for name in WIDER {
        if let Some(value) = value(name) {
            filters = filters.with(name, value);
        }
    }
    let set = WIDER.iter().any(|name| is_set(&filters, name));
    if !(open || set) {
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

fn criteria(view: View, form: &Form) -> Criteria {
    let mut criteria = Criteria {
        department: form.value("department").parse().ok(),
        class: form.value("class").parse().ok(),
        priority: form.value("priority").parse().ok(),
        state: form.value("state").parse().ok(),
        ..Criteria::default()
    };
    match view {
        View::Open => {}
        View::Teams => criteria.my_teams = true,
        View::Mine => criteria.whose = Whose::Me,
        View::Unassigned => criteria.whose = Whose::Nobody,
        View::Breached => criteria.breach = Some(Breach::Now),
        View::Emergencies => criteria.class = Some(Class::Emergency),
        View::Interventions => criteria.class = Some(Class::Intervention),
        View::Today => criteria.breach = Some(Breach::Today),
        View::Waiting => criteria.state = Some(TicketState::WaitingCustomer),
        View::WaitingThird => criteria.state = Some(TicketState::WaitingThirdParty),
        View::Done => criteria.done = true,
    }
    match form.value("who") {
        ME => criteria.whose = Whose::Me,
        NOBODY => criteria.whose = Whose::Nobody,
        _ => {}
    }
    criteria
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
    let (mut filters, narrowed) = wider(
        &op,
        Form::new(),
        &|name| visit.query(name),
        mine || visit.query("more").is_some(),
    )
    .await?;
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
