//! Tickets, told as stories on both databases: filing, talking, undo, release, changes, files, search.

mod changes;
mod desk;
mod files;
mod filing;
mod talking;
