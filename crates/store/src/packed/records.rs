//! Arrays of records in PostgreSQL's binary format, as `array_send` and `record_send` write it: for every record the number
//! of its columns, for every column its type, its length and its bytes. It has not changed since it exists, and drivers
//! read it; ours has no type for records whose columns are not known before.

use std::borrow::Cow;

use sqlx::postgres::{PgRow, PgValueFormat};
use sqlx::{Row as _, ValueRef as _};
use uuid::Uuid;

use super::{Cell, unreadable};
use crate::error::Result;
use crate::row::{FromRow, Row};

/// Seconds from 1970 to 2000, where PostgreSQL's time begins.
const EPOCH: i64 = 946_684_800;
const MICROS: i64 = 1_000_000;

/// Numbers of types in PostgreSQL's catalogue.
mod oid {
    pub const BOOL: u32 = 16;
    pub const BYTEA: u32 = 17;
    pub const NAME: u32 = 19;
    pub const INT8: u32 = 20;
    pub const INT2: u32 = 21;
    pub const INT4: u32 = 23;
    pub const TEXT: u32 = 25;
    pub const VARCHAR: u32 = 1043;
    pub const TIMESTAMPTZ: u32 = 1184;
    pub const UUID: u32 = 2950;
}

/// The rows in a cell. None at all are NULL.
pub(crate) fn rows<R: FromRow>(row: &PgRow, index: usize, columns: &[String]) -> Result<Vec<R>> {
    let value = row.try_get_raw(index)?;
    if value.is_null() {
        return Ok(Vec::new());
    }
    let (PgValueFormat::Binary, Ok(bytes)) = (value.format(), value.as_bytes()) else {
        return Err(unreadable::<R>("the answer is not binary"));
    };
    read(bytes, columns)
}

fn read<R: FromRow>(bytes: &[u8], columns: &[String]) -> Result<Vec<R>> {
    let cut = || unreadable::<R>("the answer is no array of records");
    let mut bytes = Bytes(bytes);
    let count = bytes.count().ok_or_else(cut)?;
    let mut rows = Vec::with_capacity(count.min(bytes.0.len()));
    let mut cells = Vec::with_capacity(columns.len());
    for _ in 0..count {
        bytes.record(&mut cells).ok_or_else(cut)?;
        let row = Row::Packed(cells, columns);
        rows.push(R::from_row(&row)?);
        cells = row.into_cells();
        cells.clear();
    }
    Ok(rows)
}

/// A value on its way.
enum Sent<'a> {
    Null,
    Bytes(&'a [u8]),
}

/// What is still to be read.
struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    fn number(&mut self) -> Option<i32> {
        Some(i32::from_be_bytes(self.take(4)?.try_into().ok()?))
    }

    /// The head of an array: how many elements it has.
    fn count(&mut self) -> Option<usize> {
        let dimensions = self.number()?;
        // Whether there are NULLs, and what the elements are.
        self.take(8)?;
        match dimensions {
            0 => Some(0),
            1 => {
                let count = self.number()?;
                // Where it begins to count.
                self.take(4)?;
                usize::try_from(count).ok()
            }
            _ => None,
        }
    }

    /// Bytes behind their length, or NULL.
    fn value(&mut self) -> Option<Sent<'a>> {
        match self.number()? {
            -1 => Some(Sent::Null),
            length => self.take(usize::try_from(length).ok()?).map(Sent::Bytes),
        }
    }

    fn record(&mut self, cells: &mut Vec<Cell<'a>>) -> Option<()> {
        let Sent::Bytes(record) = self.value()? else {
            return None;
        };
        let mut record = Bytes(record);
        for _ in 0..record.number()? {
            let kind = u32::from_be_bytes(record.take(4)?.try_into().ok()?);
            cells.push(match record.value()? {
                Sent::Bytes(bytes) => cell(kind, bytes)?,
                Sent::Null => Cell::Null,
            });
        }
        Some(())
    }
}

fn cell(kind: u32, bytes: &[u8]) -> Option<Cell<'_>> {
    let long = || Some(i64::from_be_bytes(bytes.try_into().ok()?));
    Some(match kind {
        oid::BOOL => Cell::Int(i64::from(*bytes.first()?)),
        oid::INT8 => Cell::Int(long()?),
        oid::INT4 => Cell::Int(i32::from_be_bytes(bytes.try_into().ok()?).into()),
        oid::INT2 => Cell::Int(i16::from_be_bytes(bytes.try_into().ok()?).into()),
        oid::TEXT | oid::VARCHAR | oid::NAME => {
            Cell::Text(Cow::Borrowed(std::str::from_utf8(bytes).ok()?))
        }
        oid::BYTEA => Cell::Bytes(bytes),
        oid::UUID => Cell::Uuid(Uuid::from_slice(bytes).ok()?),
        oid::TIMESTAMPTZ => Cell::Time(long()?.div_euclid(MICROS).checked_add(EPOCH)?),
        // Nothing that is read has another type; a row with one is refused where it is read.
        _ => Cell::Fraction,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    type Wanted = (i64, String, Option<String>);

    fn value(into: &mut Vec<u8>, bytes: &[u8]) {
        into.extend(i32::try_from(bytes.len()).unwrap_or(0).to_be_bytes());
        into.extend(bytes);
    }

    fn one_record(columns: &[(u32, Option<&[u8]>)]) -> Vec<u8> {
        let mut record = Vec::from(i32::try_from(columns.len()).unwrap_or(0).to_be_bytes());
        for (kind, bytes) in columns {
            record.extend(kind.to_be_bytes());
            match bytes {
                Some(bytes) => value(&mut record, bytes),
                None => record.extend((-1_i32).to_be_bytes()),
            }
        }
        // One dimension, NULLs, of records, one element, from 1.
        let mut array: Vec<u8> = [1_i32, 1, 2249, 1, 1]
            .iter()
            .flat_map(|n| n.to_be_bytes())
            .collect();
        value(&mut array, &record);
        array
    }

    #[test]
    fn a_cell_that_is_cut_anywhere_is_refused_and_never_a_panic() {
        let names = ["n", "word", "none"].map(str::to_owned);
        let whole = one_record(&[
            (oid::INT8, Some(&7_i64.to_be_bytes())),
            (oid::TEXT, Some("ä".as_bytes())),
            (oid::TEXT, None),
        ]);
        let rows = read::<Wanted>(&whole, &names);
        assert_eq!(rows.ok(), Some(vec![(7, "ä".to_owned(), None)]));
        for length in 0..whole.len() {
            assert!(read::<Wanted>(&whole[..length], &names).is_err());
        }
        let none: Vec<u8> = [0_i32, 0, 2249]
            .iter()
            .flat_map(|n| n.to_be_bytes())
            .collect();
        assert_eq!(read::<Wanted>(&none, &names).ok(), Some(Vec::new()));
    }

    #[test]
    fn moments_before_2000_count_back() {
        for (micros, seconds) in [(0_i64, EPOCH), (-1, EPOCH - 1), (MICROS, EPOCH + 1)] {
            assert_eq!(
                cell(oid::TIMESTAMPTZ, &micros.to_be_bytes()),
                Some(Cell::Time(seconds))
            );
        }
        assert_eq!(cell(oid::INT8, &[0; 4]), None);
        assert_eq!(cell(700, &[0; 4]), Some(Cell::Fraction));
    }
}
