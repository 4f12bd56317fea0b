//! How long a secret lives, by class and event.
//!
//! Intervention credentials go at once at close and revoke, some hours after the validity ended without an extension (a
//! house rule), and 72 hours after the first deposit whatever happens: the key shard is destroyed, and with it every copy
//! in every backup. The end of validity refuses every look at once; this is only about destruction.

use super::{SecretClass, ShredReason};
use crate::intervention::EndReason;
use crate::rules::Retention;
use crate::time::Timestamp;

use super::decide::DEPOSIT_SECONDS;

impl SecretClass {
    /// Whether its key also needs a shard outside the database and its backups.
    pub const fn has_shard(self) -> bool {
        matches!(self, Self::Intervention | Self::Handover)
    }

    /// Whether an engineer can be shown it at all (by `decide`).
    pub const fn for_staff(self) -> bool {
        matches!(self, Self::Intervention)
    }

    /// Whether the customer can be shown it: what we hand over, and what was kept in the account. What was deposited
    /// for us is write-only for the customer too, and what is ours is write-only for everybody.
    pub const fn for_customer(self) -> bool {
        matches!(self, Self::Handover | Self::Account)
    }
}

/// When something is destroyed, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// From this instant on.
    pub at: Timestamp,
    /// The reason to record.
    pub reason: ShredReason,
}

/// What became of the authorization whose shard protects the credentials.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShardCase {
    /// A draft, deposited into or changed last at this time.
    Draft {
        /// Last change.
        touched_at: Timestamp,
    },
    /// Submitted, waiting for a signature.
    Submitted,
    /// Signed; extended or not.
    Signed {
        /// End of validity.
        valid_until: Timestamp,
    },
    /// Ended.
    Ended {
        /// When.
        at: Timestamp,
        /// Why.
        reason: EndReason,
    },
}

/// When the shard of an authorization is destroyed. The 72 hours count from the first deposit, because the shard
/// protects that one too.
pub fn shard_due(first_deposit_at: Timestamp, standing: ShardCase, retention: Retention) -> Due {
    let cap = Due {
        at: first_deposit_at.plus_seconds(DEPOSIT_SECONDS),
        reason: ShredReason::DepositTooOld,
    };
    let by_event = match standing {
        ShardCase::Draft { touched_at } => Due {
            at: touched_at.plus_seconds(retention.draft_seconds),
            reason: ShredReason::DraftAbandoned,
        },
        ShardCase::Submitted => return cap,
        ShardCase::Signed { valid_until } => Due {
            at: valid_until.plus_seconds(retention.after_validity_seconds),
            reason: ShredReason::ValidityEnded,
        },
        ShardCase::Ended { at, reason } => Due {
            at,
            reason: match reason {
                EndReason::Revoked => ShredReason::Revoked,
                EndReason::Withdrawn => ShredReason::Withdrawn,
                EndReason::Declined => ShredReason::Declined,
                EndReason::Closed => ShredReason::Closed,
                EndReason::Abandoned => ShredReason::DraftAbandoned,
            },
        },
    };
    if by_event.at <= cap.at { by_event } else { cap }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::rules::HouseRules;

    const SHIPPED: Retention = HouseRules::SHIPPED.retention();

    const H: i64 = 3_600;

    fn at(hours: i64) -> Timestamp {
        Timestamp::from_unix(1_700_000_000 + hours * H)
    }

    fn due(standing: ShardCase) -> (i64, ShredReason) {
        let due = shard_due(at(0), standing, SHIPPED);
        (due.at.seconds_since(at(0)) / H, due.reason)
    }

    #[test]
    fn each_event_has_its_time() {
        // I-05
        for (standing, expected) in [
            (
                ShardCase::Draft { touched_at: at(2) },
                (26, ShredReason::DraftAbandoned),
            ),
            (
                ShardCase::Draft { touched_at: at(60) },
                (72, ShredReason::DepositTooOld),
            ),
            (ShardCase::Submitted, (72, ShredReason::DepositTooOld)),
            (
                ShardCase::Signed { valid_until: at(5) },
                (29, ShredReason::ValidityEnded),
            ),
            (
                ShardCase::Signed {
                    valid_until: at(48),
                },
                (72, ShredReason::ValidityEnded),
            ),
            (
                ShardCase::Signed {
                    valid_until: at(49),
                },
                (72, ShredReason::DepositTooOld),
            ),
            (
                ShardCase::Ended {
                    at: at(3),
                    reason: EndReason::Closed,
                },
                (3, ShredReason::Closed),
            ),
            (
                ShardCase::Ended {
                    at: at(3),
                    reason: EndReason::Revoked,
                },
                (3, ShredReason::Revoked),
            ),
            (
                ShardCase::Ended {
                    at: at(3),
                    reason: EndReason::Withdrawn,
                },
                (3, ShredReason::Withdrawn),
            ),
            (
                ShardCase::Ended {
                    at: at(3),
                    reason: EndReason::Declined,
                },
                (3, ShredReason::Declined),
            ),
            (
                ShardCase::Ended {
                    at: at(24),
                    reason: EndReason::Abandoned,
                },
                (24, ShredReason::DraftAbandoned),
            ),
        ] {
            assert_eq!(due(standing), expected, "{standing:?}");
        }
    }

    #[test]
    fn who_can_be_shown_which_class() {
        // I-05, I-61
        let shown: Vec<_> = SecretClass::ALL
            .iter()
            .map(|class| {
                (
                    class.code(),
                    class.has_shard(),
                    class.for_staff(),
                    class.for_customer(),
                )
            })
            .collect();
        assert_eq!(
            shown,
            [
                ("intervention", true, true, false),
                ("handover", true, false, true),
                ("account", false, false, true),
                ("operational", false, false, false),
            ]
        );
    }

    proptest! {
        #[test]
        fn nothing_outlives_72_hours(a in 0_i64..500, kind in 0..4_u8) {
            let standing = match kind {
                0 => ShardCase::Draft { touched_at: at(a) },
                1 => ShardCase::Submitted,
                2 => ShardCase::Signed { valid_until: at(a) },
                _ => ShardCase::Ended { at: at(a), reason: EndReason::Closed },
            };
            prop_assert!(shard_due(at(0), standing, SHIPPED).at <= at(72));
        }
    }
}
