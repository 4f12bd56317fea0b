//! A table of a report: once on the page with links, once as a file without.

use domain::report::chart::Table;
use domain::report::csv::Cell;
use domain::report::whole;
use leptos::prelude::*;
use services::reports::Seen;

use super::FILE;
use crate::components::{Column, DataTable};
use crate::i18n::Messages;
use crate::markup::{IntoMarkup, Markup};

/// A cell, and where it leads.
#[derive(Debug, Clone)]
pub struct Item {
    /// What stands in it.
    pub cell: Cell,
    /// The tickets behind it.
    pub href: Option<String>,
    /// Few cases stand behind it.
    pub few: bool,
}

impl Item {
    /// A cell that leads nowhere.
    pub const fn new(cell: Cell) -> Self {
        Self {
            cell,
            href: None,
            few: false,
        }
    }

    /// Words.
    pub fn text(text: impl Into<String>) -> Self {
        Self::new(Cell::text(text))
    }

    /// A count; what is counted leads to it, nothing leads nowhere.
    pub fn count(count: u64, href: Option<String>) -> Self {
        Self {
            href: href.filter(|_| count > 0),
            ..Self::new(Cell::Count(count))
        }
    }

    /// A figure that is greyed where few cases stand behind it.
    #[must_use]
    pub const fn few(mut self, few: bool) -> Self {
        self.few = few;
        self
    }

    /// Leads somewhere.
    #[must_use]
    pub fn to(mut self, href: String) -> Self {
        self.href = Some(href);
        self
    }
}

/// A table.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// `table=` in the address.
    pub code: &'static str,
    /// What it shows.
    pub title: String,
    /// Heads of the columns.
    pub head: Vec<String>,
    /// The rows, as long as the head.
    pub rows: Vec<Vec<Item>>,
}

impl Sheet {
    /// The numbers of a chart.
    pub fn of(code: &'static str, title: &str, table: Table) -> Self {
        let row = |row: Vec<Cell>| row.into_iter().map(Item::new).collect();
        Self {
            code,
            title: title.to_owned(),
            head: table.head,
            rows: table.rows.into_iter().map(row).collect(),
        }
    }

    /// The plain numbers.
    pub fn table(self) -> Table {
        let row = |row: Vec<Item>| row.into_iter().map(|item| item.cell).collect();
        Table {
            head: self.head,
            rows: self.rows.into_iter().map(row).collect(),
        }
    }
}

/// The table with the link to its file; a sentence where it has no rows.
pub(super) fn full(t: &'static Messages, seen: &Seen, sheet: Option<Sheet>) -> Markup {
    let r = &t.reports;
    let Some(sheet) = sheet.filter(|sheet| !sheet.rows.is_empty()) else {
        return view! { <p class="muted">{r.nothing_here}</p> }.markup();
    };
    let file = format!("{FILE}?{}&table={}", seen.query, sheet.code);
    let label = format!("{}: {}", sheet.title, r.csv);
    view! {
        {drawn(t, &sheet)}
        <p class="small no-print"><a href=file aria-label=label>{r.csv}</a></p>
    }
    .markup()
}

/// The table alone.
pub(super) fn drawn(t: &'static Messages, sheet: &Sheet) -> Markup {
    let figures = |index: usize| {
        let cells = sheet.rows.iter().filter_map(|row| row.get(index));
        !cells.clone().any(|item| matches!(item.cell, Cell::Text(_))) && index > 0
    };
    let column = |(index, head): (usize, &String)| {
        if figures(index) {
            Column::figures(head.clone())
        } else {
            Column::text(head.clone())
        }
    };
    let columns: Vec<Column> = sheet.head.iter().enumerate().map(column).collect();
    let rows = sheet
        .rows
        .iter()
        .map(|row| {
            let cells = row
                .iter()
                .zip(&sheet.head)
                .enumerate()
                .map(|(index, (item, head))| one(t, item, head, index == 0))
                .collect::<Vec<_>>();
            view! { <tr role="row">{cells}</tr> }.markup()
        })
        .collect::<Vec<_>>();
    view! {
        <DataTable caption=sheet.title.clone() columns=columns>
            <tbody role="rowgroup">{rows}</tbody>
        </DataTable>
    }
    .markup()
}

fn one(t: &'static Messages, item: &Item, head: &str, first: bool) -> Markup {
    let text = match &item.cell {
        Cell::Text(text) => text.clone(),
        Cell::Count(count) => whole(i64::try_from(*count).unwrap_or(i64::MAX), t.label.locale()),
        Cell::Empty => "–".to_owned(),
        other => other.written(t.label.locale()),
    };
    let text = match &item.href {
        Some(href) => view! { <a href=href.clone()>{text}</a> }.markup(),
        None => view! { {text} }.markup(),
    };
    let few = item
        .few
        .then(|| view! { <span class="sub">{t.reports.few}</span> });
    if first {
        return view! { <th role="rowheader" scope="row" class="wide">{text}</th> }.markup();
    }
    let words = matches!(item.cell, Cell::Text(_));
    let class = match (words, item.few) {
        (true, _) => None,
        (false, true) => Some("num muted"),
        (false, false) => Some("num"),
    };
    view! { <td role="cell" class=class data-label=head.to_owned()>{text}{few}</td> }.markup()
}
