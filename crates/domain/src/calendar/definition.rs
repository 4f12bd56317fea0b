//! What people enter: zone, weekly hours, Land, closing days, days with hours of their own (rules 2, 6, 7).
//!
//! The JSON form is the stored one and that of `leitstand calendar eval`. Names it does not know are refused, because a
//! misspelt `closed` would silently promise work on Christmas Eve.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use serde::de::{MapAccess, Visitor, value::MapAccessDeserializer};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::dates;
use super::hours::DayHours;
use super::region::Region;

/// A calendar as entered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Definition {
    /// The zone whose wall clock the hours are read on; Europe/Berlin if none is named (rule 1).
    #[serde(default)]
    pub tz: Zone,
    /// Around the clock, or hours by weekday.
    pub hours: Hours,
    /// Whose public holidays are closed; `None`: no holidays.
    #[serde(default)]
    pub region: Option<Region>,
    /// Closing days.
    #[serde(
        default,
        with = "dates::set",
        skip_serializing_if = "BTreeSet::is_empty"
    )]
    pub closed: BTreeSet<Date>,
    /// Days with hours of their own; they beat holiday, closing day and weekday.
    #[serde(
        default,
        with = "dates::map",
        skip_serializing_if = "BTreeMap::is_empty"
    )]
    pub open: BTreeMap<Date, DayHours>,
}

impl Definition {
    /// Every second of every day; holidays never touch it (rule 6).
    pub fn around_the_clock() -> Self {
        Self::new(Hours::Always)
    }

    /// These hours in Berlin, without holidays and exceptions.
    pub fn new(hours: Hours) -> Self {
        Self {
            tz: Zone::default(),
            hours,
            region: None,
            closed: BTreeSet::new(),
            open: BTreeMap::new(),
        }
    }

    /// The same calendar with the holidays of another place: the Land belongs to the system, the hours to the contract.
    // RULINGS 19
    pub fn in_region(&self, region: Option<Region>) -> Self {
        Self {
            region,
            ..self.clone()
        }
    }
}

/// The regular hours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hours {
    /// Around the clock; public holidays do not touch it, closing days do.
    Always,
    /// By weekday.
    Weekly(Box<Week>),
}

impl Hours {
    /// The same hours on these weekdays, none on the others. Which days work is always said, never inferred from a word
    /// like "werktags" (rule 7).
    pub fn on(days: &[Weekday], hours: &DayHours) -> Self {
        let mut week = Week::default();
        for day in days {
            week.on_mut(*day).clone_from(hours);
        }
        Self::Weekly(Box::new(week))
    }
}

/// Hours by weekday; a day without hours is closed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Week {
    /// Monday.
    #[serde(skip_serializing_if = "DayHours::is_empty")]
    pub mon: DayHours,
    /// Tuesday.
    #[serde(skip_serializing_if = "DayHours::is_empty")]
    pub tue: DayHours,
    /// Wednesday.
    #[serde(skip_serializing_if = "DayHours::is_empty")]
    pub wed: DayHours,
    /// Thursday.
    #[serde(skip_serializing_if = "DayHours::is_empty")]
    pub thu: DayHours,
    /// Friday.
    #[serde(skip_serializing_if = "DayHours::is_empty")]
    pub fri: DayHours,
    /// Saturday.
    #[serde(skip_serializing_if = "DayHours::is_empty")]
    pub sat: DayHours,
    /// Sunday.
    #[serde(skip_serializing_if = "DayHours::is_empty")]
    pub sun: DayHours,
}

impl Week {
    /// The hours of a weekday.
    pub const fn on(&self, day: Weekday) -> &DayHours {
        match day {
            Weekday::Monday => &self.mon,
            Weekday::Tuesday => &self.tue,
            Weekday::Wednesday => &self.wed,
            Weekday::Thursday => &self.thu,
            Weekday::Friday => &self.fri,
            Weekday::Saturday => &self.sat,
            Weekday::Sunday => &self.sun,
        }
    }

    /// The hours of a weekday, to be changed.
    pub const fn on_mut(&mut self, day: Weekday) -> &mut DayHours {
        match day {
            Weekday::Monday => &mut self.mon,
            Weekday::Tuesday => &mut self.tue,
            Weekday::Wednesday => &mut self.wed,
            Weekday::Thursday => &mut self.thu,
            Weekday::Friday => &mut self.fri,
            Weekday::Saturday => &mut self.sat,
            Weekday::Sunday => &mut self.sun,
        }
    }

    /// No weekday has hours.
    pub fn is_empty(&self) -> bool {
        [
            &self.mon, &self.tue, &self.wed, &self.thu, &self.fri, &self.sat, &self.sun,
        ]
        .into_iter()
        .all(DayHours::is_empty)
    }
}

/// "24x7" or the weekdays.
const AROUND_THE_CLOCK: &str = "24x7";

impl Serialize for Hours {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Always => serializer.serialize_str(AROUND_THE_CLOCK),
            Self::Weekly(week) => week.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Hours {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;
        impl<'de> Visitor<'de> for Either {
            type Value = Hours;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{AROUND_THE_CLOCK:?} or hours by weekday")
            }
            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Hours, E> {
                if text == AROUND_THE_CLOCK {
                    Ok(Hours::Always)
                } else {
                    Err(E::invalid_value(serde::de::Unexpected::Str(text), &self))
                }
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Hours, A::Error> {
                let week = Week::deserialize(MapAccessDeserializer::new(map))?;
                Ok(Hours::Weekly(Box::new(week)))
            }
        }
        deserializer.deserialize_any(Either)
    }
}

/// A time zone of the IANA list, with its changes of the clocks past and to come (rule 1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zone(TimeZone);

/// A name that is not in the list of time zones.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no time zone of the IANA list")]
pub struct UnknownZone(pub String);

impl Zone {
    /// Looks a name up: "Europe/Berlin".
    pub fn named(name: &str) -> Result<Self, UnknownZone> {
        TimeZone::get(name)
            .ok()
            .filter(|zone| !zone.is_unknown() && zone.iana_name().is_some())
            .map(Self)
            .ok_or_else(|| UnknownZone(name.to_owned()))
    }

    /// Its name.
    pub fn name(&self) -> &str {
        self.0.iana_name().unwrap_or_default()
    }

    pub(crate) const fn rules(&self) -> &TimeZone {
        &self.0
    }
}

impl Default for Zone {
    fn default() -> Self {
        Self::named("Europe/Berlin").expect("time zone data is built in")
    }
}

impl Serialize for Zone {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for Zone {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::named(&String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}
