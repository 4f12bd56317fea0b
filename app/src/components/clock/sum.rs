//! The sum behind a clock: from when to when it counted, waited or was closed, and which rule promises it.

use domain::sla::PauseReason;
use domain::sla::engine::{Shown, Stretch};
use domain::time::{Timestamp, clock_time, date};
use leptos::prelude::*;

use crate::i18n::Messages;
use crate::wording::{Lang, Length, duration};

/// Behind so many seconds the time of day says too little.
const DAY_S: i64 = 86_400;

/// One line of a large clock's details.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// From.
    pub from: Timestamp,
    /// To.
    pub to: Timestamp,
    /// Counted, paused or closed.
    pub stretch: Stretch,
    /// Why it was paused, or empty.
    pub reason: String,
}

/// The pieces of a clock.
pub fn segments(t: &Messages, shown: &Shown) -> Vec<Segment> {
    let piece = |segment: &domain::sla::engine::Segment| Segment {
        from: segment.from,
        to: segment.to,
        stretch: segment.stretch,
        reason: segment
            .reason
            .as_deref()
            .filter(|_| segment.stretch == Stretch::Paused)
            .map(|reason| PauseReason::words(reason, t.label.locale()).to_owned())
            .unwrap_or_default(),
    };
    shown.segments.iter().map(piece).collect()
}

/// What opens below a small bar: the pieces that add up to what it shows, and the rule that promises it (rules 26 and 35).
pub fn clock_sum(shown: &Shown, t: &'static Messages) -> impl IntoView + use<> {
    let (summary, items) = told(&segments(t, shown), t);
    let because = shown.because.map(|(rule, version)| {
        let words = rule.words(t.label.locale());
        view! { <p class="muted">{t.parts.clock_because(&words, version)}</p> }
    });
    view! { <details class="small"><summary>{summary}</summary><ol class="segments">{items}</ol>{because}</details> }
}

/// The list behind a sum.
pub(super) fn segment_list(segments: &[Segment], t: &'static Messages) -> impl IntoView + use<> {
    let (summary, items) = told(segments, t);
    view! { <details class="small"><summary>{summary}</summary><ol class="segments">{items}</ol></details> }
}

fn told(segments: &[Segment], t: &'static Messages) -> (String, Vec<impl IntoView + use<>>) {
    let total = |stretch: Stretch| {
        segments
            .iter()
            .filter(|s| s.stretch == stretch)
            .map(|s| s.to.seconds_since(s.from))
            .sum::<i64>()
    };
    let short = |seconds| duration(seconds, false, t.lang, Length::Short);
    let counted = short(total(Stretch::Counted));
    let has = |stretch: Stretch| segments.iter().any(|s| s.stretch == stretch);
    let mut summary = if has(Stretch::Paused) {
        t.parts
            .counted_paused(&counted, &short(total(Stretch::Paused)))
    } else {
        t.parts.counted_only(&counted)
    };
    if has(Stretch::Closed) {
        summary = format!(
            "{summary}, {} {}",
            short(total(Stretch::Closed)),
            t.parts.clock_closed
        );
    }
    let days = segments.iter().any(|s| s.to.seconds_since(s.from) >= DAY_S)
        || segments
            .first()
            .zip(segments.last())
            .is_some_and(|(first, last)| last.to.seconds_since(first.from) >= DAY_S);
    let items = segments
        .iter()
        .map(|segment| {
            let span = if days {
                let german = t.lang == Lang::De;
                let day = |at: Timestamp| format!("{} {}", date(at, german), clock_time(at));
                format!("{}–{}", day(segment.from), day(segment.to))
            } else {
                format!("{}–{}", clock_time(segment.from), clock_time(segment.to))
            };
            let what = match (segment.stretch, segment.reason.is_empty()) {
                (Stretch::Counted, _) => t.parts.clock_counted.to_owned(),
                (Stretch::Closed, _) => t.parts.clock_closed.to_owned(),
                (Stretch::Paused, true) => t.parts.clock_paused_segment.to_owned(),
                (Stretch::Paused, false) => {
                    format!("{}, {}", t.parts.clock_paused_segment, segment.reason)
                }
            };
            let length = short(segment.to.seconds_since(segment.from));
            view! { <li><span>{span}</span><span>{what}</span><span>{length}</span></li> }
        })
        .collect::<Vec<_>>();
    (summary, items)
}
