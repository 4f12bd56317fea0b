//! Credentials: into the vault, shown under the rules, handed over, destroyed.
//!
//! A secret is in memory as [`SecretBytes`] only: no Debug, no Serialize. What a transaction decides is committed before
//! anything is decrypted or destroyed; the key shard outside the database is the last thing to be born with a draft and the
//! first to go when a case ends.

mod account;
mod approval;
mod deposit;
mod draft;
mod handover;
mod private_key;
mod reveal;
mod sealed;
mod second_person;
mod shards;
pub(crate) mod shred;
mod unlock;

use domain::credential::{AccountRights, SecretField};
use vault::{ProviderFault, SecretBytes, VaultError};

use crate::error::{Checks, FieldError, ServiceError};

pub use account::{AccountSecret, account_secrets, delete_account_secret, read_account_secret};
pub(crate) use account::{hold_text, offered};
pub use approval::{ApprovalView, approvals, decide_approval, request_approval};
pub(crate) use approval::{approvals_of, four_eyes};
pub(crate) use deposit::{deposit_in, ensure_authorization, is_over};
pub(crate) use draft::{adopt_or_begin, deposit_draft, draft_fields, hold_draft};
pub use handover::{
    HandoverForm, HandoverItem, ReadSecret, create_handover, handovers, keep_handover,
    no_new_credentials, read_handover,
};
pub(crate) use handover::{handovers_of, promised};
pub use reveal::{Revealed, copied, hidden, reveal};
pub(crate) use sealed::{place, stored};
pub use second_person::lapse_approvals;
pub(crate) use shards::{reschedule, shard_error, shard_of};
pub use shred::{Swept, sweep, sweep_orphans};
pub use unlock::unlock;

/// Most bytes of a credential.
const MOST: usize = 16 * 1024;

/// Credentials as typed. Not printable, not cloneable; gone from memory when dropped.
#[derive(Default)]
pub struct Credentials {
    /// User name.
    pub username: Option<SecretBytes>,
    /// Password.
    pub password: Option<SecretBytes>,
    /// Private key.
    pub private_key: Option<SecretBytes>,
    /// What the account may do.
    pub rights: Option<AccountRights>,
}

impl Credentials {
    /// Whether there is nothing to deposit.
    pub fn is_empty(&self) -> bool {
        self.username.is_none() && self.password.is_none() && self.private_key.is_none()
    }

    pub(crate) fn check(&self, checks: &mut Checks) {
        for (name, value) in [
            ("username", &self.username),
            ("password", &self.password),
            ("private_key", &self.private_key),
        ] {
            if value.as_ref().is_some_and(|v| v.len() > MOST) {
                checks.add(FieldError::new(name, "too_long").with("max", MOST));
            }
            if value.as_ref().is_some_and(SecretBytes::is_empty) {
                checks.add(FieldError::new(name, "required"));
            }
        }
    }

    fn into_fields(self) -> impl Iterator<Item = (SecretField, SecretBytes)> {
        [
            (SecretField::Username, self.username),
            (SecretField::Password, self.password),
            (SecretField::PrivateKey, self.private_key),
        ]
        .into_iter()
        .filter_map(|(field, value)| Some((field, value?)))
    }
}

impl From<VaultError> for ServiceError {
    fn from(error: VaultError) -> Self {
        match error {
            VaultError::Sealed(_) => Self::VaultSealed,
            VaultError::ShardGone => Self::Conflict("secret_destroyed"),
            VaultError::TooLarge => Self::field("password", "too_long"),
            // A full disk is told as one, also when it is the shard that has no room.
            VaultError::Unavailable(ProviderFault::Storage(kind)) => {
                Self::unavailable(std::io::Error::new(kind, error))
            }
            VaultError::Unavailable(_) | VaultError::UnknownKey(_) => Self::unavailable(error),
            // Told as what it is: somebody has to look at the row, and trying again does not help. Whoever asked, the
            // alarm is raised here; the request's line says which secret it was.
            VaultError::WrongKey | VaultError::Corrupt | VaultError::Rollback => {
                tracing::error!(target: "security", event = "secret.damaged", code = error.code());
                Self::Conflict("secret_damaged")
            }
        }
    }
}
