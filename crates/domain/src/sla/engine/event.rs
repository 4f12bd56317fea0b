//! What happens to a clock in a calendar: the events of [`ClockEventKind`] and the checkpoint.

use serde::{Deserialize, Serialize};

use super::calendars::{CalendarCode, CalendarRef};
use crate::calendar::Region;
use crate::ids::PersonId;
use crate::sla::promise::Reason;
use crate::sla::{ClockDetail, ClockEventDraft, ClockEventKind, ClockOutcome};
use crate::time::Timestamp;

codes! {
    /// What happened to a clock.
    pub enum EventKind {
        /// Began.
        Start => "start",
        /// Waits for the customer from here.
        Pause => "pause",
        /// Counts again.
        Resume => "resume",
        /// The promise was kept or broken.
        Stop => "stop",
        /// Another target from here; what was consumed stays.
        Retarget => "retarget",
        /// A share of the budget is used up.
        Warn => "warn",
        /// The target was missed.
        Breach => "breach",
        /// The customer was told a new time before the breach.
        Extend => "extend",
        /// Data-centre access takes the clock out.
        Exempt => "exempt",
        /// The promise fell away.
        Cancel => "cancel",
        /// Another calendar, or another version of it, from here; what was consumed stays (rules 21, 25).
        Checkpoint => "checkpoint",
    }
}

impl EventKind {
    /// The kind the row of today knows; it has no checkpoint.
    pub fn of_row(self) -> Option<ClockEventKind> {
        self.code().parse().ok()
    }
}

impl From<ClockEventKind> for EventKind {
    fn from(kind: ClockEventKind) -> Self {
        match kind {
            ClockEventKind::Start => Self::Start,
            ClockEventKind::Pause => Self::Pause,
            ClockEventKind::Resume => Self::Resume,
            ClockEventKind::Stop => Self::Stop,
            ClockEventKind::Retarget => Self::Retarget,
            ClockEventKind::Warn => Self::Warn,
            ClockEventKind::Breach => Self::Breach,
            ClockEventKind::Extend => Self::Extend,
            ClockEventKind::Exempt => Self::Exempt,
            ClockEventKind::Cancel => Self::Cancel,
        }
    }
}

/// An event, to be written or read back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// What happened.
    pub kind: EventKind,
    /// When; for a breach, when it was noticed.
    pub at: Timestamp,
    /// The rest, stored as JSON.
    pub detail: EventDetail,
}

/// Particulars of an event: those of [`ClockDetail`] under the same names, with any calendar.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct EventDetail {
    /// Target from here, seconds (start, retarget; at a breach the target that was missed).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_s: Option<i64>,
    /// Version of the targets in force (start, and a retarget by another version).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy_version: Option<i64>,
    /// Calendar the clock counts in from here (start, checkpoint).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub calendar: Option<CalendarCode>,
    /// Whose holidays it has (start, checkpoint).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<Region>,
    /// Version of the calendar (start, checkpoint).
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
    /// The rule of the policy that promises it from here on (start, retarget, checkpoint; rule 26).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub because: Option<Reason>,
}

impl EventDetail {
    /// Only a reason.
    pub fn because(reason: &str) -> Self {
        Self {
            reason: Some(reason.to_owned()),
            ..Self::default()
        }
    }

    /// A calendar and its version.
    pub(super) fn in_calendar(calendar: &CalendarRef, version: i64) -> Self {
        Self {
            calendar: Some(calendar.code.clone()),
            region: calendar.region,
            calendar_version: Some(version),
            ..Self::default()
        }
    }

    /// The calendar named here.
    pub fn calendar_ref(&self) -> Option<CalendarRef> {
        let code = self.calendar.clone()?;
        Some(CalendarRef::new(code, self.region))
    }

    /// As stored in `clock_events.detail`.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("options of plain values always serialize")
    }

    /// Reads what [`Self::to_json`] wrote, and what [`ClockDetail::to_json`] did.
    pub fn from_json(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text)
    }
}

impl From<ClockDetail> for EventDetail {
    fn from(detail: ClockDetail) -> Self {
        let calendar = detail.calendar.map(|calendar| match calendar {
            crate::sla::Calendar::AroundTheClock => CalendarCode::around_the_clock(),
        });
        Self {
            target_s: detail.target_s,
            policy_version: detail.policy_version,
            calendar,
            region: None,
            calendar_version: detail.calendar_version,
            outcome: detail.outcome,
            breach_at: detail.breach_at,
            eta: detail.eta,
            reason: detail.reason,
            place: detail.place,
            assignee: detail.assignee,
            complexity: detail.complexity,
            because: None,
        }
    }
}

impl From<ClockEventDraft> for Event {
    fn from(draft: ClockEventDraft) -> Self {
        Self {
            kind: draft.kind.into(),
            at: draft.at,
            detail: draft.detail.into(),
        }
    }
}
