//! The key of the second factors: TOTP seeds are encrypted under it, bound to their person.
//!
//! Apart from the vault's ring on purpose: a sealed vault must never block the log-in.
//! Format: `suite(1) ‖ commitment(32) ‖ nonce(24) ‖ ciphertext ‖ tag(16)`.

use std::path::Path;

use chacha20poly1305::aead::{AeadInOut, KeyInit};
use chacha20poly1305::{Tag, XChaCha20Poly1305, XNonce};
use domain::ids::{MailId, PersonId};
use domain::time::{Random, random_bytes};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::kdf::{Derivation, Key, scrub_stack};
use crate::keys::file::{self, KeyFileError, LOGIN};
use crate::keys::ring::new_key;
use crate::secret::SecretBytes;

const SUITE: u8 = 1;
const HEAD: usize = 1 + 32;
const OVERHEAD: usize = HEAD + 24 + 16;
const MAX_SEED: usize = 256;

/// Encrypts TOTP seeds, and what in a stored mail opens an account: its link or its code.
pub struct LoginKey {
    encryption: Key,
    commitment: Key,
}

/// Why a seed was not opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LoginKeyError {
    /// It was written under another `login.key`.
    #[error("the seed was written under another login.key")]
    WrongKey,
    /// It was altered or belongs to another person.
    #[error("the seed is damaged or another person's")]
    Corrupt,
    /// No seed is that long.
    #[error("a seed may have at most {MAX_SEED} bytes")]
    TooLong,
}

impl LoginKey {
    /// Reads `login.key`.
    pub fn load(path: &Path) -> Result<Self, KeyFileError> {
        let key = file::parse_single(&file::read(path)?, LOGIN).map_err(file::at(path))?;
        Ok(Self::from_key(&key))
    }

    /// Creates `login.key` with a new key. The caller has made sure that nobody is enrolled.
    pub fn create(path: &Path, random: &dyn Random) -> Result<Self, KeyFileError> {
        let key = new_key(random);
        file::create(path, &file::write_single(LOGIN, &key))?;
        Ok(Self::from_key(&key))
    }

    fn from_key(key: &Key) -> Self {
        let derivation = Derivation::new(b"MHV1 login-key", key.as_slice());
        Self {
            encryption: derivation.key(&[b"v1/totp"]),
            commitment: derivation.key(&[b"v1/totp-commit"]),
        }
    }

    /// Encrypts a person's seed (at most 256 bytes).
    pub fn seal(
        &self,
        person: PersonId,
        seed: &SecretBytes,
        random: &dyn Random,
    ) -> Result<Vec<u8>, LoginKeyError> {
        self.seal_for(&aad(person), seed, random)
    }

    /// Encrypts the secret of a mail (at most 256 bytes).
    pub fn seal_mail(
        &self,
        mail: MailId,
        secret: &SecretBytes,
        random: &dyn Random,
    ) -> Result<Vec<u8>, LoginKeyError> {
        self.seal_for(&mail_aad(mail), secret, random)
    }

    fn seal_for(
        &self,
        owner: &[u8],
        seed: &SecretBytes,
        random: &dyn Random,
    ) -> Result<Vec<u8>, LoginKeyError> {
        if seed.len() > MAX_SEED {
            return Err(LoginKeyError::TooLong);
        }
        let mut plain = Zeroizing::new(seed.expose(<[u8]>::to_vec));
        let nonce = random_bytes::<24>(random);
        let tag = XChaCha20Poly1305::new((&*self.encryption).into())
            .encrypt_inout_detached(&XNonce::from(nonce), owner, plain.as_mut_slice().into())
            .expect("a seed is far below the cipher's limit");
        scrub_stack();
        Ok([
            &[SUITE][..],
            self.commitment.as_slice(),
            &nonce,
            &plain,
            &tag,
        ]
        .concat())
    }

    /// Decrypts a person's seed.
    pub fn open(&self, person: PersonId, sealed: &[u8]) -> Result<SecretBytes, LoginKeyError> {
        self.open_for(&aad(person), sealed)
    }

    /// Decrypts the secret of a mail.
    pub fn open_mail(&self, mail: MailId, sealed: &[u8]) -> Result<SecretBytes, LoginKeyError> {
        self.open_for(&mail_aad(mail), sealed)
    }

    fn open_for(&self, owner: &[u8], sealed: &[u8]) -> Result<SecretBytes, LoginKeyError> {
        if !(OVERHEAD..=OVERHEAD + MAX_SEED).contains(&sealed.len()) || sealed[0] != SUITE {
            return Err(LoginKeyError::Corrupt);
        }
        if !self.wrote(sealed) {
            return Err(LoginKeyError::WrongKey);
        }
        let damaged = LoginKeyError::Corrupt;
        let (nonce, rest) = sealed[HEAD..].split_first_chunk::<24>().ok_or(damaged)?;
        let (ciphertext, tag) = rest.split_last_chunk::<16>().ok_or(damaged)?;
        let mut plain = Zeroizing::new(ciphertext.to_vec());
        let opened = XChaCha20Poly1305::new((&*self.encryption).into()).decrypt_inout_detached(
            &XNonce::from(*nonce),
            owner,
            plain.as_mut_slice().into(),
            &Tag::from(*tag),
        );
        scrub_stack();
        opened.map_err(|_| damaged)?;
        Ok(SecretBytes::new(std::mem::take(&mut *plain)))
    }

    /// Whether this key wrote the seed, without decrypting it: at the start, one enrolled row tells a wrong `login.key`.
    pub fn wrote(&self, sealed: &[u8]) -> bool {
        sealed
            .get(1..HEAD)
            .is_some_and(|commitment| commitment.ct_eq(self.commitment.as_slice()).into())
    }
}

fn aad(person: PersonId) -> Vec<u8> {
    [b"MHV1 totp".as_slice(), person.uuid().as_bytes()].concat()
}

fn mail_aad(mail: MailId) -> Vec<u8> {
    [b"MHV1 mail".as_slice(), mail.uuid().as_bytes()].concat()
}
