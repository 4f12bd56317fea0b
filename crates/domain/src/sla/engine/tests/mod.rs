//! The rules of clocks in calendars by number, and the properties that hold for any history.

mod course;
mod example;
mod parity;
mod random;
mod rules;

use std::sync::Arc;

use jiff::civil::Weekday::{Friday, Monday, Thursday, Tuesday, Wednesday};
use uuid::Uuid;

use super::*;
use crate::calendar::{Calendar, CalendarVersion, DayHours, Definition, History, Hours};
use crate::ids::{ClockId, TicketId};
use crate::sla::{ClockKind, PauseGround, PauseReason};
use crate::time::Timestamp;

pub(super) fn at(text: &str) -> Timestamp {
    text.parse().expect("a time")
}

pub(super) fn code(text: &str) -> CalendarCode {
    text.parse().expect("a code")
}

pub(super) fn service() -> CalendarRef {
    CalendarRef::new(code("service"), None)
}

/// Monday to Friday, in Berlin, with the holidays of Hamburg.
pub(super) fn weekdays(hours: &str) -> Definition {
    let hours = DayHours::typed(hours).expect("hours");
    let days = [Monday, Tuesday, Wednesday, Thursday, Friday];
    Definition::new(Hours::on(&days, &hours)).in_region("DE-HH".parse().ok())
}

/// Versions of the service calendar: from when which hours.
pub(super) fn history(versions: &[(&str, &str)]) -> History {
    let versions = (1..).zip(versions).map(|(version, (from, hours))| {
        let calendar = Calendar::new(weekdays(hours)).expect("open");
        CalendarVersion {
            version,
            valid_from: at(from),
            calendar: Arc::new(calendar),
        }
    });
    History::new(versions.collect()).expect("a history")
}

pub(super) fn registry(versions: &[(&str, &str)]) -> Registry {
    Registry::new([(code("service"), history(versions))])
}

/// 8–17 from the beginning of 2026.
pub(super) fn eight_to_five() -> Registry {
    registry(&[("2026-01-01T00:00:00Z", "8-17")])
}

pub(super) fn id(number: u128) -> ClockId {
    ClockId::from_uuid(Uuid::from_u128(number))
}

pub(super) fn new(kind: ClockKind, target_s: i64, calendar: CalendarRef) -> NewClock {
    NewClock {
        id: id(1),
        ticket_id: TicketId::from_uuid(Uuid::from_u128(2)),
        kind,
        cycle: 1,
        target_s,
        policy_version: 1,
        calendar,
    }
}

pub(super) fn asked() -> PauseGround {
    PauseGround::of(PauseReason::Question)
}
