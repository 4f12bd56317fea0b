//! Parts of a whole that are honest: the count behind them stays with them.

/// Below this n a share or a percentile is shown greyed, with the warning that few cases stand behind it.
pub const SMALL_N: u64 = 30;

/// So many of so many. There is none of nothing: 0 of 0 is no figure, not 100 %.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    part: u64,
    n: u64,
}

impl Share {
    /// `part` of `n`; `None` if `n` is 0. A part beyond the whole counts as the whole.
    pub fn of(part: u64, n: u64) -> Option<Self> {
        (n > 0).then(|| Self {
            part: part.min(n),
            n,
        })
    }

    /// The numerator.
    pub const fn part(self) -> u64 {
        self.part
    }

    /// The denominator, never 0.
    pub const fn n(self) -> u64 {
        self.n
    }

    /// Tenths of a percent, rounded half up. 1000 only if nothing is missing and 0 only if nothing is there: one breach in
    /// ten thousand is 99.9 %, not 100 %.
    pub fn permille(self) -> u16 {
        let (part, n) = (u128::from(self.part), u128::from(self.n));
        let rounded = u16::try_from((2000 * part + n) / (2 * n)).unwrap_or(1000);
        match rounded {
            _ if self.part == self.n => 1000,
            _ if self.part == 0 => 0,
            other => other.clamp(1, 999),
        }
    }

    /// Whether too few cases stand behind it to conclude anything ([`SMALL_N`]).
    pub const fn is_small(self) -> bool {
        self.n < SMALL_N
    }
}

/// `units` divided in the proportion of the amounts, by largest remainder: the parts add up to exactly `units`; of equal
/// remainders the first one gets the unit. With 1000 units: tenths of a percent. `None` if there is nothing to divide.
pub fn portions(amounts: &[u64], units: u32) -> Option<Vec<u32>> {
    let whole: u128 = amounts.iter().map(|amount| u128::from(*amount)).sum();
    if whole == 0 {
        return None;
    }
    let scaled = |amount: &u64| u128::from(*amount) * u128::from(units);
    let mut parts: Vec<u32> = amounts
        .iter()
        .map(|amount| u32::try_from(scaled(amount) / whole).unwrap_or(units))
        .collect();
    let given: u32 = parts.iter().sum();
    let mut order: Vec<usize> = (0..amounts.len()).collect();
    order.sort_by_key(|index| (std::cmp::Reverse(scaled(&amounts[*index]) % whole), *index));
    let left = usize::try_from(units - given).unwrap_or(0);
    for index in order.into_iter().take(left) {
        parts[index] += 1;
    }
    Some(parts)
}
