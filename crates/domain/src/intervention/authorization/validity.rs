//! How long an authorization holds: "ab Unterschrift, höchstens 4 Stunden ab Beginn der Arbeiten, längstens bis
//! 24 Stunden nach der Unterschrift".
//!
//! The upper bound is half open: at `until` it is over. Staff can never lengthen it.

use serde::{Deserialize, Serialize};

use crate::rules::HouseRules;
use crate::time::Timestamp;

/// The house rules of the day; part of the signed terms, so that the text always says what holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ValidityRules {
    /// Hours from the beginning of the work.
    pub work_hours: i64,
    /// Hours from the signature, whether or not the work began.
    pub total_hours: i64,
    /// Hours one confirmation adds.
    pub extension_hours: i64,
}

impl Default for ValidityRules {
    fn default() -> Self {
        HouseRules::SHIPPED.validity()
    }
}

impl ValidityRules {
    /// How long a shown text may wait for its signature; afterwards it is shown anew with a new last instant.
    pub const SHOWN_SECONDS: i64 = 30 * 60;

    /// Whether a text shown at `shown_at` may still be signed.
    pub fn shown_lately(shown_at: Timestamp, now: Timestamp) -> bool {
        (0..=Self::SHOWN_SECONDS).contains(&now.seconds_since(shown_at))
    }

    /// The last instant of a text shown at `shown_at`.
    pub fn latest_until(self, shown_at: Timestamp) -> Timestamp {
        shown_at.plus_seconds(self.total_hours * 3600)
    }
}

/// When the current version of an authorization holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Validity {
    /// The signature of the current version.
    pub from: Timestamp,
    /// First instant at which it is over.
    pub until: Timestamp,
    /// What the text names as the last instant.
    pub latest_until: Timestamp,
}

/// Why a validity does not come about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ValidityRefusal {
    /// The text was shown too long ago, or in the future.
    #[error("the text must be shown again before it is signed")]
    ShownTooLongAgo,
    /// The work cannot begin outside the validity.
    #[error("the authorization is not valid now")]
    NotValidNow,
    /// An extension of no hours, or of more than the work may take at once.
    #[error("between 1 and {0} hours can be added")]
    ExtensionOutOfRange(i64),
}

impl Validity {
    /// Signed at `now`, as shown at `shown_at`. While the work runs (an edit), its hours count from this signature:
    /// it is a new permission.
    pub fn signed(
        rules: ValidityRules,
        shown_at: Timestamp,
        now: Timestamp,
        work_runs: bool,
    ) -> Result<Self, ValidityRefusal> {
        if !ValidityRules::shown_lately(shown_at, now) {
            return Err(ValidityRefusal::ShownTooLongAgo);
        }
        let latest_until = rules.latest_until(shown_at);
        let until = if work_runs {
            latest_until.min(now.plus_seconds(rules.work_hours * 3600))
        } else {
            latest_until
        };
        Ok(Self {
            from: now,
            until,
            latest_until,
        })
    }

    /// The work begins: from here at most the hours of the rules. Called once, at the first start of a cycle.
    pub fn started(self, rules: ValidityRules, now: Timestamp) -> Result<Self, ValidityRefusal> {
        if !self.covers(now) {
            return Err(ValidityRefusal::NotValidNow);
        }
        Ok(Self {
            until: self.until.min(now.plus_seconds(rules.work_hours * 3600)),
            ..self
        })
    }

    /// More time, confirmed by the customer: from the end while it holds, from now when it is over.
    pub fn extended(
        self,
        rules: ValidityRules,
        hours: i64,
        now: Timestamp,
    ) -> Result<Self, ValidityRefusal> {
        if !(1..=rules.work_hours).contains(&hours) {
            return Err(ValidityRefusal::ExtensionOutOfRange(rules.work_hours));
        }
        let until = self.until.max(now).plus_seconds(hours * 3600);
        Ok(Self {
            from: now,
            until,
            latest_until: self.latest_until.max(until),
        })
    }

