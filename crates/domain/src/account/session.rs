//! How long a session lives, and when somebody has just proved who they are.

use crate::time::Timestamp;

/// A session ends this long after log-in, whatever happens, seconds.
pub const ABSOLUTE_S: i64 = 12 * 3600;
/// A check of the second factor (or of password and mailed code) is fresh for this long, seconds. // RULINGS 13
pub const FRESH_S: i64 = 5 * 60;
/// `last_seen_at` is written at most this often, seconds.
pub const TOUCH_EVERY_S: i64 = 60;

/// Seconds without a request after which a session ends: 30 minutes for staff, 60 for customers.
pub const fn idle_s(is_staff: bool) -> i64 {
    if is_staff { 30 * 60 } else { 60 * 60 }
}

/// When a session ends if nothing more happens.
pub fn expires_at(created: Timestamp, last_seen: Timestamp, is_staff: bool) -> Timestamp {
    last_seen
        .plus_seconds(idle_s(is_staff))
        .min(created.plus_seconds(ABSOLUTE_S))
}

/// The session still lives at `now`; the end itself is too late.
pub fn is_live(created: Timestamp, last_seen: Timestamp, is_staff: bool, now: Timestamp) -> bool {
    now < expires_at(created, last_seen, is_staff)
}

/// Time to write `last_seen_at` again. // once a minute at most
pub fn should_touch(last_seen: Timestamp, now: Timestamp) -> bool {
    now.seconds_since(last_seen) >= TOUCH_EVERY_S
}

/// The last proof of identity is at most five minutes old. A proof from the future proves nothing.
pub fn is_fresh(proved_at: Option<Timestamp>, now: Timestamp) -> bool {
    proved_at.is_some_and(|at| (0..=FRESH_S).contains(&now.seconds_since(at)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_unix(1_800_000_000 + seconds)
    }

    #[test]
    fn sessions_end_by_idleness_and_in_any_case_after_twelve_hours() {
        assert!(is_live(at(0), at(0), true, at(1799)));
        assert!(!is_live(at(0), at(0), true, at(1800)));
        assert!(is_live(at(0), at(0), false, at(3599)));
        assert!(!is_live(at(0), at(0), false, at(3600)));
        let busy = at(ABSOLUTE_S - 5);
        assert!(is_live(at(0), busy, false, at(ABSOLUTE_S - 1)));
        assert!(!is_live(at(0), busy, false, at(ABSOLUTE_S)));
    }

    #[test]
    fn a_proof_is_fresh_for_five_minutes() {
        assert!(is_fresh(Some(at(0)), at(300)));
        assert!(!is_fresh(Some(at(0)), at(301)));
        assert!(!is_fresh(Some(at(10)), at(9)));
        assert!(!is_fresh(None, at(0)));
    }

    #[test]
    fn last_seen_is_written_once_a_minute() {
        assert!(!should_touch(at(0), at(59)));
        assert!(should_touch(at(0), at(60)));
    }
}
