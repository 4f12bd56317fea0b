//! The OS intervention: the procedure by which somebody may touch a customer's operating system.
//!
//! Every step of the source ("OS Interventionsverfahren auf Antrag des Kunden") is a rule here: who signs what, what
//! is still missing, which way in is best, when the work may begin, what a log entry needs, what closing needs.

pub mod action_log;
pub mod advisor;
pub mod authorization;
pub mod closing;
pub mod gate;
pub mod hardware;
mod labels;
pub mod missing;
pub mod scope;
pub mod state;
mod words;

pub use missing::Missing;
pub use state::{Arrow, ClarifyReason, Inconsistent, Needs, Procedure, Refusal, StartFacts};
pub use words::*;
