//! Questions to a calendar as lines of JSON, and their answers: the form in which an implementation is checked against
//! cases with known results (`leitstand calendar eval`).

use jiff::Timestamp as Instant;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use super::bill::{Bill, BillRefusal, Rates};
use super::definition::Definition;
use super::engine::{Calendar, NeverOpen};
use super::pause::{PauseBackwards, Pauses};
use crate::charge::Cents;
use crate::time::Timestamp;

#[cfg(test)]
mod tests;

/// An answer; as JSON it is one flat object that begins with the question's id.
#[derive(Debug, PartialEq, Serialize)]
pub struct Answer {
    id: Value,
    #[serde(flatten)]
    found: Found,
}

#[derive(Debug, PartialEq, Serialize)]
#[serde(untagged)]
enum Found {
    Due {
        due: Option<Timestamp>,
        breach_at: Option<Timestamp>,
    },
    Elapsed {
        business_seconds: i64,
        business_minutes: i64,
    },
    Bill(Bill),
}

/// A question without an answer; as JSON its id (null if it could not be read) and the reason.
#[derive(Debug, PartialEq)]
pub struct Unanswered {
    /// The question's id.
    pub id: Value,
    /// Why there is none.
    pub error: Why,
}

impl Serialize for Unanswered {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Line<'a> {
            id: &'a Value,
            error: String,
        }
        let line = Line {
            id: &self.id,
            error: self.error.to_string(),
        };
        line.serialize(serializer)
    }
}

