//! Axes whose lines stand at numbers people can read.

use super::{UNITS, number, units};
use crate::account::Locale;

/// Lines above the axis at most.
const STEPS_MAX: u64 = 5;

/// A line across a chart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tick {
    /// What it stands for.
    pub value: u64,
    /// How far below the upper edge, in units of [`UNITS`].
    pub y: u64,
    /// The number as it is written.
    pub label: String,
}

/// From 0 to a number not below the greatest value, in steps of 1, 2 or 5 times a power of ten.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scale {
    top: u64,
    step: u64,
}

impl Scale {
    /// The one with the smallest step that needs at most five of them. Nothing at all gets an axis up to 1.
    pub fn of(greatest: u64) -> Self {
        let greatest = greatest.max(1);
        let mut power = 1_u64;
        loop {
            for factor in [1, 2, 5] {
                let step = power.saturating_mul(factor);
                let steps = greatest.div_ceil(step);
                if steps <= STEPS_MAX {
                    let top = step.saturating_mul(steps);
                    return Self { top, step };
                }
            }
            power = power.saturating_mul(10);
        }
    }

    /// The number at the upper edge.
    pub const fn top(self) -> u64 {
        self.top
    }

    /// From one line to the next.
    pub const fn step(self) -> u64 {
        self.step
    }

    /// The height of a value, in units of [`UNITS`]; what is not 0 is seen.
    pub fn height(self, value: u64) -> u64 {
        units(value, self.top).max(u64::from(value > 0))
    }

    /// The lines, the axis first.
    pub fn ticks(self, locale: Locale) -> Vec<Tick> {
        (0..=self.top / self.step)
            .map(|index| {
                let value = index * self.step;
                Tick {
                    value,
                    y: UNITS - units(value, self.top),
                    label: number(value, locale),
                }
            })
            .collect()
    }
}
