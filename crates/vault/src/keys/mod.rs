//! The keys outside the database: the vault's ring and where it comes from, the log-in key, the signing key.

pub(crate) mod audit;
pub(crate) mod file;
pub(crate) mod login;
pub(crate) mod provider;
pub(crate) mod ring;
pub(crate) mod source;
pub(crate) mod transit;
