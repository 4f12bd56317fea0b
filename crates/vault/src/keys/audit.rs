//! The signing key of the audit checkpoints (Ed25519), and the check that needs only the public half.
//!
//! The checkpoint's bytes are signed as they are, so that a stranger can check them with `openssl pkeyutl`.

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::time::Random;
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};

use crate::keys::file::{self, AUDIT, KeyFileError};
use crate::keys::ring::new_key;

/// DER head of an Ed25519 public key (RFC 8410); the 32 key bytes follow.
const SPKI: [u8; 12] = [
    0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00,
];

/// Signs checkpoints.
pub struct AuditKey(SigningKey);

impl AuditKey {
    /// Reads `audit.key`.
    pub fn load(path: &Path) -> Result<Self, KeyFileError> {
        let key = file::parse_single(&file::read(path)?, AUDIT).map_err(file::at(path))?;
        Ok(Self(SigningKey::from_bytes(&key)))
    }

    /// Creates `audit.key` with a new key. The caller has made sure that nothing was signed before.
    pub fn create(path: &Path, random: &dyn Random) -> Result<Self, KeyFileError> {
        let key = new_key(random);
        file::create(path, &file::write_single(AUDIT, &key))?;
        Ok(Self(SigningKey::from_bytes(&key)))
    }

    /// Signs bytes.
    pub fn sign(&self, bytes: &[u8]) -> [u8; 64] {
        self.0.sign(bytes).to_bytes()
    }

    /// The public half, to be published.
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key())
    }
}

/// The public half of an [`AuditKey`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey(VerifyingKey);

/// A signature that is not this key's, or a text that is no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SignatureRefused {
    /// Not made by this key over these bytes.
    #[error("the signature is not this key's over these bytes")]
    Wrong,
    /// Neither 64 hex digits nor 32 bytes in base64 nor PEM, or a weak point of the curve.
    #[error("this is no usable Ed25519 public key")]
    NoKey,
}

impl PublicKey {
    /// Checks a signature of 64 bytes; strictly, so that no second signature fits the same bytes.
    pub fn verify(&self, bytes: &[u8], signature: &[u8]) -> Result<(), SignatureRefused> {
        let signature = Signature::from_slice(signature).map_err(|_| SignatureRefused::Wrong)?;
        self.0
            .verify_strict(bytes, &signature)
            .map_err(|_| SignatureRefused::Wrong)
    }

    /// Reads a key from hex, base64 or PEM.
    pub fn parse(text: &str) -> Result<Self, SignatureRefused> {
        let body: String = text
            .lines()
            .filter(|line| !line.starts_with("-----"))
            .collect();
        let body = body.trim();
        let bytes = hex::decode(body)
            .or_else(|_| STANDARD.decode(body))
            .map_err(|_| SignatureRefused::NoKey)?;
        let key = bytes.strip_prefix(&SPKI).unwrap_or(&bytes);
        let key = <&[u8; 32]>::try_from(key).map_err(|_| SignatureRefused::NoKey)?;
        match VerifyingKey::from_bytes(key) {
            Ok(key) if !key.is_weak() => Ok(Self(key)),
            _ => Err(SignatureRefused::NoKey),
        }
    }

    /// 64 hex digits.
    pub fn hex(&self) -> String {
        hex::encode(self.0.as_bytes())
    }

    /// Base64.
    pub fn base64(&self) -> String {
        STANDARD.encode(self.0.as_bytes())
    }

    /// PEM, as OpenSSL reads it.
    pub fn pem(&self) -> String {
        let der = [&SPKI[..], self.0.as_bytes()].concat();
        let body = STANDARD.encode(der);
        format!("-----BEGIN PUBLIC KEY-----\n{body}\n-----END PUBLIC KEY-----\n")
    }
}
