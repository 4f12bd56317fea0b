//! The clock bar: how much of a promise is used, drawn the same way everywhere.
//!
//! The axis is target + pauses so far; 1 is the breach and stands at 80 % of the width in every bar, overrun is drawn up
//! to 1.25. An inline SVG with percent attributes, so that no style attribute is needed. The words beside it are the
//! server's; where JavaScript runs, [`crate::islands::ClockTicker`] keeps both going from `data-clock`.

mod bar;
mod sum;

use leptos::prelude::*;

pub use bar::{ClockBar, ClockFacts};
use sum::segment_list;
pub use sum::{Segment, clock_sum, segments};

use crate::i18n::Messages;
use crate::wording::{MARK, percent, position};

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

/// Where it stands and, in a calendar, the stretches it goes on counting in: numbers for the island.
fn ticking(clock: &ClockBar) -> Option<String> {
    let (spent, axis, target) = clock.running?;
    let mut numbers = vec![spent, axis, target];
    if let Some(open) = &clock.open {
        numbers.extend(open.iter().flat_map(|(from, to)| [*from, *to]));
        // A calendar that stays closed counts nothing: an empty stretch says so.
        if open.is_empty() {
            numbers.extend([0, 0]);
        }
    }
    let numbers: Vec<String> = numbers.iter().map(ToString::to_string).collect();
    Some(numbers.join(" "))
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

/// Where a ticket has no clock: says so instead of leaving a hole.
pub fn no_clock(t: &'static Messages) -> impl IntoView {
    view! { <span class="muted">{t.parts.clock_none}</span> }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markup::IntoMarkup;

    #[test]
    fn a_clock_in_a_calendar_says_when_it_goes_on() {
        let mut bar = ClockBar::plain("Antwort", 0.5, "", "");
        assert_eq!(ticking(&bar), None);
        bar.running = Some((60, 120, 120));
        let mut says = |open: Option<Vec<(i64, i64)>>| {
            bar.open = open;
            ticking(&bar)
        };
        assert_eq!(says(None).as_deref(), Some("60 120 120"));
        let tomorrow = Some(vec![(3600, 7200), (9000, 9900)]);
        assert_eq!(
            says(tomorrow).as_deref(),
            Some("60 120 120 3600 7200 9000 9900")
        );
        assert_eq!(says(Some(Vec::new())).as_deref(), Some("60 120 120 0 0"));
    }

    #[test]
    fn an_overrun_reaches_beyond_the_mark_and_is_drawn_once() {
        let late = ClockBar::plain("Antwort", 1.2, "12 min überzogen", "");
        let html = crate::render::fragment(|| clock(late).markup());
        assert!(html.contains("width=\"80%\" class=\"used\""), "{html}");
        assert!(html.contains("width=\"16%\""));
        assert!(html.contains("data-level=\"breach\""));
    }
}
