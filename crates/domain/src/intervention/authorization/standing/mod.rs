//! The standing authorization (Dauergenehmigung): signed with a contract or datasheet, for work that recurs.
//!
//! Every access to an operating system rests on an authorization (I-04): an intervention on that of its ticket, "Beheben",
//! patch runs and inventory on a standing one. Without it these acts refuse. It is signed once, like a ticket's, from
//! one frozen text; it is never changed or extended, only revoked, and another one signed.

mod period;
mod terms;

use serde::{Deserialize, Serialize};

use crate::ids::{OrganizationId, SystemId};
use crate::time::Timestamp;

pub use period::{Period, PeriodRefusal};
pub use terms::{STANDING_TEXT_VERSION, StandingSystem, StandingTerms};

codes! {
    /// What a standing authorization may allow.
    pub enum StandingAct {
        /// Beheben: repair what monitoring found.
        Fix => "fix",
        /// Patch runs.
        Patching => "patching",
        /// Read the inventory.
        Inventory => "inventory",
    }
}

codes! {
    /// Where a standing authorization stands at a moment. Nothing stores it: it follows from the dates.
    pub enum StandingState {
        /// Signed, begins later.
        Pending => "pending",
        /// In force.
        Valid => "valid",
        /// Its time is over.
        Expired => "expired",
        /// Revoked by the customer.
        Revoked => "revoked",
    }
}

/// A standing authorization.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// The organization that signed.
    pub organization: OrganizationId,
    /// The systems it is about.
    pub systems: Vec<SystemId>,
    /// What is allowed.
    pub acts: Vec<StandingAct>,
    /// From when.
    pub from: Timestamp,
    /// Until when; `None` until revoked.
    pub until: Option<Timestamp>,
    /// When the customer revoked it.
    pub revoked_at: Option<Timestamp>,
}

/// Why a standing authorization does not allow an act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StandingRefusal {
    /// Another organization's.
    #[error("signed by another organization")]
    OtherOrganization,
    /// The system is not in it.
    #[error("this system is not part of it")]
    OtherSystem,
    /// The act is not in it.
    #[error("this work is not part of it")]
    OtherAct,
    /// Not yet or no longer.
    #[error("not valid at this time")]
    NotValidNow,
    /// Revoked.
    #[error("revoked by the customer")]
    Revoked,
}

impl Standing {
    /// Where it stands.
    pub fn state(&self, now: Timestamp) -> StandingState {
        if self.revoked_at.is_some_and(|at| at <= now) {
            StandingState::Revoked
        } else if self.until.is_some_and(|until| until <= now) {
            StandingState::Expired
        } else if now < self.from {
            StandingState::Pending
        } else {
            StandingState::Valid
        }
    }

    /// Whether the customer can still revoke it: not yet revoked, and its time is not over.
    pub fn revocable(&self, now: Timestamp) -> bool {
        matches!(
            self.state(now),
            StandingState::Pending | StandingState::Valid
        )
    }

    /// Whether it allows an act on a system now.
    pub fn allows(
        &self,
        act: StandingAct,
        organization: OrganizationId,
        system: SystemId,
        now: Timestamp,
    ) -> Result<(), StandingRefusal> {
        if organization != self.organization {
            return Err(StandingRefusal::OtherOrganization);
        }
        match self.state(now) {
            StandingState::Revoked => return Err(StandingRefusal::Revoked),
            StandingState::Pending | StandingState::Expired => {
                return Err(StandingRefusal::NotValidNow);
            }
            StandingState::Valid => {}
        }
        if !self.systems.contains(&system) {
            return Err(StandingRefusal::OtherSystem);
        }
        if !self.acts.contains(&act) {
            return Err(StandingRefusal::OtherAct);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn recurring_work_needs_a_standing_authorization_that_fits() {
        // I-04
        let organization = OrganizationId::from_uuid(Uuid::from_u128(1));
        let system = SystemId::from_uuid(Uuid::from_u128(2));
        let at = Timestamp::from_unix;
        let standing = Standing {
            organization,
            systems: vec![system],
            acts: vec![StandingAct::Patching],
            from: at(100),
            until: Some(at(200)),
            revoked_at: None,
        };
        let patch =
            |s: &Standing, now| s.allows(StandingAct::Patching, organization, system, at(now));
        assert_eq!(patch(&standing, 99), Err(StandingRefusal::NotValidNow));
        assert_eq!(patch(&standing, 100), Ok(()));
        assert_eq!(patch(&standing, 199), Ok(()));
        assert_eq!(patch(&standing, 200), Err(StandingRefusal::NotValidNow));
        let revoked = Standing {
            revoked_at: Some(at(150)),
            ..standing.clone()
        };
        assert_eq!(patch(&revoked, 149), Ok(()));
        assert_eq!(patch(&revoked, 150), Err(StandingRefusal::Revoked));
        assert_eq!(standing.state(at(99)), StandingState::Pending);
        assert_eq!(standing.state(at(200)), StandingState::Expired);
        assert!(standing.revocable(at(99)) && !standing.revocable(at(200)));
        assert!(!revoked.revocable(at(150)), "revoked once");
        let other = OrganizationId::from_uuid(Uuid::from_u128(3));
        let elsewhere = SystemId::from_uuid(Uuid::from_u128(4));
        assert_eq!(
            standing.allows(StandingAct::Fix, organization, system, at(150)),
            Err(StandingRefusal::OtherAct)
        );
        assert_eq!(
            standing.allows(StandingAct::Patching, other, system, at(150)),
            Err(StandingRefusal::OtherOrganization)
        );
        assert_eq!(
            standing.allows(StandingAct::Patching, organization, elsewhere, at(150)),
            Err(StandingRefusal::OtherSystem)
        );
    }
}
