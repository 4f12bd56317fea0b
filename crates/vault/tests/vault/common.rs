//! Fixed randomness, ready-made vaults and contexts.

use std::future::Future;
use std::pin::pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll, Waker};

use domain::credential::SecretField;
use domain::ids::{OrganizationId, PersonId, SecretId, ShardId, TicketId};
use domain::time::Random;
use sha2::{Digest, Sha256};
use vault::{DatabaseFacts, KekSource, SecretBytes, SecretContext, Shard, Stored, Vault};

/// Base64 of the bytes a0 to bf.
pub const KEK_A: &str = "oKGio6SlpqeoqaqrrK2ur7CxsrO0tba3uLm6u7y9vr8=";
/// Base64 of 32 times 0x11.
pub const KEK_B: &str = "ERERERERERERERERERERERERERERERERERERERERERE=";

/// Counts up: 0, 1, 2 …
pub struct Counting(AtomicU64);

impl Counting {
    pub fn from(first: u64) -> Self {
        Self(AtomicU64::new(first))
    }
}

impl Random for Counting {
    fn fill(&self, bytes: &mut [u8]) {
        for byte in bytes {
            *byte = self.0.fetch_add(1, Ordering::Relaxed).to_le_bytes()[0];
        }
    }
}

/// Different bytes at each call, the same in every run.
pub struct Seeded(AtomicU64);

impl Seeded {
    pub fn new(seed: u64) -> Self {
        Self(AtomicU64::new(seed << 32))
    }
}

impl Random for Seeded {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(32) {
            let digest = Sha256::digest(self.0.fetch_add(1, Ordering::Relaxed).to_be_bytes());
            chunk.copy_from_slice(&digest[..chunk.len()]);
        }
    }
}

/// The result of a future that has nothing to wait for.
pub fn ready<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("with keys in memory nothing has to wait"),
    }
}

pub fn id(byte: u8) -> domain::ids::RowId {
    let text = hex::encode([byte; 16]);
    text.parse().unwrap()
}

pub fn shard_id(byte: u8) -> ShardId {
    ShardId::from_uuid(id(byte).uuid())
}

pub fn person(byte: u8) -> PersonId {
    PersonId::from_uuid(id(byte).uuid())
}

pub fn context() -> SecretContext {
    SecretContext {
        organization: OrganizationId::from_uuid(id(1).uuid()),
        ticket: Some(TicketId::from_uuid(id(2).uuid())),
        shard: Some(shard_id(3)),
        secret: SecretId::from_uuid(id(4).uuid()),
        field: SecretField::Password,
        version: 1,
    }
}

/// A context without ticket and shard, as operational secrets have.
pub fn operational() -> SecretContext {
    SecretContext {
        ticket: None,
        shard: None,
        field: SecretField::PrivateKey,
        version: 7,
        ..context()
    }
}

/// The shard that `context` names: bytes 80 to 9f.
pub fn shard() -> Shard {
    Shard::new(shard_id(3), &Counting::from(0x80))
}

/// A source of keys from a text, as the environment gives it.
pub fn source(current: &str, keys: &[(&str, &str)]) -> KekSource {
    use std::fmt::Write as _;
    let mut text = format!("leitstand vault-keys 1;current {current};");
    for (name, key) in keys {
        write!(text, "key {name} {key};").unwrap();
    }
    KekSource::Environment {
        variable: "VAULT_KEYS".to_owned(),
        text: SecretBytes::from(text),
    }
}

/// An open vault with these keys.
pub fn vault_with(current: &str, keys: &[(&str, &str)]) -> Vault {
    ready(Vault::boot(
        &source(current, keys),
        &DatabaseFacts::default(),
    ))
    .vault
}

/// An open vault with key `k1`.
pub fn vault() -> Vault {
    vault_with("k1", &[("k1", KEK_A)])
}

/// Seals into the sample context.
pub fn stored(vault: &Vault, secret: &str) -> Stored {
    let secret = SecretBytes::from(secret);
    ready(vault.seal(&context(), &secret, Some(&shard()), &Counting::from(0))).unwrap()
}

/// The row with its digest made to fit the blob, as somebody who can write the database would.
pub fn refitted(mut stored: Stored) -> Stored {
    stored.blob_sha256 = Sha256::digest(&stored.blob).into();
    stored
}
