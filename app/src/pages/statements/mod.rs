//! Statements of work: the customers of a month, one statement, and how a customer is taxed. // billing rules 9 to 14

mod list;
mod parts;
mod tax;

use domain::time::{date, date_time};
use leptos::prelude::*;
use services::statements::{Month, StatementView};

pub use list::{MinePage, MonthPage, mine, month};
pub use parts::{Part, facts, parts, percent, remarks, table};
pub use tax::{TaxPage, tax};
pub(in crate::pages) use tax::{area_name, areas};

use crate::components::{
    Breadcrumbs, Button, ButtonKind, Column, DataTable, Empty, Notice, Panel, Tone, euros,
};
use crate::i18n::Messages;
use crate::markup::{IntoMarkup, Markup};
use crate::wording::Lang;

/// Address of the statements.
pub const STATEMENTS: &str = "/statements";

/// A month in words.
pub fn month_name(t: &'static Messages, month: Month) -> String {
    let text = month.to_string();
    let number = text.get(5..).and_then(|text| text.parse::<usize>().ok());
    let name = number.and_then(|n| t.calendars.months().get(n.wrapping_sub(1)).copied());
    format!(
        "{} {}",
        name.unwrap_or_default(),
        text.get(..4).unwrap_or_default()
    )
}

/// The title of a statement.
pub fn title(t: &'static Messages, view: &StatementView) -> String {
    t.billing
        .statement_of(&view.organization.name, &month_name(t, view.month))
}

/// The page of one statement; `desk`: its reader works here.
pub fn statement(t: &'static Messages, view: &StatementView, desk: bool) -> Markup {
    let b = &t.billing;
    let here = format!("{STATEMENTS}/{}/{}", view.organization.id, view.month);
    let trail = vec![(
        format!("{STATEMENTS}?month={}", view.month),
        b.statements.into(),
    )];
    let lines = if view.statement.lines.is_empty() {
        view! { <Empty title=b.nothing text=b.nothing_text /> }.markup()
    } else {
        view! { {lines(t, view)}{sums(t, view)} }.markup()
    };
    let tax = desk.then(|| {
        let href = format!("{STATEMENTS}/{}/tax", view.organization.id);
        view! { <a href=href>{b.tax_link}</a> }
    });
    view! {
        <main id="main" class="page page--wide stack gap-6">
            <header class="stack gap-2">
                <Breadcrumbs t=t trail=trail here=month_name(t, view.month) />
                <h1>{title(t, view)}</h1>
                <p class="muted">{b.no_invoice}" "{b.prices_gross}</p>
            </header>
            {standing(t, view, desk)}
            {lines}
            <p class="cluster no-print">
                <a href=format!("{here}/statement.pdf")>{b.pdf}</a>
                <a href=format!("{here}/statement.csv")>{b.csv}</a>
                {tax}
            </p>
        </main>
    }
    .markup()
}

/// Closed or not, and what to do about it.
fn standing(t: &'static Messages, view: &StatementView, desk: bool) -> Markup {
    let b = &t.billing;
    if let Some(closed) = &view.closed {
        let when = date_time(closed.at, t.lang == Lang::De);
        let text = b.closed_by(&closed.by, &when);
        return view! { <Notice tone=Tone::Info><p>{text}</p></Notice> }.markup();
    }
    let drafts = (view.drafts > 0 && desk).then(|| {
        view! { <p>{b.drafts_wait(&view.drafts.to_string())}" "<a href="/desk/work">{b.approve}</a></p> }
    });
    let close = (view.may_close && desk).then(|| {
        let action = format!("{STATEMENTS}/{}/{}/close", view.organization.id, view.month);
        view! {
            <form method="post" action=action class="cluster">
                <Button kind=ButtonKind::Primary>{b.close}</Button>
                <span class="sub">{b.close_hint}</span>
            </form>
        }
    });
    view! { <Notice tone=Tone::Warn><p>{b.provisional}</p>{drafts}</Notice>{close} }.markup()
}

