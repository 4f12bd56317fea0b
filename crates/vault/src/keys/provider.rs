//! Who wraps the keys: a ring in memory, or a server that never hands its key out.

use std::future::Future;
use std::pin::Pin;

use domain::time::Random;

use crate::envelope::Dek;
use crate::error::VaultError;
use crate::keys::ring::KekId;
use crate::shards::Shard;

/// An answer that may have to wait for the network; with keys in memory it is there at once.
pub type Later<'a, T> = Pin<Box<dyn Future<Output = Result<T, VaultError>> + Send + 'a>>;

/// What a DEK is wrapped under.
#[derive(Clone, Copy)]
pub struct Wrapping<'a> {
    /// Key-encryption key.
    pub kek: &'a KekId,
    /// Shard of the authorization; `None` for secrets without one.
    pub shard: Option<&'a Shard>,
    /// Authenticated bytes: the secret's context, `dek-wrap`, the key's id.
    pub aad: &'a [u8],
}

/// A source of key-encryption keys. Losing it loses what it wrapped, from backups too.
pub trait KekProvider: Send + Sync {
    /// The key for new secrets.
    fn current(&self) -> &KekId;

    /// Every key it can use.
    fn ids(&self) -> Vec<KekId>;

    /// A value that shows later that a key is still the same one, without telling anything about it.
    fn new_check<'a>(&'a self, kek: &'a KekId) -> Later<'a, Vec<u8>>;

    /// Whether the key fits a value from [`Self::new_check`].
    fn fits<'a>(&'a self, kek: &'a KekId, check: &'a [u8]) -> Later<'a, bool>;

    /// Wraps a DEK.
    fn wrap<'a>(
        &'a self,
        wrapping: Wrapping<'a>,
        dek: &'a Dek,
        random: &'a dyn Random,
    ) -> Later<'a, Vec<u8>>;

    /// Takes a DEK out of its wrapping.
    fn unwrap<'a>(&'a self, wrapping: Wrapping<'a>, wrapped: &'a [u8]) -> Later<'a, Dek>;
}
