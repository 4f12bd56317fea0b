//! The signed authorization of one intervention.

use domain::account::{Locale, MemberRole};
use domain::intervention::{AuthorizationVersionKind, EndReason, SecondFactor};
use domain::time::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Party, Provider};

/// One signed version of an authorization as a document of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuthorizationDocument {
    /// The signer's language.
    pub language: Locale,
    /// Who was authorised: the letterhead.
    pub provider: Provider,
    /// Ticket number.
    pub ticket: i64,
    /// The ticket's subject.
    pub subject: String,
    /// Whose system it is.
    pub organization: Party,
    /// The system in one line: name, service id, address.
    pub system: String,
    /// The version this document shows.
    pub signed: SignedVersion,
    /// Set when the authorization has ended.
    pub ended: Option<Ending>,
    /// Every version so far, this one included, oldest first.
    pub history: Vec<VersionRow>,
}

impl AuthorizationDocument {
    /// The newest instant in the data. It dates the PDF, so that an unchanged authorization gives unchanged bytes.
    pub fn as_of(&self) -> Timestamp {
        let superseded = self.history.iter().filter_map(|row| row.superseded_at);
        let signed = self.history.iter().map(|row| row.signed_at);
        superseded
            .chain(signed)
            .chain(self.ended.as_ref().map(|ending| ending.at))
            .fold(self.signed.signed_at, Timestamp::max)
    }
}

/// What was signed, by whom, how.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedVersion {
    /// 1, 2, 3 …
    pub version: i64,
    /// What brought it about.
    pub kind: AuthorizationVersionKind,
    /// Locale of the text.
    pub language: Locale,
    /// Version of the wording of the terms.
    pub text_version: String,
    /// The canonical text, exactly as signed: plain text, `# ` and `## ` begin headings, `- ` a bullet, an empty line a
    /// paragraph. It is laid out in the document and attached to it byte for byte.
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
    /// Valid until (known when this document is made).
    pub valid_until: Timestamp,
    /// The latest end this version allows.
    pub latest_until: Timestamp,
}

/// One line of the version history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionRow {
    /// 1, 2, 3 …
    pub version: i64,
    /// What brought it about.
    pub kind: AuthorizationVersionKind,
    /// When it was signed.
    pub signed_at: Timestamp,
    /// The name as typed.
    pub signer_name: String,
    /// SHA-256 of its text in hexadecimal.
    pub text_sha256: String,
    /// When a newer version took over.
    pub superseded_at: Option<Timestamp>,
}

/// How an authorization ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ending {
    /// When.
    pub at: Timestamp,
    /// Why; `None`: its validity ran out.
    pub reason: Option<EndReason>,
}
