//! The rules of the desk, pure: no IO, no async, no clock, no randomness of their own.
//!
//! Whatever depends on the moment takes a [`time::Timestamp`], whatever depends on chance takes [`time::Random`].
//! State changes are methods that return the new state or a refusal; nothing here writes anywhere. The German words
//! behind the names stand in `docs/GLOSSARY.md`, the sentences they come from in `docs/SOURCES.md`.

#[macro_use]
mod codes;

pub mod account;
pub mod audit;
pub mod bill;
pub mod billing;
pub mod calendar;
pub mod charge;
pub mod contract;
pub mod credential;
pub mod escalation;
pub mod ids;
pub mod intervention;
pub mod policy;
pub mod report;
pub mod rules;
pub mod secrets_in_text;
pub mod sla;
pub mod system;
pub mod text;
pub mod ticket;
pub mod time;

pub use codes::UnknownCode;
