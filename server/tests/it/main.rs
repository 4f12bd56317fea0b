//! The application over HTTP, on a real database, with a clock that stands until it is moved.

mod billing;
mod browser;
mod calendars;
mod commands;
mod customers;
mod defaults;
mod demo;
mod desk;
mod drafts;
mod emergencies;
#[path = "../shared/engine.rs"]
mod engine;
mod factor;
mod fresh;
mod friday;
mod headers;
mod held;
mod house;
mod intervention;
mod links;
mod log_in;
mod matrix;
mod notifications;
mod offers;
mod on_call;
mod orders;
mod others;
mod policies;
mod prices;
mod queue;
mod reports;
mod rights;
#[path = "../shared/sent.rs"]
mod sent;
mod story;
mod tickets;
mod transit;
mod transport;
#[path = "../shared/web.rs"]
mod web;
