//! Dates in JSON: "2026-12-24" and nothing else; null is as good as nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use jiff::civil::Date;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::hours::DayHours;

/// A text that is no day of the calendar.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no date: it is written 2026-12-24")]
pub struct NotADate(pub String);

struct Day(Date);

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let shaped = text.len() == 10 && text.as_bytes().get(7) == Some(&b'-');
        shaped
            .then(|| text.parse().ok().map(Self))
            .flatten()
            .ok_or_else(|| serde::de::Error::custom(NotADate(text)))
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

/// For `#[serde(with)]`: a list of dates.
pub(super) mod set {
    use super::{BTreeSet, Date, Day, Deserialize as _, Deserializer, Serializer};

    pub(in super::super) fn serialize<S: Serializer>(
        dates: &BTreeSet<Date>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(dates.iter().copied().map(Day))
    }

    pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<BTreeSet<Date>, D::Error> {
        let days = Option::<Vec<Day>>::deserialize(deserializer)?;
        Ok(days.into_iter().flatten().map(|day| day.0).collect())
    }
}

/// For `#[serde(with)]`: hours by date.
pub(super) mod map {
    use super::{BTreeMap, Date, Day, DayHours, Days, Deserialize as _, Deserializer, Serializer};

    pub(in super::super) fn serialize<S: Serializer>(
        days: &BTreeMap<Date, DayHours>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_map(days.iter().map(|(date, hours)| (Day(*date), hours)))
    }

    pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<BTreeMap<Date, DayHours>, D::Error> {
        Ok(Option::<Days>::deserialize(deserializer)?.map_or_else(BTreeMap::new, |days| days.0))
    }
}

struct Days(BTreeMap<Date, DayHours>);

impl<'de> Deserialize<'de> for Days {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Entries)
    }
}

struct Entries;

impl<'de> Visitor<'de> for Entries {
    type Value = Days;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("hours by date")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Days, A::Error> {
        let mut days = BTreeMap::new();
        while let Some((Day(date), hours)) = map.next_entry()? {
            // Of two different answers for one day none is taken.
            if days.insert(date, hours).is_some() {
                return Err(serde::de::Error::custom(format_args!(
                    "{date} stands twice"
                )));
            }
        }
        Ok(Days(days))
    }
}
