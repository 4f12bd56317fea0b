//! The customers of a month; and for a customer the statements that were closed.

use leptos::prelude::*;
use services::statements::{CustomerLine, Month};

use super::{STATEMENTS, month_name};
use crate::components::{Breadcrumbs, Column, DataTable, Empty, euros};
use crate::i18n::Messages;
use crate::markup::{IntoMarkup, Markup};

/// What the page of a month shows.
pub struct MonthPage {
    /// Which.
    pub month: Month,
    /// Its customers.
    pub customers: Vec<CustomerLine>,
}

/// The customers of a month, for managers.
pub fn month(t: &'static Messages, page: &MonthPage) -> Markup {
    let b = &t.billing;
    let of = |month: Month| format!("{STATEMENTS}?month={month}");
    let list = if page.customers.is_empty() {
        view! { <Empty title=b.statements_none text=b.statements_none_text /> }.markup()
    } else {
        customers(t, page)
    };
    view! {
        <main id="main" class="page page--wide stack gap-6">
            <header class="stack gap-2">
                <h1>{b.statements}": "{month_name(t, page.month)}</h1>
                <p class="muted">{b.statements_lead}</p>
            </header>
            <p class="cluster no-print">
                <a href=of(page.month.before()) rel="prev">{b.month_before}</a>
                <a href=of(page.month.after()) rel="next">{b.month_after}</a>
                <a href="/desk/work">{b.approve}</a>
            </p>
            {list}
        </main>
    }
    .markup()
}

fn customers(t: &'static Messages, page: &MonthPage) -> Markup {
    let b = &t.billing;
    let rows = page
        .customers
        .iter()
        .map(|line| {
            let href = format!("{STATEMENTS}/{}/{}", line.id, page.month);
            let (state, net, gross) = match &line.closed {
                Some(row) => (
                    b.closed_statement,
                    euros(row.net_cents.0, t.lang),
                    euros(row.gross_cents.0, t.lang),
                ),
                None => (b.open_statement, String::new(), String::new()),
            };
            view! {
                <tr role="row">
                    <td role="cell" data-label=b.customer><a href=href>{line.name.as_str()}</a></td>
                    <td role="cell" data-label=b.state>{state}</td>
                    <td role="cell" class="num" data-label=b.entries_n>{line.entries}</td>
                    <td role="cell" class="num" data-label=b.drafts_n>{line.drafts}</td>
                    <td role="cell" class="num" data-label=b.net>{net}</td>
                    <td role="cell" class="num" data-label=b.gross>{gross}</td>
                </tr>
            }
        })
        .collect::<Vec<_>>();
    let columns = vec![
        Column::text(b.customer),
        Column::text(b.state),
        Column::figures(b.entries_n),
        Column::figures(b.drafts_n),
        Column::figures(b.net),
        Column::figures(b.gross),
    ];
    view! { <DataTable caption=b.statements columns=columns><tbody role="rowgroup">{rows}</tbody></DataTable> }.markup()
}

/// One closed statement of a customer.
pub struct MinePage {
    /// Customer's name, address of the statement, month, net and gross in cents; the latest first.
    pub rows: Vec<(String, String, Month, i64, i64)>,
}

/// The closed statements of the reader's customers.
pub fn mine(t: &'static Messages, page: &MinePage) -> Markup {
    let b = &t.billing;
    let rows = page
        .rows
        .iter()
        .map(|(name, href, month, net, gross)| {
            view! {
                <tr role="row">
                    <td role="cell" data-label=b.month><a href=href.clone()>{month_name(t, *month)}</a></td>
                    <td role="cell" data-label=b.customer>{name.as_str()}</td>
                    <td role="cell" class="num" data-label=b.net>{euros(*net, t.lang)}</td>
                    <td role="cell" class="num" data-label=b.gross>{euros(*gross, t.lang)}</td>
                </tr>
            }
        })
        .collect::<Vec<_>>();
    let list = if rows.is_empty() {
        view! { <Empty title=b.statements_mine_none text=b.statements_mine_text /> }.markup()
    } else {
        let columns = vec![
            Column::text(b.month),
            Column::text(b.customer),
            Column::figures(b.net),
            Column::figures(b.gross),
        ];
        view! { <DataTable caption=b.statements_mine columns=columns><tbody role="rowgroup">{rows}</tbody></DataTable> }.markup()
    };
    let trail = vec![("/".to_owned(), t.portal.title.into())];
    view! {
        <main id="main" class="page stack gap-6">
            <header class="stack gap-2">
                <Breadcrumbs t=t trail=trail here=b.statements />
                <h1>{b.statements_mine}</h1>
                <p class="muted">{b.no_invoice}</p>
            </header>
            {list}
        </main>
    }
    .markup()
}
