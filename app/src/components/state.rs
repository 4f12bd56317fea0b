//! States as shape, colour and word: badges, priorities.

use std::borrow::Cow;

use domain::credential::RevealOutcome;
use domain::intervention::{InterventionState, ProbeResult};
use domain::sla::ClockOutcome;
use domain::ticket::{Class, Priority, TicketState};
use leptos::prelude::*;

use crate::i18n::Messages;
use crate::markup::Slot;

/// Shapes of a badge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Circle: good.
    Ok,
    /// Triangle: needs attention soon.
    Warn,
    /// Diamond: needs attention now.
    Crit,
    /// Square: good to know.
    Info,
    /// Empty circle in the colour of information: new.
    New,
    /// Half circle: work is going on.
    Running,
    /// Two bars: waits.
    Waiting,
    /// Dotted circle: waits for somebody else.
    Third,
    /// Tick: done.
    Done,
    /// Cross: refused.
    Denied,
    /// Dash: closed.
    Closed,
    /// Hatched: does not count, not available.
    Off,
    /// Empty circle: not known, not yet.
    Unknown,
    /// Triangle in the place of a tick: passed by decision.
    Override,
}

impl Shape {
    /// The value of `data-state`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warn => "warn",
            Self::Crit => "crit",
            Self::Info => "info",
            Self::New => "new",
            Self::Running => "running",
            Self::Waiting => "waiting",
            Self::Third => "third",
            Self::Done => "done",
            Self::Denied => "denied",
            Self::Closed => "closed",
            Self::Off => "off",
            Self::Unknown => "unknown",
            Self::Override => "override",
        }
    }
}

/// A badge of any shape.
pub fn badge(shape: Shape, text: impl Into<Cow<'static, str>>) -> impl IntoView {
    view! { <span class="state-badge" data-state=shape.code()>{text.into()}</span> }
}

/// A badge with more than a word in it.
#[component]
pub fn Badge(
    /// Its shape.
    shape: Shape,
    /// What it says.
    children: Slot,
) -> impl IntoView {
    view! { <span class="state-badge" data-state=shape.code()><span>{children.content()}</span></span> }
}

const fn ticket_shape(state: TicketState) -> Shape {
    match state {
        TicketState::New => Shape::New,
        TicketState::Open => Shape::Running,
        TicketState::WaitingCustomer => Shape::Waiting,
        TicketState::WaitingThirdParty => Shape::Third,
        TicketState::Scheduled => Shape::Info,
        TicketState::Resolved => Shape::Done,
        TicketState::Closed => Shape::Closed,
    }
}

/// The state of a ticket in the words of staff.
pub fn ticket_state(t: &'static Messages, state: TicketState) -> impl IntoView {
    badge(ticket_shape(state), t.label.ticket_state(state))
}

/// The state of a ticket in the words for the customer.
pub fn ticket_state_customer(t: &'static Messages, state: TicketState) -> impl IntoView {
    badge(ticket_shape(state), t.label.ticket_state_customer(state))
}

/// The shape of an intervention's state.
pub const fn intervention_shape(state: InterventionState) -> Shape {
    match state {
        InterventionState::Draft => Shape::Unknown,
        InterventionState::Requested | InterventionState::Reopened => Shape::New,
        InterventionState::Verified | InterventionState::Assessed | InterventionState::Running => {
            Shape::Running
        }
        InterventionState::Clarifying => Shape::Waiting,
        InterventionState::Hardware => Shape::Third,
        InterventionState::Summarised => Shape::Info,
        InterventionState::Closed => Shape::Done,
        InterventionState::Declined | InterventionState::Revoked => Shape::Denied,
        InterventionState::Withdrawn => Shape::Closed,
    }
}

/// The state of an intervention; `customer` picks the words.
pub fn intervention_state(
    t: &'static Messages,
    state: InterventionState,
    customer: bool,
) -> impl IntoView {
    let text = if customer {
        t.label.intervention_state_customer(state)
    } else {
        t.label.intervention_state(state)
    };
    badge(intervention_shape(state), text)
}

/// How a clock ended.
pub fn clock_outcome(t: &'static Messages, outcome: ClockOutcome) -> impl IntoView {
    let shape = match outcome {
        ClockOutcome::Met => Shape::Done,
        ClockOutcome::Breached => Shape::Crit,
        ClockOutcome::Extended => Shape::Override,
        ClockOutcome::Exempt => Shape::Off,
        ClockOutcome::Cancelled => Shape::Closed,
    };
    badge(shape, t.label.clock_outcome(outcome))
}

/// How a wish to see a secret ended.
pub fn reveal_outcome(t: &'static Messages, outcome: RevealOutcome) -> impl IntoView {
    let shape = match outcome {
        RevealOutcome::Granted => Shape::Ok,
        RevealOutcome::Denied => Shape::Denied,
        RevealOutcome::Failed => Shape::Crit,
    };
    badge(shape, t.label.reveal_outcome(outcome))
}

/// The shape of what a probe saw.
pub const fn probe_shape(result: ProbeResult) -> Shape {
    match result {
        ProbeResult::Answers => Shape::Ok,
        ProbeResult::Silent => Shape::Crit,
        ProbeResult::Refused => Shape::Warn,
        ProbeResult::Unknown => Shape::Unknown,
    }
}

/// One, two, three strokes. Emergencies have three, whatever their priority.
pub fn priority(t: &'static Messages, priority: Priority, class: Class) -> impl IntoView {
    let (level, text) = match (class, priority) {
        (Class::Emergency, _) => ("3", t.label.class(Class::Emergency)),
        (_, Priority::High) => ("2", t.label.priority(Priority::High)),
        (_, low_or_normal) => ("1", t.label.priority(low_or_normal)),
    };
    view! { <span class="priority" data-level=level>{text}</span> }
}
