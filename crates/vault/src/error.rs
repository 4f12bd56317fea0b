//! Why the vault did not answer. Never a byte of a secret or a key in it: only kinds, ids and file names.

use crate::boot::SealReason;
use crate::keys::ring::KekId;
use crate::shards::ShardError;

/// What went wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// The vault has no usable key; everything else in the desk works.
    #[error("the vault is sealed: {0}")]
    Sealed(SealReason),
    /// The ring knows no such key: it was rotated meanwhile (reload the ring) or has been taken away.
    #[error("the key ring has no key {0}")]
    UnknownKey(KekId),
    /// Key, shard or authorization do not belong to this row.
    #[error("the row was written under another key, shard or authorization")]
    WrongKey,
    /// The row was altered, cut short or moved here from another place.
    #[error("the row is damaged or does not belong here")]
    Corrupt,
    /// The row is genuine but not the newest one that was stored: somebody put an older state back.
    #[error("an older version of the row was put back")]
    Rollback,
    /// The shard was destroyed, and with it the secret.
    #[error("the secret was destroyed with its shard")]
    ShardGone,
    /// Longer than a secret may be.
    #[error("a secret may have at most {} bytes", crate::MAX_SECRET)]
    TooLarge,
    /// The shard directory or the key provider does not answer; later it may.
    #[error("the vault cannot be reached: {0}")]
    Unavailable(ProviderFault),
}

impl VaultError {
    /// Stable code for logs, audit events and translations.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Sealed(_) => "vault_sealed",
            Self::UnknownKey(_) => "unknown_key",
            Self::WrongKey => "wrong_key",
            Self::Corrupt => "corrupt",
            Self::Rollback => "rollback",
            Self::ShardGone => "shard_gone",
            Self::TooLarge => "too_large",
            Self::Unavailable(_) => "unavailable",
        }
    }
}

/// Why a key provider or the shard store gave no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ProviderFault {
    /// No connection, or it broke.
    #[error("no connection to the key provider")]
    Unreachable,
    /// No answer in time.
    #[error("the key provider did not answer in time")]
    Timeout,
    /// It failed a moment ago and is left alone for a while.
    #[error("the key provider failed a moment ago; waiting before the next try")]
    Resting,
    /// It answered with a status that is neither success nor a wrong ciphertext.
    #[error("the key provider answered with status {0}")]
    Status(u16),
    /// It answered something that is not the protocol.
    #[error("the key provider's answer was not understood")]
    Malformed,
    /// Reading or writing a file failed.
    #[error("the shard store failed: {0}")]
    Storage(std::io::ErrorKind),
    /// The shard's file can be read by others than its owner.
    #[error("the shard's file is open to others")]
    OpenToOthers,
}

impl From<ShardError> for VaultError {
    fn from(error: ShardError) -> Self {
        match error {
            ShardError::Gone => Self::ShardGone,
            ShardError::Damaged | ShardError::AlreadyThere => Self::Corrupt,
            ShardError::OpenToOthers { .. } => Self::Unavailable(ProviderFault::OpenToOthers),
            ShardError::Io(kind) => Self::Unavailable(ProviderFault::Storage(kind)),
        }
    }
}
