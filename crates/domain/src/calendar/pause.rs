//! Pauses: stretches of instants that do not count, in any order, also overlapping, the last one perhaps still going on.
//!
//! They are instants, never local times: a pause over the night in which the clocks go back would otherwise vanish (rule 1).

use crate::time::Timestamp;

/// Pauses in order, merged.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pauses(Vec<(Timestamp, Option<Timestamp>)>);

/// A pause that ends before it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the pause from {from} ends before it begins, at {until}")]
pub struct PauseBackwards {
    /// Its beginning.
    pub from: Timestamp,
    /// Its end.
    pub until: Timestamp,
}

impl Pauses {
    /// None.
    pub const NONE: Self = Self(Vec::new());

    /// Puts pauses in order and merges what overlaps; one without an end goes on for ever.
    pub fn new(
        pauses: impl IntoIterator<Item = (Timestamp, Option<Timestamp>)>,
    ) -> Result<Self, PauseBackwards> {
        let mut pauses: Vec<_> = pauses.into_iter().collect();
        pauses.sort_unstable();
        let mut merged: Vec<(Timestamp, Option<Timestamp>)> = Vec::new();
        for (from, until) in pauses {
            if let Some(until) = until.filter(|until| *until < from) {
                return Err(PauseBackwards { from, until });
            }
            match merged.last_mut() {
                Some((_, end)) if end.is_none_or(|end| from <= end) => {
                    *end = later(*end, until);
                }
                _ => merged.push((from, until)),
            }
        }
        Ok(Self(merged))
    }

    /// Whether one has no end: then nothing counts behind it.
    pub fn is_open(&self) -> bool {
        self.0.last().is_some_and(|(_, until)| until.is_none())
    }

    /// What lies between the pauses in `[from, until)`, in order; nothing of it is empty.
    pub(super) fn between(
        &self,
        from: Timestamp,
        until: Timestamp,
    ) -> impl Iterator<Item = (Timestamp, Timestamp)> {
        let mut stretches = Vec::new();
        let mut at = from;
        for (begin, end) in &self.0 {
            stretches.push((at, until.min(*begin)));
            at = end.map_or(until, |end| end.max(at));
        }
        stretches.push((at, until));
        stretches.into_iter().filter(|(from, until)| from < until)
    }
}

/// The later of two ends; no end is later than any.
fn later(one: Option<Timestamp>, other: Option<Timestamp>) -> Option<Timestamp> {
    Some(one?.max(other?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_unix(seconds)
    }

    fn pauses(list: &[(i64, Option<i64>)]) -> Pauses {
        let list = list.iter().map(|(from, until)| (at(*from), until.map(at)));
        Pauses::new(list).expect("pauses")
    }

    #[test]
    fn pauses_in_any_order_become_stretches_between_them() {
        let pauses = pauses(&[
            (50, Some(60)),
            (10, Some(20)),
            (15, Some(30)),
            (30, Some(31)),
            (12, Some(13)),
            (40, Some(40)),
        ]);
        let between = |from, until| -> Vec<(i64, i64)> {
            let stretches = pauses.between(at(from), at(until));
            stretches.map(|(a, b)| (a.unix(), b.unix())).collect()
        };
        assert_eq!(between(0, 100), [(0, 10), (31, 40), (40, 50), (60, 100)]);
        assert_eq!(between(15, 55), [(31, 40), (40, 50)]);
        assert!(between(12, 20).is_empty());
        assert!(between(70, 60).is_empty());
        assert!(!pauses.is_open());
    }

    #[test]
    fn a_pause_without_an_end_swallows_what_follows() {
        let pauses = pauses(&[(20, None), (30, Some(40)), (10, Some(25))]);
        assert!(pauses.is_open());
        let between: Vec<_> = pauses.between(at(0), at(100)).collect();
        assert_eq!(between, [(at(0), at(10))]);
        assert!(!Pauses::NONE.is_open());
    }

    #[test]
    fn a_pause_that_ends_before_it_begins_is_refused() {
        assert_eq!(
            Pauses::new([(at(0), None), (at(5), Some(at(4)))]),
            Err(PauseBackwards {
                from: at(5),
                until: at(4)
            })
        );
    }
}
