//! Signed heads: what makes cutting off or rewriting a chain visible to somebody who kept one.

use serde::{Deserialize, Serialize};

use super::chain::ChainHead;
use super::hash::ChainHash;
use crate::ids::OrganizationId;
use crate::time::Timestamp;

/// A signed statement: this chain had this head at that time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Checkpoint {
    /// Whose chain.
    pub organization: OrganizationId,
    /// Number of the last event.
    pub seq: i64,
    /// Hash of the last event.
    pub hash: ChainHash,
    /// When it was signed.
    pub at: Timestamp,
    /// Ed25519 signature of [`Self::message`], 128 hexadecimal digits.
    pub signature: String,
}

impl Checkpoint {
    /// The signed text of a head: five lines, each ended by a line feed.
    pub fn message_for(
        organization: OrganizationId,
        seq: i64,
        hash: ChainHash,
        at: Timestamp,
    ) -> String {
        format!("leitstand-audit-checkpoint-1\n{organization}\n{seq}\n{hash}\n{at}\n")
    }

    /// Signs a head; `sign` is the key.
    pub fn sign(head: &ChainHead, at: Timestamp, sign: impl FnOnce(&[u8]) -> Vec<u8>) -> Self {
        let message = Self::message_for(head.organization, head.seq, head.hash, at);
        Self {
            organization: head.organization,
            seq: head.seq,
            hash: head.hash,
            at,
            signature: hex::encode(sign(message.as_bytes())),
        }
    }

    /// The signed text.
    pub fn message(&self) -> String {
        Self::message_for(self.organization, self.seq, self.hash, self.at)
    }

    /// Whether there is something of a signature's form; no more can be said without the public key.
    pub fn has_signature(&self) -> bool {
        hex::decode(&self.signature).is_ok_and(|bytes| bytes.len() == 64)
    }

    /// Whether the signature is right by this check.
    pub fn is_signed(&self, check: &SignatureCheck<'_>) -> bool {
        hex::decode(&self.signature)
            .is_ok_and(|signature| check(self.message().as_bytes(), &signature))
    }
}

/// Checks a signature of a message; the public key is inside. Keeps this crate free of signature code.
pub type SignatureCheck<'a> = dyn Fn(&[u8], &[u8]) -> bool + 'a;
