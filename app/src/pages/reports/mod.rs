//! The report for managers: figures, charts with their numbers behind them, and the tickets behind each figure.

mod certificate;
mod charts;
mod filter;
mod lead;
mod linked;
mod list;
mod sheet;
mod tables;
mod words;

use domain::report::QueryProblem;
use domain::time::date_time;
use leptos::prelude::*;
use services::reports::Seen;

pub use certificate::certificate;
pub use list::{ListPage, list};
pub use sheet::{Item, Sheet};
pub use tables::{TABLES, table};
pub use words::{period, title};

use crate::components::{Empty, Notice, Panel, Tone};
use crate::i18n::Messages;
use crate::markup::{IntoMarkup, Markup};
use crate::wording::Lang;

/// Address of the report.
pub const REPORTS: &str = "/reports";
/// Address of the tickets behind a figure.
pub const LIST: &str = "/reports/tickets";
/// Address of a table as a file.
pub const FILE: &str = "/reports/table.csv";

/// Address of all tables as one workbook.
pub const BOOK: &str = "/reports/tables.xlsx";

/// Address of a customer's certificate of a month.
pub const CERTIFICATE: &str = "/reports/certificate.pdf";

/// The report.
pub fn report(t: &'static Messages, seen: &Seen) -> Markup {
    let r = &t.reports;
    let scope = if words::is_filtered(&seen.query.filter) {
        r.filtered
    } else {
        r.everything
    };
    let as_of = r.as_of(scope, &date_time(seen.as_of, t.lang == Lang::De));
    let body = if is_empty(seen) {
        view! { <Empty title=r.nothing text=r.nothing_text /> }.markup()
    } else {
        body(t, seen)
    };
    view! {
        <main id="main" class="page page--wide stack gap-6 report">
            <header class="stack gap-2">
                <h1>{title(t, seen.query.period)}</h1>
                <p class="muted">{as_of}" "{r.lead}</p>
            </header>
            {problem(t, seen.problem)}
            {filter::form(t, seen)}
            {body}
        </main>
    }
    .markup()
}

/// Nothing was counted at all.
fn is_empty(seen: &Seen) -> bool {
    let figures = &seen.figures;
    figures.promises.is_empty()
        && figures.answers.counted.n() == 0
        && figures.open_before + figures.backlog.n + figures.work.n == 0
        && figures
            .flow
            .iter()
            .all(|slot| slot.inflow + slot.outflow == 0)
}

fn problem(t: &'static Messages, problem: Option<QueryProblem>) -> Option<Markup> {
    let r = &t.reports;
    let text = match problem? {
        QueryProblem::Period(_) => r.bad_period.to_owned(),
        other if matches!(other.field(), "period" | "from" | "to") => r.bad_period.to_owned(),
        other => r.bad_field(words::field(t, other.field())),
    };
    Some(
        view! { <Notice tone=Tone::Warn title=r.bad_title alert=true><p>{text}</p></Notice> }
            .markup(),
    )
}

fn body(t: &'static Messages, seen: &Seen) -> Markup {
    let r = &t.reports;
    let promises = table(t, seen, "promises");
    let groups = table(t, seen, "groups");
    let next = table(t, seen, "next");
    let by = seen.query.by.unwrap_or(services::reports::BY);
    view! {
        {lead::lead(t, seen)}
        <Panel id="promises" title=r.promises>{sheet::full(t, seen, promises)}</Panel>
        {charts::all(t, seen)}
        <Panel id="groups" title=r.groups aside=r.dimension(by)>{sheet::full(t, seen, groups)}</Panel>
        <Panel id="next" title=r.next>
            {sheet::full(t, seen, next)}
            <p class="muted small">{r.next_note}</p>
        </Panel>
        <p class="cluster no-print">
            <a href=format!("{BOOK}?{}", seen.query)>{r.xlsx}</a>
            {certificate::href(seen).map(|href| view! { <a href=href>{r.certificate}</a> })}
        </p>
    }
    .markup()
}
