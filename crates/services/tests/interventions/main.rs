//! The intervention's use cases on both databases: the whole journey, each refusal, races, tampering below the application.

mod afterwards;
mod apart;
mod assessing;
mod ceilings;
mod charges;
mod defaults;
mod deposits;
mod desk;
mod entries;
mod figures;
mod hardware;
mod held;
mod journey;
mod limits;
mod moved;
mod pauses;
mod prices;
mod races;
mod refusals;
mod second_person;
mod standing;
mod tampering;
mod waits;
mod ways;
