//! Reports take turns: each holds all it counts in memory, and more at once than there are cores make none of them faster.

use tokio::sync::{Semaphore, SemaphorePermit};

use crate::error::{Result, ServiceError};

/// How many reports are counted at once.
const AT_ONCE: usize = 2;

/// Whose turn it is.
#[derive(Debug)]
pub struct Turns(Semaphore);

impl Default for Turns {
    fn default() -> Self {
        Self(Semaphore::new(AT_ONCE))
    }
}

impl Turns {
    /// Waits for a turn; it ends with what is given. Taken before a connection is, so that who waits holds none.
    pub(super) async fn wait(&self) -> Result<SemaphorePermit<'_>> {
        self.0.acquire().await.map_err(ServiceError::internal)
    }
}
