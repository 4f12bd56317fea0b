//! Pages, one module per area; each page is a function from plain data to a view. Routes render them with
//! [`crate::render::document`].

pub mod account;
pub mod admin;
pub mod auth;
pub mod demo;
pub mod desk;
pub mod failure;
pub mod intervention;
pub mod organization;
pub mod portal;
pub mod reports;
pub mod standing;
pub mod statements;
pub mod tickets;
pub mod work;
