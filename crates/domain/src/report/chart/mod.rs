//! Charts as data: where each mark lies, what it says, and the table behind it. Pages only draw.
//!
//! Positions are in units of [`UNITS`] of the width or height, so that an SVG can write them as percent; `y` grows
//! downwards. Words come from the caller, numbers are written here, so chart, table and export cannot differ.

mod area;
mod bars;
mod grid;
mod scale;
mod spread;

pub use area::{Layer, area};
pub use bars::{bars, pareto, stack};
pub use grid::heat_map;
pub use scale::{Scale, Tick};
pub use spread::answer_times;

use super::csv::{Cell, Csv};
use crate::account::Locale;

/// The whole width or height of a chart.
pub const UNITS: u64 = 10_000;

/// A rectangle with what it says when pointed at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// Left edge.
    pub x: u64,
    /// Upper edge.
    pub y: u64,
    /// Width.
    pub width: u64,
    /// Height.
    pub height: u64,
    /// Which series it belongs to, from 0; the page gives it its colour and pattern.
    pub series: usize,
    /// Which row of the table it shows.
    pub row: usize,
    /// "KW 37: 171 eingegangen".
    pub title: String,
}

/// The numbers of a chart as a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Heads of the columns; the first one names the rows.
    pub head: Vec<String>,
    /// The rows; each as long as the head.
    pub rows: Vec<Vec<Cell>>,
}

impl Table {
    /// The same numbers as a file.
    pub fn csv(&self, locale: Locale) -> String {
        let mut csv = Csv::new(locale);
        let head: Vec<Cell> = self.head.iter().map(Cell::text).collect();
        csv.row(&head);
        for row in &self.rows {
            csv.row(row);
        }
        csv.finish()
    }
}

/// A chart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chart {
    /// For those who do not see it: what it shows, and its greatest value.
    pub alternative: String,
    /// Its marks.
    pub marks: Vec<Mark>,
    /// Lines across it, the axis first; empty where none are drawn.
    pub ticks: Vec<Tick>,
    /// What stands behind it.
    pub table: Table,
}

/// One row of numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its name: "KW 37".
    pub label: String,
    /// A number for each series.
    pub values: Vec<u64>,
}

/// Words and numbers of a chart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Data {
    /// What it shows: "Eingang und gelöste Tickets je Woche".
    pub title: String,
    /// What the rows are: "Woche".
    pub rows_are: String,
    /// Names of the series: "eingegangen", "gelöst".
    pub series: Vec<String>,
    /// The rows.
    pub rows: Vec<Row>,
}

impl Data {
    /// The greatest number and where it stands.
    fn greatest(&self) -> Option<(&str, &str, u64)> {
        let cells = self.rows.iter().flat_map(|row| {
            let named = self.series.iter().zip(&row.values);
            named.map(move |(series, value)| (row.label.as_str(), series.as_str(), *value))
        });
        cells.fold(None, |best, next| match best {
            // Of equal ones the first.
            Some((_, _, value)) if value >= next.2 => best,
            _ => Some(next),
        })
    }

    fn table(&self) -> Table {
        let mut head = vec![self.rows_are.clone()];
        head.extend(self.series.iter().cloned());
        let row = |row: &Row| {
            let mut cells = vec![Cell::text(&row.label)];
            let values = self.series.iter().enumerate();
            cells.extend(values.map(|(index, _)| {
                row.values
                    .get(index)
                    .copied()
                    .map_or(Cell::Empty, Cell::Count)
            }));
            cells
        };
        Table {
            head,
            rows: self.rows.iter().map(row).collect(),
        }
    }

    fn alternative(&self, locale: Locale) -> String {
        match self.greatest() {
            Some((row, series, value)) if value > 0 => {
                let value = number(value, locale);
                match locale {
                    Locale::De => format!("{}. Größter Wert: {row}, {value} {series}.", self.title),
                    Locale::En => {
                        format!("{}. Greatest value: {row}, {value} {series}.", self.title)
                    }
                }
            }
            _ => match locale {
                Locale::De => format!("{}. Keine Werte.", self.title),
                Locale::En => format!("{}. No values.", self.title),
            },
        }
    }
}

fn number(value: u64, locale: Locale) -> String {
    super::number::whole(i64::try_from(value).unwrap_or(i64::MAX), locale)
}

/// `part` of `whole` in units of [`UNITS`], rounded down; 0 of nothing.
fn units(part: u64, whole: u64) -> u64 {
    if whole == 0 {
        return 0;
    }
    let scaled = u128::from(part.min(whole)) * u128::from(UNITS) / u128::from(whole);
    u64::try_from(scaled).unwrap_or(UNITS)
}
