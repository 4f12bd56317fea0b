//! Rows the database keeps written out: what a report reads of a ticket and of a clock, as one column (migration 0027).
//!
//! A report of a year reads a hundred thousand rows of a dozen columns each. Taken apart by the database, handed over cell by
//! cell or as JSON and put together again, they cost ten times what finding them does. So the database keeps each row's
//! part in a report as bytes of its own making, which follow every change of the row, gathers them into one cell, and
//! they are read here in one pass: first the ids, 16 bytes each; then texts with `|` between them, up to the end of the line.
//! The texts are codes and numbers, which hold neither.

use std::borrow::Cow;

use sqlx::SqlSafeStr;
use tokio::task::JoinHandle;
use uuid::Uuid;

use crate::error::Result;
use crate::packed::{Cell, unreadable};
use crate::row::{FromRow, Row};
use crate::tx::Tx;
use crate::value::Value;

/// What a part of a row is. Ids come first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// 16 bytes; all of them 0 for nothing.
    Id,
    /// Digits.
    Number,
    /// Digits, seconds since 1970; empty for nothing.
    Time,
    /// Up to the next `|` or the end of the line; empty for nothing.
    Text,
    /// As [`Part::Text`], where an empty one is a text.
    Words,
    /// Not here: always nothing.
    Elsewhere,
}

/// The parts of a row in their order, with names for error messages.
pub(crate) type Layout = &'static [(&'static str, Part)];

impl Tx {
    /// The rows in the one cell a statement answers with. They are read while the next question is asked, on a thread that
    /// serves nobody.
    pub(crate) async fn facts<R: FromRow + Send + 'static>(
        &mut self,
        layout: Layout,
        sql: impl SqlSafeStr,
        values: Vec<Value>,
    ) -> Result<Reading<R>> {
        let row = self.fetch_one(sql.into_sql_str(), values).await?;
        Ok(Reading(tokio::task::spawn_blocking(move || {
            let bytes = row.bytes(0);
            read(
                bytes.map_err(|_| unreadable::<R>("the answer is no bytes"))?,
                layout,
            )
        })))
    }
}

/// Rows that are being read.
#[derive(Debug)]
pub struct Reading<R>(JoinHandle<Result<Vec<R>>>);

impl<R: FromRow> Reading<R> {
    /// The rows.
    ///
    /// # Errors
    /// [`crate::StoreError::Inconsistent`] for one that cannot be read.
    pub async fn rows(self) -> Result<Vec<R>> {
        self.0
            .await
            .map_err(|_| unreadable::<R>("reading was cut off"))?
    }
}

fn read<R: FromRow>(bytes: &[u8], layout: Layout) -> Result<Vec<R>> {
    let names: Vec<String> = layout.iter().map(|(name, _)| (*name).to_owned()).collect();
    let mut rest = Rest(bytes);
    let mut rows = Vec::new();
    let mut cells = Vec::with_capacity(layout.len());
    while !rest.0.is_empty() {
        let before = rest.0.len();
        rest.row(layout, &mut cells)
            .ok_or_else(|| unreadable::<R>("a row is cut off"))?;
        if rows.is_empty() {
            // Rows differ by their codes alone.
            rows.reserve(bytes.len() / (before - rest.0.len()).max(1) + 1);
        }
        let row = Row::Packed(cells, &names);
        rows.push(R::from_row(&row)?);
        cells = row.into_cells();
    }
    Ok(rows)
}

/// What is still to be read.
struct Rest<'a>(&'a [u8]);

impl<'a> Rest<'a> {
    fn row(&mut self, layout: Layout, cells: &mut Vec<Cell<'a>>) -> Option<()> {
        cells.clear();
        for (place, (_, part)) in layout.iter().enumerate() {
            let last = place + 1 == layout.len();
            cells.push(self.cell(*part, last)?);
        }
        Some(())
    }

    fn cell(&mut self, part: Part, last: bool) -> Option<Cell<'a>> {
        Some(match part {
            Part::Id => {
                let (id, rest) = self.0.split_first_chunk()?;
                self.0 = rest;
                match Uuid::from_bytes(*id) {
                    id if id.is_nil() => Cell::Null,
                    id => Cell::Uuid(id),
                }
            }
            Part::Number => Cell::Int(self.text(last)?.parse().ok()?),
            Part::Time => match self.text(last)? {
                "" => Cell::Null,
                seconds => Cell::Time(seconds.parse().ok()?),
            },
            Part::Text => match self.text(last)? {
                "" => Cell::Null,
                text => Cell::Text(Cow::Borrowed(text)),
            },
            Part::Words => Cell::Text(Cow::Borrowed(self.text(last)?)),
            Part::Elsewhere => Cell::Null,
        })
    }

    fn text(&mut self, last: bool) -> Option<&'a str> {
        let end = if last { b'\n' } else { b'|' };
        let at = self
            .0
            .iter()
            .position(|byte| matches!(byte, b'|' | b'\n'))?;
        let (text, rest) = self.0.split_at(at);
        let (found, rest) = rest.split_first()?;
        self.0 = rest;
        (*found == end)
            .then(|| std::str::from_utf8(text).ok())
            .flatten()
    }
}

#[cfg(test)]
mod tests {
    use domain::time::Timestamp;

    use super::*;

    const LAYOUT: Layout = &[
        ("id", Part::Id),
        ("n", Part::Number),
        ("at", Part::Time),
        ("code", Part::Text),
        ("words", Part::Words),
    ];

    type Wanted = (Option<Uuid>, i64, Option<Timestamp>, Option<String>, String);

    fn one(id: Uuid, texts: &str) -> Vec<u8> {
        [id.as_bytes(), texts.as_bytes()].concat()
    }

    #[test]
    fn rows_are_read_to_the_last_byte_and_a_cut_one_is_refused() {
        let id = Uuid::from_u128(7);
        let mut bytes = one(id, "-3||high|1 2\n");
        let first = bytes.len();
        bytes.extend(one(Uuid::nil(), "9223372036854775807|7||\n"));
        let (high, at) = (Some("high".to_owned()), Timestamp::from_unix(7));
        let rows = [
            (Some(id), -3, None, high, "1 2".to_owned()),
            (None, i64::MAX, Some(at), None, String::new()),
        ];
        assert_eq!(read::<Wanted>(&bytes, LAYOUT).ok(), Some(rows.to_vec()));
        assert_eq!(read::<Wanted>(&[], LAYOUT).ok(), Some(Vec::new()));
        for length in 1..bytes.len() {
            let cut = read::<Wanted>(&bytes[..length], LAYOUT);
            assert_eq!(cut.is_ok(), length == first, "{length}");
        }
        // A text too many or too few is no row either, nor are words a number.
        for texts in [
            "1||a|b|c\n",
            "1||a\n",
            "one||a|b\n",
            "|1|a|b\n",
            "1|now|a|b\n",
        ] {
            assert!(read::<Wanted>(&one(id, texts), LAYOUT).is_err(), "{texts}");
        }
    }
}
