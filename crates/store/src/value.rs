//! Values on their way into a statement.
//!
//! One enum carries them to both drivers, so that every statement is compiled once and typed ids, instants and enums
//! are bound directly: `args![ticket, now, state]`. Each variant knows its type even when it is NULL, because
//! PostgreSQL refuses a text NULL for a UUID column.

use domain::ids::TicketNumber;
use domain::time::Timestamp;
use sqlx::Arguments as _;
use sqlx::error::BoxDynError;
use sqlx::postgres::PgArguments;
use sqlx::sqlite::SqliteArguments;
use uuid::Uuid;

/// A bound value.
#[derive(Debug, Clone)]
pub enum Value {
    /// BOOLEAN or INTEGER 0/1.
    Bool(Option<bool>),
    /// BIGINT or INTEGER.
    Int(Option<i64>),
    /// TEXT.
    Text(Option<String>),
    /// BYTEA or BLOB.
    Bytes(Option<Vec<u8>>),
    /// UUID or BLOB of 16 bytes.
    Uuid(Option<Uuid>),
    /// TIMESTAMPTZ or TEXT in RFC 3339.
    Time(Option<Timestamp>),
}

/// Something that can be bound.
pub trait Bind {
    /// This type's NULL.
    const NULL: Value;
    /// The value to bind.
    fn bind(&self) -> Value;
}

/// Binds in the order of the placeholders.
macro_rules! args {
    ($($value:expr),* $(,)?) => { vec![$($crate::value::Bind::bind(&$value)),*] };
}

impl<T: Bind + ?Sized> Bind for &T {
    const NULL: Value = T::NULL;
    fn bind(&self) -> Value {
        (**self).bind()
    }
}

impl<T: Bind> Bind for Option<T> {
    const NULL: Value = T::NULL;
    fn bind(&self) -> Value {
        self.as_ref().map_or(T::NULL, T::bind)
    }
}

macro_rules! bind {
    ($($type:ty => $variant:ident, |$value:ident| $make:expr;)+) => {$(
        impl Bind for $type {
            const NULL: Value = Value::$variant(None);
            fn bind(&self) -> Value {
                let $value = self;
                Value::$variant(Some($make))
            }
        }
    )+};
}

bind! {
    bool => Bool, |value| *value;
    i64 => Int, |value| *value;
    u32 => Int, |value| i64::from(*value);
    TicketNumber => Int, |value| value.0;
    str => Text, |value| value.to_owned();
    String => Text, |value| value.clone();
    [u8] => Bytes, |value| value.to_vec();
    Vec<u8> => Bytes, |value| value.clone();
    Uuid => Uuid, |value| *value;
    Timestamp => Time, |value| *value;
}

impl<const N: usize> Bind for [u8; N] {
    const NULL: Value = Value::Bytes(None);
    fn bind(&self) -> Value {
        Value::Bytes(Some(self.to_vec()))
    }
}

/// The arguments as SQLite's driver takes them.
pub fn sqlite(values: Vec<Value>) -> Result<SqliteArguments, BoxDynError> {
    let mut arguments = SqliteArguments::default();
    for value in values {
        match value {
            Value::Bool(value) => arguments.add(value)?,
            Value::Int(value) => arguments.add(value)?,
            Value::Text(value) => arguments.add(value)?,
            Value::Bytes(value) => arguments.add(value)?,
            Value::Uuid(value) => arguments.add(value)?,
            Value::Time(value) => arguments.add(value.map(|time| time.to_string()))?,
        }
    }
    Ok(arguments)
}

/// The arguments as PostgreSQL's driver takes them.
pub fn postgres(values: Vec<Value>) -> Result<PgArguments, BoxDynError> {
    let mut arguments = PgArguments::default();
    for value in values {
        match value {
            Value::Bool(value) => arguments.add(value)?,
            Value::Int(value) => arguments.add(value)?,
            Value::Text(value) => arguments.add(value)?,
            Value::Bytes(value) => arguments.add(value)?,
            Value::Uuid(value) => arguments.add(value)?,
            Value::Time(value) => arguments.add(value.map(Timestamp::offset_date_time))?,
        }
    }
    Ok(arguments)
}
