//! Every public function of the store, on both databases.

mod audit;
mod clocks;
mod coverage;
mod jobs;
mod make;
mod messages;
mod operations;
mod organizations;
mod people;
mod queue;
mod schema;
mod search;
mod sessions;
mod systems;
mod tickets;
