//! The desk: queue, search, tickets for callers.

mod caller;
mod narrow;
mod queue;
mod saved;

pub use caller::{CallerPage, caller};
pub use narrow::{Searching, WIDER, filtered, searching};
pub use queue::{QueueView, View, queue};
