//! Counting failures and refusing while a delay runs, per account, per network, per person for second factors.
//!
//! While a delay runs an attempt is refused unread: it neither counts nor learns anything. // ASVS 6.3.1

use domain::account::{LoginThrottle, ThrottleScope};
use domain::time::Timestamp;
use store::Tx;

use crate::context::Context;
use crate::error::{Result, ServiceError};

/// What a failure counts for.
pub(super) struct Throttle {
    keys: Vec<(String, ThrottleScope)>,
}

impl Throttle {
    pub(super) const fn new() -> Self {
        Self { keys: Vec::new() }
    }

    pub(super) fn on(mut self, key: String, scope: ThrottleScope) -> Self {
        self.keys.push((key, scope));
        self
    }

    /// Refuses while one of the delays runs.
    pub(super) async fn check(&self, tx: &mut Tx, now: Timestamp) -> Result<()> {
        let mut until = None;
        for (key, _) in &self.keys {
            let row = store::logins::find(tx, key).await?;
            let locked = LoginThrottle::locked_until(row.as_ref(), now);
            until = until.max(locked);
        }
        match until {
            Some(until) => Err(ServiceError::Throttled {
                retry_after_s: until.seconds_since(now),
            }),
            None => Ok(()),
        }
    }

    /// Counts a failure. Says whether a delay began.
    pub(super) async fn failed(&self, context: &Context, tx: &mut Tx) -> Result<bool> {
        let now = context.now();
        let mut locked = false;
        for (key, scope) in &self.keys {
            let before = store::logins::find_for_update(tx, key, now).await?;
            let after = LoginThrottle::failed(before, *scope, now);
            store::logins::update(tx, key, &after).await?;
            locked |= after.locked_until.is_some();
        }
        Ok(locked)
    }
}
