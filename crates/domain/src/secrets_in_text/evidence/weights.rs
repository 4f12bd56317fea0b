//! What each feature is worth.

use std::sync::LazyLock;

use super::names::{self, Part, Sink};

/// Places of the table, a power of two and some times as many as there are features.
const PLACES: usize = 1 << 16;
/// Bits of a place that hold the points; the others are those of the feature's number.
const POINTS: u32 = 16;

/// Found at the place their number says, or in one of the next.
static WEIGHTS: LazyLock<Vec<u64>> = LazyLock::new(|| {
    let mut table = vec![0_u64; PLACES];
    for (name, points) in lines() {
        let number = names::number_of(name);
        let mut at = place(number);
        while table[at] != 0 {
            at = (at + 1) % PLACES;
        }
        table[at] = ((number >> POINTS) << POINTS) | u64::from(points.cast_unsigned());
    }
    table
});

fn lines() -> impl Iterator<Item = (&'static str, i16)> {
    include_str!("weights.txt")
        .lines()
        .filter_map(|line| line.rsplit_once('\t'))
        .filter_map(|(name, points)| Some((name, points.parse().ok()?)))
}

#[expect(clippy::cast_possible_truncation, reason = "only the lower bits")]
const fn place(number: u64) -> usize {
    number as usize % PLACES
}

/// Points so low before anything farther away is seen that nothing of the corpora got enough in the end: the least that did
/// had -372.
const HOPELESS: i32 = -500;

/// Adds up, in hundredths of a logit; nothing for what was never learned.
pub(super) struct Points {
    table: &'static [u64],
    /// So far.
    pub(super) sum: i32,
    /// The whole sum is wanted however low it is.
    whole: bool,
}

impl Points {
    /// None so far; `whole` if the sum is wanted however low it gets.
    pub(super) fn none(whole: bool) -> Self {
        Self {
            table: &WEIGHTS,
            sum: 0,
            whole,
        }
    }
}

impl Sink for Points {
    #[inline]
    fn see(&mut self, name: Part<'static>, parts: &[Part]) {
        let number = names::number(name.hash, parts.iter().map(|p| p.hash));
        let mut at = place(number);
        loop {
            let found = self.table[at];
            if found == 0 {
                return;
            }
            if (found ^ number) >> POINTS == 0 {
                #[expect(
                    clippy::cast_possible_truncation,
                    reason = "the lower bits are the points"
                )]
                let points = (found as u16).cast_signed();
                self.sum += i32::from(points);
                return;
            }
            at = (at + 1) % PLACES;
        }
    }

    fn is_hopeless(&self) -> bool {
        !self.whole && self.sum < HOPELESS
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    #[test]
    fn every_feature_has_a_number_of_its_own() {
        let mut names: HashMap<u64, &str> = HashMap::new();
        let mut read = 0;
        for (name, points) in lines() {
            let number = names::number_of(name);
            assert_eq!(names.insert(number >> POINTS, name), None, "{name}");
            let mut sum = Points::none(true);
            let mut parts = name.split('\t').map(Part::of);
            let first = parts.next().expect("a name");
            sum.see(first, &parts.collect::<Vec<_>>());
            assert_eq!(sum.sum, i32::from(points), "{name}");
            read += 1;
        }
        let all = include_str!("weights.txt").lines().count();
        assert_eq!(read, all, "every line is read");
        assert!(all * 5 < PLACES * 4, "the table is too full");
    }
}
