//! Papers are laid out one a core at a time; a few may wait, more are told to come back. A layout takes a core for a while and
//! much memory: as many as somebody asks for would take both from everybody else.

use std::sync::Arc;

use documents::{DocumentError, Renderer};
use services::error::ServiceError;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::state::App;
use crate::web::Failure;

/// So many may wait for each core.
const WAITING_A_CORE: usize = 8;

/// Who lays out, and who waits for it. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Layouts {
    cores: Arc<Semaphore>,
    places: Arc<Semaphore>,
}

/// The right to lay out papers, one after another, until the last clone is dropped.
#[derive(Debug, Clone)]
pub struct Turn {
    _core: Arc<OwnedSemaphorePermit>,
    _place: Arc<OwnedSemaphorePermit>,
}

impl Default for Layouts {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Self::new(cores, cores * WAITING_A_CORE)
    }
}

impl Layouts {
    /// So many at once, and so many behind them.
    pub fn new(at_once: usize, waiting: usize) -> Self {
        Self {
            cores: Arc::new(Semaphore::new(at_once)),
            places: Arc::new(Semaphore::new(at_once + waiting)),
        }
    }

    /// Waits for a turn.
    ///
    /// # Errors
    /// [`Failure::Busy`] when too many wait already.
    pub async fn turn(&self) -> Result<Turn, Failure> {
        let place = self.places.clone().try_acquire_owned();
        let place = place.map_err(|_| Failure::Busy)?;
        let core = self.cores.clone().acquire_owned().await;
        Ok(Turn {
            _core: Arc::new(core.map_err(ServiceError::internal)?),
            _place: Arc::new(place),
        })
    }

    /// How many more are let in.
    pub fn places_left(&self) -> usize {
        self.places.available_permits()
    }
}

impl Turn {
    /// Lays out on a thread of its own. The turn lasts as long as the work does, whether or not somebody still waits for it.
    ///
    /// # Errors
    /// The document cannot be laid out.
    pub async fn lay_out<F>(&self, app: &App, work: F) -> Result<Vec<u8>, Failure>
    where
        F: FnOnce(&Renderer) -> Result<Vec<u8>, DocumentError> + Send + 'static,
    {
        let (app, turn) = (app.clone(), self.clone());
        let laid_out = tokio::task::spawn_blocking(move || {
            let paper = work(&app.renderer());
            drop(turn);
            paper
        });
        laid_out
            .await
            .map_err(ServiceError::internal)?
            .map_err(|error| ServiceError::internal(error).into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn one_a_core_a_few_wait_and_more_come_back_later() {
        let layouts = Layouts::new(1, 1);
        let first = layouts.turn().await.expect("a free core");
        let clone = first.clone();
        let mut second = Box::pin(layouts.turn());
        // Asked once, so that it waits.
        let waits = futures::poll!(&mut second);
        assert!(waits.is_pending());
        assert!(matches!(layouts.turn().await, Err(Failure::Busy)));
        drop(first);
        assert!(futures::poll!(&mut second).is_pending(), "still at work");
        drop(clone);
        let second = second.await.expect("the core is free");
        assert_eq!(layouts.places_left(), 1);
        drop(second);
        assert_eq!(layouts.places_left(), 2);
    }
}
