//! What happened to a clock: append-only, and enough to build its row again.

use serde::{Deserialize, Serialize};

use super::{Calendar, ClockEventKind, ClockOutcome};
use crate::ids::PersonId;
use crate::time::Timestamp;

/// An event of a clock, to be written or read back; who did it and its number are the store's columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClockEventDraft {
    /// What happened.
    pub kind: ClockEventKind,
    /// When; for a breach, when it was noticed.
    pub at: Timestamp,
    /// The rest, stored as JSON.
    pub detail: ClockDetail,
}

/// Particulars of an event; only what the kind needs is there.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ClockDetail {
    /// Target from here, seconds (start, retarget; at a breach the target that was missed).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_s: Option<i64>,
    /// Version of the targets in force (start).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy_version: Option<i64>,
    /// Calendar the clock counts in (start).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub calendar: Option<Calendar>,
    /// Version of the calendar (start).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub calendar_version: Option<i64>,
    /// How it ended (stop).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<ClockOutcome>,
    /// The last instant in time (breach).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub breach_at: Option<Timestamp>,
    /// The new time the customer was told (extend), or when somebody will be there (exempt).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub eta: Option<Timestamp>,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The data centre (exempt).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// Who was responsible at that moment (breach; rule 29).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assignee: Option<PersonId>,
    /// What the work was taken for at that moment (breach; rule 29).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub complexity: Option<String>,
}

impl ClockDetail {
    /// Only a reason.
    pub fn because(reason: &str) -> Self {
        Self {
            reason: Some(reason.to_owned()),
            ..Self::default()
        }
    }

    /// As stored in `clock_events.detail`.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("options of plain values always serialize")
    }

    /// Reads what [`Self::to_json`] wrote.
    pub fn from_json(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text)
    }
}
