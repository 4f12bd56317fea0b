#![doc = include_str!("../README.md")]

#[macro_use]
mod sql;
#[macro_use]
mod value;
#[macro_use]
mod row;
mod codes;
mod db;
mod error;
mod tx;

pub mod jobs;
pub mod logins;
pub mod memberships;
pub mod organizations;
pub mod people;
pub mod recovery;
pub mod sessions;
pub mod tokens;

#[cfg(feature = "testing")]
pub mod testing;

pub use codes::{KeyState, SearchKind, TokenKind};
pub use db::{Db, Options};
pub use error::{Result, StoreError};
pub use row::Hidden;
pub use tx::Tx;

/// A SHA-256, as stored for tokens, sessions, texts and chain links.
pub type Digest = [u8; 32];
