//! Reports: the page, the tickets behind a figure, its tables as files.

use app::pages::reports::{self as pages, ListPage};
use app::render::Nav;
use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use domain::report::Figure;
use services::reports::{self, Narrowed};

use crate::router::{Access, Route, get};
use crate::web::{Failure, Op, Page, Visit, WebResult};

/// Routes of this area.
pub fn routes() -> Vec<Route> {
    vec![
        get("/reports", Access::Manager, report),
        get("/reports/tickets", Access::Manager, list),
        get("/reports/table.csv", Access::Manager, file),
    ]
}

/// What stands behind the question mark.
fn asked(visit: &Visit) -> &str {
    let address = visit.path_and_query();
    address.split_once('?').map_or("", |(_, query)| query)
}

async fn report(visit: Visit, Op(op): Op) -> WebResult {
    let seen = reports::see(&op, asked(&visit)).await?;
    let t = visit.t();
    let title = pages::title(t, seen.query.period);
    Ok(Page::new(&visit, title)
        .nav(Nav::Reports)
        .render(move || pages::report(t, &seen))
        .await)
}

/// A value of the address; what is none narrows nothing and is no figure.
fn value<T: std::str::FromStr>(visit: &Visit, name: &str) -> Option<T> {
    visit.query(name)?.parse().ok()
}

async fn list(visit: Visit, Op(op): Op) -> WebResult {
    let figure: Figure = value(&visit, "figure").ok_or_else(Failure::not_found)?;
    let narrowed = Narrowed {
        target_s: value(&visit, "target"),
        complexity: value(&visit, "complexity"),
        reason: value(&visit, "reason"),
    };
    let behind = reports::behind(&op, asked(&visit), figure, narrowed).await?;
    let t = visit.t();
    let page = ListPage { behind };
    Ok(Page::new(&visit, t.reports.figure(figure))
        .nav(Nav::Reports)
        .render(move || pages::list(t, &page))
        .await)
}

async fn file(visit: Visit, Op(op): Op) -> WebResult {
    let code = visit.query("table").ok_or_else(Failure::not_found)?;
    if !pages::TABLES.contains(&code.as_str()) {
        return Err(Failure::not_found());
    }
    let seen = reports::see(&op, asked(&visit)).await?;
    if seen.problem.is_some() {
        // A file says nothing of another period or of filters that were left out.
        return Err(Failure::bad_request("query"));
    }
    let table = pages::table(visit.t(), &seen, &code).ok_or_else(Failure::not_found)?;
    let text = table.table().csv(visit.locale());
    let name = format!("{code}-{}.csv", seen.query.period);
    let mut response = Response::new(Body::from(text));
    let headers = response.headers_mut();
    let kind = HeaderValue::from_static("text/csv; charset=utf-8");
    headers.insert(header::CONTENT_TYPE, kind);
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    Ok(response)
}
