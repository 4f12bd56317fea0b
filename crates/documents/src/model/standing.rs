//! A signed standing authorization.

use domain::account::{Locale, MemberRole};
use domain::intervention::SecondFactor;
use domain::intervention::authorization::StandingAct;
use domain::time::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Party, Provider};

/// A signed standing authorization as a document of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StandingDocument {
    /// The signer's language.
    pub language: Locale,
    /// Who was authorised: the letterhead.
    pub provider: Provider,
    /// Who authorised.
    pub organization: Party,
    /// Running number within the organization.
    pub number: i64,
    /// Names of the systems.
    pub systems: Vec<String>,
    /// What is allowed.
    pub acts: Vec<StandingAct>,
    /// Version of the wording.
    pub text_version: String,
    /// The canonical text, exactly as signed. It is laid out in the document and attached to it byte for byte.
    pub text: String,
    /// SHA-256 of `text` (UTF-8) in lower-case hexadecimal. The renderer recomputes it and refuses if it differs.
    pub text_sha256: String,
    /// The name as typed in place of a signature.
    pub signer_name: String,
    /// The role at signing.
    pub signer_role: MemberRole,
    /// How the signer proved themself.
    pub second_factor: SecondFactor,
    /// When it was signed.
    pub signed_at: Timestamp,
    /// From which address.
    pub ip: String,
    /// From when it holds.
    pub valid_from: Timestamp,
    /// First instant at which it is over; `None`: until revoked.
    pub valid_until: Option<Timestamp>,
    /// Set when the customer has revoked it.
    pub revoked: Option<Revocation>,
}

/// Who revoked a standing authorization, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revocation {
    /// When.
    pub at: Timestamp,
    /// Name.
    pub by: String,
}

impl StandingDocument {
    /// The newest instant in the data. It dates the PDF, so that an unchanged authorization gives unchanged bytes.
    pub fn as_of(&self) -> Timestamp {
        self.revoked
            .as_ref()
            .map_or(self.signed_at, |revoked| revoked.at.max(self.signed_at))
    }
}
