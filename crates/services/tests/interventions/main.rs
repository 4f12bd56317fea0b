//! The intervention's use cases on both databases: the whole journey, each refusal, races, tampering below the application.

mod afterwards;
mod assessing;
mod defaults;
mod deposits;
mod desk;
mod figures;
mod held;
mod journey;
mod limits;
mod moved;
mod pauses;
mod prices;
mod refusals;
mod standing;
mod tampering;
mod ways;
