//! Time and chance as parameters.
//!
//! Every instant is UTC in whole seconds: SQLite compares times as text, and sub-seconds or offsets would sort wrongly.
//! Nobody below the binary asks the machine for the time or for randomness; both come through [`Clock`] and [`Random`].

mod opening;
mod show;

use std::fmt;
use std::str::FromStr;

use ::time::OffsetDateTime;
use ::time::format_description::well_known::Rfc3339;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub use opening::{Opening, OpeningHours};
pub use show::{
    Local, clock_time, date, date_time, day_and_time, day_begins, day_ends, duration_long,
    duration_short, end_of_day, from_local, local, span,
};

/// An instant in UTC, whole seconds. Kept as seconds since 1970: instants are compared and counted far more often than shown.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Timestamp(i64);

/// The first second of the year 1.
const FIRST: i64 = ::time::macros::datetime!(0001-01-01 00:00:00 UTC).unix_timestamp();
/// The last one of the year 9999.
const LAST: i64 = ::time::macros::datetime!(9999-12-31 23:59:59 UTC).unix_timestamp();

impl Timestamp {
    /// The latest instant Leitstand writes: a row that never breaches sorts behind all others with it.
    pub const FAR_FUTURE: Self = Self(LAST);

    /// Seconds since 1970. Outside the years 1 to 9999 the nearest bound is taken.
    pub fn from_unix(seconds: i64) -> Self {
        Self(seconds.clamp(FIRST, LAST))
    }

    /// Seconds since 1970.
    pub const fn unix(self) -> i64 {
        self.0
    }

    /// So many seconds later.
    pub fn plus_seconds(self, seconds: i64) -> Self {
        Self::from_unix(self.unix().saturating_add(seconds))
    }

    /// So many seconds earlier.
    pub fn minus_seconds(self, seconds: i64) -> Self {
        self.plus_seconds(seconds.saturating_neg())
    }

    /// Seconds from `earlier` to this instant; negative if this one is first.
    pub const fn seconds_since(self, earlier: Self) -> i64 {
        self.unix() - earlier.unix()
    }

    /// The value as the database drivers take it.
    pub const fn offset_date_time(self) -> OffsetDateTime {
        match OffsetDateTime::from_unix_timestamp(self.0) {
            Ok(time) => time,
            // No later year gets in.
            Err(_) => OffsetDateTime::UNIX_EPOCH,
        }
    }
}

impl From<OffsetDateTime> for Timestamp {
    fn from(value: OffsetDateTime) -> Self {
        // A time of the year 0 stays one, so that whoever counts from it is told that no calendar knows it. With an offset the
        // last hours of 9999 are those of a year no text can say.
        Self(value.unix_timestamp().min(LAST))
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            &self
                .offset_date_time()
                .format(&Rfc3339)
                .map_err(|_| fmt::Error)?,
        )
    }
}

impl FromStr for Timestamp {
    type Err = ::time::error::Parse;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        OffsetDateTime::parse(text, &Rfc3339).map(Self::from)
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

/// What time it is.
pub trait Clock: Send + Sync {
    /// Now, in whole seconds.
    fn now(&self) -> Timestamp;
}

/// Where unpredictable bytes come from.
pub trait Random: Send + Sync {
    /// Fills the slice with random bytes; a source that cannot must not return.
    fn fill(&self, bytes: &mut [u8]);
}

/// So many random bytes.
pub fn random_bytes<const N: usize>(random: &dyn Random) -> [u8; N] {
    let mut bytes = [0_u8; N];
    random.fill(&mut bytes);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_whole_seconds_in_utc() {
        let text = "2026-11-21T21:59:36.75+01:00";
        let instant: Timestamp = text.parse().expect("a valid time");
        assert_eq!(instant.to_string(), "2026-11-21T20:59:36Z");
        assert_eq!(instant.plus_seconds(60).seconds_since(instant), 60);
        assert_eq!(Timestamp::FAR_FUTURE.to_string(), "9999-12-31T23:59:59Z");
        assert_eq!(Timestamp::from_unix(i64::MAX), Timestamp::FAR_FUTURE);
        let first = Timestamp::from_unix(i64::MIN);
        assert_eq!(
            format!("{first:?} {first}"),
            "0001-01-01T00:00:00Z 0001-01-01T00:00:00Z"
        );
        assert_eq!(first.minus_seconds(1), first);
        let old: Timestamp = "1969-12-31T23:59:58.5Z".parse().expect("a valid time");
        assert_eq!(
            (old.unix(), old.to_string().as_str()),
            (-2, "1969-12-31T23:59:58Z")
        );
    }
}
