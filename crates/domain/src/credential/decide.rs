//! Who may look at a secret: one pure function over plain facts.
//!
//! Every fact must hold; the first that does not names the refusal, in the fixed order of the checks. The caller
//! collects the facts inside the transaction that also writes the reveal, and decrypts only after its commit. Managers
//! and admins have no implicit right, and neither has a former assignee.

use crate::account::StaffRole;
use crate::ids::{
    ApprovalId, AuthorizationId, InterventionId, OrganizationId, PersonId, SecretId, SystemId,
    TicketId,
};
use crate::intervention::{AuthorizationState, InterventionState};
use crate::rules::RevealLimits;
use crate::time::Timestamp;

use super::approval::{Approval, Use};
use super::limits::Usage;
use super::{DenyCode, REASON_MAX, REASON_MIN, SecretClass, SecretState};

/// How long a second-factor check counts as fresh; the log-in counts as one. Fixed.
pub const FRESH_SECONDS: i64 = 5 * 60;
/// How long after its deposit a secret may be read at most. Fixed.
pub const DEPOSIT_SECONDS: i64 = 72 * 3600;
/// How long a granted look may take from commit to display. Fixed.
pub const LEASE_SECONDS: i64 = 60;

/// The person who wants to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ActorFacts {
    /// Who.
    pub person: PersonId,
    /// The account is active.
    pub active: bool,
    /// Staff role.
    pub role: Option<StaffRole>,
    /// The session was opened with a second factor.
    pub second_factor: bool,
    /// When the second factor was checked last.
    pub fresh_at: Option<Timestamp>,
}

/// The ticket and its intervention.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CaseFacts {
    /// The ticket.
    pub ticket: TicketId,
    /// The organization of the ticket.
    pub organization: OrganizationId,
    /// The ticket is neither resolved nor closed.
    pub ticket_open: bool,
    /// The current assignee.
    pub assignee: Option<PersonId>,
    /// The intervention.
    pub intervention: InterventionId,
    /// The system it is about.
    pub system: SystemId,
    /// Where it stands.
    pub state: InterventionState,
    /// The gate was passed in this cycle.
    pub gate_passed: bool,
}

/// The authorization of the intervention, as stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AuthorizationFacts {
    /// Which.
    pub id: AuthorizationId,
    /// The system it is about. What lies under its shard opens this system and no other: a secret has no system of its
    /// own that a corrected request could leave behind.
    pub system: Option<SystemId>,
    /// Its state.
    pub state: AuthorizationState,
    /// Signature of the current version.
    pub from: Timestamp,
    /// First instant at which it is over.
    pub until: Timestamp,
    /// Digest of the stored text, computed now.
    pub text_sha256: [u8; 32],
}

/// The secret, as stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SecretFacts {
    /// Which.
    pub id: SecretId,
    /// Why it is in the vault.
    pub class: SecretClass,
    /// Whose it is.
    pub organization: OrganizationId,
    /// The ticket it was given for.
    pub ticket: Option<TicketId>,
    /// The authorization whose shard it needs.
    pub authorization: Option<AuthorizationId>,
    /// Whether it still exists.
    pub state: SecretState,
    /// The newest version in the row.
    pub version: i64,
    /// Digest of the stored blob.
    pub blob_sha256: [u8; 32],
    /// When this version was deposited.
    pub deposited_at: Timestamp,
}

/// What the audit chain remembers: the database cannot be set back behind it unnoticed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChainFacts {
    /// Digest of the text in the newest signature of this authorization.
    pub text_sha256: Option<[u8; 32]>,
    /// Version and blob digest in the newest deposit of this secret.
    pub newest: Option<(i64, [u8; 32])>,
    /// Time of the newest event: a clock that was set back does not make anything younger.
    pub newest_at: Timestamp,
}

/// An approval with whether its giver may approve at this moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApprovalFacts {
    /// The approval.
    pub approval: Approval,
    /// The giver is active and still has the right.
    pub giver_entitled: bool,
}

/// Everything the decision rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RevealFacts<'a> {
    /// Now.
    pub now: Timestamp,
    /// Who wants to look.
    pub actor: ActorFacts,
    /// Ticket and intervention.
    pub case: CaseFacts,
    /// The authorization.
    pub authorization: AuthorizationFacts,
    /// The secret.
    pub secret: SecretFacts,
    /// The audit chain.
    pub chain: ChainFacts,
    /// Why.
    pub reason: &'a str,
    /// Organization or system demand four eyes.
    pub four_eyes: bool,
    /// An approval, if there is one.
    pub approval: Option<ApprovalFacts>,
    /// How often was looked already.
    pub usage: Usage,
    /// How often it may be, and for how long: the house rules of this moment.
    pub limits: RevealLimits,
    /// The vault is open.
    pub vault_open: bool,
}

/// A granted look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grant {
    /// The value must be out by then.
    pub lease_until: Timestamp,
    /// Seconds until the pane hides it.
    pub shown_seconds: i64,
    /// The approval this look uses up.
    pub uses: Option<ApprovalId>,
    /// Looks at this field that are left within the hour, after this one.
    pub field_left: u32,
    /// Looks of this engineer that are left within the day, after this one.
    pub day_left: u32,
}

