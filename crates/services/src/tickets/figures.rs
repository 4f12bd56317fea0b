//! The figures beside the views of the queue, remembered for a second.
//!
//! They are counted over thousands of index entries, a quarter of what the page costs, and a desk of eight asks for them
//! again and again. So a figure may be as old as the second it was counted in, but never older than the last change this
//! process has told ([`Hub::told`]): whoever takes a ticket sees the figures follow at once. What another server or the clock
//! changed shows within a second.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use domain::ids::PersonId;
use domain::time::Timestamp;
use store::queue::ViewCounts;

use super::views::SavedView;
use crate::events::Hub;

/// People remembered at most; more of them than a desk has means they are long gone.
const MOST: usize = 512;

/// Figures by person.
#[derive(Debug, Default)]
pub(crate) struct Figures(Mutex<HashMap<PersonId, Counted>>);

#[derive(Debug)]
struct Counted {
    at: Moment,
    beside: Beside,
}

/// What stands beside the queue.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Beside {
    /// Figures of the views that everybody has.
    pub counts: ViewCounts,
    /// The views the reader keeps, and those of their teams.
    pub saved: Arc<[SavedView]>,
}

/// When somebody counts: taken before the question, so that a change meanwhile makes the answer old.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Moment {
    second: Timestamp,
    told: u64,
}

impl Moment {
    pub(super) fn new(hub: &Hub, now: Timestamp) -> Self {
        Self {
            second: now,
            told: hub.told(),
        }
    }
}

impl Figures {
    /// What was counted for a person at this moment.
    pub(super) fn at(&self, moment: Moment, person: PersonId) -> Option<Beside> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let counted = known.get(&person)?;
        (counted.at == moment).then(|| counted.beside.clone())
    }

    /// Remembers what was counted.
    pub(super) fn remember(&self, moment: Moment, person: PersonId, beside: Beside) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST {
            known.clear();
        }
        known.insert(person, Counted { at: moment, beside });
    }

    /// A list of views is another one now: whoever it belongs to counts anew.
    pub(super) fn forget(&self) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::ids::OrganizationId;
    use uuid::Uuid;

    #[test]
    fn figures_last_for_a_second_or_until_something_is_told() {
        let (hub, figures) = (Hub::default(), Figures::default());
        let at = Timestamp::from_unix(1_800_000_000);
        let (jana, tarek) = (
            PersonId::from_uuid(Uuid::from_u128(1)),
            PersonId::from_uuid(Uuid::from_u128(2)),
        );
        let counts = Beside {
            counts: ViewCounts {
                open: 7,
                ..ViewCounts::default()
            },
            saved: Arc::default(),
        };
        let moment = Moment::new(&hub, at);
        assert_eq!(figures.at(moment, jana), None);
        figures.remember(moment, jana, counts.clone());
        assert_eq!(
            figures.at(Moment::new(&hub, at), jana),
            Some(counts.clone())
        );
        assert_eq!(figures.at(moment, tarek), None, "everybody has their own");
        figures.forget();
        assert_eq!(figures.at(moment, jana), None, "a list has changed");
        figures.remember(moment, jana, counts.clone());
        let later = Moment::new(&hub, at.plus_seconds(1));
        assert_eq!(figures.at(later, jana), None, "a second later");
        hub.tell(OrganizationId::from_uuid(Uuid::from_u128(3)), None);
        assert_eq!(
            figures.at(Moment::new(&hub, at), jana),
            None,
            "after a change"
        );
        // Somebody counted while it was changed: what they counted is not taken for new.
        figures.remember(moment, jana, counts);
        assert_eq!(figures.at(Moment::new(&hub, at), jana), None);
    }
}
