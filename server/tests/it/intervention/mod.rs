//! The procedure over HTTP: authorise, access, log, prove; who may not, and where a secret may never be seen.

mod credentials;
mod flow;
mod house;
mod papers;
mod refused;
mod sentences;
mod steps;
mod surroundings;
mod told;

pub use house::{House, main, number, request, work};
