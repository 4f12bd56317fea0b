//! Keys that wipe themselves, and HKDF-SHA-256 to derive them.

use std::hint::black_box;
use std::ops::{Deref, DerefMut};

use hkdf::Hkdf;
use sha2::{Digest, Sha256};
use zeroize::Zeroize;

/// 32 bytes of key material, wiped on drop. On the heap, so that moving it leaves no copy on the stack.
#[derive(Default)]
pub(crate) struct Key(Box<[u8; 32]>);

impl Deref for Key {
    type Target = [u8; 32];
    fn deref(&self) -> &[u8; 32] {
        &self.0
    }
}

impl DerefMut for Key {
    fn deref_mut(&mut self) -> &mut [u8; 32] {
        &mut self.0
    }
}

impl Drop for Key {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

/// A pseudorandom key from which labelled keys are derived.
pub(crate) struct Derivation(Hkdf<Sha256>);

impl Derivation {
    /// HKDF-Extract: `salt` keys the HMAC, `secret` is its message.
    pub(crate) fn new(salt: &[u8], secret: &[u8]) -> Self {
        let derivation = Self(Hkdf::new(Some(salt), secret));
        scrub_stack();
        derivation
    }

    /// HKDF-Expand under the concatenation of `label`; 32 bytes are always possible.
    pub(crate) fn key(&self, label: &[&[u8]]) -> Key {
        let mut key = Key::default();
        self.0
            .expand_multi_info(label, key.as_mut_slice())
            .expect("32 bytes are within HKDF's limit");
        scrub_stack();
        key
    }
}

/// SHA-256.
pub(crate) fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// Overwrites the part of the stack that the call before this one used: ciphers and digests leave copies of what they
/// worked on in their dead frames. `tests/memory.rs` fails without it.
#[inline(never)]
pub(crate) fn scrub_stack() {
    let mut dead_frames = [0_u8; 16 * 1024];
    black_box(&mut dead_frames);
}
