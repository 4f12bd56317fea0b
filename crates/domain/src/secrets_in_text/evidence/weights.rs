//! What each feature is worth.

use std::collections::HashMap;
use std::sync::LazyLock;

static WEIGHTS: LazyLock<HashMap<&'static str, i32>> = LazyLock::new(|| {
    include_str!("weights.txt")
        .lines()
        .filter_map(|line| line.rsplit_once(' '))
        .filter_map(|(name, points)| Some((name, points.parse().ok()?)))
        .collect()
});

/// Hundredths of a logit; nothing for what was never learned.
pub(super) fn of(name: &str) -> i32 {
    WEIGHTS.get(name).copied().unwrap_or_default()
}
