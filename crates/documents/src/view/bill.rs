//! The tables about money: the bill, its ceilings, the work time behind it, and what was offered.

use domain::account::Locale;
use domain::charge::Cents;
use domain::time::Timestamp;
use serde_json::{Value, json};

use crate::format::{instant, moment, optional_instant, span};
use crate::labels::Labels;
use crate::model::{CeilingEntry, ChargeEntry, OrderEntry, WorkEntry};
use crate::words::{Word, optional};

/// Seconds of all work.
pub fn work_seconds(work: &[WorkEntry], now: Timestamp) -> i64 {
    work.iter().map(|entry| worked(entry, now)).sum()
}

fn worked(entry: &WorkEntry, now: Timestamp) -> i64 {
    entry.to.unwrap_or(now).seconds_since(entry.from).max(0)
}

/// The sum of the bill, net.
pub fn net(charges: &[ChargeEntry]) -> Cents {
    charges.iter().map(|line| line.net).sum()
}

fn beyond(amount: Cents, locale: Locale) -> String {
    if amount == Cents::ZERO {
        String::new()
    } else {
        format!("{} {}", Labels::of(locale).beyond, amount.show(locale))
    }
}

/// The bill: each line with the task, what it rests on, and who agreed to it when; then the sum.
pub fn charges(charges: &[ChargeEntry], locale: Locale) -> Value {
    let l = Labels::of(locale);
    let row = |line: &ChargeEntry| {
        let agreed = [
            line.agreed_by.clone(),
            optional_instant(line.agreed_at, locale),
        ]
        .join(", ");
        let time = (line.seconds > 0).then(|| span(line.seconds));
        json!({
            "task": line.task.map_or(l.no_task, |task| task.word(locale)),
            "scope": line.scope,
            "source": line.source.word(locale),
            "order": line.order,
            "agreed": agreed.trim_matches([',', ' ']),
            "duration": time.unwrap_or_default(),
            "net": line.net.show(locale),
            "beyond": beyond(line.beyond, locale),
        })
    };
    json!({
        "rows": charges.iter().map(row).collect::<Vec<_>>(),
        "net": net(charges).show(locale),
    })
}

/// The ceilings: how high, how they came about, by whom and when.
pub fn ceilings(ceilings: &[CeilingEntry], locale: Locale) -> Vec<Value> {
    let row = |entry: &CeilingEntry| {
        json!({
            "ceiling": entry.ceiling.show(locale),
            "source": entry.source.word(locale),
            "by": format!("{}, {}", entry.by, instant(entry.at, locale)),
        })
    };
    ceilings.iter().map(row).collect()
}

/// Work time with its sum.
pub fn work(work: &[WorkEntry], now: Timestamp, locale: Locale) -> Value {
    let l = Labels::of(locale);
    let row = |entry: &WorkEntry| {
        let charged = |cents: Cents| {
            if entry.billable {
                cents.show(locale)
            } else {
                String::new()
            }
        };
        json!({
            "who": entry.person,
            "from": moment(entry.from, locale),
            "to": entry.to.map(|to| moment(to, locale)),
            "task": optional(entry.task, locale),
            "note": entry.note,
            "waived": entry.waived,
            "beyond": beyond(entry.beyond, locale),
            "duration": span(worked(entry, now)),
            "rate": charged(entry.rate),
            "net": if entry.billable { entry.net.show(locale) } else { l.not_billable.to_owned() },
        })
    };
    json!({
        "rows": work.iter().map(row).collect::<Vec<_>>(),
        "duration": span(work_seconds(work, now)),
        "net": work.iter().filter(|entry| entry.billable).map(|entry| entry.net).sum::<Cents>().show(locale),
    })
}

/// Prices offered and what became of them.
pub fn orders(orders: &[OrderEntry], locale: Locale) -> Vec<Value> {
    let l = Labels::of(locale);
    let row = |entry: &OrderEntry| {
        let hourly = entry.rate.map(|cents| {
            format!(
                "{} {}, {} {}\u{a0}{}",
                cents.show(locale),
                l.per_hour,
                l.started_unit,
                entry.unit_min,
                l.minutes
            )
        });
        let price = entry.price.map(|cents| cents.show(locale)).or(hourly);
        let decided = [
            entry.decided_by.clone(),
            optional_instant(entry.decided_at, locale),
        ]
        .join(", ");
        json!({
            "task": optional(entry.task, locale),
            "scope": entry.scope,
            "price": price.unwrap_or_default(),
            "ceiling": entry.ceiling.map(|cents| cents.show(locale)).unwrap_or_default(),
            "state": entry.state.word(locale),
            "offered": format!("{}, {}", entry.offered_by, instant(entry.offered_at, locale)),
            "decided": decided.trim_matches([',', ' ']),
        })
    };
    orders.iter().map(row).collect()
}
