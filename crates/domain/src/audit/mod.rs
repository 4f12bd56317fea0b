//! The audit chain: one per organization, every link checkable by a stranger.

mod kind;

pub use kind::EventKind;
