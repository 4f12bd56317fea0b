//! Tickets, told as stories on both databases: filing, talking, undo, release, changes, files, search. And what the house
//! changes about itself.

mod address;
mod apart;
mod calendars;
mod changes;
mod defaults;
mod desk;
mod due;
mod emergencies;
mod escalation;
mod files;
mod filing;
mod house;
mod log_in;
mod members;
mod orders;
mod policies;
mod promised;
mod queue;
mod statements;
mod talking;
mod together;
mod work;
