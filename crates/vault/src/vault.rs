//! The vault itself: seal, open, rewrap, check. Open with a key provider, or sealed with the reason.

use std::sync::{Arc, PoisonError, RwLock};

use domain::time::Random;
use subtle::ConstantTimeEq;

use crate::boot::{self, KeyRow, SealReason};
use crate::context::SecretContext;
use crate::envelope::{self, Dek, SUITE};
use crate::error::VaultError;
use crate::kdf::sha256;
use crate::keys::provider::{KekProvider, Wrapping};
use crate::keys::ring::KekId;
use crate::secret::SecretBytes;
use crate::shards::Shard;

/// Opens and seals secrets, or says why it cannot.
pub enum Vault {
    /// The keys are there and are the right ones.
    Open(OpenVault),
    /// They are not; the desk runs on without the vault.
    Sealed(SealReason),
}

/// An open vault's keys.
pub struct OpenVault {
    provider: Arc<dyn KekProvider>,
}

/// A secret version as the database holds it.
#[derive(Clone, PartialEq, Eq)]
pub struct Stored {
    /// Key that wraps its DEK.
    pub kek_id: KekId,
    /// The wrapped DEK.
    pub wrapped: Vec<u8>,
    /// The encrypted secret.
    pub blob: Vec<u8>,
    /// SHA-256 of the blob, as the audit event of its deposit tells it too.
    pub blob_sha256: [u8; 32],
}

/// A DEK under another key; the blob stays as it is.
#[derive(Clone, PartialEq, Eq)]
pub struct Rewrapped {
    /// Key that wraps it now.
    pub kek_id: KekId,
    /// The wrapped DEK.
    pub wrapped: Vec<u8>,
}

impl Vault {
    /// Open over these keys, without the comparison with the database that [`Vault::boot`] makes.
    pub fn open_with(provider: Arc<dyn KekProvider>) -> Self {
        Self::Open(OpenVault { provider })
    }

    /// Why it is sealed, if it is.
    pub const fn seal_reason(&self) -> Option<&SealReason> {
        match self {
            Self::Open(_) => None,
            Self::Sealed(reason) => Some(reason),
        }
    }

    /// The key for new secrets, if the vault is open.
    pub fn current(&self) -> Option<&KekId> {
        match self {
            Self::Open(open) => Some(open.provider.current()),
            Self::Sealed(_) => None,
        }
    }

    /// Every key it can use; none while it is sealed.
    pub fn keys(&self) -> Vec<KekId> {
        match self {
            Self::Open(open) => open.provider.ids(),
            Self::Sealed(_) => Vec::new(),
        }
    }

    /// Encrypts a secret for its place. `shard` is the shard named by the context, or `None` where the context names none.
    pub async fn seal(
        &self,
        context: &SecretContext,
        secret: &SecretBytes,
        shard: Option<&Shard>,
        random: &dyn Random,
    ) -> Result<Stored, VaultError> {
        let provider = self.provider()?;
        fitting(context, shard)?;
        let aad = context.bytes(SUITE);
        let dek = Dek::new(random);
        let blob = envelope::seal(&dek, &aad, secret, random)?;
        let kek_id = provider.current().clone();
        let wrap_aad = wrap_aad(&aad, &kek_id);
        let wrapping = Wrapping {
            kek: &kek_id,
            shard,
            aad: &wrap_aad,
        };
        let wrapped = provider.wrap(wrapping, &dek, random).await?;
        let blob_sha256 = sha256(&blob);
        Ok(Stored {
            kek_id,
            wrapped,
            blob,
            blob_sha256,
        })
    }

    /// Decrypts a secret. Nothing comes back unless key, shard, place and every byte are right.
    pub async fn open(
        &self,
        context: &SecretContext,
        stored: &Stored,
        shard: Option<&Shard>,
    ) -> Result<SecretBytes, VaultError> {
        let aad = context.bytes(SUITE);
        let dek = self.dek(context, stored, shard, &aad).await?;
        envelope::open(&dek, &aad, &stored.blob)
    }

    /// Like [`Self::open`], but only if this is the blob whose SHA-256 the newest audit event of its deposit holds: a genuine
    /// older row, put back whole, is [`VaultError::Rollback`].
    pub async fn open_newest(
        &self,
        context: &SecretContext,
        stored: &Stored,
        shard: Option<&Shard>,
        newest_sha256: &[u8; 32],
    ) -> Result<SecretBytes, VaultError> {
        self.provider()?;
        if !bool::from(sha256(&stored.blob).ct_eq(newest_sha256)) {
            return Err(VaultError::Rollback);
        }
        self.open(context, stored, shard).await
    }

