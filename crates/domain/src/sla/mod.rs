//! Clocks: each promise on each ticket is a row with its own history.
//!
//! A clock is stored, not computed on read: who asks what breaches next reads the first key of an index. Rules are
//! named by the number they have in `docs/SLA.md`.

mod bar;
mod clock;
pub mod engine;
mod event;
pub mod promise;
mod replay;
mod target;
#[cfg(test)]
mod tests;

pub use bar::{BAR_WIDTH, BarSpan, ClockBar, Level, Segment, WATCH_PERCENT, segments};
pub use clock::{Change, ClockFace, ClockRefusal, ClockRow, Extension, NewClock, PauseGround};
pub use event::{ClockDetail, ClockEventDraft};
pub use target::{first_answer_min, work_min};

use crate::account::Locale;
use crate::intervention::ClarifyReason;

codes! {
    /// Service hours a clock counts in.
    pub enum Calendar {
        /// Every second counts.
        AroundTheClock => "24x7",
    }
}

codes! {
    /// Which promise a clock measures.
    pub enum ClockKind {
        /// Erste Antwort; never pauses. // I-46
        FirstAnswer => "first_answer",
        /// Folgeantwort.
        NextAnswer => "next_answer",
        /// Lösung.
        Resolution => "resolution",
        /// Einsatz at the customer's operating system. // I-47/48
        Intervention => "intervention",
        /// Statusmeldung.
        StatusUpdate => "status_update",
    }
}

codes! {
    /// What a clock does at the moment.
    pub enum ClockState {
        /// Counts.
        Running => "running",
        /// Waits for the customer.
        Paused => "paused",
        /// Ended with an outcome.
        Stopped => "stopped",
        /// Ended without meaning anything.
        Cancelled => "cancelled",
    }
}

codes! {
    /// Why a clock waits.
    pub enum PauseReason {
        /// A public question of ours.
        Question => "question",
        /// The deposited credentials do not work; we asked for others. // I-26
        LoginWrong => "login_wrong",
        /// The authorization ran out; only the customer extends it.
        Expired => "expired",
        /// Faulty hardware has a ticket and a clock of its own. // I-59
        Hardware => "hardware",
        /// Somebody else has to act, and the contract says that this pauses (rule 12).
        ThirdParty => "third_party",
    }
}

impl PauseReason {
    /// The reason in words.
    pub const fn label(self, locale: Locale) -> &'static str {
        let (de, en) = match self {
            Self::Question => ("Rückfrage", "question"),
            Self::LoginWrong => (
                "Zugangsdaten funktionieren nicht",
                "credentials do not work",
            ),
            Self::Expired => ("Genehmigung abgelaufen", "authorization expired"),
            Self::Hardware => ("Hardware-Fall", "hardware case"),
            Self::ThirdParty => ("Warten auf Dritte", "waiting for third parties"),
        };
        match locale {
            Locale::De => de,
            Locale::En => en,
        }
    }

    /// A stored reason in words; what is no code of ours is said as it is.
    pub fn words(stored: &str, locale: Locale) -> &str {
        match stored.parse::<Self>() {
            Ok(reason) => reason.label(locale),
            Err(_) => stored,
        }
    }
}

impl From<ClarifyReason> for PauseReason {
    fn from(reason: ClarifyReason) -> Self {
        match reason {
            ClarifyReason::Question | ClarifyReason::QuestionExpired => Self::Question,
            ClarifyReason::LoginWrong | ClarifyReason::LoginWrongExpired => Self::LoginWrong,
            ClarifyReason::Expired => Self::Expired,
        }
    }
}

codes! {
    /// How a clock ended; a recorded breach is never undone.
    pub enum ClockOutcome {
        /// Eingehalten.
        Met => "met",
        /// Verletzt.
        Breached => "breached",
        /// Verlängert: the customer was told in time. // I-49
        Extended => "extended",
        /// Befreit: somebody had to go to the data centre. // I-50
        Exempt => "exempt",
        /// Entfallen.
        Cancelled => "cancelled",
    }
}

codes! {
    /// What happened to a clock.
    pub enum ClockEventKind {
        /// Began.
        Start => "start",
        /// Waits for the customer from here.
        Pause => "pause",
        /// Counts again.
        Resume => "resume",
        /// The promise was kept or broken.
        Stop => "stop",
        /// Another target from here; what was consumed stays.
        Retarget => "retarget",
        /// A share of the budget is used up.
        Warn => "warn",
        /// The target was missed.
        Breach => "breach",
        /// The customer was told a new time before the breach.
        Extend => "extend",
        /// Data-centre access takes the clock out.
        Exempt => "exempt",
        /// The promise fell away.
        Cancel => "cancel",
    }
}
