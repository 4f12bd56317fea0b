//! Open seconds as sorted spans with prefix sums: the function F of rule 4 and its two inverses, each a binary search.

use jiff::civil::{Date, Time};
use jiff::{Span, ToSpan as _};

use super::definition::{Definition, Hours, Zone};
use super::hours::{Interval, TimeOfDay};

/// A stretch of open time `[from, until)` in Unix seconds.
pub(super) type Stretch = (i64, i64);

/// All open time of a window of instants.
#[derive(Debug)]
pub(super) struct Timeline {
    /// The window, `[from, until)`.
    window: Stretch,
    /// In order, neither overlapping nor touching.
    stretches: Vec<Stretch>,
    /// Open seconds in the window before each of them.
    before: Vec<i64>,
}

impl Timeline {
    /// The open time of a window.
    pub(super) fn new(definition: &Definition, window: Stretch) -> Self {
        let stretches = match definition.hours {
            Hours::Always => around_the_clock(definition, window),
            Hours::Weekly(_) => by_day(definition, window),
        };
        let stretches = merged(stretches, window);
        let before = stretches
            .iter()
            .scan(0, |sum, (from, until)| {
                let before = *sum;
                *sum += until - from;
                Some(before)
            })
            .collect();
        Self {
            window,
            stretches,
            before,
        }
    }

    pub(super) const fn window(&self) -> Stretch {
        self.window
    }

    /// F: open seconds of the window before an instant.
    pub(super) fn before(&self, at: i64) -> i64 {
        match self.begun(at) {
            0 => 0,
            n => {
                let (from, until) = self.stretches[n - 1];
                self.before[n - 1] + at.min(until) - from
            }
        }
    }

    /// The first instant with F = `sum`, for a positive sum; `None` if the window holds less.
    pub(super) fn first_with(&self, sum: i64) -> Option<i64> {
        let n = self.before.partition_point(|before| *before < sum);
        let last = n.checked_sub(1)?;
        let at = self.stretches[last].0 + sum - self.before[last];
        (at <= self.stretches[last].1).then_some(at)
    }

    /// The last instant with F ≤ `sum`, for a sum that is not negative; `None` if the window does not hold more.
    pub(super) fn last_with(&self, sum: i64) -> Option<i64> {
        let n = self.before.partition_point(|before| *before <= sum);
        let last = n.checked_sub(1)?;
        let (from, until) = self.stretches[last];
        let at = from + sum - self.before[last];
        (at < until).then_some(at)
    }

    /// The stretch an instant lies in.
    pub(super) fn around(&self, at: i64) -> Option<Stretch> {
        let last = self.begun(at).checked_sub(1)?;
        Some(self.stretches[last]).filter(|(_, until)| at < *until)
    }

    /// The parts of the stretches that lie in `[from, until)`, in order.
    pub(super) fn within(&self, from: i64, until: i64) -> impl Iterator<Item = Stretch> + '_ {
        let first = self.stretches.partition_point(|stretch| stretch.1 <= from);
        self.stretches[first..]
            .iter()
            .take_while(move |stretch| stretch.0 < until)
            .map(move |stretch| (stretch.0.max(from), stretch.1.min(until)))
    }

    /// How many stretches begin at or before an instant.
    fn begun(&self, at: i64) -> usize {
        self.stretches.partition_point(|stretch| stretch.0 <= at)
    }
}

/// Every day that can reach into the window.
fn by_day(definition: &Definition, window: Stretch) -> Vec<Stretch> {
    // The wall clock is never more than 26 hours from UTC, a change of the clocks never more than a day.
    let (Some(first), Some(last)) = (
        utc_date(window.0, -3_i32.days()),
        utc_date(window.1, 3_i32.days()),
    ) else {
        return Vec::new();
    };
    first
        .series(1.day())
        .take_while(|date| *date <= last)
        .flat_map(|date| {
            let (_, intervals) = definition.day(date);
            intervals
                .iter()
                .filter_map(move |interval| instants(&definition.tz, date, *interval))
        })
        .collect()
}

/// The whole window without the days that have hours of their own, and their hours.
fn around_the_clock(definition: &Definition, window: Stretch) -> Vec<Stretch> {
    let zone = &definition.tz;
    let mut exceptions: Vec<Date> = definition.closed.iter().copied().collect();
    exceptions.extend(definition.open.keys());
    exceptions.sort_unstable();
    let mut stretches = Vec::new();
    let mut open_from = window.0;
    for date in exceptions {
        let Some((begin, end)) = instants(zone, date, Interval::DAY) else {
            continue;
        };
        stretches.push((open_from, begin));
        open_from = open_from.max(end);
        let (_, intervals) = definition.day(date);
        stretches.extend(
            intervals
                .iter()
                .filter_map(|interval| instants(zone, date, *interval)),
        );
    }
    stretches.push((open_from, window.1));
    stretches
}

/// In order, cut to the window; what overlaps or touches becomes one, what a change of the clocks has emptied goes.
fn merged(mut stretches: Vec<Stretch>, window: Stretch) -> Vec<Stretch> {
    stretches.retain_mut(|stretch| {
        *stretch = (stretch.0.max(window.0), stretch.1.min(window.1));
        stretch.0 < stretch.1
    });
    stretches.sort_unstable();
    stretches.dedup_by(|next, kept| {
        let one = next.0 <= kept.1;
        if one {
            kept.1 = kept.1.max(next.1);
        }
        one
    });
    stretches
}

/// The instants of an interval of a date; `None` beyond the years that have instants.
pub(super) fn instants(zone: &Zone, date: Date, interval: Interval) -> Option<Stretch> {
    Some((
        instant(zone, date, interval.from())?,
        instant(zone, date, interval.until())?,
    ))
}

/// A time that occurs twice is its first occurrence, one that is skipped moves forward by the gap (rule 3).
fn instant(zone: &Zone, date: Date, time: TimeOfDay) -> Option<i64> {
    let (date, minutes) = if time == TimeOfDay::END {
        (date.tomorrow().ok()?, 0)
    } else {
        (date, time.minutes())
    };
    let (hour, minute) = (
        i8::try_from(minutes / 60).ok()?,
        i8::try_from(minutes % 60).ok()?,
    );
    let wall = date.to_datetime(Time::new(hour, minute, 0, 0).ok()?);
    let instant = zone
        .rules()
        .to_ambiguous_timestamp(wall)
        .compatible()
        .ok()?;
    Some(instant.as_second())
}

fn utc_date(at: i64, moved: Span) -> Option<Date> {
    let instant = jiff::Timestamp::from_second(at).ok()?;
    let date = jiff::tz::Offset::UTC.to_datetime(instant).date();
    date.checked_add(moved).ok()
}
