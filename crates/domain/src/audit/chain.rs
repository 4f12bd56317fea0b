//! Appending: the next link from the head.

use super::hash::{ChainHash, GENESIS, link_hash};
use super::payload::{EventDraft, Payload};
use crate::ids::OrganizationId;
use crate::time::{Random, Timestamp};

/// The end of a chain; a row of `audit_heads`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChainHead {
    /// Whose chain.
    pub organization: OrganizationId,
    /// Number of the last event; 0 for an empty chain.
    pub seq: i64,
    /// Hash of the last event; [`GENESIS`] for an empty chain.
    pub hash: ChainHash,
    /// Time of the last event.
    pub at: Timestamp,
}

/// What stands at a place of the chain: the text, or only its digest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// The whole payload.
    Whole(Payload),
    /// SHA-256 of a payload that is not shown.
    Digest(ChainHash),
}

impl Body {
    /// SHA-256 of the payload either way.
    pub fn digest(&self) -> ChainHash {
        match self {
            Self::Whole(payload) => payload.digest(),
            Self::Digest(digest) => *digest,
        }
    }
}

/// One link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChainEvent {
    /// Its number, from 1 without gaps.
    pub seq: i64,
    /// Hash of the event before.
    pub prev: ChainHash,
    /// Its own hash.
    pub hash: ChainHash,
    /// What happened.
    pub body: Body,
}

/// The link to store and the head after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appended {
    /// Number of the event.
    pub seq: i64,
    /// Hash of the event before.
    pub prev: ChainHash,
    /// Hash of the event.
    pub hash: ChainHash,
    /// The hashed text.
    pub payload: Payload,
    /// Time written into the payload.
    pub at: Timestamp,
    /// The head from now on.
    pub head: ChainHead,
}

impl ChainHead {
    /// The head of a chain without events.
    pub const fn empty(organization: OrganizationId, now: Timestamp) -> Self {
        Self {
            organization,
            seq: 0,
            hash: GENESIS,
            at: now,
        }
    }

    /// Links one more event. Time never runs backwards in a chain: an earlier event gets the head's time.
    pub fn append(&self, mut event: EventDraft, random: &dyn Random) -> Appended {
        event.at = event.at.max(self.at);
        let payload = Payload::write(self.organization, &event, random);
        let seq = self.seq + 1;
        let hash = link_hash(seq, self.hash, payload.digest());
        Appended {
            seq,
            prev: self.hash,
            hash,
            payload,
            at: event.at,
            head: Self {
                organization: self.organization,
                seq,
                hash,
                at: event.at,
            },
        }
    }
}

impl Appended {
    /// As a link for verification or export.
    pub fn event(&self) -> ChainEvent {
        ChainEvent {
            seq: self.seq,
            prev: self.prev,
            hash: self.hash,
            body: Body::Whole(self.payload.clone()),
        }
    }
}
