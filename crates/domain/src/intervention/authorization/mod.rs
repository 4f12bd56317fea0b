//! The authorization (Genehmigung): what a customer signs before anybody touches the operating system.
//!
//! The server renders one frozen text from [`Terms`]; what was shown is what is signed, hashed and kept. An edit is a
//! new version and ends the old one, an extension is a new version with more time; only the customer makes either.
//! Chat, mail and phone can do none of it (I-04, I-65).

mod standing;
mod terms;
mod text;
mod validity;

pub use standing::{
    Period, PeriodRefusal, STANDING_TEXT_VERSION, Standing, StandingAct, StandingRefusal,
    StandingState, StandingSystem, StandingTerms,
};
pub use terms::{
    AgreedLogin, AgreedTask, OrganizationRef, RightGiven, Signer, SystemRef, Terms, problem_digest,
};
pub use text::{TEXT_VERSION, sha256};
pub use validity::{Validity, ValidityRefusal, ValidityRules};

use super::{AuthorizationState, EndReason};
use crate::time::Timestamp;

/// Why an authorization does not change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AuthorizationRefusal {
    /// It ended for good; a new one is needed.
    #[error("the authorization has ended")]
    Ended,
    /// It was never signed.
    #[error("the authorization was not signed")]
    NotSigned,
}

impl AuthorizationState {
    /// Signed, for the first time or as an edit.
    pub fn sign(self) -> Result<Self, AuthorizationRefusal> {
        match self {
            Self::Ended => Err(AuthorizationRefusal::Ended),
            Self::Draft | Self::Active | Self::Expired => Ok(Self::Active),
        }
    }

    /// Extended by the customer's one confirmation.
    pub fn extend(self) -> Result<Self, AuthorizationRefusal> {
        match self {
            Self::Draft => Err(AuthorizationRefusal::NotSigned),
            Self::Ended => Err(AuthorizationRefusal::Ended),
            Self::Active | Self::Expired => Ok(Self::Active),
        }
    }

    /// Expired, if it is active and its time is over; otherwise as before.
    pub fn expire(self, validity: &Validity, now: Timestamp) -> Self {
        if self == Self::Active && validity.over(now) {
            Self::Expired
        } else {
            self
        }
    }

    /// Ended for good. Ending twice is refused, so that the first reason stays.
    pub fn end(self, reason: EndReason) -> Result<(Self, EndReason), AuthorizationRefusal> {
        match self {
            Self::Ended => Err(AuthorizationRefusal::Ended),
            Self::Draft | Self::Active | Self::Expired => Ok((Self::Ended, reason)),
        }
    }
}

#[cfg(test)]
mod task_tests;
#[cfg(test)]
mod tests;
