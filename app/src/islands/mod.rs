//! What is alive in the browser; everything here compiles for both the server and the browser.
//!
//! Each island renders its first state on the server and adds to markup that works without it: it finds its form, its
//! list, its clocks by id or attribute and keeps them going. Words come as props, so that no text table is downloaded.
//! The browser’s half of each runs through the `alive!` macro.

mod action_timer;
mod clock_ticker;
mod copy_button;
mod draft_saver;
mod live_timeline;
mod secret_pane;
mod shortcuts;
#[cfg(any(test, feature = "hydrate"))]
mod stream;
mod undo_send;

#[cfg(feature = "hydrate")]
mod dom;

pub use action_timer::{ActionTimer, ActionTimerProps};
pub use clock_ticker::{ClockTicker, ClockTickerProps};
pub use copy_button::{CopyButton, CopyButtonProps};
pub use draft_saver::{DraftSaver, DraftSaverProps};
pub use live_timeline::{Insert, LiveTimeline, LiveTimelineProps};
pub use secret_pane::{SecretPane, SecretPaneProps, SecretWords};
pub use shortcuts::Shortcuts;
pub use undo_send::{UndoSend, UndoSendProps};

/// Runs the browser's half of an island. On the server, and in a native build that happens to have the browser's feature
/// too, it does not run.
macro_rules! alive {
    ($start:expr) => {
        #[cfg(feature = "hydrate")]
        if cfg!(target_arch = "wasm32") {
            $start;
        }
    };
}
use alive;
