//! Every public function of the store, on both databases.

mod coverage;
mod jobs;
mod make;
mod operations;
mod organizations;
mod people;
mod schema;
mod sessions;
mod systems;
