//! Exact percentiles: every value is kept, nothing is estimated.

use super::share::SMALL_N;

/// A percentile this far out needs so many values (`docs/REPORTS.md`).
const P99_NEEDS: usize = 100;

/// Values as they come, in any order: seconds, or thousandths of a budget.
#[derive(Debug, Clone, Default)]
pub struct Samples {
    values: Vec<i64>,
}

impl Samples {
    /// One more.
    pub fn push(&mut self, value: i64) {
        self.values.push(value);
    }

    /// Those of another part.
    pub fn merge(&mut self, mut other: Self) {
        self.values.append(&mut other.values);
    }

    /// In order, ready to be asked.
    pub fn sorted(mut self) -> Sorted {
        self.values.sort_unstable();
        Sorted {
            values: self.values,
        }
    }
}

/// Values in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sorted {
    values: Vec<i64>,
}

impl Sorted {
    /// How many there are.
    pub fn n(&self) -> u64 {
        self.values.len() as u64
    }

    /// Whether too few values stand behind a percentile to conclude anything.
    pub fn is_small(&self) -> bool {
        self.n() < SMALL_N
    }

    /// The values, in order.
    pub fn values(&self) -> &[i64] {
        &self.values
    }

    /// Nearest rank: the ⌈p·n⌉-th value, `percent` from 1 to 100. `None` of nothing.
    pub fn percentile(&self, percent: u8) -> Option<i64> {
        let rank = (usize::from(percent) * self.values.len()).div_ceil(100);
        self.values.get(rank.checked_sub(1)?).copied()
    }

    /// The middle one.
    pub fn p50(&self) -> Option<i64> {
        self.percentile(50)
    }

    /// Nine of ten are not above it.
    pub fn p90(&self) -> Option<i64> {
        self.percentile(90)
    }

    /// 99 of a hundred are not above it; `None` below a hundred values, where it would only be the greatest one.
    pub fn p99(&self) -> Option<i64> {
        self.percentile(99)
            .filter(|_| self.values.len() >= P99_NEEDS)
    }

    /// The mean, rounded half up; `None` of nothing.
    pub fn mean(&self) -> Option<i64> {
        let n = i128::try_from(self.values.len()).ok().filter(|n| *n > 0)?;
        let sum: i128 = self.values.iter().map(|value| i128::from(*value)).sum();
        i64::try_from((2 * sum + n).div_euclid(2 * n)).ok()
    }

    /// How many are not above a bound.
    pub fn up_to(&self, bound: i64) -> u64 {
        self.values.partition_point(|value| *value <= bound) as u64
    }
}
