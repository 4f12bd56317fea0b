//! The clock bar: how much of a promise is used, drawn the same way everywhere.
//!
//! The axis is target + pauses so far; 1 is the breach and stands at 80 % of the width in every bar, overrun is drawn up
//! to 1.25. An inline SVG with percent attributes, so that no style attribute is needed. The words beside it are the
//! server's; where JavaScript runs, [`crate::islands::ClockTicker`] keeps both going from `data-clock`.

mod bar;

use std::fmt::Write as _;

use domain::sla::engine::Stretch;
use domain::time::{Timestamp, clock_time, date};
use leptos::prelude::*;

pub use bar::{ClockBar, ClockFacts};

use crate::i18n::Messages;
use crate::wording::{Lang, Length, MARK, duration, percent, position};

/// Behind so many seconds the time of day says too little.
const DAY_S: i64 = 86_400;

#[expect(
    clippy::cast_possible_truncation,
    reason = "shares are far below i64's bounds"
)]
fn whole_percent(used: f64) -> i64 {
    (used * 100.0).round() as i64
}

/// The SVG alone.
fn draw(clock: &ClockBar) -> impl IntoView + use<> {
    let used = position(clock.used.min(1.0));
    // A running clock may still get there.
    let over = (clock.used > 1.0 || clock.running.is_some())
        .then(|| (position(clock.used) - MARK).max(0.0));
    let pauses = clock
        .pauses
        .iter()
        .map(|(from, to)| {
            let (from, to) = (position(from.min(1.0)), position(to.min(1.0)));
            view! { <rect class="pause" fill="url(#hatch)" x=percent(from) width=percent((to - from).max(0.0))></rect> }
        })
        .collect::<Vec<_>>();
    let marks = clock
        .marks
        .iter()
        .map(|mark| view! { <rect class="at" x=percent(position(*mark))></rect> })
        .collect::<Vec<_>>();
    view! {
        <svg
            class="clock-bar"
            role="meter"
            aria-label=clock.label.clone()
            aria-valuenow=whole_percent(clock.used).clamp(0, 100).to_string()
            aria-valuetext=clock.value_text.clone()
        >
            <rect class="used" width=percent(used)></rect>
            {over.map(|over| view! { <rect class="over" width=percent(over)></rect> })}
            {pauses}
            {marks}
            <rect class="mark"></rect>
        </svg>
    }
}

fn ticking(clock: &ClockBar) -> Option<String> {
    clock.running.map(|(spent, axis, target)| {
        let mut words = format!("{spent} {axis} {target}");
        for (from, to) in clock.open.iter().flatten() {
            let _ = write!(words, " {from} {to}");
        }
        // A calendar that stays closed counts nothing: an empty stretch says so.
        if clock.open.as_ref().is_some_and(Vec::is_empty) {
            words.push_str(" 0 0");
        }
        words
    })
}

/// The small bar for lists: bar, remaining time, what and when.
pub fn clock(clock: ClockBar) -> impl IntoView {
    let drawn = draw(&clock);
    let ticks = ticking(&clock);
    view! {
        <div class="clock" data-level=clock.level.code() data-clock=ticks>
            {drawn}
            <div class="words"><b>{clock.words}</b><span>{clock.aside}</span></div>
        </div>
    }
}

/// The words of a clock alone, ticking: where a bar would say the same as one beside it.
pub fn clock_words(clock: ClockBar) -> impl IntoView {
    let ticks = ticking(&clock);
    view! {
        <span class="clock" data-level=clock.level.code() data-clock=ticks><span class="words"><b>{clock.words}</b></span></span>
    }
}

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

/// The large bar for the head of an intervention and for the live view: heading, remaining time, bar, scale, details.
#[component]
pub fn LargeClock(
    /// What to draw.
    clock: ClockBar,
    /// Texts.
    t: &'static Messages,
    /// Where the scale starts ("13:02").
    #[prop(into)]
    from: String,
    /// Where the budget ends ("14:11").
    #[prop(into)]
    to: String,
    /// A line below ("nur die Kundin kann verlängern").
    #[prop(optional, into)]
    note: Option<String>,
    /// Counted and paused stretches, shown on demand.
    #[prop(optional)]
    segments: Vec<Segment>,
) -> impl IntoView {
    let details = (!segments.is_empty()).then(|| segment_list(&segments, t));
    view! {
        <div
            class="clock clock--large"
            role="group"
            aria-label=clock.label.clone()
            data-level=clock.level.code()
            data-clock=ticking(&clock)
        >
            <p class="kind">{clock.label.clone()}</p>
            <p class="remaining">{clock.words.clone()}</p>
            {draw(&clock)}
            <p class="scale"><span>{from}</span><span>{to}</span></p>
            {details}
            {note.filter(|note| !note.is_empty()).map(|note| view! { <p class="sub">{note}</p> })}
        </div>
    }
}

fn segment_list(segments: &[Segment], t: &'static Messages) -> impl IntoView + use<> {
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
    view! { <details class="small"><summary>{summary}</summary><ol class="segments">{items}</ol></details> }
}

/// Where a ticket has no clock: says so instead of leaving a hole.
pub fn no_clock(t: &'static Messages) -> impl IntoView {
    view! { <span class="muted">{t.parts.clock_none}</span> }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markup::IntoMarkup;

    #[test]
    fn an_overrun_reaches_beyond_the_mark_and_is_drawn_once() {
        let late = ClockBar::plain("Antwort", 1.2, "12 min überzogen", "");
        let html = crate::render::fragment(|| clock(late).markup());
        assert!(html.contains("width=\"80%\" class=\"used\""), "{html}");
        assert!(html.contains("width=\"16%\""));
        assert!(html.contains("data-level=\"breach\""));
    }
}
