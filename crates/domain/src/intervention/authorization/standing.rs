//! The standing authorization: signed with a contract or datasheet, for work that recurs.
//!
//! Every access to an operating system rests on an authorization (I-04): an intervention on that of its ticket, "Beheben",
//! patch runs and inventory on a standing one. Without it these acts refuse.

use serde::{Deserialize, Serialize};

use crate::ids::{OrganizationId, SystemId};
use crate::time::Timestamp;

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
        if self.revoked_at.is_some_and(|at| at <= now) {
            return Err(StandingRefusal::Revoked);
        }
        if now < self.from || self.until.is_some_and(|until| until <= now) {
            return Err(StandingRefusal::NotValidNow);
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
