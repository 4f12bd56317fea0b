#![doc = include_str!("../README.md")]

#[macro_use]
mod sql;
#[macro_use]
mod value;
#[macro_use]
mod row;
#[macro_use]
mod dialect;
mod asks;
mod codes;
mod db;
mod error;
mod facts;
mod order;
mod packed;
mod together;
mod tx;

pub mod actions;
pub mod approvals;
pub mod attachments;
pub mod audit;
pub mod authorizations;
pub mod bulk;
pub mod calendars;
pub mod ceilings;
pub mod clocks;
pub mod contracts;
pub mod drafts;
pub mod emergencies;
pub mod escalations;
pub mod findings;
pub mod gate;
mod group;
pub mod handovers;
pub mod hardware;
pub mod instances;
pub mod interventions;
pub mod jobs;
pub mod logins;
pub mod mails;
pub mod memberships;
pub mod messages;
mod narrowing;
pub mod notifications;
pub mod on_call;
pub mod orders;
pub mod organizations;
pub mod pages;
pub mod people;
pub mod policies;
pub mod probe_runs;
pub mod provider;
pub mod queue;
pub mod recovery;
pub mod reports;
pub mod reveals;
pub mod rounds;
pub mod search;
pub mod secrets;
pub mod sessions;
pub mod settings;
pub mod shards;
mod spread;
pub mod standing;
pub mod statements;
pub mod systems;
pub mod tariffs;
pub mod tax;
pub mod teams;
pub mod tickets;
pub mod tokens;
pub mod vault_keys;
pub mod views;
pub mod work;

#[cfg(feature = "testing")]
pub mod testing;

pub use asks::{Answers, Ask, Asks, Place};
pub use codes::{KeyState, SearchKind};
pub use db::{Db, Options};
pub use domain::account::TokenKind;
pub use error::{Result, StoreError};
pub use facts::Reading;
pub use row::Hidden;
pub use tx::Tx;

/// A SHA-256, as stored for tokens, sessions, texts and chain links.
pub type Digest = [u8; 32];
