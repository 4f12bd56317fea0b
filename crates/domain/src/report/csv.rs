//! Tables as CSV that spreadsheets open as they are meant (RFC 4180).
//!
//! German: `;` and a decimal comma, English: `,` and a point; a byte order mark in front, because spreadsheets otherwise
//! misread umlauts. A text that a spreadsheet would take for a formula gets an apostrophe in front; numbers are ours and
//! keep their minus.

use super::number::decimal;
use crate::account::Locale;
use crate::time::{Timestamp, local};

const BYTE_ORDER_MARK: char = '\u{feff}';

/// What stands in a cell of a table or an export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Words, possibly somebody else's.
    Text(String),
    /// A count.
    Count(u64),
    /// A number in units of ten to the minus `places`.
    Decimal {
        /// The units.
        value: i64,
        /// Places behind the point.
        places: u8,
    },
    /// An instant, as local time of Berlin: 2026-09-13 14:05:09.
    Time(Timestamp),
    /// No figure.
    Empty,
}

impl Cell {
    /// Words.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// Tenths of a percent as percent with one place; none is no figure.
    pub fn percent(permille: Option<impl Into<i64>>) -> Self {
        permille.map_or(Self::Empty, |permille| Self::Decimal {
            value: permille.into(),
            places: 1,
        })
    }

    /// What is written, before quotes.
    pub fn written(&self, locale: Locale) -> String {
        match self {
            Self::Text(text) => guarded(text),
            Self::Count(count) => count.to_string(),
            Self::Decimal { value, places } => decimal(*value, *places, locale),
            Self::Time(at) => local(*at).strftime("%Y-%m-%d %H:%M:%S").to_string(),
            Self::Empty => String::new(),
        }
    }
}

/// Writes rows.
#[derive(Debug, Clone)]
pub struct Csv {
    locale: Locale,
    text: String,
}

impl Csv {
    /// An empty table in somebody's language.
    pub fn new(locale: Locale) -> Self {
        Self {
            locale,
            text: String::from(BYTE_ORDER_MARK),
        }
    }

    /// One row.
    pub fn row<'a>(&mut self, cells: impl IntoIterator<Item = &'a Cell>) {
        let separator = match self.locale {
            Locale::De => ';',
            Locale::En => ',',
        };
        for (index, cell) in cells.into_iter().enumerate() {
            if index > 0 {
                self.text.push(separator);
            }
            let written = cell.written(self.locale);
            match cell {
                Cell::Text(_) => self.text.push_str(&quoted(&written)),
                // Nothing of ours holds the separator of its own language.
                _ => self.text.push_str(&written),
            }
        }
        self.text.push_str("\r\n");
    }

    /// The whole file.
    pub fn finish(self) -> String {
        self.text
    }
}

/// A text that no spreadsheet computes: an apostrophe before `=`, `+`, `-`, `@`, their full-width forms, a tab or a carriage
/// return, also behind spaces.
pub fn guarded(text: &str) -> String {
    let dangerous = |c: char| {
        matches!(
            c,
            '=' | '+' | '-' | '@' | '\u{ff1d}' | '\u{ff0b}' | '\u{ff0d}' | '\u{ff20}'
        )
    };
    let first = text.chars().next();
    let visible = text.trim_start().chars().next();
    if matches!(first, Some('\t' | '\r' | '\n')) || visible.is_some_and(dangerous) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

/// In quotes where a separator of either language, a quote, a line end or a space at the edge needs them.
fn quoted(text: &str) -> String {
    let needs = text.contains([';', ',', '"', '\r', '\n', '\t']) || text.trim() != text;
    if needs {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}
