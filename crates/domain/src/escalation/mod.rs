//! Escalation: who is told when a promise is in danger, and again until somebody answers. Rules 27, 28, 31 and 33 of
//! `docs/SLA.md`.
//!
//! A [`Ladder`] is part of a policy and copied into the clock at its start. [`Progress`] says where the clock stands on it,
//! what is due next and what fires now. Roles become people when a step fires; a [`Rota`] says who is on call then,
//! and [`OnCall`] when several rotations follow each other.

mod climb;
mod ladder;
mod on_call;
mod paging;
mod rota;

pub use climb::{Awakening, Firing, FiringKey, Progress};
pub use ladder::{Ladder, LadderRefusal, Role, Rung};
pub use on_call::{OnCall, StintKind};
pub use paging::{NotificationKind, PageState, asked_next};
pub use rota::{Cover, Rota, RotaProblem, Stint};
