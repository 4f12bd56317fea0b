//! The state of a ticket and what changes it.
//!
//! Every change returns the new status or a [`Refusal`]. A customer's message brings a waiting or resolved ticket back,
//! a question of ours makes it wait, and nothing else moves by itself but time: what is resolved closes after five
//! working days. // RULINGS 5

use super::{Class, TicketState, working_days};
use crate::time::Timestamp;

/// State of a ticket with the instants that belong to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TicketStatus {
    /// Where it stands.
    pub state: TicketState,
    /// What it is.
    pub class: Class,
    /// When it is due again, while scheduled.
    pub scheduled_for: Option<Timestamp>,
    /// When it was resolved, while resolved or closed.
    pub resolved_at: Option<Timestamp>,
    /// When it was closed, while closed.
    pub closed_at: Option<Timestamp>,
}

/// Why a change is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The state does not lead there.
    #[error("not possible while the ticket is {0}")]
    State(TicketState),
    /// The five working days are over: a new, linked ticket is the way.
    #[error("too late to reopen")]
    ReopenTooLate,
    /// An appointment has to lie ahead.
    #[error("the appointment lies in the past")]
    InThePast,
    /// The intervention of this ticket has not ended.
    #[error("the intervention is still open")]
    InterventionOpen,
    /// A ticket becomes an intervention by the customer's request only, and stays one. // I-03 I-22
    #[error("interventions are requested, not reclassified")]
    InterventionClass,
}

impl Refusal {
    /// Code for the message table.
    pub const fn code(self) -> &'static str {
        match self {
            Self::State(_) => "ticket_state",
            Self::ReopenTooLate => "reopen_too_late",
            Self::InThePast => "in_the_past",
            Self::InterventionOpen => "intervention_open",
            Self::InterventionClass => "intervention_class",
        }
    }
}

/// What a customer's message does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CustomerMessage {
    /// Nothing moves but the text.
    Added(TicketStatus),
    /// The ticket waited for the customer and goes on; paused clocks resume.
    Resumed(TicketStatus),
    /// The ticket was over and is open again.
    Reopened(TicketStatus),
    /// Too late for this ticket: file a new one linked as follow-up.
    NewTicket,
}

impl TicketStatus {
    /// A ticket just filed.
    pub const fn filed(class: Class) -> Self {
        Self {
            state: TicketState::New,
            class,
            scheduled_for: None,
            resolved_at: None,
            closed_at: None,
        }
    }

    /// Belongs into the queue.
    pub const fn is_open(self) -> bool {
        !matches!(self.state, TicketState::Resolved | TicketState::Closed)
    }

    /// Somebody takes it: a new ticket is open from then on.
    pub fn assigned(self) -> Result<Self, Refusal> {
        match self.state {
            TicketState::Closed => Err(Refusal::State(self.state)),
            TicketState::New => Ok(self.moved(TicketState::Open)),
            _ => Ok(self),
        }
    }

    /// A team gets it, or no team any more. Nobody works on it by that, so the state stays; what is closed stays where it is.
    pub const fn given_to_team(self) -> Result<Self, Refusal> {
        match self.state {
            TicketState::Closed => Err(Refusal::State(self.state)),
            _ => Ok(self),
        }
    }

    /// A message of ours. A question makes the ticket wait for the customer, anything else opens a new one.
    pub fn staff_message(self, asks_customer: bool) -> Result<Self, Refusal> {
        match self.state {
            TicketState::Closed => Err(Refusal::State(self.state)),
            TicketState::Resolved => Ok(self),
            _ if asks_customer => Ok(self.moved(TicketState::WaitingCustomer)),
            TicketState::New => Ok(self.moved(TicketState::Open)),
            _ => Ok(self),
        }
    }

    /// A message of the customer at `now`; a ticket that is over opens again within so many working days. // I-44 I-64
    pub fn customer_message(self, now: Timestamp, days: u32) -> CustomerMessage {
        match self.state {
            TicketState::WaitingCustomer => CustomerMessage::Resumed(self.moved(TicketState::Open)),
            TicketState::Resolved | TicketState::Closed => match self.reopened(now, days) {
                Ok(status) => CustomerMessage::Reopened(status),
                Err(_) => CustomerMessage::NewTicket,
            },
            _ => CustomerMessage::Added(self),
        }
    }

    /// Work goes on, by hand.
    pub fn opened(self) -> Result<Self, Refusal> {
        match self.state {
            TicketState::Resolved | TicketState::Closed => Err(Refusal::State(self.state)),
            _ => Ok(self.moved(TicketState::Open)),
        }
    }

