//! A clock as people see it: a bar, and the sum behind it.

use super::event::ClockEventDraft;
use super::{ClockEventKind, ClockOutcome, ClockRow, ClockState};
use crate::time::Timestamp;

/// Width of a bar in its own units.
pub const BAR_WIDTH: i64 = 10_000;
/// From this share of the budget on a clock wants to be looked at, percent.
pub const WATCH_PERCENT: i64 = 75;

codes! {
    /// How urgent a clock looks; each has its own shape and colour.
    pub enum Level {
        /// Plenty of time.
        Calm => "calm",
        /// Three quarters are used up.
        Watch => "watch",
        /// The target was missed.
        Breach => "breach",
        /// Waits for the customer.
        Paused => "paused",
        /// Over, and the promise was not broken.
        Done => "done",
    }
}

/// A stretch of a bar, in units of [`BAR_WIDTH`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BarSpan {
    /// Where it begins.
    pub from: i64,
    /// Where it ends.
    pub to: i64,
    /// Hatched (waiting) instead of filled (used).
    pub paused: bool,
}

/// Everything a clock bar draws and says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClockBar {
    /// How urgent it looks.
    pub level: Level,
    /// Used and waiting stretches from the left; what is not covered is time left.
    pub spans: Vec<BarSpan>,
    /// Where the target was missed, in units of [`BAR_WIDTH`]; only if it was.
    pub breach_mark: Option<i64>,
    /// Counted seconds.
    pub used_s: i64,
    /// Seconds promised.
    pub target_s: i64,
    /// Seconds left; 0 when missed or over. Round down to show.
    pub remaining_s: i64,
    /// Seconds beyond the target. Round up to show.
    pub overrun_s: i64,
    /// Seconds spent waiting.
    pub paused_s: i64,
    /// When it is due; `None` while paused.
    pub due_at: Option<Timestamp>,
    /// How it ended.
    pub outcome: Option<ClockOutcome>,
}

/// One line of the sum: from, to, counted or waiting, why, running total.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// Begins.
    pub from: Timestamp,
    /// Ends.
    pub to: Timestamp,
    /// Counts against the target.
    pub counted: bool,
    /// Length.
    pub seconds: i64,
    /// The event that began it.
    pub because: ClockEventKind,
    /// The reason given there, if any.
    pub reason: Option<String>,
    /// Counted seconds up to its end.
    pub total_s: i64,
}

/// The history of a clock as stretches without gaps; they add up to the time since its start. A stretch shorter than a
/// second is listed with its zero: whoever reads that a clock waited finds the wait.
pub fn segments(events: &[ClockEventDraft], now: Timestamp) -> Vec<Segment> {
    let mut segments = Vec::new();
    let mut total_s = 0;
    let mut counted = true;
    let mut begun: Option<&ClockEventDraft> = None;
    let mut push = |from: &ClockEventDraft, to: Timestamp, counted: bool, turned: bool| {
        let seconds = to.seconds_since(from.at);
        if seconds > 0 || turned {
            total_s += if counted { seconds } else { 0 };
            segments.push(Segment {
                from: from.at,
                to,
                counted,
                seconds,
                because: from.kind,
                reason: from.detail.reason.clone(),
                total_s,
            });
        }
    };
    for event in events {
        let next = match event.kind {
            ClockEventKind::Warn => continue,
            ClockEventKind::Pause => false,
            ClockEventKind::Start | ClockEventKind::Resume => true,
            // A missed or another target divides a stretch without changing what it is.
            ClockEventKind::Breach | ClockEventKind::Retarget => counted,
            ClockEventKind::Stop
            | ClockEventKind::Extend
            | ClockEventKind::Exempt
            | ClockEventKind::Cancel => {
                if let Some(from) = begun.take() {
                    push(from, event.at, counted, turns(from.kind));
                }
                break;
            }
        };
        if let Some(from) = begun {
            push(from, event.at, counted, next != counted);
        }
        begun = Some(event);
        counted = next;
    }
    if let Some(from) = begun {
        push(from, now, counted, false);
    }
    segments
}

/// Whether a mark makes the clock run or wait, and so begins a stretch of its own.
fn turns(kind: ClockEventKind) -> bool {
    matches!(
        kind,
        ClockEventKind::Start | ClockEventKind::Pause | ClockEventKind::Resume
    )
}

impl ClockRow {
    /// The bar. Without events (lists do not load them) all waiting is drawn in one piece behind what was used.
    pub fn bar(&self, events: &[ClockEventDraft], now: Timestamp) -> ClockBar {
        let now = self.stopped_at.unwrap_or(now);
        let (used_s, paused_s) = (self.consumed_at(now), self.paused_at(now));
        let lengths: Vec<(i64, bool)> = if events.is_empty() {
            vec![(used_s, false), (paused_s, true)]
        } else {
            let parts = segments(events, now);
            parts.iter().map(|s| (s.seconds, !s.counted)).collect()
        };
        let scale = (self.target_s.max(used_s) + paused_s).max(1);
        let overrun_s = (used_s - self.target_s).max(0);
        ClockBar {
            level: self.level(used_s),
            spans: spans(&lengths, scale),
            breach_mark: (overrun_s > 0).then(|| mark(&lengths, self.target_s, scale)),
            used_s,
            target_s: self.target_s,
            remaining_s: if self.is_living() {
                (self.target_s - used_s).max(0)
            } else {
                0
            },
            overrun_s,
            paused_s,
            due_at: self.due_at,
            outcome: self.outcome,
        }
    }

    fn level(&self, used_s: i64) -> Level {
        let missed = self.outcome == Some(ClockOutcome::Breached)
            || (self.is_living() && used_s > self.target_s);
        match self.state {
            _ if missed => Level::Breach,
            ClockState::Stopped | ClockState::Cancelled => Level::Done,
            ClockState::Paused => Level::Paused,
            ClockState::Running if used_s * 100 >= self.target_s * WATCH_PERCENT => Level::Watch,
            ClockState::Running => Level::Calm,
        }
    }
}

/// Neighbours of the same kind become one span; rounding is of positions, so that spans neither overlap nor gape.
fn spans(lengths: &[(i64, bool)], scale: i64) -> Vec<BarSpan> {
    let mut spans: Vec<BarSpan> = Vec::new();
    let mut position = 0;
    for (seconds, paused) in lengths {
        let from = position * BAR_WIDTH / scale;
        position += seconds;
        let to = position * BAR_WIDTH / scale;
        match spans.last_mut() {
            Some(last) if last.paused == *paused => last.to = to,
            _ if to > from => spans.push(BarSpan {
                from,
                to,
                paused: *paused,
            }),
            _ => {}
        }
    }
    spans
}

/// Where the counted seconds reach the target, waiting before it included.
fn mark(lengths: &[(i64, bool)], target_s: i64, scale: i64) -> i64 {
    let (mut position, mut counted) = (0, 0);
    for (seconds, paused) in lengths {
        if !paused && counted + seconds > target_s {
            return (position + target_s - counted) * BAR_WIDTH / scale;
        }
        position += seconds;
        counted += if *paused { 0 } else { *seconds };
    }
    BAR_WIDTH
}
