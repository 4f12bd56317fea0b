//! What the case costs: work time within its ceiling, and what was ordered.

use domain::account::Locale;
use domain::charge::{Ceiling, Cents, Tariff};
use serde_json::{Value, json};
use store::Tx;

use super::names::Names;
use crate::error::Result;
use crate::interventions::work::spent;
use crate::interventions::{Case, notify};

/// Work time. What lies beyond the ceiling is worked but not charged, and says so. // RULINGS 4
pub(super) async fn work(tx: &mut Tx, case: &Case, names: &mut Names) -> Result<Vec<Value>> {
    let (ceiling, _) = spent(tx, case).await?;
    let locale = notify::locale(tx, case).await?;
    let mut before = Cents::ZERO;
    let mut all = Vec::new();
    for mut entry in store::work::list(tx, case.ticket.id).await? {
        if let Some(ceiling) = ceiling.map(Ceiling).filter(|_| entry.billable) {
            let after = before + entry.net_cents;
            let charged = ceiling.divide(after).within.0 - ceiling.divide(before).within.0;
            if charged < entry.net_cents.0 {
                let beyond = Cents(entry.net_cents.0 - charged);
                let amount = beyond.show(locale);
                let note = match locale {
                    Locale::De => format!("über der Kostenobergrenze, nicht berechnet: {amount}"),
                    Locale::En => format!("beyond the cost ceiling, not charged: {amount}"),
                };
                entry.note = [entry.note.as_str(), &note]
                    .into_iter()
                    .filter(|part| !part.is_empty())
                    .collect::<Vec<_>>()
                    .join("; ");
                entry.net_cents = Cents(charged);
            }
            before = after;
        }
        all.push(json!({
            "person": names.of(tx, Some(entry.person_id)).await?, "from": entry.started_at, "to": entry.stopped_at,
            "note": entry.note, "billable": entry.billable,
            "rate": entry.tariff.per_hour(entry.tariff.unit_price(entry.started_at)), "net": entry.net_cents,
        }));
    }
    Ok(all)
}

pub(super) async fn orders(tx: &mut Tx, case: &Case, names: &mut Names) -> Result<Vec<Value>> {
    let mut all = Vec::new();
    for order in store::orders::list(tx, case.ticket.id).await? {
        let (price, rate, unit_min) = match order.tariff {
            Tariff::Free => (Some(Cents::ZERO), None, 0),
            Tariff::Fixed { price } => (Some(price), None, 0),
            Tariff::PerUnit { unit_min, .. } | Tariff::Hourly { unit_min, .. } => {
                let dearest = order.tariff.highest_unit_price();
                (None, Some(order.tariff.per_hour(dearest)), unit_min)
            }
        };
        all.push(json!({
            "task": order.task, "scope": order.scope, "price": price, "rate": rate, "unit_min": unit_min,
            "ceiling": order.ceiling_cents, "state": order.state,
            "offered_by": names.of(tx, Some(order.offered_by)).await?, "offered_at": order.offered_at,
            "decided_by": names.of(tx, order.decided_by).await?, "decided_at": order.decided_at,
        }));
    }
    Ok(all)
}
