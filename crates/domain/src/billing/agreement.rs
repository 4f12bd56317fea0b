//! What permits a charge: an accepted order or a signed authorization. Without one, work is kept but not billed.
//! // M-33, RULINGS 4

use serde::{Deserialize, Serialize};

use super::article::ArticleCode;
use super::ceiling::Budget;
use crate::charge::{Cents, Tariff};
use crate::contract::{OrderState, OrderTerms};
use crate::ids::{AuthorizationId, OrderId, PersonId, TicketId};
use crate::time::Timestamp;

/// Which agreement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AgreementId {
    /// An order the customer accepted.
    Order(OrderId),
    /// An authorization the customer signed.
    Authorization(AuthorizationId),
}

/// What the customer agreed to pay for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agreement {
    /// Which it is.
    pub id: AgreementId,
    /// Since when; nothing before is billed under it.
    pub accepted_at: Timestamp,
    /// By whom.
    pub accepted_by: PersonId,
    /// First instant it no longer permits anything; `None`: it goes on.
    pub until: Option<Timestamp>,
    /// The price that was agreed; `None`: the tariff of the day.
    pub tariff: Option<Tariff>,
    /// Its ceiling, with what was raised; `None`: none was set.
    pub budget: Option<Budget>,
}

impl Agreement {
    /// The agreement an order has become; `None` while nobody has accepted it, or where its ceiling permits nothing.
    pub fn of_order(
        id: OrderId,
        state: OrderState,
        terms: &OrderTerms,
        decided: Option<(PersonId, Timestamp)>,
    ) -> Option<Self> {
        let (accepted_by, accepted_at) = decided.filter(|_| state == OrderState::Accepted)?;
        let budget = match terms.ceiling {
            Some(ceiling) => Some(Budget::new(ceiling, accepted_at).ok()?),
            None => None,
        };
        Some(Self {
            id: AgreementId::Order(id),
            accepted_at,
            accepted_by,
            until: None,
            tariff: Some(terms.tariff),
            budget,
        })
    }
}

/// One price for the whole of something, owed from a day on whatever the time it took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FixedPrice {
    /// The ticket.
    pub ticket: TicketId,
    /// What was sold.
    pub article: ArticleCode,
    /// What it rests on.
    pub agreement: AgreementId,
    /// When it was done: the day of supply.
    pub done_at: Timestamp,
    /// The price, net.
    pub price: Cents,
}
