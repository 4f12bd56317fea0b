//! Rows on their way out of a statement.
//!
//! Columns are read in the order of the SELECT, which [`record!`](macro@crate::row::record) derives from the struct,
//! so the two cannot drift. Whatever cannot be read (an unknown code, a wrong type, an unexpected NULL) is
//! [`StoreError::Inconsistent`] and names table, column and row.

use domain::ids::TicketNumber;
use domain::time::Timestamp;
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row as _, ValueRef as _};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::error::{Result, StoreError};
use crate::packed::Cell;
use crate::value::{Bind, Value};

/// A row of either database.
pub enum Row<'a> {
    /// From SQLite.
    Sqlite(SqliteRow),
    /// Of a packed list, with the names of its columns.
    Packed(Vec<Cell<'a>>, &'a [String]),
    /// From PostgreSQL.
    Postgres(PgRow),
}

impl<'a> Row<'a> {
    /// The cells of a packed row, for the next one; none of another.
    pub(crate) fn into_cells(self) -> Vec<Cell<'a>> {
        match self {
            Row::Packed(cells, _) => cells,
            Row::Sqlite(_) | Row::Postgres(_) => Vec::new(),
        }
    }

    /// A text, without a copy of it.
    pub fn text(&self, index: usize) -> Result<&str, Unreadable> {
        match self {
            Row::Sqlite(row) => row.try_get(index).map_err(|_| Unreadable),
            Row::Packed(cells, _) => match cells.get(index) {
                Some(Cell::Text(text)) => Ok(text),
                _ => Err(Unreadable),
            },
            Row::Postgres(row) => row.try_get(index).map_err(|_| Unreadable),
        }
    }

    /// Bytes, without a copy of them; nothing is no bytes at all.
    pub fn bytes(&self, index: usize) -> Result<&[u8], Unreadable> {
        let bytes: Option<&[u8]> = match self {
            Row::Sqlite(row) => row.try_get(index).map_err(|_| Unreadable)?,
            Row::Postgres(row) => row.try_get(index).map_err(|_| Unreadable)?,
            Row::Packed(..) => return Err(Unreadable),
        };
        Ok(bytes.unwrap_or_default())
    }

    fn is_null(&self, index: usize) -> Result<bool, Unreadable> {
        let null = match self {
            Row::Sqlite(row) => row.try_get_raw(index).map(|value| value.is_null()),
            Row::Packed(cells, _) => return Ok(*cells.get(index).ok_or(Unreadable)? == Cell::Null),
            Row::Postgres(row) => row.try_get_raw(index).map(|value| value.is_null()),
        };
        null.map_err(|_| Unreadable)
    }

    /// The name of a column, as the statement calls it.
    fn name(&self, index: usize) -> Option<&str> {
        match self {
            Row::Sqlite(row) => row.columns().get(index).map(sqlx::Column::name),
            Row::Packed(_, names) => names.get(index).map(String::as_str),
            Row::Postgres(row) => row.columns().get(index).map(sqlx::Column::name),
        }
    }
}

/// A cell that does not hold what is read from it.
pub struct Unreadable;

/// A type a column can be read as.
pub trait Column: Sized {
    /// The value in column `index`.
    fn read(row: &Row<'_>, index: usize) -> Result<Self, Unreadable>;
}

/// A type a row can be read as.
pub trait FromRow: Sized {
    /// The table, for error messages.
    const TABLE: &'static str;
    /// Takes its columns from the cursor.
    fn from_cells(cells: &mut Cells<'_>) -> Result<Self>;

    /// Reads a whole row.
    fn from_row(row: &Row<'_>) -> Result<Self> {
        Self::from_cells(&mut Cells {
            row,
            next: 0,
            table: Self::TABLE,
        })
    }
}

/// A record that can be inserted as it is.
pub trait Record: FromRow {
    /// `INSERT INTO … (…) VALUES (…)`.
    const INSERT: &'static str;
    /// The values in the order of the columns.
    fn values(&self) -> Vec<Value>;
}

/// A cursor over the columns of a row.
pub struct Cells<'r> {
    row: &'r Row<'r>,
    next: usize,
    table: &'static str,
}

impl Cells<'_> {
    /// The next column.
    pub fn take<T: Column>(&mut self) -> Result<T> {
        let index = self.next;
        self.next += 1;
        T::read(self.row, index).map_err(|_| self.inconsistent(index))
    }

    fn inconsistent(&self, index: usize) -> StoreError {
        let column = self.row.name(index).map(str::to_owned);
        let id = Uuid::read(self.row, 0)
            .map(|id| id.to_string())
            .or_else(|_| i64::read(self.row, 0).map(|id| id.to_string()))
            .or_else(|_| String::read(self.row, 0));
        StoreError::Inconsistent {
            table: self.table,
            column: column.unwrap_or_else(|| index.to_string()),
            id: id.unwrap_or_default(),
        }
    }
}

macro_rules! primitive {
    ($($type:ty { $($cell:pat => $unpacked:expr,)+ })+) => {$(
        impl Column for $type {
            fn read(row: &Row<'_>, index: usize) -> Result<Self, Unreadable> {
                match row {
                    Row::Sqlite(row) => row.try_get(index).map_err(|_| Unreadable),
                    Row::Packed(cells, _) => match cells.get(index) {
                        $(Some($cell) => $unpacked,)+
                        _ => Err(Unreadable),
                    },
                    Row::Postgres(row) => row.try_get(index).map_err(|_| Unreadable),
                }
            }
        }
    )+};
}
primitive! {
    bool {
        Cell::Int(value @ (0 | 1)) => Ok(*value == 1),
    }
    i64 {
        Cell::Int(value) => Ok(*value),
    }
    String {
        Cell::Text(value) => Ok(value.clone().into_owned()),
    }
    Vec<u8> {
        Cell::Text(value) => hex::decode(value.as_bytes()).map_err(|_| Unreadable),
        Cell::Bytes(value) => Ok(value.to_vec()),
    }
    Uuid {
        Cell::Text(value) => Uuid::try_parse(value).map_err(|_| Unreadable),
        Cell::Uuid(value) => Ok(*value),
    }
}

