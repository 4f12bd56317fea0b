//! New credentials on their way to the customer (I-61).
//!
//! They lie under a shard of their own: until some hours after somebody first read them, some days at most, with
//! reminders while nobody did, all by the house rules of the day they were handed over. While they lie there the customer
//! may keep them in the account; then the hand-over is over.

use super::ShredReason;
use super::retention::Due;
use crate::rules::HandoverTimes;
use crate::time::Timestamp;

codes! {
    /// Where a hand-over stands.
    pub enum HandoverState {
        /// Nobody has read it.
        Waiting => "waiting",
        /// Read, still there.
        Read => "read",
        /// Kept in the account.
        Kept => "kept",
        /// Destroyed, or due to be.
        Ended => "ended",
    }
}

/// A hand-over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Handover {
    /// When it was made.
    pub created_at: Timestamp,
    /// When somebody first read it.
    pub first_read_at: Option<Timestamp>,
    /// When the customer kept it in the account.
    pub kept_at: Option<Timestamp>,
    /// When it was destroyed.
    pub ended_at: Option<Timestamp>,
    /// How long it waits: what was promised when it was made.
    pub times: HandoverTimes,
}

/// The hand-over is over: nothing can be read or kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the hand-over is {0}")]
pub struct HandoverOver(pub HandoverState);

impl Handover {
    /// A new hand-over.
    pub const fn new(now: Timestamp, times: HandoverTimes) -> Self {
        Self {
            created_at: now,
            first_read_at: None,
            kept_at: None,
            ended_at: None,
            times,
        }
    }

    /// When its shard is destroyed.
    pub fn due(&self) -> Due {
        if let Some(at) = self.kept_at {
            return Due {
                at,
                reason: ShredReason::HandoverKept,
            };
        }
        let overdue = Due {
            at: self.created_at.plus_seconds(self.times.unread_seconds),
            reason: ShredReason::HandoverOverdue,
        };
        let Some(read) = self.first_read_at else {
            return overdue;
        };
        let after_reading = Due {
            at: read.plus_seconds(self.times.after_reading_seconds),
            reason: ShredReason::HandoverRead,
        };
        if after_reading.at <= overdue.at {
            after_reading
        } else {
            overdue
        }
    }

    /// Where it stands. Time alone ends it, whether or not anything was destroyed yet.
    pub fn state(&self, now: Timestamp) -> HandoverState {
        if self.kept_at.is_some() {
            HandoverState::Kept
        } else if self.ended_at.is_some() || self.due().at <= now {
            HandoverState::Ended
        } else if self.first_read_at.is_some() {
            HandoverState::Read
        } else {
            HandoverState::Waiting
        }
    }

    /// Read by the customer; the first reading starts the hours that are left.
    pub fn read(&self, now: Timestamp) -> Result<Self, HandoverOver> {
        self.open(now)?;
        Ok(Self {
            first_read_at: self.first_read_at.or(Some(now)),
            ..*self
        })
    }

    /// Kept in the account by the customer.
    pub fn keep(&self, now: Timestamp) -> Result<Self, HandoverOver> {
        self.open(now)?;
        Ok(Self {
            kept_at: Some(now),
            ..*self
        })
    }

    /// Destroyed.
    pub fn end(&self, now: Timestamp) -> Self {
        Self {
            ended_at: self.ended_at.or(Some(now)),
            ..*self
        }
    }

    /// The next reminder after so many were sent, while nobody has read it.
    pub fn next_reminder(&self, sent: usize) -> Option<Timestamp> {
        if self.first_read_at.is_some() || self.kept_at.is_some() || self.ended_at.is_some() {
            return None;
        }
        let days = self.times.reminder_days.get(sent)?;
        Some(self.created_at.plus_seconds(days * 86_400))
    }

    fn open(&self, now: Timestamp) -> Result<(), HandoverOver> {
        match self.state(now) {
            HandoverState::Waiting | HandoverState::Read => Ok(()),
            over => Err(HandoverOver(over)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::HouseRules;

    const DAY: i64 = 86_400;
    const TIMES: HandoverTimes = HouseRules::SHIPPED.handover();

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_unix(1_700_000_000 + seconds)
    }

    #[test]
    fn it_waits_14_days_and_lives_24_hours_after_the_first_reading() {
        // I-61
        let handover = Handover::new(at(0), TIMES);
        assert_eq!(handover.state(at(14 * DAY - 1)), HandoverState::Waiting);
        assert_eq!(handover.state(at(14 * DAY)), HandoverState::Ended);
        assert_eq!(handover.due().reason, ShredReason::HandoverOverdue);

        let read = handover.read(at(DAY)).expect("readable");
        assert_eq!(
            read.read(at(DAY + 5)).expect("again").first_read_at,
            Some(at(DAY))
        );
        assert_eq!(read.state(at(2 * DAY - 1)), HandoverState::Read);
        assert_eq!(read.state(at(2 * DAY)), HandoverState::Ended);
        assert_eq!(read.due().reason, ShredReason::HandoverRead);
        assert_eq!(
            read.read(at(2 * DAY)),
            Err(HandoverOver(HandoverState::Ended))
        );

        let late = handover.read(at(14 * DAY - 60)).expect("readable");
        assert_eq!(late.due().at, at(14 * DAY), "14 days at most");
    }

    #[test]
    fn it_can_be_kept_while_it_is_there() {
        let kept = Handover::new(at(0), TIMES).keep(at(60)).expect("there");
        assert_eq!(kept.state(at(61)), HandoverState::Kept);
        assert_eq!(
            kept.due(),
            Due {
                at: at(60),
                reason: ShredReason::HandoverKept
            }
        );
        assert_eq!(kept.keep(at(62)), Err(HandoverOver(HandoverState::Kept)));
        let gone = Handover::new(at(0), TIMES).end(at(5));
        assert_eq!(gone.keep(at(6)), Err(HandoverOver(HandoverState::Ended)));
        assert_eq!(gone.end(at(9)).ended_at, Some(at(5)));
    }

    #[test]
    fn reminders_stop_with_the_first_reading() {
        let handover = Handover::new(at(0), TIMES);
        let days: Vec<i64> = (0..6)
            .filter_map(|sent| handover.next_reminder(sent))
            .map(|due| due.seconds_since(at(0)) / DAY)
            .collect();
        assert_eq!(days, [1, 3, 7, 13]);
        let read = handover.read(at(DAY)).expect("readable");
        assert_eq!(read.next_reminder(1), None);
    }
}
