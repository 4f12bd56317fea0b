//! The desk: queue, search, tickets for callers.

mod caller;
mod queue;

pub use caller::{CallerPage, caller};
pub use queue::{QueueView, View, end_of_day, queue};
