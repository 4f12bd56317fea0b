//! The browser's half: prepares hydration, then the page's one inline script calls each island by its name.

// Keeps the islands' exports, although nothing here calls them.
use app as _;

/// Makes the reactive runtime ready. Called once by the script `app::render` writes, before the islands.
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_islands();
}
