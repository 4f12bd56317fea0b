//! The intervention's use cases on both databases: the whole journey, each refusal, races, tampering below the application.

mod deposits;
mod desk;
mod figures;
mod held;
mod journey;
mod limits;
mod moved;
mod refusals;
mod standing;
mod tampering;
