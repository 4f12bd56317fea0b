//! The rows of the evidence pack, one type for each table.

use domain::bill::{CeilingSource, ChargeSource};
use domain::charge::Cents;
use domain::contract::OrderState;
use domain::credential::{DenyCode, RevealOutcome, SecretField, ShredReason};
use domain::intervention::action_log::LogMethod;
use domain::intervention::{GateLine, Task};
use domain::sla::engine::EventKind as ClockEventKind;
use domain::sla::{ClockKind, ClockOutcome};
use domain::time::Timestamp;
use serde::{Deserialize, Serialize};

/// One line of the gate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GateEntry {
    /// Which round of the case (1, after reopening 2 …).
    pub cycle: i64,
    /// Which line.
    pub line: GateLine,
    /// Cannot be overridden.
    pub hard: bool,
    /// Was fulfilled when checked.
    pub passed: bool,
    /// What was found.
    pub detail: String,
    /// Who checked.
    pub checked_by: String,
    /// When.
    pub checked_at: Timestamp,
    /// Set when somebody went on regardless.
    pub overridden: Option<GateOverride>,
}

/// A named decision to go on although a soft line failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GateOverride {
    /// Who decided.
    pub by: String,
    /// Why.
    pub reason: String,
    /// When.
    pub at: Timestamp,
}

/// A promise and how its time was counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockEntry {
    /// Which promise.
    pub kind: ClockKind,
    /// Which round.
    pub cycle: i64,
    /// The target in seconds of counted time.
    pub target_s: i64,
    /// How it ended; `None` while it runs.
    pub outcome: Option<ClockOutcome>,
    /// When it began.
    pub started_at: Timestamp,
    /// When it ended.
    pub stopped_at: Option<Timestamp>,
    /// Gapless pieces from start to end.
    pub segments: Vec<ClockSegment>,
    /// What happened to it: warnings, new targets, breach, exemption.
    pub marks: Vec<ClockMark>,
}

/// A piece of a clock's time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockSegment {
    /// Begin.
    pub from: Timestamp,
    /// End; `None` while it lasts (then counted up to the making of the pack).
    pub to: Option<Timestamp>,
    /// Counted; else paused, or closed.
    pub counted: bool,
    /// Neither: the calendar was closed.
    #[serde(default)]
    pub closed: bool,
    /// Why it counts or pauses, for example the question that was asked.
    pub reason: String,
}

/// Something that happened to a clock besides counting and pausing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockMark {
    /// When.
    pub at: Timestamp,
    /// What happened.
    pub kind: ClockEventKind,
    /// In words: the new target, the reason.
    pub detail: String,
    /// Who; empty for the system.
    pub actor: String,
}

/// One attempt to look at a credential.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RevealEntry {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: String,
    /// The credential's label, never its value.
    pub label: String,
    /// Which part of it.
    pub field: SecretField,
    /// Version of the credential.
    pub version: i64,
    /// How it ended.
    pub outcome: RevealOutcome,
    /// Why it was denied; `None` when granted or failed.
    pub denied: Option<DenyCode>,
    /// The reason given by the person.
    pub reason: String,
}

/// One entry of the action log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActionEntry {
    /// Number in the log.
    pub seq: i64,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub author: String,
    /// How it was done.
    pub method: LogMethod,
    /// What was done.
    pub what: String,
    /// On what.
    pub target: String,
    /// What came out.
    pub result: String,
    /// The file that was changed.
    pub changed_file: String,
    /// Why the change was needed.
    pub why: String,
    /// Was undone later.
    pub reverted: bool,
    /// The customer may see it.
    pub visible: bool,
    /// Number of the entry this one corrects.
    pub corrects: Option<i64>,
    /// Number of its event in the chain.
    pub audit_seq: i64,
    /// When it was written, where that is later than it was done.
    #[serde(default)]
    pub written_at: Option<Timestamp>,
    /// The signed task it belongs to.
    #[serde(default)]
    pub task: Option<Task>,
}

