//! Contracts and orders: what a customer bought for a system, and what was agreed beyond it.
//!
//! Minimal on purpose: plan, cover of interventions and duration are what the gate and the prices of tasks need.

use serde::{Deserialize, Serialize};

use crate::charge::{Cents, Rates, Tariff};
use crate::time::Timestamp;

codes! {
    /// The plan a contract is made on.
    pub enum Plan {
        /// Service Card: work by the hour.
        ServiceCard => "service_card",
        /// Managed Server: faults of the operating system are free, individual work is Remote Hands.
        ManagedServer => "managed_server",
    }
}

codes! {
    /// The state of an order (Auftrag): an offer until an owner or billing accepts it.
    pub enum OrderState {
        /// Offered, not yet answered.
        Offered => "offered",
        /// Accepted by the customer.
        Accepted => "accepted",
        /// Declined by the customer.
        Declined => "declined",
        /// Not answered in time.
        Expired => "expired",
        /// Taken back by us.
        Withdrawn => "withdrawn",
    }
}

impl Plan {
    /// The tariff of work that is charged by time under a plan; without any contract it is Remote Hands.
    pub const fn work_tariff(plan: Option<Self>, rates: Rates) -> Tariff {
        match plan {
            Some(Self::ServiceCard) => rates.service_card(),
            Some(Self::ManagedServer) | None => rates.remote_hands(),
        }
    }
}

/// A contract as far as interventions ask about it. Days are whole days in the desk's zone, as instants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cover {
    /// The plan.
    pub plan: Plan,
    /// Whether interventions are part of it.
    pub covers_interventions: bool,
    /// First instant.
    pub from: Timestamp,
    /// First instant after the last day; `None` runs on.
    pub until: Option<Timestamp>,
}

impl Cover {
    /// Whether the contract is in force at an instant.
    pub fn in_force(&self, at: Timestamp) -> bool {
        self.from <= at && self.until.is_none_or(|until| at < until)
    }

    /// Whether it covers an intervention at an instant: a line of the gate.
    pub fn covers(&self, at: Timestamp) -> bool {
        self.covers_interventions && self.in_force(at)
    }
}

/// What an order would cost at most and how it is charged (Auftrag: one object for tickets, extras, interventions).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderTerms {
    /// How the work is charged.
    pub tariff: Tariff,
    /// Above this nothing is billed until the customer raises it; net.
    pub ceiling: Option<Cents>,
    /// Until when the offer can be accepted.
    pub valid_until: Timestamp,
}

/// Why an order does not change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OrderRefusal {
    /// Answered, withdrawn or expired already.
    #[error("the offer is {0} already")]
    Settled(OrderState),
    /// The time to accept is over.
    #[error("the offer has expired")]
    TooLate,
}

impl OrderState {
    /// Accepted by the customer, in time (I-20).
    pub fn accept(self, terms: &OrderTerms, now: Timestamp) -> Result<Self, OrderRefusal> {
        self.settle(Self::Accepted)?;
        if now < terms.valid_until {
            Ok(Self::Accepted)
        } else {
            Err(OrderRefusal::TooLate)
        }
    }

    /// Declined by the customer.
    pub fn decline(self) -> Result<Self, OrderRefusal> {
        self.settle(Self::Declined)
    }

    /// Taken back by us.
    pub fn withdraw(self) -> Result<Self, OrderRefusal> {
        self.settle(Self::Withdrawn)
    }

    /// Expired, if its time is over.
    pub fn expire(self, terms: &OrderTerms, now: Timestamp) -> Result<Self, OrderRefusal> {
        self.settle(Self::Expired)?;
        Ok(if now < terms.valid_until {
            self
        } else {
            Self::Expired
        })
    }

    fn settle(self, to: Self) -> Result<Self, OrderRefusal> {
        match self {
            Self::Offered => Ok(to),
            other => Err(OrderRefusal::Settled(other)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_unix(seconds)
    }

    #[test]
    fn a_contract_covers_from_its_first_to_its_last_day() {
        let cover = Cover {
            plan: Plan::ServiceCard,
            covers_interventions: true,
            from: at(100),
            until: Some(at(200)),
        };
        let covered: Vec<bool> = [99, 100, 199, 200].map(|s| cover.covers(at(s))).to_vec();
        assert_eq!(covered, [false, true, true, false]);
        let without = Cover {
            covers_interventions: false,
            until: None,
            ..cover
        };
        assert!(without.in_force(at(5_000)) && !without.covers(at(5_000)));
    }

    #[test]
    fn an_offer_is_answered_once_and_in_time() {
        // I-20
        let terms = OrderTerms {
            tariff: Tariff::SERVICE_CARD,
            ceiling: Some(Cents(20_000)),
            valid_until: at(1_000),
        };
        assert_eq!(
            OrderState::Offered.accept(&terms, at(999)),
            Ok(OrderState::Accepted)
        );
        assert_eq!(
            OrderState::Offered.accept(&terms, at(1_000)),
            Err(OrderRefusal::TooLate)
        );
        assert_eq!(
            OrderState::Offered.expire(&terms, at(1_000)),
            Ok(OrderState::Expired)
        );
        assert_eq!(
            OrderState::Offered.expire(&terms, at(999)),
            Ok(OrderState::Offered)
        );
        for settled in OrderState::ALL
            .iter()
            .filter(|s| **s != OrderState::Offered)
        {
            let refusal = Err(OrderRefusal::Settled(*settled));
            assert_eq!(settled.accept(&terms, at(1)), refusal);
            assert_eq!(settled.decline(), refusal);
            assert_eq!(settled.withdraw(), refusal);
            assert_eq!(settled.expire(&terms, at(1)), refusal);
        }
    }
}
