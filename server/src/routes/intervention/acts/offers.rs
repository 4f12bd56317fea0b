//! A price for a task that is not included; the customer accepts or declines it on the ticket. // I-19

use services::interventions::{self, OfferForm};

use super::{Act, act};
use crate::router::{Access, Route, post};
use crate::web::WebResult;

pub(super) fn routes() -> Vec<Route> {
    vec![post(act!("offer"), Access::Staff, offer)]
}

async fn offer(act: Act) -> WebResult {
    let form = OfferForm {
        task: act.owned("offer_task"),
        scope: act.owned("offer_scope"),
        kind: act.owned("offer_kind"),
        price: act.owned("offer_price"),
        ceiling: act.owned("offer_ceiling"),
    };
    let made = interventions::offer(&act.op, act.number, &form).await;
    let names = [
        ("task", "offer_task"),
        ("scope", "offer_scope"),
        ("kind", "offer_kind"),
        ("price", "offer_price"),
        ("ceiling", "offer_ceiling"),
    ];
    act.end(made.map(|_| "offer_made"), "offers", &names).await
}
