//! The OS intervention: the procedure by which somebody may touch a customer's operating system.
//!
//! Every step of the source ("OS Interventionsverfahren auf Antrag des Kunden") is a rule here: who signs what, what
//! is still missing, which way in is best, when the work may begin, what a log entry needs, what closing needs.

mod words;

pub use words::*;