fn lines(t: &'static Messages, view: &StatementView) -> Markup {
    let b = &t.billing;
    let rows = view
        .statement
        .lines
        .iter()
        .map(|stated| {
            let line = &stated.line;
            let german = t.lang == Lang::De;
            let (number, subject) = parts::ticket(view, line.ticket);
            let ticket = view! { <a href=format!("/tickets/{number}")>{number}" "{subject}</a> };
            let kept = crate::pages::work::unbilled(t, line)
                .map(|text| view! { <br /><span class="sub">{text}</span> });
            let kind = parts::kind(t, stated).map(|word| view! { <br /><span class="sub">{word}</span> });
            view! {
                <tr role="row">
                    <td role="cell" data-label=b.day>{date(line.priced.from, german)}{kind}</td>
                    <td role="cell" data-label=b.ticket>{ticket}</td>
                    <td role="cell" data-label=b.what>{parts::what(t, view, line)}<br /><span class="sub">{parts::who(view, line)}</span></td>
                    <td role="cell" data-label=b.why_so>{line.priced.why(t.label.locale())}{kept}</td>
                    <td role="cell" class="num" data-label=b.charged>{euros(line.charged().0, t.lang)}</td>
                </tr>
            }
        })
        .collect::<Vec<_>>();
    let columns = vec![
        Column::text(b.day),
        Column::text(b.ticket),
        Column::text(b.what),
        Column::text(b.why_so),
        Column::figures(b.charged),
    ];
    view! { <Panel id="lines" title=b.statement><DataTable caption=b.statement columns=columns><tbody role="rowgroup">{rows}</tbody></DataTable></Panel> }
        .markup()
}

/// VAT by rate and reason, and the sums.
fn sums(t: &'static Messages, view: &StatementView) -> Markup {
    let b = &t.billing;
    let rows = view
        .statement
        .vat
        .iter()
        .map(|sum| {
            let rate = parts::percent(t, sum.treatment.basis_points);
            let note = sum.note().map(|(de, en)| {
                let text = if t.lang == Lang::De { de } else { en };
                view! { <br /><span class="sub">{text}</span> }
            });
            view! {
                <tr role="row">
                    <td role="cell" data-label=b.vat_rate>{rate}</td>
                    <td role="cell" data-label=b.vat_reason>{parts::reason(t, sum.treatment.reason)}{note}</td>
                    <td role="cell" class="num" data-label=b.net>{euros(sum.net.0, t.lang)}</td>
                    <td role="cell" class="num" data-label=b.vat>{euros(sum.vat.0, t.lang)}</td>
                </tr>
            }
        })
        .collect::<Vec<_>>();
    let columns = vec![
        Column::text(b.vat_rate),
        Column::text(b.vat_reason),
        Column::figures(b.net),
        Column::figures(b.vat),
    ];
    let all = &view.statement;
    let vat = all.gross - all.net;
    let doubts = parts::doubts(t, view);
    let doubts = (!doubts.is_empty()).then(|| {
        let rows = doubts
            .into_iter()
            .map(|text| view! { <li>{text}</li> })
            .collect::<Vec<_>>();
        view! { <Notice tone=Tone::Warn title=b.doubts><ul class="bullets">{rows}</ul></Notice> }
    });
    view! {
        <Panel id="vat" title=b.vat>
            <DataTable caption=b.vat columns=columns>
                <tbody role="rowgroup">
                    {rows}
                    <tr role="row">
                        <th role="rowheader" scope="row" colspan="2">{b.total}</th>
                        <td role="cell" class="num" data-label=b.net><b>{euros(all.net.0, t.lang)}</b></td>
                        <td role="cell" class="num" data-label=b.vat><b>{euros(vat.0, t.lang)}</b></td>
                    </tr>
                </tbody>
            </DataTable>
            <p><b>{b.sum_gross}": "{euros(all.gross.0, t.lang)}</b></p>
        </Panel>
        {doubts}
    }
    .markup()
}
