//! Statements of work: the customers of a month, one statement on the page, as a file and on paper, and how a customer is taxed.

use app::forms::Form;
use app::pages::statements::{self as pages, MinePage, MonthPage, TaxPage};
use app::render::Nav;
use axum::extract::Path;
use axum::http::StatusCode;
use documents::{CertificatePart, Party, StatementDocument};
use domain::ids::OrganizationId;
use domain::time::Timestamp;
use services::context::OpContext;
use services::error::ServiceError;
use services::statements::{self, Month, StatementView};
use services::tax::{self, ViesForm};

use super::reports::download;
use crate::router::{Access, Route, get, post};
use crate::web::{Failure, Fields, Op, Page, Visit, WebResult, refused, see_other};

/// Routes of this area.
pub fn routes() -> Vec<Route> {
    vec![
        get("/statements", Access::LoggedIn, list),
        get("/statements/{customer}/tax", Access::Manager, show_tax),
        post("/statements/{customer}/tax/vies", Access::Manager, vies),
        post("/statements/{customer}/tax/place", Access::Manager, place),
        get("/statements/{customer}/{month}", Access::LoggedIn, one),
        post(
            "/statements/{customer}/{month}/close",
            Access::Manager,
            close,
        ),
        get(
            "/statements/{customer}/{month}/statement.pdf",
            Access::LoggedIn,
            paper,
        ),
        get(
            "/statements/{customer}/{month}/statement.csv",
            Access::LoggedIn,
            file,
        ),
    ]
}

fn id(text: &str) -> Result<OrganizationId, Failure> {
    text.parse().map_err(|_| Failure::not_found())
}

fn of(customer: &str, month: &str) -> Result<(OrganizationId, Month), Failure> {
    let month = month.parse().map_err(|_| Failure::not_found())?;
    Ok((id(customer)?, month))
}

async fn list(visit: Visit, Op(op): Op) -> WebResult {
    let t = visit.t();
    if op.actor.staff.is_none() {
        let all = statements::mine(&op).await?;
        let row = |(name, row): (String, services::statements::StatementRow)| {
            let month: Month = row.first_day.get(..7)?.parse().ok()?;
            let href = format!("{}/{}/{month}", pages::STATEMENTS, row.organization_id);
            Some((name, href, month, row.net_cents.0, row.gross_cents.0))
        };
        let page = MinePage {
            rows: all.into_iter().filter_map(row).collect(),
        };
        return Ok(Page::new(&visit, t.billing.statements)
            .nav(Nav::Home)
            .render(move || pages::mine(t, &page))
            .await);
    }
    // The month that is over is the one people close.
    let month = visit.query("month").and_then(|text| text.parse().ok());
    let month = month.unwrap_or_else(|| Month::of(op.now()).before());
    let page = MonthPage {
        month,
        customers: statements::of_month(&op, month).await?,
    };
    Ok(Page::new(&visit, t.billing.statements)
        .nav(Nav::Statements)
        .render(move || pages::month(t, &page))
        .await)
}

async fn one(
    visit: Visit,
    Op(op): Op,
    Path((customer, month)): Path<(String, String)>,
) -> WebResult {
    let (id, month) = of(&customer, &month)?;
    let view = statements::view(&op, id, month).await?;
    let t = visit.t();
    let desk = op.actor.staff.is_some();
    let nav = if desk { Nav::Statements } else { Nav::Home };
    Ok(Page::new(&visit, pages::title(t, &view))
        .nav(nav)
        .render(move || pages::statement(t, &view, desk))
        .await)
}

async fn close(Op(op): Op, Path((customer, month)): Path<(String, String)>) -> WebResult {
    let (id, month) = of(&customer, &month)?;
    statements::close(&op, id, month).await?;
    Ok(see_other(&format!(
        "/statements/{id}/{month}?ok=month_closed"
    )))
}

fn name(visit: &Visit, view: &StatementView, kind: &str) -> String {
    let word = visit.t().billing.file;
    format!("{word}-{}-{}.{kind}", view.organization.number, view.month)
}

