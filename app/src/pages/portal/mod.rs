//! The customer's first page, and their systems.

mod home;
mod systems;

pub use home::home;
pub use systems::{system, systems};
