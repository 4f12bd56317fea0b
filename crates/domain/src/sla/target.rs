//! The targets shipped with this version. // RULINGS 8

use super::Calendar;
use crate::ticket::Class;

/// Version written into clocks started under these targets.
pub const POLICY_VERSION: i64 = 1;

/// Standard work on the customer's system: 15 to 60 minutes expected, 60 promised. // I-47/48
pub const STANDARD_S: i64 = 60 * 60;
/// Complex work: 1 to 4 hours expected, 4 hours promised. // I-47/48
pub const COMPLEX_S: i64 = 240 * 60;
/// The expected band of standard work begins here; being faster is no fault.
pub const STANDARD_FROM_S: i64 = 15 * 60;
/// The expected band of complex work begins here.
pub const COMPLEX_FROM_S: i64 = 60 * 60;

/// Seconds until the first answer; `None`: no clock yet, shown as "noch ohne Uhr". // I-46
pub const fn first_answer_target(class: Class) -> Option<i64> {
    match class {
        Class::Intervention | Class::Emergency => Some(10 * 60),
        Class::Fault => Some(60 * 60),
        Class::Question | Class::Order => None,
    }
}

/// Seconds of work promised from the complete authorization.
pub const fn intervention_target(complex: bool) -> i64 {
    if complex { COMPLEX_S } else { STANDARD_S }
}

/// The calendar a class counts in; questions and orders get business hours with the calendars.
pub const fn calendar(class: Class) -> Option<Calendar> {
    match class {
        Class::Intervention | Class::Emergency | Class::Fault => Some(Calendar::AroundTheClock),
        Class::Question | Class::Order => None,
    }
}
