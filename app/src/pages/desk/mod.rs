//! The desk: queue, search, tickets for callers.

mod caller;
mod narrow;
mod notifications;
mod queue;
mod saved;

pub use caller::{CallerPage, caller};
pub use narrow::{Searching, WIDER, filtered, searching};
pub use notifications::notifications;
pub use queue::{QueueView, View, queue};
