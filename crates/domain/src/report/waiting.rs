//! For whom tickets waited.

use std::collections::BTreeMap;

use super::fact::TicketFact;
use super::share::portions;
use crate::ids::OrganizationId;
use crate::ticket::TicketState;
use crate::time::Timestamp;

/// Whose turn it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WaitsFor {
    /// The customer: we asked.
    Customer,
    /// A supplier.
    ThirdParty,
    /// The desk.
    Us,
}

impl WaitsFor {
    /// Whom a ticket in this state waits for; `None` once it is over. A date that was agreed is ours: calling it the
    /// customer's would let a full diary look like a slow customer.
    pub const fn in_state(state: TicketState) -> Option<Self> {
        match state {
            TicketState::New | TicketState::Open | TicketState::Scheduled => Some(Self::Us),
            TicketState::WaitingCustomer => Some(Self::Customer),
            TicketState::WaitingThirdParty => Some(Self::ThirdParty),
            TicketState::Resolved | TicketState::Closed => None,
        }
    }
}

/// Seconds of waiting by the wall clock; they add up to the time the ticket was open.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Waits {
    /// For the customer.
    pub customer_s: u64,
    /// For a third party.
    pub third_party_s: u64,
    /// For us.
    pub us_s: u64,
}

impl Waits {
    /// From the states a ticket went through: each from its instant to the next one, the last one until `until`.
    pub fn of(states: &[(Timestamp, TicketState)], until: Timestamp) -> Self {
        let mut waits = Self::default();
        for (index, (from, state)) in states.iter().enumerate() {
            let next = states.get(index + 1).map_or(until, |(at, _)| *at);
            let seconds = u64::try_from(next.min(until).seconds_since(*from)).unwrap_or(0);
            match WaitsFor::in_state(*state) {
                Some(WaitsFor::Customer) => waits.customer_s += seconds,
                Some(WaitsFor::ThirdParty) => waits.third_party_s += seconds,
                Some(WaitsFor::Us) => waits.us_s += seconds,
                None => {}
            }
        }
        waits
    }

    /// All of it, seconds.
    pub const fn total_s(self) -> u64 {
        self.customer_s + self.third_party_s + self.us_s
    }

    /// Tenths of a percent for the customer, third parties, us: they add up to 1000. `None` if nobody waited.
    pub fn portions(self) -> Option<[u32; 3]> {
        let parts = portions(&[self.customer_s, self.third_party_s, self.us_s], 1000)?;
        parts.try_into().ok()
    }

    const fn add(&mut self, other: Self) {
        self.customer_s += other.customer_s;
        self.third_party_s += other.third_party_s;
        self.us_s += other.us_s;
    }
}

/// Waiting of the tickets that were solved in a period, over their whole life.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Waiting {
    all: WaitLine,
    customers: BTreeMap<OrganizationId, WaitLine>,
}

/// The sum of some tickets.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct WaitLine {
    /// How many tickets.
    pub n: u64,
    /// Their waiting.
    pub waits: Waits,
}

impl WaitLine {
    const fn add(&mut self, other: Self) {
        self.n += other.n;
        self.waits.add(other.waits);
    }
}

impl Waiting {
    pub(super) fn add(&mut self, ticket: &TicketFact) {
        let line = WaitLine {
            n: 1,
            waits: ticket.waits,
        };
        self.all.add(line);
        let customer = self.customers.entry(ticket.who.customer);
        customer.or_default().add(line);
    }

    pub(super) fn merge(&mut self, other: Self) {
        self.all.add(other.all);
        for (customer, line) in other.customers {
            self.customers.entry(customer).or_default().add(line);
        }
    }

    /// All tickets.
    pub const fn all(&self) -> WaitLine {
        self.all
    }

    /// By customer, the longest waiting first.
    pub fn customers(&self) -> Vec<(OrganizationId, WaitLine)> {
        let mut lines: Vec<_> = self
            .customers
            .iter()
            .map(|(id, line)| (*id, *line))
            .collect();
        lines.sort_by_key(|(id, line)| (std::cmp::Reverse(line.waits.total_s()), *id));
        lines
    }
}
