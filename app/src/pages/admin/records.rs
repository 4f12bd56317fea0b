//! Lists of customers and systems: each row leads to its record and ends with whether it is active.

use leptos::prelude::*;

use crate::components::{Column, DataTable};
use crate::i18n::Messages;
use crate::markup::{IntoMarkup, Markup};

/// What stands in a cell.
pub(super) enum Cell {
    /// Words.
    Text(String),
    /// Characters of one width.
    Mono(String),
    /// The way to another record, and its name.
    Link(String, String),
}

/// A row.
pub(super) struct Record {
    /// The way to the record.
    pub(super) href: String,
    /// Its name.
    pub(super) name: String,
    /// The cells between the name and the state.
    pub(super) cells: Vec<Cell>,
    /// Whether it is active.
    pub(super) active: bool,
}

/// The list. `heads` name the column of the names and those of the cells, the state follows.
pub(super) fn records(
    t: &'static Messages,
    caption: &'static str,
    heads: &[&'static str],
    rows: impl Iterator<Item = Record>,
) -> Markup {
    let a = &t.admin;
    let columns = heads.iter().copied().chain([a.state]);
    let columns = columns.map(Column::text).collect();
    let rows = rows
        .map(|record| {
            let cells = record
                .cells
                .into_iter()
                .zip(heads.iter().skip(1))
                .map(|(content, head)| cell(head, content))
                .collect::<Vec<_>>();
            let state = if record.active { a.active } else { a.inactive };
            view! {
                <tr role="row">
                    <th role="rowheader" scope="row" class="wide"><a href=record.href>{record.name}</a></th>
                    {cells}
                    <td role="cell" data-label=a.state>{state}</td>
                </tr>
            }
        })
        .collect::<Vec<_>>();
    view! { <DataTable caption=caption columns=columns><tbody role="rowgroup">{rows}</tbody></DataTable> }
        .markup()
}

fn cell(head: &'static str, content: Cell) -> Markup {
    match content {
        Cell::Text(text) => view! { <td role="cell" data-label=head>{text}</td> }.markup(),
        Cell::Mono(text) => {
            view! { <td role="cell" data-label=head class="mono">{text}</td> }.markup()
        }
        Cell::Link(href, name) => {
            view! { <td role="cell" data-label=head><a href=href>{name}</a></td> }.markup()
        }
    }
}
