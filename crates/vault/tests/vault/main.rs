//! Tests of the vault through its public face.
#![expect(clippy::unwrap_used, reason = "tests")]

mod boot;
mod common;
mod envelope;
mod key_files;
mod leaks;
mod pairs;
mod rotation;
mod shards;
mod signing;
mod transit;
mod vectors;
