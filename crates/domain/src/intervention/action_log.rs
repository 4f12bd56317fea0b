//! The action log (Protokoll): everything done on the system, as it was done (I-43).
//!
//! Entries are never changed; a mistake is corrected by a new entry that names the old one. Whoever changed a file says
//! why the change was needed: the source demands minimal changes (I-42), and a mandatory reason is how it is kept.

use serde::{Deserialize, Serialize};

use super::InterventionState::{self, Assessed, Hardware, Running, Summarised, Verified};
use super::{AccessMethod, Procedure, Task};
use crate::account::Locale;
use crate::ids::ActionId;
use crate::time::Timestamp;

codes! {
    /// How an action was done: over one of the methods, or from outside.
    pub enum LogMethod {
        /// SSH or RDP.
        Ssh => "ssh_rdp",
        /// IP-KVM.
        IpKvm => "ip_kvm",
        /// Rescue mode.
        Rescue => "rescue",
        /// VNC console.
        Vnc => "vnc",
        /// On site.
        DataCentre => "data_centre",
        /// Without touching the system: a probe, a look from outside.
        Outside => "outside",
    }
}

impl From<AccessMethod> for LogMethod {
    fn from(method: AccessMethod) -> Self {
        match method {
            AccessMethod::Ssh => Self::Ssh,
            AccessMethod::IpKvm => Self::IpKvm,
            AccessMethod::Rescue => Self::Rescue,
            AccessMethod::Vnc => Self::Vnc,
            AccessMethod::DataCentre => Self::DataCentre,
        }
    }
}

impl LogMethod {
    /// The access method, unless it was done from outside.
    pub const fn access(self) -> Option<AccessMethod> {
        match self {
            Self::Ssh => Some(AccessMethod::Ssh),
            Self::IpKvm => Some(AccessMethod::IpKvm),
            Self::Rescue => Some(AccessMethod::Rescue),
            Self::Vnc => Some(AccessMethod::Vnc),
            Self::DataCentre => Some(AccessMethod::DataCentre),
            Self::Outside => None,
        }
    }

    /// The method's name.
    pub const fn label(self, locale: Locale) -> &'static str {
        match self.access() {
            Some(method) => method.label(locale),
            None => super::labels::either(locale, "Prüfung von außen", "Check from outside"),
        }
    }
}

/// An entry as typed, before it is checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Typed<'a> {
    /// How it was done.
    pub method: LogMethod,
    /// What was done.
    pub what: &'a str,
    /// To what.
    pub target: &'a str,
    /// With what result.
    pub result: &'a str,
    /// The file or setting that was changed; empty if none.
    pub changed_file: &'a str,
    /// Why the change was needed.
    pub why: &'a str,
    /// Whether the change was taken back.
    pub reverted: bool,
    /// Whether the customer sees it.
    pub visible: bool,
    /// The entry this one corrects.
    pub corrects: Option<ActionId>,
    /// The signed task it belongs to.
    pub task: Option<Task>,
}

/// A checked entry, trimmed, ready to be appended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// How it was done.
    pub method: LogMethod,
    /// What was done.
    pub what: String,
    /// To what.
    pub target: String,
    /// With what result.
    pub result: String,
    /// The file or setting that was changed.
    pub changed_file: String,
    /// Why.
    pub why: String,
    /// Whether the change was taken back.
    pub reverted: bool,
    /// Whether the customer sees it.
    pub visible: bool,
    /// The entry this one corrects.
    pub corrects: Option<ActionId>,
    /// The signed task it belongs to; entries made before there were any have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub task: Option<Task>,
}

/// An entry that is in the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Logged {
    /// Its id.
    pub id: ActionId,
    /// When it was done.
    pub at: Timestamp,
    /// What it says.
    pub entry: Entry,
}

codes! {
    /// What is wrong with a typed entry; the form shows it at the field.
    pub enum EntryProblem {
        /// `what` is empty.
        WhatRequired => "what_required",
        /// `what` is longer than 500 characters.
        WhatTooLong => "what_too_long",
        /// `target` is longer than 300 characters.
        TargetTooLong => "target_too_long",
        /// `result` is longer than 4000 characters.
        ResultTooLong => "result_too_long",
        /// `changed_file` is longer than 300 characters.
        FileTooLong => "file_too_long",
        /// A file was changed and nobody says why.
        WhyRequired => "why_required",
        /// `why` is longer than 500 characters.
        WhyTooLong => "why_too_long",
        /// Taken back, but nothing is named as changed.
        NothingToRevert => "nothing_to_revert",
        /// The corrected entry is not in this log.
        CorrectedUnknown => "corrected_unknown",
        /// The entry was corrected already; the newest one is to be corrected.
        CorrectedAlready => "corrected_already",
        /// An entry the customer sees stays visible when it is corrected.
        CorrectionHides => "correction_hides",
        /// Said to be done later than now.
        TimeAhead => "time_ahead",
        /// Said to be done before the work began, or, from outside, before the authorization it rests on.
        TimeTooEarly => "time_too_early",
    }
}

