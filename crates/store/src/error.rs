//! What can go wrong below the services.
//!
//! Absence is no error (`Option`), a row nobody can understand is one and names table, column and id. Trouble of the
//! database itself is told apart as far as people must act differently: wait ([`StoreError::Unavailable`]), make room
//! ([`StoreError::Full`]), read the log ([`StoreError::Database`]).

use std::io;

use sqlx::error::{DatabaseError, ErrorKind};

/// The result of every function of the store.
pub type Result<T, E = StoreError> = std::result::Result<T, E>;

/// A refused or failed statement.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A row holds something the program has no meaning for.
    #[error("{table}.{column} of row {id} makes no sense")]
    Inconsistent {
        /// The table, or what the statement calls its result.
        table: &'static str,
        /// The column.
        column: String,
        /// The row, by its first column.
        id: String,
    },
    /// A statement changed more or fewer rows than it must.
    #[error("{actual} rows changed where {expected} must")]
    RowsAffected {
        /// How many should have.
        expected: u64,
        /// How many did.
        actual: u64,
    },
    /// A value that must be unique exists already. Constraints are named as PostgreSQL names them
    /// (`people_email_key`, `people_pkey`), on both databases.
    #[error("{constraint} holds this value already")]
    Conflict {
        /// Name of the constraint.
        constraint: String,
    },
    /// Somebody else changed the row since it was read.
    #[error("the row of {table} changed meanwhile")]
    Stale {
        /// The table.
        table: &'static str,
    },
    /// The database does not answer, is busy or is shutting down: trying again later may help.
    #[error("the database does not answer")]
    Unavailable(#[source] sqlx::Error),
    /// No room left on the database's disk.
    #[error("the database's disk is full")]
    Full(#[source] sqlx::Error),
    /// Anything else: a broken rule of the schema, a failed migration, a wrong statement.
    #[error("the database refused")]
    Database(#[source] sqlx::Error),
}

impl StoreError {
    /// Whether this unique constraint was violated.
    pub fn is_conflict_on(&self, name: &str) -> bool {
        matches!(self, Self::Conflict { constraint } if constraint == name)
    }

    /// Whether the database answered that somebody else holds the row for too long; anything else unavailable is silence.
    pub fn is_held(&self) -> bool {
        match self {
            Self::Unavailable(sqlx::Error::Database(inner)) => {
                inner.code().is_some_and(|state| HELD.contains(&&*state))
            }
            _ => false,
        }
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::Database(inner) => match classify(inner.as_ref()) {
                Trouble::Conflict(constraint) => Self::Conflict { constraint },
                Trouble::Unavailable => Self::Unavailable(error),
                Trouble::Full => Self::Full(error),
                Trouble::Other => Self::Database(error),
            },
            sqlx::Error::Io(inner) if inner.kind() == io::ErrorKind::StorageFull => {
                Self::Full(error)
            }
            sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed => Self::Unavailable(error),
            _ => Self::Database(error),
        }
    }
}

impl From<sqlx::migrate::MigrateError> for StoreError {
    fn from(error: sqlx::migrate::MigrateError) -> Self {
        match error {
            sqlx::migrate::MigrateError::Execute(inner) => inner.into(),
            other => Self::Database(other.into()),
        }
    }
}

enum Trouble {
    Conflict(String),
    Unavailable,
    Full,
    Other,
}

fn classify(error: &dyn DatabaseError) -> Trouble {
    if error.kind() == ErrorKind::UniqueViolation {
        return Trouble::Conflict(error.constraint().map_or_else(
            || {
                sqlite_constraint(
                    error.message(),
                    error.code().as_deref() == Some(SQLITE_PRIMARY_KEY),
                )
            },
            str::to_owned,
        ));
    }
    let code = error.code().unwrap_or_default();
    if error
        .try_downcast_ref::<sqlx::postgres::PgDatabaseError>()
        .is_some()
    {
        classify_postgres(&code)
    } else {
        code.parse().map_or(Trouble::Other, classify_sqlite)
    }
}

/// SQLSTATE of a lock not given in time, of a deadlock and of units of work that got in each other's way.
const HELD: [&str; 3] = ["55P03", "40P01", "40001"];
/// SQLITE_CONSTRAINT_PRIMARYKEY.
const SQLITE_PRIMARY_KEY: &str = "1555";
/// SQLITE_IOERR_SHMSIZE: the shared memory beside the log could not grow.
const SQLITE_SHARED_MEMORY_SIZE: i32 = 4874;

/// SQLite says `UNIQUE constraint failed: people.email`; PostgreSQL would call that `people_email_key`.
fn sqlite_constraint(message: &str, primary_key: bool) -> String {
    let columns = message.rsplit(": ").next().unwrap_or_default();
    let mut name = String::new();
    for column in columns.split(", ") {
        let (table, column) = column.split_once('.').unwrap_or((column, ""));
        if name.is_empty() {
            name.push_str(table);
        }
        if !primary_key {
            name.push('_');
            name.push_str(column);
        }
    }
    name.push_str(if primary_key { "_pkey" } else { "_key" });
    name
}

/// By the primary result code: BUSY, LOCKED, IOERR, CANTOPEN are the weather, FULL is the disk.
fn classify_sqlite(extended: i32) -> Trouble {
    match (extended, extended & 0xff) {
        (SQLITE_SHARED_MEMORY_SIZE, _) | (_, 13) => Trouble::Full,
        (_, 5 | 6 | 10 | 14) => Trouble::Unavailable,
        _ => Trouble::Other,
    }
}

/// By SQLSTATE: connection trouble, shutting down, cancelled by a timeout, dead- or serialization lock, too many clients.
fn classify_postgres(state: &str) -> Trouble {
    match state {
        "53100" => Trouble::Full,
        "57P01" | "57P02" | "57P03" | "57014" | "55P03" | "40001" | "40P01" | "53300" | "25P03" => {
            Trouble::Unavailable
        }
        _ if state.starts_with("08") => Trouble::Unavailable,
        _ => Trouble::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sqlite_constraints_get_the_names_of_postgresql() {
        assert_eq!(
            sqlite_constraint("UNIQUE constraint failed: people.email", false),
            "people_email_key"
        );
        assert_eq!(
            sqlite_constraint(
                "UNIQUE constraint failed: memberships.organization_id, memberships.person_id",
                false
            ),
            "memberships_organization_id_person_id_key"
        );
        assert_eq!(
            sqlite_constraint("UNIQUE constraint failed: people.id", true),
            "people_pkey"
        );
    }

    #[test]
    fn a_full_disk_and_a_busy_database_are_told_apart() {
        assert!(matches!(classify_sqlite(13), Trouble::Full));
        assert!(matches!(classify_sqlite(517), Trouble::Unavailable));
        assert!(matches!(classify_sqlite(1), Trouble::Other));
        assert!(matches!(classify_postgres("53100"), Trouble::Full));
        assert!(matches!(classify_postgres("08006"), Trouble::Unavailable));
        assert!(matches!(classify_postgres("23503"), Trouble::Other));
    }
}
