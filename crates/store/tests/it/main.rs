//! Every public function of the store, on both databases.

mod actions;
mod asks;
mod audit;
mod authorizations;
mod bulk;
mod clocks;
mod coverage;
mod interventions;
mod jobs;
mod make;
mod messages;
mod operations;
mod organizations;
mod people;
mod queue;
mod reveals;
mod schema;
mod search;
mod secrets;
mod sessions;
mod standing;
mod systems;
mod tickets;
mod together;
mod trouble;
mod work;
