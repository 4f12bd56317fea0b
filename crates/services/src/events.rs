//! What wakes live pages: after a commit, the use case says which organization and ticket changed.
//!
//! The hub carries no content. Whoever is woken reads the new audit events from the database as themselves, so that a
//! right taken away ends the stream. Other processes are noticed by reading, once a second. // RULINGS 31

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use domain::ids::{OrganizationId, TicketId};
use tokio::sync::broadcast;

/// Something was committed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Changed {
    /// Whose chain of events grew.
    pub organization: OrganizationId,
    /// The ticket, if one ticket was meant.
    pub ticket: Option<TicketId>,
}

/// Broadcasts changes inside this process. Slow listeners lose entries and then simply read again.
#[derive(Debug, Clone)]
pub struct Hub {
    listeners: broadcast::Sender<Changed>,
    told: Arc<AtomicU64>,
}

impl Default for Hub {
    fn default() -> Self {
        Self {
            listeners: broadcast::Sender::new(256),
            told: Arc::default(),
        }
    }
}

impl Hub {
    /// Tells everybody who listens; nobody listening is no error.
    pub fn tell(&self, organization: OrganizationId, ticket: Option<TicketId>) {
        self.told.fetch_add(1, Ordering::SeqCst);
        let _ = self.listeners.send(Changed {
            organization,
            ticket,
        });
    }

    /// How often something was told: as long as this stands still, nothing was changed from here.
    pub fn told(&self) -> u64 {
        self.told.load(Ordering::SeqCst)
    }

    /// Listens from now on.
    pub fn listen(&self) -> broadcast::Receiver<Changed> {
        self.listeners.subscribe()
    }
}
