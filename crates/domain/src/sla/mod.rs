//! Clocks: each promise on each ticket is a row with its own history.
//!
//! A clock is stored, not computed on read: who asks what breaches next reads the first key of an index. Rules are
//! named by the number they have in `docs/SLA.md`.

mod bar;
mod clock;
mod event;
mod replay;
mod target;
#[cfg(test)]
mod tests;

pub use bar::{BAR_WIDTH, BarSpan, ClockBar, Level, Segment, WATCH_PERCENT, segments};
pub use clock::{Change, ClockRefusal, ClockRow, Extension, NewClock, PauseGround};
pub use event::{ClockDetail, ClockEventDraft};
pub use target::{
    COMPLEX_FROM_S, COMPLEX_S, POLICY_VERSION, STANDARD_FROM_S, STANDARD_S, calendar,
    first_answer_target, intervention_target,
};

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
