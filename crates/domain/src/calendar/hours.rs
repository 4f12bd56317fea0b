//! The hours of a day: several half-open stretches of wall clock, up to 24:00 (rule 2).
//!
//! What is built here is in order and does not overlap; everything else is refused with the way out.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A time on the clock of a day in whole minutes, 00:00 to 24:00.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TimeOfDay(u16);

impl TimeOfDay {
    /// 00:00.
    pub const MIDNIGHT: Self = Self(0);
    /// 24:00, the end of the day.
    pub const END: Self = Self(24 * 60);

    /// So many minutes after midnight; `None` beyond 24:00.
    pub const fn from_minutes(minutes: u16) -> Option<Self> {
        if minutes <= Self::END.0 {
            Some(Self(minutes))
        } else {
            None
        }
    }

    /// Minutes after midnight.
    pub const fn minutes(self) -> u16 {
        self.0
    }
}

impl FromStr for TimeOfDay {
    type Err = HoursRefusal;
    /// Two digits, a colon, two digits; "24:00" is the end of the day.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = |part: &str| -> Option<u16> {
            let plain = part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
            plain.then(|| part.parse().ok()).flatten()
        };
        let read = || {
            let (hours, minutes) = text.split_once(':')?;
            let (hours, minutes) = (digits(hours)?, digits(minutes)?);
            (minutes < 60).then(|| Self::from_minutes(hours * 60 + minutes))?
        };
        read().ok_or_else(|| HoursRefusal::NotATime(text.to_owned()))
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

/// A stretch of a day, `[from, until)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Interval {
    from: TimeOfDay,
    until: TimeOfDay,
}

impl Interval {
    /// The whole day.
    pub const DAY: Self = Self {
        from: TimeOfDay::MIDNIGHT,
        until: TimeOfDay::END,
    };

    /// From one time up to, but without, a later one of the same day.
    pub fn new(from: TimeOfDay, until: TimeOfDay) -> Result<Self, HoursRefusal> {
        if from < until {
            Ok(Self { from, until })
        } else {
            Err(HoursRefusal::EndsFirst { from, until })
        }
    }

    /// Its first minute.
    pub const fn from(self) -> TimeOfDay {
        self.from
    }

    /// The first minute after it.
    pub const fn until(self) -> TimeOfDay {
        self.until
    }
}

impl fmt::Display for Interval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}–{}", self.from, self.until)
    }
}

/// Why hours are refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HoursRefusal {
    /// Not of the form 08:00.
    #[error("{0:?} is no time: two digits, a colon, two digits, at most 24:00")]
    NotATime(String),
    /// Nothing lies between the two.
    #[error(
        "{from}–{until} ends before it begins; hours through midnight are two intervals, up to 24:00 and from 00:00 of the next day"
    )]
    EndsFirst {
        /// Where it would begin.
        from: TimeOfDay,
        /// Where it would end.
        until: TimeOfDay,
    },
    /// The same minute twice.
    #[error("{0} and {1} overlap; make one interval of them")]
    Overlap(Interval, Interval),
}

/// The hours of one day: none, one or several intervals, in order and without overlap.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct DayHours(Vec<Interval>);

impl DayHours {
    /// Puts intervals in order; refuses those that overlap. One may begin where another ends.
    pub fn new(mut intervals: Vec<Interval>) -> Result<Self, HoursRefusal> {
        intervals.sort_unstable();
        for pair in intervals.windows(2) {
            if let [first, second] = pair
                && second.from < first.until
            {
                return Err(HoursRefusal::Overlap(*first, *second));
            }
        }
        Ok(Self(intervals))
    }

    /// The intervals in order.
    pub fn intervals(&self) -> &[Interval] {
        &self.0
    }

    /// Nothing is open.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Serialize for DayHours {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(
            self.0
                .iter()
                .map(|interval| [interval.from.to_string(), interval.until.to_string()]),
        )
    }
}

impl<'de> Deserialize<'de> for DayHours {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let pairs: Vec<(String, String)> = Vec::deserialize(deserializer)?;
        let read = |(from, until): (String, String)| Interval::new(from.parse()?, until.parse()?);
        pairs
            .into_iter()
            .map(read)
            .collect::<Result<_, _>>()
            .and_then(Self::new)
            .map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<DayHours, String> {
        serde_json::from_str(json).map_err(|error| error.to_string())
    }

    #[test]
    fn several_intervals_and_24_00_are_hours_of_a_day() {
        // Rule 2.
        let hours = read(r#"[["13:00","24:00"],["08:00","12:00"],["12:00","12:30"]]"#);
        let hours = hours.expect("hours");
        let written = serde_json::to_string(&hours).expect("JSON");
        assert_eq!(
            written,
            r#"[["08:00","12:00"],["12:00","12:30"],["13:00","24:00"]]"#
        );
        assert_eq!(read("[]"), Ok(DayHours::default()));
    }

    #[test]
    fn what_is_no_interval_is_refused_with_the_reason() {
        for (json, reason) in [
            (r#"[["22:00","06:00"]]"#, "two intervals, up to 24:00"),
            (r#"[["08:00","08:00"]]"#, "ends before it begins"),
            (r#"[["24:00","24:00"]]"#, "ends before it begins"),
            (r#"[["18:00","00:00"]]"#, "ends before it begins"),
            (
                r#"[["11:59","13:00"],["08:00","12:00"]]"#,
                "08:00–12:00 and 11:59–13:00 overlap",
            ),
            (r#"[["08:00","17:00"],["08:00","17:00"]]"#, "overlap"),
            (r#"[["8:00","17:00"]]"#, "\"8:00\" is no time"),
            (r#"[["08:60","17:00"]]"#, "is no time"),
            (r#"[["08:00","24:01"]]"#, "\"24:01\" is no time"),
            (r#"[["08:00","99:99"]]"#, "is no time"),
            (r#"[["08:00:00","17:00"]]"#, "is no time"),
            (r#"[["+8:00","17:00"]]"#, "is no time"),
            (r#"[["08:00"]]"#, "invalid length"),
            (r#"[["08:00","12:00","17:00"]]"#, "trailing characters"),
            (r"[[8,17]]", "invalid type"),
        ] {
            let error = read(json).expect_err(json);
            assert!(error.contains(reason), "{json}: {error}");
        }
    }
}
