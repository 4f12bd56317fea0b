//! The form above a report: its fields are the address.

use domain::report::{Dimension, Period, Span};
use domain::sla::ClockKind;
use domain::ticket::{Class, Priority};
use leptos::prelude::*;
use services::reports::Seen;

use super::{REPORTS, words};
use crate::components::{Button, Field, Input, Opt};
use crate::forms::Form;
use crate::i18n::Messages;
use crate::markup::{IntoMarkup, Markup};

/// Months to choose from, the running one and those before it.
const MONTHS: usize = 13;
/// Quarters to choose from.
const QUARTERS: usize = 4;
/// Years to choose from.
const YEARS: usize = 2;

/// A period and those before it.
fn back(period: Option<Period>, count: usize) -> Vec<Period> {
    let next = |period: &Period| period.previous().ok();
    std::iter::successors(period, next).take(count).collect()
}

/// Periods to choose from: months, quarters, years, and the one that is shown.
fn periods(t: &'static Messages, seen: &Seen) -> Vec<Opt> {
    let month = Period::month_of(seen.as_of).ok();
    let Some(Span::Month {
        year,
        month: number,
    }) = month.map(|month| month.span())
    else {
        return Vec::new();
    };
    let quarter = Period::new(Span::Quarter {
        year,
        quarter: (number - 1) / 3 + 1,
    });
    let mut all = back(month, MONTHS);
    all.extend(back(quarter.ok(), QUARTERS));
    all.extend(back(Period::new(Span::Year(year)).ok(), YEARS));
    if !all.contains(&seen.query.period) {
        all.insert(0, seen.query.period);
    }
    let mut options: Vec<Opt> = all
        .into_iter()
        .map(|period| Opt::new(period.to_string(), words::period(t, period)))
        .collect();
    options.push(Opt::new("", t.reports.own_period));
    options
}

fn or_all(t: &'static Messages, options: impl Iterator<Item = Opt>) -> Input {
    let first = Opt::new("", t.reports.all);
    Input::Select(std::iter::once(first).chain(options).collect())
}

fn named<K: ToString>(all: &[(K, String)]) -> impl Iterator<Item = Opt> + '_ {
    all.iter()
        .map(|(id, name)| Opt::new(id.to_string(), name.clone()))
}

/// What the address says, as values of the fields.
fn values(seen: &Seen) -> Form {
    let filter = &seen.query.filter;
    let by = seen.query.by.unwrap_or(services::reports::BY);
    let mut form = Form::new()
        .with("period", seen.query.period.to_string())
        .with("by", by.code());
    let fields = [
        ("customer", filter.customer.map(|id| id.to_string())),
        ("engineer", filter.engineer.map(|id| id.to_string())),
        ("system", filter.system.map(|id| id.to_string())),
        ("team", filter.team.map(|id| id.to_string())),
        ("priority", filter.priority.map(|one| one.to_string())),
        ("class", filter.class.map(|one| one.to_string())),
        ("kind", filter.kind.map(|one| one.to_string())),
    ];
    for (name, value) in fields {
        if let Some(value) = value {
            form = form.with(name, value);
        }
    }
    form
}

/// The form.
pub(super) fn form(t: &'static Messages, seen: &Seen) -> Markup {
    let r = &t.reports;
    let form = values(seen);
    let names = &seen.names;
    let kinds = ClockKind::ALL.iter();
    let kinds = kinds.map(|one| Opt::new(one.code(), t.label.clock(*one)));
    let classes = Class::ALL.iter();
    let classes = classes.map(|one| Opt::new(one.code(), t.label.class(*one)));
    let priorities = Priority::ALL.iter();
    let priorities = priorities.map(|one| Opt::new(one.code(), t.label.priority(*one)));
    let by = Dimension::ALL.iter();
    let by = by
        .map(|one| Opt::new(one.code(), r.dimension(*one)))
        .collect();
    let plain = words::is_filtered(&seen.query.filter).then(|| {
        let href = format!("{REPORTS}?period={}", seen.query.period);
        view! { <a href=href>{r.unfiltered}</a> }
    });
    view! {
        <form class="stack gap-4 no-print" action=REPORTS aria-label=r.narrow>
            <div class="cluster">
                <Field form=&form name="period" label=r.period input=Input::Select(periods(t, seen)) />
                <Field form=&form name="customer" label=r.customer input=or_all(t, named(&names.customers)) />
                <Field form=&form name="team" label=r.team input=or_all(t, named(&names.teams)) />
                <Field form=&form name="by" label=r.by input=Input::Select(by) />
            </div>
            <details>
                <summary>{r.narrow}</summary>
                <div class="cluster">
                    <Field form=&form name="from" label=r.from input=Input::Date />
                    <Field form=&form name="to" label=r.to input=Input::Date />
                    <Field form=&form name="engineer" label=r.engineer input=or_all(t, named(&names.engineers)) />
                    <Field form=&form name="system" label=r.system input=or_all(t, named(&names.systems)) />
                    <Field form=&form name="priority" label=r.priority input=or_all(t, priorities) />
                    <Field form=&form name="class" label=r.class input=or_all(t, classes) />
                    <Field form=&form name="kind" label=r.kind input=or_all(t, kinds) />
                </div>
            </details>
            <div class="cluster"><Button>{r.show}</Button>{plain}</div>
        </form>
    }
    .markup()
}
