//! The evidence pack: one case from request to destroyed credentials.

use domain::account::Locale;
use domain::intervention::{AccessMethod, Cause, Complexity, InterventionState, Symptom, Task};
use domain::system::SystemKind;
use domain::ticket::TicketState;
use domain::time::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    ActionEntry, AttachmentEntry, CeilingEntry, ChargeEntry, ClockEntry, DestructionEntry, Ending,
    GateEntry, HandoverEntry, MessageEntry, OrderEntry, Party, Provider, RevealEntry,
    SignedVersion, WorkEntry,
};

/// Everything the evidence pack shows. Lists are in the order in which they are printed; empty lists are said to be
/// empty. No field holds the value of a secret, and internal notes have no place in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EvidencePack {
    /// Language of headings and words.
    pub language: Locale,
    /// The letterhead.
    pub provider: Provider,
    /// Whose copy this is: decides about internal entries and files.
    pub copy_for: CopyFor,
    /// When the pack was made; dates the PDF.
    pub created_at: Timestamp,
    /// Who had it made.
    pub created_by: String,
    /// The ticket.
    pub ticket: TicketFacts,
    /// The customer.
    pub organization: Party,
    /// The system that was worked on.
    pub system: SystemFacts,
    /// The intervention.
    pub case: Case,
    /// What came of it before it was authorised anew, the first round first.
    #[serde(default)]
    pub rounds: Vec<Case>,
    /// Every signed version of every authorization, oldest first.
    pub authorizations: Vec<SignedVersion>,
    /// How the last authorization ended, if it has.
    pub authorization_ended: Option<Ending>,
    /// The lines of the gate.
    pub gate: Vec<GateEntry>,
    /// The promises and how they were counted.
    pub clocks: Vec<ClockEntry>,
    /// Every attempt to look at a credential, granted, denied or failed.
    pub reveals: Vec<RevealEntry>,
    /// The action log. Internal entries are left out of the customer's copy here, not by the caller.
    pub actions: Vec<ActionEntry>,
    /// The messages of the ticket, without notes.
    pub messages: Vec<MessageEntry>,
    /// The bill: every line that is charged, or would be but for the ceiling.
    #[serde(default)]
    pub charges: Vec<ChargeEntry>,
    /// The cost ceilings, oldest first.
    #[serde(default)]
    pub ceilings: Vec<CeilingEntry>,
    /// Work time.
    pub work: Vec<WorkEntry>,
    /// Prices offered and accepted.
    pub orders: Vec<OrderEntry>,
    /// New credentials handed over.
    pub handovers: Vec<HandoverEntry>,
    /// Files. Internal ones are left out of the customer's copy here.
    pub attachments: Vec<AttachmentEntry>,
    /// Credentials whose key was destroyed.
    pub destroyed: Vec<DestructionEntry>,
    /// Where the chain of events stood.
    pub audit: AuditHead,
    /// The machine-readable pack (`pack.json`); attached to the PDF when given.
    pub pack_json: Option<String>,
}

/// Whose copy a pack is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CopyFor {
    /// Only what the customer may see.
    Customer,
    /// Everything, internal entries marked.
    Provider,
}

/// The ticket on the cover.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketFacts {
    /// Ticket number.
    pub number: i64,
    /// Subject.
    pub subject: String,
    /// Where it stands.
    pub state: TicketState,
    /// When it was received.
    pub received_at: Timestamp,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
}

/// The system that was worked on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SystemFacts {
    /// Host name.
    pub name: String,
    /// Service id.
    pub service_id: String,
    /// Address.
    pub address: String,
    /// What it is.
    pub kind: SystemKind,
    /// Operating system with its release.
    pub os: String,
    /// Where it stands.
    pub site: String,
}

/// The intervention in words. Empty strings and `None` are left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    /// Where it stands.
    pub state: InterventionState,
    /// What was wrong, from the closed list.
    pub symptom: Option<Symptom>,
    /// What is wrong, in the customer's words.
    pub problem: String,
    /// Error messages, in the customer's words.
    pub error_messages: String,
    /// What the customer wants done.
    pub wanted_action: String,
    /// The tasks ticked.
    pub tasks: Vec<Task>,
    /// Standard or complex.
    pub complexity: Option<Complexity>,
    /// The access method used.
    pub method: Option<AccessMethod>,
    /// Why this method.
    pub method_reason: String,
    /// Who worked.
    pub engineer: String,
    /// When work began.
    pub started_at: Option<Timestamp>,
    /// When the case was closed.
    pub closed_at: Option<Timestamp>,
    /// The summary sent to the customer.
    pub summary: String,
    /// The cause found.
    pub cause: Option<Cause>,
    /// Whether it was avoidable.
    pub avoidable: Option<bool>,
    /// Why it was or was not.
    pub avoidable_reason: String,
    /// When the customer confirmed that passwords were changed.
    pub password_changed_at: Option<Timestamp>,
    /// Who confirmed it.
    pub password_changed_by: String,
}

/// Where the organization's chain of audit events stood when the pack was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditHead {
    /// Number of the last event.
    pub seq: i64,
    /// Its hash in hexadecimal.
    pub hash: String,
    /// When it was written.
    pub at: Timestamp,
    /// How many events of the chain belong to this ticket.
    pub own_events: i64,
    /// The provider's Ed25519 public key in hexadecimal, by which the head in `pack.json` is signed; empty if unknown.
    pub public_key: String,
}
