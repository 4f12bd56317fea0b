//! Subjects, bodies and the seconds in which a message can be taken back.

use super::MessageKind;
use crate::text::{TextProblem, body, single_line};
use crate::time::Timestamp;

/// Longest subject, code points.
pub const SUBJECT_MAX: usize = 150;
/// Longest message, note or description, code points: room for a log, not for a dump.
pub const BODY_MAX: usize = 50_000;

/// A subject as stored: one line.
pub fn check_subject(text: &str) -> Result<String, TextProblem> {
    single_line(text, SUBJECT_MAX)
}

/// A message or note as stored.
pub fn check_body(text: &str) -> Result<String, TextProblem> {
    body(text, BODY_MAX)
}

/// When a text becomes visible to the other side. Only messages of people at the desk wait: customers' texts start
/// clocks, notes go nowhere, automatic texts have nobody who could change their mind. How long ours wait is a house rule.
/// // RULINGS 8
pub fn release_at(
    kind: MessageKind,
    from_staff: bool,
    written: Timestamp,
    undo_seconds: i64,
) -> Timestamp {
    match kind {
        MessageKind::Message if from_staff => written.plus_seconds(undo_seconds),
        MessageKind::Message | MessageKind::Note | MessageKind::Automatic => written,
    }
}

/// The text can still be taken back; that the actor wrote it is the policy's question.
pub fn can_withdraw(
    release_at: Timestamp,
    released: bool,
    withdrawn: bool,
    now: Timestamp,
) -> bool {
    !released && !withdrawn && now < release_at
}

/// Whether a released text stops the first-answer clock (rule 8): a message by a person of ours, nothing else.
pub const fn answers_customer(kind: MessageKind, from_staff: bool) -> bool {
    matches!(kind, MessageKind::Message) && from_staff
}
