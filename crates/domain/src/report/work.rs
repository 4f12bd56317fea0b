//! How much was worked, and how much of it is billed.

use super::fact::WorkFact;
use super::share::Share;

/// Work of a period.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Work {
    /// How many entries.
    pub n: u64,
    /// Seconds worked.
    pub worked_s: u64,
    /// Seconds of them that are billed.
    pub billable_s: u64,
}

impl Work {
    pub(super) const fn add(&mut self, work: &WorkFact) {
        self.n += 1;
        self.worked_s += work.worked_s;
        self.billable_s += work.billable_s;
    }

    pub(super) const fn merge(&mut self, other: Self) {
        self.n += other.n;
        self.worked_s += other.worked_s;
        self.billable_s += other.billable_s;
    }

    /// Billed seconds of those worked; its n is seconds, [`Work::n`] is the number of entries.
    pub fn billable(self) -> Option<Share> {
        Share::of(self.billable_s, self.worked_s)
    }
}