    /// Whether a row could be opened: unwraps its DEK and compares the commitment, decrypts no secret.
    pub async fn check(
        &self,
        context: &SecretContext,
        stored: &Stored,
        shard: Option<&Shard>,
    ) -> Result<(), VaultError> {
        let aad = context.bytes(SUITE);
        let dek = self.dek(context, stored, shard, &aad).await?;
        envelope::check(&dek, &aad, &stored.blob)
    }

    /// Wraps the DEK under the current key; `None` if it is already. The secret is not decrypted, the blob not touched.
    pub async fn rewrap(
        &self,
        context: &SecretContext,
        kek_id: &KekId,
        wrapped: &[u8],
        shard: Option<&Shard>,
        random: &dyn Random,
    ) -> Result<Option<Rewrapped>, VaultError> {
        let provider = self.provider()?;
        fitting(context, shard)?;
        let current = provider.current();
        if current == kek_id {
            return Ok(None);
        }
        let aad = context.bytes(SUITE);
        let dek = unwrap(&**provider, kek_id, &aad, shard, wrapped).await?;
        let wrapping = Wrapping {
            kek: current,
            shard,
            aad: &wrap_aad(&aad, current),
        };
        let wrapped = provider.wrap(wrapping, &dek, random).await?;
        Ok(Some(Rewrapped {
            kek_id: current.clone(),
            wrapped,
        }))
    }

    /// The row to record for a key that a rotation has added to the ring: it only decrypts until it becomes current.
    pub async fn row_for(&self, kek: &KekId) -> Result<KeyRow, VaultError> {
        boot::row_for(self.provider()?, kek).await
    }

    fn provider(&self) -> Result<&Arc<dyn KekProvider>, VaultError> {
        match self {
            Self::Open(open) => Ok(&open.provider),
            Self::Sealed(reason) => Err(VaultError::Sealed(reason.clone())),
        }
    }

    /// What [`Self::open`] and [`Self::check`] share: everything before the secret's own layer.
    async fn dek(
        &self,
        context: &SecretContext,
        stored: &Stored,
        shard: Option<&Shard>,
        aad: &[u8],
    ) -> Result<Dek, VaultError> {
        let provider = self.provider()?;
        fitting(context, shard)?;
        envelope::plausible(&stored.blob)?;
        if !bool::from(sha256(&stored.blob).ct_eq(&stored.blob_sha256)) {
            return Err(VaultError::Corrupt);
        }
        unwrap(&**provider, &stored.kek_id, aad, shard, &stored.wrapped).await
    }
}

async fn unwrap(
    provider: &dyn KekProvider,
    kek: &KekId,
    aad: &[u8],
    shard: Option<&Shard>,
    wrapped: &[u8],
) -> Result<Dek, VaultError> {
    let aad = &wrap_aad(aad, kek);
    let wrapping = Wrapping { kek, shard, aad };
    provider.unwrap(wrapping, wrapped).await
}

/// The context names a shard or none, and the caller brings exactly that.
fn fitting(context: &SecretContext, shard: Option<&Shard>) -> Result<(), VaultError> {
    match (context.shard, shard) {
        (None, None) => Ok(()),
        (Some(id), Some(shard)) if shard.id() == id => Ok(()),
        (Some(_), None) => Err(VaultError::ShardGone),
        _ => Err(VaultError::WrongKey),
    }
}

fn wrap_aad(aad: &[u8], kek: &KekId) -> Vec<u8> {
    [aad, b"dek-wrap", kek.as_str().as_bytes()].concat()
}

/// The vault as a running process holds it: replaced as a whole when the ring was rotated or the seal reason went away.
pub struct SharedVault(RwLock<Arc<Vault>>);

impl SharedVault {
    /// Starts with this vault.
    pub fn new(vault: Vault) -> Self {
        Self(RwLock::new(Arc::new(vault)))
    }

    /// The vault as it is now; keep it no longer than one unit of work.
    pub fn get(&self) -> Arc<Vault> {
        let guard = self.0.read().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&guard)
    }

    /// Puts another vault in its place. Work under way ends with the old one.
    pub fn replace(&self, vault: Vault) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(vault);
    }
}
