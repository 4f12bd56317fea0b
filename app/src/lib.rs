//! Pages, components and islands.
//!
//! Pages are plain HTML rendered on the server; they and everything they are made of compile under `ssr` only. What
//! reaches the browser is [`islands`] and the few words they share with the server in [`wording`]. `README.md` beside
//! this crate shows how to write a page.

pub mod islands;
pub mod wording;

#[cfg(feature = "ssr")]
pub mod components;
#[cfg(feature = "ssr")]
pub mod forms;
#[cfg(feature = "ssr")]
pub mod i18n;
#[cfg(feature = "ssr")]
pub mod layouts;
#[cfg(feature = "ssr")]
pub mod markup;
#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
pub mod render;
