//! Items done one after another, each on its own: one that fails is told as an alarm and stops none of the others. Only where
//! the database itself does not answer the round ends: hundreds of items would each wait for it.

use std::fmt::Display;
use std::ops::ControlFlow;

use store::StoreError;

use crate::error::{Result, ServiceError};

/// One item may wait for a row that somebody holds for long; so many in a row wait for the database.
const UNANSWERED: usize = 2;

/// The items of one round.
pub(crate) struct Apart {
    part: &'static str,
    done: usize,
    first: Option<ServiceError>,
    /// Items without an answer of the database, one after another.
    unanswered: usize,
}

impl Apart {
    /// A round of this part of housekeeping.
    pub(crate) fn new(part: &'static str) -> Self {
        Self {
            part,
            done: 0,
            first: None,
            unanswered: 0,
        }
    }

    /// What became of one item; `true` counts as done. Says whether to go on with the next one.
    pub(crate) fn note(&mut self, item: impl Display, outcome: Result<bool>) -> ControlFlow<()> {
        match outcome {
            Ok(done) => {
                self.done += usize::from(done);
                self.unanswered = 0;
            }
            Err(error) => {
                tracing::error!(target: "security", event = "housekeeping.stuck", part = self.part, %item, error = ?error);
                self.unanswered = if is_unanswered(&error) {
                    self.unanswered + 1
                } else {
                    0
                };
                self.first.get_or_insert(error);
            }
        }
        match self.unanswered {
            UNANSWERED.. => ControlFlow::Break(()),
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

/// The database does not answer; a directory or a mail server may be gone all the same.
fn is_unanswered(error: &ServiceError) -> bool {
    match error {
        ServiceError::Unavailable(inner) => {
            matches!(inner.downcast_ref(), Some(StoreError::Unavailable(_)))
        }
        _ => false,
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
