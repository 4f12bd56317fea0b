//! What an authorization is about, as data: the source of its text and of every later question.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::super::{AccessMethod, Acknowledgement, AuthorizationVersionKind, Symptom, Task};
use super::ValidityRules;
use crate::account::{Locale, MemberRole};
use crate::charge::{Cents, Tariff};
use crate::ids::TicketNumber;
use crate::time::Timestamp;

/// The organization as the text names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrganizationRef {
    /// Legal name.
    pub name: String,
    /// Customer number.
    pub number: String,
}

/// Who gave a signer the right to authorise, and when (I-21).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RightGiven {
    /// The owner's name.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// Who signs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signer {
    /// Name.
    pub name: String,
    /// Role in the organization.
    pub role: MemberRole,
    /// Where the right comes from, unless the signer owns the account.
    pub right: Option<RightGiven>,
}

/// The system as the text names it, by all three names of the source (I-23).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SystemRef {
    /// Host name.
    pub name: String,
    /// Service id.
    pub service_id: String,
    /// Primary IPv4 address.
    pub address: String,
}

/// A task the customer agrees to, with its price at the time of signing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgreedTask {
    /// The task.
    pub task: Task,
    /// What it costs.
    pub tariff: Tariff,
}

/// How SSH or RDP gets in, and whether anything lies in the vault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgreedLogin {
    /// Our public key, installed by the customer.
    pub our_key: bool,
    /// Credentials in the vault.
    pub credentials: bool,
}

/// Everything the signed text says. Stored beside the text, so that it can be rendered again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// Which version of this authorization.
    pub version: i64,
    /// What brought it about.
    pub kind: AuthorizationVersionKind,
    /// The language of the text; German binds.
    pub language: Locale,
    /// When the text was shown. The last instant in it counts from here.
    pub shown_at: Timestamp,
    /// The hours in force.
    pub rules: ValidityRules,
    /// The provider's legal name.
    pub provider: String,
    /// Who is served.
    pub organization: OrganizationRef,
    /// Who signs.
    pub signer: Signer,
    /// Where the work is done.
    pub system: SystemRef,
    /// The ticket.
    pub ticket: TicketNumber,
    /// What is wrong.
    pub symptom: Symptom,
    /// [`problem_digest`] of what the customer wrote.
    pub problem_sha256: String,
    /// What is to be done.
    pub tasks: Vec<AgreedTask>,
    /// Asked for, waiting for an offer: named as not authorised.
    pub awaiting_offer: Vec<Task>,
    /// Above this nothing is billed, net.
    pub ceiling: Option<Cents>,
    /// The ways the customer allows.
    pub methods: Vec<AccessMethod>,
    /// How SSH or RDP gets in.
    pub login: AgreedLogin,
    /// The duties the customer acknowledged.
    pub acknowledgements: Vec<Acknowledgement>,
    /// Phone number for questions and until when, as typed; may be empty (I-54).
    pub reachable: String,
    /// The end of an extension; `None` otherwise.
    pub extended_until: Option<Timestamp>,
}

impl Terms {
    /// Whether the customer allowed a method.
    pub fn allows(&self, method: AccessMethod) -> bool {
        self.methods.contains(&method)
    }

    /// Whether two terms agree to the same thing: where, why, what, how, at what cost, with which acknowledgements.
    /// Who signs, in which language, when and in which version does not matter. A request whose terms no longer agree
    /// with the signed ones needs a new signature.
    pub fn agrees_with(&self, other: &Self) -> bool {
        let same_frame = Self {
            version: other.version,
            kind: other.kind,
            language: other.language,
            shown_at: other.shown_at,
            signer: other.signer.clone(),
            extended_until: other.extended_until,
            ..self.clone()
        };
        same_frame == *other
    }

    /// Changed terms as the version that replaces `previous`.
    pub fn replacing(self, previous: &Self) -> Self {
        Self {
            version: previous.version + 1,
            kind: AuthorizationVersionKind::Edit,
            extended_until: None,
            ..self
        }
    }

    /// The same terms as the next version, with more time.
    pub fn extension(&self, shown_at: Timestamp, until: Timestamp) -> Self {
        Self {
            version: self.version + 1,
            kind: AuthorizationVersionKind::Extension,
            shown_at,
            extended_until: Some(until),
            ..self.clone()
        }
    }
}

/// Digest of what the customer wrote about the problem: each text with its length, so that moving words from one
/// field to the next is a different digest. Lower-case hexadecimal.
pub fn problem_digest(problem: &str, error_messages: &str, wanted_action: &str) -> String {
    let mut hasher = Sha256::new();
    for text in [problem, error_messages, wanted_action] {
        hasher.update((text.len() as u64).to_be_bytes());
        hasher.update(text.as_bytes());
    }
    hex::encode(hasher.finalize())
}
