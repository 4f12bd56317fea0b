//! Handlers, one file per area. Each has `routes()`, its part of the one list in [`crate::router`].

pub mod account;
pub mod admin;
pub mod assets;
pub mod auth;
pub mod demo;
pub mod desk;
pub mod events;
pub mod health;
pub mod home;
pub mod intervention;
pub mod links;
pub mod organization;
pub mod standing;
pub mod systems;
pub mod tickets;

use domain::ids::TicketNumber;

use crate::web::Failure;

/// The number of a ticket in a path or query; what is no number is no ticket.
///
/// # Errors
/// 404.
pub fn ticket_number(text: &str) -> Result<TicketNumber, Failure> {
    text.parse().map_err(|_| Failure::not_found())
}
