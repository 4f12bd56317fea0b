//! Handlers, one file per area. Each has `routes()`, its part of the one list in [`crate::router`].

pub mod account;
pub mod admin;
pub mod assets;
pub mod auth;
pub mod desk;
pub mod health;
pub mod home;
pub mod links;
pub mod organization;
pub mod systems;
pub mod tickets;
