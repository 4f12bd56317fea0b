//! What is promised: how long it takes, and in which hours it counts. The numbers are house rules. // RULINGS 8

use super::Calendar;
use crate::ticket::Class;

/// A promise to be made: the house rules name it, the clock keeps it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Target {
    /// Seconds until it is broken.
    pub seconds: i64,
    /// Version of the house rules it was taken from.
    pub policy_version: i64,
}

/// The calendar a class counts in; questions and orders get business hours with the calendars.
pub const fn calendar(class: Class) -> Option<Calendar> {
    match class {
        Class::Intervention | Class::Emergency | Class::Fault => Some(Calendar::AroundTheClock),
        Class::Question | Class::Order => None,
    }
}
