//! Stretches of time and periods of days.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::time::{Timestamp, day_begins, local};

/// A stretch `[from, to)` of at least a second (billing rule 2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Span {
    from: Timestamp,
    to: Timestamp,
}

/// Its end does not lie after its start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the end does not lie after the start")]
pub struct NotASpan;

impl<'de> Deserialize<'de> for Span {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Ends {
            from: Timestamp,
            to: Timestamp,
        }
        let Ends { from, to } = Ends::deserialize(deserializer)?;
        Self::new(from, to).map_err(serde::de::Error::custom)
    }
}

impl Span {
    /// Refuses a stretch of no time.
    pub fn new(from: Timestamp, to: Timestamp) -> Result<Self, NotASpan> {
        if from < to {
            Ok(Self { from, to })
        } else {
            Err(NotASpan)
        }
    }

    /// Its first second.
    pub const fn from(self) -> Timestamp {
        self.from
    }

    /// The first second after it.
    pub const fn to(self) -> Timestamp {
        self.to
    }

    /// Its length, real seconds also over a change of the clocks.
    pub const fn seconds(self) -> i64 {
        self.to.seconds_since(self.from)
    }

    /// Whether they share a second; touching is not overlapping.
    pub fn overlaps(self, other: Self) -> bool {
        self.from < other.to && other.from < self.to
    }

    /// What lies before an instant, and what lies at it or after.
    pub fn cut(self, at: Timestamp) -> (Option<Self>, Option<Self>) {
        let before = Self::new(self.from, self.to.min(at)).ok();
        let after = Self::new(self.from.max(at), self.to).ok();
        (before, after)
    }
}

/// What is left of a stretch without its pauses: several stretches, each to be entered as one. A pause outside the
/// stretch, or one that overlaps another, is refused by its place in the list.
pub fn without_pauses(span: Span, pauses: &[Span]) -> Result<Vec<Span>, usize> {
    let mut sorted: Vec<(usize, Span)> = pauses.iter().copied().enumerate().collect();
    sorted.sort_by_key(|(_, pause)| *pause);
    let mut parts = Vec::new();
    let mut from = span.from;
    for (place, pause) in sorted {
        if pause.from < from || pause.to > span.to {
            return Err(place);
        }
        parts.extend(Span::new(from, pause.from));
        from = pause.to;
    }
    parts.extend(Span::new(from, span.to));
    Ok(parts)
}

/// Whole days in the desk's zone: from the first up to and without the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    first: Date,
    after: Date,
    begins: Timestamp,
    ends: Timestamp,
}

/// Why two days are no period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PeriodRefusal {
    /// The last day lies before the first.
    #[error("the last day lies before the first")]
    Backwards,
    /// A day beyond what calendars know.
    #[error("no such day")]
    NoSuchDay,
}

impl Period {
    /// From one day to another, both included.
    pub fn new(first: Date, last: Date) -> Result<Self, PeriodRefusal> {
        if last < first {
            return Err(PeriodRefusal::Backwards);
        }
        let after = last.tomorrow().map_err(|_| PeriodRefusal::NoSuchDay)?;
        let begin = |day: Date| day_begins(&day.to_string()).ok_or(PeriodRefusal::NoSuchDay);
        Ok(Self {
            first,
            after,
            begins: begin(first)?,
            ends: begin(after)?,
        })
    }

    /// Its first day.
    pub const fn first(self) -> Date {
        self.first
    }

    /// The first day after it.
    pub const fn after(self) -> Date {
        self.after
    }

    /// Its first instant.
    pub const fn begins(self) -> Timestamp {
        self.begins
    }

    /// The first instant after it.
    pub const fn ends(self) -> Timestamp {
        self.ends
    }
}

/// The day of an instant in the desk's zone: that of supply (billing rule 11).
pub(super) fn day_of(at: Timestamp) -> Date {
    local(at).date()
}
