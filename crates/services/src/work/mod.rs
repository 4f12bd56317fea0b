//! Work on tickets that are no intervention: timed or typed, changed with a trace, approved, and what it comes to.
//! // billing rules 2 to 9, RULINGS 4

mod approve;
mod books;
mod ceiling;
mod entry;
mod form;
mod timer;
mod view;

pub use approve::{Listed, Waiting, approve, reverse, waiting};
pub(crate) use books::Books;
pub use ceiling::raise;
pub(crate) use ceiling::watch;
pub use entry::{Quote, change, discard, enter, preview};
pub(crate) use form::hold_person;
pub use form::{WorkForm, typed};
pub(crate) use timer::stop_all;
pub use timer::{Running, start, stop};
pub use view::{EntryView, Limit, WorkView, entry, view};
