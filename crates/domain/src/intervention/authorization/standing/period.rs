//! From when until when: whole days in Berlin, chosen by the customer, within limits.

use serde::{Deserialize, Serialize};

use crate::time::{Timestamp, day_begins, day_ends, local};

/// How long a standing authorization holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    /// The beginning of the first day. What is signed later on that day holds from its signature.
    pub from: Timestamp,
    /// The end of the last day (half open); `None`: until revoked.
    pub until: Option<Timestamp>,
}

/// Why a period does not come about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PeriodRefusal {
    /// No such day.
    #[error("the first day is no date")]
    FromNoDate,
    /// Work that was done cannot be authorised afterwards.
    #[error("the first day lies in the past")]
    FromPast,
    /// More than a year ahead: nobody remembers by then.
    #[error("the first day lies more than {0} days ahead")]
    FromTooLate(i64),
    /// No such day.
    #[error("the last day is no date")]
    UntilNoDate,
    /// Ends before it begins.
    #[error("the last day lies before the first")]
    UntilBeforeFrom,
    /// Longer than a fixed term may be.
    #[error("longer than {0} days")]
    TooLong(i64),
}

impl Period {
    /// The first day lies at most so many days ahead.
    pub const AHEAD_DAYS: i64 = 365;
    /// A fixed term lasts at most so many days: ten years.
    pub const LONGEST_DAYS: i64 = 3653;

    /// The period of two days as typed (`2026-11-23`); the last one may be left out.
    ///
    /// # Errors
    /// [`PeriodRefusal`] at the first thing that is wrong.
    pub fn of_days(from: &str, until: Option<&str>, now: Timestamp) -> Result<Self, PeriodRefusal> {
        const DAY: i64 = 24 * 3600;
        let from = day_begins(from).ok_or(PeriodRefusal::FromNoDate)?;
        let today = local(now).date();
        let first = local(from).date();
        if first < today {
            return Err(PeriodRefusal::FromPast);
        }
        if from.seconds_since(now) > Self::AHEAD_DAYS * DAY {
            return Err(PeriodRefusal::FromTooLate(Self::AHEAD_DAYS));
        }
        let Some(until) = until else {
            return Ok(Self { from, until: None });
        };
        let until = day_ends(until).ok_or(PeriodRefusal::UntilNoDate)?;
        if until <= from {
            return Err(PeriodRefusal::UntilBeforeFrom);
        }
        if until.seconds_since(from) > Self::LONGEST_DAYS * DAY {
            return Err(PeriodRefusal::TooLong(Self::LONGEST_DAYS));
        }
        Ok(Self {
            from,
            until: Some(until),
        })
    }

    /// From when it really holds: never before the signature.
    pub fn from_signature(&self, signed_at: Timestamp) -> Timestamp {
        self.from.max(signed_at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 22 November 2026, 00:30 in Berlin: still the 21st in UTC.
    fn now() -> Timestamp {
        "2026-11-21T23:30:00Z".parse().expect("a valid time")
    }

    #[test]
    fn whole_days_of_berlin_become_a_half_open_period() {
        // I-04
        let period = Period::of_days("2026-11-22", Some("2026-11-22"), now()).expect("one day");
        assert_eq!(period.from.to_string(), "2026-11-21T23:00:00Z");
        assert_eq!(
            period.until.map(|at| at.to_string()).as_deref(),
            Some("2026-11-22T23:00:00Z")
        );
        assert_eq!(
            period.from_signature(now()),
            now(),
            "never before it was signed"
        );
        let later = Period::of_days("2026-12-01", None, now()).expect("open-ended");
        assert_eq!(later.from_signature(now()), later.from);
        assert_eq!(later.until, None);
    }

    #[test]
    fn neither_the_past_nor_a_life_long_term_is_signed() {
        let of = |from, until| Period::of_days(from, until, now());
        assert_eq!(of("2026-11-21", None), Err(PeriodRefusal::FromPast));
        assert_eq!(of("2027-11-24", None), Err(PeriodRefusal::FromTooLate(365)));
        assert!(of("2027-11-21", None).is_ok());
        assert_eq!(of("morgen", None), Err(PeriodRefusal::FromNoDate));
        assert_eq!(
            of("2026-11-22", Some("31.12.2026")),
            Err(PeriodRefusal::UntilNoDate)
        );
        assert_eq!(
            of("2026-11-24", Some("2026-11-23")),
            Err(PeriodRefusal::UntilBeforeFrom)
        );
        assert_eq!(
            of("2026-11-22", Some("2036-12-31")),
            Err(PeriodRefusal::TooLong(3653))
        );
        assert!(of("2026-11-22", Some("2036-11-21")).is_ok());
    }
}
