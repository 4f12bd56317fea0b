//! The OS intervention: request, signature, live view, workspace.

mod request;
mod sign;

pub use request::{ceiling_value, Deposited, FoundSystem, KeyCommands, OfferLine, RequestPage, request};
pub use sign::{Factor, SignPage, sign};
