//! What the case costs: the bill by lines, the work time behind it, the ceilings, and what was ordered. // I-14, RULINGS 4

use domain::bill::CeilingSource;
use domain::charge::{Cents, Tariff};
use domain::time::Timestamp;
use serde_json::{Value, json};
use store::Tx;

use crate::error::Result;
use crate::interventions::Case;
use crate::interventions::money::Money;
use crate::names::Names;

/// Every line of the bill with what it rests on: task, order, who agreed and when.
pub(super) async fn lines(
    tx: &mut Tx,
    money: &Money,
    names: &mut Names,
    now: Timestamp,
) -> Result<Vec<Value>> {
    let mut all = Vec::new();
    for line in money.lines(now) {
        let agreed_by = if line.agreed.name.is_empty() {
            names.of(tx, line.agreed.person).await?
        } else {
            line.agreed.name
        };
        all.push(json!({
            "source": line.source, "task": line.task, "order": line.order.map(|id| id.to_string()), "scope": line.scope,
            "agreed_by": agreed_by, "agreed_at": line.agreed.at, "seconds": line.seconds, "net": line.amount.within,
            "beyond": line.amount.beyond,
        }));
    }
    Ok(all)
}

/// Every ceiling there was: signed, accepted with an offer, raised by the customer.
pub(super) async fn ceilings(tx: &mut Tx, money: &Money, names: &mut Names) -> Result<Vec<Value>> {
    let mut all = Vec::new();
    for round in &money.rounds {
        let mut told = Vec::new();
        let mut signed = None;
        for version in &round.versions {
            if let Some(ceiling) = version.terms.ceiling.filter(|now| signed != Some(*now)) {
                let by = version.signer_name.clone();
                told.push((version.signed_at, CeilingSource::Signed, ceiling, by));
            }
            signed = version.terms.ceiling;
        }
        for order in &round.ceilings {
            if let (Some(ceiling), Some(at)) = (order.ceiling_cents, order.decided_at) {
                let by = names.of(tx, order.decided_by).await?;
                told.push((at, CeilingSource::Offer, ceiling, by));
            }
        }
        for raise in &round.raises {
            let by = names.of(tx, Some(raise.raised_by)).await?;
            told.push((
                raise.raised_at,
                CeilingSource::Raised,
                raise.ceiling_cents,
                by,
            ));
        }
        told.sort_by_key(|(at, ..)| *at);
        all.extend(told.into_iter().map(|(at, source, ceiling, by)| {
            json!({ "ceiling": ceiling, "source": source, "by": by, "at": at })
        }));
    }
    Ok(all)
}

/// Work time. What lies beyond the ceiling is worked but not charged, and says so. // RULINGS 4
pub(super) async fn work(
    tx: &mut Tx,
    money: &Money,
    names: &mut Names,
    now: Timestamp,
) -> Result<Vec<Value>> {
    let mut all = Vec::new();
    for round in &money.rounds {
        for (entry, amount) in round.entries.iter().zip(money.divided(round, now)) {
            all.push(json!({
                "person": names.of(tx, Some(entry.person_id)).await?, "from": entry.started_at, "to": entry.stopped_at,
                "note": entry.note, "billable": entry.billable, "waived": entry.waived, "task": entry.task,
                "rate": money.rate(entry), "net": amount.within,
                "beyond": amount.beyond,
            }));
        }
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
