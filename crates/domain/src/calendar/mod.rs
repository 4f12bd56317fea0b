//! Service calendars: when a clock counts and which rate is in force. Rules 1 to 7 of `docs/SLA.md`.
//!
//! A [`Definition`] is what people enter: weekly hours in a time zone, the Land whose holidays are closed, closing days and
//! days with hours of their own. A [`Calendar`] answers from it in instants: prefix sums over sorted spans of UTC seconds,
//! so that every answer is a binary search. Local time ends at the edge of this module; nothing stores it. A
//! [`History`] holds the versions one after the other, because a clock keeps the calendar it was started under.

mod bill;
mod dates;
mod day;
mod definition;
mod difference;
mod engine;
mod history;
mod holiday;
mod hours;
mod pause;
mod purpose;
mod question;
mod region;
#[cfg(test)]
mod tests;
mod timeline;
pub mod typed;
mod warning;
mod year;

pub use bill::{Bill, BillRefusal, Rates, Units};
pub use dates::NotADate;
pub use day::DayKind;
pub use definition::{Definition, Hours, UnknownZone, Week, Zone};
pub use difference::{Difference, Exception, WEEKDAYS};
pub use engine::{Aim, Calendar, NeverOpen};
pub use history::{CalendarVersion, History, HistoryRefusal};
pub use holiday::{Holiday, easter};
pub use hours::{DayHours, HoursRefusal, Interval, TimeOfDay};
pub use jiff::civil::{Date, Weekday};
pub use pause::{PauseBackwards, Pauses};
pub use purpose::Purpose;
pub use question::{Answer, Unanswered, Why, answer};
pub use region::{Land, Municipal, Region, UnknownRegion};
pub use warning::{ClockChange, Warning};
pub use year::{CalendarDay, ChangedDay, dates_of};
