//! What every request passes, from outside in: [`frame`] (id, log, headers, error pages), [`csrf`], the route's
//! [`guard`] (session, who may, limits).

pub mod client_ip;
pub mod csrf;
pub mod frame;
pub mod guard;
pub mod headers;
pub mod pace;
