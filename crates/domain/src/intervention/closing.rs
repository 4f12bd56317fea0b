//! What closing needs, the draft of the summary, the advice afterwards and its reminders.
//!
//! The summary is drafted from what the customer could see anyway, in the customer's language, and edited by the
//! engineer. A password change does not hold up the closing (it is the customer's to make); the reminder runs until it is
//! confirmed.

mod draft;

pub use draft::{SummaryFacts, advice, summary_draft};

use super::Cause;
use super::labels::either;
use crate::account::Locale;
use crate::rules::PasswordReminders;
use crate::time::Timestamp;

codes! {
    /// A line of the closing checklist.
    pub enum ClosingItem {
        /// A summary, checked by the engineer.
        Summary => "summary",
        /// The cause (I-60).
        Cause => "cause",
        /// Whether it was avoidable, and why.
        Avoidable => "avoidable",
        /// New credentials handed over through the vault, or none made (I-61).
        Handover => "handover",
        /// The advice of the source sent (I-62, I-63).
        Advice => "advice",
        /// No work entry running; closing stops what is.
        WorkEntries => "work_entries",
        /// Intervention credentials destroyed.
        Credentials => "credentials",
    }
}

codes! {
    /// How a line of the checklist stands.
    pub enum ItemStatus {
        /// Done.
        Done => "done",
        /// Missing.
        Missing => "missing",
        /// Happens in the moment of closing.
        WithClosing => "with_closing",
    }
}

impl ClosingItem {
    /// The line, in words.
    pub const fn label(self, locale: Locale) -> &'static str {
        let (de, en) = match self {
            Self::Summary => ("Zusammenfassung geprüft", "Summary checked"),
            Self::Cause => ("Ursache festgehalten", "Cause recorded"),
            Self::Avoidable => (
                "Vermeidbar: entschieden und begründet",
                "Avoidable: decided, with a reason",
            ),
            Self::Handover => (
                "Neue Zugangsdaten übergeben oder keine erzeugt",
                "New credentials handed over, or none made",
            ),
            Self::Advice => ("Hinweise gesendet", "Advice sent"),
            Self::WorkEntries => ("Arbeitszeit angehalten", "Work time stopped"),
            Self::Credentials => ("Zugangsdaten vernichtet", "Credentials destroyed"),
        };
        either(locale, de, en)
    }
}

/// New credentials made during the work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NewCredentials {
    /// The engineer has not said yet.
    NotStated,
    /// None were made.
    None,
    /// They lie in a hand-over.
    HandedOver,
}

/// What closing looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClosingFacts<'a> {
    /// The summary as sent or about to be sent.
    pub summary: &'a str,
    /// The cause.
    pub cause: Option<Cause>,
    /// Whether it could have been avoided.
    pub avoidable: Option<bool>,
    /// Why.
    pub avoidable_reason: &'a str,
    /// New credentials.
    pub new_credentials: NewCredentials,
    /// The advice was sent.
    pub advice_sent: bool,
    /// A work entry is running.
    pub work_running: bool,
    /// Intervention credentials are still in the vault.
    pub credentials_stored: bool,
}

/// The checklist, every line with its status.
pub fn checklist(facts: &ClosingFacts<'_>) -> Vec<(ClosingItem, ItemStatus)> {
    let filled = |text: &str| !text.trim().is_empty();
    ClosingItem::ALL
        .iter()
        .map(|item| {
            let done = match item {
                ClosingItem::Summary => filled(facts.summary),
                ClosingItem::Cause => facts.cause.is_some(),
                ClosingItem::Avoidable => {
                    facts.avoidable.is_some() && filled(facts.avoidable_reason)
                }
                ClosingItem::Handover => facts.new_credentials != NewCredentials::NotStated,
                ClosingItem::Advice => facts.advice_sent,
                ClosingItem::WorkEntries => !facts.work_running,
                ClosingItem::Credentials => !facts.credentials_stored,
            };
            let status = match (done, item) {
                (true, _) => ItemStatus::Done,
                (false, ClosingItem::Credentials | ClosingItem::WorkEntries) => {
                    ItemStatus::WithClosing
                }
                (false, _) => ItemStatus::Missing,
            };
            (*item, status)
        })
        .collect()
}

/// What still keeps the intervention open; given to [`super::Procedure::close`].
pub fn missing_to_close(facts: &ClosingFacts<'_>) -> Vec<ClosingItem> {
    checklist(facts)
        .into_iter()
        .filter_map(|(item, status)| (status == ItemStatus::Missing).then_some(item))
        .collect()
}

/// When the next reminder is due after so many were sent, unless the change is confirmed (I-55).
pub fn next_reminder(
    closed_at: Timestamp,
    sent: u32,
    confirmed: bool,
    reminders: PasswordReminders,
) -> Option<Timestamp> {
    if confirmed {
        return None;
    }
    let [first, second, third] = reminders.days;
    let day = match sent {
        0 => first,
        1 => second,
        more => third + (i64::from(more) - 2) * reminders.every,
    };
    Some(closed_at.plus_seconds(day * 86_400))
}

#[cfg(test)]
mod tests;