/// Why a question is not answered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Why {
    /// Not the JSON that was expected; also hours, dates, zones and regions that are refused.
    #[error("{0}")]
    Form(String),
    /// Something else was asked for.
    #[error("op {0:?} is none of due, elapsed, bill")]
    Op(String),
    /// The calendar is refused.
    #[error(transparent)]
    NeverOpen(#[from] NeverOpen),
    /// A pause is refused.
    #[error(transparent)]
    Pause(#[from] PauseBackwards),
    /// The work is refused.
    #[error(transparent)]
    Bill(#[from] BillRefusal),
    /// A budget below nothing.
    #[error("minutes must not be negative")]
    NegativeBudget,
    /// The end lies before the start.
    #[error("the end lies before the start")]
    EndsFirst,
    /// Calendars reach from the year 1 to the year 9998.
    #[error("a time lies outside of the years 1 to 9998")]
    Outside,
    /// The budget is not used up within those years.
    #[error("the budget is not used up before the year 9999")]
    TooFar,
}

/// Answers one line.
pub fn answer(line: &[u8]) -> Result<Answer, Unanswered> {
    let head: Head = parsed(line).map_err(|error| Unanswered {
        id: lenient_id(line),
        error,
    })?;
    let found = match head.op.as_str() {
        "due" => parsed(line).and_then(Due::answer),
        "elapsed" => parsed(line).and_then(Elapsed::answer),
        "bill" => parsed(line).and_then(Work::answer),
        _ => Err(Why::Op(head.op)),
    };
    match found {
        Ok(found) => Ok(Answer { id: head.id, found }),
        Err(error) => Err(Unanswered { id: head.id, error }),
    }
}

fn parsed<'a, T: Deserialize<'a>>(line: &'a [u8]) -> Result<T, Why> {
    serde_json::from_slice(line).map_err(|error| Why::Form(error.to_string()))
}

/// The id of a line that is JSON at least.
fn lenient_id(line: &[u8]) -> Value {
    serde_json::from_slice::<Value>(line)
        .ok()
        .and_then(|mut line| line.get_mut("id").map(Value::take))
        .unwrap_or_default()
}

#[derive(Deserialize)]
struct Head {
    id: Value,
    op: String,
}

#[derive(Deserialize)]
struct Due {
    calendar: Definition,
    #[serde(deserialize_with = "instant")]
    start: Timestamp,
    minutes: i64,
    #[serde(default)]
    pauses: Option<Vec<Pause>>,
}

#[derive(Deserialize)]
struct Elapsed {
    calendar: Definition,
    #[serde(deserialize_with = "instant")]
    start: Timestamp,
    #[serde(deserialize_with = "instant")]
    end: Timestamp,
    #[serde(default)]
    pauses: Option<Vec<Pause>>,
}

#[derive(Deserialize)]
struct Work {
    calendar: Definition,
    #[serde(deserialize_with = "instant")]
    start: Timestamp,
    #[serde(deserialize_with = "instant")]
    end: Timestamp,
    rate_in: i64,
    rate_out: i64,
    unit_min: i64,
}

#[derive(Deserialize)]
struct Pause(
    #[serde(deserialize_with = "instant")] Timestamp,
    #[serde(deserialize_with = "instant_or_null")] Option<Timestamp>,
);

impl Due {
    fn answer(self) -> Result<Found, Why> {
        let calendar = Calendar::new(self.calendar)?;
        let pauses = merged(self.pauses)?;
        let start = inside(self.start)?;
        if self.minutes < 0 {
            return Err(Why::NegativeBudget);
        }
        let budget = self.minutes.checked_mul(60).ok_or(Why::TooFar)?;
        let aim = calendar.aim_with(start, budget, &pauses);
        // Null means that the time stands still, not that somebody stopped looking.
        if aim.breach_at.is_none() && calendar.is_endless() && !pauses.is_open() {
            return Err(Why::TooFar);
        }
        Ok(Found::Due {
            due: aim.due_at,
            breach_at: aim.breach_at,
        })
    }
}

impl Elapsed {
    fn answer(self) -> Result<Found, Why> {
        let calendar = Calendar::new(self.calendar)?;
        let pauses = merged(self.pauses)?;
        let (start, end) = (inside(self.start)?, inside(self.end)?);
        if end < start {
            return Err(Why::EndsFirst);
        }
        let business_seconds = calendar.counted_seconds(start, end, &pauses);
        Ok(Found::Elapsed {
            business_seconds,
            business_minutes: business_seconds / 60,
        })
    }
}

impl Work {
    fn answer(self) -> Result<Found, Why> {
        let calendar = Calendar::new(self.calendar)?;
        let rates = Rates {
            inside: Cents(self.rate_in),
            outside: Cents(self.rate_out),
            unit_min: self.unit_min,
        };
        let bill = calendar.bill(inside(self.start)?, inside(self.end)?, rates)?;
        Ok(Found::Bill(bill))
    }
}

fn merged(pauses: Option<Vec<Pause>>) -> Result<Pauses, PauseBackwards> {
    let pauses = pauses.into_iter().flatten();
    Pauses::new(pauses.map(|Pause(from, until)| (from, until)))
}

fn inside(at: Timestamp) -> Result<Timestamp, Why> {
    if (Calendar::first_instant()..Calendar::end_of_time()).contains(&at) {
        Ok(at)
    } else {
        Err(Why::Outside)
    }
}

fn instant<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Timestamp, D::Error> {
    read(&String::deserialize(deserializer)?)
}

fn instant_or_null<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Timestamp>, D::Error> {
    Option::<String>::deserialize(deserializer)?
        .map(|text| read(&text))
        .transpose()
}

/// ISO 8601 with an offset or Z; parts of a second fall away.
fn read<E: serde::de::Error>(text: &str) -> Result<Timestamp, E> {
    text.parse().ok().or_else(|| loosely(text)).ok_or_else(|| {
        E::custom(format_args!(
            "{text:?} is no time with an offset or Z, like 2026-02-02T08:00:00+01:00"
        ))
    })
}

/// What RFC 3339 forbids and ISO 8601 allows: no seconds, an offset of hours only.
fn loosely(text: &str) -> Option<Timestamp> {
    // A zone in brackets would be read and not obeyed, a year before 0 cannot be written.
    if text.contains('[') || text.starts_with(['+', '-']) {
        return None;
    }
    let instant: Instant = text.parse().ok()?;
    let seconds = instant.as_second() - i64::from(instant.subsec_nanosecond() < 0);
    Some(Timestamp::from_unix(seconds))
}
