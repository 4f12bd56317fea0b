//! Four eyes: a second person approves a look before it happens.
//!
//! An approval is for one secret in one version in one intervention, given by somebody else than the assignee, who has
//! the right both when giving it and when it is used; it is used once, within half an hour.

use super::ApprovalState;
use crate::account::StaffRole;
use crate::ids::{ApprovalId, InterventionId, PersonId, SecretId};
use crate::time::Timestamp;

/// How long a request waits, and how long an approval can be used.
pub const APPROVAL_SECONDS: i64 = 30 * 60;

/// An approval, from the asking to the use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approval {
    /// Which.
    pub id: ApprovalId,
    /// For which intervention.
    pub intervention: InterventionId,
    /// For which secret.
    pub secret: SecretId,
    /// In which version.
    pub version: i64,
    /// Who asked.
    pub requested_by: PersonId,
    /// When.
    pub requested_at: Timestamp,
    /// Where it stands.
    pub state: ApprovalState,
    /// Who decided.
    pub decided_by: Option<PersonId>,
    /// When.
    pub decided_at: Option<Timestamp>,
    /// When it was used.
    pub used_at: Option<Timestamp>,
}

/// Somebody who would approve or deny.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Giver {
    /// Who.
    pub person: PersonId,
    /// The account is active.
    pub active: bool,
    /// Staff role; customers have none.
    pub role: Option<StaffRole>,
    /// An engineer given the right.
    pub right: bool,
}

impl Giver {
    /// Whether this person may decide about looks at all: a manager, or an engineer given the right.
    pub fn entitled(&self) -> bool {
        self.active
            && match self.role {
                Some(StaffRole::Manager) => true,
                Some(StaffRole::Engineer) => self.right,
                Some(StaffRole::Admin) | None => false,
            }
    }
}

/// The look an approval is to be used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Use {
    /// In which intervention.
    pub intervention: InterventionId,
    /// At which secret.
    pub secret: SecretId,
    /// In which version.
    pub version: i64,
    /// Who looks.
    pub actor: PersonId,
    /// The giver is active and has the right now.
    pub giver_entitled: bool,
}

/// Why an approval does not change, or cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ApprovalRefusal {
    /// Nobody approves their own request.
    #[error("somebody else has to decide")]
    OwnRequest,
    /// Nor the assignee.
    #[error("the assignee cannot decide")]
    Assignee,
    /// Without the right.
    #[error("no right to decide")]
    NotEntitled,
    /// Decided already.
    #[error("already {0}")]
    Settled(ApprovalState),
    /// Not approved.
    #[error("not approved")]
    NotApproved,
    /// For another secret, version or intervention, or asked by somebody else.
    #[error("given for something else")]
    OtherUse,
    /// Too old.
    #[error("expired")]
    TooLate,
}

impl Approval {
    /// Asks for an approval.
    pub const fn request(id: ApprovalId, wanted: &Use, now: Timestamp) -> Self {
        Self {
            id,
            intervention: wanted.intervention,
            secret: wanted.secret,
            version: wanted.version,
            requested_by: wanted.actor,
            requested_at: now,
            state: ApprovalState::Requested,
            decided_by: None,
            decided_at: None,
            used_at: None,
        }
    }

    /// Approved by a second person.
    pub fn approve(
        &self,
        giver: &Giver,
        assignee: Option<PersonId>,
        now: Timestamp,
    ) -> Result<Self, ApprovalRefusal> {
        self.decide(ApprovalState::Approved, giver, assignee, now)
    }

    /// Denied by a second person.
    pub fn deny(
        &self,
        giver: &Giver,
        assignee: Option<PersonId>,
        now: Timestamp,
    ) -> Result<Self, ApprovalRefusal> {
        self.decide(ApprovalState::Denied, giver, assignee, now)
    }

    fn decide(
        &self,
        to: ApprovalState,
        giver: &Giver,
        assignee: Option<PersonId>,
        now: Timestamp,
    ) -> Result<Self, ApprovalRefusal> {
        if self.state != ApprovalState::Requested {
            return Err(ApprovalRefusal::Settled(self.state));
        }
        if !fresh(self.requested_at, now) {
            return Err(ApprovalRefusal::TooLate);
        }
        if giver.person == self.requested_by {
            return Err(ApprovalRefusal::OwnRequest);
        }
        if Some(giver.person) == assignee {
            return Err(ApprovalRefusal::Assignee);
        }
        if !giver.entitled() {
            return Err(ApprovalRefusal::NotEntitled);
        }
        Ok(Self {
            state: to,
            decided_by: Some(giver.person),
            decided_at: Some(now),
            ..self.clone()
        })
    }

    /// Whether it allows this look now.
    pub fn usable(&self, wanted: &Use, now: Timestamp) -> Result<(), ApprovalRefusal> {
        match self.state {
            ApprovalState::Approved => {}
            ApprovalState::Requested => return Err(ApprovalRefusal::NotApproved),
            settled => return Err(ApprovalRefusal::Settled(settled)),
        }
        let same = (
            wanted.intervention,
            wanted.secret,
            wanted.version,
            wanted.actor,
        ) == (
            self.intervention,
            self.secret,
            self.version,
            self.requested_by,
        );
        if !same {
            return Err(ApprovalRefusal::OtherUse);
        }
        if self.used_at.is_some() {
            return Err(ApprovalRefusal::Settled(ApprovalState::Used));
        }
        let (Some(giver), Some(decided_at)) = (self.decided_by, self.decided_at) else {
            return Err(ApprovalRefusal::NotApproved);
        };
        if giver == wanted.actor {
            return Err(ApprovalRefusal::OwnRequest);
        }
        if !wanted.giver_entitled {
            return Err(ApprovalRefusal::NotEntitled);
        }
        if !fresh(decided_at, now) {
            return Err(ApprovalRefusal::TooLate);
        }
        Ok(())
    }

    /// Used up by one look.
    pub fn used(&self, wanted: &Use, now: Timestamp) -> Result<Self, ApprovalRefusal> {
        self.usable(wanted, now)?;
        Ok(Self {
            state: ApprovalState::Used,
            used_at: Some(now),
            ..self.clone()
        })
    }

    /// Expired, if it waits for a decision or a use too long; otherwise as before.
    pub fn expire(&self, now: Timestamp) -> Self {
        let since = match self.state {
            ApprovalState::Requested => Some(self.requested_at),
            ApprovalState::Approved => self.decided_at,
            ApprovalState::Denied | ApprovalState::Used | ApprovalState::Expired => None,
        };
        let mut next = self.clone();
        if since.is_some_and(|since| !fresh(since, now)) {
            next.state = ApprovalState::Expired;
        }
        next
    }
}

fn fresh(since: Timestamp, now: Timestamp) -> bool {
    (0..=APPROVAL_SECONDS).contains(&now.seconds_since(since))
}

#[cfg(test)]
mod tests;
