//! What goes into the documents: plain structures, filled by the caller.
//!
//! Times are [`domain::time::Timestamp`], money is whole cents, durations are seconds, states and kinds are the
//! domain's enums: how they look, and in which words, is decided here.

mod authorization;
mod certificate;
mod evidence;
mod record;
mod standing;

use serde::{Deserialize, Serialize};

pub use authorization::{AuthorizationDocument, Ending, SignedVersion, VersionRow};
pub use certificate::{CertificateDocument, CertificatePart, StatementDocument};
pub use evidence::{AuditHead, Case, CopyFor, EvidencePack, SystemFacts, TicketFacts};
pub use record::{
    ActionEntry, AttachmentEntry, CeilingEntry, ChargeEntry, ClockEntry, ClockMark, ClockSegment,
    DestructionEntry, GateEntry, GateOverride, HandoverEntry, MessageEntry, OrderEntry,
    RevealEntry, WorkEntry,
};
pub use standing::{Revocation, StandingDocument};

/// The letterhead. Empty fields leave no gap.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Provider {
    /// The company's name.
    pub name: String,
    /// Street and number.
    pub street: String,
    /// Postal code.
    pub postal_code: String,
    /// City.
    pub city: String,
    /// Country as it is to be printed.
    pub country: String,
    /// VAT id.
    pub vat_id: String,
    /// Mail address for questions.
    pub email: String,
    /// Telephone number for questions.
    pub phone: String,
}

/// The customer's organization.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Party {
    /// The organization's name.
    pub name: String,
    /// The customer number.
    pub number: String,
}
