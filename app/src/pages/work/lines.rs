//! What work comes to: units by day and rate, what of it is billed, and why not.

use domain::billing::{Line, Unbilled};
use domain::charge::Cents;
use leptos::prelude::*;
use services::work::WorkView;

use super::article;
use crate::components::{Column, DataTable, Panel, euros};
use crate::i18n::Messages;
use crate::markup::{IntoMarkup, Markup};

/// Why a line is not billed, in words.
pub(crate) fn unbilled(t: &'static Messages, line: &Line) -> Option<&'static str> {
    let b = &t.billing;
    Some(match line.unbilled? {
        Unbilled::Waived => b.is_waived,
        Unbilled::NotAgreed => b.not_agreed,
        Unbilled::NotAccepted => b.not_accepted,
        Unbilled::Ceiling => b.ceiling,
    })
}

/// The lines of a ticket, with their sum; nothing where nothing was worked.
pub(super) fn panel(t: &'static Messages, view: &WorkView) -> Markup {
    let b = &t.billing;
    if view.lines.is_empty() {
        return Markup::EMPTY;
    }
    let rows = view
        .lines
        .iter()
        .map(|line| {
            let who = line.person.and_then(|id| view.names.get(&id));
            let why = line.priced.why(t.label.locale());
            let kept = unbilled(t, line).map(|text| view! { <br /><span class="sub">{text}</span> });
            view! {
                <tr role="row">
                    <td role="cell" data-label=b.who>{who.cloned().unwrap_or_default()}</td>
                    <td role="cell" data-label=b.what>{article(t, view, &line.article)}</td>
                    <td role="cell" data-label=b.why_so>{why}{kept}</td>
                    <td role="cell" class="num" data-label=b.net>{euros(line.net.0, t.lang)}</td>
                    <td role="cell" class="num" data-label=b.charged>{euros(line.charged().0, t.lang)}</td>
                </tr>
            }
        })
        .collect::<Vec<_>>();
    let net: Cents = view.lines.iter().map(|line| line.net).sum();
    let charged: Cents = view.lines.iter().map(Line::charged).sum();
    let columns = vec![
        Column::text(b.who),
        Column::text(b.what),
        Column::text(b.why_so),
        Column::figures(b.net),
        Column::figures(b.charged),
    ];
    view! {
        <Panel id="lines" title=b.comes_to aside=b.comes_to_hint>
            <DataTable caption=b.comes_to columns=columns>
                <tbody role="rowgroup">
                    {rows}
                    <tr role="row">
                        <th role="rowheader" scope="row" colspan="3">{b.total}</th>
                        <td role="cell" class="num" data-label=b.net><b>{euros(net.0, t.lang)}</b></td>
                        <td role="cell" class="num" data-label=b.charged><b>{euros(charged.0, t.lang)}</b></td>
                    </tr>
                </tbody>
            </DataTable>
        </Panel>
    }
    .markup()
}