impl Column for Timestamp {
    fn read(row: &Row<'_>, index: usize) -> Result<Self, Unreadable> {
        match row {
            Row::Packed(cells, _) => match cells.get(index) {
                Some(Cell::Text(text)) => text.parse().map_err(|_| Unreadable),
                Some(Cell::Time(seconds)) => Ok(Self::from_unix(*seconds)),
                _ => Err(Unreadable),
            },
            Row::Sqlite(_) => row.text(index)?.parse().map_err(|_| Unreadable),
            Row::Postgres(row) => {
                let time: OffsetDateTime = row.try_get(index).map_err(|_| Unreadable)?;
                Ok(time.into())
            }
        }
    }
}

impl Column for TicketNumber {
    fn read(row: &Row<'_>, index: usize) -> Result<Self, Unreadable> {
        i64::read(row, index).map(Self)
    }
}

impl Column for u32 {
    fn read(row: &Row<'_>, index: usize) -> Result<Self, Unreadable> {
        i64::read(row, index)?.try_into().map_err(|_| Unreadable)
    }
}

impl<const N: usize> Column for [u8; N] {
    fn read(row: &Row<'_>, index: usize) -> Result<Self, Unreadable> {
        Vec::<u8>::read(row, index)?
            .try_into()
            .map_err(|_| Unreadable)
    }
}

impl<T: Column> Column for Option<T> {
    fn read(row: &Row<'_>, index: usize) -> Result<Self, Unreadable> {
        if row.is_null(index)? {
            Ok(None)
        } else {
            T::read(row, index).map(Some)
        }
    }
}

/// Text that must not show up in logs (password hashes, mail bodies with links): `Debug` hides it.
#[derive(Clone, PartialEq, Eq)]
pub struct Hidden<T>(pub T);

impl<T> std::fmt::Debug for Hidden<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("(hidden)")
    }
}

impl<T: Bind> Bind for Hidden<T> {
    const NULL: Value = T::NULL;
    fn bind(&self) -> Value {
        self.0.bind()
    }
}

impl<T: Column> Column for Hidden<T> {
    fn read(row: &Row<'_>, index: usize) -> Result<Self, Unreadable> {
        T::read(row, index).map(Self)
    }
}

macro_rules! tuples {
    ($(($($name:ident),+))+) => {$(
        impl<$($name: Column),+> FromRow for ($($name,)+) {
            const TABLE: &'static str = "(result)";
            fn from_cells(cells: &mut Cells<'_>) -> Result<Self> {
                Ok(($(cells.take::<$name>()?,)+))
            }
        }
    )+};
}
tuples! { (A) (A, B) (A, B, C) (A, B, C, D) (A, B, C, D, E) (A, B, C, D, E, F) }

/// Declares a struct that is a table's row: fields are columns, in this order, under these names.
///
/// It gets `COLUMNS` (qualified by the table, for SELECT and RETURNING), `SET` (`second = $2, third = $3 …`, for an
/// UPDATE by the first column) and an INSERT.
macro_rules! record {
    (
        $(#[$meta:meta])*
        pub struct $name:ident in $table:literal {
            $(#[$first_meta:meta])* pub $first:ident: $first_type:ty,
            $($(#[$field_meta:meta])* pub $field:ident: $type:ty),+ $(,)?
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct $name {
            $(#[$first_meta])* pub $first: $first_type,
            $($(#[$field_meta])* pub $field: $type),+
        }

        impl $name {
            /// Every column, qualified by the table.
            #[doc(hidden)]
            pub const COLUMNS: &'static str = sql!(
                $table, ".", stringify!($first), $(", ", $table, ".", stringify!($field)),+
            );
            /// An INSERT without the first column, which the database numbers and the statement returns.
            #[doc(hidden)]
            pub const INSERT_NUMBERED: &'static str = sql!(
                "INSERT INTO ", $table, " (", $crate::sql::tail(sql!($(", ", stringify!($field)),+)), ") VALUES (",
                $crate::sql::places([$(stringify!($field)),+].len()), ") RETURNING ", stringify!($first)
            );
            /// Assignments of every column but the first, which is `$1`.
            #[doc(hidden)]
            pub const SET: &'static str = {
                const COLUMNS: &[&str] = &[$(stringify!($field)),+];
                const BYTES: [u8; $crate::sql::assign_length(COLUMNS)] = $crate::sql::assign(COLUMNS);
                match ::core::str::from_utf8(&BYTES) {
                    Ok(text) => text,
                    Err(_) => panic!("built from whole strings"),
                }
            };
        }

        impl $crate::row::FromRow for $name {
            const TABLE: &'static str = $table;
            fn from_cells(cells: &mut $crate::row::Cells<'_>) -> $crate::Result<Self> {
                Ok(Self { $first: cells.take()?, $($field: cells.take()?),+ })
            }
        }

        impl $crate::row::Record for $name {
            const INSERT: &'static str = sql!(
                "INSERT INTO ", $table, " (", stringify!($first), $(", ", stringify!($field)),+, ") VALUES (",
                $crate::sql::places([stringify!($first), $(stringify!($field)),+].len()), ")"
            );
            fn values(&self) -> Vec<$crate::value::Value> {
                vec![$crate::value::Bind::bind(&self.$first), $($crate::value::Bind::bind(&self.$field)),+]
            }
        }
    };
}
