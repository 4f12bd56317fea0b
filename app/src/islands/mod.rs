//! What is alive in the browser.