/// Grants the look, or names the first fact that stands against it.
pub fn decide(facts: &RevealFacts<'_>) -> Result<Grant, DenyCode> {
    // Never earlier than the newest event of the chain.
    let now = facts.now.max(facts.chain.newest_at);
    facts.check_actor(now)?;
    facts.check_case()?;
    facts.check_authorization(now)?;
    facts.check_secret(now)?;
    facts.check_reason()?;
    let uses = facts.check_four_eyes(now)?;
    facts.check_limits()?;
    ensure(facts.vault_open, DenyCode::VaultSealed)?;
    Ok(Grant {
        lease_until: now.plus_seconds(LEASE_SECONDS),
        shown_seconds: facts.limits.shown_seconds,
        uses,
        field_left: facts
            .limits
            .field
            .saturating_sub(facts.usage.field_last_hour + 1),
        day_left: facts
            .limits
            .day
            .saturating_sub(facts.usage.engineer_last_day + 1),
    })
}

const fn ensure(holds: bool, code: DenyCode) -> Result<(), DenyCode> {
    if holds { Ok(()) } else { Err(code) }
}

impl RevealFacts<'_> {
    fn check_actor(&self, now: Timestamp) -> Result<(), DenyCode> {
        let actor = &self.actor;
        ensure(actor.active, DenyCode::ActorInactive)?;
        ensure(
            actor.role == Some(StaffRole::Engineer),
            DenyCode::NotEngineer,
        )?;
        ensure(actor.second_factor, DenyCode::NoSecondFactor)?;
        let fresh = actor
            .fresh_at
            .is_some_and(|at| (0..=FRESH_SECONDS).contains(&now.seconds_since(at)));
        ensure(fresh, DenyCode::SecondFactorStale)?;
        ensure(
            self.case.assignee == Some(actor.person),
            DenyCode::NotAssignee,
        )
    }

    fn check_case(&self) -> Result<(), DenyCode> {
        ensure(self.case.ticket_open, DenyCode::TicketNotOpen)?;
        ensure(
            self.case.state == InterventionState::Running,
            DenyCode::NotRunning,
        )?;
        ensure(self.case.gate_passed, DenyCode::GateNotPassed)
    }

    fn check_authorization(&self, now: Timestamp) -> Result<(), DenyCode> {
        let authorization = &self.authorization;
        ensure(
            authorization.state == AuthorizationState::Active,
            DenyCode::AuthorizationNotActive,
        )?;
        ensure(authorization.from <= now, DenyCode::NotYetValid)?;
        ensure(now < authorization.until, DenyCode::ValidityOver)?;
        ensure(
            self.chain.text_sha256 == Some(authorization.text_sha256),
            DenyCode::TextAltered,
        )
    }

    fn check_secret(&self, now: Timestamp) -> Result<(), DenyCode> {
        let (secret, case) = (&self.secret, &self.case);
        ensure(
            secret.class == SecretClass::Intervention,
            DenyCode::WrongClass,
        )?;
        ensure(
            secret.organization == case.organization,
            DenyCode::OtherOrganization,
        )?;
        ensure(secret.ticket == Some(case.ticket), DenyCode::OtherTicket)?;
        ensure(
            self.authorization.system == Some(case.system),
            DenyCode::OtherSystem,
        )?;
        ensure(
            secret.authorization == Some(self.authorization.id),
            DenyCode::OtherAuthorization,
        )?;
        ensure(secret.state == SecretState::Stored, DenyCode::Shredded)?;
        let age = now.seconds_since(secret.deposited_at);
        ensure(age < DEPOSIT_SECONDS, DenyCode::DepositTooOld)?;
        ensure(
            self.chain.newest == Some((secret.version, secret.blob_sha256)),
            DenyCode::Rollback,
        )
    }

    fn check_reason(&self) -> Result<(), DenyCode> {
        let length = self.reason.trim().chars().count();
        ensure(length >= REASON_MIN, DenyCode::ReasonTooShort)?;
        ensure(length <= REASON_MAX, DenyCode::ReasonTooLong)
    }

    fn check_four_eyes(&self, now: Timestamp) -> Result<Option<ApprovalId>, DenyCode> {
        if !self.four_eyes {
            return Ok(None);
        }
        let Some(given) = &self.approval else {
            return Err(DenyCode::NotApproved);
        };
        let wanted = Use {
            intervention: self.case.intervention,
            secret: self.secret.id,
            version: self.secret.version,
            actor: self.actor.person,
            giver_entitled: given.giver_entitled,
        };
        given
            .approval
            .usable(&wanted, now)
            .map(|()| Some(given.approval.id))
            .map_err(|_| DenyCode::NotApproved)
    }

    fn check_limits(&self) -> Result<(), DenyCode> {
        ensure(
            self.usage.field_last_hour < self.limits.field,
            DenyCode::FieldLimit,
        )?;
        ensure(
            self.usage.engineer_last_day < self.limits.day && !self.usage.engineer_locked,
            DenyCode::DayLimit,
        )
    }
}

#[cfg(test)]
mod tests;
