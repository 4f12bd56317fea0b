//! The customer's live view, its fragment, and the log to take away. // I-43

use app::components::{LogFor, log_line};
use app::pages::intervention::LivePage;
use app::render::{Nav, Refresh, fragment};
use axum::body::Body;
use axum::extract::Path;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use domain::intervention::{AuthorizationState, InterventionState};
use domain::time::{clock_time, day_and_time};
use services::interventions::{self, Live};

use super::{map, ticket_number};
use crate::router::{Access, Route, get};
use crate::web::{Op, Page, Visit, WebResult};
use app::wording::Length;

/// Routes of this part.
pub fn routes() -> Vec<Route> {
    vec![
        get("/access-log", Access::Customer, list),
        get("/tickets/{number}/live", Access::LoggedIn, page),
        get("/tickets/{number}/live/log", Access::LoggedIn, log),
        get(
            "/tickets/{number}/protocol.jsonl",
            Access::LoggedIn,
            protocol,
        ),
    ]
}

/// The interventions, each with the way to its log.
async fn list(visit: Visit, Op(op): Op) -> WebResult {
    let cases = services::tickets::accesses(&op).await?;
    let (t, now) = (visit.t(), op.now());
    Ok(Page::new(&visit, t.live.title)
        .nav(Nav::Access)
        .render(move || app::pages::intervention::accesses(t, &cases, now))
        .await)
}

async fn page(visit: Visit, Op(op): Op, Path(number): Path<String>) -> WebResult {
    let live = interventions::live(&op, ticket_number(&number)?).await?;
    let t = visit.t();
    let refresh = u32::try_from(live.refresh_seconds).unwrap_or(15);
    let page = live_page(&visit, live);
    Ok(Page::new(&visit, t.live.heading(&page.system))
        .refresh(Refresh::WithoutScript(refresh))
        .render(move || app::pages::intervention::live(t, page))
        .await)
}

/// The lines alone; the island puts in those that are new.
async fn log(visit: Visit, Op(op): Op, Path(number): Path<String>) -> WebResult {
    let live = interventions::live(&op, ticket_number(&number)?).await?;
    let t = visit.t();
    let lines: Vec<_> = live
        .events
        .into_iter()
        .map(|event| map::live_line(t, event))
        .collect();
    Ok(html(lines.into_iter().map(|line| {
        fragment(|| log_line(t, LogFor::Customer, line))
    })))
}

/// Fragments for insertion.
pub(super) fn html(parts: impl Iterator<Item = String>) -> Response {
    let mut response = Response::new(Body::from(parts.collect::<String>()));
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/html; charset=utf-8"),
    );
    response
}

fn live_page(visit: &Visit, live: Live) -> LivePage {
    let t = visit.t();
    let now = live.now;
    let words = |at| day_and_time(at, now, map::german(visit.locale()));
    let authorization = live.authorization.as_ref();
    let active = authorization.is_some_and(|a| {
        matches!(
            a.state,
            AuthorizationState::Active | AuthorizationState::Expired
        )
    });
    let lead = match (live.state, &live.engineer, live.started_at) {
        (InterventionState::Running, Some(who), Some(since)) => {
            t.live.working(who, &clock_time(since))
        }
        (state, _, _) => map::customer_lead(t, state, live.clarify),
    };
    let mut clocks = Vec::new();
    if let Some(shown) = map::work_clock(&live.clocks) {
        let mut clock = map::clock(t, shown, now, Length::Long);
        clock.bar.label = t.live.promised_end.into();
        clocks.push(clock);
    }
    if let Some((from, until)) = authorization
        .filter(|a| a.is_valid)
        .and_then(|a| Some((a.signed_at?, a.valid_until?)))
    {
        clocks.push(map::validity(t, from, until, now, Length::Long, None));
    }
    LivePage {
        ticket: live.number.0,
        system: live.system,
        lead,
        active,
        may_lock: live.may_lock,
        extension: authorization
            .filter(|_| live.may_extend)
            .and_then(|a| Some(a.terms.as_ref()?.rules.extension_hours)),
        interrupts: (live.state == InterventionState::Running)
            .then(|| t.live.lock_stops.to_owned()),
        clocks,
        entries: live.chain.entries,
        head: live.chain.head,
        checked: words(now),
        chain_whole: live.chain.whole,
        may_download: true,
        log: live
            .events
            .into_iter()
            .map(|event| map::live_line(t, event))
            .collect(),
    }
}

/// The case's own events as JSON lines, checkable by anybody. // RULINGS 14
async fn protocol(Op(op): Op, Path(number): Path<String>) -> WebResult {
    let number = ticket_number(&number)?;
    let lines = interventions::protocol(&op, number).await?;
    let mut response = Response::new(Body::from(lines));
    *response.status_mut() = StatusCode::OK;
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/jsonl; charset=utf-8"),
    );
    let name = format!("attachment; filename=\"protokoll-{number}.jsonl\"");
    if let Ok(value) = HeaderValue::from_str(&name) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    Ok(response)
}
