//! Keeps every clock of the page going: words, bar and level, once a second.
//!
//! One island for the whole page, because a queue has fifty clocks. It reads `data-clock="spent axis target"`, with the
//! stretches its calendar is open behind them, as the server wrote it, and adds the seconds since then, so the reader's own
//! clock may be wrong.

use leptos::prelude::*;

use super::alive;
use crate::wording::{Lang, Length};

/// Ticks all elements with `data-clock`.
#[island]
pub fn ClockTicker(
    /// Language of the words.
    lang: Lang,
    /// Short or long words.
    length: Length,
) -> impl IntoView {
    alive!(live::start(lang, length));
    let _ = (lang, length);
}

#[cfg(feature = "hydrate")]
mod live {
    use std::cell::Cell;

    use web_sys::Element;

    use crate::islands::dom;
    use crate::wording::{Lang, Length, Level, MARK, percent, percent_used, position, remaining};

    thread_local! {
        static TICKING: Cell<bool> = const { Cell::new(false) };
    }

    pub fn start(lang: Lang, length: Length) {
        if TICKING.replace(true) {
            return;
        }
        let opened = dom::seconds();
        dom::every(1000, move || {
            let passed = dom::seconds() - opened;
            for clock in dom::all("[data-clock]") {
                tick(&clock, passed, lang, length);
            }
        });
    }

    /// How much of the seconds since then counts: all of it, or what lies in the stretches the calendar is open.
    fn counted_since(open: &[i64], passed: i64) -> i64 {
        if open.is_empty() {
            return passed;
        }
        open.chunks_exact(2)
            .map(|stretch| match stretch {
                [from, to] => (passed.min(*to) - from).max(0),
                _ => 0,
            })
            .sum()
    }

    fn tick(clock: &Element, passed: i64, lang: Lang, length: Length) -> Option<()> {
        let data = clock.get_attribute("data-clock")?;
        let mut numbers = data.split(' ').filter_map(|n| n.parse::<i64>().ok());
        let spent = numbers.next()?;
        let (axis, target) = (numbers.next()?.max(1), numbers.next()?.max(1));
        let spent = spent + counted_since(&numbers.collect::<Vec<_>>(), passed);
        let used = spent as f64 / axis as f64;
        // Pauses are on the axis, but do not count against the target.
        let counted = (target - (axis - spent)) as f64 / target as f64;
        dom::set(clock, "data-level", Level::of(counted).code());
        if let Some(words) = dom::find(clock, ".words b, .remaining") {
            dom::set_text(&words, &remaining(axis - spent, lang, length));
        }
        let bar = dom::find(clock, ".clock-bar")?;
        dom::set(
            &bar,
            "aria-valuenow",
            &((used * 100.0).round().clamp(0.0, 100.0)).to_string(),
        );
        dom::set(&bar, "aria-valuetext", &percent_used(used, lang));
        dom::set(
            &dom::find(&bar, ".used")?,
            "width",
            &percent(position(used.min(1.0))),
        );
        dom::set(
            &dom::find(&bar, ".over")?,
            "width",
            &percent((position(used) - MARK).max(0.0)),
        );
        Some(())
    }
}