    /// Whether it holds at an instant.
    pub fn covers(&self, at: Timestamp) -> bool {
        self.from <= at && at < self.until
    }

    /// Whether its time is over.
    pub fn over(&self, at: Timestamp) -> bool {
        self.until <= at
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const RULES: ValidityRules = ValidityRules {
        work_hours: 4,
        total_hours: 24,
        extension_hours: 2,
    };
    const H: i64 = 3600;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_unix(1_700_000_000 + seconds)
    }

    fn signed() -> Validity {
        Validity::signed(RULES, at(0), at(0), false).expect("signed at once")
    }

    #[test]
    fn the_shipped_hours_are_four_twenty_four_and_two() {
        assert_eq!(ValidityRules::default(), RULES);
    }

    #[test]
    fn it_holds_from_the_signature_for_24_hours_when_nobody_begins() {
        let validity = signed();
        assert!(!validity.covers(at(-1)));
        assert!(validity.covers(at(0)));
        assert!(validity.covers(at(24 * H - 1)));
        assert!(!validity.covers(at(24 * H)));
    }

    #[test]
    fn it_holds_four_hours_from_the_beginning_of_the_work() {
        let working = signed().started(RULES, at(H)).expect("within");
        assert!(working.covers(at(5 * H - 1)));
        assert!(!working.covers(at(5 * H)));
        let late = signed().started(RULES, at(22 * H)).expect("within");
        assert!(late.covers(at(24 * H - 1)) && !late.covers(at(24 * H)));
        assert_eq!(
            signed().started(RULES, at(24 * H)),
            Err(ValidityRefusal::NotValidNow)
        );
    }

    #[test]
    fn an_extension_adds_to_the_end_or_to_now() {
        let working = signed().started(RULES, at(0)).expect("within");
        let early = working.extended(RULES, 2, at(3 * H)).expect("extended");
        assert_eq!(early.until, at(6 * H));
        let after = working.extended(RULES, 2, at(10 * H)).expect("extended");
        assert_eq!((after.from, after.until), (at(10 * H), at(12 * H)));
        let last_day = signed().extended(RULES, 2, at(25 * H)).expect("extended");
        assert_eq!(last_day.until, last_day.latest_until);
        for hours in [0, -1, 5] {
            assert_eq!(
                working.extended(RULES, hours, at(H)),
                Err(ValidityRefusal::ExtensionOutOfRange(4))
            );
        }
    }

    #[test]
    fn a_text_shown_too_long_ago_is_not_signed() {
        let sign = |now| Validity::signed(RULES, at(0), at(now), false);
        assert!(sign(1_800).is_ok());
        assert_eq!(sign(1_801), Err(ValidityRefusal::ShownTooLongAgo));
        assert_eq!(sign(-1), Err(ValidityRefusal::ShownTooLongAgo));
        assert_eq!(sign(1_800).map(|v| v.latest_until), Ok(at(24 * H)));
    }

    #[test]
    fn an_edit_signed_while_the_work_runs_holds_four_hours() {
        let edit = Validity::signed(RULES, at(0), at(60), true).expect("signed");
        assert_eq!((edit.from, edit.until), (at(60), at(60 + 4 * H)));
    }

    proptest! {
        /// Without the customer's confirmation nothing lies later than 24 hours after the text was shown.
        #[test]
        fn nothing_but_an_extension_lengthens_it(shown in 0_i64..1_800, begin in 0_i64..100_000) {
            let validity = Validity::signed(RULES, at(0), at(shown), false).expect("signed");
            prop_assert!(validity.until <= at(24 * H));
            if let Ok(working) = validity.started(RULES, at(begin)) {
                prop_assert!(working.until <= validity.until);
                prop_assert!(working.until <= at(begin + 4 * H));
                prop_assert!(working.until > at(begin));
            }
        }
    }
}