impl EntryProblem {
    /// The field the message belongs to.
    pub const fn field(self) -> &'static str {
        match self {
            Self::WhatRequired | Self::WhatTooLong => "what",
            Self::TargetTooLong => "target",
            Self::ResultTooLong => "result",
            Self::FileTooLong => "changed_file",
            Self::WhyRequired | Self::WhyTooLong => "why",
            Self::NothingToRevert => "reverted",
            Self::CorrectedUnknown | Self::CorrectedAlready => "corrects",
            Self::CorrectionHides => "visible",
            Self::TimeAhead | Self::TimeTooEarly => "at",
        }
    }
}

impl Typed<'_> {
    /// Checks an entry against the log it is to be appended to; every problem is named, in the order of the form.
    pub fn check(&self, log: &[Logged]) -> Result<Entry, Vec<EntryProblem>> {
        let longer = |text: &str, max: usize| text.trim().chars().count() > max;
        let changed = !self.changed_file.trim().is_empty();
        let mut problems = Vec::new();
        let mut note = |bad: bool, problem| {
            if bad {
                problems.push(problem);
            }
        };
        note(self.what.trim().is_empty(), EntryProblem::WhatRequired);
        note(longer(self.what, 500), EntryProblem::WhatTooLong);
        note(longer(self.target, 300), EntryProblem::TargetTooLong);
        note(longer(self.result, 4_000), EntryProblem::ResultTooLong);
        note(longer(self.changed_file, 300), EntryProblem::FileTooLong);
        note(
            changed && self.why.trim().is_empty(),
            EntryProblem::WhyRequired,
        );
        note(longer(self.why, 500), EntryProblem::WhyTooLong);
        note(self.reverted && !changed, EntryProblem::NothingToRevert);
        if let Some(corrected) = self.corrects {
            let original = log.iter().find(|logged| logged.id == corrected);
            note(original.is_none(), EntryProblem::CorrectedUnknown);
            let again = log
                .iter()
                .any(|logged| logged.entry.corrects == Some(corrected));
            note(again, EntryProblem::CorrectedAlready);
            let hides = original.is_some_and(|o| o.entry.visible) && !self.visible;
            note(hides, EntryProblem::CorrectionHides);
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        Ok(Entry {
            method: self.method,
            what: self.what.trim().to_owned(),
            target: self.target.trim().to_owned(),
            result: self.result.trim().to_owned(),
            changed_file: self.changed_file.trim().to_owned(),
            why: self.why.trim().to_owned(),
            reverted: self.reverted,
            visible: self.visible,
            corrects: self.corrects,
            task: self.task,
        })
    }
}

/// Whether something may be logged now. What was done before a question or before the summary may still be written
/// down afterwards; looks from outside begin with the assessment.
pub fn may_log(procedure: &Procedure, method: LogMethod) -> bool {
    let state: InterventionState = procedure.resume_state().unwrap_or(procedure.state());
    match state {
        Running | Hardware | Summarised => true,
        Verified | Assessed => method == LogMethod::Outside,
        _ => false,
    }
}

/// When something was done that is written down at `now`: `said` is a time of the clock on the wall, in whole minutes. A
/// minute that has begun before `earliest` counts from there, and the present one is now.
pub fn done_at(
    said: Timestamp,
    earliest: Timestamp,
    now: Timestamp,
) -> Result<Timestamp, EntryProblem> {
    const MINUTE_S: i64 = 60;
    if said > now {
        return Err(EntryProblem::TimeAhead);
    }
    if now.seconds_since(said) < MINUTE_S {
        return Ok(now.max(earliest));
    }
    if earliest.seconds_since(said) >= MINUTE_S {
        return Err(EntryProblem::TimeTooEarly);
    }
    Ok(said.max(earliest))
}

/// The entries as they stand now: what was corrected is left out, in the order of what was done.
pub fn standing(log: &[Logged]) -> Vec<&Logged> {
    let mut entries: Vec<&Logged> = log
        .iter()
        .filter(|logged| {
            !log.iter()
                .any(|other| other.entry.corrects == Some(logged.id))
        })
        .collect();
    entries.sort_by_key(|logged| logged.at);
    entries
}

#[cfg(test)]
mod tests;