/// A message of the ticket. Notes are not messages and cannot be expressed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageEntry {
    /// When it was sent.
    pub at: Timestamp,
    /// Who wrote it; empty for automatic texts.
    pub author: String,
    /// Written by the provider.
    pub from_staff: bool,
    /// Written by the system.
    pub automatic: bool,
    /// The text.
    pub body: String,
}

/// Work time of one person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkEntry {
    /// Who.
    pub person: String,
    /// Begin.
    pub from: Timestamp,
    /// End; `None` while it runs.
    pub to: Option<Timestamp>,
    /// On what.
    pub note: String,
    /// Will be charged.
    pub billable: bool,
    /// Why not; empty where it is.
    #[serde(default)]
    pub waived: String,
    /// The signed task; `None` for work on none of them.
    #[serde(default)]
    pub task: Option<Task>,
    /// Net price of an hour.
    pub rate: Cents,
    /// What is charged for this entry, net.
    pub net: Cents,
    /// What lies beyond the ceiling and is not charged, net.
    #[serde(default)]
    pub beyond: Cents,
}

/// A line of the bill.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChargeEntry {
    /// What it rests on.
    pub source: ChargeSource,
    /// The task; `None` for work on none.
    pub task: Option<Task>,
    /// Id of the accepted offer, as the chain of events names it.
    pub order: Option<String>,
    /// Words of the offer.
    pub scope: String,
    /// Who signed or accepted.
    pub agreed_by: String,
    /// When.
    pub agreed_at: Option<Timestamp>,
    /// Seconds of work on it.
    pub seconds: i64,
    /// What is charged, net.
    pub net: Cents,
    /// What lies beyond the ceiling and is not charged, net.
    pub beyond: Cents,
}

/// A cost ceiling that was in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CeilingEntry {
    /// The ceiling, net.
    pub ceiling: Cents,
    /// How it came about.
    pub source: CeilingSource,
    /// Who set it.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// A price offered for a task.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderEntry {
    /// The task; `None` for work agreed outside the catalogue.
    pub task: Option<Task>,
    /// What is covered.
    pub scope: String,
    /// Fixed net price.
    pub price: Option<Cents>,
    /// Net price of an hour.
    pub rate: Option<Cents>,
    /// Started units of so many minutes are charged.
    pub unit_min: i64,
    /// Ceiling set by the customer, net,.
    pub ceiling: Option<Cents>,
    /// Where the offer stands.
    pub state: OrderState,
    /// Who offered.
    pub offered_by: String,
    /// When.
    pub offered_at: Timestamp,
    /// Who decided.
    pub decided_by: String,
    /// When.
    pub decided_at: Option<Timestamp>,
}

/// New credentials handed over to the customer: that it happened, never what they are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandoverEntry {
    /// What it is for.
    pub label: String,
    /// Who handed over.
    pub created_by: String,
    /// When.
    pub created_at: Timestamp,
    /// First read.
    pub first_read_at: Option<Timestamp>,
    /// By whom.
    pub first_read_by: String,
    /// Kept in the customer's account since.
    pub kept_at: Option<Timestamp>,
    /// Destroyed or withdrawn.
    pub ended_at: Option<Timestamp>,
    /// Fingerprint of the private key among them; empty without one.
    #[serde(default)]
    pub key_fingerprint: String,
}

/// A file of the ticket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttachmentEntry {
    /// File name.
    pub file_name: String,
    /// Media type.
    pub content_type: String,
    /// Size in bytes.
    pub size: i64,
    /// SHA-256 of the content in hexadecimal.
    pub sha256: String,
    /// Who added it.
    pub added_by: String,
    /// When.
    pub at: Timestamp,
    /// Belongs to a note.
    pub internal: bool,
}

/// The receipt for a destroyed credential.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DestructionEntry {
    /// The credential's label.
    pub label: String,
    /// Which part of it.
    pub field: SecretField,
    /// Versions destroyed with it.
    pub versions: i64,
    /// When the key was destroyed.
    pub at: Timestamp,
    /// When the key's file was gone from the disk as well.
    pub unlinked_at: Option<Timestamp>,
    /// Why.
    pub reason: ShredReason,
    /// SHA-256 of the ciphertext that nobody can open any more, in hexadecimal.
    pub blob_sha256: String,
}
