//! The numbers of the procedure, in minutes: what the shipped policy promises. What is promised today stands in the policies
//! ([`promise`](super::promise)). // RULINGS 8

use crate::ticket::Class;

/// Until the first answer to a ticket of a class; `None`: the procedure names no time. // I-46
pub const fn first_answer_min(class: Class) -> Option<i64> {
    match class {
        Class::Intervention | Class::Emergency => Some(10),
        Class::Fault => Some(60),
        Class::Question | Class::Order => None,
    }
}

/// Until the work is done, from the complete authorization. // I-47/48
pub const fn work_min(complex: bool) -> i64 {
    if complex { 240 } else { 60 }
}
