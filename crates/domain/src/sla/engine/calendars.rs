//! How a clock names its calendar, and who answers to the name.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::str::FromStr;
use std::sync::{Arc, PoisonError, RwLock};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::calendar::{Calendar, CalendarVersion, Definition, History, Region};

/// The code of the calendar that is always there.
const AROUND_THE_CLOCK: &str = "24x7";
/// No code is longer.
const CODE_MAX: usize = 40;

/// The code of a calendar: what clocks, policies and contracts store of it. Small letters, digits, `-` and `_`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CalendarCode(String);

/// A text that is no code of a calendar.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} is no code of a calendar: 1 to 40 small letters, digits, hyphens and low lines, the first one no sign"
)]
pub struct NotACode(pub String);

impl CalendarCode {
    /// Every second counts; the one calendar nobody has to enter.
    pub fn around_the_clock() -> Self {
        Self(AROUND_THE_CLOCK.to_owned())
    }

    /// Whether it is the calendar that is always there.
    pub fn is_around_the_clock(&self) -> bool {
        self.0 == AROUND_THE_CLOCK
    }

    /// The code.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for CalendarCode {
    type Err = NotACode;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let letter = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
        let good = (1..=CODE_MAX).contains(&text.len())
            && text.bytes().next().is_some_and(letter)
            && text
                .bytes()
                .all(|byte| letter(byte) || matches!(byte, b'-' | b'_'));
        if good {
            Ok(Self(text.to_owned()))
        } else {
            Err(NotACode(text.to_owned()))
        }
    }
}

impl fmt::Display for CalendarCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for CalendarCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for CalendarCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// The calendar of a clock. The hours belong to the contract, the Land to the system. // RULINGS 19
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CalendarRef {
    /// Whose hours.
    pub code: CalendarCode,
    /// Whose holidays; `None`: those the calendar was entered with.
    pub region: Option<Region>,
}

impl CalendarRef {
    /// Every second counts, wherever the system stands: holidays never touch it (rule 6).
    pub fn around_the_clock() -> Self {
        Self {
            code: CalendarCode::around_the_clock(),
            region: None,
        }
    }

    /// These hours with the holidays of a place; around the clock has none.
    pub fn new(code: CalendarCode, region: Option<Region>) -> Self {
        let region = region.filter(|_| !code.is_around_the_clock());
        Self { code, region }
    }
}

impl fmt::Display for CalendarRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.region {
            Some(region) => write!(f, "{} ({region})", self.code),
            None => self.code.fmt(f),
        }
    }
}

/// Where clocks look their calendars up.
pub trait Calendars {
    /// All versions of a calendar, with the holidays of the region; `None` if there is none of that code. A version once
    /// given never changes.
    fn history(&self, calendar: &CalendarRef) -> Option<Arc<History>>;
}

/// Calendars in memory: what the store reads at the start and after an edit.
#[derive(Debug)]
pub struct Registry {
    entered: BTreeMap<CalendarCode, Arc<History>>,
    /// Those with the holidays of another region, made when first asked for.
    elsewhere: RwLock<HashMap<CalendarRef, Arc<History>>>,
}

impl Registry {
    /// These calendars and the one around the clock, which cannot be replaced.
    pub fn new(entered: impl IntoIterator<Item = (CalendarCode, History)>) -> Self {
        let mut entered: BTreeMap<_, _> = entered
            .into_iter()
            .map(|(code, history)| (code, Arc::new(history)))
            .collect();
        entered.insert(CalendarCode::around_the_clock(), around_the_clock());
        Self {
            entered,
            elsewhere: RwLock::default(),
        }
    }

    /// The codes there are.
    pub fn codes(&self) -> impl Iterator<Item = &CalendarCode> {
        self.entered.keys()
    }
}

impl Default for Registry {
    fn default() -> Self {
        Self::new([])
    }
}

impl Calendars for Registry {
    fn history(&self, calendar: &CalendarRef) -> Option<Arc<History>> {
        let entered = self.entered.get(&calendar.code)?;
        let Some(region) = calendar.region else {
            return Some(Arc::clone(entered));
        };
        {
            let known = self
                .elsewhere
                .read()
                .unwrap_or_else(PoisonError::into_inner);
            if let Some(history) = known.get(calendar) {
                return Some(Arc::clone(history));
            }
        }
        let history = Arc::new(entered.in_region(region).ok()?);
        let mut known = self
            .elsewhere
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        let history = known.entry(calendar.clone()).or_insert(history);
        Some(Arc::clone(history))
    }
}

fn around_the_clock() -> Arc<History> {
    let calendar = Calendar::new(Definition::around_the_clock()).expect("always open");
    let history = History::new(vec![CalendarVersion {
        version: 1,
        valid_from: Calendar::first_instant(),
        calendar: Arc::new(calendar),
    }]);
    Arc::new(history.expect("one version is a history"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::{DayHours, Hours};
    use crate::time::Timestamp;
    use jiff::civil::Weekday;

    #[test]
    fn codes_are_plain_words() {
        for good in ["24x7", "service", "kunde-7_nachts", "a"] {
            let code: CalendarCode = good.parse().expect(good);
            assert_eq!(code.to_string(), good);
        }
        for bad in ["", "Service", "-a", "a b", "ä", &"a".repeat(41)] {
            assert_eq!(
                bad.parse::<CalendarCode>(),
                Err(NotACode(bad.to_owned())),
                "{bad}"
            );
        }
    }

    #[test]
    fn the_hours_belong_to_the_contract_and_the_land_to_the_system() {
        // RULINGS 19; Epiphany 2026 is a Tuesday, and a holiday in Bavaria only of these two.
        let hours = DayHours::typed("9-18").expect("hours");
        let entered = Definition::new(Hours::on(&[Weekday::Tuesday], &hours));
        let history = History::new(vec![CalendarVersion {
            version: 1,
            valid_from: Timestamp::from_unix(0),
            calendar: Arc::new(Calendar::new(entered).expect("open")),
        }]);
        let code: CalendarCode = "service".parse().expect("a code");
        let registry = Registry::new([(code.clone(), history.expect("a history"))]);
        let day = |region: Option<&str>| {
            let region = region.map(|text| text.parse().expect("a region"));
            let history = registry.history(&CalendarRef::new(code.clone(), region));
            let (from, until) = ("2026-01-06T00:00:00+01:00", "2026-01-07T00:00:00+01:00");
            let at = |text: &str| text.parse().expect("a time");
            history.expect("known").open_seconds(at(from), at(until))
        };
        assert_eq!(day(None), 9 * 3600);
        assert_eq!(day(Some("DE-BY")), 0);
        assert_eq!(day(Some("DE-HH")), 9 * 3600);
        assert_eq!(registry.codes().count(), 2);
        let unknown = CalendarRef::new("other".parse().expect("a code"), None);
        assert!(registry.history(&unknown).is_none());
        let bavarian = CalendarRef::new(CalendarCode::around_the_clock(), "DE-BY".parse().ok());
        assert_eq!(bavarian, CalendarRef::around_the_clock());
    }
}
