//! The audit chain: one per organization and one of the provider's own, every link checkable by a stranger.
//! `docs/AUDIT.md` tells how.
//!
//! Each event's payload is canonical JSON with a random salt; links hash its digest, so that an export can show other
//! tickets' events as digests only and every link is still recomputed. What can be shown is consistency; origin and the
//! absence of cuts need a checkpoint, signed and kept elsewhere. // RULINGS 14

mod chain;
mod checkpoint;
mod export;
mod hash;
mod json;
mod kind;
mod payload;
#[cfg(test)]
mod tests;
mod topic;
mod verify;

pub use chain::{Appended, Body, ChainEvent, ChainHead};
pub use checkpoint::{Checkpoint, SignatureCheck};
pub use export::{
    DIGESTS_KEY, ExportEvent, ExportLine, LINES_FORMAT, PACK_FORMAT, PACK_KEY, Pack, PackDocument,
    VerifiedExport, verify_export,
};
pub use hash::{ChainHash, GENESIS, InvalidHash, link_hash};
pub use json::{canonical, parse_strictly};
pub use kind::EventKind;
pub use payload::{EventDraft, InvalidPayload, Payload, PayloadFacts};
pub use topic::HouseTopic;
pub use verify::{ChainVerifier, Columns, Fault, FaultKind, Verified, verify_chain};

use crate::ids::OrganizationId;

/// Whose chain it is that tells what concerns every customer and none alone, such as prices: the provider's. No
/// organization has this id.
pub const HOUSE: OrganizationId = OrganizationId::from_uuid(uuid::Uuid::nil());
