//! Verification: every link, in one pass, with the first fault and its exit code.
//!
//! Checking only the ends of a chain has failed others before; here each event is hashed again. Cutting off the end or
//! rewriting everything leaves a consistent chain: only checkpoints kept elsewhere show that.

use std::collections::BTreeMap;

use super::chain::{Body, ChainEvent, ChainHead};
use super::checkpoint::{Checkpoint, SignatureCheck};
use super::hash::{ChainHash, GENESIS, link_hash};
use crate::ids::{OrganizationId, PersonId, TicketId};
use crate::time::Timestamp;

codes! {
    /// What is wrong with a chain.
    pub enum FaultKind {
        /// An event is missing, doubled or out of order.
        Gap => "gap",
        /// Content and hash disagree.
        Hash => "hash",
        /// Events that a checkpoint vouches for are gone from the end.
        Truncated => "truncated",
        /// A signature is wrong or missing.
        Signature => "signature",
        /// Two histories: two events at one place, or a chain that a checkpoint contradicts.
        Fork => "fork",
    }
}

impl FaultKind {
    /// Exit code of `leitstand audit verify`; 0 is a sound chain.
    pub const fn exit_code(self) -> u8 {
        match self {
            Self::Gap => 2,
            Self::Hash => 3,
            Self::Truncated => 4,
            Self::Signature => 5,
            Self::Fork => 6,
        }
    }
}

/// The first fault found.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{kind} at event {seq}: {what}")]
pub struct Fault {
    /// Sort of fault.
    pub kind: FaultKind,
    /// First bad (or missing) event.
    pub seq: i64,
    /// One English sentence.
    pub what: String,
}

impl Fault {
    pub(super) fn new(kind: FaultKind, seq: i64, what: impl Into<String>) -> Self {
        Self {
            kind,
            seq,
            what: what.into(),
        }
    }
}

/// A sound chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verified {
    /// Events checked.
    pub events: i64,
    /// Those of them known by digest only.
    pub digests: i64,
    /// Hash of the last one.
    pub head: ChainHash,
    /// Checkpoints that agreed.
    pub checkpoints: usize,
    /// Signatures were checked with a public key: origin is shown, not only consistency.
    pub signatures_checked: bool,
}

/// The columns beside a stored payload: copies for searching, which must say the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Columns<'a> {
    /// Code of the kind.
    pub kind: &'a str,
    /// Time of the event.
    pub at: Timestamp,
    /// The ticket.
    pub ticket: Option<TicketId>,
    /// Who did it.
    pub actor: Option<PersonId>,
    /// Visible to the customer.
    pub visible: bool,
}

/// Verifies one chain event by event.
pub struct ChainVerifier {
    organization: OrganizationId,
    checkpoints: BTreeMap<i64, ChainHash>,
    signatures_checked: bool,
    last: Option<Last>,
    digests: i64,
}

#[derive(Clone, Copy)]
struct Last {
    seq: i64,
    prev: ChainHash,
    hash: ChainHash,
    at: Option<Timestamp>,
}

impl ChainVerifier {
    /// Begins with the checkpoints known for this chain. With a signature check each must be signed.
    pub fn new(
        organization: OrganizationId,
        checkpoints: &[Checkpoint],
        check: Option<&SignatureCheck<'_>>,
    ) -> Result<Self, Fault> {
        let mut known = BTreeMap::new();
        for checkpoint in checkpoints {
            let seq = checkpoint.seq;
            if !checkpoint.has_signature() || check.is_some_and(|c| !checkpoint.is_signed(c)) {
                let what = "the checkpoint's signature is wrong";
                return Err(Fault::new(FaultKind::Signature, seq, what));
            }
            if checkpoint.organization != organization {
                let what = "the checkpoint belongs to another organization";
                return Err(Fault::new(FaultKind::Signature, seq, what));
            }
            if known
                .insert(seq, checkpoint.hash)
                .is_some_and(|h| h != checkpoint.hash)
            {
                let what = "two checkpoints contradict each other";
                return Err(Fault::new(FaultKind::Fork, seq, what));
            }
        }
        Ok(Self {
            organization,
            checkpoints: known,
            signatures_checked: check.is_some() && !checkpoints.is_empty(),
            last: None,
            digests: 0,
        })
    }

