//! An offer in words: what it costs, and how it stands.

use domain::charge::Tariff;
use domain::contract::OrderState;
use domain::time::{Timestamp, day_and_time};
use services::tickets::OrderRow;

use super::{Shape, euros};
use crate::i18n::Messages;
use crate::wording::Lang;

/// An offer that was made.
#[derive(Debug, Clone)]
pub struct OrderLine {
    /// What would be done.
    pub scope: String,
    /// What it costs, in words.
    pub price: String,
    /// How it stands.
    pub shape: Shape,
    /// The same in words, with the day it ends while it is open.
    pub state: String,
    /// It waits for an answer.
    pub open: bool,
}

impl OrderLine {
    /// As of `now`; an offer whose days are over has expired, whether anybody wrote that down or not.
    pub fn of(t: &Messages, order: &OrderRow, now: Timestamp) -> Self {
        let stands = order.state.expire(&order.terms(), now);
        let stands = stands.unwrap_or(order.state);
        let until = day_and_time(order.valid_until, now, t.lang == Lang::De);
        let (shape, state) = match stands {
            OrderState::Offered => (Shape::Waiting, t.work.offer_open(&until)),
            OrderState::Accepted => (Shape::Done, t.label.order_state(stands).to_owned()),
            OrderState::Declined => (Shape::Denied, t.label.order_state(stands).to_owned()),
            _ => (Shape::Closed, t.label.order_state(stands).to_owned()),
        };
        let ceiling = order
            .ceiling_cents
            .map(|cents| format!(", {} {}", t.work.ceiling, euros(cents.0, t.lang)))
            .unwrap_or_default();
        Self {
            scope: order.scope.clone(),
            price: format!("{}{ceiling}", price(t, order.tariff)),
            shape,
            state,
            open: stands == OrderState::Offered,
        }
    }
}

/// What something costs, in words.
pub fn price(t: &Messages, tariff: Tariff) -> String {
    let i = &t.intervention;
    match tariff {
        Tariff::Free => i.free.to_owned(),
        Tariff::Fixed { price } => euros(price.0, t.lang),
        Tariff::PerUnit { price, unit_min } => i.per_unit(&euros(price.0, t.lang), unit_min),
        Tariff::Hourly {
            inside, outside, ..
        } => i.per_hour(&euros(inside.0, t.lang), &euros(outside.0, t.lang)),
    }
}
