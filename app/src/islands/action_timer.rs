//! The running time of the work in progress.

use leptos::prelude::*;

use super::alive;
use crate::wording::stopwatch;

/// Shows hours, minutes and seconds and keeps counting.
#[island]
pub fn ActionTimer(
    /// Seconds passed when the page was rendered.
    seconds: i64,
    /// What a screen reader calls it.
    label: String,
) -> impl IntoView {
    let passed = RwSignal::new(seconds);
    alive!({
        let opened = super::dom::seconds();
        super::dom::every(1000, move || {
            passed.set(seconds + super::dom::seconds() - opened);
        });
    });
    // No live region: a screen reader would count along. `role="timer"` is silent by definition.
    view! { <output role="timer" aria-label=label>{move || stopwatch(passed.get())}</output> }
}
