//! The pages *Tarife* and *Umsatzsteuersätze*. // S-17, V-01 to V-08

use app::forms::Form;
use app::pages::admin::{TariffsPage, VatPage, tariff_path};
use axum::http::StatusCode;
use domain::account::StaffRole;
use domain::ids::ContractId;
use services::context::OpContext;
use services::error::ServiceError;
use services::tariffs::{self, ARTICLES, ArticleFields, ArticleNames, TariffForm};
use services::tax::{self, RateForm};

use super::sheet;
use crate::router::{Access, Route, get, post};
use crate::web::{Fields, Op, Visit, WebResult, refused, see_other};

/// Routes of this area.
pub fn routes() -> Vec<Route> {
    vec![
        get("/admin/tariffs", Access::Manager, page),
        post("/admin/tariffs", Access::Manager, add),
        get("/admin/vat", Access::Manager, rates),
        post("/admin/vat", Access::Manager, add_rate),
        post("/admin/vat/own", Access::Manager, own),
    ]
}

fn is_admin(op: &OpContext) -> bool {
    op.actor.staff == Some(StaffRole::Admin)
}

async fn page(visit: Visit, Op(op): Op) -> WebResult {
    let contract = visit.query("contract").unwrap_or_default();
    show(&visit, &op, &contract, (StatusCode::OK, Form::new())).await
}

async fn add(visit: Visit, Op(op): Op, fields: Fields) -> WebResult {
    let text = |name| fields.text(name).to_owned();
    let article = |names: &ArticleNames| ArticleFields {
        code: text(names.code),
        de: text(names.de),
        en: text(names.en),
        class: text(names.class),
        inside: text(names.inside),
        outside: text(names.outside),
        price: text(names.price),
        unit: text(names.unit),
        kind: text(names.kind),
    };
    let form = TariffForm {
        base: text("base"),
        from: text("from"),
        gap: text("gap"),
        least: text("least"),
        reason: text("reason"),
        articles: ARTICLES.iter().map(article).collect(),
    };
    let contract = text("contract");
    match tariffs::add(&op, &contract, &form).await {
        Ok(()) => Ok(see_other(&contract.parse().map_or_else(
            |_| "/admin/tariffs?ok=saved".to_owned(),
            |id: ContractId| format!("{}&ok=saved", tariff_path(id)),
        ))),
        Err(ServiceError::Invalid(errors)) => {
            let form = refused(&visit, &fields, &[], errors);
            let refused = (StatusCode::UNPROCESSABLE_ENTITY, form);
            show(&visit, &op, &contract, refused).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn show(
    visit: &Visit,
    op: &OpContext,
    contract: &str,
    (status, form): (StatusCode, Form),
) -> WebResult {
    let page = TariffsPage {
        tariff: tariffs::view(op, contract).await?,
        asked: contract.to_owned(),
        is_admin: is_admin(op),
        form,
        now: op.now(),
    };
    let title = visit.t().billing.tariffs;
    Ok(sheet(visit, title, status, move |t| {
        app::pages::admin::tariffs(t, &page)
    })
    .await)
}

async fn rates(visit: Visit, Op(op): Op) -> WebResult {
    let fresh = (StatusCode::OK, Form::new(), Form::new());
    show_rates(&visit, &op, fresh).await
}

async fn show_rates(
    visit: &Visit,
    op: &OpContext,
    (status, form, own): (StatusCode, Form, Form),
) -> WebResult {
    let page = VatPage {
        view: tax::view(op).await?,
        is_admin: is_admin(op),
        form,
        own,
    };
    let title = visit.t().billing.rates;
    Ok(sheet(visit, title, status, move |t| {
        app::pages::admin::vat(t, &page)
    })
    .await)
}

async fn add_rate(visit: Visit, Op(op): Op, fields: Fields) -> WebResult {
    let text = |name| fields.text(name).to_owned();
    let form = RateForm {
        country: text("country"),
        area: text("area"),
        class: text("class"),
        rate: text("rate"),
        from: text("from"),
    };
    match tax::add_rate(&op, &form).await {
        Ok(()) => Ok(see_other("/admin/vat?ok=saved")),
        Err(ServiceError::Invalid(errors)) => {
            let form = refused(&visit, &fields, &[], errors);
            let typed = (StatusCode::UNPROCESSABLE_ENTITY, form, Form::new());
            show_rates(&visit, &op, typed).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn own(visit: Visit, Op(op): Op, fields: Fields) -> WebResult {
    let shop = fields.checked("one_stop_shop");
    match tax::set_own(&op, fields.text("own_area"), shop).await {
        Ok(()) => Ok(see_other("/admin/vat?ok=saved")),
        Err(ServiceError::Invalid(errors)) => {
            let form = refused(&visit, &fields, &[], errors);
            let typed = (StatusCode::UNPROCESSABLE_ENTITY, Form::new(), form);
            show_rates(&visit, &op, typed).await
        }
        Err(error) => Err(error.into()),
    }
}
