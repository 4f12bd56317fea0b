//! One layer of the envelope: bytes under a 32-byte key, bound to a context.
//!
//! Used twice. *Blob*: the secret under its DEK: `suite(1) ‖ salt(32) ‖ commitment(32) ‖ nonce(24) ‖ ciphertext ‖ tag(16)`.
//! *Wrap*: the DEK under KEK and shard: `suite(1) ‖ commitment(32) ‖ nonce(24) ‖ ciphertext(32) ‖ tag(16)`.
//! The commitment is derived like the key and compared first: exactly one key can open a ciphertext, and a wrong key is
//! told from a damaged row. Lengths are checked before anything is parsed. Before sealing, a secret gets its length in
//! front and zeros behind, to steps of 64 bytes: the database does not show how long a password is.

use chacha20poly1305::aead::{AeadInOut, KeyInit};
use chacha20poly1305::{Tag, XChaCha20Poly1305, XNonce};
use domain::time::{Random, random_bytes};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::error::VaultError;
use crate::kdf::{Derivation, Key, scrub_stack, sha256};
use crate::secret::SecretBytes;

/// Suite 1: HKDF-SHA-256, XChaCha20-Poly1305, 32-byte commitment. 2 is reserved for AES-256-GCM.
pub const SUITE: u8 = 1;
/// Longest secret in bytes: room for every private key, too little for a file store.
pub const MAX_SECRET: usize = 64 * 1024;
/// What a blob adds to the padded secret.
pub const BLOB_OVERHEAD: usize = 1 + SALT + COMMITMENT + NONCE + TAG;
/// Length of a wrapped DEK.
pub(crate) const WRAPPED: usize = 1 + COMMITMENT + NONCE + 32 + TAG;

const SALT: usize = 32;
const COMMITMENT: usize = 32;
const NONCE: usize = 24;
const TAG: usize = 16;
const STEP: usize = 64;
const LENGTH: usize = 4;
const MAX_BLOB: usize = BLOB_OVERHEAD + MAX_SECRET + LENGTH + STEP;

/// The key of one secret version. Random, never stored unwrapped.
pub struct Dek(Key);

impl Dek {
    pub(crate) fn new(random: &dyn Random) -> Self {
        let mut key = Key::default();
        random.fill(key.as_mut_slice());
        Self(key)
    }

    fn from_slice(bytes: &[u8]) -> Result<Self, VaultError> {
        let mut key = Key::default();
        if bytes.len() != key.len() {
            return Err(VaultError::Corrupt);
        }
        key.copy_from_slice(bytes);
        Ok(Self(key))
    }
}

/// Encrypts a secret under its DEK.
pub(crate) fn seal(
    dek: &Dek,
    aad: &[u8],
    secret: &SecretBytes,
    random: &dyn Random,
) -> Result<Vec<u8>, VaultError> {
    let mut padded = secret.expose(pad)?;
    let salt = random_bytes::<SALT>(random);
    let keys = blob_keys(dek, &salt, aad);
    let mut blob = Vec::with_capacity(BLOB_OVERHEAD + padded.len());
    blob.push(SUITE);
    blob.extend_from_slice(&salt);
    encrypt_onto(&mut blob, &keys, aad, &mut padded, random);
    Ok(blob)
}

/// Decrypts a blob; nothing comes back unless every byte is right.
pub(crate) fn open(dek: &Dek, aad: &[u8], blob: &[u8]) -> Result<SecretBytes, VaultError> {
    let (keys, sealed) = committed(dek, aad, blob)?;
    unpad(&decrypt(&keys, aad, sealed)?)
}

/// Whether this DEK and context belong to this blob, without decrypting it.
pub(crate) fn check(dek: &Dek, aad: &[u8], blob: &[u8]) -> Result<(), VaultError> {
    committed(dek, aad, blob).map(|_| ())
}

/// Whether the lengths and the suite are possible at all; costs nothing, comes before any key is touched.
pub(crate) fn plausible(blob: &[u8]) -> Result<(), VaultError> {
    let padded = blob.len().checked_sub(BLOB_OVERHEAD);
    let fits = padded.is_some_and(|padded| padded >= STEP && padded.is_multiple_of(STEP));
    if !fits || blob.len() > MAX_BLOB || blob[0] != SUITE {
        return Err(VaultError::Corrupt);
    }
    Ok(())
}

fn committed<'a>(dek: &Dek, aad: &[u8], blob: &'a [u8]) -> Result<(Keys, &'a [u8]), VaultError> {
    plausible(blob)?;
    let (salt, rest) = blob[1..].split_at(SALT);
    let keys = blob_keys(dek, salt, aad);
    let (commitment, sealed) = rest.split_at(COMMITMENT);
    if !bool::from(commitment.ct_eq(keys.commitment.as_slice())) {
        return Err(VaultError::WrongKey);
    }
    Ok((keys, sealed))
}

/// Wraps a DEK. `derivation` comes from KEK and shard, `label` names what the wrapping key is for.
pub(crate) fn wrap(
    derivation: &Derivation,
    label: &[&[u8]],
    aad: &[u8],
    dek: &Dek,
    random: &dyn Random,
) -> Vec<u8> {
    let keys = wrap_keys(derivation, label);
    let mut key = Zeroizing::new(dek.0.to_vec());
    let mut wrapped = Vec::with_capacity(WRAPPED);
    wrapped.push(SUITE);
    encrypt_onto(&mut wrapped, &keys, aad, &mut key, random);
    wrapped
}

