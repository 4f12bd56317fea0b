//! How often somebody may look: so many times an hour at one field, so many times a day in all, by the house rules.
//!
//! The hour and the day slide. Who is refused for the day's limit stays locked until a manager unlocks, however much
//! time passes: harvesting must be looked at by somebody.

use super::{DenyCode, RevealOutcome};
use crate::ids::{PersonId, SecretId};
use crate::time::Timestamp;

const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;

/// An earlier look, granted or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PastReveal {
    /// At what.
    pub secret: SecretId,
    /// Who.
    pub actor: PersonId,
    /// When.
    pub at: Timestamp,
    /// How it ended.
    pub outcome: RevealOutcome,
    /// The code of a refusal.
    pub code: Option<DenyCode>,
}

/// A manager's unlocking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unlock {
    /// Whom it unlocks.
    pub person: PersonId,
    /// One field, or the day's limit.
    pub secret: Option<SecretId>,
    /// When.
    pub at: Timestamp,
}

/// What the limits look at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Usage {
    /// Granted looks at this field within the last hour, by anybody, since its last unlocking.
    pub field_last_hour: u32,
    /// Granted looks of this engineer within the last 24 hours, since the last unlocking.
    pub engineer_last_day: u32,
    /// Refused for the day's limit and not unlocked since.
    pub engineer_locked: bool,
}

impl Usage {
    /// Counts earlier looks. `past` must hold the field's looks of the last hour, the engineer's of the last 24 hours
    /// and the engineer's refusals for the day's limit since the last unlocking; more does no harm.
    pub fn count(
        now: Timestamp,
        secret: SecretId,
        actor: PersonId,
        past: &[PastReveal],
        unlocks: &[Unlock],
    ) -> Self {
        let last = |wanted: &dyn Fn(&Unlock) -> bool| {
            unlocks.iter().filter(|u| wanted(u)).map(|u| u.at).max()
        };
        let field_unlocked = last(&|u| u.secret == Some(secret));
        let day_unlocked = last(&|u| u.secret.is_none() && u.person == actor);
        let after = |at: Timestamp, unlocked: Option<Timestamp>| unlocked.is_none_or(|u| at > u);
        let count = |wanted: &dyn Fn(&PastReveal) -> bool| {
            let n = past.iter().filter(|p| wanted(p)).count();
            u32::try_from(n).unwrap_or(u32::MAX)
        };
        // A look that failed to decrypt was granted and counts.
        let looked = |p: &PastReveal| p.outcome != RevealOutcome::Denied;
        Self {
            field_last_hour: count(&|p| {
                looked(p)
                    && p.secret == secret
                    && p.at > now.minus_seconds(HOUR)
                    && after(p.at, field_unlocked)
            }),
            engineer_last_day: count(&|p| {
                looked(p)
                    && p.actor == actor
                    && p.at > now.minus_seconds(DAY)
                    && after(p.at, day_unlocked)
            }),
            engineer_locked: count(&|p| {
                p.actor == actor && p.code == Some(DenyCode::DayLimit) && after(p.at, day_unlocked)
            }) > 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn secret(n: u128) -> SecretId {
        SecretId::from_uuid(Uuid::from_u128(n))
    }

    fn person(n: u128) -> PersonId {
        PersonId::from_uuid(Uuid::from_u128(n))
    }

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_unix(1_700_000_000 + seconds)
    }

    fn look(seconds: i64) -> PastReveal {
        PastReveal {
            secret: secret(1),
            actor: person(1),
            at: at(seconds),
            outcome: RevealOutcome::Granted,
            code: None,
        }
    }

    fn count(now: i64, past: &[PastReveal], unlocks: &[Unlock]) -> Usage {
        Usage::count(at(now), secret(1), person(1), past, unlocks)
    }

    #[test]
    fn the_hour_slides_and_belongs_to_the_field() {
        let others = PastReveal {
            actor: person(2),
            ..look(0)
        };
        let elsewhere = PastReveal {
            secret: secret(2),
            ..look(0)
        };
        let failed = PastReveal {
            outcome: RevealOutcome::Failed,
            ..look(0)
        };
        let denied = PastReveal {
            outcome: RevealOutcome::Denied,
            ..look(0)
        };
        let past = [look(0), others, elsewhere, failed, denied];
        assert_eq!(count(HOUR - 1, &past, &[]).field_last_hour, 3);
        assert_eq!(count(HOUR, &past, &[]).field_last_hour, 0);
    }

    #[test]
    fn the_day_slides_and_belongs_to_the_engineer() {
        let others = PastReveal {
            actor: person(2),
            ..look(0)
        };
        let elsewhere = PastReveal {
            secret: secret(2),
            ..look(0)
        };
        let past = [look(0), others, elsewhere];
        assert_eq!(count(DAY - 1, &past, &[]).engineer_last_day, 2);
        assert_eq!(count(DAY, &past, &[]).engineer_last_day, 0);
    }

    #[test]
    fn who_was_refused_for_the_day_stays_locked_until_a_manager_unlocks() {
        let refused = PastReveal {
            outcome: RevealOutcome::Denied,
            code: Some(DenyCode::DayLimit),
            ..look(0)
        };
        let unlock = |secret, person, seconds| Unlock {
            person,
            secret,
            at: at(seconds),
        };
        assert!(count(10 * DAY, &[refused], &[]).engineer_locked);
        assert!(!count(10 * DAY, &[refused], &[unlock(None, person(1), 5)]).engineer_locked);
        for other in [
            unlock(None, person(2), 5),
            unlock(Some(secret(1)), person(1), 5),
            unlock(None, person(1), -5),
        ] {
            assert!(
                count(10 * DAY, &[refused], &[other]).engineer_locked,
                "{other:?}"
            );
        }
    }

    #[test]
    fn an_unlocking_starts_the_count_anew() {
        let past = [look(0), look(10), look(20)];
        let field = Unlock {
            person: person(1),
            secret: Some(secret(1)),
            at: at(10),
        };
        let day = Unlock {
            person: person(1),
            secret: None,
            at: at(10),
        };
        assert_eq!(
            count(30, &past, &[field]),
            Usage {
                field_last_hour: 1,
                engineer_last_day: 3,
                engineer_locked: false
            }
        );
        assert_eq!(
            count(30, &past, &[day]),
            Usage {
                field_last_hour: 3,
                engineer_last_day: 1,
                engineer_locked: false
            }
        );
    }
}
