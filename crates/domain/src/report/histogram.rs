//! How lengths of time are spread.

use super::samples::Sorted;

/// Widths that read well, seconds.
const WIDTHS: [i64; 12] = [
    60,
    120,
    300,
    600,
    900,
    1800,
    3600,
    2 * 3600,
    4 * 3600,
    8 * 3600,
    24 * 3600,
    7 * 24 * 3600,
];
/// Closed buckets at most; one open one follows.
const BUCKETS_MAX: i64 = 12;

/// Values above `above` up to and including `up_to`; the first bucket also holds what is 0. So what was answered exactly at
/// the promise lies before its line, as it counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bucket {
    /// Seconds, not included.
    pub above: i64,
    /// Seconds, included; `None`: everything beyond.
    pub up_to: Option<i64>,
    /// How many.
    pub count: u64,
}

/// Buckets of equal width, at most twelve and an open one behind them, that reach to the 99th percentile and, where there
/// is a `promise` in seconds, at least to it. None of nothing.
pub fn histogram(values: &Sorted, promise: Option<i64>) -> Vec<Bucket> {
    let Some(far) = values.percentile(99) else {
        return Vec::new();
    };
    let reach = far.max(promise.unwrap_or(0)).max(1);
    let width = WIDTHS
        .into_iter()
        .find(|width| reach <= width * BUCKETS_MAX)
        .unwrap_or_else(|| reach / BUCKETS_MAX + 1);
    let closed = (reach + width - 1) / width;
    let mut before = 0;
    let mut buckets: Vec<Bucket> = (0..closed)
        .map(|index| {
            let up_to = (index + 1) * width;
            let until = values.up_to(up_to);
            let count = until - before;
            before = until;
            Bucket {
                above: index * width,
                up_to: Some(up_to),
                count,
            }
        })
        .collect();
    let beyond = values.n() - before;
    if beyond > 0 {
        buckets.push(Bucket {
            above: closed * width,
            up_to: None,
            count: beyond,
        });
    }
    buckets
}
