//! Reports: the page, the tickets behind a figure, its tables as files.

use app::pages::reports::{self as pages, ListPage};
use app::render::Nav;
use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use documents::{CertificateDocument, CertificatePart, Party};
use domain::report::Figure;
use services::context::OpContext;
use services::error::ServiceError;
use services::reports::{self, Certified, Narrowed, Seen};

use crate::router::{Access, Route, get};
use crate::web::{Failure, Op, Page, Visit, WebResult};

/// Routes of this area.
pub fn routes() -> Vec<Route> {
    vec![
        get("/reports", Access::Manager, report),
        get("/reports/tickets", Access::Manager, list),
        get("/reports/table.csv", Access::Manager, file),
        get("/reports/tables.xlsx", Access::Manager, book),
        get("/reports/certificate.pdf", Access::Manager, certificate),
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
        received_in: value(&visit, "weekday").zip(value(&visit, "hour")),
        took_s: value(&visit, "above").map(|above| (above, value(&visit, "up_to"))),
        age: value(&visit, "age"),
    };
    let behind = reports::behind(&op, asked(&visit), figure, narrowed).await?;
    let t = visit.t();
    let page = ListPage { behind };
    Ok(Page::new(&visit, t.reports.figure(figure))
        .nav(Nav::Reports)
        .render(move || pages::list(t, &page))
        .await)
}

/// The report as asked for a file: one says nothing of another period or of filters that were left out.
async fn exactly(visit: &Visit, op: &OpContext) -> Result<Seen, Failure> {
    let seen = reports::see(op, asked(visit)).await?;
    match seen.problem {
        None => Ok(seen),
        Some(_) => Err(Failure::bad_request("query")),
    }
}

pub(super) fn download(body: impl Into<Body>, kind: &'static str, name: &str) -> Response {
    let mut response = Response::new(body.into());
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    response
}

async fn file(visit: Visit, Op(op): Op) -> WebResult {
    let code = visit.query("table").ok_or_else(Failure::not_found)?;
    if !pages::TABLES.contains(&code.as_str()) {
        return Err(Failure::not_found());
    }
    let seen = exactly(&visit, &op).await?;
    let table = pages::table(visit.t(), &seen, &code).ok_or_else(Failure::not_found)?;
    let text = table.table().csv(visit.locale());
    let name = format!("{code}-{}.csv", seen.query.period);
    Ok(download(text, "text/csv; charset=utf-8", &name))
}

/// All tables in one workbook.
async fn book(visit: Visit, Op(op): Op) -> WebResult {
    let seen = exactly(&visit, &op).await?;
    let t = visit.t();
    let sheets = pages::TABLES
        .iter()
        .filter_map(|code| pages::table(t, &seen, code))
        .map(|sheet| (sheet.title.clone(), sheet.table()));
    let sheets: Vec<_> = sheets.collect();
    let tables = sheets.iter().map(|(title, table)| (title.as_str(), table));
    let bytes = documents::workbook(tables).map_err(ServiceError::internal)?;
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    let name = format!("{}-{}.xlsx", t.reports.file_name, seen.query.period);
    Ok(download(bytes, kind, &name))
}

/// The certificate of a month for one customer.
async fn certificate(visit: Visit, Op(op): Op) -> WebResult {
    let certified = match reports::certificate(&op, asked(&visit)).await {
        Err(ServiceError::Conflict(code)) => return Err(Failure::bad_request(code)),
        certified => certified?,
    };
    let (t, locale) = (visit.t(), visit.locale());
    let Certified {
        certificate: of,
        name,
        number,
        provider,
    } = certified;
    let file = format!("{}-{number}-{}.pdf", t.reports.certificate_file, of.period);
    let part = |(title, table, empty)| CertificatePart {
        title,
        table,
        empty,
    };
    let document = CertificateDocument {
        language: locale,
        provider: serde_json::from_value(provider).map_err(ServiceError::internal)?,
        organization: Party { name, number },
        month: pages::period(t, of.period),
        from: of.period.begin(),
        until: of.period.end(),
        as_of: of.as_of,
        basis: of.basis(locale),
        parts: pages::certificate(t, &of).into_iter().map(part).collect(),
    };
    let turn = visit.app().layouts().turn().await?;
    let pdf = turn
        .lay_out(visit.app(), move |renderer| {
            renderer.render_certificate(&document)
        })
        .await?;
    Ok(download(pdf, "application/pdf", &file))
}
