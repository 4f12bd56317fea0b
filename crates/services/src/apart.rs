//! Items done one after another, each on its own: one that fails is told as an alarm and stops none of the others. Only where
//! the database itself does not answer the round ends: hundreds of items would each wait for it.

use std::fmt::Display;
use std::ops::ControlFlow;

use store::StoreError;

use crate::error::{Result, ServiceError};

/// So many in a row without an answer wait for the database, not for their rows.
const UNANSWERED: usize = 2;
/// Each row that somebody holds costs the wait for its lock: so many in a row are enough for one round.
const HELD: usize = 20;

/// The items of one round.
pub(crate) struct Apart {
    part: &'static str,
    done: usize,
    first: Option<ServiceError>,
    /// Items without an answer of the database, one after another.
    unanswered: usize,
    /// Items whose rows somebody holds, one after another.
    held: usize,
}

impl Apart {
    /// A round of this part of housekeeping.
    pub(crate) fn new(part: &'static str) -> Self {
        Self {
            part,
            done: 0,
            first: None,
            unanswered: 0,
            held: 0,
        }
    }

    /// What became of one item; `true` counts as done. Says whether to go on with the next one.
    pub(crate) fn note(&mut self, item: impl Display, outcome: Result<bool>) -> ControlFlow<()> {
        match outcome {
            Ok(done) => {
                self.done += usize::from(done);
                (self.unanswered, self.held) = (0, 0);
            }
            Err(error) => {
                tracing::error!(target: "security", event = "housekeeping.stuck", part = self.part, %item, error = ?error);
                (self.unanswered, self.held) = match silence(&error) {
                    Some(true) => (0, self.held + 1),
                    Some(false) => (self.unanswered + 1, self.held),
                    None => (0, 0),
                };
                self.first.get_or_insert(error);
            }
        }
        match (self.unanswered, self.held) {
            (UNANSWERED.., _) | (_, HELD..) => ControlFlow::Break(()),
            _ => ControlFlow::Continue(()),
        }
    }

    /// How many were done.
    ///
    /// # Errors
    /// The first failure, after everything else was tried.
    pub(crate) fn end(self) -> Result<usize> {
        match self.first {
            Some(error) => Err(error),
            None => Ok(self.done),
        }
    }
}

/// The database gave nothing: because somebody holds the row (`true`), or because it does not answer (`false`). A directory or
/// a mail server that is gone is neither.
fn silence(error: &ServiceError) -> Option<bool> {
    let ServiceError::Unavailable(inner) = error else {
        return None;
    };
    match inner.downcast_ref() {
        Some(error @ StoreError::Unavailable(_)) => Some(error.is_held()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;

    fn silence() -> Result<bool> {
        let refused = io::Error::from(io::ErrorKind::ConnectionRefused);
        Err(StoreError::from(sqlx::Error::Io(refused)).into())
    }

    #[test]
    fn a_database_that_does_not_answer_ends_the_round_and_nothing_else_does() {
        let mut round = Apart::new("test");
        let broken = || Err(ServiceError::NotFound);
        let directory = || Err(ServiceError::unavailable("no such directory"));
        for _ in 0..10 {
            assert!(round.note(1, broken()).is_continue());
            assert!(round.note(2, directory()).is_continue());
            assert!(round.note(3, silence()).is_continue(), "a row may be held");
        }
        assert!(round.note(4, Ok(true)).is_continue());
        assert!(round.note(5, silence()).is_continue());
        assert!(round.note(6, silence()).is_break());
        assert!(round.end().is_err());
    }

    /// What PostgreSQL says of a row whose lock was not given in time.
    #[derive(Debug, thiserror::Error)]
    #[error("canceling statement due to lock timeout")]
    struct Held;

    impl sqlx::error::DatabaseError for Held {
        fn message(&self) -> &'static str {
            "canceling statement due to lock timeout"
        }
        fn code(&self) -> Option<std::borrow::Cow<'_, str>> {
            Some("55P03".into())
        }
        fn as_error(&self) -> &(dyn std::error::Error + Send + Sync + 'static) {
            self
        }
        fn as_error_mut(&mut self) -> &mut (dyn std::error::Error + Send + Sync + 'static) {
            self
        }
        fn into_error(self: Box<Self>) -> Box<dyn std::error::Error + Send + Sync + 'static> {
            self
        }
        fn kind(&self) -> sqlx::error::ErrorKind {
            sqlx::error::ErrorKind::Other
        }
    }

    #[test]
    fn rows_that_somebody_holds_are_passed_over_and_end_a_round_only_in_numbers() {
        let held = || Err(StoreError::Unavailable(sqlx::Error::Database(Box::new(Held))).into());
        let mut round = Apart::new("test");
        for row in 1..HELD {
            assert!(round.note(row, held()).is_continue(), "{row}");
        }
        assert!(round.note(0, Ok(true)).is_continue());
        for row in 1..HELD {
            assert!(round.note(row, held()).is_continue(), "{row}");
        }
        assert!(round.note(0, held()).is_break());
    }

    #[test]
    fn a_failure_is_told_at_the_end_and_all_others_count() {
        let mut round = Apart::new("test");
        assert!(round.note(1, Ok(true)).is_continue());
        assert!(round.note(2, Ok(false)).is_continue());
        assert_eq!(round.done, 1);
        assert!(round.note(3, Err(ServiceError::NotFound)).is_continue());
        assert!(round.note(4, Err(ServiceError::Gone)).is_continue());
        assert!(round.note(5, Ok(true)).is_continue());
        assert_eq!(round.done, 2);
        assert!(matches!(round.end(), Err(ServiceError::NotFound)));
    }
}
