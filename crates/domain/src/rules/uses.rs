//! The house rules as each part of the domain asks for them: in seconds, or as its own small struct.

use super::HouseRules;
use crate::charge::Rates;
use crate::intervention::authorization::ValidityRules;

const MINUTE: i64 = 60;
const HOUR: i64 = 3600;
const DAY: i64 = 86_400;

/// How often somebody may look, and for how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RevealLimits {
    /// Looks at one field within an hour.
    pub field: u32,
    /// Looks of one engineer within 24 hours.
    pub day: u32,
    /// Seconds until the pane hides the value.
    pub shown_seconds: i64,
}

/// Which case on one system needs a manager's decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RepeatRule {
    /// The so many-th.
    pub cases: usize,
    /// Within so many days.
    pub days: i64,
}

/// How long deposited credentials live where the 72 hours are not over earlier. Seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retention {
    /// In a draft that nobody submits.
    pub draft_seconds: i64,
    /// After the end of the validity.
    pub after_validity_seconds: i64,
}

/// How long a hand-over waits, and when its customer is reminded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HandoverTimes {
    /// Seconds after the first reading.
    pub after_reading_seconds: i64,
    /// Seconds unread, at most.
    pub unread_seconds: i64,
    /// Days after the hand-over on which the customer is reminded, while nobody has read it.
    pub reminder_days: [i64; 4],
}

/// When the customer is reminded of the password change. Days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PasswordReminders {
    /// After closing.
    pub days: [i64; 3],
    /// Then again and again.
    pub every: i64,
}

/// Small numbers that bounds keep small.
fn count(number: i64) -> u32 {
    u32::try_from(number).unwrap_or(0)
}

impl HouseRules {
    /// How long an authorization holds; goes into the signed terms. // RULINGS 2
    pub const fn validity(&self) -> ValidityRules {
        ValidityRules {
            work_hours: self.validity_work,
            total_hours: self.validity_total,
            extension_hours: self.extension,
        }
    }

    /// How often somebody may look, and for how long. // I-05
    pub fn reveals(&self) -> RevealLimits {
        RevealLimits {
            field: count(self.looks_per_hour),
            day: count(self.looks_per_day),
            shown_seconds: self.look_seconds,
        }
    }

    /// Which case needs a manager's decision. // I-60
    pub fn repeat(&self) -> RepeatRule {
        RepeatRule {
            cases: usize::try_from(self.repeat_cases).unwrap_or(usize::MAX),
            days: self.repeat_days,
        }
    }

    /// How long deposited credentials live.
    pub const fn retention(&self) -> Retention {
        Retention {
            draft_seconds: self.draft_hours * HOUR,
            after_validity_seconds: self.credentials_after_end * HOUR,
        }
    }

    /// How long a hand-over waits. // I-61
    pub const fn handover(&self) -> HandoverTimes {
        HandoverTimes {
            after_reading_seconds: self.handover_read * HOUR,
            unread_seconds: self.handover_days * DAY,
            reminder_days: [
                self.handover_reminder_1,
                self.handover_reminder_2,
                self.handover_reminder_3,
                self.handover_reminder_4,
            ],
        }
    }

    /// When the customer is reminded of the password change. // I-55
    pub const fn password_reminders(&self) -> PasswordReminders {
        PasswordReminders {
            days: [
                self.change_reminder_1,
                self.change_reminder_2,
                self.change_reminder_3,
            ],
            every: self.change_reminder_every,
        }
    }

    /// What work by time costs where a plan says so. // I-14
    pub const fn rates(&self) -> Rates {
        use crate::charge::Cents;
        Rates {
            card_inside: Cents(self.card_inside),
            card_outside: Cents(self.card_outside),
            remote_hands: Cents(self.remote_hands),
            unit_min: self.work_unit,
        }
    }

    /// How much work the proposed ceiling is enough for. Seconds.
    pub const fn ceiling_seconds(&self) -> i64 {
        self.ceiling_hours * HOUR
    }

    /// How long an offer can be accepted. Seconds.
    pub const fn offer_seconds(&self) -> i64 {
        self.offer_days * DAY
    }

    /// How long mailed digits are good for a signature. Seconds.
    pub const fn sign_code_seconds(&self) -> i64 {
        self.sign_digits * MINUTE
    }

    /// How long a resolved or closed ticket may be reopened. Working days.
    pub fn reopen_window(&self) -> u32 {
        count(self.reopen_days)
    }

    /// When a resolved ticket closes by itself. Working days.
    pub fn resolved_window(&self) -> u32 {
        count(self.resolved_days)
    }
}
