//! Everything before somebody is logged in.

mod login;

pub use login::login;
