//! Offers on a ticket, their answers, and the finding that stops the work.

use axum::extract::Path;
use axum::http::StatusCode;
use domain::ids::OrderId;
use services::error::ServiceError;
use services::interventions::Answer;
use services::tickets::orders::{self, FindingForm, OrderForm};

use super::number;
use super::one::{Typed, show};
use crate::web::{Failure, Fields, Op, Visit, WebResult, refused, see_other};

/// Fields of the service and how the page calls them.
type Names = &'static [(&'static str, &'static str)];

const OFFER: Names = &[
    ("scope", "offer_scope"),
    ("kind", "offer_kind"),
    ("price", "offer_price"),
    ("ceiling", "offer_ceiling"),
];
const FINDING: Names = &[
    ("service", "found_service"),
    ("finding", "found_finding"),
    ("excluded", "found_excluded"),
    ("scope", "found_scope"),
    ("kind", "found_kind"),
    ("price", "found_price"),
    ("ceiling", "found_ceiling"),
];

fn order(fields: &Fields, names: Names) -> OrderForm {
    let typed = |name: &str| {
        let name = names.iter().find(|(ours, _)| *ours == name);
        name.map_or("", |(_, page)| fields.text(page)).to_owned()
    };
    OrderForm {
        scope: typed("scope"),
        kind: typed("kind"),
        price: typed("price"),
        ceiling: typed("ceiling"),
    }
}

pub(super) async fn offer(
    visit: Visit,
    Op(op): Op,
    Path(path): Path<String>,
    fields: Fields,
) -> WebResult {
    let number = number(&path)?;
    let made = orders::offer(&op, number, &order(&fields, OFFER)).await;
    end(&visit, &op, &path, &fields, (made.map(|_| ()), OFFER)).await
}

pub(super) async fn finding(
    visit: Visit,
    Op(op): Op,
    Path(path): Path<String>,
    fields: Fields,
) -> WebResult {
    let form = FindingForm {
        service: fields.text("found_service").to_owned(),
        finding: fields.text("found_finding").to_owned(),
        excluded: fields.text("found_excluded").to_owned(),
        offer: order(&fields, FINDING),
    };
    let found = orders::reclassify(&op, number(&path)?, &form).await;
    end(&visit, &op, &path, &fields, (found, FINDING)).await
}

pub(super) async fn take_back(Op(op): Op, Path(path): Path<String>) -> WebResult {
    orders::take_back(&op, number(&path)?).await?;
    Ok(see_other(&format!("/tickets/{path}?ok=saved")))
}

pub(super) async fn answer(
    visit: Visit,
    Op(op): Op,
    Path((path, offer)): Path<(String, String)>,
    fields: Fields,
) -> WebResult {
    let number = number(&path)?;
    let offer: OrderId = offer.parse().map_err(|_| Failure::not_found())?;
    let done = match fields.text("answer") {
        "accept" => {
            orders::answer(&op, number, offer, Answer::Accept).await?;
            "order_accepted"
        }
        "decline" => {
            orders::answer(&op, number, offer, Answer::Decline).await?;
            "offer_declined"
        }
        "raise" => {
            let name = format!("ceiling_{offer}");
            match services::work::raise(&op, number, offer, fields.text(&name)).await {
                Ok(()) => "ceiling_raised",
                Err(ServiceError::Invalid(errors)) => {
                    let form = errors.into_iter().fold(fields.form(&[]), |form, error| {
                        form.refuse(visit.t(), &name, error.code, &error.params)
                    });
                    let typed = Typed::act(form);
                    let status = StatusCode::UNPROCESSABLE_ENTITY;
                    return show(&visit, &op, number, status, typed).await;
                }
                Err(error) => return Err(error.into()),
            }
        }
        "withdraw" => {
            orders::withdraw(&op, number, offer).await?;
            "saved"
        }
        _ => return Err(Failure::bad_request("answer")),
    };
    Ok(see_other(&format!(
        "/tickets/{}?ok={done}#orders",
        number.0
    )))
}

/// The page again: with what has happened, or with what is wrong.
async fn end(
    visit: &Visit,
    op: &services::context::OpContext,
    path: &str,
    fields: &Fields,
    (result, names): (Result<(), ServiceError>, Names),
) -> WebResult {
    let number = number(path)?;
    match result {
        Ok(()) => Ok(see_other(&format!(
            "/tickets/{}?ok=offer_made#orders",
            number.0
        ))),
        Err(ServiceError::Invalid(mut errors)) => {
            for error in &mut errors {
                if let Some((_, page)) = names.iter().find(|(ours, _)| *ours == error.field) {
                    error.field = page;
                }
            }
            let typed = Typed::act(refused(visit, fields, &[], errors));
            show(visit, op, number, StatusCode::UNPROCESSABLE_ENTITY, typed).await
        }
        Err(error) => Err(error.into()),
    }
}
