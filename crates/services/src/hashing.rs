//! Password hashing: argon2id, two at a time, a bounded queue, never on the threads that serve pages.
//!
//! A hash costs 46 MiB and a tenth of a second, so a burst of log-ins must neither eat the memory nor starve other pages:
//! beyond the queue the answer is "busy". Unknown accounts are checked against a hash nobody has the password of, so that
//! known and unknown cost the same; the counter lets tests see it. // ASVS 6.3.1

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use argon2::{Algorithm, Argon2, Params, Version};
use secrecy::{ExposeSecret as _, SecretString};
use tokio::sync::Semaphore;

use crate::error::{Result, ServiceError};

/// Hashes computed at once.
const AT_ONCE: usize = 2;
/// Callers that may wait; more are told that the desk is busy.
const QUEUE: usize = 24;

/// What a hash costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes.
    pub passes: u32,
}

impl Cost {
    /// What is shipped: 46 MiB, one pass (OWASP, ASVS appendix C).
    pub const DEFAULT: Self = Self {
        memory_kib: 47_104,
        passes: 1,
    };
    /// As cheap as possible, for tests that are not about hashing.
    pub const TEST: Self = Self {
        memory_kib: 64,
        passes: 1,
    };
}

/// The result of a verification.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The password is right; `rehash` asks for a new hash because the cost changed.
    Right {
        /// The stored hash is cheaper or dearer than today's.
        rehash: bool,
    },
    /// The password is wrong, or there is none.
    Wrong,
}

/// Hashes and verifies passwords. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Hasher(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    cost: Cost,
    permits: Semaphore,
    waiting: AtomicUsize,
    verifications: AtomicU64,
    /// A hash nobody knows the password of.
    decoy: String,
}

impl Hasher {
    /// A hasher of this cost. The seed makes the decoy's salt; it need not be secret.
    pub fn new(cost: Cost, seed: [u8; 16]) -> Result<Self> {
        let decoy = hash_now(cost, &hex::encode(seed), seed)?;
        Ok(Self(Arc::new(Inner {
            cost,
            permits: Semaphore::new(AT_ONCE),
            waiting: AtomicUsize::new(0),
            verifications: AtomicU64::new(0),
            decoy,
        })))
    }

    /// How many verifications were computed since the start.
    pub fn verifications(&self) -> u64 {
        self.0.verifications.load(Ordering::Relaxed)
    }

    /// Hashes a password with a fresh salt; the result is a PHC string.
    ///
    /// # Errors
    /// [`ServiceError::Unavailable`] when too many wait.
    pub async fn hash(&self, password: SecretString, salt: [u8; 16]) -> Result<String> {
        let cost = self.0.cost;
        self.run(move || hash_now(cost, password.expose_secret(), salt))
            .await?
    }

    /// Verifies a password against a stored hash; without one, the decoy is verified and the answer is wrong.
    ///
    /// # Errors
    /// [`ServiceError::Unavailable`] when too many wait, [`ServiceError::Internal`] when the stored hash is no hash.
    pub async fn verify(&self, password: SecretString, stored: Option<String>) -> Result<Verdict> {
        let known = stored.is_some();
        let stored = stored.unwrap_or_else(|| self.0.decoy.clone());
        let (cost, counter) = (self.0.cost, self.clone());
        let right = self
            .run(move || {
                counter.0.verifications.fetch_add(1, Ordering::Relaxed);
                verify_now(cost, password.expose_secret(), &stored)
            })
            .await??;
        Ok(if known { right } else { Verdict::Wrong })
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
        let _place = Place::take(&self.0.waiting)?;
        let _permit = self
            .0
            .permits
            .acquire()
            .await
            .map_err(ServiceError::internal)?;
        tokio::task::spawn_blocking(work)
            .await
            .map_err(ServiceError::internal)
    }
}

/// A place in the queue, given back when dropped.
struct Place<'a>(&'a AtomicUsize);

