//! Months, as addresses and statements name them.

use std::fmt;
use std::str::FromStr;

use domain::billing::Period;
use domain::calendar::Date;
use domain::time::{Timestamp, local};

use crate::error::{Result, ServiceError};

/// A month in the desk's zone; in addresses `2026-11`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month(Date);

/// A text that is no month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a month reads 2026-11")]
pub struct NotAMonth;

impl Month {
    /// The month of a moment.
    pub fn of(at: Timestamp) -> Self {
        Self(local(at).date().first_of_month())
    }

    /// The month before.
    #[must_use]
    pub fn before(self) -> Self {
        Self(self.0.yesterday().map_or(self.0, Date::first_of_month))
    }

    /// The month after.
    #[must_use]
    pub fn after(self) -> Self {
        let last = self.0.last_of_month();
        Self(last.tomorrow().unwrap_or(self.0))
    }

    /// Its first day, `2026-11-01`.
    pub fn first_day(self) -> String {
        self.0.to_string()
    }

    /// Its last day.
    pub fn last_day(self) -> String {
        self.0.last_of_month().to_string()
    }

    /// As people write it, `11/2026`.
    pub fn in_words(self) -> String {
        format!("{:02}/{:04}", self.0.month(), self.0.year())
    }

    /// Its first instant, for words.
    pub fn begins(self) -> Option<Timestamp> {
        domain::time::day_begins(&self.first_day())
    }

    /// Its days.
    ///
    /// # Errors
    /// Beyond what calendars know.
    pub(crate) fn period(self) -> Result<Period> {
        Period::new(self.0, self.0.last_of_month()).map_err(|_| ServiceError::NotFound)
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.0.year(), self.0.month())
    }
}

impl FromStr for Month {
    type Err = NotAMonth;
    fn from_str(text: &str) -> Result<Self, NotAMonth> {
        if text.len() != 7 {
            return Err(NotAMonth);
        }
        let first: Date = format!("{text}-01").parse().map_err(|_| NotAMonth)?;
        if !(2000..=9000).contains(&first.year()) {
            return Err(NotAMonth);
        }
        Ok(Self(first))
    }
}
