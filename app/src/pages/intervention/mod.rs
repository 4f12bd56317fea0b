//! The OS intervention: request, signature, live view, workspace.

mod live;
mod request;
mod sign;
pub mod workspace;

pub use live::{LiveClock, LivePage, live};
pub use request::{
    Deposited, FoundSystem, KeyCommands, OfferLine, RequestPage, ceiling_value, request,
};
pub use sign::{Factor, SignPage, sign};
