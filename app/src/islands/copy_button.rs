//! Copies a text on the page. Stays hidden where it could not work.

use leptos::prelude::*;

use super::alive;

/// Copies the text of another element.
#[island]
pub fn CopyButton(
    /// The id of the element whose text is copied.
    from: String,
    /// The word on the button.
    label: String,
    /// The word after copying.
    done: String,
) -> impl IntoView {
    let awake = RwSignal::new(false);
    let copied = RwSignal::new(false);
    alive!(super::dom::after(0, move || awake.set(true)));
    let copy = move |_| {
        #[cfg(feature = "hydrate")]
        if let Some(source) = super::dom::by_id(&from) {
            let text = source.text_content().unwrap_or_default();
            drop(window().navigator().clipboard().write_text(text.trim()));
            copied.set(true);
            super::dom::after(3000, move || copied.set(false));
        }
        #[cfg(not(feature = "hydrate"))]
        let _ = (&from, copied);
    };
    view! {
        <button class="button button--small" type="button" hidden=move || !awake.get() on:click=copy aria-live="polite">
            {move || if copied.get() { done.clone() } else { label.clone() }}
        </button>
    }
}