/// Takes a DEK out of its wrapping.
pub(crate) fn unwrap(
    derivation: &Derivation,
    label: &[&[u8]],
    aad: &[u8],
    wrapped: &[u8],
) -> Result<Dek, VaultError> {
    if wrapped.len() != WRAPPED || wrapped[0] != SUITE {
        return Err(VaultError::Corrupt);
    }
    let keys = wrap_keys(derivation, label);
    let (commitment, sealed) = wrapped[1..].split_at(COMMITMENT);
    if !bool::from(commitment.ct_eq(keys.commitment.as_slice())) {
        return Err(VaultError::WrongKey);
    }
    Dek::from_slice(&decrypt(&keys, aad, sealed)?)
}

/// A key and the value that commits to it.
struct Keys {
    encryption: Key,
    commitment: Key,
}

fn blob_keys(dek: &Dek, salt: &[u8], aad: &[u8]) -> Keys {
    let derivation = Derivation::new(salt, dek.0.as_slice());
    let place = sha256(aad);
    Keys {
        encryption: derivation.key(&[b"v1/enc", &place]),
        commitment: derivation.key(&[b"v1/commit", &place]),
    }
}

fn wrap_keys(derivation: &Derivation, label: &[&[u8]]) -> Keys {
    let mut commitment = vec![b"v1/wrap-commit/".as_slice()];
    commitment.extend_from_slice(label);
    Keys {
        encryption: derivation.key(label),
        commitment: derivation.key(&commitment),
    }
}

/// Appends commitment, nonce, ciphertext and tag to `out`, encrypting `plain` where it stands.
fn encrypt_onto(
    out: &mut Vec<u8>,
    keys: &Keys,
    aad: &[u8],
    plain: &mut Zeroizing<Vec<u8>>,
    random: &dyn Random,
) {
    let nonce = random_bytes::<NONCE>(random);
    let tag = cipher(keys)
        .encrypt_inout_detached(&XNonce::from(nonce), aad, plain.as_mut_slice().into())
        .expect("lengths are far below the cipher's limits");
    scrub_stack();
    out.extend_from_slice(keys.commitment.as_slice());
    out.extend_from_slice(&nonce);
    out.extend_from_slice(plain);
    out.extend_from_slice(&tag);
}

/// Opens `nonce ‖ ciphertext ‖ tag`; the caller has checked the lengths.
fn decrypt(keys: &Keys, aad: &[u8], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, VaultError> {
    let (nonce, rest) = sealed
        .split_first_chunk::<NONCE>()
        .ok_or(VaultError::Corrupt)?;
    let (ciphertext, tag) = rest.split_last_chunk::<TAG>().ok_or(VaultError::Corrupt)?;
    let mut plain = Zeroizing::new(ciphertext.to_vec());
    let opened = cipher(keys).decrypt_inout_detached(
        &XNonce::from(*nonce),
        aad,
        plain.as_mut_slice().into(),
        &Tag::from(*tag),
    );
    scrub_stack();
    opened.map_err(|_| VaultError::Corrupt)?;
    Ok(plain)
}

fn cipher(keys: &Keys) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new((&*keys.encryption).into())
}

fn pad(secret: &[u8]) -> Result<Zeroizing<Vec<u8>>, VaultError> {
    if secret.len() > MAX_SECRET {
        return Err(VaultError::TooLarge);
    }
    let length = u32::try_from(secret.len()).map_err(|_| VaultError::TooLarge)?;
    // The capacity is exact: growing would leave an unwiped copy behind.
    let whole = (LENGTH + secret.len()).next_multiple_of(STEP);
    let mut padded = Zeroizing::new(Vec::with_capacity(whole));
    padded.extend_from_slice(&length.to_be_bytes());
    padded.extend_from_slice(secret);
    padded.resize(whole, 0);
    Ok(padded)
}

fn unpad(padded: &[u8]) -> Result<SecretBytes, VaultError> {
    let (length, rest) = padded
        .split_first_chunk::<LENGTH>()
        .ok_or(VaultError::Corrupt)?;
    let length = usize::try_from(u32::from_be_bytes(*length)).map_err(|_| VaultError::Corrupt)?;
    let (secret, zeros) = rest.split_at_checked(length).ok_or(VaultError::Corrupt)?;
    if zeros.len() >= STEP || zeros.iter().any(|byte| *byte != 0) {
        return Err(VaultError::Corrupt);
    }
    Ok(SecretBytes::new(secret.to_vec()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn padding_hides_the_length_and_comes_off_again() {
        for (length, whole) in [
            (0, 64),
            (1, 64),
            (60, 64),
            (61, 128),
            (124, 128),
            (125, 192),
        ] {
            let secret = vec![7_u8; length];
            let padded = pad(&secret).expect("short enough");
            assert_eq!(padded.len(), whole);
            assert!(unpad(&padded) == Ok(SecretBytes::new(secret)));
        }
    }

    #[test]
    fn impossible_paddings_are_refused() {
        let length_beyond_the_end = [&61_u32.to_be_bytes()[..], &[0; 60]].concat();
        let huge_length = [&u32::MAX.to_be_bytes()[..], &[0; 60]].concat();
        let a_whole_step_too_much = [&0_u32.to_be_bytes()[..], &[0; 124]].concat();
        let no_zeros = [&1_u32.to_be_bytes()[..], &[1; 60]].concat();
        for bad in [
            length_beyond_the_end,
            huge_length,
            a_whole_step_too_much,
            no_zeros,
            vec![0; 3],
        ] {
            assert!(unpad(&bad) == Err(VaultError::Corrupt));
        }
        assert!(pad(&vec![0; MAX_SECRET + 1]).is_err_and(|e| e == VaultError::TooLarge));
    }
}
