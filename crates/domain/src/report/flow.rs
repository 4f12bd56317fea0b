//! What comes in, what leaves, what is left.

use super::fact::TicketFact;
use super::period::{Period, Slot};
use crate::ids::{OrganizationId, TicketId, TicketNumber};
use crate::time::Timestamp;

const DAY_S: i64 = 24 * 3600;
/// How many of the oldest open tickets are named.
pub const OLDEST: usize = 10;

/// Open tickets between two ages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AgeBand {
    /// From so many days of 24 hours, included.
    pub from_days: i64,
    /// To so many, not included; `None`: older than all.
    pub to_days: Option<i64>,
}

/// The bands of the backlog: 0–1, 1–3, 3–7, 7–30 and more than 30 days.
pub const AGE_BANDS: [AgeBand; 5] = [
    AgeBand {
        from_days: 0,
        to_days: Some(1),
    },
    AgeBand {
        from_days: 1,
        to_days: Some(3),
    },
    AgeBand {
        from_days: 3,
        to_days: Some(7),
    },
    AgeBand {
        from_days: 7,
        to_days: Some(30),
    },
    AgeBand {
        from_days: 30,
        to_days: None,
    },
];

/// The place in [`AGE_BANDS`] of so many seconds.
pub fn age_band(seconds: i64) -> usize {
    let days = seconds / DAY_S;
    let older = AGE_BANDS.partition_point(|band| band.from_days <= days);
    older.saturating_sub(1)
}

/// One of the oldest open tickets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Oldest {
    /// When it was received.
    pub received_at: Timestamp,
    /// The number people say.
    pub number: TicketNumber,
    /// The ticket.
    pub ticket: TicketId,
    /// Whose it is.
    pub customer: OrganizationId,
}

impl Oldest {
    /// Seconds since receipt, whether or not it was solved in between.
    pub const fn age_s(&self, at: Timestamp) -> i64 {
        at.seconds_since(self.received_at)
    }
}

/// What was open at the end of a period, or at `as_of` while it lasts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backlog {
    /// The instant it was counted at.
    pub at: Timestamp,
    /// How many tickets.
    pub n: u64,
    /// How many in each of [`AGE_BANDS`].
    pub bands: [u64; AGE_BANDS.len()],
    /// The oldest, oldest first, at most [`OLDEST`].
    pub oldest: Vec<Oldest>,
}

/// A day or a week: what came, what left, what was left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FlowSlot {
    /// The day or week.
    pub slot: Slot,
    /// Received and reopened.
    pub inflow: u64,
    /// Solved, or closed without.
    pub outflow: u64,
    /// Open at its end.
    pub backlog: u64,
}

/// Counts tickets into the slots of a period.
#[derive(Debug, Clone)]
pub(super) struct Flow {
    slots: Vec<Slot>,
    inflow: Vec<u64>,
    outflow: Vec<u64>,
    /// Open when the period began.
    before: u64,
    backlog: Backlog,
}

impl Flow {
    /// Of a period, up to `until`: slots that begin later are not shown.
    pub(super) fn new(period: &Period, until: Timestamp) -> Self {
        let mut slots = period.slots(period.grain());
        slots.retain(|slot| slot.begin < until);
        let none = vec![0; slots.len()];
        Self {
            slots,
            inflow: none.clone(),
            outflow: none,
            before: 0,
            backlog: Backlog {
                at: until,
                n: 0,
                bands: [0; AGE_BANDS.len()],
                oldest: Vec::new(),
            },
        }
    }

    /// The slot an instant lies in.
    fn slot(&self, at: Timestamp) -> Option<usize> {
        if at >= self.backlog.at {
            return None;
        }
        let begun = self.slots.partition_point(|slot| slot.begin <= at);
        let index = begun.checked_sub(1)?;
        (at < self.slots[index].end).then_some(index)
    }

    /// How often it came in and left.
    pub(super) fn add(&mut self, ticket: &TicketFact) -> (u64, u64) {
        let (mut came, mut left) = (0, 0);
        for at in ticket.entries() {
            if let Some(index) = self.slot(at) {
                self.inflow[index] += 1;
                came += 1;
            }
        }
        for at in ticket.exits() {
            if let Some(index) = self.slot(at) {
                self.outflow[index] += 1;
                left += 1;
            }
        }
        if let Some(first) = self.slots.first() {
            self.before += u64::from(ticket.open_before(first.begin));
        }
        if self.is_left(ticket) {
            self.leave(ticket);
        }
        (came, left)
    }

    /// Whether a ticket is in the backlog.
    pub(super) fn is_left(&self, ticket: &TicketFact) -> bool {
        !self.slots.is_empty() && ticket.open_before(self.backlog.at)
    }

    fn leave(&mut self, ticket: &TicketFact) {
        self.backlog.n += 1;
        let age = self.backlog.at.seconds_since(ticket.received_at);
        self.backlog.bands[age_band(age)] += 1;
        self.name(Oldest {
            received_at: ticket.received_at,
            number: ticket.number,
            ticket: ticket.ticket,
            customer: ticket.who.customer,
        });
    }

    fn name(&mut self, ticket: Oldest) {
        let key = |one: &Oldest| (one.received_at, one.number, one.ticket);
        let oldest = &mut self.backlog.oldest;
        let place = oldest.partition_point(|other| key(other) < key(&ticket));
        if place < OLDEST {
            oldest.insert(place, ticket);
            oldest.truncate(OLDEST);
        }
    }

    /// Those of the other part of the same period.
    pub(super) fn merge(&mut self, other: Self) {
        let sum = |mine: &mut [u64], theirs: &[u64]| {
            for (mine, theirs) in mine.iter_mut().zip(theirs) {
                *mine += theirs;
            }
        };
        sum(&mut self.inflow, &other.inflow);
        sum(&mut self.outflow, &other.outflow);
        sum(&mut self.backlog.bands, &other.backlog.bands);
        self.before += other.before;
        self.backlog.n += other.backlog.n;
        for ticket in other.backlog.oldest {
            self.name(ticket);
        }
    }

    /// Open when the period began, the slots, what was left at the end.
    pub(super) fn figures(self) -> (u64, Vec<FlowSlot>, Backlog) {
        let mut backlog = self.before;
        let counts = self.inflow.iter().zip(&self.outflow);
        let slots = self.slots.iter().zip(counts);
        let slots = slots
            .map(|(slot, (inflow, outflow))| {
                backlog = (backlog + inflow).saturating_sub(*outflow);
                FlowSlot {
                    slot: *slot,
                    inflow: *inflow,
                    outflow: *outflow,
                    backlog,
                }
            })
            .collect();
        (self.before, slots, self.backlog)
    }
}
