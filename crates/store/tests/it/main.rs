//! Every public function of the store, on both databases.

mod coverage;
mod jobs;
mod make;
mod organizations;
mod people;
mod schema;
mod sessions;
