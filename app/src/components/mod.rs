//! The parts pages are made of. Plain data in, HTML out; words come from [`crate::i18n`], nothing here reads a database
//! or decides who may. `README.md` of this crate lists them with their props.

mod button;
mod choice;
mod field;
mod icon;
mod notice;

pub use button::{Button, ButtonKind, LinkButton, PostButton};
pub use choice::{Choice, ChoiceKind, Choices};
pub use field::{Field, Hidden, Input, Opt};
pub use icon::{Icon, icon};
pub use notice::{ErrorSummary, FlashNotice, Notice, Tone};
