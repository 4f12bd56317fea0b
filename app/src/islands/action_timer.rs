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
    /// Words beside it, each from so many seconds of the timer on: what is left of the cost ceiling.
    words: Vec<(i64, String)>,
) -> impl IntoView {
    let passed = RwSignal::new(seconds);
    alive!({
        let opened = super::dom::seconds();
        super::dom::every(1000, move || {
            passed.set(seconds + super::dom::seconds() - opened);
        });
    });
    // No live region: a screen reader would count along. `role="timer"` is silent by definition.
    view! {
        <output role="timer" aria-label=label>{move || stopwatch(passed.get())}</output>
        <span class="muted">{move || latest(&words, passed.get())}</span>
    }
}

/// The last words whose time has come.
fn latest(words: &[(i64, String)], passed: i64) -> String {
    let due = words.iter().rfind(|(from, _)| *from <= passed);
    due.map(|(_, text)| text.clone()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::latest;

    #[test]
    fn what_is_left_changes_when_the_next_unit_begins() {
        // I-14
        let words = [
            (0, "100".to_owned()),
            (901, "71".to_owned()),
            (1_801, "42".to_owned()),
        ];
        for (passed, shown) in [(0, "100"), (900, "100"), (901, "71"), (5_000, "42")] {
            assert_eq!(latest(&words, passed), shown, "{passed}");
        }
        assert_eq!(latest(&[], 10), "");
    }
}
