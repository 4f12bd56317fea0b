//! The parts pages are made of. Plain data in, HTML out; words come from [`crate::i18n`], nothing here reads a database
//! or decides who may. `README.md` of this crate lists them with their props.

#![expect(
    clippy::fn_params_excessive_bools,
    reason = "props are written by name, never by place"
)]

mod button;
mod choice;
mod clock;
mod field;
mod icon;
mod log;
mod notice;
mod progress;
mod secret;
mod state;
mod structure;
mod talk;
mod text;

pub use button::{Button, ButtonKind, LinkButton, PostButton};
pub use choice::{Choice, ChoiceKind, Choices};
pub use clock::{
    ClockBar, ClockFacts, LargeClock, Segment, clock, clock_sum, clock_words, no_clock, segments,
};
pub use field::{Field, Hidden, Input, Opt};
pub use icon::{Icon, icon};
pub use log::{Log, LogFor, LogLine, log_line};
pub use notice::{ErrorSummary, FlashNotice, Notice, Tone};
pub use progress::{Advisor, Check, Checks, Rank, Step, Stepper, intervention_steps};
pub use secret::Secret;
pub use state::{
    Badge, Shape, badge, clock_outcome, intervention_shape, intervention_state, priority,
    probe_shape, reveal_outcome, ticket_state, ticket_state_customer,
};
pub use structure::{
    Breadcrumbs, Column, DataTable, Empty, Facts, KeyPager, Menu, Panel, Section, row_group,
};
pub use talk::{Audience, Composer, Entry, FileRef, Files, Pending, Timeline, timeline_entry};
pub use text::{WithSub, at_clock, euros, file_size, grouped, hash, on_day, paragraphs, when};