    /// Checks the next event.
    pub fn push(&mut self, event: &ChainEvent) -> Result<(), Fault> {
        self.check_place(event)?;
        if link_hash(event.seq, event.prev, event.body.digest()) != event.hash {
            let what = "the hash does not fit the content";
            return Err(Fault::new(FaultKind::Hash, event.seq, what));
        }
        if self
            .checkpoints
            .get(&event.seq)
            .is_some_and(|h| *h != event.hash)
        {
            let what = "a checkpoint vouches for another event here";
            return Err(Fault::new(FaultKind::Fork, event.seq, what));
        }
        let at = self.check_content(event)?;
        self.last = Some(Last {
            seq: event.seq,
            prev: event.prev,
            hash: event.hash,
            at,
        });
        Ok(())
    }

    /// Checks the next row of the database: the link, and that the columns say what the payload says.
    pub fn push_row(&mut self, event: &ChainEvent, columns: Columns<'_>) -> Result<(), Fault> {
        self.push(event)?;
        let Body::Whole(payload) = &event.body else {
            return Ok(());
        };
        let said = payload.facts().is_ok_and(|facts| {
            let e = facts.event;
            (e.kind.code(), e.at, e.ticket, e.actor, e.visible)
                == (
                    columns.kind,
                    columns.at,
                    columns.ticket,
                    columns.actor,
                    columns.visible,
                )
        });
        if said {
            Ok(())
        } else {
            let what = "the columns do not say what the payload says";
            Err(Fault::new(FaultKind::Hash, event.seq, what))
        }
    }

    /// Ends the pass. `head` is the stored head, where there is one.
    pub fn finish(self, head: Option<&ChainHead>) -> Result<Verified, Fault> {
        let (seq, hash) = self.last.map_or((0, GENESIS), |last| (last.seq, last.hash));
        let vouched = self.checkpoints.last_key_value().map_or(0, |(seq, _)| *seq);
        if vouched.max(head.map_or(0, |head| head.seq)) > seq {
            let what = "the chain ends before the last event vouched for";
            return Err(Fault::new(FaultKind::Truncated, seq + 1, what));
        }
        if let Some(head) = head {
            if head.seq < seq {
                let what = "events behind the stored head";
                return Err(Fault::new(FaultKind::Fork, head.seq + 1, what));
            }
            if head.hash != hash {
                let what = "the stored head has another hash";
                return Err(Fault::new(FaultKind::Fork, seq, what));
            }
        }
        Ok(Verified {
            events: seq,
            digests: self.digests,
            head: hash,
            checkpoints: self.checkpoints.len(),
            signatures_checked: self.signatures_checked,
        })
    }

    /// Number and predecessor.
    fn check_place(&self, event: &ChainEvent) -> Result<(), Fault> {
        let expected = self.last.map_or(1, |last| last.seq + 1);
        let previous = self.last.map_or(GENESIS, |last| last.hash);
        if event.seq != expected {
            let twice = self
                .last
                .filter(|last| last.seq == event.seq && last.hash != event.hash);
            return Err(match twice {
                Some(_) => Fault::new(FaultKind::Fork, event.seq, "two events with this number"),
                None => Fault::new(
                    FaultKind::Gap,
                    expected.min(event.seq),
                    format!("event {} where {expected} should stand", event.seq),
                ),
            });
        }
        if event.prev == previous {
            return Ok(());
        }
        Err(match self.last {
            Some(last) if event.prev == last.prev => Fault::new(
                FaultKind::Fork,
                event.seq,
                "two events with one predecessor",
            ),
            _ => Fault::new(
                FaultKind::Hash,
                event.seq,
                "the predecessor's hash does not fit",
            ),
        })
    }

    /// A whole payload must belong here and must not be older than the one before.
    fn check_content(&mut self, event: &ChainEvent) -> Result<Option<Timestamp>, Fault> {
        let before = self.last.and_then(|last| last.at);
        let Body::Whole(payload) = &event.body else {
            self.digests += 1;
            return Ok(before);
        };
        let fault = |what: String| Fault::new(FaultKind::Hash, event.seq, what);
        let facts = payload.facts().map_err(|e| fault(e.to_string()))?;
        if facts.organization != self.organization {
            return Err(fault("the event belongs to another organization".into()));
        }
        let at = facts.event.at;
        if before.is_some_and(|before| at < before) {
            return Err(fault("time runs backwards".into()));
        }
        Ok(Some(at))
    }
}

/// Verifies a chain held in memory.
pub fn verify_chain<'a>(
    organization: OrganizationId,
    events: impl IntoIterator<Item = &'a ChainEvent>,
    checkpoints: &[Checkpoint],
    head: Option<&ChainHead>,
    check: Option<&SignatureCheck<'_>>,
) -> Result<Verified, Fault> {
    let mut verifier = ChainVerifier::new(organization, checkpoints, check)?;
    for event in events {
        verifier.push(event)?;
    }
    verifier.finish(head)
}
