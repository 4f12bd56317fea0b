//! The web server, the workers and the command line of Leitstand. `README.md` shows how to add a route.

mod answering;
pub mod assets;
pub mod cli;
pub mod config;
pub mod hardening;
pub mod layers;
pub mod layouts;
pub mod listener;
pub mod logging;
pub mod metrics;
pub mod preflight;
pub mod private;
pub mod router;
pub mod routes;
pub mod startup;
pub mod state;
pub mod streams;
pub mod transit;
pub mod web;