async fn file(
    visit: Visit,
    Op(op): Op,
    Path((customer, month)): Path<(String, String)>,
) -> WebResult {
    let (id, month) = of(&customer, &month)?;
    let view = statements::view(&op, id, month).await?;
    let text = pages::table(visit.t(), &view).csv(visit.locale());
    let name = name(&visit, &view, "csv");
    Ok(download(text, "text/csv; charset=utf-8", &name))
}

async fn paper(
    visit: Visit,
    Op(op): Op,
    Path((customer, month)): Path<(String, String)>,
) -> WebResult {
    let (id, month) = of(&customer, &month)?;
    let view = statements::view(&op, id, month).await?;
    let name = name(&visit, &view, "pdf");
    let document = document(&visit, &view, op.now())?;
    let turn = visit.app().layouts().turn().await?;
    let pdf = turn
        .lay_out(visit.app(), move |renderer| {
            renderer.render_statement(&document)
        })
        .await?;
    Ok(download(pdf, "application/pdf", &name))
}

fn document(
    visit: &Visit,
    view: &StatementView,
    now: Timestamp,
) -> Result<StatementDocument, ServiceError> {
    let t = visit.t();
    let b = &t.billing;
    let part = |(title, table, empty)| CertificatePart {
        title,
        table,
        empty,
    };
    let provisional = view.closed.is_none().then(|| b.provisional.to_owned());
    Ok(StatementDocument {
        language: visit.locale(),
        provider: serde_json::from_value(view.provider.clone()).map_err(ServiceError::internal)?,
        organization: Party {
            name: view.organization.name.clone(),
            number: view.organization.number.clone(),
        },
        title: b.statement.to_owned(),
        month: pages::month_name(t, view.month),
        provisional: provisional.unwrap_or_default(),
        facts: pages::facts(t, view, now),
        parts: pages::parts(t, view).into_iter().map(part).collect(),
        closing: (b.how_computed.to_owned(), pages::remarks(t)),
        as_of: view.closed.as_ref().map_or(now, |closed| closed.at),
    })
}

async fn show(
    visit: &Visit,
    op: &OpContext,
    id: OrganizationId,
    (status, vies, place): (StatusCode, Form, Form),
) -> WebResult {
    let page = TaxPage {
        view: tax::of_customer(op, id).await?,
        vies,
        place,
    };
    let t = visit.t();
    let title = t.billing.tax_of(&page.view.organization.name);
    Ok(Page::new(visit, title)
        .status(status)
        .nav(Nav::Statements)
        .render(move || pages::tax(t, &page))
        .await)
}

async fn show_tax(visit: Visit, Op(op): Op, Path(customer): Path<String>) -> WebResult {
    let fresh = (StatusCode::OK, Form::new(), Form::new());
    show(&visit, &op, id(&customer)?, fresh).await
}

async fn vies(visit: Visit, Op(op): Op, Path(customer): Path<String>, fields: Fields) -> WebResult {
    let id = id(&customer)?;
    let form = ViesForm {
        answer: fields.text("answer").to_owned(),
        on: fields.text("on").to_owned(),
        number: fields.text("number").to_owned(),
    };
    match tax::enter_vies(&op, id, &form).await {
        Ok(()) => Ok(see_other(&format!("/statements/{id}/tax?ok=saved"))),
        Err(ServiceError::Invalid(errors)) => {
            let form = refused(&visit, &fields, &[], errors);
            let typed = (StatusCode::UNPROCESSABLE_ENTITY, form, Form::new());
            show(&visit, &op, id, typed).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn place(
    visit: Visit,
    Op(op): Op,
    Path(customer): Path<String>,
    fields: Fields,
) -> WebResult {
    let id = id(&customer)?;
    match tax::set_place(&op, id, fields.text("area"), fields.text("abroad")).await {
        Ok(()) => Ok(see_other(&format!("/statements/{id}/tax?ok=saved"))),
        Err(ServiceError::Invalid(errors)) => {
            let form = refused(&visit, &fields, &[], errors);
            let typed = (StatusCode::UNPROCESSABLE_ENTITY, Form::new(), form);
            show(&visit, &op, id, typed).await
        }
        Err(error) => Err(error.into()),
    }
}
