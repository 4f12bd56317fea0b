//! The vault: customers' credentials, encrypted so that neither the database nor its backups suffice to read them.
//!
//! Two things outside the database are needed to open a secret: the key-encryption key ([`KeyRing`], or a
//! [`TransitProvider`]) and the random [`Shard`] of the authorization it belongs to. Destroying the shard destroys the secret in
//! every backup. Each secret version has its own key, each blob names its key by a commitment and is bound to its place by
//! [`SecretContext`]: a moved, older or altered row never opens. Without the right key the vault is [`Vault::Sealed`]: the
//! desk runs on, and nothing is ever generated in its place.
//!
//! No clock and no randomness of its own; the only IO is reading and writing the key and shard files, and the transit
//! client that the caller passes in. `README.md` beside this crate and `docs/CRYPTO.md` say why and what is not covered.

mod boot;
mod context;
mod envelope;
mod error;
mod kdf;
mod keys;
mod layout;
mod private_file;
mod secret;
mod shards;
mod vault;

pub use boot::{Booted, DatabaseFacts, KeyRow, KeyWarning, SealReason, newcomer};
pub use context::SecretContext;
pub use envelope::{BLOB_OVERHEAD, Dek, MAX_SECRET, SUITE};
pub use error::{ProviderFault, VaultError};
pub use keys::audit::{AuditKey, PublicKey, SignatureRefused};
pub use keys::file::{KeyFileError, KeyFileProblem};
pub use keys::login::{LoginKey, LoginKeyError};
pub use keys::provider::{KekProvider, Later, Wrapping};
pub use keys::ring::{InvalidKekId, KekId, KekState, KeyRing, RetireRefusal, may_retire};
pub use keys::source::{KekSource, KeyFile};
pub use keys::transit::{
    TransitAddress, TransitAddressRefused, TransitHttp, TransitProvider, TransitReply,
    TransitRequest, TransitTrouble,
};
pub use layout::{Layout, LayoutWarning};
pub use secret::SecretBytes;
pub use shards::{Destroyed, DirShards, Shard, ShardError, ShardStore};
pub use vault::{OpenVault, Rewrapped, SharedVault, Stored, Vault};