    /// Waits for the customer, by hand.
    pub fn waiting_for_customer(self) -> Result<Self, Refusal> {
        self.while_open(TicketState::WaitingCustomer)
    }

    /// Waits for a supplier; promises go on (rule 12).
    pub fn waiting_for_third_party(self) -> Result<Self, Refusal> {
        self.while_open(TicketState::WaitingThirdParty)
    }

    /// Waits for an agreed time.
    pub fn scheduled(self, at: Timestamp, now: Timestamp) -> Result<Self, Refusal> {
        if at <= now {
            return Err(Refusal::InThePast);
        }
        let mut status = self.while_open(TicketState::Scheduled)?;
        status.scheduled_for = Some(at);
        Ok(status)
    }

    /// The agreed time has come: open again. `None` if there is nothing to do yet.
    pub fn appointment_due(self, now: Timestamp) -> Option<Self> {
        let due = self.state == TicketState::Scheduled && self.scheduled_for? <= now;
        due.then(|| self.moved(TicketState::Open))
    }

    /// Resolved. An intervention has to be over.
    pub fn resolved(self, intervention_open: bool, now: Timestamp) -> Result<Self, Refusal> {
        if !self.is_open() {
            return Err(Refusal::State(self.state));
        }
        self.ended(TicketState::Resolved, intervention_open, now)
    }

    /// Closed for good.
    pub fn closed(self, intervention_open: bool, now: Timestamp) -> Result<Self, Refusal> {
        if self.state == TicketState::Closed {
            return Err(Refusal::State(self.state));
        }
        self.ended(TicketState::Closed, intervention_open, now)
    }

    /// When a resolved ticket closes by itself: behind the last of so many working days.
    pub fn closes_at(self, days: u32) -> Option<Timestamp> {
        let resolved = self.resolved_at?;
        (self.state == TicketState::Resolved).then(|| working_days::end_of_window(resolved, days))
    }

    /// Closed by time: `None` if it is not resolved or not yet due.
    pub fn closed_by_time(self, now: Timestamp, days: u32) -> Option<Self> {
        let at = self.closes_at(days)?;
        let mut status = self.moved(TicketState::Closed);
        status.closed_at = Some(now);
        (now >= at).then_some(status)
    }

    /// When it was over: resolved, else closed. The house rules of that day say how long it may be reopened.
    pub fn ended_at(self) -> Option<Timestamp> {
        self.resolved_at.or(self.closed_at)
    }

    /// Open again. Interventions always in the same ticket, others within so many working days. // I-64 RULINGS 5
    pub fn reopened(self, now: Timestamp, days: u32) -> Result<Self, Refusal> {
        if self.is_open() {
            return Err(Refusal::State(self.state));
        }
        let in_time = self.class == Class::Intervention
            || self
                .ended_at()
                .is_none_or(|at| now < working_days::end_of_window(at, days));
        if in_time {
            Ok(self.moved(TicketState::Open))
        } else {
            Err(Refusal::ReopenTooLate)
        }
    }

    /// The class corrected by an engineer. // M-22
    pub fn reclassified(self, class: Class) -> Result<Self, Refusal> {
        if self.state == TicketState::Closed {
            return Err(Refusal::State(self.state));
        }
        let involved = self.class == Class::Intervention || class == Class::Intervention;
        if involved && class != self.class {
            return Err(Refusal::InterventionClass);
        }
        Ok(Self { class, ..self })
    }

    fn while_open(self, to: TicketState) -> Result<Self, Refusal> {
        if self.is_open() {
            Ok(self.moved(to))
        } else {
            Err(Refusal::State(self.state))
        }
    }

    fn ended(
        self,
        to: TicketState,
        intervention_open: bool,
        now: Timestamp,
    ) -> Result<Self, Refusal> {
        if intervention_open {
            return Err(Refusal::InterventionOpen);
        }
        let mut status = self.moved(to);
        match to {
            TicketState::Closed => status.closed_at = Some(now),
            _ => status.resolved_at = Some(now),
        }
        Ok(status)
    }

    /// In the new state, with only those instants that still mean something there.
    fn moved(self, to: TicketState) -> Self {
        let resolved_at = self.resolved_at.filter(|_| to == TicketState::Closed);
        Self {
            state: to,
            scheduled_for: None,
            resolved_at,
            closed_at: None,
            ..self
        }
    }
}