impl<'a> Place<'a> {
    fn take(waiting: &'a AtomicUsize) -> Result<Self> {
        let place = Self(waiting);
        if waiting.fetch_add(1, Ordering::Relaxed) >= AT_ONCE + QUEUE {
            return Err(ServiceError::unavailable("too many log-ins at once"));
        }
        Ok(place)
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

fn params(cost: Cost) -> Result<Params> {
    Params::new(cost.memory_kib, cost.passes, 1, None)
        .map_err(|error| ServiceError::internal(error.to_string()))
}

fn hash_now(cost: Cost, password: &str, salt: [u8; 16]) -> Result<String> {
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params(cost)?)
        .hash_password_with_salt(password.as_bytes(), &salt)
        .map(|hash| hash.to_string())
        .map_err(|error| ServiceError::internal(error.to_string()))
}

fn verify_now(cost: Cost, password: &str, stored: &str) -> Result<Verdict> {
    let hash = PasswordHash::new(stored)
        .map_err(|_| ServiceError::internal("a stored password hash is no hash"))?;
    // The parameters come from the stored hash, not from the instance.
    let right = Argon2::default().verify_password(password.as_bytes(), &hash);
    let stored_cost = Params::try_from(&hash).map(|params| Cost {
        memory_kib: params.m_cost(),
        passes: params.t_cost(),
    });
    Ok(match right {
        Ok(()) => Verdict::Right {
            rehash: stored_cost != Ok(cost),
        },
        Err(_) => Verdict::Wrong,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(text: &str) -> SecretString {
        SecretString::from(text.to_owned())
    }

    #[tokio::test]
    async fn every_character_counts_and_unknown_accounts_cost_the_same() -> Result<()> {
        let hasher = Hasher::new(Cost::TEST, [7; 16])?;
        let long = format!("{}ä", "x".repeat(80));
        let stored = hasher.hash(secret(&long), [1; 16]).await?;
        let right = hasher.verify(secret(&long), Some(stored.clone())).await?;
        assert_eq!(right, Verdict::Right { rehash: false });
        let cut = hasher
            .verify(secret(&long[..80]), Some(stored.clone()))
            .await?;
        assert_eq!(cut, Verdict::Wrong);
        assert_eq!(hasher.verify(secret("x"), None).await?, Verdict::Wrong);
        assert_eq!(hasher.verifications(), 3);
        let decoy = hex::encode([7_u8; 16]);
        assert_eq!(hasher.verify(secret(&decoy), None).await?, Verdict::Wrong);
        Ok(())
    }

    #[tokio::test]
    async fn shipped_hashes_are_argon2id_with_the_documented_cost() -> Result<()> {
        let cheap = Hasher::new(Cost::TEST, [7; 16])?;
        let stored = cheap.hash(secret("ein langes Passwort"), [2; 16]).await?;
        let shipped = hash_now(Cost::DEFAULT, "ein langes Passwort", [2; 16])?;
        assert!(shipped.starts_with("$argon2id$v=19$m=47104,t=1,p=1$"));
        let dear = Hasher::new(
            Cost {
                memory_kib: 128,
                passes: 1,
            },
            [7; 16],
        )?;
        let verdict = dear
            .verify(secret("ein langes Passwort"), Some(stored))
            .await?;
        assert_eq!(verdict, Verdict::Right { rehash: true });
        Ok(())
    }

    #[tokio::test]
    async fn a_burst_beyond_the_queue_is_told_to_come_back() -> Result<()> {
        let hasher = Hasher::new(Cost::TEST, [7; 16])?;
        let _all = hasher
            .0
            .permits
            .acquire_many(2)
            .await
            .map_err(ServiceError::internal)?;
        let mut waiting = Vec::new();
        for _ in 0..AT_ONCE + QUEUE {
            let hasher = hasher.clone();
            waiting.push(tokio::spawn(async move {
                hasher.verify(secret("x"), None).await
            }));
        }
        while hasher.0.waiting.load(Ordering::Relaxed) < AT_ONCE + QUEUE {
            tokio::task::yield_now().await;
        }
        let refused = hasher.verify(secret("x"), None).await;
        assert!(matches!(refused, Err(ServiceError::Unavailable(_))));
        for task in waiting {
            task.abort();
            let _ = task.await;
        }
        assert_eq!(hasher.0.waiting.load(Ordering::Relaxed), 0);
        Ok(())
    }
}
