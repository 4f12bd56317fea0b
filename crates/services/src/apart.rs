//! Items done one after another, each on its own: one that fails is told as an alarm and stops none of the others.

use std::fmt::Display;

use crate::error::{Result, ServiceError};

/// The items of one round.
pub(crate) struct Apart {
    part: &'static str,
    done: usize,
    first: Option<ServiceError>,
}

impl Apart {
    /// A round of this part of housekeeping.
    pub(crate) fn new(part: &'static str) -> Self {
        Self {
            part,
            done: 0,
            first: None,
        }
    }

    /// What became of one item; `true` counts as done.
    pub(crate) fn note(&mut self, item: impl Display, outcome: Result<bool>) {
        match outcome {
            Ok(done) => self.done += usize::from(done),
            Err(error) => {
                tracing::error!(target: "security", event = "housekeeping.stuck", part = self.part, %item, error = ?error);
                self.first.get_or_insert(error);
            }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_is_told_at_the_end_and_all_others_count() {
        let mut round = Apart::new("test");
        round.note(1, Ok(true));
        round.note(2, Ok(false));
        assert_eq!(round.done, 1);
        round.note(3, Err(ServiceError::NotFound));
        round.note(4, Err(ServiceError::Gone));
        round.note(5, Ok(true));
        assert_eq!(round.done, 2);
        assert!(matches!(round.end(), Err(ServiceError::NotFound)));
    }
}
