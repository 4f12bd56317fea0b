//! Reclassification: the customer's application is the cause, so the work stops unless it is ordered.
//! // M-29, M-31, rule 21
//!
//! Finding, offer, acceptance, in this order; nothing between the finding and the acceptance is worked or billed.

use serde::{Deserialize, Serialize};

use super::period::Span;
use crate::contract::{OrderRefusal, OrderState, OrderTerms};
use crate::ids::{OrderId, PersonId};
use crate::time::Timestamp;

/// A ticket that was found to be no fault of ours.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reclassified {
    /// What was found.
    pub finding: String,
    /// Why the plan does not cover it.
    pub excluded: String,
    /// Who found it.
    pub by: PersonId,
    /// When: clocks of the emergency end here (rule 21), and so does work.
    pub at: Timestamp,
    offers: Vec<Offer>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Offer {
    order: OrderId,
    terms: OrderTerms,
    offered_at: Timestamp,
    state: OrderState,
    answered_at: Option<Timestamp>,
}

/// Why a step is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReclassifyRefusal {
    /// The customer is told what was found.
    #[error("say what was found")]
    Finding,
    /// The customer is told why it is not covered.
    #[error("say why the plan does not cover it")]
    Excluded,
    /// An offer waits for its answer, or was accepted.
    #[error("an offer is {0} already")]
    OfferStands(OrderState),
    /// There is no offer that could be answered.
    #[error("nothing was offered")]
    NoOffer,
    /// It would have happened before what it follows.
    #[error("this lies before what it follows")]
    Order,
    /// The offer cannot be answered so.
    #[error(transparent)]
    Answer(#[from] OrderRefusal),
}

impl Reclassified {
    /// The finding; it needs its words, because the customer reads them.
    pub fn found(
        finding: &str,
        excluded: &str,
        by: PersonId,
        at: Timestamp,
    ) -> Result<Self, ReclassifyRefusal> {
        let (finding, excluded) = (finding.trim().to_owned(), excluded.trim().to_owned());
        if finding.is_empty() {
            return Err(ReclassifyRefusal::Finding);
        }
        if excluded.is_empty() {
            return Err(ReclassifyRefusal::Excluded);
        }
        Ok(Self {
            finding,
            excluded,
            by,
            at,
            offers: Vec::new(),
        })
    }

    /// An offer is made; another one only after the one before was declined, withdrawn or has expired.
    pub fn offered(
        &self,
        order: OrderId,
        terms: OrderTerms,
        at: Timestamp,
    ) -> Result<Self, ReclassifyRefusal> {
        if let Some(last) = self.offers.last() {
            let state = last.state.expire(&last.terms, at).unwrap_or(last.state);
            if matches!(state, OrderState::Offered | OrderState::Accepted) {
                return Err(ReclassifyRefusal::OfferStands(state));
            }
        }
        let last = self.offers.last().map(|last| last.offered_at);
        if at < last.unwrap_or(self.at) {
            return Err(ReclassifyRefusal::Order);
        }
        let mut next = self.clone();
        next.offers.push(Offer {
            order,
            terms,
            offered_at: at,
            state: OrderState::Offered,
            answered_at: None,
        });
        Ok(next)
    }

    /// The customer accepts, in time.
    pub fn accepted(&self, at: Timestamp) -> Result<Self, ReclassifyRefusal> {
        self.answered(at, |offer| offer.state.accept(&offer.terms, at))
    }

    /// The customer declines: the work stays stopped.
    pub fn declined(&self, at: Timestamp) -> Result<Self, ReclassifyRefusal> {
        self.answered(at, |offer| offer.state.decline())
    }

    fn answered(
        &self,
        at: Timestamp,
        answer: impl FnOnce(&Offer) -> Result<OrderState, OrderRefusal>,
    ) -> Result<Self, ReclassifyRefusal> {
        let mut next = self.clone();
        let last = next.offers.last_mut().ok_or(ReclassifyRefusal::NoOffer)?;
        let state = answer(last)?;
        if at < last.offered_at {
            return Err(ReclassifyRefusal::Order);
        }
        last.state = state;
        last.answered_at = Some(at);
        Ok(next)
    }

    /// The order that was accepted, and since when work goes on and is billed; `None`: not yet.
    pub fn billable_from(&self) -> Option<(OrderId, Timestamp)> {
        let last = self.offers.last()?;
        let at = last.answered_at?;
        (last.state == OrderState::Accepted).then_some((last.order, at))
    }

    /// Whether work in this stretch is stopped: it has a second after the finding and before the acceptance.
    pub fn stops(&self, span: Span) -> bool {
        let goes_on = self.billable_from().map(|(_, at)| at);
        span.to() > self.at && goes_on.is_none_or(|at| span.from() < at)
    }
}
