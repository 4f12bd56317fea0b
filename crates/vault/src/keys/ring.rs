//! The key ring: several key-encryption keys, one of them for new secrets, the others only to open old ones.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use domain::time::Random;
use subtle::ConstantTimeEq;

use crate::boot::KeyRow;
use crate::envelope::{self, Dek};
use crate::error::VaultError;
use crate::kdf::{Derivation, Key, sha256};
use crate::keys::provider::{KekProvider, Later, Wrapping};

/// Keys a ring may hold; a rotation needs two.
pub(crate) const MAX_KEYS: usize = 16;
const MAX_ID: usize = 32;

domain::codes! {
    /// State of a key-encryption key.
    pub enum KekState {
        /// New secrets are written under it.
        Active => "active",
        /// Old secrets are still read under it.
        DecryptOnly => "decrypt_only",
        /// Taken out of the ring; nothing needs it any more.
        Destroyed => "destroyed",
    }
}

/// Name of a key: 1 to 32 of `a-z 0-9 -`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KekId(String);

/// A text that is no key name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a key is named by 1 to 32 of a-z, 0-9 and -")]
pub struct InvalidKekId;

impl KekId {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The first name that is not taken: `k1`, `k2`, … A name is never used twice, so count the destroyed ones too.
    pub fn next<'a>(taken: impl IntoIterator<Item = &'a Self>) -> Self {
        let number = |id: &Self| id.0.strip_prefix('k').and_then(|n| n.parse::<u32>().ok());
        let highest = taken.into_iter().filter_map(number).max().unwrap_or(0);
        Self(format!("k{}", u64::from(highest) + 1))
    }
}

impl FromStr for KekId {
    type Err = InvalidKekId;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let fits = (1..=MAX_ID).contains(&text.len())
            && text
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        fits.then(|| Self(text.to_owned())).ok_or(InvalidKekId)
    }
}

impl fmt::Display for KekId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Keys in memory, wiped on drop.
pub struct KeyRing {
    pub(crate) current: KekId,
    pub(crate) keys: BTreeMap<KekId, Key>,
}

impl KeyRing {
    /// A ring with one new random key named `k1`.
    pub fn generate(random: &dyn Random) -> Self {
        let current = KekId::next([]);
        let keys = BTreeMap::from([(current.clone(), new_key(random))]);
        Self { current, keys }
    }

    fn key(&self, kek: &KekId) -> Result<&Key, VaultError> {
        self.keys
            .get(kek)
            .ok_or_else(|| VaultError::UnknownKey(kek.clone()))
    }

    /// A derivation of the key, so that the check value tells nothing about what the key encrypts.
    fn check_value(&self, kek: &KekId) -> Result<Key, VaultError> {
        let derivation = Derivation::new(b"MHV1 kek-check", self.key(kek)?.as_slice());
        Ok(derivation.key(&[b"kek-check", kek.as_str().as_bytes()]))
    }

    /// The key that wraps: both the KEK and the shard are needed to derive it.
    fn derivation(&self, wrapping: Wrapping<'_>) -> Result<Derivation, VaultError> {
        let kek = self.key(wrapping.kek)?;
        Ok(match wrapping.shard {
            Some(shard) => Derivation::new(shard.key(), kek.as_slice()),
            None => Derivation::new(&sha256(b"MHV1 no shard"), kek.as_slice()),
        })
    }
}

pub(crate) fn new_key(random: &dyn Random) -> Key {
    let mut key = Key::default();
    random.fill(key.as_mut_slice());
    key
}

/// Label of the wrapping key; sharded and unsharded never share one.
pub(crate) fn with_label<R>(wrapping: Wrapping<'_>, use_it: impl FnOnce(&[&[u8]]) -> R) -> R {
    let kek = wrapping.kek.as_str().as_bytes();
    match wrapping.shard {
        Some(shard) => use_it(&[b"v1/wrap", shard.id().uuid().as_bytes(), kek]),
        None => use_it(&[b"v1/wrap-operational/", kek]),
    }
}

impl KekProvider for KeyRing {
    fn current(&self) -> &KekId {
        &self.current
    }

    fn ids(&self) -> Vec<KekId> {
        self.keys.keys().cloned().collect()
    }

    fn new_check<'a>(&'a self, kek: &'a KekId) -> Later<'a, Vec<u8>> {
        Box::pin(async { Ok(self.check_value(kek)?.to_vec()) })
    }

    fn fits<'a>(&'a self, kek: &'a KekId, check: &'a [u8]) -> Later<'a, bool> {
        Box::pin(async { Ok(self.check_value(kek)?.as_slice().ct_eq(check).into()) })
    }

    fn wrap<'a>(
        &'a self,
        wrapping: Wrapping<'a>,
        dek: &'a Dek,
        random: &'a dyn Random,
    ) -> Later<'a, Vec<u8>> {
        Box::pin(async move {
            let derivation = self.derivation(wrapping)?;
            Ok(with_label(wrapping, |label| {
                envelope::wrap(&derivation, label, wrapping.aad, dek, random)
            }))
        })
    }

    fn unwrap<'a>(&'a self, wrapping: Wrapping<'a>, wrapped: &'a [u8]) -> Later<'a, Dek> {
        Box::pin(async move {
            let derivation = self.derivation(wrapping)?;
            with_label(wrapping, |label| {
                envelope::unwrap(&derivation, label, wrapping.aad, wrapped)
            })
        })
    }
}

/// Why a key may not be retired.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RetireRefusal {
    /// No such key was ever recorded.
    #[error("there is no key {0}")]
    Unknown(KekId),
    /// New secrets are written under it; rotate first.
    #[error("key {0} is active; rotate first")]
    Active(KekId),
    /// It is destroyed already.
    #[error("key {0} is destroyed already")]
    AlreadyDestroyed(KekId),
    /// Secrets still need it; rewrap first.
    #[error("{rows} secrets are still wrapped under key {kek}; rewrap first")]
    InUse {
        /// The key.
        kek: KekId,
        /// How many secret versions need it.
        rows: u64,
    },
}

/// Whether a key may be destroyed: recorded, not active, not destroyed, needed by no row.
pub fn may_retire(
    kek: &KekId,
    recorded: &[KeyRow],
    rows_under_it: u64,
) -> Result<(), RetireRefusal> {
    let row = recorded
        .iter()
        .find(|row| row.kek == *kek)
        .ok_or_else(|| RetireRefusal::Unknown(kek.clone()))?;
    match row.state {
        KekState::Active => Err(RetireRefusal::Active(kek.clone())),
        KekState::Destroyed => Err(RetireRefusal::AlreadyDestroyed(kek.clone())),
        KekState::DecryptOnly if rows_under_it > 0 => Err(RetireRefusal::InUse {
            kek: kek.clone(),
            rows: rows_under_it,
        }),
        KekState::DecryptOnly => Ok(()),
    }
}
