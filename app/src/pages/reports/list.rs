//! The tickets behind a figure: one line for each case that was counted.

use domain::report::csv::Cell;
use domain::time::date_time;
use leptos::prelude::*;
use services::reports::{Behind, Case};

use super::sheet::{Item, Sheet, drawn};
use super::tables::ticket;
use super::{REPORTS, problem, words};
use crate::components::Breadcrumbs;
use crate::i18n::Messages;
use crate::markup::{IntoMarkup, Markup};
use crate::wording::Lang;

/// The list.
pub struct ListPage {
    /// What stands behind the figure.
    pub behind: Behind,
}

/// Its title.
fn title(t: &'static Messages, behind: &Behind) -> String {
    let r = &t.reports;
    r.listed(
        r.figure(behind.figure),
        &words::period(t, behind.query.period),
    )
}

/// The page.
pub fn list(t: &'static Messages, page: &ListPage) -> Markup {
    let r = &t.reports;
    let behind = &page.behind;
    let title = title(t, behind);
    let shown = behind.cases.len();
    let count = if shown < behind.n {
        let (shown, n) = (
            words::count(t, shown as u64),
            words::count(t, behind.n as u64),
        );
        r.shown(&shown, &n)
    } else {
        r.cases(&words::count(t, behind.n as u64))
    };
    let report = format!("{REPORTS}?{}", behind.query);
    let table = if behind.cases.is_empty() {
        view! { <p class="muted">{r.list_none}</p> }.markup()
    } else {
        drawn(t, &sheet(t, page, &title))
    };
    view! {
        <main id="main" class="page page--wide stack gap-6">
            <Breadcrumbs t=t trail=vec![(report.clone(), r.nav.into())] here=title.clone() />
            <h1>{title.clone()}</h1>
            {problem(t, behind.problem)}
            <p>{count}</p>
            {table}
            <p class="no-print"><a href=report>{r.back}</a></p>
        </main>
    }
    .markup()
}

fn sheet(t: &'static Messages, page: &ListPage, title: &str) -> Sheet {
    let r = &t.reports;
    let clocks = page.behind.figure.is_of_clocks();
    let mut head = vec![r.ticket, r.customer, r.has_it, r.list_at];
    if clocks {
        head.extend([r.kind, r.target, r.list_took, r.list_reason]);
    }
    Sheet {
        code: "list",
        title: title.to_owned(),
        head: head.into_iter().map(str::to_owned).collect(),
        rows: page
            .behind
            .cases
            .iter()
            .map(|case| row(t, page, case))
            .collect(),
    }
}

fn row(t: &'static Messages, page: &ListPage, case: &Case) -> Vec<Item> {
    let names = &page.behind.names;
    let engineer = case.who.engineer;
    let engineer = engineer.map_or_else(|| t.reports.nobody.to_owned(), |id| names.engineer(id));
    let mut row = vec![
        ticket(case.number, page.behind.reads),
        Item::text(names.customer(case.who.customer)),
        Item::text(engineer),
        Item::text(date_time(case.at, t.lang == Lang::De)),
    ];
    if let Some(promise) = case.promise {
        let reason = case.reason.map_or(Cell::Empty, |reason| {
            Cell::text(reason.label(t.label.locale()))
        });
        row.extend([
            Item::text(words::promise(t, promise)),
            Item::text(words::length(promise.target_s)),
            Item::text(words::length(case.consumed_s.unwrap_or(0))),
            Item::new(reason),
        ]);
    }
    row
}
