//! Soft lock: wrong log-ins cost time, for the account and for the address they come from.
//!
//! Nobody is locked out for ever: delays grow, are capped, and a day without a failure forgets everything. While a
//! delay runs, attempts are refused unread and do not count, so that hammering neither learns anything nor makes the
//! owner wait longer. Several people share an address, so it gets more patience than an account.

use std::net::IpAddr;

use super::EmailAddress;
use crate::time::Timestamp;

/// What the failures are counted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ThrottleScope {
    /// One account, known or unknown.
    Account,
    /// One network an attempt came from.
    Address,
}

/// Failures are forgotten this many seconds after the last one.
pub const FORGET_AFTER_S: i64 = 24 * 3600;
/// No delay is longer, seconds.
pub const LONGEST_DELAY_S: i64 = 15 * 60;

impl ThrottleScope {
    /// Failures without any delay.
    pub const fn free_failures(self) -> u32 {
        match self {
            Self::Account => 3,
            Self::Address => 15,
        }
    }

    /// Seconds to wait after so many failures: 5, 10, 20, … up to [`LONGEST_DELAY_S`].
    pub fn delay_s(self, failures: u32) -> i64 {
        match failures.checked_sub(self.free_failures()) {
            None | Some(0) => 0,
            Some(n) => (5_i64 << (n - 1).min(10)).min(LONGEST_DELAY_S),
        }
    }
}

/// A row of `login_attempts`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LoginThrottle {
    /// Failures that count.
    pub failures: u32,
    /// First of them.
    pub first_failure_at: Timestamp,
    /// Last of them.
    pub last_failure_at: Timestamp,
    /// Until when attempts are refused unread.
    pub locked_until: Option<Timestamp>,
}

impl LoginThrottle {
    /// The row after one more failure. `before` is the stored row, if any.
    pub fn failed(before: Option<Self>, scope: ThrottleScope, now: Timestamp) -> Self {
        let before = before.filter(|row| !row.is_forgotten(now));
        let failures = before.map_or(0, |row| row.failures).saturating_add(1);
        let delay = scope.delay_s(failures);
        // Two attempts checked side by side never shorten a delay.
        let running = before.and_then(|row| row.locked_until).filter(|u| *u > now);
        Self {
            failures,
            first_failure_at: before.map_or(now, |row| row.first_failure_at),
            last_failure_at: now.max(before.map_or(now, |row| row.last_failure_at)),
            locked_until: (delay > 0).then(|| now.plus_seconds(delay)).max(running),
        }
    }

    /// Until when an attempt is refused unread; `None` if it may be checked now.
    pub fn locked_until(row: Option<&Self>, now: Timestamp) -> Option<Timestamp> {
        row.and_then(|row| row.locked_until)
            .filter(|until| *until > now)
    }

    /// A day has passed since the last failure: the row means nothing any more and may be deleted.
    pub fn is_forgotten(&self, now: Timestamp) -> bool {
        now.seconds_since(self.last_failure_at) >= FORGET_AFTER_S
    }
}

/// Key of an account's row. Unknown accounts have one too, so that they behave alike.
pub fn account_key(email: &EmailAddress) -> String {
    format!("account:{email}")
}

/// Key of an address's row: its /24 or /64 network, what one attacker usually holds.
pub fn address_key(ip: IpAddr) -> String {
    match ip.to_canonical() {
        IpAddr::V4(v4) => {
            let [a, b, c, _] = v4.octets();
            format!("address:{a}.{b}.{c}.0/24")
        }
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            format!("address:{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: i64 = 1_800_000_000;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_unix(START + seconds)
    }

    fn fail_times(n: u32, scope: ThrottleScope) -> LoginThrottle {
        let mut row = None;
        let mut now = at(0);
        for _ in 0..n {
            now = LoginThrottle::locked_until(row.as_ref(), now).unwrap_or(now);
            row = Some(LoginThrottle::failed(row, scope, now));
        }
        row.expect("at least one failure")
    }

    #[test]
    fn delays_grow_and_are_capped() {
        let delays: Vec<_> = (1..=14)
            .map(|n| ThrottleScope::Account.delay_s(n))
            .collect();
        assert_eq!(
            delays,
            [0, 0, 0, 5, 10, 20, 40, 80, 160, 320, 640, 900, 900, 900]
        );
        assert_eq!(ThrottleScope::Address.delay_s(15), 0);
        assert_eq!(ThrottleScope::Address.delay_s(16), 5);
        assert_eq!(ThrottleScope::Address.delay_s(u32::MAX), LONGEST_DELAY_S);
    }

    #[test]
    fn an_attempt_during_a_delay_is_refused_until_its_very_end() {
        let row = fail_times(4, ThrottleScope::Account);
        assert_eq!(LoginThrottle::locked_until(Some(&row), at(4)), Some(at(5)));
        assert_eq!(LoginThrottle::locked_until(Some(&row), at(5)), None);
        assert_eq!(LoginThrottle::locked_until(None, at(0)), None);
    }

    #[test]
    fn a_day_without_failure_forgets() {
        let row = fail_times(12, ThrottleScope::Account);
        let nearly = row.last_failure_at.plus_seconds(FORGET_AFTER_S - 1);
        let day = row.last_failure_at.plus_seconds(FORGET_AFTER_S);
        let again = LoginThrottle::failed(Some(row), ThrottleScope::Account, nearly);
        assert_eq!(again.failures, 13);
        let fresh = LoginThrottle::failed(Some(row), ThrottleScope::Account, day);
        assert_eq!((fresh.failures, fresh.locked_until), (1, None));
        assert_eq!(fresh.first_failure_at, day);
    }

    #[test]
    fn a_clock_that_jumps_back_opens_nothing() {
        let row = fail_times(8, ThrottleScope::Account);
        let earlier = at(-3600);
        assert!(LoginThrottle::locked_until(Some(&row), earlier).is_some());
        let again = LoginThrottle::failed(Some(row), ThrottleScope::Account, earlier);
        assert_eq!(again.failures, 9);
        assert_eq!(again.locked_until, row.locked_until);
    }

    #[test]
    fn addresses_count_by_network() {
        let key = |ip: &str| address_key(ip.parse().expect("an address"));
        assert_eq!(key("198.51.100.7"), "address:198.51.100.0/24");
        assert_eq!(key("::ffff:198.51.100.9"), "address:198.51.100.0/24");
        assert_eq!(key("2001:db8:1:2:3::4"), "address:2001:db8:1:2::/64");
        assert_ne!(key("2001:db8:1:3::1"), key("2001:db8:1:2::1"));
    }
}
