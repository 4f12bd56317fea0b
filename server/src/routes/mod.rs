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
pub mod notifications;
pub mod organization;
pub mod reports;
pub mod standing;
pub mod statements;
pub mod systems;
pub mod tickets;
pub mod work;

use std::str::FromStr;

use domain::ids::TicketNumber;
use services::error::ServiceError;

use crate::web::Failure;

/// The number of a ticket in a path or query; what is no number is no ticket.
///
/// # Errors
/// 404.
pub fn ticket_number(text: &str) -> Result<TicketNumber, Failure> {
    text.parse().map_err(|_| Failure::not_found())
}

/// A code, an id or a time that a form brings along unseen. Nobody typed it: what is none was altered on its way, which is
/// said at the form and at none of its fields. An id nobody has is for the use case, which does not find it.
///
/// # Errors
/// `Invalid` without a field.
fn brought<T: FromStr>(text: &str) -> Result<T, ServiceError> {
    text.parse().map_err(|_| ServiceError::field("", "altered"))
}
